package view

import (
	"slices"
	"strings"

	"explainer/generator/internal/edtf"
	"explainer/generator/internal/site"
)

func (b *Builder) explainerCard(e *site.Explainer) ExplainerCard {
	b.read(&e.Node, factCard)
	v := ExplainerCard{
		URL: b.url(&e.Node), Title: e.Title, Summary: e.Line,
		Date: b.date(e.Doc.Date.Date), Updated: b.dateIn(e.Doc.Updated.Date, b.Say.UpdatedShort.Case),
		Draft: e.Draft, Future: e.Future, Say: &b.Say,
	}
	v.Lang, v.Dir = b.mark(e.Lang)
	return v
}

func (b *Builder) explainerCards(list []*site.Explainer) []ExplainerCard {
	cards := make([]ExplainerCard, len(list))
	for i, e := range list {
		cards[i] = b.explainerCard(e)
	}
	return cards
}

// actorCard is an actor in a list that shows how much is written about it.
func (b *Builder) actorCard(a *site.Actor) EntityCard {
	b.read(&a.Node, factCount)
	card := b.actorEntry(a)
	card.Count, card.Counted = len(a.Explainers), counted(b.Tell.Explainer, len(a.Explainers))
	return card
}

// actorEntry is an actor in a list that does not.
func (b *Builder) actorEntry(a *site.Actor) EntityCard {
	b.read(&a.Node, factCard)
	return b.entity(&a.Node, b.term("actor", a.Meta.Kind))
}

func (b *Builder) actorCards(list []*site.Actor) []EntityCard {
	cards := make([]EntityCard, len(list))
	for i, a := range list {
		cards[i] = b.actorCard(a)
	}
	return cards
}

func (b *Builder) regionCard(r *site.Region) EntityCard {
	b.read(&r.Node, factCount)
	card := b.regionEntry(r)
	card.Count, card.Counted = len(r.Explainers), counted(b.Tell.Explainer, len(r.Explainers))
	return card
}

func (b *Builder) regionEntry(r *site.Region) EntityCard {
	b.read(&r.Node, factCard)
	return b.entity(&r.Node, b.term("region", r.Meta.Kind))
}

func (b *Builder) entity(n *site.Node, kind Term) EntityCard {
	v := EntityCard{URL: b.url(n), Name: n.Title, Kind: kind, Line: n.Line, Stub: n.Stub(), Say: &b.Say}
	v.Lang, v.Dir = b.mark(n.Lang)
	return v
}

func (b *Builder) regionCards(list []*site.Region) []EntityCard {
	cards := make([]EntityCard, len(list))
	for i, r := range list {
		cards[i] = b.regionCard(r)
	}
	return cards
}

func (b *Builder) actorLinks(list []*site.Actor) []Link {
	links := make([]Link, len(list))
	for i, a := range list {
		links[i] = b.link(&a.Node)
	}
	return links
}

func (b *Builder) regionLinks(list []*site.Region) []Link {
	links := make([]Link, len(list))
	for i, r := range list {
		links[i] = b.link(&r.Node)
	}
	return links
}

func (b *Builder) event(e *site.Event, cites *citations) Event {
	first := e.Moments[0]
	v := Event{
		Anchor: e.Anchor, Date: b.date(e.Date), Title: e.Title, Disputed: e.Disputed,
		URL:    b.url(&first.Explainer.Node) + "#" + first.Anchor,
		Actors: b.parties(e.Actors, e.Date), Regions: b.regionLinks(e.Regions),
		Sources: cites.refs(b, e.Sources, e.Anchor), Numbered: cites != nil && len(e.Sources) > 0, Say: &b.Say,
	}
	v.Lang, v.Dir = b.mark(first.Explainer.Lang)
	for _, m := range e.Moments {
		in := b.link(&m.Explainer.Node)
		in.URL += "#" + m.Anchor
		v.Explainers = append(v.Explainers, in)
	}
	return v
}

func (b *Builder) moment(m *site.Moment, cites *citations) Event {
	v := Event{
		Anchor: m.Anchor, Date: b.date(m.Date), Title: m.Title, Disputed: m.Disputed,
		URL:    b.url(&m.Explainer.Node) + "#" + m.Anchor,
		Actors: b.parties(m.Actors, m.Date), Regions: b.regionLinks(m.Regions),
		Sources: cites.refs(b, m.Sources, m.Anchor), Numbered: cites != nil && len(m.Sources) > 0, Say: &b.Say,
	}
	v.Lang, v.Dir = b.mark(m.Explainer.Lang)
	return v
}

// years groups dated entries, which come in order, by year, and a year of many by month.
// What is of no certain month stands before a year's months, so that each month is
// there once.
func years[T any](b *Builder, list []T, cites *citations, date func(T) edtf.Date, event func(T, *citations) Event) []Year {
	const many = 10 // fewer are seen at a glance, and each says its month itself
	inYear := map[string]int{}
	for _, item := range list {
		inYear[yearAnchor(date(item))]++
	}
	var grouped []Year
	for _, item := range list {
		anchor := yearAnchor(date(item))
		yearLabel, monthLabel := b.groupOf(date(item))
		if inYear[anchor] < many {
			monthLabel = ""
		}
		if n := len(grouped); n == 0 || grouped[n-1].Anchor != anchor {
			grouped = append(grouped, Year{Anchor: anchor, Label: yearLabel})
		}
		year := &grouped[len(grouped)-1]
		month := year.month(monthLabel)
		month.Events = append(month.Events, event(item, cites))
	}
	return grouped
}

// month returns the month of a label, which it adds if the year does not have it.
func (y *Year) month(label string) *Month {
	i := slices.IndexFunc(y.Months, func(m Month) bool { return m.Label == label })
	if i < 0 {
		i = len(y.Months)
		if label == "" {
			i = 0
		}
		y.Months = slices.Insert(y.Months, i, Month{Label: label})
	}
	return &y.Months[i]
}

// groupOf returns the words for the year and the month that a date is listed under.
func (b *Builder) groupOf(d edtf.Date) (year, month string) {
	y, ok := d.Year()
	if !ok {
		return b.Tell.NoYear.Fill(), ""
	}
	year = edtf.OfYear(y).Words(&b.Dates)
	if m, ok := startMonth(d); ok {
		month = b.Dates.MonthName(m)
	}
	return year, month
}

// startMonth returns the month of a date, or in which an interval starts, if it is
// certain.
func startMonth(d edtf.Date) (int, bool) {
	if start, _, interval := strings.Cut(d.String(), "/"); interval {
		d, _ = edtf.Parse(start)
	}
	return d.Month()
}

// yearAnchor returns the id of the year that a date is listed under, which is the
// same in every language.
func yearAnchor(d edtf.Date) string {
	y, ok := d.Year()
	if !ok {
		return "year:none"
	}
	return "year:" + edtf.OfYear(y).String()
}

func eventDate(e *site.Event) edtf.Date   { return e.Date }
func momentDate(m *site.Moment) edtf.Date { return m.Date }

func (b *Builder) backlinks(list []site.Backlink) []Backlink {
	var links []Backlink
	for _, l := range list {
		v := Backlink{URL: b.url(l.From), Title: l.From.Title, Kind: b.kind(l.From), Sentence: l.Sentence}
		v.Lang, v.Dir = b.mark(l.From.Lang)
		links = append(links, v)
	}
	return links
}

// kind returns what kind of page a node has.
func (b *Builder) kind(n *site.Node) Term { return b.term("page", n.Kind.String()) }
