package view

import (
	"slices"

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
		Explainers: make([]Link, len(e.Moments)),
		Actors:     b.parties(e.Actors, e.Date), Regions: b.regionLinks(e.Regions),
		Sources: cites.refs(b, e.Sources, e.Anchor), Numbered: cites != nil && len(e.Sources) > 0, Say: &b.Say,
	}
	v.Lang, v.Dir = b.mark(first.Explainer.Lang)
	for i, m := range e.Moments {
		v.Explainers[i] = b.link(&m.Explainer.Node)
		v.Explainers[i].URL += "#" + m.Anchor
	}
	v.URL = v.Explainers[0].URL
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
	inYear := map[year]int{}
	for _, item := range list {
		inYear[yearOf(date(item))]++
	}
	var grouped []Year
	var last year
	for len(list) > 0 {
		y, month := yearOf(date(list[0])), 0
		if inYear[y] >= many {
			month = startMonth(date(list[0]))
		}
		n := 1
		for n < len(list) && yearOf(date(list[n])) == y && (inYear[y] < many || startMonth(date(list[n])) == month) {
			n++
		}
		if len(grouped) == 0 || y != last {
			grouped = append(grouped, Year{Anchor: y.anchor(), Label: b.yearLabel(y)})
		}
		events := &grouped[len(grouped)-1].month(b.Dates.MonthName(month)).Events
		*events = slices.Grow(*events, n)
		for _, item := range list[:n] {
			*events = append(*events, event(item, cites))
		}
		list, last = list[n:], y
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

// year is what a date is listed under.
type year struct {
	number int
	known  bool
}

func yearOf(d edtf.Date) year {
	n, known := d.Year()
	if !known {
		return year{}
	}
	return year{n, true}
}

// anchor returns the id of the year, which is the same in every language.
func (y year) anchor() string {
	if !y.known {
		return "year:none"
	}
	return "year:" + edtf.OfYear(y.number).String()
}

func (b *Builder) yearLabel(y year) string {
	if !y.known {
		return b.Tell.NoYear.Fill()
	}
	return edtf.OfYear(y.number).Words(&b.Dates)
}

// startMonth returns the month of a date, or in which an interval starts, or 0 if it is not
// certain.
func startMonth(d edtf.Date) int {
	start, _ := d.Ends()
	if _, known := d.Year(); !known {
		return 0
	}
	month, _ := start.Month()
	return month
}

func eventDate(e *site.Event) edtf.Date   { return e.Date }
func momentDate(m *site.Moment) edtf.Date { return m.Date }

func (b *Builder) backlinks(list []site.Backlink) []Backlink {
	links := slices.Grow([]Backlink(nil), len(list))
	for _, l := range list {
		v := Backlink{URL: b.url(l.From), Title: l.From.Title, Kind: b.kind(l.From), Sentence: l.Sentence}
		v.Lang, v.Dir = b.mark(l.From.Lang)
		links = append(links, v)
	}
	return links
}

// kind returns what kind of page a node has.
func (b *Builder) kind(n *site.Node) Term { return b.term("page", n.Kind.String()) }
