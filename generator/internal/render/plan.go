// Package render makes the outputs of a site: a linked site and checked layouts in,
// bytes out. It does no I/O.
//
// Which pages and files of data a site has is a Plan: a list of jobs, one an output
// file, each with its path and a function that makes its view or its bytes. The plan is
// made first and in a fixed order; the jobs are independent of one another, are done in
// parallel, and whoever knows that an output is up to date leaves its job out.
package render

import (
	"html/template"
	"reflect"
	"slices"
	"strings"

	"explainer/generator/internal/content"
	"explainer/generator/internal/depgraph"
	"explainer/generator/internal/diag"
	"explainer/generator/internal/export"
	"explainer/generator/internal/feed"
	"explainer/generator/internal/jsonld"
	"explainer/generator/internal/publish"
	"explainer/generator/internal/site"
	"explainer/generator/internal/source"
	"explainer/generator/internal/urls"
	"explainer/generator/internal/view"
	"explainer/generator/internal/words"
)

// Job is one output to make: a page or a file of data.
type Job struct {
	Path   string       // in the output
	Layout string       // the name of its layout; empty for a file of data
	url    string       // below the base
	at     source.Span  // where the page chose its layout; zero for the standard one
	view   reflect.Type // of what make returns
	make   func(*view.Reads) any
	last   bool                                    // it leads to others, which should be there first
	data   func(read func(...depgraph.Key)) []byte // in place of a layout and a view
}

// IsPage reports whether the job makes a page.
func (j Job) IsPage() bool { return j.data == nil }

// Last reports whether the job makes something that leads to others: a list, a feed. Who
// writes the outputs one by one writes these after the others.
func (j Job) Last() bool { return j.last || j.data != nil }

// Plan is all outputs of a site.
type Plan struct {
	Jobs  []Job
	Diags diag.List // addresses that cannot be written, or that two pages have

	site  *site.Site
	views *view.Builder
	ld    *jsonld.Builder
	feeds *feed.Builder
	data  []Job
	fixed []File          // files that are made in each build
	files map[string]bool // addresses of the data files
	index map[string]int  // of Jobs, by path

	sources map[*site.Node]*site.Source
	forget  []func()
}

// Renamed says that an edit of the site has changed a name, or the day of an update.
func (p *Plan) Renamed() {
	for _, forget := range p.forget {
		forget()
	}
}

// NewPlan lists the outputs of a site.
func NewPlan(s *site.Site, said *words.Set) *Plan {
	p := &Plan{site: s, views: view.NewBuilder(s, said), ld: jsonld.New(s), feeds: newFeeds(s, said), files: map[string]bool{}, index: map[string]int{}}
	p.views.Share(p.feedsOf(s.Home, nil), publish.MetaPolicy(s.Config))
	p.dataFiles(said)
	p.newsFiles()
	home(p)
	indexes(p)
	for _, e := range s.Explainers {
		add(p, e.URL, "explainer", &e.Node, func(b *view.Builder) *view.Explainer {
			v := b.Explainer(e)
			v.Structured = template.HTML(p.ld.Explainer(e))
			return v
		})
		p.lists(func() []view.List { return view.Lists(&e.Node) })
	}
	for _, a := range s.Actors {
		add(p, a.URL, "actor", &a.Node, func(b *view.Builder) *view.Actor {
			v := b.Actor(a)
			v.Structured, v.Calendar = template.HTML(p.ld.Actor(a)), p.calendar(&a.Node)
			v.Feeds = p.feedsOf(&a.Node, b.Recorder())
			return v
		})
		p.lists(func() []view.List { return view.ActorLists(a) })
	}
	for _, r := range s.Regions {
		add(p, r.URL, "region", &r.Node, func(b *view.Builder) *view.Region {
			v := b.Region(r)
			v.Structured, v.Calendar = template.HTML(p.ld.Region(r)), p.calendar(&r.Node)
			v.Feeds = p.feedsOf(&r.Node, b.Recorder())
			return v
		})
		p.lists(func() []view.List { return view.RegionLists(r) })
	}
	positions(p)
	plain(p)
	p.checkLanguages(said)
	p.Jobs = slices.Concat(p.Jobs, p.data)
	p.data = nil
	for i, j := range p.Jobs {
		p.index[j.Path] = i
	}
	return p
}

// checkLanguages warns of pages in a language that there are no words of.
func (p *Plan) checkLanguages(said *words.Set) {
	const help = "write them in layouts/words/%s.toml; the built-in file en.toml shows what there is"
	warned := map[string]bool{}
	if c := p.site.Config; c.File != nil && !said.Has(c.Language.String()) {
		warned[c.Language.String()] = true
		p.Diags.Add(diag.Warningf("no-words", c.LanguageSpan, "there are no words in the language %q, so pages say in English what they say by themselves", c.Language).
			WithHelp(help, c.Language))
	}
	for _, n := range p.site.Nodes() {
		if n.Doc == nil || n.Doc.Lang.Value == "" || warned[n.Lang] || said.Has(n.Lang) {
			continue
		}
		warned[n.Lang] = true
		p.Diags.Add(diag.Warningf("no-words", n.Doc.Lang.Span, "there are no words in the language %q, so the page says in English what it says by itself", n.Lang).
			WithHelp(help, n.Lang))
	}
}

// positions adds the pages of questions and sources.
func positions(p *Plan) {
	for _, q := range p.site.Questions {
		add(p, q.URL, "question", &q.Node, func(b *view.Builder) *view.Question {
			v := b.Question(q)
			v.Structured, v.Feeds = template.HTML(p.ld.Question(q)), p.feedsOf(&q.Node, b.Recorder())
			return v
		})
		p.lists(func() []view.List { return view.QuestionLists(q) })
	}
	p.sources = make(map[*site.Node]*site.Source, len(p.site.Sources))
	for _, src := range p.site.Sources {
		p.sources[&src.Node] = src
		add(p, src.URL, "source", &src.Node, func(b *view.Builder) *view.Source {
			v := b.Source(src)
			v.Structured = template.HTML(p.ld.Source(src))
			return v
		})
		p.lists(func() []view.List { return view.SourceLists(src) })
	}
}

// plain adds plain pages, their sections, redirects, and the page for addresses that
// do not exist.
func plain(p *Plan) {
	for _, n := range p.site.Pages {
		add(p, n.URL, "page", n, func(b *view.Builder) *view.Page {
			v := b.Page(n)
			v.Structured = template.HTML(p.ld.Plain(n))
			return v
		})
		p.lists(func() []view.List { return view.Lists(n) })
	}
	for _, sec := range p.site.Sections {
		for i := range p.views.Pages(len(sec.Pages)) {
			add(p, view.PageURL(sec.URL, i+1), "section", &sec.Node, func(b *view.Builder) *view.Section { return b.Section(sec, i+1) })
		}
	}
	for _, r := range publish.Pages(p.site) {
		add(p, r.From, "redirect", nil, func(b *view.Builder) *view.Redirect { return b.Redirect(r) })
	}
	add(p, "/404.html", "404", nil, func(b *view.Builder) *view.NotFound { return b.NotFound() })
}

func home(p *Plan) {
	add(p, "/", "home", p.site.Home, func(b *view.Builder) *view.Home {
		v := b.Home()
		v.Structured = template.HTML(p.ld.Home())
		return v
	})
}

// indexes adds the pages of the lists of everything.
func indexes(p *Plan) {
	s := p.site
	paged(p, content.ExplainersDir, "explainers", len(s.Explainers), (*view.Builder).ExplainerIndex)
	paged(p, content.RegionsDir, "regions", len(s.Regions), (*view.Builder).RegionIndex)
	paged(p, content.QuestionsDir, "questions", len(s.Questions), (*view.Builder).QuestionIndex)
	paged(p, content.SourcesDir, "sources", len(s.Sources), (*view.Builder).SourceIndex)
	paged(p, site.TimelineName, "timeline", len(s.Events), func(b *view.Builder, part int) *view.TimelinePage {
		v := b.Timeline(part)
		v.Calendar = p.calendar(s.Indexes[site.TimelineName])
		return v
	})
	actors := s.Indexes[content.ActorsDir]
	for _, kind := range append([]string{""}, p.views.ActorKinds()...) {
		for i := range p.views.Pages(len(p.views.ActorsOf(kind))) {
			add(p, p.views.ActorIndexURL(kind, i+1), "actors", actors,
				func(b *view.Builder) *view.ActorIndex { return b.ActorIndex(kind, i+1) })
		}
	}
}

// paged adds the pages of a list.
func paged[V any](p *Plan, index, layout string, length int, make func(b *view.Builder, part int) V) {
	n := p.site.Indexes[index]
	for i := range p.views.Pages(length) {
		add(p, view.PageURL(n.URL, i+1), layout, n, func(b *view.Builder) V { return make(b, i+1) })
	}
}

// lists adds the further parts of the lists that do not fit on a page itself. They
// are asked for again when a part is made, since an edit may have changed the entries.
func (p *Plan) lists(lists func() []view.List) {
	for i, l := range lists() {
		if l.Of.URL == "" {
			return
		}
		for part, last := p.views.Parts(l); part <= last; part++ {
			add(p, l.URL(part), "list", nil, func(b *view.Builder) *view.ListPage { return b.ListPage(lists()[i], part) })
		}
	}
}

// Fits reports whether the plan still has the right pages after an edit that changed
// the lists of some nodes.
func (p *Plan) Fits(nodes []*site.Node) bool {
	for _, n := range nodes {
		for _, l := range p.listsOf(n) {
			if parts := p.views.Pages(l.Length); p.has(l.URL(parts+1)) || parts > 1 && !p.has(l.URL(parts)) {
				return false
			}
		}
	}
	return true
}

// listsOf returns the lists of a node's page that a text can change: what links here,
// and what cites a source.
func (p *Plan) listsOf(n *site.Node) []view.List {
	if n.Kind == content.Source {
		return view.SourceLists(p.sources[n])
	}
	return view.Lists(n)
}

func (p *Plan) has(url string) bool {
	path, err := urls.OutputPath(url)
	if err != nil {
		return false
	}
	_, there := p.Index(path)
	return there
}

// Index returns where in Jobs the job for a path is, and whether there is one. A nil Plan
// has none.
func (p *Plan) Index(path string) (int, bool) {
	if p == nil {
		return 0, false
	}
	i, there := p.index[path]
	return i, there
}

// add lists one page; n is nil for a page whose layout nobody can choose. A page
// without an address has been reported.
func add[V any](p *Plan, url, layout string, n *site.Node, make func(b *view.Builder) V) {
	if url == "" {
		return
	}
	path, err := urls.OutputPath(url)
	if err != nil {
		p.Diags.Add(diag.FileErrorf("bad-address", "", "the page %s cannot be written: %v", url, err))
		return
	}
	if _, taken := p.index[path]; taken {
		p.Diags.Add(diag.FileErrorf("address-clash", "", "two pages for one address: %s", url).
			WithHelp("give one of them another slug"))
		return
	}
	p.index[path] = len(p.Jobs)
	j := Job{Path: path, url: url, Layout: layout, view: reflect.TypeFor[V](), last: leads(layout)}
	if n != nil && n.Doc != nil && n.Doc.Layout.Value != "" {
		j.Layout, j.at = n.Doc.Layout.Value, n.Doc.Layout.Span
	}
	j.make = func(reads *view.Reads) any {
		if reads == nil {
			return make(p.views)
		}
		b := p.views.Recording(reads)
		v := make(b)
		if n != nil {
			p.ld.ReadClaims(n, b.ReadName)
		}
		return v
	}
	p.Jobs = append(p.Jobs, j)
}

// leads reports whether the pages of a layout are lists of other pages.
func leads(layout string) bool {
	switch layout {
	case "home", "explainers", "actors", "regions", "questions", "sources", "timeline", "list", "section":
		return true
	}
	return false
}

// withFronts adds, for everything that a file of data names, the facts of its front matter
// and roles, as view.Reads does for pages.
func withFronts(keys []depgraph.Key) []depgraph.Key {
	for _, k := range keys[:len(keys):len(keys)] {
		kind, _, _ := strings.Cut(string(k), " ")
		thing, isName := strings.CutSuffix(string(k), ": name")
		switch {
		case !isName:
		case kind == "actor":
			keys = append(keys, depgraph.Key(thing+": roles"), depgraph.Key(thing+": front"))
		case kind == "region", kind == "source", kind == "question":
			keys = append(keys, depgraph.Key(thing+": front"))
		}
	}
	return keys
}

// dataFiles makes the site's data files, whose addresses pages link to.
func (p *Plan) dataFiles(said *words.Set) {
	files, forget := export.Files(p.site, said)
	p.forget = append(p.forget, forget)
	for _, f := range files {
		path, err := urls.OutputPath(f.Path)
		if err != nil {
			p.Diags.Add(diag.FileErrorf("bad-address", "", "the data file %s cannot be written: %v", f.Path, err))
			continue
		}
		p.files[f.Path] = true
		p.data = append(p.data, Job{Path: path, url: f.Path, data: f.Make})
	}
}

func newFeeds(s *site.Site, said *words.Set) *feed.Builder {
	return feed.New(s, func(lang, kind string) string { return said.For(lang).Term("update", kind) })
}

// newsFiles adds feeds, the sitemap, and what hosts are told.
func (p *Plan) newsFiles() {
	for _, f := range p.feeds.Plan() {
		path, err := urls.OutputPath(f.Path)
		switch {
		case err != nil:
			p.Diags.Add(diag.FileErrorf("bad-address", "", "the file %s cannot be written: %v", f.Path, err))
		case f.Always:
			p.fixed = append(p.fixed, File{Path: path, Data: f.Make(nil)})
		default:
			p.data = append(p.data, Job{Path: path, url: f.Path, data: f.Make})
		}
	}
	files, ds := publish.Files(p.site)
	p.Diags.Add(ds...)
	for _, f := range files {
		p.fixed = append(p.fixed, File{Path: f.Path, Data: f.Data})
	}
}

// Files returns the outputs that are made in each build: those that have something of
// every page, and those that hosts need.
func (p *Plan) Files() []File { return p.fixed }

// feedsOf returns the feeds of what is new about a node.
func (p *Plan) feedsOf(n *site.Node, read func(...depgraph.Key)) []view.Feed {
	if !p.feeds.Has(n, read) {
		return nil
	}
	base, title := p.site.Config.Base, p.feeds.Title(n)
	return []view.Feed{
		{URL: base.Path(p.feeds.Atom(n)), Type: "application/atom+xml", Title: title},
		{URL: base.Path(p.feeds.JSON(n)), Type: "application/feed+json", Title: title},
	}
}

// calendar returns the address of a page's dates as a calendar, or "" if it has none.
func (p *Plan) calendar(n *site.Node) string {
	if url := export.CalendarURL(n); p.files[url] {
		return p.site.Config.Base.Path(url)
	}
	return ""
}
