package build

import (
	"bytes"
	"context"
	"html/template"
	"slices"

	"explainer/generator/internal/assets"
	"explainer/generator/internal/config"
	"explainer/generator/internal/depgraph"
	"explainer/generator/internal/diag"
	"explainer/generator/internal/layout"
	"explainer/generator/internal/output"
	"explainer/generator/internal/render"
	"explainer/generator/internal/site"
	"explainer/generator/internal/source"
)

// past is what a build without errors leaves behind: the site it linked, the pages it
// made, and the facts that each page was made from. A build with errors leaves it as
// it was, so that the next one starts from the last good state.
type past struct {
	site    *site.Site
	layouts *layout.Set
	assets  *assets.Set
	pages   map[string][]byte // by path
	files   map[string]render.File
	graph   *depgraph.Graph
	made    []Made
	fresh   []render.Page // the pages of this build, until it is remembered
}

// Made is a page that a build made, and why.
type Made struct {
	Path    string
	Changed bool           // its bytes are not those of before
	Why     []depgraph.Key // the changed facts that it was made from; empty for a new page, and where everything is made again
}

// settings is a config or a set of layouts that was read before, with what was wrong
// with it.
type settings struct {
	data   []byte
	config *config.Config
	diags  diag.List
}

// templates is the layouts that were loaded before, with what was wrong with them.
type templates struct {
	files  []layout.File
	assets *assets.Set
	config *config.Config
	unread bool
	set    *layout.Set
	diags  diag.List
}

// config parses the config, unless it is that of the last build: then it is the same
// value, which is how the rest of the build knows.
func (b *Builder) config(in *input, data []byte) *config.Config {
	if b.settings.config == nil || !bytes.Equal(b.settings.data, data) {
		s := settings{data: data}
		s.config = config.Parse(source.New(config.Name, data), &s.diags)
		if b.opts.Live { // a preview leads nowhere else
			s.config.Base = s.config.Base.Local()
		}
		b.settings = s
	}
	in.diags.Add(b.settings.diags...)
	return b.settings.config
}

// layouts loads the templates, unless they are those of the last build. The one
// function they may call gives the address of an asset.
func (b *Builder) layouts(in *input, s *site.Site) *layout.Set {
	t := &b.templates
	same := t.set != nil && t.config == in.config && t.unread == in.layoutsUnread && t.assets.Equal(in.assets) &&
		slices.EqualFunc(t.files, in.templates, func(a, b layout.File) bool {
			return a.Name == b.Name && a.Source.Path == b.Source.Path && bytes.Equal(a.Source.Data, b.Source.Data)
		})
	if !same {
		asset := func(name string) (string, error) {
			p, err := in.assets.Path(name)
			return s.Config.Base.Path("/" + p), err
		}
		*t = templates{files: in.templates, assets: in.assets, config: in.config, unread: in.layoutsUnread}
		t.set = layout.Load(in.templates, layout.Options{Views: render.Views(), Funcs: template.FuncMap{"asset": asset}}, &t.diags)
		if in.layoutsUnread {
			t.diags = nil // what could not be read would be reported as missing too
		}
	}
	in.diags.Add(t.diags...)
	in.layoutsBroken = in.layoutsUnread || t.diags.Errors() > 0
	return t.set
}

// render makes the pages that are not up to date and puts them together with the
// others. If a layout is broken no page is made, since each would only repeat it.
func (b *Builder) render(ctx context.Context, in *input, with render.Input, plan *render.Plan) (past, *output.Set, diag.List) {
	next := past{site: with.Site, layouts: with.Layouts, assets: with.Assets}
	ds := with.CheckLayouts(plan.Jobs)
	if in.layoutsBroken || ds.Errors() > 0 || plan.Diags.Errors() > 0 {
		return next, &output.Set{}, ds
	}
	jobs, why := b.stale(with, plan)
	pages := with.Pages(ctx, jobs)
	set := &output.Set{}
	next.files = map[string]render.File{}
	for _, f := range with.Files(plan) {
		next.files[f.Path] = f
		if err := addFile(set, f); err != nil {
			ds.Add(diag.FileErrorf("address-clash", "", "the file /%s cannot be written: %v", f.Path, err))
		}
	}
	next.pages = make(map[string][]byte, len(plan.Jobs))
	for _, p := range pages {
		ds.Add(p.Diags...)
		next.pages[p.Path] = p.Data
		next.made = append(next.made, Made{Path: p.Path, Changed: !bytes.Equal(b.past.pages[p.Path], p.Data), Why: why[p.Path]})
	}
	for _, j := range plan.Jobs {
		data, made := next.pages[j.Path]
		if !made {
			data = b.past.pages[j.Path]
			next.pages[j.Path] = data
		}
		if err := set.Add(j.Path, data); err != nil {
			ds.Add(diag.FileErrorf("address-clash", "", "the page %s cannot be written: %v", j.Path, err))
		}
	}
	next.fresh = pages
	return next, set, ds
}

func addFile(set *output.Set, f render.File) error {
	if f.Copy != nil {
		return set.AddFile(f.Path, f.Copy.Size, f.Copy.Open)
	}
	return set.Add(f.Path, f.Data)
}

// stale returns the jobs whose pages are new, or were made from facts that have
// changed, and those facts. Everything is stale if there is no past, or another
// config, layout or asset.
func (b *Builder) stale(with render.Input, plan *render.Plan) ([]render.Job, map[string][]depgraph.Key) {
	p := &b.past
	if p.site == nil || p.site.Config != with.Site.Config || p.site.Today != with.Site.Today || p.layouts != with.Layouts || !p.assets.Equal(with.Assets) {
		return plan.Jobs, nil
	}
	why := map[string][]depgraph.Key{}
	for _, r := range p.graph.Stale(site.Diff(p.site, with.Site)) {
		why[r.Output] = r.Keys
	}
	var jobs []render.Job
	for _, j := range plan.Jobs {
		_, known := p.pages[j.Path]
		if _, stale := why[j.Path]; stale || !known {
			jobs = append(jobs, j)
		}
	}
	return jobs, why
}

// remember takes a build without errors as the state from which the next one starts.
func (b *Builder) remember(next past) {
	g := b.past.graph
	if g == nil {
		g = &depgraph.Graph{}
	}
	for _, p := range next.fresh {
		g.Set(p.Path, p.Reads)
	}
	for path := range b.past.pages {
		if _, still := next.pages[path]; !still {
			g.Remove(path)
		}
	}
	next.graph, next.fresh = g, nil
	b.past = next
}

// Difference is what a build changed in the output, from the last good one.
type Difference struct {
	Changed []render.File
	Removed []string
	Moved   map[string]string // addresses of pages that are gone, to those that took their place
}

// difference compares the output with that of the last good build.
func (b *Builder) difference(next past) Difference {
	var d Difference
	for _, m := range next.made {
		if _, before := b.past.pages[m.Path]; m.Changed || !before {
			d.Changed = append(d.Changed, render.File{Path: m.Path, Data: next.pages[m.Path]})
		}
	}
	for path, f := range next.files {
		if old, before := b.past.files[path]; !before || !sameFile(old, f) {
			d.Changed = append(d.Changed, f)
		}
	}
	gone := func(path string) {
		_, page := next.pages[path]
		if _, file := next.files[path]; !page && !file {
			d.Removed = append(d.Removed, path)
		}
	}
	for path := range b.past.pages {
		gone(path)
	}
	for path := range b.past.files {
		gone(path)
	}
	slices.Sort(d.Removed)
	if b.past.site != nil {
		d.Moved = site.Moved(b.past.site, next.site)
	}
	return d
}

func sameFile(a, b render.File) bool {
	if a.Copy != nil && b.Copy != nil {
		return a.Copy.Size == b.Copy.Size && a.Copy.Changed == b.Copy.Changed
	}
	return a.Copy == nil && b.Copy == nil && bytes.Equal(a.Data, b.Data)
}

// Reads returns the facts that a page of the last good build was made from, sorted,
// and whether it has that page. The path is that of the output.
func (b *Builder) Reads(path string) ([]depgraph.Key, bool) {
	if b.past.graph == nil {
		return nil, false
	}
	return b.past.graph.Reads(path)
}

// Forget makes the next build a first one.
func (b *Builder) Forget() { b.past = past{} }
