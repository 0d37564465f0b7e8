package view

import (
	"slices"
	"strings"

	"explainer/generator/internal/edtf"
	"explainer/generator/internal/site"
)

func (b *Builder) explainerCard(e *site.Explainer) ExplainerCard {
	b.readCard(&e.Node)
	return ExplainerCard{
		URL: b.url(&e.Node), Title: e.Title, Summary: e.Line,
		Date: b.date(e.Doc.Date.Date), Updated: b.date(e.Doc.Updated.Date),
		Draft: e.Draft, Future: e.Future,
	}
}

func (b *Builder) explainerCards(list []*site.Explainer) []ExplainerCard {
	cards := make([]ExplainerCard, len(list))
	for i, e := range list {
		cards[i] = b.explainerCard(e)
	}
	return cards
}

// readCard records what a list shows of a node, and its count if that is shown.
func (b *Builder) readCard(n *site.Node) {
	if b.recording() {
		b.read(n.Card())
	}
}

func (b *Builder) readCount(n *site.Node) {
	if b.recording() {
		b.read(n.Count())
	}
}

// actorCard is an actor in a list that shows how much is written about it.
func (b *Builder) actorCard(a *site.Actor) EntityCard {
	b.readCount(&a.Node)
	card := b.actorEntry(a)
	card.Count = len(a.Explainers)
	return card
}

// actorEntry is an actor in a list that does not.
func (b *Builder) actorEntry(a *site.Actor) EntityCard {
	b.readCard(&a.Node)
	return EntityCard{URL: b.url(&a.Node), Name: a.Title, Kind: a.Meta.Kind, Line: a.Line, Stub: a.Stub()}
}

func (b *Builder) actorCards(list []*site.Actor) []EntityCard {
	cards := make([]EntityCard, len(list))
	for i, a := range list {
		cards[i] = b.actorCard(a)
	}
	return cards
}

func (b *Builder) regionCard(r *site.Region) EntityCard {
	b.readCount(&r.Node)
	card := b.regionEntry(r)
	card.Count = len(r.Explainers)
	return card
}

func (b *Builder) regionEntry(r *site.Region) EntityCard {
	b.readCard(&r.Node)
	return EntityCard{URL: b.url(&r.Node), Name: r.Title, Kind: r.Meta.Kind, Line: r.Line, Stub: r.Stub()}
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
		Sources: cites.refs(b, e.Sources, e.Anchor),
	}
	for _, m := range e.Moments {
		v.Explainers = append(v.Explainers, Link{URL: b.url(&m.Explainer.Node) + "#" + m.Anchor, Title: m.Explainer.Title})
	}
	return v
}

func (b *Builder) moment(m *site.Moment, cites *citations) Event {
	return Event{
		Anchor: m.Anchor, Date: b.date(m.Date), Title: m.Title, Disputed: m.Disputed,
		URL:    b.url(&m.Explainer.Node) + "#" + m.Anchor,
		Actors: b.parties(m.Actors, m.Date), Regions: b.regionLinks(m.Regions),
		Sources: cites.refs(b, m.Sources, m.Anchor),
	}
}

// years groups dated entries, which come in order, by year and month. What is of no
// certain month stands before a year's months, so that each month is there once.
func years[T any](b *Builder, list []T, cites *citations, date func(T) edtf.Date, event func(T, *citations) Event) []Year {
	var grouped []Year
	for _, item := range list {
		yearLabel, monthLabel := b.groupOf(date(item))
		if n := len(grouped); n == 0 || grouped[n-1].Label != yearLabel {
			grouped = append(grouped, Year{Anchor: yearAnchor(yearLabel), Label: yearLabel})
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
		return "Of no certain year", ""
	}
	year = edtf.OfYear(y).Words(b.words)
	if m, ok := startMonth(d); ok {
		month = b.words.MonthName(m)
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

func yearAnchor(label string) string {
	id := []byte("year:")
	for _, c := range []byte(label) {
		switch {
		case '0' <= c && c <= '9', 'a' <= c && c <= 'z':
			id = append(id, c)
		case 'A' <= c && c <= 'Z':
			id = append(id, c+'a'-'A')
		default:
			id = append(id, '-')
		}
	}
	return string(id)
}

func eventDate(e *site.Event) edtf.Date   { return e.Date }
func momentDate(m *site.Moment) edtf.Date { return m.Date }

func (b *Builder) backlinks(list []site.Backlink) []Backlink {
	var links []Backlink
	for _, l := range list {
		links = append(links, Backlink{URL: b.url(l.From), Title: l.From.Title, Kind: l.From.Kind.String(), Sentence: l.Sentence})
	}
	return links
}
