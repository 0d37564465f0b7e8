package markdown

import (
	"github.com/yuin/goldmark/ast"
	east "github.com/yuin/goldmark/extension/ast"
	"github.com/yuin/goldmark/parser"

	"explainer/generator/internal/diag"
	"explainer/generator/internal/source"
)

// Bounds that no setting moves: they are far above any text written by hand, and
// what they stop grows with the square of the text.
const (
	maxSteps       = 2_000_000 // containers carried over to a line, in all lines
	maxDefinitions = 2_000     // link definitions in one paragraph
	maxLines       = 2_000     // of a paragraph with brackets, each of which is looked for in all lines
	maxNotes       = 1_000     // footnotes
	maxNoteMarks   = 10_000    // references to footnotes
	maxEscapedPipe = 1_000     // of table cells with code
	maxMarkBytes   = 4_096     // of emphasis marks in one paragraph
	maxExpansion   = 1 << 20   // bytes that references repeat from link definitions
	scanPerByte    = 64        // bytes that searches without a find may read for each byte of text
	minScan        = 10 << 20
)

// guard watches one run of the parser and stops what would make it cost more
// than in proportion to the text. The parsers below ask it before they do what the
// parsers that they wrap do.
type guard struct {
	file   *source.File
	src    []byte
	limits Limits
	ds     *diag.List
	told   map[string]bool // messages given: one of a kind is enough

	steps, cells, pipes, noteMarks int
	scanned                        int
	notes                          []*noteDefinition
	unknown                        int // references to no footnote
	misreads                       int // brackets that miss a form

	block     ast.Node // the paragraph being read
	end       int      // where it ends
	lines     int      // that it has
	marks     int      // of emphasis in it
	markBytes int
	brackets  []int // offsets of those open
}

func newGuard(f *source.File, src []byte, limits Limits, ds *diag.List) *guard {
	return &guard{file: f, src: src, limits: limits, ds: ds, told: map[string]bool{}}
}

// guardContext is goldmark's context with the guard in it.
type guardContext struct {
	parser.Context
	guard *guard
}

func (g *guard) option() parser.ParseOption {
	return parser.WithContext(&guardContext{parser.NewContext(), g})
}

func guardOf(pc parser.Context) *guard { return pc.(*guardContext).guard }

// refuse reports once that a bound was met, at the line of the offset.
func (g *guard) refuse(id string, at int, help, format string, args ...any) {
	if g.told[format] {
		return
	}
	g.told[format] = true
	at = max(0, min(at, len(g.src)))
	g.ds.Add(diag.Errorf(id, g.file.Span(at, at+1), format, args...).WithHelp("%s", help))
}

// enter takes note that a parser is called in a paragraph, a cell or a heading.
func (g *guard) enter(block ast.Node) {
	if block == g.block {
		return
	}
	g.block, g.marks, g.markBytes = block, 0, 0
	g.brackets = g.brackets[:0]
	g.end, g.lines = 0, block.Lines().Len()
	if g.lines > 0 {
		g.end = block.Lines().At(g.lines - 1).Stop
	}
}

// mayBracket reports whether a paragraph is short enough for brackets to be read
// in it.
func (g *guard) mayBracket(lines, at int) bool {
	if lines > maxLines {
		g.refuse("too-complex", at, "split the paragraph", "a paragraph with brackets has more than %d lines", maxLines)
	}
	return lines <= maxLines
}

// mayScan reports whether a search is allowed. One that finds nothing must be
// paid with scan.
func (g *guard) mayScan(at int) bool {
	if g.scanned <= minScan+scanPerByte*len(g.src) {
		return true
	}
	g.refuse("too-complex", at, "close every bracket, quote, backtick and tag, or escape it with a backslash",
		"too many brackets, backticks or tags that nothing closes")
	return false
}

func (g *guard) scan(bytes int) { g.scanned += max(0, bytes) }

// depth returns how many containers a node is in, lists and not their items
// counted.
func depth(n ast.Node) int {
	d := 0
	for ; n != nil; n = n.Parent() {
		switch n.Kind() {
		case ast.KindBlockquote, ast.KindList, east.KindDefinitionList, east.KindFootnote:
			d++
		}
	}
	return d
}
