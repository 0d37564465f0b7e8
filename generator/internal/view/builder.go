package view

import (
	"html/template"
	"path"
	"slices"
	"strconv"
	"strings"
	"sync"

	"explainer/generator/internal/content"
	"explainer/generator/internal/markdown"
	"explainer/generator/internal/site"
	"explainer/generator/internal/urls"
	"explainer/generator/internal/words"
)

// Builder makes the views of one site. It is safe for concurrent use.
type Builder struct {
	*tongue
	site    *site.Site
	set     *words.Set
	base    urls.Base
	lists   lists
	tongues *sync.Map // by tag
	groups  *groupings
	source  map[*site.Node]*site.Source
	drafts  *sync.Pool // of *[]byte, in which texts are put together
	reads   *Reads
}

// Share gives all pages what they say of the site beside its config: its feeds, and the
// policy that each page states itself. It is called before any view is made.
func (b *Builder) Share(feeds []Feed, policy string) { b.shared.Feeds, b.shared.Policy = feeds, policy }

// recording reports whether facts are recorded; the names of some cost something.
func (b *Builder) recording() bool { return b.reads != nil }

// NewBuilder returns a Builder for a site, which speaks with the words of a set.
func NewBuilder(s *site.Site, set *words.Set) *Builder {
	none := &Builder{tongue: &tongue{dates: newDates()}, site: s, set: set, base: s.Config.Base, tongues: &sync.Map{}, groups: &groupings{}}
	none.drafts = &sync.Pool{New: func() any { return new([]byte) }}
	b := none.in(s.Config.Language.String())
	b.source = make(map[*site.Node]*site.Source, len(s.Sources))
	for _, src := range s.Sources {
		b.source[&src.Node] = src
	}
	b.lists = b.makeLists()
	return b
}

// SourceOf returns the source that a node is.
func (b *Builder) SourceOf(n *site.Node) *site.Source { return b.source[n] }

func (b *Builder) menuURL(u string) string {
	if strings.HasPrefix(u, "/") {
		return b.base.Path(u)
	}
	return u
}

// url returns the address of a node. Whoever shows an address mostly shows the name
// too, and the two are one fact.
func (b *Builder) url(n *site.Node) string {
	b.read(n, factName)
	return n.Path
}

// baseOf returns what every page knows, for a node's page.
func (b *Builder) baseOf(n *site.Node, layout string) Base {
	b.read(n, factName|factCard|factFront|factPage)
	title := n.Title
	if n.Kind == content.Section {
		title, _ = b.indexTitle(n)
	}
	v := b.basePage(layout, title, n.URL)
	v.Draft, v.Future = n.Draft, n.Future
	if n.Doc != nil {
		v.Description = n.Line
		v.Extra = n.Doc.Extra
	}
	return v
}

// basePage returns what every page knows, for an address.
func (b *Builder) basePage(layout, title, url string) Base {
	v := Base{
		Site: b.shared, Say: &b.Say, Kind: layout, Title: title, Path: b.base.Path(url), Canonical: b.base.Abs(url),
		Lang: b.tag, Dir: b.dir,
	}
	v.Site.Menu = slices.Clone(b.shared.Menu)
	for i := range v.Site.Menu {
		v.Site.Menu[i].Current = b.isIn(v.Path, v.Site.Menu[i].URL)
	}
	return v
}

// isIn reports whether an address is that of a page or lies below it. Below the home
// page lies nothing, since all would.
func (b *Builder) isIn(address, page string) bool {
	return address == page || page != b.shared.Home && strings.HasSuffix(page, "/") && strings.HasPrefix(address, page)
}

// under sets the breadcrumbs: the home page, an index, and pages in between.
func (v *Base) under(b *Builder, links ...Link) {
	v.Breadcrumbs = append([]Link{b.home()}, links...)
}

// size returns the width and height of a picture of content/, in pixels, or zeros.
func (b *Builder) size(file string) (width, height int) {
	if b.recording() {
		b.readKeys(site.FileSize(file))
	}
	s := b.site.File(file)
	return s.Width, s.Height
}

// body returns the text of a node as HTML.
func (b *Builder) body(n *site.Node, cites *citations) template.HTML {
	if n.Doc == nil {
		return ""
	}
	text := n.Doc.Body()
	r := &resolver{builder: b, node: n, refs: text.Refs, cites: cites}
	links := make([]markdown.Link, len(n.MentionOf))
	for i, to := range n.MentionOf {
		links[i] = markdown.Link{Href: b.url(to), Class: "link-" + to.Kind.String() + " auto"}
	}
	draft := b.drafts.Get().(*[]byte)
	defer b.drafts.Put(draft)
	*draft = text.Render((*draft)[:0], r, n.Mentions, links)
	return template.HTML(*draft)
}

// resolver gives the links of a text their addresses.
type resolver struct {
	builder *Builder
	node    *site.Node
	refs    []markdown.Ref
	cites   *citations
}

// Ref returns what the i-th reference of the text became.
func (r *resolver) Ref(i int) markdown.Link {
	target, ref := r.node.Target(i), r.refs[i]
	switch {
	case target.File != "":
		l := markdown.Link{Href: r.builder.base.Path("/"+target.File) + suffix(ref.Query, target.Fragment)}
		if ref.Kind == markdown.Image {
			l.Width, l.Height = r.builder.size(target.File)
		}
		return l
	case target.Node == nil:
		return markdown.Link{Missing: true}
	}
	n := target.Node
	if ref.Kind == markdown.Cite {
		s := r.builder.source[n]
		link := markdown.Link{
			ID: r.node.CiteID(i), Href: r.builder.url(n), Title: s.Title, Text: r.builder.Number(r.cites.numberOf(s)),
		}
		if r.cites.listed {
			link.Href = "#" + sourceAnchor(s)
		}
		return link
	}
	l := markdown.Link{Class: "link-" + n.Kind.String(), Href: r.builder.url(n) + suffix(ref.Query, target.Fragment)}
	if target.Claim != nil {
		l.Href, l.Class = r.builder.claimURL(target.Claim), "claim"
	}
	if n == r.node && target.Fragment != "" && strings.HasPrefix(l.Href, r.builder.url(n)+"#") {
		l.Href = suffix("", target.Fragment)
	}
	l.Text = r.node.Ref(i).Text
	return l
}

func suffix(query, fragment string) string {
	s := ""
	if query != "" {
		s = "?" + query
	}
	if fragment != "" {
		s += "#" + urls.Fragment(fragment)
	}
	return s
}

func contents(doc *content.Document) []Contents {
	const fewest = 2
	if doc == nil {
		return nil
	}
	headings := doc.Body().Headings
	if len(headings) < fewest {
		return nil
	}
	var top []Contents
	for _, h := range headings {
		c := Contents{ID: h.ID, Text: h.Text}
		switch {
		case h.Level <= 2 || len(top) == 0:
			top = append(top, c)
		case h.Level == 3:
			last := &top[len(top)-1]
			last.Sub = append(last.Sub, c)
		}
	}
	return top
}

// page returns the n-th part of a list, counting from 1, and how many parts it has.
func page[T any](list []T, n, size int) (part []T, total int) {
	total = max(1, (len(list)+size-1)/size)
	from := min(len(list), (n-1)*size)
	return list[from:min(len(list), from+size)], total
}

// Pages returns how many pages a list of n entries fills, at least 1.
func (b *Builder) Pages(n int) int {
	size := b.site.Config.PageSize
	return max(1, (n+size-1)/size)
}

// PageURL returns the path, below the base, of the n-th page of a list whose first
// page is at first.
func PageURL(first string, n int) string {
	if n == 1 {
		return first
	}
	return first + "page/" + strconv.Itoa(n) + "/"
}

// IsPart reports whether an address is that of a further part of a list.
func IsPart(url string) bool {
	rest, n := path.Split(strings.TrimSuffix(url, "/"))
	_, err := strconv.Atoi(n)
	return err == nil && strings.HasSuffix(rest, "/page/")
}

// pager leads through the parts of a list; address gives the path of each.
func (b *Builder) pager(number, total int, address func(n int) string) Pager {
	p := Pager{Number: number, Total: total, Say: &b.Say}
	if total == 1 {
		return p
	}
	p.Where = b.Tell.PageOf.Fill("page", b.Number(number), "pages", b.Number(total))
	url := func(n int) string { return b.base.Path(address(n)) }
	if number > 1 {
		p.Prev = url(number - 1)
	}
	if number < total {
		p.Next = url(number + 1)
	}
	const around = 2
	first, last := max(1, number-around), min(total, number+around)
	show := func(n int) { p.Pages = append(p.Pages, Link{URL: url(n), Title: b.Number(n), Current: n == number}) }
	leftOut := func(from, to int) {
		if from < to {
			p.Pages = append(p.Pages, Link{})
		}
	}
	if first > 1 {
		show(1)
		leftOut(2, first)
	}
	for n := first; n <= last; n++ {
		show(n)
	}
	if last < total {
		leftOut(last+1, total)
		show(total)
	}
	return p
}
