package site

import (
	"reflect"
	"slices"

	"explainer/generator/internal/content"
	"explainer/generator/internal/depgraph"
)

// Diff returns the facts in which two sites of the same config differ, sorted. Facts
// of things that only one of them has are among them.
//
// Things are the same in both if they have the same kind and id; an event, if all
// that timelines show of it is equal. Documents are compared by identity: a file
// that did not change must be the same Document in both.
func Diff(old, new *Site) []depgraph.Key {
	d := &differ{old: old, new: new, node: map[*Node]*Node{}, event: map[*Event]*Event{}, claim: map[*Claim]*Claim{}}
	d.match()
	d.nodes()
	d.lists()
	d.files()
	d.data()
	slices.Sort(d.keys)
	return slices.Compact(d.keys)
}

// differ maps what is the same from the new site to the old one.
type differ struct {
	old, new *Site
	node     map[*Node]*Node
	event    map[*Event]*Event
	claim    map[*Claim]*Claim
	keys     []depgraph.Key
}

func (d *differ) changed(k depgraph.Key) { d.keys = append(d.keys, k) }

// match finds what both sites have.
func (d *differ) match() {
	byKey := map[nodeKey]*Node{}
	for _, n := range d.old.Nodes() {
		byKey[nodeKey{n.Kind, n.ID}] = n
	}
	for _, n := range d.new.Nodes() {
		key := nodeKey{n.Kind, n.ID}
		if o := byKey[key]; o != nil {
			d.node[n] = o
			delete(byKey, key)
		} else {
			d.wholly(n)
		}
	}
	for _, n := range byKey {
		d.wholly(n)
	}
	d.matchEvents()
	d.matchClaims()
}

// wholly reports all facts of a node that only one site has.
func (d *differ) wholly(n *Node) {
	for _, aspect := range []string{factName, factCard, factCount, factRoles, factFront, factPlace, factPage} {
		d.changed(n.fact(aspect))
	}
}

func (d *differ) matchEvents() {
	type place struct {
		anchor string
	}
	old := make(map[place]*Event, len(d.old.Events))
	for _, e := range d.old.Events {
		old[place{e.Anchor}] = e
	}
	for _, e := range d.new.Events {
		if o := old[place{e.Anchor}]; o != nil && d.sameEvent(o, e) {
			d.event[e] = o
		}
	}
}

func (d *differ) sameEvent(o, n *Event) bool {
	return o.Date == n.Date && o.Title == n.Title && o.Disputed == n.Disputed && o.Anchor == n.Anchor &&
		slices.EqualFunc(o.Moments, n.Moments, d.sameMoment) &&
		d.sameActors(o.Actors, n.Actors) && d.sameRegions(o.Regions, n.Regions) && d.sameSources(o.Sources, n.Sources)
}

func (d *differ) sameMoment(o, n *Moment) bool {
	return o.Date == n.Date && o.Title == n.Title && o.Disputed == n.Disputed && o.Anchor == n.Anchor &&
		d.same(&o.Explainer.Node, &n.Explainer.Node) &&
		d.sameActors(o.Actors, n.Actors) && d.sameRegions(o.Regions, n.Regions) && d.sameSources(o.Sources, n.Sources)
}

func (d *differ) matchClaims() {
	type place struct {
		from   nodeKey
		anchor string
	}
	at := func(c *Claim) place { return place{nodeKey{c.From.Kind, c.From.ID}, c.Anchor} }
	old := make(map[place]*Claim, len(d.old.Claims))
	for _, c := range d.old.Claims {
		old[at(c)] = c
	}
	for _, c := range d.new.Claims {
		if o := old[at(c)]; o != nil && d.sameClaim(o, c) {
			d.claim[c] = o
		}
	}
}

// sameClaim compares all that a page shows of a claim. Of claims that it points at,
// those are who says them, when and where.
func (d *differ) sameClaim(o, n *Claim) bool {
	return d.sameReference(o, n) && o.Says == n.Says && o.Stance == n.Stance &&
		o.Status == n.Status && d.sameActors(o.By, n.By) && d.sameActors(o.For, n.For) &&
		d.sameRegions(o.About, n.About) && d.sameSources(o.Sources, n.Sources) &&
		d.sameQuestion(o.Question, n.Question) &&
		slices.EqualFunc(o.RespondsTo, n.RespondsTo, d.sameReference) &&
		slices.EqualFunc(o.Answers, n.Answers, d.sameReference) &&
		(o.SupersededBy == nil) == (n.SupersededBy == nil) &&
		(n.SupersededBy == nil || d.sameReference(o.SupersededBy, n.SupersededBy))
}

func (d *differ) sameReference(o, n *Claim) bool {
	return d.same(o.From, n.From) && o.Anchor == n.Anchor && o.ID == n.ID && o.Date == n.Date &&
		len(o.By) == len(n.By) && (len(n.By) == 0 || d.same(&o.By[0].Node, &n.By[0].Node))
}

func (d *differ) sameQuestion(o, n *Question) bool {
	return (o == nil) == (n == nil) && (n == nil || d.same(&o.Node, &n.Node))
}

// same reports whether two nodes are the same thing in both sites.
func (d *differ) same(o, n *Node) bool {
	if o == nil || n == nil {
		return o == n
	}
	return d.node[n] == o
}

func (d *differ) sameNodes(o, n []*Node) bool { return slices.EqualFunc(o, n, d.same) }

func (d *differ) sameActors(o, n []*Actor) bool {
	return slices.EqualFunc(o, n, func(o, n *Actor) bool { return d.same(&o.Node, &n.Node) })
}

func (d *differ) sameRegions(o, n []*Region) bool {
	return slices.EqualFunc(o, n, func(o, n *Region) bool { return d.same(&o.Node, &n.Node) })
}

func (d *differ) sameSources(o, n []*Source) bool {
	return slices.EqualFunc(o, n, func(o, n *Source) bool { return d.same(&o.Node, &n.Node) })
}

func (d *differ) sameQuestions(o, n []*Question) bool { return slices.EqualFunc(o, n, d.sameQuestion) }

func (d *differ) sameExplainers(o, n []*Explainer) bool {
	return slices.EqualFunc(o, n, func(o, n *Explainer) bool { return d.same(&o.Node, &n.Node) })
}

func (d *differ) sameEvents(o, n []*Event) bool {
	return slices.EqualFunc(o, n, func(o, n *Event) bool { return d.event[n] == o })
}

func (d *differ) sameClaims(o, n []*Claim) bool {
	return slices.EqualFunc(o, n, func(o, n *Claim) bool { return d.claim[n] == o })
}

func (d *differ) sameRoles(o, n []*Role) bool {
	return slices.EqualFunc(o, n, func(o, n *Role) bool {
		return o.Title == n.Title && o.From == n.From && o.To == n.To && d.same(&o.Holder.Node, &n.Holder.Node) &&
			(o.Org == nil) == (n.Org == nil) && (n.Org == nil || d.same(&o.Org.Node, &n.Org.Node))
	})
}

func (d *differ) sameStatus(o, n []*Status) bool {
	return slices.EqualFunc(o, n, func(o, n *Status) bool {
		return d.same(o.Holder, n.Holder) && o.Basis == n.Basis && d.sameActors(o.AccordingTo, n.AccordingTo) &&
			o.From == n.From && o.To == n.To && o.AsOf == n.AsOf && o.Extent == n.Extent && d.sameSources(o.Sources, n.Sources)
	})
}

// nodes compares what both sites have, node by node.
func (d *differ) nodes() {
	for n, o := range d.node {
		if o.Title != n.Title || o.URL != n.URL || o.Lang != n.Lang {
			d.changed(n.Name())
		}
		if !d.sameCard(o, n) {
			d.changed(n.Card())
		}
		if !d.sameFront(o, n) {
			d.changed(n.Front())
		}
		if !d.sameText(o, n) {
			d.changed(n.Page())
		}
	}
	old := index(d.old)
	for _, e := range d.new.Explainers {
		if o := old.explainers[e.ID]; o != nil && !d.sameExplainer(o, e) {
			d.changed(e.Page())
		}
	}
	for _, a := range d.new.Actors {
		if o := old.actors[a.ID]; o != nil {
			d.actor(o, a)
		}
	}
	for _, r := range d.new.Regions {
		if o := old.regions[r.ID]; o != nil {
			d.region(o, r)
		}
	}
	for _, q := range d.new.Questions {
		if o := old.questions[q.ID]; o != nil {
			d.question(o, q)
		}
	}
	for _, s := range d.new.Sources {
		if o := old.sources[s.ID]; o != nil {
			d.source(o, s)
		}
	}
	for _, s := range d.new.Sections {
		if o := old.sections[s.ID]; o != nil && !d.sameNodes(o.Pages, s.Pages) {
			d.changed(s.Page())
		}
	}
}

// byID is the things of a site by their ids.
type byID struct {
	explainers map[string]*Explainer
	actors     map[string]*Actor
	regions    map[string]*Region
	questions  map[string]*Question
	sources    map[string]*Source
	sections   map[string]*Section
}

func index(s *Site) byID {
	x := byID{
		explainers: make(map[string]*Explainer, len(s.Explainers)), actors: make(map[string]*Actor, len(s.Actors)),
		regions: make(map[string]*Region, len(s.Regions)), questions: make(map[string]*Question, len(s.Questions)),
		sources: make(map[string]*Source, len(s.Sources)), sections: make(map[string]*Section, len(s.Sections)),
	}
	for _, e := range s.Explainers {
		x.explainers[e.ID] = e
	}
	for _, a := range s.Actors {
		x.actors[a.ID] = a
	}
	for _, r := range s.Regions {
		x.regions[r.ID] = r
	}
	for _, q := range s.Questions {
		x.questions[q.ID] = q
	}
	for _, src := range s.Sources {
		x.sources[src.ID] = src
	}
	for _, sec := range s.Sections {
		x.sections[sec.ID] = sec
	}
	return x
}

// sameCard compares what lists say of a node.
func (d *differ) sameCard(o, n *Node) bool {
	if o.Line != n.Line || o.Draft != n.Draft || o.Future != n.Future || o.Lang != n.Lang || o.Stub() != n.Stub() {
		return false
	}
	if o.Doc == n.Doc || n.Doc == nil || o.Doc == nil {
		return o.Doc == n.Doc || o.Stub() && n.Stub()
	}
	if o.Doc.Date.Date != n.Doc.Date.Date || o.Doc.Updated.Date != n.Doc.Updated.Date {
		return false
	}
	switch n.Kind {
	case content.Actor:
		return o.Doc.Actor.Kind == n.Doc.Actor.Kind
	case content.Region:
		return o.Doc.Region.Kind == n.Doc.Region.Kind
	}
	return true
}

// sameFront compares front matter, places in the file aside.
func (d *differ) sameFront(o, n *Node) bool {
	if o.Doc == n.Doc {
		return true
	}
	if o.Doc == nil || n.Doc == nil {
		return false
	}
	return sameFacts(reflect.ValueOf(o.Doc.Meta), reflect.ValueOf(n.Doc.Meta)) &&
		sameFacts(reflect.ValueOf(o.Doc.Actor), reflect.ValueOf(n.Doc.Actor)) &&
		sameFacts(reflect.ValueOf(o.Doc.Region), reflect.ValueOf(n.Doc.Region)) &&
		sameFacts(reflect.ValueOf(o.Doc.Source), reflect.ValueOf(n.Doc.Source)) &&
		sameFacts(reflect.ValueOf(o.Doc.Question), reflect.ValueOf(n.Doc.Question)) &&
		sameFacts(reflect.ValueOf(o.Doc.Explainer), reflect.ValueOf(n.Doc.Explainer))
}

// sameText compares a node's own text and what was made of it.
func (d *differ) sameText(o, n *Node) bool {
	return o.Doc == n.Doc &&
		d.sameTargets(o.Links, n.Links) &&
		slices.Equal(o.Mentions, n.Mentions) && d.sameNodes(o.MentionOf, n.MentionOf) &&
		slices.EqualFunc(o.Backlinks, n.Backlinks, func(o, n Backlink) bool { return o.Sentence == n.Sentence && d.same(o.From, n.From) })
}

func (d *differ) sameTargets(o, n *Links) bool {
	if len(o.targets) != len(n.targets) {
		return false
	}
	for i, to := range n.Targets() {
		if !d.sameTarget(o.Target(i), to) {
			return false
		}
	}
	return true
}

func (d *differ) sameTarget(o, n Target) bool {
	return d.same(o.Node, n.Node) && o.File == n.File && o.Fragment == n.Fragment && (o.Claim == nil) == (n.Claim == nil)
}

func (d *differ) sameExplainer(o, n *Explainer) bool {
	overdue := func(s *Site, e *Explainer) bool { return Overdue(e.Meta.ReviewBy.Date, s.Today) }
	return d.sameActors(o.Actors, n.Actors) && d.sameRegions(o.Regions, n.Regions) &&
		slices.EqualFunc(o.Dates, n.Dates, d.sameMoment) && d.sameExplainers(o.Related, n.Related) &&
		d.sameQuestions(o.Questions, n.Questions) && d.sameClaims(o.Claims, n.Claims) &&
		slices.EqualFunc(o.Questions, n.Questions, func(o, n *Question) bool { return len(o.Claims) == len(n.Claims) && o.About == n.About }) &&
		overdue(d.old, o) == overdue(d.new, n)
}

func (d *differ) actor(o, n *Actor) {
	if len(o.Explainers) != len(n.Explainers) {
		d.changed(n.Count())
	}
	if !d.sameRoles(o.Roles, n.Roles) {
		d.changed(n.RolesFact())
	}
	same := d.sameActors(o.PartOf, n.PartOf) && d.sameActors(o.Members, n.Members) && d.sameRegion(o.Region, n.Region) &&
		d.sameExplainers(o.Explainers, n.Explainers) && d.sameEvents(o.Events, n.Events) && d.sameClaims(o.Claims, n.Claims) &&
		d.sameRoles(o.Roles, n.Roles) && d.sameRoles(o.Holders, n.Holders) &&
		slices.EqualFunc(o.With, n.With, func(o, n Companion) bool { return o.Count == n.Count && d.same(&o.Actor.Node, &n.Actor.Node) })
	if !same {
		d.changed(n.Page())
	}
}

func (d *differ) sameRegion(o, n *Region) bool {
	return (o == nil) == (n == nil) && (n == nil || d.same(&o.Node, &n.Node))
}

func (d *differ) region(o, n *Region) {
	if len(o.Explainers) != len(n.Explainers) {
		d.changed(n.Count())
	}
	if !d.sameRegion(o.Parent, n.Parent) || !d.sameStatus(o.Status, n.Status) {
		d.changed(n.Front()) // what lies in it depends on where it lies, and on who holds it
	}
	same := d.sameRegions(o.Chain(), n.Chain()) && d.sameInside(o.Inside, n.Inside) && d.sameActors(o.Actors, n.Actors) &&
		d.sameExplainers(o.Explainers, n.Explainers) && d.sameEvents(o.Events, n.Events) && d.sameClaims(o.Claims, n.Claims) &&
		d.sameStatus(o.Status, n.Status)
	if !same {
		d.changed(n.Page())
	}
}

// sameInside compares what a region's page shows of the regions in it: which they
// are, and how many lie in each.
func (d *differ) sameInside(o, n []*Region) bool {
	return slices.EqualFunc(o, n, func(o, n *Region) bool { return d.same(&o.Node, &n.Node) && len(o.Inside) == len(n.Inside) })
}

func (d *differ) sameTree(o, n []*Region) bool {
	return slices.EqualFunc(o, n, func(o, n *Region) bool { return d.same(&o.Node, &n.Node) && d.sameTree(o.Inside, n.Inside) })
}

func (d *differ) question(o, n *Question) {
	same := d.sameClaims(o.Claims, n.Claims) && d.sameExplainers(o.Explainers, n.Explainers) && o.About == n.About
	if !same {
		d.changed(n.Page())
		d.changed(n.Card())
	}
	if len(o.Claims) != len(n.Claims) || o.About != n.About {
		d.changed(n.Count()) // tables of claims show it beside what is asked
	}
}

func (d *differ) source(o, n *Source) {
	same := slices.EqualFunc(o.CitedBy, n.CitedBy, func(o, n Citation) bool {
		return d.same(o.From, n.From) && o.Anchor == n.Anchor && o.Sentence == n.Sentence
	})
	if (o.Place == nil) != (n.Place == nil) || n.Place != nil && !d.same(&o.Place.Node, &n.Place.Node) {
		same = false
	}
	if !same {
		d.changed(n.Page())
	}
	if len(o.CitedBy) != len(n.CitedBy) {
		d.changed(n.Count())
	}
	if o.Record != n.Record || o.Title != n.Title {
		d.changed(n.Card())
		d.changed(n.Front())
	}
}
