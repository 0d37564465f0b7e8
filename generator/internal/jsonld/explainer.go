package jsonld

import (
	"strconv"

	"explainer/generator/internal/content"
	"explainer/generator/internal/site"
)

// Explainer returns the document of an explainer's page.
func (b *Builder) Explainer(e *site.Explainer) string {
	g := b.graph()
	main := g.copy(node{
		Types: [2]string{"NewsArticle", "BackgroundNewsArticle"}, ID: this(&e.Node),
		Headline: e.Title, Description: e.Line, URL: ref{page: &e.Node}, InLanguage: e.Lang, Writers: e.Meta.Authors,
		DatePublished: point(e.Doc.Date.Date), DateModified: point(e.Doc.Updated.Date),
		IsPartOf: b.siteID(), MainEntityOfPage: ref{page: &e.Node},
	})
	g.add(main.ID, main)
	main.About = make([]ref, 0, len(e.Actors)+len(e.Regions)+len(e.Questions)+len(e.Dates))
	for _, a := range e.Actors {
		main.About = append(main.About, g.actor(a))
	}
	for _, r := range e.Regions {
		main.About = append(main.About, g.region(r))
	}
	for _, q := range e.Questions {
		main.About = append(main.About, g.question(q))
	}
	main.About = g.events(main.About, e)
	main.Mentions = g.addClaims(e.Claims)
	main.Citation = g.citations(e)
	main.Correction = g.corrections(e)
	g.page(&e.Node, "WebPage", main, b.site.Indexes[content.ExplainersDir])
	return g.script()
}

// events describes an explainer's dates that have words of their own and are not
// disputed, and adds where they are to refs.
func (g *graph) events(refs []ref, e *site.Explainer) []ref {
	for _, m := range e.Dates {
		if m.Disputed || m.Title == e.Title {
			continue
		}
		n := g.typed("Event")
		n.ID, n.Name = at(&e.Node, m.Anchor), m.Title
		n.URL = n.ID
		n.StartDate, n.EndDate = span(m.Date)
		for _, a := range m.Actors {
			n.About = append(n.About, g.actor(a))
		}
		for _, r := range m.Regions {
			n.Location = append(n.Location, g.region(r))
		}
		n.SubjectOf = g.sources(m.Sources)
		refs = append(refs, g.add(n.ID, n))
	}
	return refs
}

// citations describes the sources of an explainer: those of its text, then those of
// its claims and dates.
func (g *graph) citations(e *site.Explainer) []ref {
	var all []*site.Source
	for i, to := range e.Targets() {
		if to.Node != nil && e.Cites(i) {
			all = append(all, g.source(to.Node))
		}
	}
	for _, c := range e.Claims {
		all = append(all, c.Sources...)
	}
	for _, m := range e.Dates {
		all = append(all, m.Sources...)
	}
	seen := make(map[*site.Source]bool, len(all))
	once := all[:0]
	for _, s := range all {
		if !seen[s] {
			seen[s] = true
			once = append(once, s)
		}
	}
	return g.sources(once)
}

// corrections describes the updates that correct a mistake. Their @ids count those
// of one day, in the order written.
func (g *graph) corrections(e *site.Explainer) []ref {
	var refs []ref
	count := map[string]int{}
	for _, u := range e.Meta.Updates {
		if u.Kind != "correction" || u.Text == "" {
			continue
		}
		name := "correction:" + u.On.Date.String()
		if count[name]++; count[name] > 1 {
			name += "-" + strconv.Itoa(count[name])
		}
		n := g.typed("CorrectionComment")
		n.ID, n.Text, n.DatePublished = at(&e.Node, name), u.Text, point(u.On.Date)
		refs = append(refs, g.add(n.ID, n))
	}
	return refs
}

// addClaims describes the claims that a page makes and points at them.
func (g *graph) addClaims(claims []*site.Claim) []ref {
	var refs []ref
	for _, c := range claims {
		refs = append(refs, g.claim(c, "Claim"))
	}
	return refs
}

// ClaimsOf returns the claims that a page makes which is none of an explainer.
func (b *Builder) ClaimsOf(n *site.Node) []*site.Claim { return b.claims[n] }

// AnswersTo returns the claims that the document of a question's page describes: the latest, as many as
// a page has entries. The page may show others.
func (b *Builder) AnswersTo(q *site.Question) []*site.Claim {
	return q.Claims[max(0, len(q.Claims)-b.site.Config.PageSize):]
}

// ReadClaims says what claims name that a document describes. Many pages do not show
// them.
func ReadClaims(claims []*site.Claim, names func(*site.Node)) {
	for _, c := range claims {
		for _, a := range c.By {
			names(&a.Node)
		}
		for _, a := range c.For {
			names(&a.Node)
		}
		if c.Question != nil {
			names(&c.Question.Node)
		}
		for _, r := range c.About {
			names(&r.Node)
		}
		for _, s := range c.Sources {
			names(&s.Node)
		}
		for _, to := range c.RespondsTo {
			at, _ := to.Place()
			names(at)
		}
	}
}

// answers describes claims as answers to the question that they are about.
func (g *graph) answers(claims []*site.Claim) []ref {
	var refs []ref
	for _, c := range claims {
		refs = append(refs, g.claim(c, "Claim", "Answer"))
	}
	return refs
}

// claim describes a claim and what it names, and points at it.
func (g *graph) claim(c *site.Claim, kinds ...string) ref {
	n := g.typed(kinds...)
	n.ID = claimID(c)
	n.Text, n.URL, n.DateCreated, n.Appearance = c.Says, n.ID, point(c.Date), this(c.From)
	g.add(n.ID, n)
	for _, a := range c.By {
		n.Author = append(n.Author, g.actor(a))
	}
	for _, a := range c.For {
		if isOrganisation(a) {
			n.SourceOrganization = append(n.SourceOrganization, g.actor(a))
		}
	}
	if c.Question != nil {
		n.About = append(n.About, g.question(c.Question))
	}
	for _, r := range c.About {
		n.About = append(n.About, g.region(r))
	}
	for _, to := range c.RespondsTo {
		n.Mentions = append(n.Mentions, claimID(to))
	}
	if c.Status != content.Standing {
		n.CreativeWorkStatus = c.Status
	}
	n.Citation = g.sources(c.Sources)
	for i, words := range c.Quotations() {
		q := g.typed("Quotation")
		q.ID, q.Text = ref{n.ID.page, n.ID.fragment + ":quote-" + strconv.Itoa(i+1)}, words
		q.SpokenByCharacter, q.IsBasedOn = n.Author, n.Citation
		n.HasPart = append(n.HasPart, g.add(q.ID, q))
	}
	return n.ID
}

func claimID(c *site.Claim) ref { return at(c.Place()) }
