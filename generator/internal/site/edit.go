package site

import (
	"reflect"
	"slices"
	"strings"

	"explainer/generator/internal/content"
	"explainer/generator/internal/depgraph"
	"explainer/generator/internal/diag"
	"explainer/generator/internal/source"
)

// Edit is the effect that new texts of a few documents had on a Site.
type Edit struct {
	Keys  []depgraph.Key // the facts that changed, sorted, as Diff says them
	Nodes []*Node        // whose lists have other entries, or more or fewer of them
	Diags diag.List      // what was found in the new texts

	Renamed bool // a title is another, or the day of an update, which dates in calendars have too

	undo []func()
}

// Edit puts new documents into a Site that was linked to be kept, in place of the old
// ones, in time that depends on these documents and on what they name, not on the
// site. It is possible where nothing else changes than
//
//   - what a text says and cites and where it leads, while the claims in it and the
//     ids of its headings stay;
//   - the summary and what only the page itself shows;
//   - the title of an explainer, where no text refers to it by that, no date without words
//     takes it over, and the order of explainers stays.
//
// Where it is not, Edit returns nil and the Site is as it was.
//
// The Site is then what Link would make of the new documents. Nobody may read it
// meanwhile.
func (s *Site) Edit(old, new []*content.Document) *Edit {
	l := s.linker
	if l == nil || l.unread {
		return nil
	}
	l.near.vocabularies = &vocabularies{} // what was suggested before may have other names now
	e := &editor{linker: l, Edit: &Edit{}}
	for i := range old {
		n := l.byPath[old[i].Path]
		if n == nil || n.Doc != old[i] || !e.isOwn(n, old[i], new[i]) || !e.front(n, new[i]) || !e.text(n, new[i]) {
			e.Undo()
			return nil
		}
	}
	e.gatherDiags()
	e.Keys = append(e.Keys, dataOf(e.Keys)...)
	slices.Sort(e.Keys)
	e.Keys = slices.Compact(e.Keys)
	return e.Edit
}

// Undo makes the Site what it was before the edit, which must have been the last.
func (e *Edit) Undo() {
	for _, undo := range slices.Backward(e.undo) {
		undo()
	}
	e.undo = nil
}

// editor is an Edit being made.
type editor struct {
	*linker
	*Edit
	replaced diag.List // what was found in the old texts
}

// change sets a value of the Site, until Undo.
func change[T any](e *Edit, place *T, value T) {
	before := *place
	*place = value
	e.undo = append(e.undo, func() { *place = before })
}

// isOwn reports whether a document differs from another in nothing that other pages
// depend on, names aside.
func (e *editor) isOwn(n *Node, old, new *content.Document) bool {
	if old.Path != new.Path || old.Kind != new.Kind || e.pointsInto(old) {
		return false
	}
	if !sameFrontBytes(old, new) && !e.isOwnFront(n, old, new) {
		return false
	}
	if old.Inline != new.Inline || old.Inline > 0 && !sameFacts(reflect.ValueOf(old.Entries().Inline), reflect.ValueOf(new.Entries().Inline)) {
		return false
	}
	ids := map[string]bool{}
	for _, id := range new.Anchors {
		ids[id] = true
	}
	for _, id := range old.Anchors {
		if !ids[id] {
			return false
		}
	}
	return true
}

// pointsInto reports whether anything that was said of the site, its texts apart,
// stands in a document: it would have to be said of another place.
func (e *editor) pointsInto(d *content.Document) bool {
	within := func(s source.Span) bool { return s.File == d.File }
	for _, said := range e.site.Diags {
		for _, note := range said.Notes {
			if within(note.Span) && !e.isTextDiag(d, said) {
				return true
			}
		}
		if within(said.Span) && !e.isTextDiag(d, said) {
			return true
		}
	}
	return false
}

func (e *editor) isTextDiag(d *content.Document, said diag.Diagnostic) bool {
	return slices.ContainsFunc(e.textDiags[e.byPath[d.Path]], func(t diag.Diagnostic) bool { return t.Span == said.Span && t.ID == said.ID })
}

// text gives a node a new text and links it. It reports whether that was all.
func (e *editor) text(n *Node, d *content.Document) bool {
	old := *n
	citedBefore := citations(n)
	e.undo = append(e.undo, func() {
		n.Doc, n.Links, n.Line = old.Doc, old.Links, old.Line
		e.anchorSets.Delete(n)
	})
	n.Doc, n.Links = d, &Links{targets: make([]storedTarget, d.Refs)}
	e.anchorSets.Delete(n)
	t := e.textLinker(n, d)
	t.link()
	if d != old.Doc {
		e.Keys = append(e.Keys, n.Page())
	}
	if !(&differ{}).sameCard(&old, n) {
		e.Keys = append(e.Keys, n.Card())
	}
	e.backlinks(n, linkedBy(&old), t.links)
	e.diags(n, t.diags)
	return e.citations(n, citedBefore, citations(n))
}

func (e *editor) diags(n *Node, ds diag.List) {
	before, had := e.textDiags[n]
	e.replaced.Add(before...)
	e.undo = append(e.undo, func() {
		if had {
			e.textDiags[n] = before
		} else {
			delete(e.textDiags, n)
		}
	})
	e.textDiags[n] = ds
	e.Diags.Add(ds...)
}

// linkedBy returns the nodes that a node's text leads to, each once; it may be among
// them.
func linkedBy(n *Node) []*Node {
	var to set[*Node]
	for i, target := range n.Targets() {
		if target.Node != nil && !n.Cites(i) {
			to.add(target.Node)
		}
	}
	to.addAll(n.MentionOf)
	return to.list
}

// backlinks gives the nodes that a text leads to, and those that it led to before,
// their backlinks from it.
func (e *editor) backlinks(from *Node, before []*Node, now []textLink) {
	sentence := map[*Node]string{}
	for _, link := range now {
		sentence[link.to] = link.sentence
		i, had := e.backlinkFrom(link.to, from)
		switch {
		case !had:
			e.changed(link.to, link.to.Page())
			change(e.Edit, &link.to.Backlinks, slices.Insert(slices.Clone(link.to.Backlinks), i, Backlink{from, link.sentence}))
		case link.to.Backlinks[i].Sentence != link.sentence:
			e.changed(link.to, link.to.Page())
			change(e.Edit, &link.to.Backlinks[i], Backlink{from, link.sentence})
		}
	}
	for _, to := range before {
		if _, still := sentence[to]; still {
			continue
		}
		if i, had := e.backlinkFrom(to, from); had {
			e.changed(to, to.Page())
			change(e.Edit, &to.Backlinks, slices.Delete(slices.Clone(to.Backlinks), i, i+1))
		}
	}
}

func (e *editor) changed(n *Node, keys ...depgraph.Key) {
	e.Keys = append(e.Keys, keys...)
	e.Nodes = append(e.Nodes, n)
}

// backlinkFrom returns where the backlink from a node is in the list of another, or
// belongs.
func (e *editor) backlinkFrom(to, from *Node) (int, bool) {
	return slices.BinarySearchFunc(to.Backlinks, from, func(b Backlink, from *Node) int { return compareNodes(b.From, from) })
}

// citeAnchor begins the ids of citations in texts.
const citeAnchor = "cite:"

// citations returns what a node's text cites, by source, in the order of the text.
func citations(n *Node) map[*Node][]Citation {
	var all map[*Node][]Citation
	body := n.Doc.Body()
	for i, to := range n.Targets() {
		if to.Node != nil && n.Cites(i) {
			if all == nil {
				all = map[*Node][]Citation{}
			}
			all[to.Node] = append(all[to.Node], Citation{From: n, Anchor: n.CiteID(i), Sentence: strings.Clone(body.Sentence(i, n))})
		}
	}
	return all
}

// citations gives the sources that a text cites, and those that it cited, their
// citations. It reports false if a source comes or ceases to be cited at all, which
// is said of the site as a whole.
func (e *editor) citations(from *Node, before, now map[*Node][]Citation) bool {
	var sources set[*Node]
	for n := range before {
		sources.add(n)
	}
	for n := range now {
		sources.add(n)
	}
	slices.SortFunc(sources.list, compareKeys)
	for _, n := range sources.list {
		if slices.Equal(before[n], now[n]) {
			continue
		}
		s := e.sources[n.ID]
		start, _ := slices.BinarySearchFunc(s.CitedBy, from, func(c Citation, from *Node) int { return compareNodes(c.From, from) })
		end := start
		for end < len(s.CitedBy) && s.CitedBy[end].From == from && strings.HasPrefix(s.CitedBy[end].Anchor, citeAnchor) {
			end++
		}
		list := slices.Concat(s.CitedBy[:start], now[n], s.CitedBy[end:])
		if (len(list) == 0) != (len(s.CitedBy) == 0) {
			return false
		}
		e.changed(n, n.Page())
		if len(list) != len(s.CitedBy) {
			e.Keys = append(e.Keys, n.Count())
		}
		change(e.Edit, &s.CitedBy, list)
	}
	return true
}

// gatherDiags puts what was found in the new texts in place of what was found in the
// old ones.
func (e *editor) gatherDiags() {
	kept := make(diag.List, 0, len(e.site.Diags))
	for _, said := range e.site.Diags {
		if !slices.ContainsFunc(e.replaced, func(old diag.Diagnostic) bool { return old.Span == said.Span && old.ID == said.ID }) {
			kept.Add(said)
		}
	}
	kept.Add(e.Diags...)
	change(e.Edit, &e.site.Diags, kept)
}
