package markdown

import (
	"bytes"

	"github.com/yuin/goldmark/ast"
	"github.com/yuin/goldmark/parser"
	"github.com/yuin/goldmark/text"
	"github.com/yuin/goldmark/util"
)

// scanParser bounds the searches for the end of code and of HTML tags: each may
// read to the end of the paragraph and find nothing.
type scanParser struct{ parser.InlineParser }

func (p scanParser) Parse(parent ast.Node, block text.Reader, pc parser.Context) ast.Node {
	line, pos := block.PeekLine()
	if line[0] == '<' && (len(line) < 2 || !util.IsAlphaNumeric(line[1]) && bytes.IndexByte([]byte("/!?"), line[1]) < 0) {
		return nil
	}
	g := guardOf(pc)
	g.enter(parent)
	if !g.mayScan(pos.Start) {
		return nil
	}
	n := p.InlineParser.Parse(parent, block, pc)
	switch n.(type) {
	case *ast.CodeSpan, *ast.RawHTML:
	default:
		g.scan(g.end - pos.Start)
	}
	return n
}

// emphasisParser bounds the marks of one paragraph: each closing one is compared
// with all before it.
type emphasisParser struct{ parser.InlineParser }

func (p emphasisParser) Parse(parent ast.Node, block text.Reader, pc parser.Context) ast.Node {
	g := guardOf(pc)
	g.enter(parent)
	if g.marks >= g.limits.Marks || g.markBytes >= maxMarkBytes {
		_, pos := block.PeekLine()
		g.refuse("too-complex", pos.Start, "split the paragraph, or escape the marks with backslashes",
			"the paragraph has more than %d marks of emphasis", g.limits.Marks)
		return nil
	}
	n := p.InlineParser.Parse(parent, block, pc)
	if d, ok := n.(*parser.Delimiter); ok {
		g.marks++
		g.markBytes += d.OriginalLength
	}
	return n
}

// linkParser bounds the brackets that are open at the same time, and what the
// search for the destination behind a closing one may read.
type linkParser struct{ parser.InlineParser }

func (p linkParser) Parse(parent ast.Node, block text.Reader, pc parser.Context) ast.Node {
	g := guardOf(pc)
	g.enter(parent)
	line, pos := block.PeekLine()
	if !g.mayBracket(g.lines, pos.Start) {
		return nil
	}
	if line[0] == ']' {
		return p.closing(g, parent, block, pc)
	}
	if len(g.brackets) >= g.limits.Marks {
		g.refuse("too-complex", pos.Start, "close them, or escape them with backslashes",
			"the paragraph has more than %d open brackets", g.limits.Marks)
		return nil
	}
	n := p.InlineParser.Parse(parent, block, pc)
	if n != nil {
		g.brackets = append(g.brackets, pos.Start)
	}
	return n
}

// closing pays for the way back to the opening bracket, which is searched for
// links inside, and for the way on when no destination ends.
func (p linkParser) closing(g *guard, parent ast.Node, block text.Reader, pc parser.Context) ast.Node {
	line, pos := block.PeekLine()
	if len(g.brackets) == 0 {
		return nil
	}
	if !g.mayScan(pos.Start) {
		return nil
	}
	open := g.brackets[len(g.brackets)-1]
	g.brackets = g.brackets[:len(g.brackets)-1]
	n := p.InlineParser.Parse(parent, block, pc)
	if n == nil {
		g.scan(pos.Start - open)
		if len(line) > 1 && line[1] == '(' {
			g.scan(g.end - pos.Start)
			g.brokenClaim(line[2:], pos.Start)
		}
	}
	return n
}

// CloseBlock ends the paragraph: brackets still open become text.
func (p linkParser) CloseBlock(parent ast.Node, block text.Reader, pc parser.Context) {
	if c, ok := p.InlineParser.(parser.CloseBlocker); ok {
		c.CloseBlock(parent, block, pc)
	}
}
