package markdown

import (
	"bytes"
	"strings"

	"github.com/yuin/goldmark/ast"
	"github.com/yuin/goldmark/parser"
	"github.com/yuin/goldmark/text"

	"explainer/generator/internal/source"
)

// Wiki links are [[target]] and [[target|text]], the bar also escaped, as a table
// needs it. A target may go over a line's end. Inside are neither brackets nor
// more than maxWikiBytes bytes; otherwise the brackets mean what they mean in
// CommonMark, as they do when ( follows.
const (
	maxWikiBytes = 500
	maxWikiLines = 4
)

// wikiLink is a wiki link in the parser's tree.
type wikiLink struct {
	ast.BaseInline
	inner text.Segments // what is between the brackets, line by line
	stop  int           // where the construct ends
}

var kindWikiLink = ast.NewNodeKind("WikiLink")

// Kind implements ast.Node.
func (*wikiLink) Kind() ast.NodeKind { return kindWikiLink }

// Dump implements ast.Node.
func (n *wikiLink) Dump(src []byte, level int) { ast.DumpHelper(n, src, level, nil, nil) }

// split returns the target and the text, each with white space as single spaces;
// the text is "" if none is given.
func (n *wikiLink) split(src []byte) (target, label string) {
	var b strings.Builder
	for i := range n.inner.Len() {
		s := n.inner.At(i)
		b.Write(s.Value(src))
		b.WriteByte(' ')
	}
	target, label, _ = strings.Cut(b.String(), "|")
	target = strings.TrimSuffix(strings.TrimSpace(target), `\`)
	space := func(s string) string { return strings.Join(strings.Fields(s), " ") }
	return space(unescape([]byte(target))), space(unescape([]byte(label)))
}

// words returns what a reader sees before the site is asked.
func (n *wikiLink) words(src []byte) string {
	target, label := n.split(src)
	if label != "" {
		return label
	}
	return target
}

type wikiParser struct{}

func (wikiParser) Trigger() []byte { return []byte{'['} }

func (wikiParser) Parse(_ ast.Node, block text.Reader, _ parser.Context) ast.Node {
	line, segment := block.PeekLine()
	if !bytes.HasPrefix(line, []byte("[[")) {
		return nil
	}
	n, size, offset := &wikiLink{}, 0, 2
	for range maxWikiLines {
		rest := line[offset:]
		end := bytes.IndexAny(rest[:min(len(rest), maxWikiBytes)], "[]")
		if end < 0 {
			n.inner.Append(text.NewSegment(segment.Start+offset-segment.Padding, segment.Stop))
			if size += len(rest); size > maxWikiBytes {
				return nil
			}
			block.AdvanceLine()
			line, segment = block.PeekLine()
			if line == nil {
				return nil
			}
			offset = 0
			continue
		}
		if !bytes.HasPrefix(rest[end:], []byte("]]")) || bytes.HasPrefix(rest[end:], []byte("]](")) {
			return nil
		}
		at := segment.Start + offset - segment.Padding
		n.inner.Append(text.NewSegment(at, at+end))
		n.stop = at + end + 2
		if target, _ := n.split(block.Source()); target == "" {
			return nil
		}
		block.Advance(offset + end + 2)
		return n
	}
	return nil
}

// wiki writes a wiki link: a Ref whose words, if none are given, the site
// chooses.
func (c *compiler) wiki(n *wikiLink) {
	target, label := n.split(c.src)
	span := c.wikiTarget(n)
	words := label
	if words == "" {
		words = target
	}
	ok := !c.nested(span)
	start := len(c.plain)
	if ok {
		i := len(c.d.Refs)
		c.d.Refs = append(c.d.Refs, Ref{
			Kind: Wiki, Target: target, Text: label, Span: span, Whole: c.f.Span(max(0, n.Pos()), n.stop),
			at: int32(start), size: int32(len(words)), open: label == "",
		})
		if label == "" {
			c.hole(holeWiki, i)
			c.plain = append(c.plain, words...)
			c.prev = 'x'
			return
		}
		c.hole(holeOpen, i)
	}
	c.noRuns++
	c.decode([]byte(words))
	c.noRuns--
	if ok {
		i := len(c.d.Refs) - 1
		c.d.Refs[i].size = int32(len(c.plain) - start)
		c.hole(holeClose, i)
	}
}

// wikiTarget returns the place of the target, of its first line if it goes on.
func (c *compiler) wikiTarget(n *wikiLink) source.Span {
	s := n.inner.At(0)
	value := s.Value(c.src)
	if i := bytes.IndexByte(value, '|'); i >= 0 {
		value = bytes.TrimSuffix(value[:i], []byte{'\\'})
	}
	s.Stop = s.Start + len(value)
	s = s.TrimRightSpace(c.src)
	s = s.TrimLeftSpace(c.src)
	return c.f.Span(s.Start, s.Stop)
}
