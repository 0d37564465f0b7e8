// Package render makes the pages of a site: a linked site and checked layouts in,
// a set of output files out. It does no I/O.
//
// Which pages a site has is a list of jobs, one an output file: its path, its
// layout and a function that makes its view. The list is made first and in a fixed
// order; the jobs are independent of one another and are done in parallel.
package render

import (
	"html/template"
	"reflect"

	"explainer/generator/internal/content"
	"explainer/generator/internal/export"
	"explainer/generator/internal/jsonld"
	"explainer/generator/internal/site"
	"explainer/generator/internal/source"
	"explainer/generator/internal/view"
)

// job is one page to make.
type job struct {
	url    string // path below the base
	layout string
	at     source.Span // where a page chose its layout; zero for the standard one
	view   func() any
}

// Views returns the type that each layout of the built-in set is executed with.
func Views() map[string]reflect.Type {
	return map[string]reflect.Type{
		"home":       reflect.TypeFor[*view.Home](),
		"explainer":  reflect.TypeFor[*view.Explainer](),
		"actor":      reflect.TypeFor[*view.Actor](),
		"region":     reflect.TypeFor[*view.Region](),
		"explainers": reflect.TypeFor[*view.ExplainerIndex](),
		"actors":     reflect.TypeFor[*view.ActorIndex](),
		"regions":    reflect.TypeFor[*view.RegionIndex](),
		"timeline":   reflect.TypeFor[*view.TimelinePage](),
		"question":   reflect.TypeFor[*view.Question](),
		"questions":  reflect.TypeFor[*view.QuestionIndex](),
		"source":     reflect.TypeFor[*view.Source](),
		"sources":    reflect.TypeFor[*view.SourceIndex](),
		"list":       reflect.TypeFor[*view.ListPage](),
		"page":       reflect.TypeFor[*view.Page](),
		"section":    reflect.TypeFor[*view.Section](),
		"404":        reflect.TypeFor[*view.NotFound](),
		"redirect":   reflect.TypeFor[*view.Redirect](),
	}
}

// planner lists the jobs of a site.
type planner struct {
	site  *site.Site
	views *view.Builder
	data  *jsonld.Builder
	jobs  []job
}

func plan(s *site.Site) []job {
	p := &planner{site: s, views: view.NewBuilder(s), data: jsonld.New(s)}
	p.add("/", "home", s.Home, func() any {
		v := p.views.Home()
		v.Structured = script(p.data.Home())
		return v
	})
	p.indexes()
	for _, e := range s.Explainers {
		p.add(e.URL, "explainer", &e.Node, func() any {
			v := p.views.Explainer(e)
			v.Structured = script(p.data.Explainer(e))
			return v
		})
		p.lists(&e.Node, nil, nil)
	}
	for _, a := range s.Actors {
		p.add(a.URL, "actor", &a.Node, func() any {
			v := p.views.Actor(a)
			v.Structured, v.Calendar = script(p.data.Actor(a)), p.calendar(&a.Node, a.Events)
			return v
		})
		p.lists(&a.Node, a.Explainers, a.Events)
	}
	for _, r := range s.Regions {
		p.add(r.URL, "region", &r.Node, func() any {
			v := p.views.Region(r)
			v.Structured, v.Calendar = script(p.data.Region(r)), p.calendar(&r.Node, r.Events)
			return v
		})
		p.lists(&r.Node, r.Explainers, r.Events)
	}
	for _, q := range s.Questions {
		p.add(q.URL, "question", &q.Node, func() any {
			v := p.views.Question(q)
			v.Structured = script(p.data.Question(q))
			return v
		})
		p.lists(&q.Node, nil, nil)
	}
	for _, src := range s.Sources {
		p.add(src.URL, "source", &src.Node, func() any {
			v := p.views.Source(src)
			v.Structured = script(p.data.Source(src))
			return v
		})
		p.lists(&src.Node, nil, nil)
	}
	for _, n := range s.Pages {
		p.add(n.URL, "page", n, func() any {
			v := p.views.Page(n)
			v.Structured = script(p.data.Plain(n))
			return v
		})
		p.lists(n, nil, nil)
	}
	for _, sec := range s.Sections {
		p.add(sec.URL, "section", &sec.Node, func() any { return p.views.Section(sec) })
	}
	for _, r := range s.Redirects {
		p.add(r.From, "redirect", nil, func() any { return p.views.Redirect(r) })
	}
	p.add("/404.html", "404", nil, func() any { return p.views.NotFound() })
	return p.jobs
}

// script puts structured data into the element that machines look for.
func script(json []byte) template.HTML {
	return template.HTML(`<script type="application/ld+json">` + string(json) + `</script>`)
}

// calendar returns the address of a page's dates as a calendar, or "" if it has none.
func (p *planner) calendar(n *site.Node, events []*site.Event) string {
	if len(events) == 0 {
		return ""
	}
	return p.site.Config.Base.Path(export.CalendarURL(n))
}

// add lists one page; n is nil for a page whose layout nobody can choose.
func (p *planner) add(url, layout string, n *site.Node, make func() any) {
	j := job{url: url, layout: layout, view: make}
	if n != nil && n.Doc != nil && n.Doc.Layout.Value != "" {
		j.layout, j.at = n.Doc.Layout.Value, n.Doc.Layout.Span
	}
	if url != "" { // a page without an address has been reported
		p.jobs = append(p.jobs, j)
	}
}

func (p *planner) indexes() {
	s := p.site
	first := func(name string) string { return s.Indexes[name].URL }
	for i := range p.views.Pages(len(s.Explainers)) {
		p.add(view.PageURL(first(content.ExplainersDir), i+1), "explainers", s.Indexes[content.ExplainersDir],
			func() any { return p.views.ExplainerIndex(i + 1) })
	}
	for _, kind := range append([]string{""}, p.views.ActorKinds()...) {
		for i := range p.views.Pages(len(p.views.ActorsOf(kind))) {
			p.add(p.views.ActorIndexURL(kind, i+1), "actors", s.Indexes[content.ActorsDir],
				func() any { return p.views.ActorIndex(kind, i+1) })
		}
	}
	for i := range p.views.Pages(len(s.Regions)) {
		p.add(view.PageURL(first(content.RegionsDir), i+1), "regions", s.Indexes[content.RegionsDir],
			func() any { return p.views.RegionIndex(i + 1) })
	}
	for i := range p.views.Pages(len(s.Questions)) {
		p.add(view.PageURL(first(content.QuestionsDir), i+1), "questions", s.Indexes[content.QuestionsDir],
			func() any { return p.views.QuestionIndex(i + 1) })
	}
	for i := range p.views.Pages(len(s.Sources)) {
		p.add(view.PageURL(first(content.SourcesDir), i+1), "sources", s.Indexes[content.SourcesDir],
			func() any { return p.views.SourceIndex(i + 1) })
	}
	for i := range p.views.Pages(len(s.Events)) {
		p.add(view.PageURL(first(site.TimelineName), i+1), "timeline", s.Indexes[site.TimelineName],
			func() any {
				v := p.views.Timeline(i + 1)
				v.Calendar = p.calendar(s.Indexes[site.TimelineName], s.Events)
				return v
			})
	}
}

// lists adds the further parts of the lists that do not fit on a node's own page.
func (p *planner) lists(n *site.Node, explainers []*site.Explainer, events []*site.Event) {
	if n.URL == "" {
		return
	}
	for _, list := range []struct {
		what   string
		length int
	}{
		{view.ListExplainers, len(explainers)}, {view.ListDates, len(events)}, {view.ListLinks, len(n.Backlinks)},
	} {
		for part := 2; part <= p.views.Pages(list.length); part++ {
			p.add(view.ListURL(n, list.what, part), "list", nil,
				func() any { return p.views.ListPage(n, list.what, explainers, events, part) })
		}
	}
}
