package jsonld

import "encoding/json"

// node is a node of the graph: a type, an @id and schema.org's properties, in the
// order in which they are written. A node with an @id alone points at another.
type node struct {
	Type types  `json:"@type,omitempty"`
	ID   string `json:"@id,omitempty"`

	Name          string   `json:"name,omitempty"`
	AlternateName []string `json:"alternateName,omitempty"`
	Headline      string   `json:"headline,omitempty"`
	Text          string   `json:"text,omitempty"`
	Description   string   `json:"description,omitempty"`
	URL           string   `json:"url,omitempty"`
	Image         *node    `json:"image,omitempty"`
	ContentURL    string   `json:"contentUrl,omitempty"`
	Caption       string   `json:"caption,omitempty"`
	CreditText    string   `json:"creditText,omitempty"`
	InLanguage    string   `json:"inLanguage,omitempty"`
	SameAs        []string `json:"sameAs,omitempty"`
	Identifier    *node    `json:"identifier,omitempty"`
	PropertyID    string   `json:"propertyID,omitempty"`
	Value         string   `json:"value,omitempty"`

	DateCreated   string `json:"dateCreated,omitempty"`
	DatePublished string `json:"datePublished,omitempty"`
	DateModified  string `json:"dateModified,omitempty"`
	StartDate     string `json:"startDate,omitempty"`
	EndDate       string `json:"endDate,omitempty"`

	Author             list   `json:"author,omitempty"`
	SpokenByCharacter  list   `json:"spokenByCharacter,omitempty"`
	SourceOrganization list   `json:"sourceOrganization,omitempty"`
	Publisher          *node  `json:"publisher,omitempty"`
	ArchivedAt         string `json:"archivedAt,omitempty"`
	CreativeWorkStatus string `json:"creativeWorkStatus,omitempty"`

	JobTitle      []string `json:"jobTitle,omitempty"`
	HasOccupation list     `json:"hasOccupation,omitempty"` // of a person Roles, of a Role the Occupation
	MemberOf      list     `json:"memberOf,omitempty"`      // of an actor also Roles, of a Role the organisation
	RoleName      string   `json:"roleName,omitempty"`

	Geo              *node    `json:"geo,omitempty"`
	Latitude         *float64 `json:"latitude,omitempty"`
	Longitude        *float64 `json:"longitude,omitempty"`
	ContainedInPlace *node    `json:"containedInPlace,omitempty"`
	Location         list     `json:"location,omitempty"`

	IsPartOf         *node `json:"isPartOf,omitempty"`
	Breadcrumb       *node `json:"breadcrumb,omitempty"`
	MainEntity       *node `json:"mainEntity,omitempty"`
	MainEntityOfPage *node `json:"mainEntityOfPage,omitempty"`
	Appearance       *node `json:"appearance,omitempty"`
	About            list  `json:"about,omitempty"`
	Mentions         list  `json:"mentions,omitempty"`
	HasPart          list  `json:"hasPart,omitempty"`
	Citation         list  `json:"citation,omitempty"`
	IsBasedOn        list  `json:"isBasedOn,omitempty"`
	SubjectOf        list  `json:"subjectOf,omitempty"`
	Correction       list  `json:"correction,omitempty"`
	AnswerCount      int   `json:"answerCount,omitempty"`
	SuggestedAnswer  list  `json:"suggestedAnswer,omitempty"`
	ItemListElement  list  `json:"itemListElement,omitempty"`
	Position         int   `json:"position,omitempty"`
	Item             *node `json:"item,omitempty"`
}

// types is one type, written as a string, or several.
type types []string

// MarshalJSON writes one type as a string.
func (t types) MarshalJSON() ([]byte, error) {
	if len(t) == 1 {
		return json.Marshal(t[0])
	}
	return json.Marshal([]string(t))
}

// list is one node, written without brackets, or several.
type list []*node

// MarshalJSON writes one node without brackets.
func (l list) MarshalJSON() ([]byte, error) {
	if len(l) == 1 {
		return json.Marshal(l[0])
	}
	return json.Marshal([]*node(l))
}

// ref returns a node that points at another.
func ref(id string) *node { return &node{ID: id} }

// typed returns a node without a name of its own.
func typed(kind string) *node { return &node{Type: types{kind}} }

// document is a whole JSON-LD document.
type document struct {
	Context string  `json:"@context"`
	Graph   []*node `json:"@graph"`
}

// graph is a document in the making. Each @id is described once, where it is first
// added.
type graph struct {
	*Builder
	nodes []*node
	seen  map[string]bool
}

func (b *Builder) graph() *graph { return &graph{Builder: b, seen: map[string]bool{}} }

// add describes a node, unless its @id has been described, and points at it.
func (g *graph) add(n *node) *node {
	if !g.seen[n.ID] {
		g.seen[n.ID] = true
		g.nodes = append(g.nodes, n)
	}
	return ref(n.ID)
}

// bytes returns the document. encoding/json escapes <, > and & and the two line
// separators that JavaScript before 2019 did not have in strings.
func (g *graph) bytes() []byte {
	data, err := json.Marshal(document{Context: "https://schema.org", Graph: g.nodes})
	if err != nil {
		return nil // a node has strings, whole numbers and checked degrees alone
	}
	return data
}
