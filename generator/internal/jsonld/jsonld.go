// Package jsonld writes what a page is about for machines: schema.org's vocabulary
// in JSON-LD 1.1, one document a page.
//
// A document is one @graph of nodes that point at each other by @id:
//
//	page          what a node is                          its @id
//	any           WebPage, BreadcrumbList, WebSite        the page, page#breadcrumbs, home#website
//	explainer     NewsArticle and BackgroundNewsArticle   page#this
//	actor         Person, Organization and below          page#this
//	region        Country, City, Place and below          page#this
//	question      Question                                page#this
//	source        CreativeWork, NewsArticle, Dataset      page#this
//	claim         Claim, of a question also Answer        page#claim:id
//	              with a Quotation a pair of marks        page#claim:id:quote-n
//	date          Event                                   page#date:…
//	correction    CorrectionComment                       page#correction:…
//
// An @id does not depend on words, so that a page can be reworded, and is the same on
// every page that names the thing. Without a host in base_url it is a path, which
// a reader resolves against the page.
//
// What a machine repeats without its doubts is left out:
//
//   - A date is written only if ISO 8601 can say it: no doubt, no unknown digit, no
//     season; of an interval each end by itself.
//   - Dates that are marked as disputed are no Events, and neither are dates without
//     words of their own.
//   - part_of files a region under another and says nothing on sovereignty, so
//     containedInPlace is there only where nobody contests it: where the statuses of
//     the region and of all that it lies in name one holder at most.
//   - A claim is never merged with what the site says itself: it has an author, the
//     sources, and a creativeWorkStatus once it is superseded or withdrawn.
//   - An actor without a kind is a Thing. Those who write are taken for persons; the
//     authors of sources may be anything and are credited in words.
//
// A document comes in the script element that machines look for. It can stand there as it
// is: <, > and & are escaped.
package jsonld

import (
	"sync"

	"explainer/generator/internal/content"
	"explainer/generator/internal/site"
	"explainer/generator/internal/urls"
)

// Builder makes the documents of one site. It is safe for concurrent use.
type Builder struct {
	site   *site.Site
	base   urls.Base
	source func(*site.Node) *site.Source
	claims map[*site.Node][]*site.Claim // by the page that makes them; explainers have their own
	folder map[*site.Node]*site.Section // of plain pages
	origin string                       // before every path
	done   sync.Pool                    // of graphs, whose room is used again
}

// New returns a Builder for a site. It is told how to find the source that a node is.
func New(s *site.Site, source func(*site.Node) *site.Source) *Builder {
	b := &Builder{
		site: s, base: s.Config.Base, origin: s.Config.Base.Origin(), source: source,
		claims: map[*site.Node][]*site.Claim{},
		folder: map[*site.Node]*site.Section{},
	}
	for _, c := range s.Claims {
		if c.From.Kind != content.Explainer {
			b.claims[c.From] = append(b.claims[c.From], c)
		}
	}
	for _, sec := range s.Sections {
		for _, n := range sec.Pages {
			b.folder[n] = sec
		}
	}
	return b
}

// Home returns the document of the home page.
func (b *Builder) Home() string {
	g := b.graph()
	website := g.copy(b.website())
	website.Description = b.site.Config.Description
	website.InLanguage = b.site.Config.Language.String()
	g.add(website.ID, website)
	g.page(b.site.Home, "WebPage", nil)
	return g.script()
}

// Actor returns the document of an actor's page.
func (b *Builder) Actor(a *site.Actor) string {
	g := b.graph()
	main := g.copy(b.briefActor(a))
	g.add(main.ID, main)
	g.fillActor(main, a)
	g.page(&a.Node, "WebPage", main, b.site.Indexes[content.ActorsDir])
	g.addClaims(g.ClaimsOf(&a.Node))
	return g.script()
}

// Region returns the document of a region's page.
func (b *Builder) Region(r *site.Region) string {
	g := b.graph()
	main := g.copy(b.briefRegion(r))
	g.add(main.ID, main)
	g.fillRegion(main, r)
	above := []*site.Node{b.site.Indexes[content.RegionsDir]}
	for _, up := range r.Chain() {
		above = append(above, &up.Node)
	}
	g.page(&r.Node, "WebPage", main, above...)
	g.addClaims(g.ClaimsOf(&r.Node))
	return g.script()
}

// Question returns the document of a question's page. Of many answers it has the
// latest, as many as a list has on one page.
func (b *Builder) Question(q *site.Question) string {
	g := b.graph()
	main := g.copy(b.briefQuestion(q))
	g.add(main.ID, main)
	main.MainEntityOfPage = ref{page: &q.Node}
	main.InLanguage = q.Lang
	main.SuggestedAnswer = g.answers(b.AnswersTo(q))
	main.AnswerCount = len(q.Claims)
	for _, e := range q.Explainers {
		main.SubjectOf = append(main.SubjectOf, this(&e.Node))
	}
	g.page(&q.Node, "WebPage", main, b.site.Indexes[content.QuestionsDir])
	return g.script()
}

// Source returns the document of a source's page.
func (b *Builder) Source(s *site.Source) string {
	g := b.graph()
	main := g.copy(b.briefSource(s))
	g.add(main.ID, main)
	main.MainEntityOfPage = ref{page: &s.Node}
	g.page(&s.Node, "WebPage", main, b.site.Indexes[content.SourcesDir])
	g.addClaims(g.ClaimsOf(&s.Node))
	return g.script()
}

// Plain returns the document of a page that is about nothing else: a plain page, a
// section or an index.
func (b *Builder) Plain(n *site.Node) string {
	g := b.graph()
	kind := "WebPage"
	if n.Kind == content.Section {
		kind = "CollectionPage"
	}
	var above []*site.Node
	if sec := b.folder[n]; sec != nil {
		above = append(above, &sec.Node)
	}
	page := g.page(n, kind, nil, above...)
	if n.Doc != nil {
		page.DatePublished = point(n.Doc.Date.Date)
		page.DateModified = point(n.Doc.Updated.Date)
	}
	g.addClaims(g.ClaimsOf(n))
	return g.script()
}

// The fragments that are the same on every page.
const (
	thisFragment = "this"
	siteFragment = "website"
	pathFragment = "breadcrumbs"
)

// this returns the @id of what a page is about.
func this(n *site.Node) ref {
	switch n.Kind {
	case content.Page, content.Section, content.Home:
		return ref{page: n}
	}
	return ref{n, thisFragment}
}

// at returns the @id of an anchor of a page.
func at(n *site.Node, anchor string) ref { return ref{n, urls.Fragment(anchor)} }
