// Package export writes what a site knows as files for other programs.
//
//	/data/claims.csv            every claim, one a row         RFC 4180
//	/data/claims.json           the same                       RFC 8259, one claim a line
//	/data/sources.json          every source                   CSL-JSON 1.0.2
//	/data/sources.bib           the same                       BibLaTeX 3
//	/data/timeline.json         every date                     TimelineJS 3
//	/timeline/timeline.ics      every date                     iCalendar, RFC 5545 and RFC 7986
//	/actors/x/timeline.ics      the dates that name an actor   beside the actor's page
//	/regions/x/timeline.ics     and those in a region
//
// A site without dates has no timelines, and neither has an actor or a region without
// them. All is UTF-8 and follows from the site alone; a calendar's time stamps are
// those of the explainers.
//
// # Dates with doubt
//
// The data of claims has EDTF and beside it the first and the last day that are
// possible, empty where there is none. The other formats know less:
//
// Where words stand for a date they follow a title, and are of its language.
//
//   - A calendar has whole days. A date that is known to the day, or an interval
//     between such days, stands as it is. Any other lasts from the first to the last
//     day that it may mean, and its words follow the title: "Votes (September 2022)".
//     A date that leaves open more than a year has no place on a calendar. Of an
//     interval that is open at one end, the other end stands.
//   - A timeline takes days, months and years, shows the words and puts what it cannot
//     say, such as a season, between two of them.
//   - CSL-JSON is the same, with "circa" for any doubt; BibLaTeX has EDTF.
//
// # Columns and fields of claims
//
// id is the page's kind and id and the claim's own id: "explainer:vote#no-value"; so
// are superseded_by and responds_to. by and for are actors, for being those for
// whom a spokesperson speaks, each with the roles held on the date. quotation says
// whether the words have quotation marks. on is EDTF, on_earliest and on_latest are
// days. about is regions. explainer is the id of the explainer, empty for a claim
// that another page makes. In the CSV, lists are joined with "; ".
//
// A spreadsheet takes a cell for a formula that begins with =, +, -, @, a tab or a line
// break, or with the wide forms of the first four. In the CSV such a cell begins
// with an apostrophe; the JSON has the words as they are.
package export

import (
	"cmp"
	"slices"
	"strings"
	"sync"
	"unicode"

	"explainer/generator/internal/content"
	"explainer/generator/internal/depgraph"
	"explainer/generator/internal/site"
	"explainer/generator/internal/urls"
	"explainer/generator/internal/words"
)

// File is a file of the site: its address, from the root of the site and not
// encoded, and how it is made. Make may be called at any time while the site stands,
// and from any goroutine. Whoever wants to know which facts the bytes follow from
// gives it a function that is told them; it may be nil.
type File struct {
	Path string
	Make func(read func(...depgraph.Key)) []byte
}

// The addresses of the files that are there once.
const (
	ClaimsCSV    = "/data/claims.csv"
	ClaimsJSON   = "/data/claims.json"
	SourcesJSON  = "/data/sources.json"
	SourcesBib   = "/data/sources.bib"
	TimelineJSON = "/data/timeline.json"
)

// Files returns the files of a site, sorted by address, with dates in the words of each
// language; a nil set has English alone. forget is to be called when an
// edit of the site has changed a name: it makes them follow from the new one.
func Files(s *site.Site, said *words.Set) (files []File, forget func()) {
	x := newExporter(s, said)
	files = []File{
		{ClaimsCSV, from(site.ClaimsData, x.claimsCSV)},
		{ClaimsJSON, from(site.ClaimsData, x.claimsJSON)},
		{SourcesJSON, from(site.SourcesData, x.sourcesJSON)},
		{SourcesBib, from(site.SourcesData, x.sourcesBib)},
	}
	if len(s.Events) > 0 {
		files = append(files, File{TimelineJSON, from(site.DatesData, x.timelineJSON)})
	}
	files = append(files, x.calendars()...)
	slices.SortFunc(files, func(a, b File) int { return cmp.Compare(a.Path, b.Path) })
	return files, x.forget
}

// from says that bytes follow from one fact.
func from(fact depgraph.Key, make func() []byte) func(func(...depgraph.Key)) []byte {
	return func(read func(...depgraph.Key)) []byte {
		if read != nil {
			read(fact)
		}
		return make()
	}
}

// exporter makes the files of one site.
type exporter struct {
	site    *site.Site
	said    *words.Set
	base    urls.Base
	origin  string    // before every path
	written sync.Map  // *site.Event to *writtenOnce
	drafts  sync.Pool // of *ical, whose room is used again
}

func newExporter(s *site.Site, said *words.Set) *exporter {
	return &exporter{site: s, said: said, base: s.Config.Base, origin: s.Config.Base.Origin()}
}

// wordsOf returns the words of the language that an event's title is in.
func (x *exporter) wordsOf(ev *site.Event) *words.Language {
	return x.said.For(ev.Moments[0].Explainer.Lang)
}

// hasHost reports whether the site knows the host that it will have; without one,
// its addresses are paths and mean nothing outside.
func (x *exporter) hasHost() bool { return x.origin != "" }

// nodeID returns what an id is unique with: "explainer:vote".
func nodeID(n *site.Node) string { return n.Kind.String() + ":" + n.ID }

// momentID names a date for ever: by its explainer and its date, not by its words.
func momentID(m *site.Moment) string { return m.Explainer.ID + ":" + m.Anchor }

// first returns the moment that an event is named after: that of the oldest of its
// explainers, so that a later explainer does not rename it.
func first(ev *site.Event) *site.Moment { return ev.Moments[len(ev.Moments)-1] }

// oneLine returns text without control characters and line breaks.
func oneLine(text string) string {
	if isOneLine(text) {
		return text
	}
	return strings.Join(strings.FieldsFunc(strings.ToValidUTF8(text, "\uFFFD"), func(r rune) bool {
		return unicode.IsSpace(r) || unicode.IsControl(r)
	}), " ")
}

// isOneLine reports whether text is one line already: ASCII with single spaces within.
func isOneLine(text string) bool {
	last := byte(' ')
	for i := range len(text) {
		c := text[i]
		if c < ' ' || c >= 0x7F || c == ' ' && last == ' ' {
			return false
		}
		last = c
	}
	return last != ' ' || text == ""
}

// explainerID returns the id of a page that is an explainer, or "".
func explainerID(n *site.Node) string {
	if n.Kind == content.Explainer {
		return n.ID
	}
	return ""
}
