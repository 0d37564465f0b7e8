package export

import (
	"bytes"
	"slices"
	"strconv"
	"strings"
	"sync"
	"unicode"
	"unicode/utf8"

	"explainer/generator/internal/content"
	"explainer/generator/internal/depgraph"
	"explainer/generator/internal/edtf"
	"explainer/generator/internal/site"
	"explainer/generator/internal/urls"
)

// CalendarURL returns the address of the calendar of an actor, a region or the index
// of all dates: "/actors/x/timeline.ics". The calendar is there if the node has dates.
func CalendarURL(n *site.Node) string {
	folder, html := strings.CutSuffix(n.URL, ".html")
	if html {
		folder += "/"
	}
	return folder + "timeline.ics"
}

// mostDates is how many dates a calendar has, the latest. A region has the dates of
// all that lie in it, so without a bound the dates of a large site would be written once
// for every level of its tree, and programs that read calendars bear few more.
const mostDates = 1000

// calendars returns the calendars of a site. An event is written once, however many
// calendars it stands on.
func (x *exporter) calendars() []File {
	hidden := map[*site.Event]bool{} // those without a place on a calendar, which are few
	for _, ev := range x.site.Events {
		if _, _, _, ok := days(ev.Date); !ok {
			hidden[ev] = true
		}
	}
	isHidden := func(ev *site.Event) bool { return hidden[ev] }
	var files []File
	add := func(n *site.Node, title string, events []*site.Event) {
		shown := events[max(0, len(events)-mostDates):]
		if len(hidden) > 0 && slices.ContainsFunc(shown, isHidden) {
			shown = slices.DeleteFunc(slices.Clone(shown), isHidden)
		}
		if len(shown) > 0 && n.URL != "" { // RFC 5545 §3.6: at least one
			files = append(files, File{CalendarURL(n), func(read func(...depgraph.Key)) []byte {
				if read != nil {
					readEvents(read, n, shown)
				}
				return x.calendar(n, title, shown)
			}})
		}
	}
	title := oneLine(x.site.Config.Title)
	add(x.site.Indexes[site.TimelineName], title, x.site.Events)
	for _, a := range x.site.Actors {
		add(&a.Node, title+": "+oneLine(a.Title), a.Events)
	}
	for _, r := range x.site.Regions {
		add(&r.Node, title+": "+oneLine(r.Title), r.Events)
	}
	return files
}

// readEvents tells the facts of a calendar: its node, and who is named on it.
func readEvents(read func(...depgraph.Key), n *site.Node, events []*site.Event) {
	if n.Kind == content.Section {
		read(site.DatesData)
		return
	}
	read(n.Name(), n.Page())
	told := map[*site.Node]bool{}
	name := func(n *site.Node) {
		if !told[n] {
			told[n] = true
			read(n.Name(), n.Card()) // an explainer's card has the days of the time stamp
		}
	}
	for _, ev := range events {
		for _, m := range ev.Moments {
			name(&m.Explainer.Node)
		}
		for _, a := range ev.Actors {
			name(&a.Node)
		}
		for _, r := range ev.Regions {
			name(&r.Node)
		}
	}
}

// writtenOnce is an event that is written when a calendar first needs it, as the bytes
// that it has in every calendar.
type writtenOnce struct {
	once sync.Once
	data []byte
}

// forget takes back what was written.
func (x *exporter) forget() { x.written.Clear() }

// bytes returns an event as it was written, or writes it.
func (x *exporter) bytes(ev *site.Event) []byte {
	w, known := x.written.Load(ev)
	if !known {
		w, _ = x.written.LoadOrStore(ev, &writtenOnce{})
	}
	once := w.(*writtenOnce)
	once.once.Do(func() { once.data = x.event(ev) })
	return once.data
}

// calendar returns the calendar of a node, with the line ends of RFC 5545 §3.1.
func (x *exporter) calendar(n *site.Node, title string, events []*site.Event) []byte {
	const head = 512
	size := head
	parts := make([][]byte, len(events))
	for i, ev := range events {
		parts[i] = x.bytes(ev)
		size += len(parts[i])
	}
	cal := ical{out: make([]byte, 0, size)}
	cal.value("BEGIN", "VCALENDAR")
	cal.value("VERSION", "2.0")
	cal.value("PRODID", "-//explainer//timeline//EN")
	cal.value("CALSCALE", "GREGORIAN")
	cal.text("NAME", title)
	cal.text("X-WR-CALNAME", title)
	if x.hasHost() {
		cal.value("URL", x.origin+n.Path)
	}
	for _, part := range parts {
		cal.out = append(cal.out, part...)
	}
	cal.value("END", "VCALENDAR")
	return cal.out
}

// event writes an event, or nothing if it has no place on a calendar.
func (x *exporter) event(ev *site.Event) []byte {
	from, to, exact, ok := days(ev.Date)
	if !ok {
		return nil
	}
	out, ok := x.drafts.Get().(*ical)
	if !ok {
		out = &ical{}
	}
	defer x.drafts.Put(out)
	out.out = out.out[:0]
	out.value("BEGIN", "VEVENT")
	out.text("UID", x.uid(ev))
	out.value("DTSTAMP", stamp(ev)+"T000000Z")
	out.value("DTSTART;VALUE=DATE", basic(from))
	out.value("DTEND;VALUE=DATE", basic(to+1)) // exclusive: §3.6.1
	out.text("SUMMARY", x.summary(ev, exact))
	out.text("DESCRIPTION", x.description(ev)...)
	for _, r := range ev.Regions {
		out.text("CATEGORIES", oneLine(r.Title))
	}
	for _, a := range ev.Actors {
		out.text("CATEGORIES", oneLine(a.Title))
	}
	if x.hasHost() {
		m := first(ev)
		out.value("URL", x.at(&m.Explainer.Node, m.Anchor))
	}
	out.value("TRANSP", "TRANSPARENT")
	out.value("END", "VEVENT")
	return bytes.Clone(out.out)
}

// uid names an event for ever: "vote:date:2022-09-23@example.org/base".
func (x *exporter) uid(ev *site.Event) string {
	id := momentID(first(ev))
	if _, host, ok := strings.Cut(x.origin, "://"); ok {
		id += "@" + host + strings.TrimSuffix(x.base.Path("/"), "/")
	}
	return id
}

// stamp returns the day on which an event was last told of: that of its newest
// explainer, or else of the beginning of Unix time.
func stamp(ev *site.Event) string {
	var last edtf.Day
	for _, m := range ev.Moments {
		for _, d := range []edtf.Date{m.Explainer.Doc.Date.Date, m.Explainer.Doc.Updated.Date} {
			if day := d.Latest(); !d.IsZero() && day > last && day < lastDay {
				last = day
			}
		}
	}
	return basic(last)
}

func (x *exporter) summary(ev *site.Event, exact bool) string {
	said := x.wordsOf(ev)
	var notes []string
	if !exact {
		notes = append(notes, ev.Date.Words(&said.Dates))
	}
	if ev.Disputed {
		notes = append(notes, lowerFirst(said.Say.Disputed))
	}
	if len(notes) == 0 {
		return oneLine(ev.Title)
	}
	return oneLine(ev.Title) + " (" + oneLine(strings.Join(notes, said.Say.Comma)) + ")"
}

// lowerFirst returns a word as it stands within a line.
func lowerFirst(word string) string {
	first, size := utf8.DecodeRuneInString(word)
	if size == 0 {
		return ""
	}
	return string(unicode.ToLower(first)) + word[size:]
}

// description returns the explainers that tell of an event, a line each.
func (x *exporter) description(ev *site.Event) []string {
	lines := make([]string, len(ev.Moments))
	for i, m := range ev.Moments {
		lines[i] = oneLine(m.Explainer.Title)
		if x.hasHost() {
			lines[i] += " " + x.at(&m.Explainer.Node, m.Anchor)
		}
	}
	return lines
}

// at returns the address of an anchor of a page.
func (x *exporter) at(n *site.Node, anchor string) string {
	return x.origin + n.Path + "#" + urls.Fragment(anchor)
}

// The days that DATE can say, RFC 5545 §3.3.4: 0001-01-01 and 9999-12-31.
const (
	firstDay edtf.Day = -719162
	lastDay  edtf.Day = 2932896
)

// basic returns a day in the form of DATE: 20220923.
func basic(d edtf.Day) string {
	const eight = 1_0000_00_00 // for its zeros
	year, month, day := d.Civil()
	return strconv.Itoa(eight + year*1_00_00 + month*1_00 + day)[1:]
}

// days returns the first and the last day that a date fills on a calendar, and
// whether they say all that the date does. ok is false for a date that has no place
// there.
func days(d edtf.Date) (from, to edtf.Day, exact, ok bool) {
	vague := d
	exact = isDay(d)
	if d.IsInterval() {
		start, end := d.Ends()
		switch {
		case start.IsZero():
			vague = end
		case end.IsZero():
			vague = start
		default:
			vague = edtf.Date{}
			exact = isDay(start) && isDay(end)
		}
		if !vague.IsZero() {
			exact = false
		}
	}
	from, to = d.Earliest(), d.Latest()
	if !vague.IsZero() {
		from, to = vague.Earliest(), vague.Latest()
	}
	if from < firstDay || to >= lastDay {
		return 0, 0, false, false
	}
	const mostVague = 366 // days
	return from, to, exact, vague.IsZero() || to-from < mostVague
}
