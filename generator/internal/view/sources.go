package view

import (
	"cmp"
	"slices"
	"strings"

	"explainer/generator/internal/content"
	"explainer/generator/internal/edtf"
	"explainer/generator/internal/site"
)

// citations numbers the sources of one page: those cited in the text first, in that
// order, and then those of what stands below it.
type citations struct {
	builder *Builder
	number  map[*site.Source]int // from 1
	list    []cited
	listed  bool   // the page lists its sources, so that citations lead there
	page    string // address of the page, which begins every address within it: a template takes "#source:x" for a scheme
}

// cited is a source of a page.
type cited struct {
	source *site.Source
	back   []string // addresses of the places that cite it
}

// cite begins the list of a page with the citations of its text.
func (b *Builder) cite(n *site.Node) *citations {
	c := &citations{builder: b, number: map[*site.Source]int{}, listed: listsSources(n.Kind), page: n.Path}
	if n.Doc == nil {
		return c
	}
	for i, to := range n.Targets() {
		if to.Node != nil && n.Cites(i) {
			s := &c.list[c.numberOf(b.source[to.Node])-1]
			s.back = append(s.back, c.page+"#"+n.CiteID(i))
		}
	}
	return c
}

// listsSources reports whether the pages of a kind end in a list of their sources. On
// others, citations lead to the sources' own pages.
func listsSources(k content.Kind) bool {
	switch k {
	case content.Explainer, content.Actor, content.Region, content.Question, content.Page:
		return true
	}
	return false
}

func (c *citations) numberOf(s *site.Source) int {
	if n := c.number[s]; n != 0 {
		return n
	}
	c.list = append(c.list, cited{source: s})
	c.number[s] = len(c.list)
	return len(c.list)
}

// refs cites sources beside something that has an anchor on the page. A nil list
// gives links to the sources' pages, without numbers.
func (c *citations) refs(b *Builder, sources []*site.Source, anchor string) []SourceRef {
	refs := slices.Grow([]SourceRef(nil), len(sources))
	if c == nil {
		for _, s := range sources {
			refs = append(refs, b.sourceRef(s, b.url(&s.Node), 0))
		}
		return refs
	}
	place := ""
	if anchor != "" {
		place = c.page + "#" + anchor
	}
	for _, s := range sources {
		number := c.numberOf(s)
		refs = append(refs, b.sourceRef(s, c.page+"#"+sourceAnchor(s), number))
		to := &c.list[number-1]
		if n := len(to.back); place != "" && (n == 0 || to.back[n-1] != place) {
			to.back = append(to.back, place)
		}
	}
	return refs
}

func (b *Builder) sourceRef(s *site.Source, url string, number int) SourceRef {
	r := SourceRef{Number: number, Label: b.Number(number), URL: url, Title: s.Title}
	if number == 0 {
		r.Label = b.Say.OneSource
	}
	r.Lang, r.Dir = b.mark(s.Record.Lang)
	return r
}

func sourceAnchor(s *site.Source) string { return "source:" + s.ID }

// entries returns the page's list of sources. The ways back are named a, b, c.
func (c *citations) entries() []SourceEntry {
	entries := slices.Grow([]SourceEntry(nil), len(c.list))
	for i, s := range c.list {
		e := SourceEntry{SourceCard: c.builder.sourceCard(s.source), Number: i + 1, Anchor: sourceAnchor(s.source)}
		e.Back = slices.Grow(e.Back, len(s.back))
		for k, url := range s.back {
			letter := c.builder.letters(k)
			label := c.builder.Tell.Way.Fill("letter", letter, "source", c.builder.Number(i+1))
			e.Back = append(e.Back, Way{URL: url, Letter: letter, Label: label})
		}
		entries = append(entries, e)
	}
	return entries
}

// letters counts a, b, … z, aa, ab, … in the alphabet of the language.
func (b *Builder) letters(i int) string {
	alphabet := []rune(b.Tell.Letters.Fill())
	n := len(alphabet)
	if n == 0 {
		return b.Number(i + 1)
	}
	s := ""
	for i++; i > 0; i = (i - 1) / n {
		s = string(alphabet[(i-1)%n]) + s
	}
	return s
}

func (b *Builder) sourceCard(s *site.Source) SourceCard {
	m := s.Record
	b.read(&s.Node, factCard|factCount)
	card := SourceCard{
		URL: b.url(&s.Node), Title: s.Title, Author: m.Author, Publisher: m.Publisher,
		Published: b.date(m.Published), Accessed: b.date(m.Accessed),
		Link: m.URL, Archived: m.Archived, Kind: b.term("source", m.Kind), Cites: len(s.CitedBy), Cited: b.Say.NotCited, Say: &b.Say,
	}
	if card.Cites > 0 {
		card.Cited = b.Tell.Cited.For(card.Cites)
	}
	if card.Lang, card.Dir = b.mark(m.Lang); card.Lang != "" {
		card.Language = b.Tell.Language.Fill("language", b.LanguageName(card.Lang))
	}
	return card
}

// Source returns the view of a source's page.
func (b *Builder) Source(s *site.Source) *Source {
	b = b.in(s.Lang)
	v := &Source{Base: b.baseOf(&s.Node, "source"), Source: b.sourceCard(s), Body: b.body(&s.Node, b.cite(&s.Node)), Backlinks: b.backlinkList(&s.Node)}
	v.under(b, b.indexLink(content.SourcesDir))
	if s.Place != nil {
		v.Place = b.link(&s.Place.Node)
	}
	part, _ := page(s.CitedBy, 1, b.site.Config.PageSize)
	v.CitedBy = CitingList{Items: b.citing(part), Total: len(s.CitedBy), More: seeAll(b.more(&s.Node, listCitations, len(s.CitedBy)), b.Tell.MorePlaces, len(s.CitedBy))}
	return v
}

// citing groups citations, which come in the order of the pages that make them.
func (b *Builder) citing(list []site.Citation) []Citing {
	var pages []Citing
	for _, c := range list {
		if n := len(pages); n == 0 || pages[n-1].Page.URL != b.url(c.From) {
			pages = append(pages, Citing{Page: b.link(c.From), Kind: b.kind(c.From)})
		}
		last := &pages[len(pages)-1]
		place := Link{URL: b.url(c.From) + suffix("", c.Anchor), Title: cmp.Or(c.Sentence, b.Say.ToThePlace)}
		if c.Status != nil {
			place.Title = b.Tell.KindOf.Fill("title", c.Status.Holder.Title, "kind", b.Term("basis", c.Status.Basis))
		}
		last.Places = append(last.Places, place)
	}
	return pages
}

// SourceIndex returns one page of the list of sources.
func (b *Builder) SourceIndex(number int) *SourceIndex {
	n := b.site.Indexes[content.SourcesDir]
	b = b.in(n.Lang)
	b.readKeys(site.ListSize(n.ID), site.ListPart(n.ID, number))
	part, total := page(b.site.Sources, number, b.site.Config.PageSize)
	v := &SourceIndex{
		Base: b.indexBase(n.ID, "sources", number), Total: len(b.site.Sources), Count: b.Tell.Source.For(len(b.site.Sources)),
		Pager: b.pager(number, total, func(i int) string { return PageURL(n.URL, i) }),
	}
	if n := b.lists.unarchived; n > 0 {
		v.Unarchived = b.Tell.Unarchived.For(n, "total", b.Number(v.Total))
	}
	for _, s := range part {
		v.Items = append(v.Items, b.sourceCard(s))
	}
	if number == 1 {
		v.Body = b.body(n, b.cite(n))
	}
	return v
}

// roles returns what an actor was on a date, and whether roles are known but none
// of that date.
func (b *Builder) roles(a *site.Actor, on edtf.Date) (words string, none bool) {
	if on.IsZero() {
		return "", false
	}
	b.read(&a.Node, factRoles)
	var room [4]string // for as many roles as one mostly has at once
	held := room[:0]
	for _, r := range a.Roles {
		if r.Holds(on) {
			held = append(held, r.Title)
		}
	}
	return strings.Join(held, "; "), len(held) == 0 && len(a.Roles) > 0
}

func (b *Builder) party(a *site.Actor, on edtf.Date) Party {
	p := Party{URL: b.url(&a.Node), Name: a.Title, Say: &b.Say}
	p.Lang, p.Dir = b.mark(a.Lang)
	p.Role, p.None = b.roles(a, on)
	return p
}

func (b *Builder) parties(list []*site.Actor, on edtf.Date) []Party {
	parties := make([]Party, len(list))
	for i, a := range list {
		parties[i] = b.party(a, on)
	}
	return parties
}

// latestFirst orders roles: those that go on, then those that began last.
func latestFirst(roles []*site.Role) []*site.Role {
	list := slices.Clone(roles)
	slices.SortStableFunc(list, func(x, y *site.Role) int {
		if x.To.IsZero() != y.To.IsZero() {
			if x.To.IsZero() {
				return -1
			}
			return 1
		}
		return edtf.Compare(y.From, x.From)
	})
	return list
}

func (b *Builder) roleViews(list []*site.Role) []Role {
	var roles []Role
	for _, r := range list {
		roles = append(roles, b.role(r))
	}
	return roles
}

func (b *Builder) role(r *site.Role) Role {
	from, to := b.Say.FromTo.FromCase, b.Say.FromTo.ToCase
	if r.To.IsZero() {
		from = b.Say.Since.Case
	}
	if r.From.IsZero() {
		to = b.Say.Until.Case
	}
	v := Role{Title: r.Title, Holder: b.link(&r.Holder.Node), From: b.dateIn(r.From, from), To: b.dateIn(r.To, to), Current: r.To.IsZero(), Say: &b.Say}
	v.Lang, v.Dir = b.mark(r.Holder.Lang)
	if r.Org != nil {
		v.Org = b.link(&r.Org.Node)
	}
	return v
}
