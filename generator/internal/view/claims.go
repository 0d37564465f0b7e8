package view

import (
	"explainer/generator/internal/content"
	"explainer/generator/internal/edtf"
	"explainer/generator/internal/site"
)

// table makes the tables of who says what on one page.
type table struct {
	builder *Builder
	cites   *citations
	shown   map[*site.Claim]bool // claims that have their anchor on this page already
	home    *site.Node           // the page, whose own claims have their anchors here
}

func (b *Builder) table(n *site.Node, cites *citations) *table {
	return &table{builder: b, cites: cites, shown: map[*site.Claim]bool{}, home: n}
}

// claim returns the view of a claim.
func (t *table) claim(c *site.Claim) Claim {
	b := t.builder
	v := Claim{
		URL: b.claimURL(c), By: b.parties(c.By, c.Date), For: b.parties(c.For, c.Date),
		Words: c.Says, Quote: c.IsQuotation(), Date: b.date(c.Date),
		Stance: b.stance(c), About: b.regionLinks(c.About), Status: c.Status, Say: &b.Say,
	}
	if c.From != t.home {
		v.Explainer = b.link(c.From)
	}
	v.Lang, v.Dir = b.mark(c.From.Lang)
	if !t.shown[c] {
		v.Anchor = c.Anchor
		if c.From != t.home {
			v.Anchor = c.ForeignAnchor()
		}
		t.shown[c] = true
	}
	v.Sources = t.cites.refs(b, c.Sources, v.Anchor)
	if c.Question != nil {
		v.Question = b.link(&c.Question.Node)
	}
	if c.SupersededBy != nil {
		v.SupersededBy = b.claimRef(c.SupersededBy)
	}
	for _, to := range c.RespondsTo {
		v.RespondsTo = append(v.RespondsTo, b.claimRef(to))
	}
	for _, from := range c.Answers {
		v.Answers = append(v.Answers, b.claimRef(from))
	}
	return v
}

// claimURL returns where a claim is shown: in the explainer that makes it. Other
// pages do not show their claims, so those stand on the page of who makes them.
func (b *Builder) claimURL(c *site.Claim) string {
	n, anchor := c.Place()
	return b.url(n) + suffix("", anchor)
}

func (b *Builder) stance(c *site.Claim) Term { return b.term("stance", c.Stance) }

func (b *Builder) claimRef(c *site.Claim) ClaimRef {
	ref := ClaimRef{URL: b.claimURL(c), By: b.Say.SomeClaim, Date: b.date(c.Date)}
	if len(c.By) > 0 {
		by := b.link(&c.By[0].Node)
		ref.By, ref.Lang, ref.Dir = by.Title, by.Lang, by.Dir
	}
	return ref
}

// explainerPositions returns the tables of an explainer: its questions in its own
// order, each with the claims that it makes itself, then its other claims.
func (t *table) explainerPositions(e *site.Explainer) []Positions {
	groups := map[*site.Question][]*site.Claim{}
	for _, c := range e.Claims {
		groups[c.Question] = append(groups[c.Question], c)
	}
	var list []Positions
	for _, q := range e.Questions {
		list = append(list, t.question(q, groups[q]))
	}
	if rest := groups[nil]; len(rest) > 0 {
		list = append(list, t.question(nil, rest))
	}
	return list
}

// Question returns the view of a question's page.
func (b *Builder) Question(q *site.Question) *Question {
	b = b.in(q.Lang)
	cites := b.cite(&q.Node)
	t := b.table(&q.Node, cites)
	v := &Question{
		Base: b.baseOf(&q.Node, "question"), Text: q.Asked, About: b.term("question", q.About), Body: b.body(&q.Node, cites),
		Explainers: b.explainerList(&q.Node, q.Explainers), Backlinks: b.backlinkList(&q.Node),
		Claims: len(q.Claims), More: seeAll(b.more(&q.Node, listClaims, b.entries(&q.Node, q.Claims)), b.Tell.MoreClaims, len(q.Claims)),
	}
	w := t.window(b.entries(&q.Node, q.Claims), 1)
	w.allRows = true
	v.Positions = t.group(group{question: q, rows: speakers(q.Claims)}, w)
	v.Sources = cites.entries()
	v.under(b, b.indexLink(content.QuestionsDir))
	return v
}

// QuestionIndex returns one page of the list of questions.
func (b *Builder) QuestionIndex(number int) *QuestionIndex {
	n := b.site.Indexes[content.QuestionsDir]
	b = b.in(n.Lang)
	b.readKeys(site.ListSize(n.ID), site.ListPart(n.ID, number))
	part, total := page(b.site.Questions, number, b.site.Config.PageSize)
	v := &QuestionIndex{
		Base: b.indexBase(n.ID, "questions", number), Total: len(b.site.Questions), Count: b.Tell.ManyQuestions.For(len(b.site.Questions)),
		Pager: b.pager(number, total, func(i int) string { return PageURL(n.URL, i) }),
	}
	for _, q := range part {
		v.Items = append(v.Items, b.questionCard(q))
	}
	if number == 1 {
		v.Body = b.body(n, b.cite(n))
	}
	return v
}

func (b *Builder) questionCard(q *site.Question) QuestionCard {
	b.read(&q.Node, factCard)
	voices := map[*site.Actor]bool{}
	for _, c := range q.Claims {
		for _, a := range c.By {
			voices[a] = true
		}
	}
	card := QuestionCard{
		URL: b.url(&q.Node), Text: q.Asked, About: b.term("question", q.About), Claims: len(q.Claims), Actors: len(voices),
		Counted: []string{b.Tell.Claim.For(len(q.Claims)), b.Tell.Actor.For(len(voices))}, Say: &b.Say,
	}
	card.Lang, card.Dir = b.mark(q.Lang)
	for _, e := range q.Explainers {
		card.Explainers = append(card.Explainers, b.link(&e.Node))
	}
	return card
}

// statuses returns a region's status table.
func (b *Builder) statuses(r *site.Region, cites *citations) []Status {
	var list []Status
	for _, s := range r.Status {
		list = append(list, Status{
			Holder: b.link(s.Holder), Basis: b.term("basis", s.Basis), AccordingTo: b.actorLinks(s.AccordingTo),
			From: b.dateIn(s.From, b.Say.Since.Case), To: b.dateIn(s.To, b.Say.Until.Case), AsOf: b.dateIn(s.AsOf, b.Say.AtDate.Case),
			Extent: b.term("extent", s.Extent), Sources: cites.refs(b, s.Sources, site.StatusAnchor), Say: &b.Say,
		})
	}
	return list
}

// described returns the date that an explainer describes: its as_of, or the day it
// was updated or published.
func described(e *site.Explainer) edtf.Date {
	for _, d := range []edtf.Date{e.Meta.AsOf.Date, e.Doc.Updated.Date, e.Doc.Date.Date} {
		if !d.IsZero() {
			return d
		}
	}
	return edtf.Date{}
}
