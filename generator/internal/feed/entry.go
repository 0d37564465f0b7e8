package feed

import (
	"cmp"
	"slices"
	"sync"

	"explainer/generator/internal/content"
	"explainer/generator/internal/edtf"
	"explainer/generator/internal/site"
	"explainer/generator/internal/urls"
)

// entry is an explainer, or one of its updates.
type entry struct {
	of        *site.Explainer
	update    *content.UpdateMeta // nil for the explainer itself
	anchor    string              // of the update
	published edtf.Day            // may not be dated
	changed   edtf.Day
	rank      int // of the explainer in the site's list
	order     int // within the explainer

	once       sync.Once
	atom, json []byte
}

// compare orders entries: those that changed last first.
func compare(a, b *entry) int {
	return cmp.Or(cmp.Compare(b.changed, a.changed), cmp.Compare(a.rank, b.rank), cmp.Compare(a.order, b.order))
}

// newsOf lists the entries of an explainer.
func (b *Builder) newsOf(e *site.Explainer) *news {
	n := &news{}
	if e.URL == "" || e.Doc == nil || e.Draft || e.Future {
		return n
	}
	rank := len(b.news)
	own := &entry{of: e, rank: rank, order: len(e.Meta.Updates), published: first(e.Doc.Date.Date), changed: edtf.MinDay}
	for _, d := range [...]edtf.Day{own.published, first(e.Doc.Updated.Date)} {
		if dated(d) {
			own.changed = max(own.changed, d)
		}
	}
	anchors := e.UpdateAnchors()
	for i := range e.Meta.Updates {
		u := &e.Meta.Updates[i]
		day := first(u.On.Date)
		if u.Text == "" || !dated(day) {
			continue
		}
		own.changed = max(own.changed, day)
		n.entries = append(n.entries, &entry{of: e, update: u, anchor: anchors[i], published: day, changed: day, rank: rank, order: i})
	}
	if dated(own.changed) {
		n.entries = append(n.entries, own)
	}
	slices.SortFunc(n.entries, compare)
	return n
}

// first returns the day with which a date begins, or one that is not dated.
func first(d edtf.Date) edtf.Day {
	if d.IsZero() {
		return edtf.MinDay
	}
	return d.Earliest()
}

// id names an entry for ever.
func (b *Builder) id(x *entry) string {
	id := b.prefix + x.of.Kind.String() + "/" + urls.Fragment(x.of.ID)
	if x.update != nil {
		id += "/" + urls.Fragment(x.anchor)
	}
	return id
}

func (b *Builder) link(x *entry) string {
	link := b.base.Abs(x.of.URL)
	if x.update != nil {
		link += "#" + urls.Fragment(x.anchor)
	}
	return link
}

func (b *Builder) entryTitle(x *entry) string {
	if x.update != nil {
		return b.words.of(x.of.Lang, x.tag()) + ": " + x.of.Title
	}
	return x.of.Title
}

// text returns what an entry says: the summary, or what was changed.
func (x *entry) text() string {
	if x.update != nil {
		return x.update.Text
	}
	if x.of.Line == "" {
		return x.of.Title // JSON Feed asks for some text
	}
	return x.of.Line
}

// tag returns the kind of an update, or "".
func (x *entry) tag() string {
	if x.update == nil {
		return ""
	}
	return cmp.Or(x.update.Kind, "update")
}

// write makes the bytes that an entry has in every feed.
func (b *Builder) write(x *entry) {
	x.once.Do(func() {
		x.atom = b.atomEntry(x)
		x.json = b.jsonItem(x)
	})
}
