package view

import (
	"cmp"
	"path"
	"slices"
	"strconv"
	"strings"

	"explainer/generator/internal/content"
	"explainer/generator/internal/edtf"
	"explainer/generator/internal/site"
	"explainer/generator/internal/urls"
	"explainer/generator/internal/words"
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
	b = b.in(s.Home.Lang)
	b.readKeys(site.HomeLists)
	v := &Home{Base: b.baseOf(s.Home, "home"), Body: b.body(s.Home, b.cite(s.Home))}
	v.Description = cmp.Or(v.Description, s.Config.Description)
	v.Counts = Counts{Explainers: len(s.Explainers), Actors: len(s.Actors), Regions: len(s.Regions), Dates: len(s.Events), Questions: len(s.Questions), Claims: len(s.Claims), Sources: len(s.Sources)}
	v.Counted, v.AllExplainers = b.counts(v.Counts), seeAll(v.Site.Explainers, b.Tell.MoreExplainers, v.Counts.Explainers)
	v.AllQuestions = seeAll(v.Site.Questions, b.Tell.MoreQuestions, v.Counts.Questions)
	v.AllDates = seeAll(v.Site.Timeline, b.Tell.WholeTime, v.Counts.Dates)
	v.AllActors = seeAll(v.Site.Actors, b.Tell.MoreActors, v.Counts.Actors)
	v.AllRegions = seeAll(v.Site.Regions, b.Tell.MoreRegions, v.Counts.Regions)
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
			event := b.event(e, nil)
			event.Sources = nil
			v.Dates = append(v.Dates, event)
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

// counts words how much there is of each kind, of which there is any.
func (b *Builder) counts(c Counts) []string {
	var list []string
	for _, one := range []string{
		counted(b.Tell.Explainer, c.Explainers), counted(b.Tell.Question, c.Questions), counted(b.Tell.Claim, c.Claims),
		counted(b.Tell.Actor, c.Actors), counted(b.Tell.Region, c.Regions), counted(b.Tell.Date, c.Dates), counted(b.Tell.Source, c.Sources),
	} {
		if one != "" {
			list = append(list, one)
		}
	}
	return list
}

// Explainer returns the view of an explainer's page.
func (b *Builder) Explainer(e *site.Explainer) *Explainer {
	doc, m, body, b := e.Doc, e.Meta, e.Doc.Body(), b.in(e.Lang)
	cites := b.cite(&e.Node)
	v := &Explainer{
		Base:      b.baseOf(&e.Node, "explainer"),
		Summary:   doc.Summary,
		Published: b.dateIn(doc.Date.Date, b.Say.Published.Case),
		Updated:   b.dateIn(doc.Updated.Date, b.Say.Updated.Case),
		AsOf:      b.dateIn(m.AsOf.Date, b.Say.AsOf.Case),
		ReviewBy:  b.dateIn(m.ReviewBy.Date, b.Say.OverdueText.Case),
		Overdue:   !m.ReviewBy.IsZero() && m.ReviewBy.Latest() < b.site.Today,
		Minutes:   max(1, (body.Words+wordsPerMinute-1)/wordsPerMinute),
		KeyPoints: body.KeyPoints,
		Contents:  contents(doc),
		Body:      b.body(&e.Node, cites),
		Known:     body.Known,
		Unknown:   body.Unknown,
		Who:       b.who(e),
		Where:     b.where(e),
		Related:   b.explainerCards(e.Related),
		Backlinks: b.backlinkList(&e.Node),
	}
	v.under(b, b.indexLink(content.ExplainersDir))
	v.PublishedOn, v.ModifiedOn = dayOf(doc.Date.Date), dayOf(doc.Updated.Date)
	v.Reading = b.Tell.Minutes.For(v.Minutes)
	for _, a := range m.Authors {
		v.Authors = append(v.Authors, a.Value)
	}
	v.Byline = named(b.Tell.By, b.List(v.Authors))
	v.Positions = b.table(&e.Node, cites).explainerPositions(e)
	// An explainer's own dates are all on its page, however many: they are its text.
	v.Timeline = Timeline{Years: years(b, e.Dates, cites, momentDate, b.moment), Total: len(e.Dates)}
	anchors := e.UpdateAnchors()
	latestFirst := make([]int, len(m.Updates))
	for i := range latestFirst {
		latestFirst[i] = i
	}
	slices.SortStableFunc(latestFirst, func(x, y int) int { return edtf.Compare(m.Updates[y].On.Date, m.Updates[x].On.Date) })
	for _, i := range latestFirst {
		u := m.Updates[i]
		v.Updates = append(v.Updates, Update{Anchor: anchors[i], On: b.date(u.On.Date), Kind: b.Term("update", cmp.Or(u.Kind, "update")), Text: u.Text})
	}
	v.Sources = cites.entries()
	return v
}

// dayOf returns the first day of a date, or "" where ISO 8601 has no four digits for its
// year.
func dayOf(d edtf.Date) string {
	if day := d.Earliest().String(); !d.IsZero() && len(day) == len("2006-01-02") && day[0] != '-' {
		return day
	}
	return ""
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

// named fills names into a sentence; without any it says nothing.
func named(sentence words.Sentence, names string) string {
	if names == "" {
		return ""
	}
	return sentence.Fill("names", names)
}

// stubText says that nobody has written about an actor or a region yet.
func (b *Builder) stubText(name string, explainers int) string {
	if explainers > 0 {
		return b.Tell.StubNamed.Fill("name", name)
	}
	return b.Tell.Stub.Fill("name", name)
}

// Actor returns the view of an actor's page.
func (b *Builder) Actor(a *site.Actor) *Actor {
	b = b.in(a.Lang)
	cites := b.cite(&a.Node)
	v := &Actor{
		Base: b.baseOf(&a.Node, "actor"), Name: a.Title, ActorKind: b.term("actor", a.Meta.Kind), Stub: a.Stub(),
		StubText: b.stubText(a.Title, len(a.Explainers)), Said: b.Tell.ItSaid.Fill(),
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
	v.Called = named(b.Tell.AlsoCalled, strings.Join(v.Aliases, b.Say.Comma))
	if a.Meta.Kind == "person" {
		v.Said = b.Tell.TheySaid.Fill()
	}
	if a.Region != nil {
		v.Region = b.link(&a.Region.Node)
	}
	for _, c := range a.With {
		card := b.actorEntry(c.Actor)
		card.Count, card.Counted = c.Count, counted(b.Tell.Explainer, c.Count)
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
	v := Picture{URL: b.base.Path("/" + path.Clean(file)), Alt: a.Meta.ImageAlt, Credit: a.Meta.Credit}
	v.Width, v.Height = b.size(path.Clean(file))
	return v
}

// Region returns the view of a region's page.
func (b *Builder) Region(r *site.Region) *Region {
	b = b.in(r.Lang)
	m, cites := r.Meta, b.cite(&r.Node)
	v := &Region{
		Base: b.baseOf(&r.Node, "region"), Name: r.Title, RegionKind: b.term("region", m.Kind), Stub: r.Stub(),
		StubText: b.stubText(r.Title, len(r.Explainers)),
		Inside:   b.insideList(r), Body: b.body(&r.Node, cites), Status: b.statuses(r, cites),
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
	v.Called = named(b.Tell.AlsoCalled, strings.Join(v.Aliases, b.Say.Comma))
	code := func(system, code, url string) {
		v.Codes = append(v.Codes, Link{URL: url, Title: b.Tell.Code.Fill("system", system, "code", code)})
	}
	if m.Wikidata != "" {
		code("Wikidata", m.Wikidata, wikidataURL(m.Wikidata))
	}
	if m.GeoNames != 0 {
		id := strconv.FormatInt(int64(m.GeoNames), 10)
		code("GeoNames", id, "https://www.geonames.org/"+id)
	}
	if m.ISO != "" {
		code("ISO 3166", m.ISO, "")
	}
	v.Positions = b.positionList(&r.Node, r.Claims, cites)
	v.Sources = cites.entries()
	if m.Point != nil {
		v.Point = coordinate(m.Point.Latitude, b.Tell.North, b.Tell.South) + b.Say.Comma + coordinate(m.Point.Longitude, b.Tell.East, b.Tell.West)
	}
	return v
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
	b = b.in(n.Lang)
	cites := b.cite(n)
	v := &Page{
		Base: b.baseOf(n, "page"), Summary: n.Doc.Summary, Updated: b.dateIn(n.Doc.Updated.Date, b.Say.Updated.Case),
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
	b = b.in(s.Lang)
	part, total := page(s.Pages, number, b.site.Config.PageSize)
	v := &Section{
		Base: b.baseOf(&s.Node, "section"), Total: len(s.Pages), Count: b.Tell.Page.For(len(s.Pages)),
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
	return &NotFound{Base: b.basePage("404", b.Say.NotFound, "/404.html")}
}

// Redirect returns the view of a page at an old address.
func (b *Builder) Redirect(r site.Redirect) *Redirect {
	b = b.in(r.To.Lang)
	v := &Redirect{Base: b.basePage("redirect", b.link(r.To).Title, r.From), To: b.base.Abs(r.To.URL)}
	v.Canonical = v.To
	return v
}
