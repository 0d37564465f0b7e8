package view

import (
	"cmp"
	"fmt"
	"math"
	"path"
	"slices"

	"explainer/generator/internal/content"
	"explainer/generator/internal/edtf"
	"explainer/generator/internal/site"
	"explainer/generator/internal/urls"
)

// How much the home page shows.
const (
	homeLatest = 12
	homeDates  = 8
)

// wordsPerMinute is a quick reader's rate for plain prose.
const wordsPerMinute = 220

// Home returns the view of the home page.
func (b *Builder) Home() *Home {
	s := b.site
	b.read(site.HomeLists)
	v := &Home{Base: b.baseOf(s.Home, "home"), Body: b.body(s.Home, b.cite(s.Home))}
	v.Description = cmp.Or(v.Description, s.Config.Description)
	v.Counts = Counts{Explainers: len(s.Explainers), Actors: len(s.Actors), Regions: len(s.Regions), Dates: len(s.Events), Questions: len(s.Questions), Claims: len(s.Claims), Sources: len(s.Sources)}
	latest := s.Explainers
	if len(latest) > 0 {
		lead := b.explainerCard(latest[0])
		v.Lead, latest = &lead, latest[1:]
	}
	v.Latest = b.explainerCards(latest[:min(homeLatest, len(latest))])
	for _, e := range slices.Backward(s.Events) {
		if len(v.Dates) == homeDates {
			break
		}
		if e.Date.Earliest() <= s.Today {
			v.Dates = append(v.Dates, b.event(e, nil))
		}
	}
	v.Actors = b.actorCards(site.MostWritten(s.Actors, func(a *site.Actor) int { return len(a.Explainers) }))
	v.Regions = b.regionCards(site.MostWritten(s.Regions, func(r *site.Region) int { return len(r.Explainers) }))
	asked := site.MostWritten(s.Questions, func(q *site.Question) int { return len(q.Claims) })
	for _, q := range asked {
		v.Questions = append(v.Questions, b.questionCard(q))
	}
	return v
}

// Explainer returns the view of an explainer's page.
func (b *Builder) Explainer(e *site.Explainer) *Explainer {
	doc, m := e.Doc, e.Meta
	cites := b.cite(&e.Node)
	v := &Explainer{
		Base:      b.baseOf(&e.Node, "explainer"),
		Summary:   doc.Summary,
		Published: b.date(doc.Date.Date),
		Updated:   b.date(doc.Updated.Date),
		AsOf:      b.date(m.AsOf.Date),
		ReviewBy:  b.date(m.ReviewBy.Date),
		Overdue:   !m.ReviewBy.IsZero() && m.ReviewBy.Latest() < b.site.Today,
		Minutes:   max(1, (doc.Body.Words+wordsPerMinute-1)/wordsPerMinute),
		KeyPoints: m.KeyPoints,
		Contents:  contents(doc),
		Body:      b.body(&e.Node, cites),
		Known:     m.Known,
		Unknown:   m.Unknown,
		Who:       b.who(e),
		Where:     b.where(e),
		Related:   b.explainerCards(e.Related),
		Backlinks: b.backlinkList(&e.Node),
	}
	v.under(b, b.indexLink(content.ExplainersDir))
	for _, a := range m.Authors {
		v.Authors = append(v.Authors, a.Value)
	}
	v.Positions = b.table(&e.Node, cites).explainerPositions(e)
	// An explainer's own dates are all on its page, however many: they are its text.
	v.Timeline = Timeline{Years: years(b, e.Dates, cites, momentDate, b.moment), Total: len(e.Dates)}
	updates := slices.Clone(m.Updates)
	slices.SortStableFunc(updates, func(x, y content.UpdateMeta) int { return edtf.Compare(y.On.Date, x.On.Date) })
	for _, u := range updates {
		v.Updates = append(v.Updates, Update{On: b.date(u.On.Date), Kind: updateWord(u.Kind), Text: u.Text})
	}
	v.Sources = cites.entries()
	return v
}

// who returns an explainer's actors with what they were on the date it describes.
func (b *Builder) who(e *site.Explainer) []EntityCard {
	cards := make([]EntityCard, len(e.Actors))
	for i, a := range e.Actors {
		cards[i] = b.actorEntry(a)
		cards[i].Role, cards[i].NoRole = b.roles(a, described(e))
	}
	return cards
}

func (b *Builder) where(e *site.Explainer) []EntityCard {
	cards := make([]EntityCard, len(e.Regions))
	for i, r := range e.Regions {
		cards[i] = b.regionEntry(r)
	}
	return cards
}

func updateWord(kind string) string {
	switch kind {
	case "correction":
		return "Correction"
	case "clarification":
		return "Clarification"
	case "editors-note":
		return "Editor’s note"
	}
	return "Update"
}

// Actor returns the view of an actor's page.
func (b *Builder) Actor(a *site.Actor) *Actor {
	cites := b.cite(&a.Node)
	v := &Actor{
		Base: b.baseOf(&a.Node, "actor"), Name: a.Title, ActorKind: a.Meta.Kind, Stub: a.Stub(),
		PartOf: b.actorLinks(a.PartOf), Members: b.memberList(a),
		Wikidata: wikidataURL(a.Meta.Wikidata), Picture: b.picture(a), Body: b.body(&a.Node, cites),
		Explainers: b.explainerList(&a.Node, a.Explainers),
		Timeline:   b.eventList(&a.Node, a.Events, cites),
		Backlinks:  b.backlinkList(&a.Node),
	}
	v.under(b, b.indexLink(content.ActorsDir))
	for _, alias := range a.Meta.Aliases {
		v.Aliases = append(v.Aliases, alias.Value)
	}
	if a.Region != nil {
		v.Region = b.link(&a.Region.Node)
	}
	for _, c := range a.With {
		card := b.actorEntry(c.Actor)
		card.Count = c.Count
		v.With = append(v.With, card)
	}
	v.Roles = b.roleViews(latestFirst(a.Roles))
	v.Holders = b.officeList(a)
	v.Positions = b.positionList(&a.Node, a.Claims, cites)
	v.Sources = cites.entries()
	return v
}

func wikidataURL(item string) string {
	if item == "" {
		return ""
	}
	return "https://www.wikidata.org/wiki/" + item
}

func (b *Builder) picture(a *site.Actor) Picture {
	if a.Meta.Image.Value == "" {
		return Picture{}
	}
	file, ok := urls.ResolveFile(a.Doc.Path, a.Meta.Image.Value)
	if !ok {
		return Picture{}
	}
	return Picture{URL: b.base.Path("/" + path.Clean(file)), Alt: a.Meta.ImageAlt, Credit: a.Meta.Credit}
}

// Region returns the view of a region's page.
func (b *Builder) Region(r *site.Region) *Region {
	m, cites := r.Meta, b.cite(&r.Node)
	v := &Region{
		Base: b.baseOf(&r.Node, "region"), Name: r.Title, RegionKind: m.Kind, Stub: r.Stub(),
		Inside: b.insideList(r), Body: b.body(&r.Node, cites), Status: b.statuses(r, cites),
		Explainers: b.explainerList(&r.Node, r.Explainers),
		Timeline:   b.eventList(&r.Node, r.Events, cites),
		Actors:     b.peopleList(r),
		Backlinks:  b.backlinkList(&r.Node),
	}
	v.Chain = b.regionLinks(r.Chain())
	v.under(b, append([]Link{b.indexLink(content.RegionsDir)}, v.Chain...)...)
	for _, alias := range m.Aliases {
		v.Aliases = append(v.Aliases, alias.Value)
	}
	if m.Wikidata != "" {
		v.Codes = append(v.Codes, Link{URL: wikidataURL(m.Wikidata), Title: "Wikidata " + m.Wikidata})
	}
	if m.GeoNames != 0 {
		v.Codes = append(v.Codes, Link{URL: fmt.Sprintf("https://www.geonames.org/%d", m.GeoNames), Title: fmt.Sprintf("GeoNames %d", m.GeoNames)})
	}
	if m.ISO != "" {
		v.Codes = append(v.Codes, Link{Title: "ISO 3166 " + m.ISO})
	}
	v.Positions = b.positionList(&r.Node, r.Claims, cites)
	v.Sources = cites.entries()
	if m.Point != nil {
		v.Point = degrees(m.Point.Latitude, "N", "S") + ", " + degrees(m.Point.Longitude, "E", "W")
	}
	return v
}

func degrees(x float64, positive, negative string) string {
	if x < 0 {
		positive = negative
	}
	return fmt.Sprintf("%.2f° %s", math.Abs(x), positive)
}

// regionNodes returns regions, each with how many lie in it.
func (b *Builder) regionNodes(regions []*site.Region) []RegionNode {
	nodes := make([]RegionNode, len(regions))
	for i, r := range regions {
		nodes[i] = RegionNode{EntityCard: b.regionCard(r), Within: len(r.Inside)}
	}
	return nodes
}

// Page returns the view of a plain page.
func (b *Builder) Page(n *site.Node) *Page {
	cites := b.cite(n)
	v := &Page{
		Base: b.baseOf(n, "page"), Summary: n.Doc.Summary, Updated: b.date(n.Doc.Updated.Date),
		Contents: contents(n.Doc), Body: b.body(n, cites), Sources: cites.entries(), Backlinks: b.backlinkList(n),
	}
	v.under(b, b.sectionLinks(n)...)
	return v
}

// sectionLinks returns the section that a page belongs to, if it has one.
func (b *Builder) sectionLinks(n *site.Node) []Link {
	if s := b.lists.sectionOf[n]; s != nil {
		return []Link{b.link(&s.Node)}
	}
	return nil
}

// Section returns one page of the index of a folder of plain pages.
func (b *Builder) Section(s *site.Section, number int) *Section {
	part, total := page(s.Pages, number, b.site.Config.PageSize)
	v := &Section{
		Base: b.baseOf(&s.Node, "section"), Total: len(s.Pages),
		Pager: b.pager(number, total, func(i int) string { return PageURL(s.URL, i) }),
	}
	url := PageURL(s.URL, number)
	v.Path, v.Canonical = b.base.Path(url), b.base.Abs(url)
	v.under(b)
	for _, p := range part {
		v.Pages = append(v.Pages, b.link(p))
	}
	if number == 1 {
		v.Body = b.body(&s.Node, b.cite(&s.Node))
	}
	return v
}

// NotFound returns the view of the page for addresses that do not exist.
func (b *Builder) NotFound() *NotFound {
	return &NotFound{Base: b.basePage("404", "Page not found", "/404.html")}
}

// Redirect returns the view of a page at an old address.
func (b *Builder) Redirect(r site.Redirect) *Redirect {
	v := &Redirect{Base: b.basePage("redirect", b.link(r.To).Title, r.From), To: b.base.Abs(r.To.URL)}
	v.Canonical = v.To
	return v
}
