package view

import (
	"html/template"

	"explainer/generator/internal/words"
)

// Who says what: the types for claims, questions, sources, roles and status.

// Party is an actor beside something dated, with what it was then.
type Party struct {
	URL  string
	Name string
	Lang string
	Dir  string
	Role string // "President of Russia"; several are joined by "; "; empty where no role is known at all
	None bool   // roles are known, but none on this date
	Say  *words.Words
}

// Claim is who says what.
type Claim struct {
	Anchor       string // id on this page, without #; empty where the claim is shown a second time
	URL          string // its place in the explainer that makes it
	By           []Party
	For          []Party // for whom a spokesperson speaks
	Words        string
	Lang         string // of the words
	Dir          string
	Quote        bool // the words hold a quotation
	Date         Date
	Stance       Term // supports, mixed, neutral, opposes, denies, unstated
	Question     Link // empty where it answers none
	About        []Link
	Sources      []SourceRef
	RespondsTo   []ClaimRef
	Answers      []ClaimRef
	Status       string // standing, superseded, withdrawn
	SupersededBy ClaimRef
	Explainer    Link // that makes it; empty where that is this page, or where Positions says it of all
	Say          *words.Words
}

// ClaimRef points at another claim.
type ClaimRef struct {
	URL  string
	By   string // who says it
	Lang string
	Dir  string
	Date Date
}

// SourceRef is a citation beside a claim, a date or a status.
type SourceRef struct {
	Number int    // in this page's list of sources; 0 where the page has none
	Label  string // the number, or the word "source"
	URL    string
	Title  string
	Lang   string
	Dir    string
}

// Positions is a question with the claims that answer it, as far as this page shows
// them.
type Positions struct {
	Question  Link   // its page; an empty URL for claims that answer no question
	Anchor    string // id on this page, without #
	About     Term   // fact, law, policy, forecast
	Caption   string // of the table
	Explainer Link   // that makes all the claims shown; empty where that is this page, or where they are of several
	Rows      []Position
	Stances   []StanceGroup // the rows at a glance
	Elsewhere Link          // to the claims on the question that this page does not show; empty if it shows all
	Say       *words.Words
}

// StanceGroup is those who hold one stance on a question.
type StanceGroup struct {
	Stance Term
	Count  string // how many they are
	Names  []Link // the first of them, each to its claim on this page
	More   string // "and 3 more"; may be empty
	Say    *words.Words
}

// Position is one actor's answer to a question.
type Position struct {
	Party           // with the role on the date of the latest claim
	Stance  Term    // of the latest claim that stands and states one
	Claims  []Claim // oldest first; on an actor's page newest first
	Changes []StanceChange
}

// StanceChange is when an actor's stance became another.
type StanceChange struct {
	From, To Term
	Words    string // "Changed from denies to supports"
	On       Date
}

// SourceEntry is a source in a page's list of sources.
type SourceEntry struct {
	SourceCard
	Number int
	Anchor string // id on this page, without #
	Back   []Way  // to the places of this page that cite it
}

// Way is a way back from a source to a place that cites it.
type Way struct {
	URL    string
	Letter string
	Label  string // for those who do not see where the letter stands
}

// SourceCard is a source in a list.
type SourceCard struct {
	URL       string // its page
	Title     string
	Author    string
	Publisher string
	Published Date
	Accessed  Date
	Link      string // the document itself; may be empty
	Archived  string // a copy of it that lasts; may be empty
	Lang      string // of the document; empty where it is the page's
	Dir       string // ltr or rtl, where Lang is given
	Language  string // the name of that language: "in Arabic"
	Kind      Term   // primary, official, wire, secondary, data
	Cites     int    // how often it is cited
	Cited     string // the same in words
	Say       *words.Words
}

// Role is an office with its time.
type Role struct {
	Title   string
	Holder  Link // on an organisation's page
	Org     Link // on a person's page; may be empty
	From    Date
	To      Date
	Current bool // it goes on, as far as is known
	Lang    string
	Dir     string
	Say     *words.Words
}

// Status is one attributed statement on the sovereignty of a region.
type Status struct {
	Holder      Link
	Basis       Term // recognised, claims, controls, administers, annexed, occupies
	AccordingTo []Link
	From        Date
	To          Date
	AsOf        Date
	Extent      Term // full, partial, undefined
	Sources     []SourceRef
	Say         *words.Words
}

// QuestionCard is a question in a list.
type QuestionCard struct {
	URL        string
	Text       string
	Lang       string
	Dir        string
	About      Term
	Claims     int
	Actors     int
	Counted    []string // the claims and the actors in words
	Explainers []Link
	Say        *words.Words
}

// Question is a question's page: layout question.html.
type Question struct {
	Base
	Text       string
	About      Term
	Body       template.HTML
	Positions  Positions // the rows of all who speak; claims, as far as they fit
	Claims     int       // on all pages
	More       Link      // to the claims that do not fit; may be empty
	Explainers ExplainerList
	Sources    []SourceEntry
	Backlinks  BacklinkList
}

// QuestionIndex is the list of questions: layout questions.html.
type QuestionIndex struct {
	Base
	Body  template.HTML
	Items []QuestionCard
	Total int
	Count string // the total in words
	Pager Pager
}

// Source is a source's page: layout source.html.
type Source struct {
	Base
	Source    SourceCard
	Place     Link // the explainer that declares it; may be empty
	Body      template.HTML
	CitedBy   CitingList
	Backlinks BacklinkList
}

// Citing is a page that cites a source, and where.
type Citing struct {
	Page   Link
	Kind   Term
	Places []Link // the words that rest on it
}

// SourceIndex is the list of sources: layout sources.html.
type SourceIndex struct {
	Base
	Body       template.HTML
	Items      []SourceCard
	Total      int
	Count      string // the total in words
	Unarchived string // how many have an address and no archived copy; empty for none
	Pager      Pager
}
