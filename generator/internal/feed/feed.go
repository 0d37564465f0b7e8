// Package feed tells programs what a site has and what is new in it.
//
//	/feed.atom, /feed.json              what is new in the site      Atom, RFC 4287; JSON Feed 1.1
//	/actors/x/feed.atom, feed.json      what is new about an actor   beside the page; so for each
//	                                                                 region and each question
//	/sitemap.xml                        every page                   sitemaps.org 0.9
//	/robots.txt                         where the sitemap is         RFC 9309
//
// All have full addresses, so there are none of them unless base_url has a host. There
// is no robots.txt when base_url has a folder: it would be read at the root of the
// host alone (RFC 9309 §2.3). A file of content/ that has one of these addresses takes
// its place.
//
// # Entries
//
// An entry is an explainer, or one of its updates: a correction is news of its own. An
// explainer that has no date has no entry, since Atom asks for one and the time
// of the build is none; drafts and pages of the future have none either. The feed of
// the site has the 50 entries that changed last, every other 20. A feed without
// entries is not there, but for that of the site, nor is one of a question that is declared by one explainer and
// asked by no other: that explainer is all its news.
//
// Times are the midnights, in UTC, with which the days of the content begin: of an uncertain
// date the first possible day. An explainer changed last on the latest of its date, its
// `updated` and its updates.
//
// # Ids
//
// An id must never change, or every reader sees every entry again (RFC 4287 §4.2.6). So
// ids are tag URIs (RFC 4151) made of what a page is and not of where it is:
//
//	tag:example.org,2026:explainer/legal-effect
//	tag:example.org,2026:explainer/legal-effect/correction:2022-10-02
//
// A page can have another slug, and the site another permalink pattern. What stands
// before the kind follows from base_url; a site that moves keeps it by writing the old
// one into config.toml: `[feeds] id = "tag:example.org,2026:"`. The year is a date at which
// the host was the site's (§2.1); 2026 is taken for one.
//
// # Cost
//
// A site may have thousands of feeds, and an entry stands in those of all actors,
// regions and questions of its explainer. It is written once, as bytes, and feeds are
// put together from such bytes. That is why no library for feeds is used: each would
// encode an entry anew for every feed.
package feed

import (
	"net/url"
	"slices"
	"strings"
	"sync"

	"explainer/generator/internal/content"
	"explainer/generator/internal/depgraph"
	"explainer/generator/internal/edtf"
	"explainer/generator/internal/site"
	"explainer/generator/internal/urls"
)

// The most entries of a feed.
const (
	siteEntries  = 50
	otherEntries = 20
)

// Item is a file to make.
type Item struct {
	Path   string // address from the root of the site, not encoded
	Always bool   // it has something of every page: it is made anew in each build
	// Make returns the bytes. Unless read is nil, it is told the facts that they were
	// made from. It is safe for concurrent use.
	Make func(read func(...depgraph.Key)) []byte
}

// Builder makes the files of one site. It is safe for concurrent use.
type Builder struct {
	site    *site.Site
	base    urls.Base
	prefix  string // of ids
	words   Words
	news    map[*site.Explainer]*news
	own     map[string]bool                  // addresses of the files of content/ that are copied
	abroad  bool                             // addresses are full
	atRoot  bool                             // the site has the host for itself
	lists   map[*site.Node][]*site.Explainer // what may have feeds, and its explainers
	members map[*site.Node]bool              // what has
}

// Words returns what the title of an update of some kind begins with, in a language. A
// nil Words is English.
type Words func(lang, kind string) string

func (w Words) of(lang, kind string) string {
	if w != nil {
		return w(lang, kind)
	}
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

// New returns a Builder for a site.
func New(s *site.Site, w Words) *Builder {
	home := s.Config.Base.Abs("/")
	b := &Builder{
		site: s, base: s.Config.Base, words: w, abroad: !strings.HasPrefix(home, "/"),
		atRoot: s.Config.Base.Path("/") == "/",
		own:    make(map[string]bool, len(s.Static)),
	}
	for _, f := range s.Static {
		b.own["/"+f.Path] = true
	}
	b.prefix = s.Config.Feeds.ID
	if b.prefix == "" {
		b.prefix = DefaultID(s.Config.Base)
	}
	if !b.abroad {
		return b
	}
	b.news = make(map[*site.Explainer]*news, len(s.Explainers))
	for _, e := range s.Explainers {
		b.news[e] = b.newsOf(e)
	}
	b.lists = make(map[*site.Node][]*site.Explainer, 1+len(s.Actors)+len(s.Regions)+len(s.Questions))
	b.members = make(map[*site.Node]bool, 1+len(s.Actors)+len(s.Regions)+len(s.Questions))
	b.enter(s.Home, s.Explainers)
	for _, a := range s.Actors {
		b.enter(&a.Node, a.Explainers)
	}
	for _, r := range s.Regions {
		b.enter(&r.Node, r.Explainers)
	}
	for _, q := range s.Questions {
		if q.Doc != nil || len(q.Explainers) > 1 {
			b.enter(&q.Node, q.Explainers)
		}
	}
	return b
}

// enter notes that a node has feeds, if it has entries to show.
func (b *Builder) enter(n *site.Node, explainers []*site.Explainer) {
	if n.URL == "" || n.Draft || n.Future {
		return
	}
	b.lists[n] = explainers
	if n.Kind == content.Home || slices.ContainsFunc(explainers, b.hasNews) {
		b.members[n] = true
	}
}

func (b *Builder) hasNews(e *site.Explainer) bool { return len(b.news[e].entries) > 0 }

// Has reports whether a node has feeds. Unless read is nil, it is told the facts that say
// so, beside those of the node itself: those of one explainer that has entries, or of all
// if none has.
func (b *Builder) Has(n *site.Node, read func(...depgraph.Key)) bool {
	has, list := b.members[n], b.lists[n]
	if read == nil || n.Kind == content.Home {
		return has
	}
	if i := slices.IndexFunc(list, b.hasNews); i >= 0 {
		list = list[i : i+1]
	}
	for _, e := range list {
		keys := b.news[e].keys(e)
		read(keys[0], keys[2])
	}
	return has
}

// DefaultID returns what the ids of a site begin with that sets nothing else:
// "tag:example.org,2026:" and the folder of its address. It is "" without a host.
func DefaultID(base urls.Base) string {
	u, err := url.Parse(base.Abs("/"))
	if err != nil || u.Host == "" {
		return ""
	}
	authority := strings.ReplaceAll(u.Hostname(), ":", "-") // an IPv6 address is none
	return "tag:" + authority + ",2026:" + strings.TrimPrefix(u.EscapedPath(), "/")
}

// Atom returns the address of a node's Atom feed, or "" if it has none.
func (b *Builder) Atom(n *site.Node) string { return b.address(n, "feed.atom") }

// JSON returns the address of a node's JSON feed, or "" if it has none.
func (b *Builder) JSON(n *site.Node) string { return b.address(n, "feed.json") }

func (b *Builder) address(n *site.Node, name string) string {
	if !b.members[n] {
		return ""
	}
	folder, html := strings.CutSuffix(n.URL, ".html")
	if html {
		folder += "/"
	}
	return folder + name
}

// Plan lists the files of the site, sorted by address.
func (b *Builder) Plan() []Item {
	if !b.abroad {
		return nil
	}
	var items []Item
	for n := range b.members {
		explainers := b.lists[n]
		items = append(items,
			Item{Path: b.Atom(n), Make: func(read func(...depgraph.Key)) []byte { return b.atom(n, b.choose(n, explainers, read)) }},
			Item{Path: b.JSON(n), Make: func(read func(...depgraph.Key)) []byte { return b.json(n, b.choose(n, explainers, read)) }})
	}
	items = append(items, b.sitemaps()...)
	if b.atRoot {
		items = append(items, Item{Path: robotsURL, Make: func(func(...depgraph.Key)) []byte { return b.robots() }})
	}
	items = slices.DeleteFunc(items, func(i Item) bool { return b.own[i.Path] })
	slices.SortFunc(items, func(a, b Item) int { return strings.Compare(a.Path, b.Path) })
	return items
}

// news is what an explainer has to tell, latest first.
type news struct {
	entries []*entry
	facts   [3]depgraph.Key // its front matter, name and card
	named   sync.Once       // the names of facts cost something, and one build may need none
}

// keys returns the facts that an explainer's entries are made from, that of its front
// matter first.
func (n *news) keys(e *site.Explainer) []depgraph.Key {
	n.named.Do(func() { n.facts = [3]depgraph.Key{e.Front(), e.Name(), e.Card()} })
	return n.facts[:]
}

// choose returns the entries of a node's feeds, latest first.
func (b *Builder) choose(n *site.Node, explainers []*site.Explainer, read func(...depgraph.Key)) []*entry {
	most := otherEntries
	if n.Kind == content.Home {
		most = siteEntries
	}
	var chosen []*entry
	for _, e := range explainers {
		for _, x := range b.news[e].entries {
			if len(chosen) == most && compare(chosen[most-1], x) <= 0 {
				break // nor are those that follow any later
			}
			at, _ := slices.BinarySearchFunc(chosen, x, compare)
			chosen = slices.Insert(chosen, at, x)
			chosen = chosen[:min(len(chosen), most)]
		}
	}
	if read == nil {
		return chosen
	}
	read(n.Name())
	if n.Kind == content.Home {
		read(site.ListSize(content.ExplainersDir))
		size := b.site.Config.PageSize
		for part := range (len(explainers) + size - 1) / size {
			read(site.ListPart(content.ExplainersDir, part+1))
		}
	} else {
		read(n.Page())
	}
	for _, e := range explainers {
		read(b.news[e].keys(e)[0]) // decides whether its entries are among the latest
	}
	for _, x := range chosen {
		read(b.news[x.of].keys(x.of)[1:]...)
	}
	return chosen
}

// Title returns what a node's feeds are called.
func (b *Builder) Title(n *site.Node) string {
	if n.Kind == content.Home {
		return b.site.Config.Title
	}
	return n.Title + " · " + b.site.Config.Title
}

// description returns what a node's feeds are about, beside the title. Only the site has
// words for it.
func (b *Builder) description(n *site.Node) string {
	if n.Kind == content.Home {
		return b.site.Config.Description
	}
	return ""
}

// feedID returns the id of a node's feed.
func (b *Builder) feedID(n *site.Node) string {
	if n.Kind == content.Home {
		return b.prefix + "feed"
	}
	return b.prefix + n.Kind.String() + "/" + urls.Fragment(n.ID) + "/feed"
}

// dated reports whether RFC 3339 can say a day: a year of four digits.
func dated(d edtf.Day) bool {
	s := d.String()
	return len(s) == len("2006-01-02") && s[0] != '-'
}

func timestamp(d edtf.Day) string { return d.String() + "T00:00:00Z" }
