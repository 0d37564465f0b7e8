package site

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"explainer/generator/internal/edtf"
)

// anchorMoments sorts each explainer's dates and names them: a date's id follows
// from the date alone, so it survives an edit of the words; several on one date are
// numbered in the order written.
func (l *linker) anchorMoments() {
	for _, e := range l.site.Explainers {
		slices.SortStableFunc(e.Dates, func(a, b *Moment) int { return edtf.Compare(a.Date, b.Date) })
		count := map[string]int{}
		for _, m := range e.Dates {
			m.Anchor = numbered(count, dateAnchor(m.Date))
		}
	}
}

// dateAnchor returns an id for a date: its EDTF form with the characters that an
// address would have to escape written out.
func dateAnchor(d edtf.Date) string {
	var id strings.Builder
	id.WriteString("date:")
	form := d.String()
	for i := 0; i < len(form); i++ {
		switch c := form[i]; {
		case c == '/':
			id.WriteByte('_')
		case c == '~':
			id.WriteString("about")
		case c == '?':
			id.WriteString("maybe")
		case c == '%':
			id.WriteString("maybe-about")
		case c == ':', c == '+':
		case strings.HasPrefix(form[i:], ".."):
			id.WriteString("open")
			i++
		default:
			id.WriteByte(c)
		}
	}
	return id.String()
}

// numbered returns an id, from its second use on with a number behind a dot, which
// no id of an author has.
func numbered(count map[string]int, id string) string {
	count[id]++
	if n := count[id]; n > 1 {
		return fmt.Sprintf("%s.%d", id, n)
	}
	return id
}

// collectEvents merges the moments of all explainers into events and hands them to
// the actors and regions they name. A region's events are those of the regions
// inside it too.
func (l *linker) collectEvents() {
	type sameAs struct {
		id    string // names the event, or else its words do
		date  edtf.Date
		title string
	}
	known := map[sameAs]*Event{}
	for _, e := range l.site.Explainers {
		for _, m := range e.Dates {
			key := sameAs{m.ID, m.Date, m.Title}
			if m.ID != "" {
				key.title = ""
			}
			ev := known[key]
			if ev == nil {
				ev = l.memory.events.new()
				ev.Date, ev.Title, ev.Moments = m.Date, m.Title, l.memory.ofMoments.take(1)[:0]
				known[key] = ev
				l.site.Events = append(l.site.Events, ev)
			}
			ev.Moments = append(ev.Moments, m)
			ev.Disputed = ev.Disputed || m.Disputed
		}
	}
	for _, ev := range l.site.Events {
		ev.name()
	}
	// Explainers are in their order, and each one's dates in theirs, so a stable
	// sort leaves a total order.
	sortByDate(l.site.Events, func(ev *Event) edtf.Date { return ev.Date })
	count := map[string]int{}
	for _, ev := range l.site.Events {
		ev.Anchor = numbered(count, dateAnchor(ev.Date))
		for _, a := range ev.Actors {
			a.Events = append(a.Events, ev)
		}
		for _, r := range withAncestors(ev.Regions) {
			r.Events = append(r.Events, ev)
		}
	}
}

// name gives an event all whom its moments name. Most events have one moment, and share
// its lists.
func (ev *Event) name() {
	first := ev.Moments[0]
	if len(ev.Moments) == 1 {
		ev.Actors, ev.Regions, ev.Sources = first.Actors, first.Regions, first.Sources
		return
	}
	var actors set[*Actor]
	var regions set[*Region]
	var sources set[*Source]
	for _, m := range ev.Moments {
		actors.addAll(m.Actors)
		regions.addAll(m.Regions)
		sources.addAll(m.Sources)
	}
	ev.Actors, ev.Regions, ev.Sources = actors.list, regions.list, sources.list
}

// sortByDate puts the oldest first and those without a date last, equals in the order
// that they have. The days are worked out once for each.
func sortByDate[T any](list []T, date func(T) edtf.Date) {
	type dated struct {
		from, to edtf.Day
		none     bool
		what     T
	}
	all := make([]dated, len(list))
	for i, x := range list {
		d := date(x)
		all[i] = dated{d.Earliest(), d.Latest(), d.IsZero(), x}
	}
	slices.SortStableFunc(all, func(a, b dated) int {
		if a.none != b.none {
			if a.none {
				return 1
			}
			return -1
		}
		return cmp.Or(cmp.Compare(a.from, b.from), cmp.Compare(a.to, b.to))
	})
	for i := range all {
		list[i] = all[i].what
	}
}

// withAncestors returns regions and all they lie in, each once.
func withAncestors(regions []*Region) []*Region {
	var all set[*Region]
	for _, r := range regions {
		for ; r != nil && all.add(r); r = r.Parent {
		}
	}
	return all.list
}

// collectExplainers hands every explainer to the actors and regions it is about:
// those it lists, and those that its dates name.
func (l *linker) collectExplainers() {
	for _, e := range l.site.Explainers {
		var actors set[*Actor]
		var regions set[*Region]
		actors.addAll(e.Actors)
		regions.addAll(e.Regions)
		for _, m := range e.Dates {
			actors.addAll(m.Actors)
			regions.addAll(m.Regions)
		}
		for _, a := range actors.list {
			a.Explainers = append(a.Explainers, e)
		}
		for _, r := range withAncestors(regions.list) {
			r.Explainers = append(r.Explainers, e)
		}
	}
}

// companions counts with whom an actor appears, most often first.
func companions(a *Actor) []Companion {
	count := map[*Actor]int{}
	for _, e := range a.Explainers {
		for _, other := range e.Actors {
			if other != a {
				count[other]++
			}
		}
	}
	list := make([]Companion, 0, len(count))
	for other, n := range count {
		list = append(list, Companion{other, n})
	}
	slices.SortFunc(list, func(x, y Companion) int {
		return cmp.Or(cmp.Compare(y.Count, x.Count), compareNodes(&x.Actor.Node, &y.Actor.Node))
	})
	const most = 24
	return slices.Clip(list[:min(most, len(list))])
}
