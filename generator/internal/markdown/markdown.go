// Package markdown turns the body of one file into a Doc, and a Doc and a
// Resolver into HTML.
//
// The two steps are apart because they know different things. Parse knows one
// file and its options and nothing else: its result can be remembered by
// content. It reads CommonMark 0.31.2 with tables, footnotes, definition lists,
// strikethrough, task lists, heading attributes, GitHub's alert blocks, wiki
// links, citations, claims and smart punctuation, and writes all HTML that does not
// depend on other files. What does depend on them stays open, as facts that the
// site reads:
//
//   - Refs: links, pictures and citations that only the site can resolve;
//   - Claims: who said what, written in the text, for package content to read;
//   - Runs: stretches of plain text in which the site may link names;
//   - Headings: what a fragment can point at, and a table of contents.
//
// Beyond CommonMark and GitHub's Markdown a body may hold
//
//	[[target]], [[target|text]]        a page, by id, name or alias
//	[@id], [@a; @b, p. 12]             a citation of sources
//	[text](claim:id)                   words that a claim stands behind
//	[text](claim: "by=who stance …")   the same, and the claim itself
//	## Words {#id .class lang=uk}      attributes of a heading
//
// Render then copies the finished HTML and fills in what became of the Refs and
// which names were found in the Runs. It is pure, and safe to call at the same time
// from many goroutines.
//
// # Trust
//
// The text may come from a stranger. With raw HTML off nothing in it becomes a
// tag, an attribute or an address that this package did not write, the output's
// tags are balanced, and the destination of every link and picture passes
// urls.Allowed. With raw HTML on, HTML passes as it is: the site's owner then
// trusts every author with the reader's browser.
//
// Time and memory grow linearly with the text. CommonMark has constructs that
// cost the parser more than that, or that write much more than was read; the
// Limits bound them while parsing, and what goes beyond is an error with its
// place and stays plain text.
//
// # Positions
//
// Bytes before the body are blanked, not cut, so every position in the parser's
// tree is a position in the file.
package markdown

import (
	"bytes"
	"cmp"
	"unicode/utf8"

	"github.com/yuin/goldmark/ast"
	"github.com/yuin/goldmark/text"

	"explainer/generator/internal/diag"
	"explainer/generator/internal/source"
)

// Options says how a body is read. The zero value is plain and safe: raw HTML
// off, punctuation as typed, English words, default limits.
type Options struct {
	RawHTML bool // HTML in the text passes as it is
	Smart   bool // typographic quotes, apostrophes, dashes and ellipses
	Quotes  Quotes
	Labels  Labels
	Limits  Limits
}

// Quotes are the marks that Smart puts for straight ones. The zero value is
// English: “ ” ‘ ’.
type Quotes struct {
	OpenDouble, CloseDouble string
	OpenSingle, CloseSingle string
}

// Labels are the words that the generator itself puts into a page. An empty one
// is English.
type Labels struct {
	Note, Tip, Important, Warning, Caution string // titles of alert blocks

	NoteMark  string // stands before the number of a footnote
	Footnotes string // names the list of footnotes
	BackToRef string // names the link from a footnote back to the text; its number follows
	TaskDone  string // a ticked box of a task list
	TaskOpen  string // a box that is not ticked
}

// Limits bounds what one body may cost. A zero field means its default.
type Limits struct {
	Bytes int // of the whole file; 1 MiB
	Depth int // quotations, lists and notes inside each other; 32
	Cells int // of all tables together, those counted that a short row leaves out; 100,000
	Marks int // of emphasis in one paragraph, and brackets open at the same time; 1,000
}

func (q Quotes) withDefaults() Quotes {
	return Quotes{
		OpenDouble: cmp.Or(q.OpenDouble, "“"), CloseDouble: cmp.Or(q.CloseDouble, "”"),
		OpenSingle: cmp.Or(q.OpenSingle, "‘"), CloseSingle: cmp.Or(q.CloseSingle, "’"),
	}
}

func (o Options) withDefaults() Options {
	l := &o.Labels
	l.Note = cmp.Or(l.Note, "Note")
	l.Tip = cmp.Or(l.Tip, "Tip")
	l.Important = cmp.Or(l.Important, "Important")
	l.Warning = cmp.Or(l.Warning, "Warning")
	l.Caution = cmp.Or(l.Caution, "Caution")
	l.NoteMark = cmp.Or(l.NoteMark, "note")
	l.Footnotes = cmp.Or(l.Footnotes, "Footnotes")
	l.BackToRef = cmp.Or(l.BackToRef, "Back to reference")
	l.TaskDone = cmp.Or(l.TaskDone, "Done")
	l.TaskOpen = cmp.Or(l.TaskOpen, "Not done")

	o.Quotes = o.Quotes.withDefaults()

	m := &o.Limits
	m.Bytes = cmp.Or(m.Bytes, 1<<20)
	m.Depth = cmp.Or(m.Depth, 32)
	m.Cells = cmp.Or(m.Cells, 100_000)
	m.Marks = cmp.Or(m.Marks, 1_000)
	return o
}

// Parse reads the body of a file, which starts at the byte offset body, and adds
// what is wrong with it to ds. It returns a Doc in any case; one that has errors
// is fit to be previewed and not to be published. The Doc is immutable.
func Parse(f *source.File, body int, opts Options, ds *diag.List) *Doc {
	opts = opts.withDefaults()
	body = max(0, min(body, len(f.Data())))
	if n := len(f.Data()); n > opts.Limits.Bytes {
		ds.Add(diag.Errorf("too-large", f.Span(body, body), "the file has %d bytes; at most %d are read", n, opts.Limits.Bytes).
			WithHelp("split the page, or move data to a file beside it"))
		return &Doc{File: f}
	}
	src := blank(f, body, ds)
	g := newGuard(f, src, opts.Limits, ds)
	root, ok := parseTree(src, g)
	if !ok {
		ds.Add(diag.Errorf("unreadable-text", f.Span(body, body), "the Markdown parser cannot read this text").
			WithHelp("take the text apart, half by half, to find the place"))
		return &Doc{File: f}
	}
	g.unusedFootnotes()
	c := newCompiler(f, src, opts, ds)
	return c.compile(root)
}

// parseTree runs goldmark. Its own panics on an input that nobody thought of are
// reported as false, so that one file cannot end the whole build.
func parseTree(src []byte, g *guard) (root ast.Node, ok bool) {
	defer func() {
		if recover() != nil {
			root, ok = nil, false
		}
	}()
	return newParser().Parse(text.NewReader(src), g.option()), true
}

// blank returns a copy of the file's bytes, equally long, in which what stands
// before the body is white space. Line endings stay, a lone CR becomes LF (it
// ends a line in CommonMark §2.1 and not in the parser), and bytes that are not UTF-8
// become question marks, with an error.
func blank(f *source.File, body int, ds *diag.List) []byte {
	src := bytes.Clone(f.Data())
	for i, c := range src[:body] {
		if c != '\n' {
			src[i] = ' '
		}
	}
	if body < 3 && bytes.HasPrefix(f.Data(), []byte("\ufeff")) {
		copy(src, "   ")
	}
	for i := body; ; i++ {
		j := bytes.IndexByte(src[i:], '\r')
		if j < 0 {
			break
		}
		i += j
		if i+1 == len(src) || src[i+1] != '\n' {
			src[i] = '\n'
		}
	}
	if !utf8.Valid(src[body:]) {
		first := -1
		for i := body; i < len(src); {
			r, size := utf8.DecodeRune(src[i:])
			if r == utf8.RuneError && size == 1 {
				if first < 0 {
					first = i
				}
				src[i] = '?'
			}
			i += size
		}
		ds.Add(diag.Errorf("invalid-utf8", f.Span(first, first+1), "the text is not UTF-8").
			WithHelp("save the file in the encoding UTF-8"))
	}
	return src
}
