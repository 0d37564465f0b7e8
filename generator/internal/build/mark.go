package build

import (
	"context"
	"encoding/binary"
	"encoding/json"
	"fmt"

	"github.com/zeebo/xxh3"

	"explainer/generator/internal/output"
	"explainer/generator/internal/site"
)

// settled is how many nanoseconds before a build a file must have been changed for its times to
// tell it apart from any later state: the coarsest clock of a file system in use ticks
// every two seconds.
const settled = 2_000_000_000

// memo is what a build tells and a later one that has nothing to do tells again.
type memo struct {
	Counts Counts
	Report site.Report
	Base   string
}

// inputs names all that the output follows from: the program, the options, the config,
// the layouts, and of each file of content/ its path, size and times. It returns "" if
// that is not known for certain.
func (b *Builder) inputs(in *input) string {
	if !b.opts.Once || b.opts.DryRun || b.opts.Program == "" || b.opts.Started == 0 || len(in.diags) > 0 {
		return ""
	}
	last := b.opts.Started - settled
	var h xxh3.Hasher
	text := func(s string) {
		h.Write(binary.AppendUvarint(nil, uint64(len(s))))
		h.WriteString(s)
	}
	b.follows(in, text)
	for e := range in.all() {
		if max(e.ModTime.UnixNano(), e.Changed) > last {
			return ""
		}
		text(e.Path)
		text(fmt.Sprint(e.Size, e.ModTime.UnixNano(), e.Changed))
	}
	sum := h.Sum128()
	return fmt.Sprintf("%016x%016x", sum.Hi, sum.Lo)
}

// follows tells all that the whole output follows from, but for the files of content/.
func (b *Builder) follows(in *input, text func(string)) {
	text(b.opts.Program)
	text(fmt.Sprint(b.opts.Drafts, b.opts.Future, b.opts.Strict, b.opts.Today, b.opts.Dir, b.out()))
	text(string(b.settings.data))
	for _, f := range in.templates {
		text(f.Name)
		text(f.Source.Path)
		text(string(f.Source.Data()))
	}
	for _, f := range in.assets.All() {
		text(f.Path)
		text(string(f.Data))
	}
	for _, f := range b.heard.files {
		text(f.Path)
		text(string(f.Data()))
	}
}

// standing returns the result of the last build into the output folder, if nothing has
// changed since, there or here.
func (b *Builder) standing(ctx context.Context, inputs string) (Result, bool) {
	note, files, ok := output.Standing(ctx, b.out(), inputs)
	var m memo
	if !ok || json.Unmarshal([]byte(note), &m) != nil {
		return Result{}, false
	}
	return Result{Counts: m.Counts, Report: m.Report, Base: m.Base, Written: output.Report{Unchanged: files}}, true
}

// mark is what a later build finds, if there was nothing to complain about.
func (b *Builder) mark(inputs string, r Result) output.Mark {
	note, err := json.Marshal(memo{r.Counts, r.Report, r.Base})
	if inputs == "" || len(r.Diags) > 0 || err != nil {
		return output.Mark{}
	}
	return output.Mark{From: inputs, Note: string(note)}
}
