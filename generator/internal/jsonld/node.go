package jsonld

import (
	"explainer/generator/internal/frontmatter"
	"explainer/generator/internal/site"
)

// node is a node of the graph: a type or two, an @id and schema.org's properties. What
// is empty is not written.
type node struct {
	Types [2]string
	ID    ref

	Name          string
	AlternateName []frontmatter.Text
	Headline      string
	Text          string
	Description   string
	URL           ref    // on this site
	ForeignURL    string // on another, where URL is empty
	Image         *node
	ContentURL    string
	Caption       string
	CreditText    string
	InLanguage    string
	Wikidata      string // an item, for sameAs
	GeoNames      int64  // a place, for sameAs
	Identifier    *node
	PropertyID    string
	Value         string

	DateCreated   string // ISO 8601, like all dates
	DatePublished string
	DateModified  string
	StartDate     string
	EndDate       string

	Author             []ref
	Writers            []frontmatter.Text // authors of whom nothing but the name is known
	SpokenByCharacter  []ref
	SourceOrganization []ref
	Publisher          string // its name
	ArchivedAt         string
	CreativeWorkStatus string

	JobTitle      []string
	HasOccupation []*node // of a person Roles, of a Role the Occupation
	MemberOf      []ref   // of an actor others, of a Role the organisation
	Roles         []*node // the other members of memberOf
	RoleName      string

	Geo              *node
	Latitude         *float64
	Longitude        *float64
	ContainedInPlace ref
	Location         []ref

	IsPartOf         ref
	Breadcrumb       ref
	MainEntity       ref
	MainEntityOfPage ref
	Appearance       ref
	About            []ref
	Mentions         []ref
	HasPart          []ref
	Citation         []ref
	IsBasedOn        []ref
	SubjectOf        []ref
	Correction       []ref
	AnswerCount      int
	SuggestedAnswer  []ref
	ItemListElement  []*site.Node // the steps of a trail
}

// write appends a node, its properties in a fixed order.
func (g *graph) write(n *node) {
	g.out.Begin('{')
	g.types(n.Types)
	g.pointer("@id", n.ID)
	g.names(n)
	g.dates(n)
	g.people(n)
	g.place(n)
	g.relations(n)
	g.out.End('}')
}

func (g *graph) names(n *node) {
	g.text("name", n.Name)
	g.values("alternateName", n.AlternateName)
	g.text("headline", n.Headline)
	g.text("text", n.Text)
	g.text("description", n.Description)
	g.pointer("url", n.URL)
	g.text("url", n.ForeignURL)
	g.inner("image", n.Image)
	g.text("contentUrl", n.ContentURL)
	g.text("caption", n.Caption)
	g.text("creditText", n.CreditText)
	g.text("inLanguage", n.InLanguage)
	g.sameAs(n)
	g.inner("identifier", n.Identifier)
	g.text("propertyID", n.PropertyID)
	g.text("value", n.Value)
}

func (g *graph) dates(n *node) {
	g.text("dateCreated", n.DateCreated)
	g.text("datePublished", n.DatePublished)
	g.text("dateModified", n.DateModified)
	g.text("startDate", n.StartDate)
	g.text("endDate", n.EndDate)
}

func (g *graph) people(n *node) {
	g.pointers("author", n.Author)
	g.writers(n.Writers)
	g.pointers("spokenByCharacter", n.SpokenByCharacter)
	g.pointers("sourceOrganization", n.SourceOrganization)
	g.publisher(n.Publisher)
	g.text("archivedAt", n.ArchivedAt)
	g.text("creativeWorkStatus", n.CreativeWorkStatus)
	g.texts("jobTitle", n.JobTitle)
	g.list("hasOccupation", nil, n.HasOccupation)
	g.list("memberOf", n.MemberOf, n.Roles)
	g.text("roleName", n.RoleName)
}

func (g *graph) place(n *node) {
	g.inner("geo", n.Geo)
	g.degrees("latitude", n.Latitude)
	g.degrees("longitude", n.Longitude)
	g.one("containedInPlace", n.ContainedInPlace)
	g.pointers("location", n.Location)
}

func (g *graph) relations(n *node) {
	g.one("isPartOf", n.IsPartOf)
	g.one("breadcrumb", n.Breadcrumb)
	g.one("mainEntity", n.MainEntity)
	g.one("mainEntityOfPage", n.MainEntityOfPage)
	g.one("appearance", n.Appearance)
	g.pointers("about", n.About)
	g.pointers("mentions", n.Mentions)
	g.pointers("hasPart", n.HasPart)
	g.pointers("citation", n.Citation)
	g.pointers("isBasedOn", n.IsBasedOn)
	g.pointers("subjectOf", n.SubjectOf)
	g.pointers("correction", n.Correction)
	g.number("answerCount", n.AnswerCount)
	g.pointers("suggestedAnswer", n.SuggestedAnswer)
	g.trail(n.ItemListElement)
}
