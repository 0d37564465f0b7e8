package site

import (
	"explainer/generator/internal/content"
	"explainer/generator/internal/edtf"
	"explainer/generator/internal/frontmatter"
	"explainer/generator/internal/source"
)

// Question is a question with all that is said on it anywhere in the site.
type Question struct {
	Node
	Asked      string       // the question itself
	About      string       // fact, law, policy, forecast; may be empty
	Explainers []*Explainer // that declare it or have claims on it, newest first
	Claims     []*Claim     // oldest first
	declared   source.Span
}

// Claim is who says what, linked.
type Claim struct {
	Says     string // as written; a quotation where it has quotation marks
	Stance   string // one of content.Stances
	Status   string // content.Standing, Superseded or Withdrawn
	ID       string // as declared, or made of the actor and the date
	Anchor   string // id on the page of From
	From     *Node  // the page that makes the claim
	By, For  []*Actor
	Date     edtf.Date
	Question *Question // may be nil
	About    []*Region
	Sources  []*Source
	*Replies                    // all claims that have none have the same, which are empty
	order    int                // in which claims were read
	meta     *content.ClaimMeta // only while linking
}

// IsQuotation reports whether the words of the claim hold a quotation.
func (c *Claim) IsQuotation() bool { return content.IsQuotation(c.Says) }

// Quotations returns what stands between quotation marks in the claim's words.
func (c *Claim) Quotations() []string { return content.Quotations(c.Says) }

// Replies is the claims that a claim is tied to.
type Replies struct {
	RespondsTo   []*Claim
	Answers      []*Claim // claims that respond to this one, oldest first
	SupersededBy *Claim
}

// Place returns the page on which a claim stands, and its id there. A claim that is
// made outside explainers stands on the page of who makes it.
func (c *Claim) Place() (n *Node, anchor string) {
	if len(c.By) == 0 || c.From.Kind == content.Explainer || c.From == &c.By[0].Node {
		return c.From, c.Anchor
	}
	return &c.By[0].Node, c.ForeignAnchor()
}

// ForeignAnchor returns the id of a claim on a page that does not make it.
func (c *Claim) ForeignAnchor() string {
	return c.From.Kind.String() + ":" + c.From.ID + ":" + c.Anchor
}

// Source is a document that something rests on.
type Source struct {
	Node
	Record   Record
	Place    *Explainer // that declares it; nil for a file of its own
	CitedBy  []Citation // by title of the page
	declared source.Span
	text     string // only while linking: against which quotations are checked
}

// Record is what is known of a source, its title apart.
type Record struct {
	Author, Publisher   string
	Published, Accessed edtf.Date
	URL, Archived       string // of the source itself, and of a copy of it
	Lang                string // BCP 47; empty: not known
	Kind                string // one of content.SourceKinds; may be empty
}

// Citation is a place that cites a source.
type Citation struct {
	From     *Node
	Anchor   string  // on that page; may be empty
	Sentence string  // the sentence of the text, the claim's words or the date's title
	Status   *Status // set where a status rests on the source
}

// Role is an office that an actor holds for a time.
type Role struct {
	Title    string
	Holder   *Actor
	Org      *Actor    // may be nil
	From, To edtf.Date // either may be zero
	span     source.Span
}

// Holds reports whether the role may have been held at some time within a date. A
// role without dates is held always.
func (r *Role) Holds(d edtf.Date) bool {
	if !r.From.IsZero() && r.From.Earliest() > d.Latest() {
		return false
	}
	return r.To.IsZero() || r.To.Latest() >= d.Earliest()
}

// RolesOn returns the roles that an actor held on a date, in the order written. For
// the zero date there are none.
func (a *Actor) RolesOn(d edtf.Date) []*Role {
	if d.IsZero() {
		return nil
	}
	var held []*Role
	for _, r := range a.Roles {
		if r.Holds(d) {
			held = append(held, r)
		}
	}
	return held
}

// Status is one attributed statement on the sovereignty of a region.
type Status struct {
	Holder         *Node
	Basis          string
	AccordingTo    []*Actor
	From, To, AsOf edtf.Date
	Extent         string
	Sources        []*Source
	holder         frontmatter.Text
}
