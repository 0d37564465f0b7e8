package markdown

import "explainer/generator/internal/source"

// Doc is the body of one file, read. It is immutable; its fields are for reading.
// The zero Doc is an empty body.
type Doc struct {
	File     *source.File // nil for the zero Doc
	Headings []Heading
	Refs     []Ref
	Runs     []Run
	Claims   []InlineClaim
	Words    int // for a reading time; two characters of Chinese or Japanese count as one word

	html  string // all that does not depend on other files
	holes []hole // what does, in order of place
	plain string // blocks end in LF; no other LF is in it
}

// Heading is a heading as the page has it.
type Heading struct {
	Level int         // 2 to 6: a page's only h1 is its title
	ID    string      // unique in the page; what a fragment names
	Text  string      // plain text
	Span  source.Span // the words, without marks and attributes

	at, size int32 // of the words in the plain text
}

// RefKind says what a Ref points at.
type RefKind uint8

const (
	Wiki     RefKind = iota // [[target]] or [[target|text]]: an id, a name or an alias
	File                    // [text](path#fragment): a path, relative to the file or absolute in the site
	Fragment                // [text](#fragment): a place in the same page
	Image                   // ![alt](path): a path, as for File
	Cite                    // [@target, text]: a source
	Claim                   // [text](claim:target): a claim; without a target, one of the Doc's Claims
)

// String returns the kind's name in lower case.
func (k RefKind) String() string {
	switch k {
	case Wiki:
		return "wiki"
	case File:
		return "file"
	case Fragment:
		return "fragment"
	case Cite:
		return "cite"
	case Claim:
		return "claim"
	}
	return "image"
}

// Ref is a link, a picture or a citation that only the site can resolve.
type Ref struct {
	Kind     RefKind
	Target   string      // Wiki: the name, trimmed; File and Image: the path, percent-decoded; Cite and Claim: the id
	Query    string      // File and Image: after "?", as written
	Fragment string      // after "#", percent-decoded
	Text     string      // the words of the link, the alternative text, or the place that a citation names; "" for a wiki link without words
	Span     source.Span // the target; of a Claim without one, what stands before it
	Whole    source.Span // the construct; of a citation, the bracket with all its ids
	Claim    int         // of a Claim without Target: its index in the Doc's Claims

	title    string
	at, size int32 // of the shown words in the plain text
	open     bool  // the words are the Resolver's to choose
}

// Run is a stretch of plain text in which the site may link names: not in a
// heading, a link, an alternative text, code or HTML, and within one element.
// Escapes and entities are resolved, soft line breaks are spaces, and
// punctuation is as typed.
type Run struct {
	Section       int // number of headings before it
	Text          string
	Before, After rune // the characters next to it in its block, as shown; 0 at the block's edges

	edits      []edit
	places     []place
	start, end int32 // in the Doc's html
	plain      int32 // start in the Doc's plain text
}

// place says where a piece of a Run's text stands in the file.
type place struct{ at, offset int32 }

// edit is a place of a Run's text that is shown otherwise.
type edit struct {
	at   int32
	size int32
	show string
}

// Mention is a name found in a Run, [Start, End) in bytes of its Text. Target is
// an index into the links that Render is given.
type Mention struct {
	Run, Start, End int32
	Target          int32
}

// Link is what became of a Ref or a Mention.
type Link struct {
	Href          string // the address, written as it is; empty shows the words alone
	Text          string // the words of a wiki link that was written without; the number of a citation, its id if empty
	Title         string
	Class         string // empty is "claim" for a claim
	ID            string // of a citation: the id of the link itself, for a way back; headings give themselves none with a colon
	Width, Height int    // of a picture, in pixels; 0 is unknown
	Missing       bool   // nothing was found: the words, for a citation a question mark, are marked with the class "missing"
}

// Resolver tells what the Refs of a Doc became.
type Resolver interface {
	Ref(i int) Link // for Refs[i]
}

// Plain returns the text as a reader sees it, one block a line, without
// footnote marks and citations.
func (d *Doc) Plain() string { return d.plain }
