package view

import (
	"html/template"

	"explainer/generator/internal/words"
)

// Base is what every page knows: itself, where it stands, and the site.
type Base struct {
	Site        Site
	Say         *words.Words // what the page says by itself, in its language
	Kind        string       // name of the layout: home, explainer, actor, ...
	Title       string       // the page's own title, without the site's
	Description string       // one or two sentences for previews; may be empty
	Path        string       // address with the base path, percent-encoded: /repo/actors/x/
	Canonical   string       // full address; the same as Path when base_url has no host
	Lang        string       // BCP 47 tag of the page
	Dir         string       // ltr or rtl
	Breadcrumbs []Link       // from the home page down to the page above this one
	Draft       bool         // shown only because drafts were asked for
	Future      bool         // shown only because future pages were asked for
	Extra       map[string]any

	Structured  template.HTML // a script element with data for machines (schema.org); may be empty
	Feeds       []Feed        // of what is new about what the page is about; the site's are in Site
	PublishedOn string        // first day of the date of publication, 2006-01-02; may be empty
	ModifiedOn  string        // day of the last change that the page tells of; may be empty
	Calendar    string        // address of the page's dates as an iCalendar file; may be empty
}

// Site is what all pages of a site share.
type Site struct {
	Title       string
	Description string
	Language    string // BCP 47 tag
	Dir         string // ltr or rtl
	Home        string // address of the home page, with the base path
	Menu        []Link // the indexes, then what the config adds
	Indexes     []Link // the indexes with longer words: "All actors"
	Timeline    string // address of the timeline of all dates
	Explainers  string // address of the index of explainers
	Actors      string // address of the index of actors
	Regions     string // address of the index of regions
	Questions   string // address of the index of questions
	Sources     string // address of the index of sources
	Feeds       []Feed // of what is new in the site; empty when base_url has no host
	Policy      string // Content-Security-Policy that each page states; empty where headers do
	Extra       map[string]any
}

// Feed is a file that tells programs what is new.
type Feed struct{ URL, Type, Title string }

// Link is an address and the words for it.
type Link struct {
	URL     string
	Title   string
	Lang    string // BCP 47 tag of the title where it is not the page's; as everywhere below
	Dir     string // ltr or rtl, where Lang is given
	Current bool   // the page that is being shown, or the section it is in
}

// Term is a value of the content model, such as a stance, and the word for it.
type Term struct {
	ID    string // "denies"; empty: none
	Words string // in the language of the page
}

// Date is a date in the forms that a page needs.
type Date struct {
	Words    string // "29 September 2022", "about March 2014"; empty: no date
	Short    string // "29 Sept 2022"
	Datetime string // for <time datetime>; empty when HTML has no form for it
	EDTF     string // as written in the content model
}

// ExplainerCard is an explainer in a list.
type ExplainerCard struct {
	URL     string
	Title   string
	Summary string
	Lang    string
	Dir     string
	Date    Date
	Updated Date // in Say.UpdatedShort
	Draft   bool
	Future  bool
	Say     *words.Words
}

// EntityCard is an actor or a region in a list.
type EntityCard struct {
	URL     string
	Name    string
	Lang    string
	Dir     string
	Kind    Term   // person, state, city, ...
	Line    string // first sentence of its text; may be empty
	Role    string // in a who's who: what the actor was on the date that the page describes; may be empty
	NoRole  bool   // roles are known, but none on that date
	Count   int    // explainers it is part of; for a region, those of the regions inside too
	Counted string // "3 explainers"; empty for none
	Stub    bool   // named, but nobody has written its page yet
	Say     *words.Words
}

// Event is an entry of a timeline.
type Event struct {
	Anchor     string // id on the page that shows it, without #
	Date       Date
	Title      string
	Lang       string
	Dir        string
	Disputed   bool
	URL        string // the entry in its first explainer
	Explainers []Link // empty on the explainer's own page
	Actors     []Party
	Regions    []Link
	Sources    []SourceRef
	Numbered   bool // the sources have numbers, since the page lists them
	Say        *words.Words
}

// Year is the entries of a timeline in one year, by month if they are many.
type Year struct {
	Anchor string // id, without #
	Label  string // "2022", or the words for no certain year
	Months []Month
}

// Month is the entries of one month; Label is empty for those with no certain month, and
// where a year is not divided.
type Month struct {
	Label  string
	Events []Event
}

// Backlink is a page that links here, and the sentence in which it does.
type Backlink struct {
	URL      string
	Title    string
	Lang     string
	Dir      string
	Kind     Term // explainer, actor, page, ...
	Sentence string
}

// Pager leads through a list that is too long for one page. Total is 1 when the
// list fits.
type Pager struct {
	Number, Total int
	Prev, Next    string // addresses; empty at the ends
	Pages         []Link // a few around the current one, the first and the last; an empty URL is a gap
	Where         string // "page 2 of 5"; empty when the list fits
	Say           *words.Words
}

// Contents is a heading of the text with those below it.
type Contents struct {
	ID   string
	Text string
	Sub  []Contents
}

// Update says what was changed after publication.
type Update struct {
	Anchor string // id on the page, without #
	On     Date
	Kind   string // "Correction", "Clarification", "Update", "Editor's note"
	Text   string
}

// RegionNode is an entry of the tree of regions.
type RegionNode struct {
	EntityCard
	Inside []RegionNode // as far as the page shows them; a region's own page shows none
	Within int          // regions directly inside it, on whichever page they are
}

// Picture is an image with what its reader and the law need.
type Picture struct {
	URL, Alt, Credit string
	Width, Height    int // pixels; 0 when unknown
}

// Lists that explainers, actors and regions show, each a part of what may be longer;
// More leads to all of it, and has no address where nothing is left out.
type (
	// ExplainerList is a list of explainers, newest first.
	ExplainerList struct {
		Items []ExplainerCard
		Total int
		More  Link
	}
	// Timeline is a list of dates, oldest first.
	Timeline struct {
		Years []Year
		Total int
		More  Link
	}
	// BacklinkList is the pages that link here, by title.
	BacklinkList struct {
		Items []Backlink
		Total int
		More  Link
	}
	// LinkList is a list of names.
	LinkList struct {
		Items []Link
		Total int
		More  Link
	}
	// RoleList is a list of offices, latest first.
	RoleList struct {
		Items []Role
		Total int
		More  Link
	}
	// EntityList is a list of actors, by name.
	EntityList struct {
		Items []EntityCard
		Total int
		More  Link
	}
	// RegionList is the regions directly inside another, by name.
	RegionList struct {
		Items []RegionNode
		Total int
		More  Link
	}
	// PositionList is claims by question; Total counts the claims.
	PositionList struct {
		Items []Positions
		Total int
		More  Link
	}
	// CitingList is the pages that cite a source; Total counts the places.
	CitingList struct {
		Items []Citing
		Total int
		More  Link
	}
)

// Home is the home page: layout home.html.
type Home struct {
	Base
	Body    template.HTML // the words of content/_index.md
	Lead    *ExplainerCard
	Latest  []ExplainerCard // after the lead
	Dates   []Event         // the last dates, newest first, without their sources
	Actors  []EntityCard    // most written about
	Regions []EntityCard
	Counts  Counts
	Counted []string // the counts in words, those of nothing left out

	Questions []QuestionCard // the most answered

	AllExplainers, AllQuestions, AllDates, AllActors, AllRegions Link // "All 12 explainers"
}

// Counts is how much of each kind the site has.
type Counts struct{ Explainers, Actors, Regions, Dates, Questions, Claims, Sources int }

// Explainer is an explainer's page: layout explainer.html.
type Explainer struct {
	Base
	Summary   string
	Published Date
	Updated   Date
	AsOf      Date
	ReviewBy  Date
	Overdue   bool   // ReviewBy has passed
	Minutes   int    // reading time, at least 1
	Reading   string // the same in words
	Authors   []string
	Byline    string // the authors in words; empty without any
	KeyPoints []string
	Contents  []Contents // empty for a text of fewer than two headings
	Body      template.HTML
	Timeline  Timeline
	Who       []EntityCard
	Where     []EntityCard
	Known     []string
	Unknown   []string
	Positions []Positions // its questions; last the claims that answer none
	Sources   []SourceEntry
	Updates   []Update // newest first
	Related   []ExplainerCard
	Backlinks BacklinkList
}

// Actor is an actor's page: layout actor.html.
type Actor struct {
	Base
	Name       string
	ActorKind  Term // person, organisation, ...
	Aliases    []string
	Called     string // the aliases in words
	PartOf     []Link
	Members    LinkList     // actors that are part of this one
	Region     Link         // where it belongs; may be empty
	Wikidata   string       // address of the item; may be empty
	Roles      []Role       // latest first
	Holders    RoleList     // of offices in it
	Positions  PositionList // what it has said, latest first
	Said       string       // the heading for that
	Sources    []SourceEntry
	Picture    Picture
	Stub       bool
	StubText   string // says so
	Body       template.HTML
	Explainers ExplainerList
	Timeline   Timeline
	With       []EntityCard // actors it appears with; Count is in how many explainers
	Backlinks  BacklinkList
}

// Region is a region's page: layout region.html.
type Region struct {
	Base
	Name       string
	RegionKind Term
	Aliases    []string
	Called     string // the aliases in words
	Chain      []Link // the regions that it is filed under, outermost first
	Inside     RegionList
	Codes      []Link // Wikidata, GeoNames, ISO 3166; an empty URL where there is no page
	Point      string // "46.64° N, 32.61° E"; may be empty
	Status     []Status
	Positions  PositionList // claims about it and the regions inside
	Sources    []SourceEntry
	Stub       bool
	StubText   string // says so
	Body       template.HTML
	Explainers ExplainerList // those of the regions inside too
	Timeline   Timeline
	Actors     EntityList // actors that belong here
	Backlinks  BacklinkList
}

// ExplainerIndex is the list of all explainers: layout explainers.html.
type ExplainerIndex struct {
	Base
	Body  template.HTML
	Items []ExplainerCard
	Total int
	Count string // the total in words
	Pager Pager
}

// ActorIndex is the list of actors, of all or of one kind: layout actors.html.
type ActorIndex struct {
	Base
	Body    template.HTML
	Letters []Link // to the first entry of each letter, on whichever page it is
	Kinds   []KindLink
	Groups  []LetterGroup
	Total   int
	Count   string // the total in words
	Pager   Pager
}

// KindLink leads to the list of one kind of actor.
type KindLink struct {
	Link
	Count int
}

// LetterGroup is the actors under one letter.
type LetterGroup struct {
	Letter string
	Anchor string // id, without #
	Items  []EntityCard
}

// RegionIndex is the tree of regions: layout regions.html.
type RegionIndex struct {
	Base
	Body  template.HTML
	Tree  []RegionNode
	Total int
	Count string // the total in words
	Pager Pager
}

// TimelinePage is the timeline of all dates: layout timeline.html.
type TimelinePage struct {
	Base
	Body  template.HTML
	Jump  []Link // to each year, on whichever page it is
	Years []Year
	Total int
	Count string // the total in words
	Pager Pager
}

// ListPage is a further part of a list on another page: layout list.html. One of the
// lists is filled.
type ListPage struct {
	Base
	Of         Link // the page whose list it is
	What       Term // explainers, dates, links, members, offices, inside, people, claims or citations
	Explainers []ExplainerCard
	Years      []Year
	Backlinks  []Backlink
	Members    []Link
	Offices    []Role
	Inside     []RegionNode
	People     []EntityCard
	Positions  []Positions
	CitedBy    []Citing
	Pager      Pager
}

// Page is a plain page: layout page.html.
type Page struct {
	Base
	Summary   string
	Updated   Date
	Contents  []Contents
	Body      template.HTML
	Sources   []SourceEntry
	Backlinks BacklinkList
}

// Section is the index of a folder of plain pages: layout section.html.
type Section struct {
	Base
	Body  template.HTML
	Pages []Link
	Total int
	Count string // the total in words
	Pager Pager
}

// NotFound is the page for an address that does not exist: layout 404.html.
type NotFound struct{ Base }

// Redirect is a page that leads from an old address to a new one: layout redirect.html.
type Redirect struct {
	Base
	To string // full address
}
