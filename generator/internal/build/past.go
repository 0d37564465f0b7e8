package build

import (
	"bytes"
	"context"
	"html/template"
	"slices"

	"github.com/zeebo/xxh3"

	"explainer/generator/internal/assets"
	"explainer/generator/internal/config"
	"explainer/generator/internal/content"
	"explainer/generator/internal/depgraph"
	"explainer/generator/internal/diag"
	"explainer/generator/internal/layout"
	"explainer/generator/internal/output"
	"explainer/generator/internal/render"
	"explainer/generator/internal/site"
	"explainer/generator/internal/source"
	"explainer/generator/internal/words"
)

// past is what a build without errors leaves behind: the site it linked, the pages it
// made, and the facts that each page was made from. A build with errors leaves it as
// it was, so that the next one starts from the last good state.
type past struct {
	docs   []*content.Document // by path
	static []string
	input  render.Input
	plan   *render.Plan
	files  map[string]render.File
	total  int               // outputs
	made   []Made            // of the build itself, until it is remembered
	pages  []xxh3.Uint128    // hashes of the outputs of the plan, by place; zero for those that are not up to date
	data   [][]byte          // of these outputs; a preview has none
	seen   map[string][]byte // in a preview: the pages that are being looked at, by address
	graph  *depgraph.Graph   // of these, by address

	fresh   []render.Page // the pages of this build, until it is remembered
	sink    *sink         // has their bytes if it is not to be remembered; nil otherwise
	changed []depgraph.Key
	all     bool // everything is out of date
}

// planned returns the outputs of the plan.
func (p *past) planned() []render.Job {
	if p.plan == nil {
		return nil
	}
	return p.plan.Jobs
}

// made remembers an output. A preview keeps its hash alone, but for pages that are being
// looked at (took).
func (b *Builder) made(p *past, page render.Page) {
	place, _ := p.plan.Index(page.URL())
	p.pages[place] = xxh3.Hash128(page.Data)
	if b.lazy() {
		delete(p.seen, page.URL())
	} else {
		p.data[place] = page.Data
	}
	p.graph.Set(page.URL(), page.Reads)
}

// forget says that an output is not up to date.
func (p *past) forget(place int) {
	p.pages[place] = xxh3.Uint128{}
	if p.data != nil {
		p.data[place] = nil
	}
	delete(p.seen, p.plan.Jobs[place].URL())
	p.graph.Remove(p.plan.Jobs[place].URL())
}

// Made is a page that was not up to date, and why.
type Made struct {
	url     string         // which is all that stays of the site
	Changed bool           // its bytes are not those of before, or that is not known yet
	Why     []depgraph.Key // the changed facts that it was made from; empty for a new page, and where everything is made again
}

// Path returns the path of the page in the output.
func (m Made) Path() string { return render.PathOf(m.url) }

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
			s.config.Publish = config.Publish{} // nor to any host
		}
		b.settings = s
	}
	in.diags.Add(b.settings.diags...)
	return b.settings.config
}

// heard is the files of words that were read before, with what was wrong with them.
type heard struct {
	files []*source.File
	set   *words.Set
	diags diag.List
}

// words reads the files of words, unless they are those of the last build: then it is
// the same value.
func (b *Builder) words(in *input, files []*source.File) *words.Set {
	h := &b.heard
	same := h.set != nil && slices.EqualFunc(h.files, files, func(a, b *source.File) bool {
		return a.Path == b.Path && bytes.Equal(a.Data(), b.Data())
	})
	if !same {
		*h = heard{files: files}
		h.set = words.Load(files, &h.diags)
	}
	in.diags.Add(h.diags...)
	return h.set
}

// layouts loads the templates, unless they are those of the last build. The functions
// they may call give the address and the integrity of an asset.
func (b *Builder) layouts(in *input, c *config.Config) *layout.Set {
	t := &b.templates
	same := t.set != nil && t.config == in.config && t.unread == in.layoutsUnread && t.assets.Equal(in.assets) &&
		slices.EqualFunc(t.files, in.templates, func(a, b layout.File) bool {
			return a.Name == b.Name && a.Source.Path == b.Source.Path && bytes.Equal(a.Source.Data(), b.Source.Data())
		})
	if !same {
		asset := func(name string) (string, error) {
			p, err := in.assets.Path(name)
			return c.Base.Path("/" + p), err
		}
		*t = templates{files: in.templates, assets: in.assets, config: in.config, unread: in.layoutsUnread}
		t.set = layout.Load(in.templates, layout.Options{Views: render.Views(), Funcs: template.FuncMap{"asset": asset, "integrity": in.assets.Integrity}}, &t.diags)
		if in.layoutsUnread {
			t.diags = nil // what could not be read would be reported as missing too
		}
	}
	in.diags.Add(t.diags...)
	in.layoutsBroken = in.layoutsUnread || t.diags.Errors() > 0
	return t.set
}

// render makes the pages that are not up to date, for a preview a few of them, and
// puts them together with the others. If a layout is broken no page is made, since each
// would only repeat it. The error is that of taking the output folder.
func (b *Builder) render(ctx context.Context, in *input, with render.Input, plan *render.Plan, from *recalled) (*past, *output.Set, diag.List, error) {
	next := &past{input: with, plan: plan}
	ds := with.CheckLayouts(plan.Jobs)
	if in.layoutsBroken || ds.Errors() > 0 || plan.Diags.Errors() > 0 {
		return next, &output.Set{}, ds, nil
	}
	var err error
	if next.sink, err = b.newSink(ctx, in); err != nil {
		return nil, nil, nil, err
	}
	jobs := b.stale(ctx, next, from)
	next.fresh = next.sink.pages(ctx, with, jobs)
	set := &output.Set{}
	next.files = map[string]render.File{}
	for _, f := range slices.Concat(with.Files(), plan.Files()) {
		next.files[f.Path] = f
		if err := addFile(set, f); err != nil {
			ds.Add(diag.FileErrorf("address-clash", "", "the file /%s cannot be written: %v", f.Path, err))
		}
	}
	for _, f := range plan.Files() {
		set.Last(f.Path)
	}
	fresh := make(map[string]render.Page, len(next.fresh))
	for _, p := range next.fresh {
		ds.Add(p.Diags...)
		fresh[p.URL()] = p
	}
	for i, m := range next.made {
		if p, made := fresh[m.url]; made && next.sink == nil { // those that were taken are all new
			known, _ := b.known(m.url)
			next.made[i].Changed = known != xxh3.Hash128(p.Data)
		}
	}
	for _, j := range plan.Jobs {
		path := j.Path()
		if err := b.addPage(set, next, j, path, fresh); err != nil {
			ds.Add(diag.FileErrorf("address-clash", "", "the page %s cannot be written: %v", path, err))
		}
		if j.Last() {
			set.Last(path)
		}
	}
	next.total = set.Len()
	return next, set, ds, nil
}

// known returns the hash of an output of the plan, which is zero if that is not up to date, and its
// bytes, which a preview does not have.
func (p *past) known(url string) (xxh3.Uint128, []byte) {
	place, planned := p.plan.Index(url)
	switch {
	case !planned:
		return xxh3.Uint128{}, nil
	case p.data == nil:
		return p.pages[place], nil
	}
	return p.pages[place], p.data[place]
}

// known is past.known of the past, for who does not hold Builder.mu: a page may be asked for
// meanwhile.
func (b *Builder) known(url string) (xxh3.Uint128, []byte) {
	b.asks.mu.Lock()
	defer b.asks.mu.Unlock()
	return b.past.known(url)
}

// addPage adds an output of the plan to the set.
func (b *Builder) addPage(set *output.Set, next *past, j render.Job, path string, fresh map[string]render.Page) error {
	p, made := fresh[j.URL()]
	switch {
	case next.sink != nil && len(p.Diags) == 0:
		return next.sink.add(set, path)
	case b.lazy():
		return set.Reserve(path)
	case !made:
		_, p.Data = b.known(j.URL())
	}
	return set.Add(path, p.Data)
}

func addFile(set *output.Set, f render.File) error {
	if f.Copy != nil {
		return set.AddFile(f.Path, f.Copy.Size, f.Copy.Open)
	}
	return set.Add(f.Path, f.Data)
}

// stale notes which pages are new, or were made from facts that have changed, and
// those facts, and returns the jobs that are to be done now. Everything is stale if
// there is no past, or another config, layout, word or asset, or name of an index: the
// menu of every page has those.
func (b *Builder) stale(ctx context.Context, next *past, from *recalled) []render.Job {
	if from != nil && b.sameOutput(next.sink, from.output) {
		return b.since(ctx, next, from)
	}
	p, with := &b.past, next.input
	next.all = p.plan == nil || p.input.Site.Config != with.Site.Config || p.input.Site.Today != with.Site.Today ||
		p.input.Layouts != with.Layouts || p.input.Words != with.Words || !p.input.Assets.Equal(with.Assets) ||
		!site.SameIndexes(p.input.Site, with.Site)
	var why map[string][]depgraph.Key
	if !next.all {
		next.changed = site.Diff(p.input.Site, with.Site)
		why = b.why(next.changed)
	}
	var jobs []render.Job
	for _, j := range next.plan.Jobs {
		_, planned := p.plan.Index(j.URL())
		if keys, stale := why[j.URL()]; next.all || stale || !planned {
			jobs = append(jobs, j)
			if j.IsPage() {
				next.made = append(next.made, Made{url: j.URL(), Changed: true, Why: keys})
			}
		}
	}
	return b.now(jobs)
}

// why returns the addresses of the outputs that were made from any of the changed facts, with these.
func (b *Builder) why(changed []depgraph.Key) map[string][]depgraph.Key {
	b.asks.mu.Lock()
	defer b.asks.mu.Unlock()
	why := map[string][]depgraph.Key{}
	for _, r := range b.past.graph.Stale(changed) {
		why[r.Output] = r.Keys
	}
	return why
}

// remember takes a build without errors as the state from which the next one starts,
// and returns what that changes.
func (b *Builder) remember(next *past) Difference {
	b.mu.Lock()
	defer b.mu.Unlock()
	before := b.past
	next.pages = make([]xxh3.Uint128, len(next.plan.Jobs))
	if b.lazy() {
		next.seen = map[string][]byte{}
	} else {
		next.data = make([][]byte, len(next.plan.Jobs))
	}
	next.graph = before.graph
	if before.plan == nil || next.all {
		next.graph = &depgraph.Graph{}
	}
	outdated := b.why(next.changed) // again: pages have been asked for meanwhile
	for i, j := range before.planned() {
		place, still := next.plan.Index(j.URL())
		_, stale := outdated[j.URL()]
		switch {
		case next.all:
		case still && !stale:
			next.pages[place] = before.pages[i]
			if next.data != nil {
				next.data[place] = before.data[i]
			} else if data := before.seen[j.URL()]; data != nil {
				next.seen[j.URL()] = data
			}
		default:
			next.graph.Remove(j.URL())
		}
	}
	for _, p := range next.fresh {
		b.made(next, p)
	}
	d := b.difference(&before, next, outdated)
	next.fresh, next.changed = nil, nil
	b.past = *next
	b.past.made = nil // the result has it
	b.asks.reset()
	return d
}

// Difference is what a build changed in the output, from the last good one.
type Difference struct {
	Changed []render.File
	Pages   []string // paths of those that may be others now; what they are, Builder.Page says
	Removed []string
	Moved   map[string]string // addresses of pages that are gone, to those that took their place
}

// difference compares the output with that of the last good build.
func (b *Builder) difference(before, next *past, outdated map[string][]depgraph.Key) Difference {
	var d Difference
	fresh := make(map[string][]byte, len(next.fresh))
	for _, p := range next.fresh {
		fresh[p.URL()] = p.Data
	}
	for i, j := range next.plan.Jobs {
		_, planned := before.plan.Index(j.URL())
		known, _ := before.known(j.URL())
		data, made := fresh[j.URL()]
		_, stale := outdated[j.URL()]
		switch {
		case made && known == next.pages[i]:
		case made && !b.lazy():
			d.Changed = append(d.Changed, render.File{Path: j.Path(), Data: data})
		case made, next.all, !planned, stale:
			d.Pages = append(d.Pages, j.Path())
		}
	}
	for path, f := range next.files {
		if old, had := before.files[path]; !had || !sameFile(old, f) {
			d.Changed = append(d.Changed, f)
		}
	}
	gone := func(path string) {
		_, page := next.plan.Index(path)
		if _, file := next.files[path]; !page && !file {
			d.Removed = append(d.Removed, path)
		}
	}
	for _, j := range before.planned() {
		if _, still := next.plan.Index(j.URL()); !still {
			gone(j.Path())
		}
	}
	for path := range before.files {
		gone(path)
	}
	slices.Sort(d.Removed)
	if before.plan != nil {
		d.Moved = site.Moved(before.input.Site, next.input.Site)
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
	place, ok := b.past.plan.Index(path)
	if !ok {
		return nil, false
	}
	if b.lazy() {
		if _, err := b.Page(path); err != nil {
			return nil, false
		}
	}
	b.asks.mu.Lock()
	defer b.asks.mu.Unlock()
	return b.past.graph.Reads(b.past.plan.Jobs[place].URL())
}

// Forget makes the next build a first one.
func (b *Builder) Forget() {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.past, b.last = past{}, nil
}
