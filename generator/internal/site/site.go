// Package site links documents into a site.
//
// Link takes all documents and yields a Site: a snapshot in which every id is a
// pointer, every link has an address, every entity knows the explainers, dates and
// sentences that speak of it, and every list has its order. Linking always covers
// the whole site (the second law of the architecture). Nothing downstream changes
// a Site, so any number of pages can be made from one at the same time. Edit is a short
// cut for the most frequent change, that of a text: it leaves the Site that Link would
// have made.
//
// An id that no file declares becomes a stub: a page with a name and nothing else,
// and a warning. So an author can begin with nothing but explainers. An id one slip
// of the finger away from a declared one is an error instead.
//
// All orders are total: dates, then names by the rules of the site's language, then
// ids. The same documents give the same Site.
package site

import (
	"iter"
	"strings"

	"explainer/generator/internal/config"
	"explainer/generator/internal/content"
	"explainer/generator/internal/diag"
	"explainer/generator/internal/edtf"
	"explainer/generator/internal/markdown"
	"explainer/generator/internal/source"
)

// Site is a linked snapshot. It is read-only, but for Edit.
type Site struct {
	Config     *config.Config
	Home       *Node            // always there; its document may be nil
	Explainers []*Explainer     // newest first
	Actors     []*Actor         // by name
	Regions    []*Region        // by name
	Roots      []*Region        // regions inside no other, by name
	Questions  []*Question      // by the words of the question
	Sources    []*Source        // by title
	Claims     []*Claim         // oldest first
	Pages      []*Node          // plain pages, by address
	Sections   []*Section       // folders of plain pages, by address
	Indexes    map[string]*Node // by folder, and the timeline: words for the index pages
	Events     []*Event         // oldest first; the same event of several explainers is one
	Redirects  []Redirect       // by old address
	Static     []Static         // files to copy, by path
	Today      edtf.Day         // the day for which overdue reviews are told
	Diags      diag.List

	linker *linker // for Edit; nil unless it was asked for
}

// Node is anything with a page of its own.
type Node struct {
	Kind      content.Kind
	Draft     bool
	Future    bool
	ID        string
	Title     string
	URL       string            // path below the base, not encoded: "/actors/x/"
	Path      string            // the link to URL: the base's path of it
	Doc       *content.Document // nil for a stub
	Lang      string            // BCP 47
	*Links                      // of its text; all without a text have the same, which is empty
	Backlinks []Backlink        // by title of the page that links
	Line      string            // the summary, or the first sentence of the text
	sortKey   string            // of a question or a source without a file: only while linking
}

// Links is where a text leads.
type Links struct {
	targets   []storedTarget     // what the references of the text became, one each
	cites     []int32            // of each reference, which citation of its source it is, from 1 on, or 0; nil where nothing is cited
	Mentions  []markdown.Mention // names that are linked; Target counts into MentionOf
	MentionOf []*Node
}

// Target returns what the i-th reference of the text became.
func (l *Links) Target(i int) Target {
	if t := l.targets[i]; t.whole == nil {
		return Target{Node: t.node}
	} else {
		return *t.whole
	}
}

// Targets returns what the references of the text became, in order.
func (l *Links) Targets() iter.Seq2[int, Target] {
	return func(yield func(int, Target) bool) {
		for i := range l.targets {
			if !yield(i, l.Target(i)) {
				return
			}
		}
	}
}

func (l *Links) setTarget(i int, t Target) {
	l.targets[i] = storedTarget{node: t.Node}
	if t != (Target{Node: t.Node}) {
		l.targets[i].whole = &t
	}
}

// storedTarget is a Target in little room, since most are a page and nothing else.
type storedTarget struct {
	node  *Node
	whole *Target // if there is more to say
}

// Cites reports whether the i-th reference of the text cites a source.
func (l *Links) Cites(i int) bool { return l.cites != nil && l.cites[i] > 0 }

// Stub reports whether the node was named but has no file.
func (n *Node) Stub() bool { return n.Doc == nil }

// Ref returns what the i-th reference of the text says: of a wiki link without words
// of its own, the words. It implements markdown.Resolver for plain text, where there
// are no addresses.
func (n *Node) Ref(i int) markdown.Link {
	ref, target := n.Doc.Body().Refs[i], n.Target(i)
	to := target.Node
	if ref.Kind != markdown.Wiki || to == nil {
		return markdown.Link{}
	}
	written := ref.Target
	if target.Fragment != "" {
		written, _ = cutHeading(written)
	}
	_, id, _ := strings.Cut(written, ":")
	if written == "" {
		return markdown.Link{Text: to.heading(target.Fragment)}
	}
	if written == to.ID || strings.TrimSpace(id) == to.ID {
		return markdown.Link{Text: to.Title}
	}
	return markdown.Link{Text: written}
}

// heading returns the words of a heading of the text, or else the title.
func (n *Node) heading(id string) string {
	for _, h := range n.Doc.Body().Headings {
		if h.ID == id {
			return h.Text
		}
	}
	return n.Title
}

// Target is what a link in a text leads to. All empty: the link is broken, and
// reported.
type Target struct {
	Node     *Node  // a page of the site; for a citation the source's
	Claim    *Claim // set with Node when the link is to a claim
	File     string // or the path of a copied file
	Fragment string // without #
}

// Explainer is an explainer with what it names.
type Explainer struct {
	Node
	Meta    *content.ExplainerMeta
	Actors  []*Actor  // in the order written
	Regions []*Region // in the order written
	Dates   []*Moment // oldest first
	Related []*Explainer
	rank    int              // its index in Site.Explainers
	entries *content.Entries // only while linking

	Questions []*Question // in the order of its first claim on each; those without an answer last
	Claims    []*Claim    // oldest first
}

// Actor is an actor with what names it.
type Actor struct {
	Node
	Meta       *content.ActorMeta // empty for a stub
	PartOf     []*Actor
	Members    []*Actor // by name
	Region     *Region
	Explainers []*Explainer // newest first
	Events     []*Event     // oldest first
	With       []Companion  // actors in the same explainers, most often first
	Roles      []*Role      // its own, in the order written
	Holders    []*Role      // of offices in it, oldest first
	Claims     []*Claim     // that it makes or that are made for it, oldest first
}

// Companion is an actor and in how many explainers it appears beside another.
type Companion struct {
	Actor *Actor
	Count int
}

// Region is a region with what names it and what lies inside it.
type Region struct {
	Node
	Meta       *content.RegionMeta // empty for a stub
	Parent     *Region
	Inside     []*Region    // by name
	Actors     []*Actor     // that belong here, by name
	Explainers []*Explainer // of it and of the regions inside, newest first
	Events     []*Event     // of it and of the regions inside, oldest first
	Status     []*Status    // in the order written
	Claims     []*Claim     // about it and the regions inside, oldest first
}

// Chain returns the regions that r is filed under, outermost first.
func (r *Region) Chain() []*Region {
	var up []*Region
	for p := r.Parent; p != nil; p = p.Parent {
		up = append(up, p)
	}
	for i, j := 0, len(up)-1; i < j; i, j = i+1, j-1 {
		up[i], up[j] = up[j], up[i]
	}
	return up
}

// Moment is one entry of an explainer's dates.
type Moment struct {
	ID        string // names the event; may be empty
	Date      edtf.Date
	Title     string
	Disputed  bool
	Explainer *Explainer
	Actors    []*Actor
	Regions   []*Region
	Sources   []*Source
	Anchor    string // id on the explainer's page

	short bool              // it has no words of its own
	meta  *content.DateMeta // only while linking
}

func (m *Moment) span() source.Span { return m.meta.When.Span }

// Event is an entry of the timelines: the moments of all explainers that give it
// the same date and title.
type Event struct {
	Date     edtf.Date
	Title    string
	Disputed bool
	Moments  []*Moment // by explainer, newest first
	Actors   []*Actor  // of all moments
	Regions  []*Region
	Sources  []*Source
	Anchor   string // id on the timeline of all dates
}

// Section is a folder of plain pages.
type Section struct {
	Node
	Pages []*Node // by title
}

// Backlink is a page that links to a node, and the sentence in which it does so
// first.
type Backlink struct {
	From     *Node
	Sentence string
}

// Redirect leads from an old address to a page.
type Redirect struct {
	From string // path below the base
	To   *Node
}

// Static is a file that is copied as it is.
type Static struct {
	Path          string // below content/
	Width, Height int    // of a picture, in pixels; 0 when unknown
}

// Options are what linking depends on besides the documents and the config.
type Options struct {
	Drafts bool // include drafts
	Future bool // include pages dated after Today
	Today  edtf.Day
	Keep   bool // keep what Edit needs

	Size func(path string) (width, height int) // of a picture among the files to copy; nil when none is known

	Linked LinkedTexts // what became of texts before; nil: nothing is kept of that

	IndexTitles map[string]string // of the indexes that have no _index.md, by name; others are in English
}
