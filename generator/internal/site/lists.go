package site

import (
	"errors"
	"slices"
	"strings"

	"explainer/generator/internal/content"
	"explainer/generator/internal/diag"
	"explainer/generator/internal/frontmatter"
	"explainer/generator/internal/source"
	"explainer/generator/internal/urls"
)

// resolveLists turns the ids in front matter into pointers.
func (l *linker) resolveLists() {
	for _, e := range l.site.Explainers {
		e.Actors = l.actorList(e.entries.Actors)
		e.Regions = l.regionList(e.entries.Regions)
		dates := e.entries.Dates
		if len(dates) > mostDates {
			l.report(diag.Errorf("too-many", dates[mostDates].When.Span, "%d dates, and an explainer has at most %d", len(dates), mostDates).
				WithHelp("split the explainer"))
			dates = dates[:mostDates]
		}
		e.Dates = make([]*Moment, len(dates))
		for i := range dates {
			e.Dates[i] = l.moment(e, &dates[i])
		}
	}
	// Stubs are appended to the lists while they are walked; a stub names nothing.
	for _, a := range slices.Clone(l.site.Actors) {
		if a.Stub() {
			continue
		}
		for _, up := range l.actorList(a.Meta.PartOf) {
			if up == a {
				l.report(diag.Errorf("part-of-itself", textOf(a.Meta.PartOf, a.ID), "actor %q is part of itself", a.ID))
				continue
			}
			a.PartOf = append(a.PartOf, up)
		}
		if a.Meta.Region.Value != "" {
			a.Region = l.lookUpRegion(a.Meta.Region)
		}
	}
	circles(l.site.Actors, func(a *Actor) []*Actor { return a.PartOf }, func(circle []*Actor) {
		var ids []string
		for _, a := range circle {
			ids = append(ids, a.ID)
		}
		last := circle[len(circle)-1]
		l.report(diag.Errorf("part-of-itself", textOf(last.Meta.PartOf, circle[0].ID), "actor %q is part of itself: %s", circle[0].ID, arrows(ids)).
			WithHelp("change part_of in one of them"))
	})
	for _, r := range slices.Clone(l.site.Regions) {
		if !r.Stub() && r.Meta.PartOf.Value != "" {
			r.Parent = l.lookUpRegion(r.Meta.PartOf)
		}
	}
}

func textOf(list []frontmatter.Text, id string) source.Span {
	for _, t := range list {
		if t.Value == id {
			return t.Span
		}
	}
	return source.Span{}
}

// moment resolves a date. The short form has no words and no lists of its own: it
// takes those of its explainer.
func (l *linker) moment(e *Explainer, m *content.DateMeta) *Moment {
	out := l.memory.moments.new()
	*out = Moment{
		ID: m.ID.Value, Date: m.When.Date, Title: m.Title.Value, Disputed: m.Disputed, Explainer: e,
		Actors: l.actorList(m.Actors), Regions: l.regionList(m.Regions), Sources: l.sourceList(m.Sources),
		meta: m,
	}
	if out.short = out.Title == ""; out.short {
		out.Title = e.Title
		if len(out.Actors) == 0 && len(out.Regions) == 0 {
			out.Actors, out.Regions = e.Actors, e.Regions
		}
	}
	return out
}

func (l *linker) actorList(texts []frontmatter.Text) []*Actor {
	var found set[*Actor]
	for _, t := range l.bounded(texts) {
		if a := l.lookUpActor(t); a != nil {
			found.add(a)
		}
	}
	return l.memory.ofActors.list(found.list)
}

func (l *linker) regionList(texts []frontmatter.Text) []*Region {
	var found set[*Region]
	for _, t := range l.bounded(texts) {
		if r := l.lookUpRegion(t); r != nil {
			found.add(r)
		}
	}
	return l.memory.ofRegions.list(found.list)
}

// mostListed is how many ids one list may name, and mostDates how many dates an
// explainer may have. What is listed together is shown together wherever one of it is,
// so a page of text could otherwise become a disk full of pages.
const (
	mostListed = 200
	mostDates  = 1000
)

// bounded returns as much of a list as may be used, and reports the rest.
func (l *linker) bounded(texts []frontmatter.Text) []frontmatter.Text {
	if len(texts) <= mostListed {
		return texts
	}
	l.report(diag.Errorf("too-many", texts[mostListed].Span, "%d ids in one list, and at most %d can be used", len(texts), mostListed).
		WithHelp("name those that matter most, or one that the others are part of"))
	return texts[:mostListed]
}

// lookUpActor returns the actor of an id, a stub if nobody declares it, or nil if
// the id is wrong, which is then reported.
func (l *linker) lookUpActor(t frontmatter.Text) *Actor {
	if a := l.actors[t.Value]; a != nil {
		return a
	}
	if !l.mayBeStub(content.Actor, t) {
		return nil
	}
	return l.actor(t.Value, nil)
}

func (l *linker) lookUpRegion(t frontmatter.Text) *Region {
	if r := l.regions[t.Value]; r != nil {
		return r
	}
	if !l.mayBeStub(content.Region, t) {
		return nil
	}
	return l.region(t.Value, nil)
}

// mayBeStub reports an id that no file declares, and whether a stub may stand in.
func (l *linker) mayBeStub(kind content.Kind, t frontmatter.Text) bool {
	if hidden := l.hiddenIDs[nodeKey{kind, t.Value}]; hidden != nil {
		l.report(l.hiddenError(hidden, t.Span))
		return false
	}
	if near := l.slipOf(kind, t.Value); near != "" {
		l.report(diag.Errorf("unknown-id", t.Span, "unknown %s %q", kind, t.Value).WithHelp("did you mean %q?", near))
		return false
	}
	if other := l.otherKind(kind, t.Value); other != "" {
		l.report(diag.Errorf("unknown-id", t.Span, "%q is %s, but %s is expected here", t.Value, other, withArticle(kind)).
			WithHelp("name it where %s is expected, or write content/%ss/%s.md", other, kind, t.Value))
		return false
	}
	if err := urls.ValidID(t.Value); err != nil {
		d := diag.Errorf("bad-name", t.Span, "%v", err)
		if named := (*urls.NameError)(nil); errors.As(err, &named) {
			d = diag.Errorf("bad-name", t.Span, "%s", named.Message).WithHelp("%s", named.Help)
		}
		l.report(d)
		return false
	}
	l.report(diag.Warningf("stub", t.Span, "no file declares the %s %q, so its page is a stub", kind, t.Value).
		WithHelp("write content/%ss/%s.md", kind, t.Value))
	return true
}

func (l *linker) otherKind(kind content.Kind, id string) string {
	if kind != content.Actor && l.actors[id] != nil && !l.actors[id].Stub() {
		return withArticle(content.Actor)
	}
	if kind != content.Region && l.regions[id] != nil && !l.regions[id].Stub() {
		return withArticle(content.Region)
	}
	return ""
}

func withArticle(kind content.Kind) string {
	if kind == content.Actor {
		return "an actor"
	}
	return "a " + kind.String()
}

// slipOf returns the declared id of a kind that a word is a slip of, or "".
func (l *linker) slipOf(kind content.Kind, word string) string {
	x := l.slips[kind]
	if x == nil {
		x = newSlips(l.ids[kind])
		l.slips[kind] = x
	}
	return x.of(word)
}

// buildTree takes circles out of the regions' parents and reports them.
func (l *linker) buildTree() {
	const (
		unseen = iota
		open
		done
	)
	state := map[*Region]int{}
	declared := slices.Clone(l.site.Regions)
	slices.SortFunc(declared, func(a, b *Region) int { return strings.Compare(a.ID, b.ID) })
	for _, start := range declared {
		var path []*Region
		r := start
		for r != nil && state[r] == unseen {
			state[r] = open
			path = append(path, r)
			r = r.Parent
		}
		if r != nil && state[r] == open {
			l.reportCircle(path[slices.Index(path, r):])
			path[len(path)-1].Parent = nil
		}
		for _, p := range path {
			state[p] = done
		}
	}
	l.boundDepth()
}

func (l *linker) reportCircle(circle []*Region) {
	var names []string
	for _, r := range circle {
		names = append(names, r.ID)
	}
	first := circle[0]
	l.report(diag.Errorf("part-of-itself", first.Meta.PartOf.Span, "region %q is inside itself: %s", first.ID, arrows(names)).
		WithHelp("change part_of in one of them"))
}

// maxDepth is how many regions may lie one inside another: planet to house needs
// about ten.
const maxDepth = 64

// boundDepth cuts chains of regions that are longer than any place needs, so that
// walking up from a region takes a bounded number of steps.
func (l *linker) boundDepth() {
	depth := map[*Region]int{}
	var depthOf func(r *Region) int
	depthOf = func(r *Region) int {
		if r.Parent == nil {
			return 1
		}
		if d, ok := depth[r]; ok {
			return d
		}
		d := depthOf(r.Parent) + 1
		if d > maxDepth {
			l.report(diag.Errorf("too-deep", r.Meta.PartOf.Span, "region %q lies too deep: at most %d regions may lie one inside another", r.ID, maxDepth).
				WithHelp("file it under a larger region"))
			r.Parent, d = nil, 1
		}
		depth[r] = d
		return d
	}
	// By path, so that the same regions are cut whatever the order of reading; the
	// recursion is as deep as a chain of uncut parents, which is long only in
	// content made to be so, and a goroutine's stack bears it.
	for _, r := range l.site.Regions {
		depthOf(r)
	}
}

// nameStubs gives stubs an order among themselves that does not depend on who
// named them first; their names come from their ids.
func (l *linker) nameStubs() {
	byID := func(a, b *Actor) int { return strings.Compare(a.ID, b.ID) }
	slices.SortFunc(l.site.Actors, byID)
	slices.SortFunc(l.site.Regions, func(a, b *Region) int { return strings.Compare(a.ID, b.ID) })
}
