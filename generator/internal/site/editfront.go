package site

import (
	"reflect"
	"slices"
	"strings"

	"explainer/generator/internal/content"
	"explainer/generator/internal/frontmatter"
	"explainer/generator/internal/markdown"
)

func sameFrontBytes(old, new *content.Document) bool {
	return old.Text == new.Text && old.Front == new.Front
}

// isOwnFront reports whether two front matters differ only in what Edit can change.
func (e *editor) isOwnFront(n *Node, old, new *content.Document) bool {
	if old.BadName || new.BadName || old.Unread != new.Unread || !sameFacts(reflect.ValueOf(shared(old.Meta)), reflect.ValueOf(shared(new.Meta))) {
		return false
	}
	for _, pair := range [][2]any{{old.Actor, new.Actor}, {old.Region, new.Region}, {old.Source, new.Source}, {old.Question, new.Question}} {
		if !sameFacts(reflect.ValueOf(pair[0]), reflect.ValueOf(pair[1])) {
			return false
		}
	}
	if n.Kind != content.Explainer {
		return old.Title.Value == new.Title.Value && old.Updated.Date == new.Updated.Date
	}
	if !sameFacts(reflect.ValueOf(sharedExplainer(old.Explainer)), reflect.ValueOf(sharedExplainer(new.Explainer))) {
		return false
	}
	before, after := *old.Entries(), *new.Entries()
	before.Inline, after.Inline = nil, nil
	if !sameFacts(reflect.ValueOf(before), reflect.ValueOf(after)) {
		return false
	}
	withdrawn := func(c *Claim) bool { return c.Status != content.Standing }
	if slices.ContainsFunc(e.explains[n.ID].Claims, withdrawn) && !slices.Equal(old.Body().KeyPoints, new.Body().KeyPoints) {
		return false // a key point may repeat what no longer stands
	}
	return old.Title.Value == new.Title.Value || e.mayBeRenamed(n, new.Title.Value)
}

// shared is front matter without what no other page is made from in other ways than
// by facts of its own.
func shared(m content.Meta) content.Meta {
	m.Title, m.Summary, m.Extra, m.Updated = frontmatter.Text{}, "", nil, frontmatter.Date{}
	return m
}

func sharedExplainer(m *content.ExplainerMeta) content.ExplainerMeta {
	own := *m
	own.Updates = nil
	return own
}

// mayBeRenamed reports whether a new title of an explainer changes no link and no
// event, and not the order of explainers.
func (e *editor) mayBeRenamed(n *Node, title string) bool {
	title = strings.TrimSpace(title)
	x := e.explains[n.ID]
	if title == "" || n.Title == titleOf(n.ID) || len(e.lookup.byName[nfc(title)]) > 0 || len(n.Backlinks) > mostRelinked ||
		slices.ContainsFunc(x.Dates, func(m *Moment) bool { return m.short }) {
		return false
	}
	for _, link := range n.Backlinks {
		if e.namedBy(link.From, n) {
			return false
		}
	}
	renamed := *x
	renamed.sortKey = e.sortKeyOf(title)
	list := e.site.Explainers
	return (x.rank == 0 || compareExplainers(list[x.rank-1], &renamed) < 0) &&
		(x.rank == len(list)-1 || compareExplainers(&renamed, list[x.rank+1]) < 0)
}

// mostRelinked is how many texts are linked again because they show a title.
const mostRelinked = 200

// namedBy reports whether a text refers to a node by its title.
func (e *editor) namedBy(from, to *Node) bool {
	for i, ref := range from.Doc.Body().Refs {
		if ref.Kind != markdown.Wiki || from.Target(i).Node != to {
			continue
		}
		target, _ := cutHeading(ref.Target)
		if nfc(strings.TrimSpace(target)) == nfc(to.Title) || nfc(strings.TrimSpace(ref.Target)) == nfc(to.Title) {
			return true
		}
	}
	return false
}

// front gives a node its new front matter, and reports whether that was all.
func (e *editor) front(n *Node, d *content.Document) bool {
	if sameFrontBytes(n.Doc, d) {
		return true
	}
	if !(&differ{}).sameFront(n, &Node{Doc: d}) {
		e.Keys = append(e.Keys, n.Front())
	}
	if n.Kind != content.Explainer {
		return true
	}
	x := e.explains[n.ID]
	change(e.Edit, &x.Meta, d.Explainer)
	e.Renamed = e.Renamed || n.Doc.Updated.Date != d.Updated.Date
	if title := strings.TrimSpace(d.Title.Value); title != n.Title {
		e.Renamed = true
		e.Keys = append(e.Keys, n.Name())
		return e.rename(x, title)
	}
	return true
}

// rename gives an explainer another title. Lists that are in the order of titles are
// put in order, and the texts that show the title are linked again.
func (e *editor) rename(x *Explainer, title string) bool {
	n := &x.Node
	linked, cited := linkedBy(n), e.citedBy(x)
	byName := e.lookup.byName
	before, after := nfc(n.Title), nfc(title)
	beforeOwners := byName[before]
	e.undo = append(e.undo, func() { byName[before] = beforeOwners; delete(byName, after) })
	byName[before] = slices.DeleteFunc(slices.Clone(beforeOwners), func(o *Node) bool { return o == n })
	byName[after] = []*Node{n}
	change(e.Edit, &n.Title, title)
	change(e.Edit, &n.sortKey, e.sortKeyOf(title))
	for _, to := range linked {
		if list, moved := reordered(to.Backlinks, func(b Backlink) *Node { return b.From }, n); moved {
			e.changed(to, to.Page())
			change(e.Edit, &to.Backlinks, list)
		}
	}
	for _, s := range cited {
		if list, moved := reordered(s.CitedBy, func(c Citation) *Node { return c.From }, n); moved {
			e.changed(&s.Node, s.Page())
			change(e.Edit, &s.CitedBy, list)
		}
	}
	for _, link := range slices.Clone(n.Backlinks) {
		if !e.text(link.From, link.From.Doc) {
			return false
		}
	}
	return true
}

// citedBy returns the sources that an explainer cites in any way.
func (e *editor) citedBy(x *Explainer) []*Source {
	var all set[*Source]
	for i, to := range x.Targets() {
		if to.Node != nil && x.Cites(i) {
			all.add(e.sources[to.Node.ID])
		}
	}
	for _, c := range x.Claims {
		all.addAll(c.Sources)
	}
	for _, m := range x.Dates {
		all.addAll(m.Sources)
	}
	return all.list
}

// reordered returns a list that is in the order of nodes, once the entries of one node
// have another place in it, and whether they have.
func reordered[T any](list []T, from func(T) *Node, n *Node) ([]T, bool) {
	start := slices.IndexFunc(list, func(x T) bool { return from(x) == n })
	if start < 0 {
		return list, false
	}
	end := start
	for end < len(list) && from(list[end]) == n {
		end++
	}
	rest := slices.Concat(list[:start], list[end:])
	at, _ := slices.BinarySearchFunc(rest, n, func(x T, n *Node) int { return compareNodes(from(x), n) })
	return slices.Insert(rest, at, list[start:end]...), at != start
}
