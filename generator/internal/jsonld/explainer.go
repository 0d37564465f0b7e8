package jsonld

import (
	"strconv"

	"explainer/generator/internal/content"
	"explainer/generator/internal/depgraph"
	"explainer/generator/internal/markdown"
	"explainer/generator/internal/site"
)

// Explainer returns the document of an explainer's page.
func (b *Builder) Explainer(e *site.Explainer) []byte {
	g := b.graph()
	main := &node{
		Type: types{"NewsArticle", "BackgroundNewsArticle"}, ID: b.this(&e.Node),
		Headline: e.Title, Description: e.Line, URL: b.abs(&e.Node), InLanguage: e.Lang,
		DatePublished: point(e.Doc.Date.Date), DateModified: point(e.Doc.Updated.Date),
		IsPartOf: ref(b.base.Abs("/") + siteFragment), MainEntityOfPage: ref(b.abs(&e.Node)),
	}
	g.add(main)
	for _, name := range e.Meta.Authors {
		main.Author = append(main.Author, &node{Type: types{"Person"}, Name: name.Value})
	}
	for _, a := range e.Actors {
		main.About = append(main.About, g.add(b.briefActor(a)))
	}
	for _, r := range e.Regions {
		main.About = append(main.About, g.add(b.briefRegion(r)))
	}
	for _, q := range e.Questions {
		main.About = append(main.About, g.add(b.briefQuestion(q)))
	}
	main.About = append(main.About, g.events(e)...)
	main.Mentions = g.addClaims(&e.Node)
	main.Citation = g.citations(e)
	main.Correction = g.corrections(e)
	g.page(&e.Node, "WebPage", main, b.site.Indexes[content.ExplainersDir])
	return g.bytes()
}

// events describes an explainer's dates that have words of their own and are not
// disputed.
func (g *graph) events(e *site.Explainer) list {
	var refs list
	for _, m := range e.Dates {
		if m.Disputed || m.Title == e.Title {
			continue
		}
		n := typed("Event")
		n.ID, n.Name, n.URL = g.at(&e.Node, m.Anchor), m.Title, g.at(&e.Node, m.Anchor)
		n.StartDate, n.EndDate = span(m.Date)
		for _, a := range m.Actors {
			n.About = append(n.About, g.add(g.briefActor(a)))
		}
		for _, r := range m.Regions {
			n.Location = append(n.Location, g.add(g.briefRegion(r)))
		}
		n.SubjectOf = g.sources(m.Sources)
		refs = append(refs, g.add(n))
	}
	return refs
}

// citations describes the sources of an explainer: those of its text, then those of
// its claims and dates.
func (g *graph) citations(e *site.Explainer) list {
	var all []*site.Source
	for i, to := range e.Refs {
		if e.Doc.Body.Refs[i].Kind == markdown.Cite && to.Node != nil {
			all = append(all, g.source[to.Node])
		}
	}
	for _, c := range e.Claims {
		all = append(all, c.Sources...)
	}
	for _, m := range e.Dates {
		all = append(all, m.Sources...)
	}
	seen := make(map[*site.Source]bool, len(all))
	var refs list
	for _, s := range all {
		if !seen[s] {
			seen[s] = true
			refs = append(refs, g.add(g.briefSource(s)))
		}
	}
	return refs
}

func (g *graph) sources(cited []*site.Source) list {
	var refs list
	for _, s := range cited {
		refs = append(refs, g.add(g.briefSource(s)))
	}
	return refs
}

// corrections describes the updates that correct a mistake. Their @ids count those
// of one day, in the order written.
func (g *graph) corrections(e *site.Explainer) list {
	var refs list
	count := map[string]int{}
	for _, u := range e.Meta.Updates {
		if u.Kind != "correction" || u.Text == "" {
			continue
		}
		name := "correction:" + u.On.Date.String()
		if count[name]++; count[name] > 1 {
			name += "-" + strconv.Itoa(count[name])
		}
		n := typed("CorrectionComment")
		n.ID, n.Text, n.DatePublished = g.at(&e.Node, name), u.Text, point(u.On.Date)
		refs = append(refs, g.add(n))
	}
	return refs
}

// addClaims describes the claims that a page makes and points at them.
func (g *graph) addClaims(from *site.Node) list {
	var refs list
	for _, c := range g.claims[from] {
		refs = append(refs, g.claim(c, "Claim"))
	}
	return refs
}

// ReadClaims records what the claims name that a page makes. The documents describe
// them all, and many pages show none of them.
func (b *Builder) ReadClaims(from *site.Node, read func(...depgraph.Key)) {
	for _, c := range b.claims[from] {
		for _, a := range c.By {
			read(a.Name())
		}
		for _, a := range c.For {
			read(a.Name())
		}
		if c.Question != nil {
			read(c.Question.Name())
		}
		for _, r := range c.About {
			read(r.Name())
		}
		for _, s := range c.Sources {
			read(s.Name())
		}
		for _, to := range c.RespondsTo {
			at, _ := to.Place()
			read(at.Name())
		}
	}
}

// answers describes claims as answers to the question that they are about.
func (g *graph) answers(claims []*site.Claim) list {
	var refs list
	for _, c := range claims {
		refs = append(refs, g.claim(c, "Claim", "Answer"))
	}
	return refs
}

// claim describes a claim and what it names, and points at it.
func (g *graph) claim(c *site.Claim, kinds ...string) *node {
	id := g.claimID(c)
	n := &node{
		Type: kinds, ID: id, Text: c.Meta.Says.Value, URL: id,
		DateCreated: point(c.Date), Appearance: ref(g.this(c.From)),
	}
	done := g.add(n)
	for _, a := range c.By {
		n.Author = append(n.Author, g.add(g.briefActor(a)))
	}
	for _, a := range c.For {
		if isOrganisation(a) {
			n.SourceOrganization = append(n.SourceOrganization, g.add(g.briefActor(a)))
		}
	}
	if c.Question != nil {
		n.About = append(n.About, g.add(g.briefQuestion(c.Question)))
	}
	for _, r := range c.About {
		n.About = append(n.About, g.add(g.briefRegion(r)))
	}
	for _, to := range c.RespondsTo {
		n.Mentions = append(n.Mentions, ref(g.claimID(to)))
	}
	if c.Meta.Status != content.Standing {
		n.CreativeWorkStatus = c.Meta.Status
	}
	n.Citation = g.sources(c.Sources)
	for i, words := range c.Meta.Quotations() {
		q := typed("Quotation")
		q.ID, q.Text = id+":quote-"+strconv.Itoa(i+1), words
		q.SpokenByCharacter, q.IsBasedOn = n.Author, n.Citation
		n.HasPart = append(n.HasPart, g.add(q))
	}
	return done
}

func (g *graph) claimID(c *site.Claim) string { return g.at(c.Place()) }
