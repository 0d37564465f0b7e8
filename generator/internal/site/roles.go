package site

import (
	"slices"
	"strings"

	"explainer/generator/internal/content"
	"explainer/generator/internal/diag"
	"explainer/generator/internal/edtf"
	"explainer/generator/internal/frontmatter"
	"explainer/generator/internal/source"
)

// resolveRoles links actors' roles and regions' status.
func (l *linker) resolveRoles() {
	for _, a := range slices.Clone(l.site.Actors) {
		for i := range a.Meta.Roles {
			m := &a.Meta.Roles[i]
			r := &Role{Title: m.Title.Value, Holder: a, From: m.From.Date, To: m.To.Date, span: m.Title.Span}
			if m.Org.Value != "" {
				r.Org = l.lookUpActor(m.Org)
			}
			a.Roles = append(a.Roles, r)
			if r.Org != nil {
				r.Org.Holders = append(r.Org.Holders, r)
			}
		}
	}
	for _, r := range slices.Clone(l.site.Regions) {
		for i := range r.Meta.Status {
			r.Status = append(r.Status, l.status(&r.Meta.Status[i]))
		}
	}
}

func (l *linker) status(m *content.StatusMeta) *Status {
	return &Status{
		Basis: m.Basis.Value, AccordingTo: l.actorList(m.AccordingTo), From: m.From.Date, To: m.To.Date,
		AsOf: m.AsOf.Date, Extent: m.Extent, Sources: l.sourceList(m.Sources),
		holder: m.Holder,
	}
}

// resolveHolders finds who holds regions, once everything is known that may: a
// declared actor or region, or one that is named elsewhere. A status without a
// holder is left out.
func (l *linker) resolveHolders() {
	for _, r := range l.site.Regions {
		r.Status = slices.DeleteFunc(r.Status, func(s *Status) bool {
			s.Holder = l.holder(s.holder)
			return s.Holder == nil
		})
	}
}

// holder returns the node of a holder's id. An id of both an actor and a region
// means the actor, since it is those who hold.
func (l *linker) holder(t frontmatter.Text) *Node {
	id := t.Value
	actor, region := l.hiddenIDs[nodeKey{content.Actor, id}], l.hiddenIDs[nodeKey{content.Region, id}]
	switch {
	case id == "":
	case l.actors[id] != nil:
		return &l.actors[id].Node
	case l.regions[id] != nil:
		return &l.regions[id].Node
	case actor != nil:
		l.report(l.hiddenError(actor, t.Span))
	case region != nil:
		l.report(l.hiddenError(region, t.Span))
	default:
		near, ok := l.near.suggest("actors and regions", func() []string { return slices.Concat(l.ids[content.Actor], l.ids[content.Region]) }, id)
		d := diag.Errorf("unknown-id", t.Span, "unknown holder %q: no actor and no region has this id", id)
		if ok {
			l.report(d.WithHelp("did you mean %q?", near))
		} else {
			l.report(d.WithHelp("write content/actors/%s.md or content/regions/%s.md", slugOr(id), slugOr(id)))
		}
	}
	return nil
}

// sortRoles puts each organisation's office holders in order of time and reports
// an office that two people hold at once.
func (l *linker) sortRoles() {
	for _, org := range l.site.Actors {
		slices.SortFunc(org.Holders, compareRoles)
		longest := map[string]*Role{} // by title: of those before, the one that ends last
		for _, r := range org.Holders {
			before := longest[r.Title]
			if before != nil && before.Holder != r.Holder && overlap(before, r) {
				l.report(diag.Warningf("role-overlap", r.span, "%s and %s hold the office %q at the same time", before.Holder.Title, r.Holder.Title, r.Title).
					WithNote(before.span, "the other role is here").
					WithHelp("check from and to; an office that several people hold at once needs different titles"))
			}
			if before == nil || !before.To.IsZero() && (r.To.IsZero() || r.To.Latest() >= before.To.Latest()) {
				longest[r.Title] = r
			}
		}
	}
}

func compareRoles(a, b *Role) int {
	if c := edtf.Compare(a.From, b.From); c != 0 {
		return c
	}
	if c := strings.Compare(a.Title, b.Title); c != 0 {
		return c
	}
	return compareNodes(&a.Holder.Node, &b.Holder.Node)
}

// overlap reports whether two roles certainly share a day; a handover within one
// day, month or year, as precisely as it is known, is none.
func overlap(first, second *Role) bool {
	switch {
	case second.From.IsZero():
		return false // who knows when it began
	case first.To.IsZero():
		return true
	}
	return first.To.Earliest() > second.From.Latest()
}

// checkRoles warns of a person who has roles, none of them on a date on which the
// person speaks or acts.
func (l *linker) checkRoles() {
	told := map[*Actor]map[edtf.Date]bool{}
	check := func(a *Actor, d edtf.Date, at source.Span) {
		if a.Meta.Kind != "person" || len(a.Roles) == 0 || d.IsZero() || len(a.RolesOn(d)) > 0 || told[a][d] {
			return
		}
		if told[a] == nil {
			told[a] = map[edtf.Date]bool{}
		}
		told[a][d] = true
		l.report(diag.Warningf("role-unknown", at, "what %s was on %s is not known: no role covers that date", a.Title, d).
			WithHelp("add the role to %s", a.Doc.File.Path))
	}
	for _, c := range l.site.Claims {
		for _, a := range slices.Concat(c.By, c.For) {
			check(a, c.Date, c.meta.On.Span)
		}
	}
	for _, e := range l.site.Explainers {
		for _, m := range e.Dates {
			for _, a := range m.Actors {
				check(a, m.Date, m.span())
			}
		}
	}
}
