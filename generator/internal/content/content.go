// Package content turns one file of the content tree into a Document: typed front
// matter and a parsed text.
//
// What is known here is known from the file and the options alone (the first law
// of the architecture): a Document can be kept for as long as the bytes of its
// file, its path and the options stay the same, and its diagnostics with it. Ids
// that it names are not looked up, links are not followed; that is linking, and
// belongs to package site.
//
// The kind of a document follows from its path:
//
//	_index.md                  Home     the home page's own words
//	explainers/x.md            Explainer, also explainers/x/index.md
//	actors/x.md                Actor,     also actors/x/index.md
//	regions/x.md               Region,    also regions/x/index.md
//	questions/x.md             Question,  also questions/x/index.md
//	sources/x.md               Source,    also sources/x/index.md
//	<folder>/_index.md         Section  words for the index page of a folder
//	any other .md              Page
//
// Everything that does not end in .md is not a document and is copied as it is.
package content

import (
	"cmp"
	"crypto/sha256"
	"path"
	"slices"
	"strings"
	"unicode/utf8"

	"explainer/generator/internal/diag"
	"explainer/generator/internal/frontmatter"
	"explainer/generator/internal/markdown"
	"explainer/generator/internal/source"
	"explainer/generator/internal/urls"
)

// Kind is what a document is about.
type Kind uint8

// The kinds of document.
const (
	Page Kind = iota
	Home
	Section
	Explainer
	Actor
	Region
	Question
	Source
)

// String returns the name of the kind as it is written in links and layouts:
// "page", "home", "section", "explainer", "actor", "region", "question", "source".
func (k Kind) String() string {
	return [...]string{"page", "home", "section", "explainer", "actor", "region", "question", "source"}[k]
}

// The folders of content/ whose files are entities.
const (
	ExplainersDir = "explainers"
	ActorsDir     = "actors"
	RegionsDir    = "regions"
	QuestionsDir  = "questions"
	SourcesDir    = "sources"
)

// entityKind returns the kind of the files in a folder of content/.
func entityKind(dir string) (Kind, bool) {
	switch dir {
	case ExplainersDir:
		return Explainer, true
	case ActorsDir:
		return Actor, true
	case RegionsDir:
		return Region, true
	case QuestionsDir:
		return Question, true
	case SourcesDir:
		return Source, true
	}
	return Page, false
}

// Place is where a document stands: what its path says of it.
type Place struct {
	Kind Kind
	ID   string // explainers, actors, regions: the file's name; pages: the path without .md; sections: the folder
	Dir  string // folder against which its relative links resolve, below content/
}

// IsDocument reports whether a path of the content tree is a document.
func IsDocument(p string) bool { return strings.HasSuffix(p, ".md") }

// Locate returns what a path below content/ says of the document there.
func Locate(p string) Place {
	dir, base := path.Split(p)
	dir = strings.TrimSuffix(dir, "/")
	name := strings.TrimSuffix(base, ".md")
	if name == "_index" {
		if dir == "" {
			return Place{Kind: Home}
		}
		return Place{Kind: Section, ID: dir, Dir: dir}
	}
	first, rest, inFolder := strings.Cut(strings.TrimSuffix(p, ".md"), "/")
	if kind, ok := entityKind(first); ok && inFolder {
		id, below, bundle := strings.Cut(rest, "/")
		if !bundle || below == "index" {
			return Place{Kind: kind, ID: id, Dir: dir}
		}
	}
	if name == "index" && dir != "" {
		return Place{Kind: Page, ID: dir, Dir: dir}
	}
	return Place{Kind: Page, ID: strings.TrimSuffix(p, ".md"), Dir: dir}
}

// Document is one file of the content tree, parsed and not linked. It is not
// changed after Parse.
type Document struct {
	File *source.File
	Path string // below content/, with slashes
	Place
	BadName bool // the path makes no good address, which is reported
	Unread  bool // the front matter cannot be read, which is reported: what it declares is not known
	Meta
	Explainer *ExplainerMeta    // set when Kind is Explainer
	Actor     *ActorMeta        // set when Kind is Actor
	Region    *RegionMeta       // set when Kind is Region
	Question  *QuestionMeta     // set when Kind is Question
	Source    *SourceMeta       // set when Kind is Source
	Inline    int               // how many Entries().Inline there are
	Refs      int               // how many Body().Refs there are
	Anchors   []string          // the ids of Body().Headings
	Front     [sha256.Size]byte // of the bytes before the text (FIPS 180-4)
	Text      int               // offset of the text in the file: what is before it is front matter
	Diags     diag.List

	entries part[Entries]
	body    part[Body]
	load    func() (string, error) // returns what Append wrote of the document; nil if nothing is packed away
}

// Body is what only the page of the document itself shows: the text, parsed, and the lists around it.
type Body struct {
	markdown.Doc
	KeyPoints []string // of an explainer, as are the others
	Known     []string
	Unknown   []string
}

// Entries are the lists of a document that other pages are made of. Linking alone reads them.
type Entries struct {
	Actors    []frontmatter.Text // of an explainer, ids
	Regions   []frontmatter.Text // of an explainer, ids
	Dates     []DateMeta
	Questions []QuestionMeta
	Sources   []SourceMeta
	Claims    []ClaimMeta // of the front matter
	Inline    []ClaimMeta // written in the text, as Body().Claims
}

// Meta is the front matter that every kind of document may have.
type Meta struct {
	Title     frontmatter.Text // the name, for actors and regions
	Summary   string
	Slug      frontmatter.Text
	Redirects []frontmatter.Text // old addresses
	Layout    frontmatter.Text
	Draft     bool
	Lang      frontmatter.Text // BCP 47; empty: the site's
	Autolink  bool             // for a page: link names in it; for an entity: its names are linked
	Date      frontmatter.Date
	Updated   frontmatter.Date
	Extra     map[string]any
}

// Options are what parsing depends on besides the file.
type Options struct {
	Markdown markdown.Options
	Language string  // BCP 47: the site's, in which a page is that says nothing else
	Labels   Labeler // in place of the labels and quotation marks of Markdown; may be nil
}

// Labeler knows what is added to a text in a language. It is compared, so that a text
// is parsed again when it is another.
type Labeler interface {
	TextLabels(tag string) (markdown.Labels, markdown.Quotes)
}

// Parse reads a document. p is its path below content/; f.Path is the one that
// diagnostics show. The Document is usable, if incomplete, when there are errors.
func Parse(f *source.File, p string, opts Options) *Document {
	d := &Document{File: f, Path: p, Place: Locate(p)}
	d.entries.held, d.body.held = &Entries{}, &Body{}
	ds := &d.Diags
	m := frontmatter.Parse(f, ds)
	d.checkPath(ds)
	d.parseMeta(m.Table, ds)
	d.Unread = m.Table.Broken()
	if !d.Unread {
		m.Table.Finish()
	}
	if opts.Labels != nil {
		opts.Markdown.Labels, opts.Markdown.Quotes = opts.Labels.TextLabels(cmp.Or(d.Lang.Value, opts.Language))
	}
	if opts.Markdown.Smart {
		d.smarten(opts.Markdown.Quotes)
	}
	var said diag.List
	d.Text, d.Front = m.Body, sha256.Sum256(f.Data()[:m.Body])
	d.Body().Doc = *markdown.Parse(f, m.Body, opts.Markdown, &said)
	if !utf8.Valid(f.Data()) { // said of the file as a whole already
		said = slices.DeleteFunc(said, func(d diag.Diagnostic) bool { return d.ID == "invalid-utf8" })
	}
	ds.Add(said...)
	d.Refs = len(d.Body().Refs)
	for _, h := range d.Body().Headings {
		d.Anchors = append(d.Anchors, h.ID)
	}
	inline := d.parseInlineClaims(ds)
	for i := range inline {
		if says := &inline[i].Says; opts.Markdown.Smart {
			says.Value = markdown.SmartText(says.Value, opts.Markdown.Quotes)
		}
	}
	d.Inline, d.Entries().Inline = len(inline), inline
	return d
}

// checkPath reports ids that would make poor addresses.
func (d *Document) checkPath(ds *diag.List) {
	if d.Kind == Home {
		return
	}
	if d.ID == "index" {
		d.BadName = true
		ds.Add(diag.FileErrorf("bad-name", d.File.Path, "index.md is the page of its folder, and this folder has one").
			WithHelp("name it _index.md, for words on the page of the folder"))
		return
	}
	for part := range strings.SplitSeq(d.ID, "/") {
		err := urls.ValidID(part)
		if err == nil {
			continue
		}
		out := diag.FileErrorf("bad-name", d.File.Path, "%v", err)
		if named, ok := err.(*urls.NameError); ok {
			help := cmp.Or(named.Help, "use lower-case letters, digits and hyphens")
			out = diag.FileErrorf("bad-name", d.File.Path, "%s", named.Message).WithHelp("%s", help)
		}
		d.BadName = true
		ds.Add(out)
		return
	}
}

func (d *Document) parseMeta(t *frontmatter.Table, ds *diag.List) {
	d.Slug = t.Text("slug")
	if d.Slug.Value != "" {
		if err := urls.ValidID(d.Slug.Value); err != nil {
			ds.Add(named(err, d.Slug.Span, "slug"))
			d.Slug = frontmatter.Text{}
		}
	}
	d.Layout = t.Text("layout")
	d.Draft, _ = t.Bool("draft")
	d.Lang = langTag(t, ds)
	d.Autolink = true
	if v, ok := t.Bool("autolink"); ok {
		d.Autolink = v
	}
	d.Extra = t.Free("extra")
	switch d.Kind {
	case Explainer:
		d.parseExplainer(t, ds)
	case Actor:
		d.parseActor(t, ds)
	case Region:
		d.parseRegion(t, ds)
	case Question:
		d.parseQuestion(t, ds)
	case Source:
		d.parseSource(t, ds)
	default:
		d.parsePage(t, ds)
	}
}

func (d *Document) parsePage(t *frontmatter.Table, ds *diag.List) {
	d.Title = required(t, d.File, ds, "title", d.Kind != Page)
	d.Summary = t.Text("summary").Value
	d.Date = t.Date("date")
	d.Updated = t.Date("updated")
	d.Redirects = addresses(t.Texts("aliases"), ds)
}
