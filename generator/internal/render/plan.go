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
	"explainer/generator/internal/urls"
	"explainer/generator/internal/view"
	"explainer/generator/internal/words"
)

// Plan is all outputs of a site.
type Plan struct {
	Jobs  []Job
	Diags diag.List // addresses that cannot be written, or that two pages have

	site  *site.Site
	said  *words.Set
	views *view.Builder
	ld    *jsonld.Builder
	feeds *feed.Builder
	fixed []File          // files that are made in each build
	files map[string]bool // addresses of the data files
	index index

	forget []func()
}

// Renamed says that an edit of the site has changed a name, or the day of an update.
func (p *Plan) Renamed() {
	for _, forget := range p.forget {
		forget()
	}
}

// NewPlan lists the outputs of a site.
func NewPlan(s *site.Site, said *words.Set) *Plan {
	p := &Plan{site: s, said: said, views: view.NewBuilder(s, said), feeds: newFeeds(s, said), files: map[string]bool{}}
	p.ld = jsonld.New(s, p.views.SourceOf)
	p.views.Share(p.feedsOf(s.Home, nil), publish.MetaPolicy(s.Config))
	p.lead()
	pages(p, "explainer", s.Explainers, func(e *site.Explainer) *site.Node { return &e.Node }, p.explainer, explainerLists)
	pages(p, "actor", s.Actors, func(a *site.Actor) *site.Node { return &a.Node }, p.actor, view.ActorLists)
	pages(p, "region", s.Regions, func(r *site.Region) *site.Node { return &r.Node }, p.region, view.RegionLists)
	pages(p, "question", s.Questions, func(q *site.Question) *site.Node { return &q.Node }, p.question, view.QuestionLists)
	pages(p, "source", s.Sources, func(src *site.Source) *site.Node { return &src.Node }, p.source, view.SourceLists)
	pages(p, "page", s.Pages, func(n *site.Node) *site.Node { return n }, p.plain, view.Lists)
	for _, sec := range s.Sections {
		parts(p, "section", &sec.Node, len(sec.Pages), func(b *view.Builder, part int) *view.Section { return b.Section(sec, part) })
	}
	p.elsewhere()
	p.dataFiles(said)
	p.newsFiles()
	p.Diags.Add(p.checkLanguages()...)
	return p
}

// DiagsAfter returns the Diags after an edit of the site that has replaced documents, of which they
// may speak.
func (p *Plan) DiagsAfter(replaced []*content.Document) diag.List {
	of := func(d diag.Diagnostic) bool {
		return slices.ContainsFunc(replaced, func(doc *content.Document) bool { return d.Span.File == doc.File })
	}
	if !slices.ContainsFunc(p.Diags, of) {
		return p.Diags
	}
	ds := slices.DeleteFunc(slices.Clone(p.Diags), func(d diag.Diagnostic) bool { return d.ID == "no-words" })
	ds.Add(p.checkLanguages()...)
	return ds
}

// checkLanguages warns of pages in a language that there are no words of.
func (p *Plan) checkLanguages() (ds diag.List) {
	const help = "write them in layouts/words/%s.toml; the built-in file en.toml shows what there is"
	warned := map[string]bool{}
	if c := p.site.Config; c.File != nil && !p.said.Has(c.Language.String()) {
		warned[c.Language.String()] = true
		ds.Add(diag.Warningf("no-words", c.LanguageSpan, "there are no words in the language %q, so pages say in English what they say by themselves", c.Language).
			WithHelp(help, c.Language))
	}
	for _, n := range p.site.Nodes() {
		if n.Doc == nil || n.Doc.Lang.Value == "" || warned[n.Lang] || p.said.Has(n.Lang) {
			continue
		}
		warned[n.Lang] = true
		ds.Add(diag.Warningf("no-words", n.Doc.Lang.Span, "there are no words in the language %q, so the page says in English what it says by itself", n.Lang).
			WithHelp(help, n.Lang))
	}
	return ds
}

func (p *Plan) explainer(b *view.Builder, e *site.Explainer) *view.Explainer {
	v := b.Explainer(e)
	v.Structured = template.HTML(p.ld.Explainer(e))
	jsonld.ReadClaims(e.Claims, b.ReadName)
	return v
}

func (p *Plan) actor(b *view.Builder, a *site.Actor) *view.Actor {
	v := b.Actor(a)
	v.Structured, v.Calendar = template.HTML(p.ld.Actor(a)), p.calendar(&a.Node)
	v.Feeds = p.feedsOf(&a.Node, b.Recorder())
	return v
}

func (p *Plan) region(b *view.Builder, r *site.Region) *view.Region {
	v := b.Region(r)
	v.Structured, v.Calendar = template.HTML(p.ld.Region(r)), p.calendar(&r.Node)
	v.Feeds = p.feedsOf(&r.Node, b.Recorder())
	return v
}

func (p *Plan) question(b *view.Builder, q *site.Question) *view.Question {
	v := b.Question(q)
	v.Structured, v.Feeds = template.HTML(p.ld.Question(q)), p.feedsOf(&q.Node, b.Recorder())
	jsonld.ReadClaims(p.ld.AnswersTo(q), b.ReadName)
	return v
}

func (p *Plan) source(b *view.Builder, src *site.Source) *view.Source {
	v := b.Source(src)
	v.Structured = template.HTML(p.ld.Source(src))
	return v
}

func (p *Plan) plain(b *view.Builder, n *site.Node) *view.Page {
	v := b.Page(n)
	v.Structured = template.HTML(p.ld.Plain(n))
	return v
}

func explainerLists(e *site.Explainer) []view.List { return view.Lists(&e.Node) }

// lead adds the home page and the lists of everything.
func (p *Plan) lead() {
	s := p.site
	parts(p, "home", s.Home, 0, func(b *view.Builder, _ int) *view.Home {
		v := b.Home()
		v.Structured = template.HTML(p.ld.Home())
		return v
	})
	parts(p, "explainers", s.Indexes[content.ExplainersDir], len(s.Explainers), (*view.Builder).ExplainerIndex)
	parts(p, "regions", s.Indexes[content.RegionsDir], len(s.Regions), (*view.Builder).RegionIndex)
	parts(p, "questions", s.Indexes[content.QuestionsDir], len(s.Questions), (*view.Builder).QuestionIndex)
	parts(p, "sources", s.Indexes[content.SourcesDir], len(s.Sources), (*view.Builder).SourceIndex)
	timeline, actors := s.Indexes[site.TimelineName], s.Indexes[content.ActorsDir]
	parts(p, "timeline", timeline, len(s.Events), func(b *view.Builder, part int) *view.TimelinePage {
		v := b.Timeline(part)
		v.Calendar = p.calendar(timeline)
		return v
	})
	for _, kind := range append([]string{""}, p.views.ActorKinds()...) {
		url := func(_, part int) string { return p.views.ActorIndexURL(kind, part) }
		index := newSeries(p, "actors", one(actors), url, func(b *view.Builder, _, part int) *view.ActorIndex { return b.ActorIndex(kind, part) })
		p.addParts(index, 1, p.views.Pages(len(p.views.ActorsOf(kind))))
	}
}

// elsewhere adds the pages that stand where nothing else does: redirects, and the page for
// addresses that do not exist.
func (p *Plan) elsewhere() {
	old := publish.Pages(p.site)
	redirects := newSeries(p, "redirect", nil, func(at, _ int) string { return old[at].From },
		func(b *view.Builder, at, _ int) *view.Redirect { return b.Redirect(old[at]) })
	for at := range old {
		p.add(redirects, at, 1)
	}
	p.add(newSeries(p, "404", nil, func(int, int) string { return "/404.html" },
		func(b *view.Builder, _, _ int) *view.NotFound { return b.NotFound() }), 0, 1)
}

// newSeries returns pages that are of one view. node gives the node of each, and is nil for pages
// whose layout nobody can choose.
func newSeries[V any](p *Plan, layout string, node func(at int) *site.Node, url func(at, part int) string, make func(b *view.Builder, at, part int) V) *series {
	page := func(at, part int, reads *view.Reads) any {
		if reads == nil {
			return make(p.views, at, part)
		}
		b := p.views.Recording(reads)
		v := make(b, at, part)
		if node != nil {
			jsonld.ReadClaims(p.ld.ClaimsOf(node(at)), b.ReadName)
		}
		return v
	}
	return &series{layout: layout, view: reflect.TypeFor[V](), last: leads(layout), url: url, node: node, page: page}
}

// one is the node of a series that has no other.
func one(n *site.Node) func(int) *site.Node { return func(int) *site.Node { return n } }

// pages adds the page of each of a list, and the further parts of the lists that stand on it.
func pages[T, V any](p *Plan, layout string, list []T, node func(T) *site.Node, make func(*view.Builder, T) V, lists func(T) []view.List) {
	nodeAt := func(at int) *site.Node { return node(list[at]) }
	all := newSeries(p, layout, nodeAt, func(at, _ int) string { return nodeAt(at).URL },
		func(b *view.Builder, at, _ int) V { return make(b, list[at]) })
	for at, of := range list {
		p.add(all, at, 1)
		p.lists(func() []view.List { return lists(of) })
	}
}

// parts adds the pages of a list.
func parts[V any](p *Plan, layout string, n *site.Node, length int, make func(b *view.Builder, part int) V) {
	url := func(_, part int) string { return view.PageURL(n.URL, part) }
	list := newSeries(p, layout, one(n), url, func(b *view.Builder, _, part int) V { return make(b, part) })
	p.addParts(list, 1, p.views.Pages(length))
}

// lists adds the further parts of the lists that do not fit on a page itself. They
// are asked for again when a part is made, since an edit may have changed the entries.
func (p *Plan) lists(lists func() []view.List) {
	for i, l := range lists() {
		if l.Of.URL == "" {
			return
		}
		first, last := p.views.Parts(l)
		if first > last {
			continue
		}
		name := view.List{Of: l.Of, What: l.What}
		p.addParts(newSeries(p, "list", nil, func(_, part int) string { return name.URL(part) },
			func(b *view.Builder, _, part int) *view.ListPage { return b.ListPage(lists()[i], part) }), first, last)
	}
}

func (p *Plan) addParts(s *series, first, last int) {
	for part := first; part <= last; part++ {
		p.add(s, 0, part)
	}
}

// add lists one page. A page without an address has been reported.
func (p *Plan) add(s *series, at, part int) {
	j := Job{s, int32(at), int32(part)}
	url := j.URL()
	if url == "" {
		return
	}
	if _, err := urls.OutputPath(url); err != nil {
		p.Diags.Add(diag.FileErrorf("bad-address", "", "the page %s cannot be written: %v", url, err))
		return
	}
	if !p.index.add(p.Jobs, j) {
		p.Diags.Add(diag.FileErrorf("address-clash", "", "two pages for one address: %s", url).
			WithHelp("give one of them another slug"))
		return
	}
	p.Jobs = append(p.Jobs, j)
}

// addData lists files of data.
func (p *Plan) addData(what string, n int, url func(at int) string, data func(at int, read func(...depgraph.Key)) []byte) {
	files := &series{last: true, url: func(at, _ int) string { return url(at) }, data: data}
	for at := range n {
		j := Job{files, int32(at), 1}
		if _, err := urls.OutputPath(j.URL()); err != nil {
			p.Diags.Add(diag.FileErrorf("bad-address", "", "the %s %s cannot be written: %v", what, j.URL(), err))
			continue
		}
		p.index.add(p.Jobs, j)
		p.Jobs = append(p.Jobs, j)
	}
}

// Fits reports whether the plan still has the right pages after an edit that changed
// the lists of some nodes.
func (p *Plan) Fits(nodes []*site.Node) bool {
	for _, n := range nodes {
		for _, l := range p.views.ListsOfText(n) {
			if parts := p.views.Pages(p.views.Length(l)); p.has(l.URL(parts+1)) || parts > 1 && !p.has(l.URL(parts)) {
				return false
			}
		}
	}
	return true
}

func (p *Plan) has(url string) bool {
	_, there := p.Index(url)
	return there
}

// Index returns where in Jobs the job is for a path in the output, or for an address below the
// base, and whether there is one. A nil Plan has none.
func (p *Plan) Index(of string) (int, bool) {
	if p == nil {
		return 0, false
	}
	job, _, there := p.index.find(p.Jobs, stem(of))
	return job, there
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

// dataFiles adds the site's data files, whose addresses pages link to.
func (p *Plan) dataFiles(said *words.Set) {
	files, forget := export.Files(p.site, said)
	p.forget = append(p.forget, forget)
	for _, f := range files {
		p.files[f.Path] = true
	}
	p.addData("data file", len(files), func(at int) string { return files[at].Path },
		func(at int, read func(...depgraph.Key)) []byte { return files[at].Make(read) })
}

func newFeeds(s *site.Site, said *words.Set) *feed.Builder {
	return feed.New(s, func(lang, kind string) string { return said.For(lang).Term("update", kind) })
}

// newsFiles adds feeds, the sitemap, and what hosts are told.
func (p *Plan) newsFiles() {
	items := p.feeds.Plan()
	for _, f := range items {
		if !f.Always {
			continue
		}
		path, err := urls.OutputPath(f.Path)
		if err != nil {
			p.Diags.Add(diag.FileErrorf("bad-address", "", "the file %s cannot be written: %v", f.Path, err))
			continue
		}
		p.fixed = append(p.fixed, File{Path: path, Data: f.Make(nil)})
	}
	items = slices.DeleteFunc(items, func(f feed.Item) bool { return f.Always })
	p.addData("file", len(items), func(at int) string { return items[at].Path },
		func(at int, read func(...depgraph.Key)) []byte { return items[at].Make(read) })
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
