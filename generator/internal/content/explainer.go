package content

import (
	"explainer/generator/internal/diag"
	"explainer/generator/internal/edtf"
	"explainer/generator/internal/frontmatter"
	"explainer/generator/internal/source"
)

// ExplainerMeta is the front matter of an explainer, without its Entries and what is beside its Body.
type ExplainerMeta struct {
	ReviewBy frontmatter.Date
	AsOf     frontmatter.Date
	Authors  []frontmatter.Text
	Updates  []UpdateMeta
}

// DateMeta is one entry of `dates`. The short form has a date alone.
type DateMeta struct {
	ID       frontmatter.Text // names the event, so that two explainers can tell of the same
	When     frontmatter.Date
	Title    frontmatter.Text // empty in the short form
	Actors   []frontmatter.Text
	Regions  []frontmatter.Text
	Disputed bool
	Sources  []frontmatter.Text
	Span     source.Span
}

// UpdateMeta is one entry of `updates`.
type UpdateMeta struct {
	On   frontmatter.Date
	Kind string // correction, clarification, update, editors-note
	Text string
}

func (d *Document) parseExplainer(t *frontmatter.Table, ds *diag.List) {
	d.Title = required(t, d.File, ds, "title", false)
	d.Summary = t.Text("summary").Value
	d.Date = t.Date("date")
	d.Updated = t.Date("updated")
	d.Redirects = addresses(t.Texts("aliases"), ds)
	e := &ExplainerMeta{
		ReviewBy: t.Date("review_by"),
		AsOf:     t.Date("as_of"),
		Authors:  ids(t.Texts("authors"), ds),
	}
	body := d.Body()
	body.KeyPoints, body.Known, body.Unknown = values(t.Texts("key_points"), ds), values(t.Texts("known"), ds), values(t.Texts("unknown"), ds)
	d.Explainer = e
	entries := d.Entries()
	entries.Actors, entries.Regions = ids(t.Texts("actors"), ds), ids(t.Texts("regions"), ds)
	bare := map[edtf.Date]bool{}
	for _, item := range t.Items("dates") {
		if when, ok := parseDate(t, item, ds); ok {
			if when.Inherits() && bare[when.When.Date] {
				ds.Add(diag.Warningf("duplicate", when.When.Span, "%s is listed twice without words", when.When.Date).
					WithHelp("take one of them out, or give each a title"))
				continue
			}
			bare[when.When.Date] = when.Inherits() || bare[when.When.Date]
			entries.Dates = append(entries.Dates, when)
		}
	}
	d.checkInherited(ds)
	for _, q := range t.Tables("questions") {
		entries.Questions = append(entries.Questions, d.parseQuestionEntry(q, ds))
	}
	for _, s := range t.Tables("sources") {
		entries.Sources = append(entries.Sources, d.parseSourceEntry(s, ds))
	}
	for _, c := range t.Tables("claims") {
		if claim, ok := d.parseClaim(c, ds); ok {
			entries.Claims = append(entries.Claims, claim)
		}
	}
	for _, u := range t.Tables("updates") {
		e.Updates = append(e.Updates, UpdateMeta{
			On:   requiredDate(u, ds, "on"),
			Kind: u.OneOf("kind", "correction", "clarification", "update", "editors-note").Value,
			Text: required(u, d.File, ds, "text", false).Value,
		})
	}
	if before(d.Updated, d.Date) {
		ds.Add(diag.Warningf("date-order", d.Updated.Span, "updated is before date").
			WithNote(d.Date.Span, "published %s", d.Date.Date))
	}
}

// checkInherited bounds what dates without words take over from the explainer:
// all its actors and regions, each of them.
func (d *Document) checkInherited(ds *diag.List) {
	entries := d.Entries()
	each, all := len(entries.Actors)+len(entries.Regions), 0
	for i, date := range entries.Dates {
		if !date.Inherits() {
			continue
		}
		if all += each; all > maxInherited {
			ds.Add(diag.Errorf("too-many", date.When.Span, "too many dates without words, each of which stands for %d actors and regions", each).
				WithHelp("give the dates a title and the actors and regions that they are about"))
			entries.Dates = entries.Dates[:i]
			return
		}
	}
}

// Inherits reports whether a date takes over the explainer's actors and regions: it
// has no words and no lists of its own.
func (d DateMeta) Inherits() bool {
	return d.Title.Value == "" && len(d.Actors) == 0 && len(d.Regions) == 0
}

// parseDate reads an item of the list of dates: a date, a date in quotes, or a
// table.
func parseDate(list *frontmatter.Table, item frontmatter.Item, ds *diag.List) (DateMeta, bool) {
	switch {
	case item.Date != nil:
		return DateMeta{When: *item.Date, Span: item.Date.Span}, true
	case item.Text != nil:
		when := list.ParseDate(*item.Text)
		return DateMeta{When: when, Span: when.Span}, !when.IsZero()
	}
	t := item.Table
	m := DateMeta{
		ID:      declaredID(t.Text("id"), ds),
		Sources: ids(t.TextOrTexts("source"), ds),
		Span:    t.Span(),
		When:    requiredDate(t, ds, "when"),
		Title:   t.Text("title"),
		Actors:  ids(t.Texts("actors"), ds),
		Regions: ids(t.Texts("regions"), ds),
	}
	m.Disputed, _ = t.Bool("disputed")
	return m, !m.When.IsZero()
}

// before reports whether a is certainly before b; a date that is missing is not.
func before(a, b frontmatter.Date) bool {
	return !a.IsZero() && !b.IsZero() && a.Latest() < b.Earliest()
}
