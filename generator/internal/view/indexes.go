package view

import (
	"slices"

	"explainer/generator/internal/content"
	"explainer/generator/internal/site"
)

// indexBase returns the base of one page of an index and the words of its _index.md,
// which stand on the first page alone.
func (b *Builder) indexBase(name, layout string, number int) Base {
	n := b.site.Indexes[name]
	v := b.baseOf(n, layout)
	v.Path, v.Canonical = b.base.Path(PageURL(n.URL, number)), b.base.Abs(PageURL(n.URL, number))
	v.under(b)
	return v
}

// ExplainerIndex returns one page of the list of all explainers.
func (b *Builder) ExplainerIndex(number int) *ExplainerIndex {
	n := b.site.Indexes[content.ExplainersDir]
	b = b.in(n.Lang)
	b.readKeys(site.ListSize(n.ID), site.ListPart(n.ID, number))
	part, total := page(b.site.Explainers, number, b.site.Config.PageSize)
	v := &ExplainerIndex{
		Base: b.indexBase(n.ID, "explainers", number), Items: b.explainerCards(part), Total: len(b.site.Explainers),
		Count: b.Tell.Explainer.For(len(b.site.Explainers)),
		Pager: b.pager(number, total, func(i int) string { return PageURL(n.URL, i) }),
	}
	if number == 1 {
		v.Body = b.body(n, b.cite(n))
	}
	return v
}

// lists are what the pages of a long index share, made once.
type lists struct {
	actors     map[string][]*site.Actor // by kind; all under ""
	letters    map[string][]Link        // by kind: the first actor of each letter
	letterOf   map[*site.Actor]string
	regions    []*site.Region // each before those inside it
	years      []Link         // the first event of each year
	unarchived int            // sources with an address and no archived copy
	sectionOf  map[*site.Node]*site.Section
}

func (b *Builder) makeLists() lists {
	l := lists{
		actors: map[string][]*site.Actor{}, letters: map[string][]Link{},
		regions: flatten(nil, b.site.Roots), years: b.yearLinks(), sectionOf: map[*site.Node]*site.Section{},
	}
	l.actors[""] = b.site.Actors
	for _, a := range b.site.Actors {
		if kind := a.Meta.Kind; kind != "" {
			l.actors[kind] = append(l.actors[kind], a)
		}
	}
	l.letterOf = b.letterOf()
	for kind, list := range l.actors {
		l.letters[kind] = b.letterLinks(list, kind, l.letterOf)
	}
	for _, s := range b.site.Sources {
		if s.Record.URL != "" && s.Record.Archived == "" {
			l.unarchived++
		}
	}
	for _, s := range b.site.Sections {
		for _, p := range s.Pages {
			l.sectionOf[p] = s
		}
	}
	return l
}

// ActorsOf returns the actors of a kind, or all for "".
func (b *Builder) ActorsOf(kind string) []*site.Actor { return b.lists.actors[kind] }

// ActorIndexURL returns the path of a page of the index of actors of a kind, or of
// all for "".
func (b *Builder) ActorIndexURL(kind string, number int) string {
	first := b.site.Indexes[content.ActorsDir].URL
	if kind != "" {
		first += "kind/" + kind + "/"
	}
	return PageURL(first, number)
}

// ActorIndex returns one page of the list of actors of a kind, or of all for "".
func (b *Builder) ActorIndex(kind string, number int) *ActorIndex {
	n := b.site.Indexes[content.ActorsDir]
	b = b.in(n.Lang)
	b.readKeys(site.ListSize(content.ActorsDir))
	actors := b.ActorsOf(kind)
	part, total := page(actors, number, b.site.Config.PageSize)
	url := b.ActorIndexURL(kind, number)
	v := &ActorIndex{
		Base: b.indexBase(content.ActorsDir, "actors", number), Total: len(actors), Count: b.Tell.Actor.For(len(actors)), Kinds: b.kindLinks(kind),
		Pager: b.pager(number, total, func(i int) string { return b.ActorIndexURL(kind, i) }),
	}
	v.Path, v.Canonical = b.base.Path(url), b.base.Abs(url)
	if kind != "" {
		v.Title = b.Tell.KindOf.Fill("title", v.Title, "kind", b.Term("actor", kind))
		v.under(b, b.indexLink(content.ActorsDir))
	} else if number == 1 {
		v.Body = b.body(n, b.cite(n))
	}
	v.Letters = b.lists.letters[kind]
	for _, a := range part {
		group := v.group(b.lists.letterOf[a])
		group.Items = append(group.Items, b.actorCard(a))
	}
	return v
}

func (b *Builder) kindLinks(current string) []KindLink {
	var links []KindLink
	for _, kind := range b.ActorKinds() {
		links = append(links, KindLink{
			Link:  Link{URL: b.base.Path(b.ActorIndexURL(kind, 1)), Title: b.Term("actor", kind), Current: kind == current},
			Count: len(b.ActorsOf(kind)),
		})
	}
	return links
}

// ActorKinds returns the kinds that the site's actors have, in the model's order.
func (b *Builder) ActorKinds() []string {
	return slices.DeleteFunc(content.ActorKinds(), func(kind string) bool {
		return len(b.lists.actors[kind]) == 0
	})
}

// RegionIndex returns one page of the tree of regions. A long tree is cut where a
// page is full; each page begins with the regions that its first entry lies in.
func (b *Builder) RegionIndex(number int) *RegionIndex {
	n := b.site.Indexes[content.RegionsDir]
	b = b.in(n.Lang)
	b.readKeys(site.ListSize(n.ID))
	part, total := page(b.lists.regions, number, b.site.Config.PageSize)
	v := &RegionIndex{
		Base: b.indexBase(n.ID, "regions", number), Total: len(b.site.Regions), Count: b.Tell.Region.For(len(b.site.Regions)), Tree: b.subtree(part),
		Pager: b.pager(number, total, func(i int) string { return PageURL(n.URL, i) }),
	}
	if number == 1 {
		v.Body = b.body(n, b.cite(n))
	}
	return v
}

// flatten lists regions, each before those inside it.
func flatten(list, regions []*site.Region) []*site.Region {
	for _, r := range regions {
		list = flatten(append(list, r), r.Inside)
	}
	return list
}

// subtree is the tree of the regions of a flat part and of all that they lie in.
func (b *Builder) subtree(part []*site.Region) []RegionNode {
	if len(part) == 0 {
		return nil
	}
	shown := map[*site.Region]bool{}
	for _, r := range part {
		for ; r != nil && !shown[r]; r = r.Parent {
			shown[r] = true
		}
	}
	var pick func(regions []*site.Region) []RegionNode
	pick = func(regions []*site.Region) []RegionNode {
		var nodes []RegionNode
		for _, r := range regions {
			if shown[r] {
				nodes = append(nodes, RegionNode{EntityCard: b.regionCard(r), Inside: pick(r.Inside), Within: len(r.Inside)})
			}
		}
		return nodes
	}
	return pick(b.site.Roots)
}

// Timeline returns one page of the timeline of all dates.
func (b *Builder) Timeline(number int) *TimelinePage {
	n := b.site.Indexes[site.TimelineName]
	b = b.in(n.Lang)
	b.readKeys(site.ListSize(n.ID), site.ListPart(n.ID, number))
	part, total := page(b.site.Events, number, b.site.Config.PageSize)
	v := &TimelinePage{
		Base: b.indexBase(n.ID, "timeline", number), Years: years(b, part, nil, eventDate, b.event), Total: len(b.site.Events),
		Count: b.Tell.Date.For(len(b.site.Events)),
		Pager: b.pager(number, total, func(i int) string { return PageURL(n.URL, i) }),
	}
	if number == 1 {
		v.Body = b.body(n, b.cite(n))
	}
	v.Jump = b.lists.years
	return v
}

// yearLinks returns a link to the first event of each year, on whichever page of
// the timeline it is.
func (b *Builder) yearLinks() []Link {
	n := b.site.Indexes[site.TimelineName]
	first := n.URL
	b = b.in(n.Lang)
	var links []Link
	var last year
	for i, e := range b.site.Events {
		y := yearOf(e.Date)
		if i > 0 && y == last {
			continue
		}
		last = y
		url := PageURL(first, i/b.site.Config.PageSize+1)
		links = append(links, Link{URL: b.base.Path(url) + "#" + y.anchor(), Title: b.yearLabel(y)})
	}
	return links
}
