package view

import (
	"cmp"
	"slices"

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
		Words: c.Meta.Says.Value, Quote: c.Meta.IsQuotation(), Date: b.date(c.Date),
		Stance: c.Meta.Stance, About: b.regionLinks(c.About), Status: c.Meta.Status, Explainer: b.link(c.From),
	}
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

func (b *Builder) claimRef(c *site.Claim) ClaimRef {
	ref := ClaimRef{URL: b.claimURL(c), Date: b.date(c.Date)}
	if len(c.By) > 0 {
		ref.By = b.link(&c.By[0].Node).Title
	}
	return ref
}

// positions groups claims, which come oldest first, by question: the question that
// was spoken on last comes first, and claims that answer none come last.
func (t *table) positions(claims []*site.Claim) []Positions {
	var order []*site.Question
	groups := map[*site.Question][]*site.Claim{}
	for _, c := range claims {
		groups[c.Question] = append(groups[c.Question], c)
	}
	listed := map[*site.Question]bool{nil: true}
	for _, c := range slices.Backward(claims) {
		if !listed[c.Question] {
			listed[c.Question] = true
			order = append(order, c.Question)
		}
	}
	var list []Positions
	for _, q := range order {
		list = append(list, t.question(q, groups[q]))
	}
	if rest := groups[nil]; len(rest) > 0 {
		list = append(list, Positions{Anchor: "question:", Rows: t.rows(rest)})
	}
	return list
}

// question returns the table of one question, from the claims that the page shows.
func (t *table) question(q *site.Question, claims []*site.Claim) Positions {
	return Positions{
		Question: t.builder.link(&q.Node), Anchor: "question:" + q.ID, About: q.About,
		Rows: t.rows(claims), Elsewhere: len(q.Claims) - len(claims),
	}
}

// rows groups claims by who makes them, in the order of stances from for to
// against, then by name. A claim of several actors stands in each one's row.
func (t *table) rows(claims []*site.Claim) []Position {
	byActor := map[*site.Actor][]*site.Claim{}
	var actors []*site.Actor
	for _, c := range claims {
		for _, a := range c.By {
			if byActor[a] == nil {
				actors = append(actors, a)
			}
			byActor[a] = append(byActor[a], c)
		}
	}
	latest := map[*site.Actor]*site.Claim{}
	for _, a := range actors {
		latest[a] = latestStanding(byActor[a])
	}
	stances := content.Stances()
	slices.SortStableFunc(actors, func(x, y *site.Actor) int {
		return cmp.Or(
			cmp.Compare(slices.Index(stances, latest[x].Meta.Stance), slices.Index(stances, latest[y].Meta.Stance)),
			site.CompareNames(&x.Node, &y.Node))
	})
	rows := make([]Position, 0, len(actors))
	for _, a := range actors {
		rows = append(rows, t.row(a, byActor[a], latest[a]))
	}
	return rows
}

// latestStanding returns the latest claim that stands and states a stance, or else
// the latest that stands, or else the latest.
func latestStanding(claims []*site.Claim) *site.Claim {
	latest := claims[len(claims)-1]
	stands := false
	for _, c := range slices.Backward(claims) {
		switch {
		case c.Meta.Status != content.Standing:
		case c.Meta.Stance != unstated:
			return c
		case !stands:
			latest, stands = c, true
		}
	}
	return latest
}

// unstated is the stance of a claim that takes none.
const unstated = "unstated"

func (t *table) row(a *site.Actor, claims []*site.Claim, latest *site.Claim) Position {
	row := Position{Party: t.builder.party(a, latest.Date), Stance: latest.Meta.Stance}
	stance := ""
	for _, c := range claims {
		row.Claims = append(row.Claims, t.claim(c))
		now := c.Meta.Stance
		if now == unstated || c.Meta.Status == content.Withdrawn {
			continue
		}
		if stance != "" && now != stance {
			row.Changes = append(row.Changes, StanceChange{From: stance, To: now, On: t.builder.date(c.Date)})
		}
		stance = now
	}
	return row
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
		list = append(list, Positions{Anchor: "question:", Rows: t.rows(rest)})
	}
	return list
}

// newestFirst turns the claims of each row round, for an actor's own page.
func newestFirst(list []Positions) []Positions {
	for _, p := range list {
		for _, row := range p.Rows {
			slices.Reverse(row.Claims)
			slices.Reverse(row.Changes)
		}
	}
	return list
}

// Question returns the view of a question's page.
func (b *Builder) Question(q *site.Question) *Question {
	cites := b.cite(&q.Node)
	t := b.table(&q.Node, cites)
	v := &Question{
		Base: b.baseOf(&q.Node, "question"), Text: q.Asked, About: q.About, Body: b.body(&q.Node, cites),
		Positions: t.question(q, q.Claims), Explainers: b.explainerCards(q.Explainers), Backlinks: b.backlinkList(&q.Node),
	}
	v.Sources = cites.entries()
	v.under(b, b.indexLink(content.QuestionsDir))
	return v
}

// QuestionIndex returns one page of the list of questions.
func (b *Builder) QuestionIndex(number int) *QuestionIndex {
	n := b.site.Indexes[content.QuestionsDir]
	b.read(site.ListSize(n.ID), site.ListPart(n.ID, number))
	part, total := page(b.site.Questions, number, b.site.Config.PageSize)
	v := &QuestionIndex{
		Base: b.indexBase(n.ID, "questions", number), Total: len(b.site.Questions),
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
	b.readCard(&q.Node)
	voices := map[*site.Actor]bool{}
	for _, c := range q.Claims {
		for _, a := range c.By {
			voices[a] = true
		}
	}
	card := QuestionCard{URL: b.url(&q.Node), Text: q.Asked, About: q.About, Claims: len(q.Claims), Actors: len(voices)}
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
			Holder: b.link(s.Holder), Basis: s.Basis, AccordingTo: b.actorLinks(s.AccordingTo),
			From: b.date(s.From), To: b.date(s.To), AsOf: b.date(s.AsOf), Extent: s.Extent,
			Sources: cites.refs(b, s.Sources, site.StatusAnchor),
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
