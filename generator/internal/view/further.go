package view

import (
	"explainer/generator/internal/content"
	"explainer/generator/internal/site"
)

// What a list of a page is called, in the addresses of its further pages too.
const (
	listExplainers = "explainers"
	listDates      = "dates"
	listLinks      = "links"
	listMembers    = "members"
	listOffices    = "offices"
	listInside     = "inside"
	listPeople     = "people"
	listClaims     = "claims"
	listCitations  = "citations"
)

// List is a list on a page that need not fit there.
type List struct {
	Of     *site.Node // the page
	What   string
	length func(b *Builder) int
	fill   func(b *Builder, v *ListPage, part int)
}

// listOf names a list; fill puts a part of it into the view.
func listOf[T any](n *site.Node, what string, list []T, fill func(b *Builder, v *ListPage, part []T)) List {
	return List{n, what, func(*Builder) int { return len(list) }, func(b *Builder, v *ListPage, number int) {
		part, _ := page(list, number, b.site.Config.PageSize)
		fill(b, v, part)
	}}
}

// listURL returns the path of the n-th part of a list of a page: the page itself for
// the first part, unless it shows a sample alone.
func listURL(n *site.Node, what string, part int) string {
	if part == 1 && !sampled(what) {
		return n.URL
	}
	return PageURL(n.URL+what+"/", part)
}

// sampleSize is how many entries a page shows of a list that is beside its subject.
const sampleSize = 20

// sampled reports whether a page shows a few entries of a list, and all of it stands on
// pages of its own, from the first entry on.
func sampled(what string) bool { return what == listDates || what == listLinks }

// shown returns how many entries of a list a page shows.
func (b *Builder) shown(what string) int {
	if sampled(what) {
		return min(sampleSize, b.site.Config.PageSize)
	}
	return b.site.Config.PageSize
}

// Length returns how many entries a list has.
func (b *Builder) Length(l List) int { return l.length(b) }

// Parts returns the numbers of the parts of a list that have a page of their own.
func (b *Builder) Parts(l List) (first, last int) {
	length := b.Length(l)
	if length <= b.shown(l.What) {
		return 1, 0
	}
	if sampled(l.What) {
		return 1, b.Pages(length)
	}
	return 2, b.Pages(length)
}

// URL returns the path, below the base, of a part of the list, counting from 1.
func (l List) URL(part int) string { return listURL(l.Of, l.What, part) }

// Lists returns the lists that the page of any node has.
func Lists(n *site.Node) []List {
	return []List{listOf(n, listLinks, n.Backlinks, func(b *Builder, v *ListPage, part []site.Backlink) {
		v.Backlinks = b.backlinks(part)
	})}
}

// ListsOfText returns the lists of a node's page that a text can change: what links here,
// and what cites a source.
func (b *Builder) ListsOfText(n *site.Node) []List {
	if n.Kind == content.Source {
		return SourceLists(b.source[n])
	}
	return Lists(n)
}

// ActorLists returns the lists of an actor's page.
func ActorLists(a *site.Actor) []List {
	n := &a.Node
	return append(Lists(n), explainersOf(n, a.Explainers), eventsOf(n, a.Events), claimsOf(n, a.Claims),
		listOf(n, listMembers, a.Members, func(b *Builder, v *ListPage, part []*site.Actor) { v.Members = b.actorLinks(part) }),
		List{n, listOffices, func(*Builder) int { return len(a.Holders) }, func(b *Builder, v *ListPage, number int) {
			part, _ := page(latestFirst(a.Holders), number, b.site.Config.PageSize)
			v.Offices = b.roleViews(part)
		}})
}

// RegionLists returns the lists of a region's page.
func RegionLists(r *site.Region) []List {
	n := &r.Node
	return append(Lists(n), explainersOf(n, r.Explainers), eventsOf(n, r.Events), claimsOf(n, r.Claims),
		listOf(n, listInside, r.Inside, func(b *Builder, v *ListPage, part []*site.Region) { v.Inside = b.regionNodes(part) }),
		listOf(n, listPeople, r.Actors, func(b *Builder, v *ListPage, part []*site.Actor) { v.People = b.actorCards(part) }))
}

// QuestionLists returns the lists of a question's page.
func QuestionLists(q *site.Question) []List {
	n := &q.Node
	return append(Lists(n), explainersOf(n, q.Explainers), claimsOf(n, q.Claims))
}

// SourceLists returns the lists of a source's page.
func SourceLists(s *site.Source) []List {
	return append(Lists(&s.Node), listOf(&s.Node, listCitations, s.CitedBy, func(b *Builder, v *ListPage, part []site.Citation) {
		v.CitedBy = b.citing(part)
	}))
}

func explainersOf(n *site.Node, list []*site.Explainer) List {
	return listOf(n, listExplainers, list, func(b *Builder, v *ListPage, part []*site.Explainer) { v.Explainers = b.explainerCards(part) })
}

func eventsOf(n *site.Node, list []*site.Event) List {
	return listOf(n, listDates, list, func(b *Builder, v *ListPage, part []*site.Event) {
		v.Years = years(b, part, nil, eventDate, b.event)
	})
}

func claimsOf(n *site.Node, claims []*site.Claim) List {
	return List{n, listClaims, func(b *Builder) int { return b.entries(n, claims) }, func(b *Builder, v *ListPage, number int) {
		v.Positions = b.table(n, nil).positions(claims, number)
	}}
}

// ListPage returns a part of a list that has a page of its own, counting from 1.
func (b *Builder) ListPage(l List, part int) *ListPage {
	b = b.in(l.Of.Lang)
	v := &ListPage{Base: b.baseOf(l.Of, "list"), Of: b.link(l.Of), What: b.term("list", l.What)}
	v.Path, v.Canonical = b.base.Path(l.URL(part)), b.base.Abs(l.URL(part))
	v.Description = ""
	if index, ok := indexOf(l.Of.Kind); ok {
		v.under(b, b.indexLink(index), v.Of)
	} else {
		v.under(b, v.Of)
	}
	l.fill(b, v, part)
	v.Pager = b.pager(part, b.Pages(b.Length(l)), l.URL)
	return v
}

// indexOf returns the index in which things of a kind are listed, if there is one.
func indexOf(k content.Kind) (string, bool) {
	switch k {
	case content.Actor:
		return content.ActorsDir, true
	case content.Region:
		return content.RegionsDir, true
	case content.Explainer:
		return content.ExplainersDir, true
	case content.Question:
		return content.QuestionsDir, true
	case content.Source:
		return content.SourcesDir, true
	}
	return "", false
}

// more returns the address where a list that does not fit goes on, or stands as a whole.
func (b *Builder) more(n *site.Node, what string, length int) string {
	if length <= b.shown(what) {
		return ""
	}
	if sampled(what) {
		return b.base.Path(listURL(n, what, 1))
	}
	return b.base.Path(listURL(n, what, 2))
}

func (b *Builder) explainerList(n *site.Node, list []*site.Explainer) ExplainerList {
	part, _ := page(list, 1, b.site.Config.PageSize)
	return ExplainerList{Items: b.explainerCards(part), Total: len(list), More: seeAll(b.more(n, listExplainers, len(list)), b.Tell.MoreExplainers, len(list))}
}

func (b *Builder) eventList(n *site.Node, list []*site.Event, cites *citations) Timeline {
	part := list[max(0, len(list)-b.shown(listDates)):] // the latest, oldest first
	return Timeline{Years: years(b, part, cites, eventDate, b.event), Total: len(list), More: seeAll(b.more(n, listDates, len(list)), b.Tell.MoreDates, len(list))}
}

func (b *Builder) backlinkList(n *site.Node) BacklinkList {
	part := n.Backlinks[:min(len(n.Backlinks), b.shown(listLinks))]
	return BacklinkList{Items: b.backlinks(part), Total: len(n.Backlinks), More: seeAll(b.more(n, listLinks, len(n.Backlinks)), b.Tell.MoreLinks, len(n.Backlinks))}
}

func (b *Builder) memberList(a *site.Actor) LinkList {
	part, _ := page(a.Members, 1, b.site.Config.PageSize)
	return LinkList{Items: b.actorLinks(part), Total: len(a.Members), More: seeAll(b.more(&a.Node, listMembers, len(a.Members)), b.Tell.MoreMembers, len(a.Members))}
}

func (b *Builder) officeList(a *site.Actor) RoleList {
	part, _ := page(latestFirst(a.Holders), 1, b.site.Config.PageSize)
	return RoleList{Items: b.roleViews(part), Total: len(a.Holders), More: seeAll(b.more(&a.Node, listOffices, len(a.Holders)), b.Tell.MoreOffices, len(a.Holders))}
}

func (b *Builder) insideList(r *site.Region) RegionList {
	part, _ := page(r.Inside, 1, b.site.Config.PageSize)
	return RegionList{Items: b.regionNodes(part), Total: len(r.Inside), More: seeAll(b.more(&r.Node, listInside, len(r.Inside)), b.Tell.MoreInside, len(r.Inside))}
}

func (b *Builder) peopleList(r *site.Region) EntityList {
	part, _ := page(r.Actors, 1, b.site.Config.PageSize)
	return EntityList{Items: b.actorCards(part), Total: len(r.Actors), More: seeAll(b.more(&r.Node, listPeople, len(r.Actors)), b.Tell.MoreActors, len(r.Actors))}
}

func (b *Builder) positionList(n *site.Node, claims []*site.Claim, cites *citations) PositionList {
	return PositionList{Items: b.table(n, cites).positions(claims, 1), Total: len(claims), More: seeAll(b.more(n, listClaims, b.entries(n, claims)), b.Tell.MoreClaims, len(claims))}
}
