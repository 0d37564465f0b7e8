package markdown

import (
	"bytes"

	"github.com/yuin/goldmark/ast"
	east "github.com/yuin/goldmark/extension/ast"
	"github.com/yuin/goldmark/parser"
	"github.com/yuin/goldmark/text"
	"github.com/yuin/goldmark/util"
)

// containerParser bounds the depth of containers and the lines that they carry.
type containerParser struct{ parser.BlockParser }

func (p containerParser) Open(parent ast.Node, reader text.Reader, pc parser.Context) (ast.Node, parser.State) {
	g := guardOf(pc)
	line, pos := reader.Position()
	if depth(parent) < g.limits.Depth {
		return p.BlockParser.Open(parent, reader, pc)
	}
	switch parent.(type) {
	case *ast.List, *east.DefinitionList:
		return p.BlockParser.Open(parent, reader, pc)
	}
	if at := pc.BlockOffset(); at >= 0 && g.src[min(pos.Start+at, len(g.src)-1)] == ':' {
		return nil, parser.NoChildren // a definition list marks its parent even when it is taken back
	}
	node, state := p.BlockParser.Open(parent, reader, pc)
	if node == nil {
		return nil, state
	}
	reader.SetPosition(line, pos)
	g.refuse("too-deep", pos.Start, "bring the inner parts out, or make them paragraphs",
		"quotations and lists are inside each other more than %d deep", g.limits.Depth)
	return nil, parser.NoChildren
}

func (p containerParser) Continue(node ast.Node, reader text.Reader, pc parser.Context) parser.State {
	g := guardOf(pc)
	if g.steps++; g.steps > maxSteps {
		_, pos := reader.PeekLine()
		g.refuse("too-complex", pos.Start, "take blank lines out of lists that are deep inside each other",
			"too many lines in quotations and lists that are inside each other")
		return parser.Close
	}
	return p.BlockParser.Continue(node, reader, pc)
}

// definitionTransformer bounds the link definitions of one paragraph: the parser
// moves the rest of the paragraph once for each.
type definitionTransformer struct{ parser.ParagraphTransformer }

func (t definitionTransformer) Transform(node *ast.Paragraph, reader text.Reader, pc parser.Context) {
	g, lines, n := guardOf(pc), node.Lines(), 0
	for i := range lines.Len() {
		line := lines.At(i)
		value := util.TrimLeftSpace(reader.Source()[line.Start:line.Stop])
		if i == 0 && !bytes.HasPrefix(value, []byte{'['}) {
			return
		}
		if i == 0 && !g.mayBracket(lines.Len(), line.Start) {
			return
		}
		if bytes.HasPrefix(value, []byte{'['}) {
			n++
		}
	}
	if n > maxDefinitions {
		g.refuse("too-complex", lines.At(0).Start, "put blank lines between them",
			"more than %d link definitions without a blank line", maxDefinitions)
		return
	}
	t.ParagraphTransformer.Transform(node, reader, pc)
}

// tableTransformer bounds the cells of tables. A row that is shorter than the
// header is filled up, so a small text can make many.
type tableTransformer struct{ parser.ParagraphTransformer }

func (t tableTransformer) Transform(node *ast.Paragraph, reader text.Reader, pc parser.Context) {
	g, src, lines := guardOf(pc), reader.Source(), node.Lines()
	for i := 1; i < lines.Len(); i++ {
		line := lines.At(i)
		columns := delimiterColumns(src[line.Start:line.Stop])
		if columns == 0 {
			continue
		}
		g.cells += columns * (lines.Len() - i)
		g.pipes += escapedPipes(src[lines.At(0).Start:lines.At(lines.Len()-1).Stop])
		if g.cells > g.limits.Cells {
			g.refuse("too-complex", line.Start, "split the table, or put the data in a file beside the page",
				"the tables have more than %d cells", g.limits.Cells)
			return
		}
		if g.pipes > maxEscapedPipe {
			g.refuse("too-complex", line.Start, "write fewer of them, or use a code block",
				"more than %d escaped pipes in tables with code", maxEscapedPipe)
			return
		}
		break
	}
	t.ParagraphTransformer.Transform(node, reader, pc)
}

// delimiterColumns returns an upper bound of the columns that a delimiter row
// announces, or 0 for a line that is none.
func delimiterColumns(line []byte) int {
	dash, pipes := false, 0
	for _, c := range line {
		switch c {
		case '-':
			dash = true
		case '|':
			pipes++
		case ':', ' ', '\t', '\r', '\n', '\v', '\f':
		default:
			return 0
		}
	}
	if !dash {
		return 0
	}
	return pipes + 1
}

func escapedPipes(b []byte) int {
	if bytes.IndexByte(b, '`') < 0 {
		return 0
	}
	return bytes.Count(b, []byte(`\|`))
}
