package markdown

import (
	"bytes"
	"unicode/utf8"

	"github.com/yuin/goldmark/ast"
	east "github.com/yuin/goldmark/extension/ast"

	"explainer/generator/internal/diag"
	"explainer/generator/internal/source"
)

// compiler walks the parser's tree once and leaves a Doc, so that the tree need
// not be kept: HTML with holes, plain text, runs, references and headings.
type compiler struct {
	f    *source.File
	src  []byte
	opts Options
	ds   *diag.List
	d    *Doc

	html  []byte
	plain []byte

	ids        *ids
	attributes map[*ast.Heading]attributes
	level      int // of the heading before
	noteMarks  []noteMark
	expanded   int  // bytes that references repeated from link definitions
	toldRaw    bool // raw HTML was reported

	noRuns    int    // inside a heading or a link
	links     int    // inside links
	pictures  int    // written so far
	inHeading bool   // inside a heading
	inClaim   bool   // inside the words of an inline claim
	typed     []edit // quotation marks of these words, by their place in plain
	skip      int    // inline nodes that start before this offset are not shown
	citeEnd   int    // where the last citation ends in html
	prev      rune   // the character before, in the block; 0 at its start
	run       run    // the run being read
}

func newCompiler(f *source.File, src []byte, opts Options, ds *diag.List) *compiler {
	return &compiler{
		f: f, src: src, opts: opts, ds: ds, d: &Doc{File: f}, ids: newIDs(), level: 1,
		attributes: map[*ast.Heading]attributes{},
		html:       make([]byte, 0, len(src)*5/4), plain: make([]byte, 0, len(src)),
	}
}

func (c *compiler) compile(root ast.Node) *Doc {
	c.survey(root)
	c.children(root)
	d := c.d
	d.html = string(c.html)
	d.plain = string(c.plain)
	for i := range d.Runs {
		r := &d.Runs[i]
		r.Before, _ = utf8.DecodeLastRuneInString(d.plain[:r.plain])
		r.After, _ = utf8.DecodeRuneInString(d.plain[r.shown(len(r.Text)):])
		if r.Before == '\n' || r.plain == 0 {
			r.Before = 0
		}
		if r.After == '\n' || r.After == utf8.RuneError {
			r.After = 0
		}
		if end := int(r.plain) + len(r.Text); end <= len(d.plain) && d.plain[r.plain:end] == r.Text {
			r.Text = d.plain[r.plain:end] // shared, not kept twice
		}
	}
	d.Words = words(d.plain)
	d.pack()
	return d
}

// pack copies what was appended piece by piece into slices of the right size: a Doc
// is kept for as long as its file stays the same.
func (d *Doc) pack() {
	d.Headings, d.Refs, d.Runs, d.Claims = exact(d.Headings), exact(d.Refs), exact(d.Runs), exact(d.Claims)
	d.holes = exact(d.holes)
	nEdits, nPlaces := 0, 0
	for i := range d.Runs {
		nEdits, nPlaces = nEdits+len(d.Runs[i].edits), nPlaces+len(d.Runs[i].places)
	}
	edits, places := make([]edit, 0, nEdits), make([]place, 0, nPlaces)
	for i := range d.Runs {
		r := &d.Runs[i]
		edits, places = append(edits, r.edits...), append(places, r.places...)
		r.edits = edits[len(edits)-len(r.edits) : len(edits) : len(edits)]
		r.places = places[len(places)-len(r.places) : len(places) : len(places)]
	}
}

// exact returns a copy without room to grow, nil for nothing.
func exact[T any](list []T) []T {
	if len(list) == 0 {
		return nil
	}
	return append(make([]T, 0, len(list)), list...)
}

// survey finds what must be known before the first byte is written: the ids that
// the author chose and how often each footnote is referred to.
func (c *compiler) survey(n ast.Node) {
	for n = n.FirstChild(); n != nil; n = n.NextSibling() {
		switch t := n.(type) {
		case *ast.Heading:
			if a := headingAttributes(c.f, t, c.ds); a != (attributes{}) {
				if a.id != "" && !c.ids.claim(a.id, a.idSpan, c.ds) {
					a.id = ""
				}
				c.attributes[t] = a
			}
		case *ast.Image, *ast.CodeSpan, *wikiLink:
			continue
		case *east.FootnoteLink:
			c.noteMark(t.Index).total++
		}
		c.survey(n)
	}
}

func (c *compiler) children(n ast.Node) {
	for n = n.FirstChild(); n != nil; n = n.NextSibling() {
		c.block(n)
	}
}

func (c *compiler) block(n ast.Node) {
	switch t := n.(type) {
	case *ast.Paragraph:
		c.paragraph(t)
	case *ast.TextBlock:
		c.textBlock(t)
	case *ast.Heading:
		c.heading(t)
	case *ast.List:
		c.list(t)
	case *ast.Blockquote:
		c.blockquote(t)
	case *ast.ThematicBreak:
		c.html = append(c.html, "<hr>\n"...)
	case *ast.CodeBlock, *ast.FencedCodeBlock:
		c.codeBlock(t)
	case *ast.HTMLBlock:
		c.htmlBlock(t)
	case *ast.LinkReferenceDefinition:
		c.linkDefinition(t)
	case *east.Table:
		c.table(t)
	case *east.FootnoteList:
		c.footnotes(t)
	case *east.DefinitionList:
		c.wrap("dl", t)
	case *east.DefinitionTerm:
		c.html = append(c.html, "<dt>"...)
		c.inlines(t)
		c.html = append(c.html, "</dt>\n"...)
		c.endBlock()
	case *east.DefinitionDescription:
		c.item("dd", t)
	case *east.FootnoteBacklink:
		c.backlinks(t) // after a note that ends in something else than a paragraph
	}
}

func (c *compiler) paragraph(n *ast.Paragraph) {
	if c.figure(n) {
		return
	}
	c.html = append(c.html, "<p>"...)
	c.inlines(n)
	c.html = append(c.html, "</p>\n"...)
	c.endBlock()
}

// textBlock writes a paragraph of a tight list, which has no element.
func (c *compiler) textBlock(n *ast.TextBlock) {
	c.inlines(n)
	c.endBlock()
	if n.NextSibling() != nil && n.FirstChild() != nil {
		c.html = append(c.html, '\n')
	}
}

// wrap writes an element around blocks.
func (c *compiler) wrap(tag string, n ast.Node) {
	c.html = append(c.html, '<')
	c.html = append(c.html, tag...)
	c.html = append(c.html, ">\n"...)
	c.children(n)
	c.close(tag)
}

// item writes an element around blocks that begins on its line when the first is
// text.
func (c *compiler) item(tag string, n ast.Node) {
	c.html = append(c.html, '<')
	c.html = append(c.html, tag...)
	c.html = append(c.html, '>')
	c.itemBody(n)
	c.close(tag)
}

func (c *compiler) itemBody(n ast.Node) {
	if first := n.FirstChild(); first != nil && first.Kind() != ast.KindTextBlock {
		c.html = append(c.html, '\n')
	}
	c.children(n)
}

func (c *compiler) close(tag string) {
	c.html = append(c.html, "</"...)
	c.html = append(c.html, tag...)
	c.html = append(c.html, ">\n"...)
}

func (c *compiler) list(n *ast.List) {
	tag := "ul"
	if n.IsOrdered() {
		tag = "ol"
	}
	c.html = append(c.html, '<')
	c.html = append(c.html, tag...)
	if n.IsOrdered() && n.Start != 1 {
		c.html = appendIntAttr(c.html, "start", n.Start)
	}
	c.html = append(c.html, ">\n"...)
	for item := n.FirstChild(); item != nil; item = item.NextSibling() {
		c.html = append(c.html, "<li"...)
		if isTask(item) {
			c.html = append(c.html, ` class="task"`...)
		}
		c.html = append(c.html, '>')
		c.itemBody(item)
		c.html = append(c.html, "</li>\n"...)
	}
	c.close(tag)
}

func isTask(item ast.Node) bool {
	first := item.FirstChild()
	if first == nil || first.FirstChild() == nil {
		return false
	}
	return first.FirstChild().Kind() == east.KindTaskCheckBox
}

// codeBlock writes code with the language that its info string begins with
// (CommonMark §4.5).
func (c *compiler) codeBlock(n ast.Node) {
	c.html = append(c.html, "<pre><code"...)
	if fenced, ok := n.(*ast.FencedCodeBlock); ok && fenced.Info != nil {
		info := bytes.TrimLeft(fenced.Info.Segment.Value(c.src), " \t")
		if i := bytes.IndexAny(info, " \t"); i >= 0 {
			info = info[:i]
		}
		if len(info) > 0 {
			c.html = appendAttr(c.html, "class", "language-"+unescape(info))
		}
	}
	c.html = append(c.html, '>')
	lines := n.Lines()
	for i := range lines.Len() {
		line := lines.At(i)
		value := line.Value(c.src)
		c.html = appendText(c.html, value)
		c.plain = append(c.plain, bytes.TrimRight(value, "\r\n")...)
		c.plain = append(c.plain, '\n')
	}
	c.html = append(c.html, "</code></pre>\n"...)
}

// table writes a table in a box that can be scrolled, by keyboard too. Where the
// first cell of the head is empty, the first column is what heads the rows.
func (c *compiler) table(n *east.Table) {
	c.html = append(c.html, "<div class=\"table-wrap\" tabindex=\"0\">\n<table>\n"...)
	body, rowHeads := false, false
	for row := n.FirstChild(); row != nil; row = row.NextSibling() {
		if row.Kind() == east.KindTableHeader {
			c.html = append(c.html, "<thead>\n"...)
			rowHeads = row.FirstChild() != nil && row.FirstChild().FirstChild() == nil
			c.tableRow(row, func(_ int, empty bool) (tag, scope string) {
				if empty {
					return "td", "" // a heading without words heads nothing
				}
				return "th", "col"
			})
			c.html = append(c.html, "</thead>\n"...)
			continue
		}
		if !body {
			c.html = append(c.html, "<tbody>\n"...)
			body = true
		}
		c.tableRow(row, func(column int, empty bool) (tag, scope string) {
			if rowHeads && column == 0 && !empty {
				return "th", "row"
			}
			return "td", ""
		})
	}
	if body {
		c.html = append(c.html, "</tbody>\n"...)
	}
	c.html = append(c.html, "</table>\n</div>\n"...)
}

// tableRow writes a row; kind says which element a cell is, by its column and
// whether it is empty, and its scope.
func (c *compiler) tableRow(row ast.Node, kind func(column int, empty bool) (tag, scope string)) {
	c.html = append(c.html, "<tr>\n"...)
	column := 0
	for cell := row.FirstChild(); cell != nil; cell = cell.NextSibling() {
		tag, scope := kind(column, cell.FirstChild() == nil)
		column++
		c.html = append(c.html, '<')
		c.html = append(c.html, tag...)
		c.html = appendAttrIf(c.html, "scope", scope)
		if t, ok := cell.(*east.TableCell); ok && t.Alignment != east.AlignNone {
			c.html = appendAttr(c.html, "class", "align-"+t.Alignment.String())
		}
		c.html = append(c.html, '>')
		c.inlines(cell)
		c.html = append(c.html, "</"...)
		c.html = append(c.html, tag...)
		c.html = append(c.html, ">\n"...)
		if cell.FirstChild() != nil {
			c.endBlock()
		}
	}
	c.html = append(c.html, "</tr>\n"...)
}

// inlines writes what a block holds.
func (c *compiler) inlines(n ast.Node) {
	c.prev = 0
	c.inlineChildren(n)
	c.endRun()
}

// endBlock ends a block in the plain text.
func (c *compiler) endBlock() {
	if n := len(c.plain); n > 0 && c.plain[n-1] != '\n' {
		c.plain = append(c.plain, '\n')
	}
}

// blockSpan returns the place of a block's text.
func (c *compiler) blockSpan(n ast.Node) source.Span {
	lines := n.Lines()
	if lines.Len() == 0 {
		at := max(0, n.Pos())
		return c.f.Span(at, at)
	}
	last := lines.At(lines.Len() - 1)
	last = last.TrimRightSpace(c.src)
	return c.f.Span(lines.At(0).Start, last.Stop)
}
