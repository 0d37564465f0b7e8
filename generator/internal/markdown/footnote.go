package markdown

import (
	"bytes"
	"strconv"
	"strings"

	"github.com/yuin/goldmark/ast"
	east "github.com/yuin/goldmark/extension/ast"
	"github.com/yuin/goldmark/parser"
	"github.com/yuin/goldmark/text"

	"explainer/generator/internal/diag"
)

// noteDefinition is a footnote as it stands in the text.
type noteDefinition struct {
	node  *east.Footnote
	start int // of [^label]
}

// noteParser bounds the number of footnotes, which the parser searches one by
// one for every reference, and remembers them.
type noteParser struct{ containerParser }

func (p noteParser) Open(parent ast.Node, reader text.Reader, pc parser.Context) (ast.Node, parser.State) {
	g := guardOf(pc)
	line, pos := reader.PeekLine()
	if at := pc.BlockOffset(); at < 0 || !bytes.HasPrefix(line[at:], []byte("[^")) {
		return nil, parser.NoChildren
	}
	if len(g.notes) >= maxNotes {
		g.refuse("too-complex", pos.Start, "split the page", "the page has more than %d footnotes", maxNotes)
		return nil, parser.NoChildren
	}
	n, state := p.containerParser.Open(parent, reader, pc)
	if note, ok := n.(*east.Footnote); ok {
		g.notes = append(g.notes, &noteDefinition{note, pos.Start + max(0, pc.BlockOffset()-pos.Padding)})
	}
	return n, state
}

// unusedFootnotes reports the footnotes that no reference names; the page does
// not show them.
func (g *guard) unusedFootnotes() {
	seen := map[string]bool{}
	for _, n := range g.notes {
		label := string(n.node.Ref)
		at := g.file.Span(n.start, n.start+len(label)+3)
		switch {
		case seen[label]:
			g.ds.Add(diag.Errorf("duplicate-footnote", at, "the footnote %q is written twice", label))
		case n.node.Index < 0:
			g.ds.Add(diag.Warningf("unused-footnote", at, "nothing refers to the footnote %q, so the page does not show it", label).
				WithHelp("write [^%s] where it belongs", label))
		}
		seen[label] = true
	}
}

// noteMarkParser bounds the references to footnotes, and reports those to none.
type noteMarkParser struct{ parser.InlineParser }

func (p noteMarkParser) Parse(parent ast.Node, block text.Reader, pc parser.Context) ast.Node {
	line, pos := block.PeekLine()
	mark := bytes.TrimPrefix(line, []byte{'!'})
	if !bytes.HasPrefix(mark, []byte("[^")) {
		return nil
	}
	g := guardOf(pc)
	if g.enter(parent); !g.mayBracket(g.lines, pos.Start) {
		return nil
	}
	if g.noteMarks >= maxNoteMarks {
		g.refuse("too-complex", pos.Start, "split the page", "the page has more than %d references to footnotes", maxNoteMarks)
		return nil
	}
	g.noteMarks++
	n := p.InlineParser.Parse(parent, block, pc)
	if n == nil && line[0] == '[' {
		g.unknownFootnote(line, pos.Start)
	}
	return n
}

// unknownFootnote reports a reference to a footnote that is not there. Brackets
// that a link's destination follows are a link.
func (g *guard) unknownFootnote(line []byte, at int) {
	end := bytes.IndexAny(line[2:min(len(line), 100)], "[] \t\n")
	if end <= 0 || line[2+end] != ']' {
		return
	}
	if rest := line[3+end:]; len(rest) > 0 && (rest[0] == '(' || rest[0] == '[') {
		return
	}
	label := string(line[2 : 2+end])
	var known []string
	if g.unknown++; g.unknown <= 20 { // the search for a near one is slow
		for _, n := range g.notes {
			known = append(known, string(n.node.Ref))
		}
	}
	g.ds.Add(diag.Errorf("unknown-footnote", g.file.Span(at, at+end+3), "there is no footnote %q", label).
		WithHelp("%s", footnoteHelp(label, known)))
}

func footnoteHelp(label string, known []string) string {
	if s, ok := diag.Suggest(label, known); ok && len(label) > 2 {
		return "did you mean [^" + s + "]?"
	}
	return "write it in a paragraph of its own: [^" + label + "]: …"
}

// noteMark counts the references to one footnote.
type noteMark struct{ total, written int }

func (c *compiler) noteMark(index int) *noteMark {
	for len(c.noteMarks) <= index {
		c.noteMarks = append(c.noteMarks, noteMark{})
	}
	return &c.noteMarks[index]
}

// footnoteMark writes a reference to a footnote. Inside a link it is no link.
func (c *compiler) footnoteMark(n *east.FootnoteLink) {
	m := c.noteMark(n.Index)
	m.written++
	number := strconv.Itoa(n.Index)
	c.html = append(c.html, "<sup"...)
	c.html = appendAttr(c.html, "id", noteRefID(number, m.written))
	c.html = append(c.html, '>')
	if c.links == 0 {
		c.html = append(c.html, "<a"...)
		c.html = appendAttr(c.html, "href", "#fn-"+number)
		c.html = append(c.html, ` class="footnote-ref" role="doc-noteref">`...)
	}
	c.html = append(appendText(c.html, c.opts.Labels.NoteMark), "\u00a0"+number...)
	if c.links == 0 {
		c.html = append(c.html, "</a>"...)
	}
	c.html = append(c.html, "</sup>"...)
}

// noteRefID returns the id of the nth reference to a footnote.
func noteRefID(number string, nth int) string {
	if nth == 1 {
		return "fnref-" + number
	}
	return "fnref-" + number + "-" + strconv.Itoa(nth)
}

// footnoteID reports whether an id could be one that footnotes have.
func footnoteID(id string) bool {
	rest, ok := strings.CutPrefix(id, "fnref-")
	if !ok {
		rest, ok = strings.CutPrefix(id, "fn-")
	}
	return ok && strings.Trim(rest, "0123456789-") == ""
}

// footnotes writes the list of notes (DPUB-ARIA 1.1, doc-endnotes).
func (c *compiler) footnotes(list *east.FootnoteList) {
	c.html = append(c.html, `<section class="footnotes" role="doc-endnotes"`...)
	c.html = appendAttr(c.html, "aria-label", c.opts.Labels.Footnotes)
	c.html = append(c.html, ">\n<ol>\n"...)
	for n := list.FirstChild(); n != nil; n = n.NextSibling() {
		note, ok := n.(*east.Footnote)
		if !ok {
			continue
		}
		c.html = append(c.html, "<li"...)
		c.html = appendAttr(c.html, "id", "fn-"+strconv.Itoa(note.Index))
		c.html = append(c.html, ">\n"...)
		c.children(note)
		c.html = append(c.html, "</li>\n"...)
	}
	c.html = append(c.html, "</ol>\n</section>\n"...)
}

// backlinks writes the ways back from a note to all references to it. The parser
// has a node for each; the first stands for all.
func (c *compiler) backlinks(n *east.FootnoteBacklink) {
	if n.RefIndex != 0 {
		return
	}
	number := strconv.Itoa(n.Index)
	alone := n.Parent().Kind() == east.KindFootnote // after a list, a table or another block
	if alone {
		c.html = append(c.html, "<p>"...)
	}
	for i := range c.noteMark(n.Index).total {
		label := c.opts.Labels.BackToRef + " " + number
		if i > 0 {
			label += "-" + strconv.Itoa(i+1)
		}
		if !alone || i > 0 {
			c.html = append(c.html, ' ')
		}
		c.html = append(c.html, "<a"...)
		c.html = appendAttr(c.html, "href", "#"+noteRefID(number, i+1))
		c.html = append(c.html, ` class="footnote-back" role="doc-backlink"`...)
		c.html = appendAttr(c.html, "aria-label", label)
		c.html = append(c.html, ">↩</a>"...)
	}
	if alone {
		c.html = append(c.html, "</p>\n"...)
	}
}
