// Package build is the pipeline: a site's folder in, an output folder out.
//
//	read     files of content/, layouts/ and config.toml; problems become diagnostics
//	parse    each document by itself, in parallel, remembered by its bytes
//	link     all documents into a site
//	render   the site's pages, in parallel
//	commit   write what changed, unless there is any error
//
// A Builder may build again and again; a build with a past gives the same files and
// the same diagnostics as one without.
//
// For a preview (Live, and nothing is written) a Builder keeps no pages but the few that
// were asked for last: a build makes a few of those that are out of date, and the others are
// made when somebody asks for them with Page, or by and by with Idle. So what a preview
// costs depends on what is looked at, and not on how many pages there are.
package build

import (
	"cmp"
	"context"
	"slices"
	"sync"

	"explainer/generator/internal/content"
	"explainer/generator/internal/diag"
	"explainer/generator/internal/edtf"
	"explainer/generator/internal/frontmatter"
	"explainer/generator/internal/output"
	"explainer/generator/internal/render"
	"explainer/generator/internal/site"
)

// The folders of a site.
const (
	ContentDir = "content"
	LayoutsDir = "layouts"
	OutputDir  = "public"
)

// Options say what to build. All but Dir may be zero.
type Options struct {
	Dir      string // the site's folder
	Out      string // the output folder; empty: public/ in the site's folder
	Drafts   bool
	Future   bool
	Strict   bool // warnings are errors
	DryRun   bool // write nothing
	Atomic   bool // let the whole site appear in one step
	Live     bool // for a preview: assets keep their names, so that a change of style reaches no page
	Once     bool // only one build will be asked for, so nothing need be remembered
	Today    edtf.Day
	Started  int64              // when the build began, in nanoseconds since 1970; with Program, a build with nothing to do can know that
	Program  string             // names the program that builds, to the bit
	Cache    string             // the file for what is kept for the next process; needs Program; empty: none
	Progress func(done, of int) // called while pages are made, from any goroutine
	Busy     func()             // called once if another build holds the output folder
}

// Result is what a build found and did.
type Result struct {
	Diags      diag.List // sorted
	Counts     Counts
	Report     site.Report   // zero for a preview
	Made       []Made        // the pages that were not up to date, in the plan's order
	Written    output.Report // zero unless the build was written
	Difference               // from the last good build; empty if this one has errors
	Base       string        // path of the home page, percent-encoded
	Unkept     error         // why nothing could be kept for the next process; nil if it was, or nothing was to be
}

// Counts is what a site has.
type Counts struct{ Explainers, Actors, Regions, Files int }

// OK reports whether the build had no errors.
func (r Result) OK() bool { return r.Diags.Errors() == 0 }

// Builder builds one site. It is for one goroutine; Page alone may be called from any.
type Builder struct {
	opts Options
	docs map[string]parsed // by path: what the last build parsed
	list *listed           // the same as a list
	last *input            // what it read; nil if that must be read again

	settings  settings         // the config of the last build
	templates templates        // the layouts of the last build
	heard     heard            // the words of the last build
	sizes     map[string]sized // of pictures, by path
	kept      *kept            // while the first build runs
	packing   sync.Pool        // of *[]byte, in which documents are packed
	rooms     render.Rooms     // in which pages are made

	mu   sync.RWMutex // held for reading while a page is made from the past, for writing while that changes
	past past
	asks asks
}

// New returns a Builder.
func New(opts Options) *Builder { return &Builder{opts: opts} }

// Build builds the site. Whatever an author got wrong is in the Result; the error
// is what the system refused: a folder that cannot be read or written, or the end
// of ctx.
func (b *Builder) Build(ctx context.Context) (Result, error) {
	in, err := b.read()
	if err != nil {
		return Result{}, err
	}
	return b.build(ctx, in)
}

// Rebuild is Build for somebody who knows which files may have changed since the last
// one: their paths, relative to the site's folder, with slashes.
func (b *Builder) Rebuild(ctx context.Context, changed []string) (Result, error) {
	in, ok := b.reread(changed)
	if !ok {
		return b.Build(ctx)
	}
	return b.build(ctx, in)
}

// build makes a site of files that have been listed.
func (b *Builder) build(ctx context.Context, in *input) (result Result, err error) {
	defer in.close()
	b.last = nil
	defer func() {
		if err == nil {
			b.last = in
		}
	}()
	inputs := b.inputs(in)
	if inputs != "" {
		if result, done := b.standing(ctx, inputs); done {
			return result, ctx.Err()
		}
	}
	if b.docs == nil {
		b.kept = b.newKept(in)
		defer b.settle()
	}
	docs := b.parse(ctx, in)
	if result, done := b.edit(ctx, in, docs); done {
		return result, ctx.Err()
	}
	linked, past := b.link(in, docs)
	in.diags.Add(linked.Diags...)
	layouts := b.layouts(in, linked.Config)
	plan := render.NewPlan(linked, in.words)
	in.diags.Add(plan.Diags...)

	next, set, ds, err := b.render(ctx, in, render.Input{
		Site: linked, Layouts: layouts, Words: in.words, Assets: in.assets, Static: b.staticFile(in), Done: b.opts.Progress, Record: !b.opts.Once || b.kept != nil, Rooms: &b.rooms,
	}, plan, past)
	if err != nil {
		return Result{}, err
	}
	defer next.sink.close()
	in.diags.Add(ds...)
	if err := cmp.Or(next.sink.failed(), ctx.Err()); err != nil {
		return Result{}, err
	}
	if !b.opts.Live && in.diags.Errors() == 0 {
		in.diags.Add(b.gone(linked, set, next.sink)...)
	}
	next.docs, next.static = docs, in.static
	result = b.result(in, next)
	if result.OK() && !b.opts.Once {
		result.Difference = b.remember(next)
	}
	switch {
	case !result.OK() || b.opts.DryRun:
		result.Unkept = b.kept.keep(ctx, docs)
	case next.sink != nil:
		return b.commit(ctx, in, next.sink, b.putAway(ctx, docs), set, b.mark(inputs, result), result)
	default:
		result.Written, err = output.Write(ctx, b.out(), set, output.Options{
			Busy: b.opts.Busy, Atomic: b.opts.Atomic, Compress: in.config.Publish.Compress, Mark: b.mark(inputs, result),
		})
		if err == nil {
			result.Unkept = b.kept.keep(ctx, docs)
		}
	}
	return result, err
}

// putAway leaves the next process all documents, and forgets them: nothing of the site need be in
// memory while it is written, which takes long and needs much itself.
func (b *Builder) putAway(ctx context.Context, docs []*content.Document) []docRef {
	b.docs = nil
	if b.kept == nil {
		return nil
	}
	b.kept.put(ctx, docs)
	return b.kept.refs(docs)
}

// commit writes what was made of the documents, and puts away meanwhile what the next process may need of it.
func (b *Builder) commit(ctx context.Context, in *input, made *sink, of []docRef, set *output.Set, mark output.Mark, result Result) (_ Result, err error) {
	if b.kept == nil {
		result.Written, err = made.stage.Commit(ctx, set, mark)
		return result, err
	}
	key := b.stateKey(in)
	wait := b.kept.putSite(key, &state{docs: of, within: b.kept.within, log: made.log})
	result.Written, err = made.stage.Commit(ctx, set, mark)
	unkept := wait()
	if err != nil {
		return result, err
	}
	if result.Unkept = unkept; unkept == nil {
		result.Unkept = b.kept.keepSite(ctx, key, made.stage.Of())
	}
	return result, nil
}

// settle ends the use of the cache. What was packed away in it can be had back for as long as the
// Builder lives, if it is to be used again.
func (b *Builder) settle() {
	if b.opts.Once {
		b.kept.close()
	} else {
		b.kept.release()
	}
	b.kept = nil
}

// link links the documents, going on from what another process left if it can.
func (b *Builder) link(in *input, docs []*content.Document) (*site.Site, *recalled) {
	opts := site.Options{
		Drafts: b.opts.Drafts, Future: b.opts.Future, Today: b.opts.Today, Keep: b.opts.Live,
		Size:        b.size(in),
		IndexTitles: in.words.IndexTitles(in.config.Language.String()),
	}
	if r := b.recall(in, docs, opts); r != nil {
		return r.site, r
	}
	if b.kept != nil {
		opts.Linked = linkedTexts{b.kept, b.kept.keys}
	}
	return site.Link(in.config, docs, in.static, opts), nil
}

// result sums up what was found.
func (b *Builder) result(in *input, next *past) Result {
	s := next.input.Site
	r := Result{
		Diags:  b.severe(silence(in.config.Silenced, in.diags.Sorted())),
		Counts: Counts{len(s.Explainers), len(s.Actors), len(s.Regions), next.total},
		Base:   in.config.Base.Path("/"),
		Made:   next.made,
	}
	if !b.opts.Live {
		r.Report = s.Report()
	}
	return r
}

// severe makes errors of warnings, if that was asked for. That a page is gone stays a
// warning: it is about the output folder, and whoever takes a page away on purpose has
// nothing to mend.
func (b *Builder) severe(ds diag.List) diag.List {
	if b.opts.Strict {
		for i := range ds {
			if ds[i].ID != pageGone {
				ds[i].Severity = diag.Error
			}
		}
	}
	return ds
}

// silence leaves out the warnings that the site has switched off. Errors cannot be: an
// id that only errors have, or none, is an error itself.
func silence(off []frontmatter.Text, ds diag.List) diag.List {
	for _, id := range off {
		if !slices.Contains(diag.WarningIDs(), id.Value) {
			ds.Add(diag.Errorf("bad-value", id.Span, "%q is no warning that can be switched off", id.Value).
				WithHelp("%s", diag.DidYouMean(id.Value, diag.WarningIDs())))
		}
		ds = slices.DeleteFunc(ds, func(d diag.Diagnostic) bool { return d.Severity == diag.Warning && d.ID == id.Value })
	}
	return ds.Sorted()
}
