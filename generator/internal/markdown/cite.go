package markdown

import (
	"bytes"
	"cmp"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/yuin/goldmark/ast"
	"github.com/yuin/goldmark/parser"
	"github.com/yuin/goldmark/text"
	"github.com/yuin/goldmark/util"

	"explainer/generator/internal/diag"
	"explainer/generator/internal/urls"
)

// Citations are [@id], [@id, p. 12] and [@a; @b, p. 12]: ids of sources as
// urls.ValidID has them, each with a place in the source behind a comma. White
// space is free and may hold the end of a line; a bracket, a semicolon and a
// backslash in the place are escaped. Brackets of another form, or with more than
// maxCited ids, mean what they mean in CommonMark, and a warning says so. So do
// those before ( and before the label of a link definition; between [@a] and any
// other bracket no link is possible. A definition [@a]: /x stays one and makes no
// citation a link.
//
// A citation is no word of the text. The white space before it is dropped, so
// that its number stands at the word, and two in a row become one.
const maxCited = 20

// citedReach is how many bytes before a citation are searched for the full stop of
// its sentence.
const citedReach = 64

// maxMisread is how many brackets that miss a form are reported in one text.
const maxMisread = 100

// citation is a bracket of citations in the parser's tree.
type citation struct {
	ast.BaseInline
	cited []cited
	stop  int // where the construct ends
}

// cited is one id of a citation.
type cited struct {
	id, locator string
	start, end  int // of the id in the file
}

var kindCitation = ast.NewNodeKind("Citation")

// Kind implements ast.Node.
func (*citation) Kind() ast.NodeKind { return kindCitation }

// Dump implements ast.Node.
func (n *citation) Dump(src []byte, level int) { ast.DumpHelper(n, src, level, nil, nil) }

// bracket is what stands between [@ and ].
type bracket struct {
	text        []byte
	lines       []place // where its lines stand in the file
	start, stop int     // of the construct
}

// offset returns where a byte of the text stands in the file.
func (b *bracket) offset(at int) int {
	p := b.lines[0]
	for _, next := range b.lines {
		if int(next.at) > at {
			break
		}
		p = next
	}
	return int(p.offset) + at - int(p.at)
}

// readBracket reads a bracket whose first character is an @, up to what closes
// it. It ends at any other bracket, so no byte is read for two of them.
func readBracket(block text.Reader) *bracket {
	line, segment := block.PeekLine()
	b := &bracket{start: segment.Start}
	for offset, blank := 1, true; line != nil; offset = 0 {
		rest := line[offset:]
		if first := bytes.TrimLeft(rest, " \t\r\n"); blank && len(first) > 0 {
			if first[0] != '@' {
				return nil
			}
			blank = false
		}
		at := segment.Start + offset - segment.Padding
		b.lines = append(b.lines, place{int32(len(b.text)), int32(at)})
		if end := unescapedIndex(rest, "[]"); end >= 0 {
			if rest[end] == '[' {
				return nil
			}
			b.text = append(b.text, rest[:end]...)
			b.stop = at + end + 1
			block.Advance(offset + end + 1)
			return b
		}
		b.text = append(b.text, rest...)
		block.AdvanceLine()
		line, segment = block.PeekLine()
	}
	return nil
}

// unescapedIndex returns where the first of some characters stands that no
// backslash escapes, or -1.
func unescapedIndex(b []byte, chars string) int {
	for i := 0; i < len(b); i++ {
		switch {
		case b[i] == '\\' && i+1 < len(b) && util.IsPunct(b[i+1]):
			i++
		case strings.IndexByte(chars, b[i]) >= 0:
			return i
		}
	}
	return -1
}

// split returns the ids and their places, or nil for text of another form.
func (b *bracket) split() (list []cited) {
	for rest, at := b.text, 0; ; {
		size := len(rest)
		rest = bytes.TrimLeftFunc(rest, unicode.IsSpace)
		if len(rest) == 0 || rest[0] != '@' || len(list) == maxCited {
			return nil
		}
		rest = rest[1:]
		at += size - len(rest)
		end := bytes.IndexFunc(rest, func(r rune) bool { return r == ',' || r == ';' || unicode.IsSpace(r) })
		if end < 0 {
			end = len(rest)
		}
		c := cited{id: string(rest[:end]), start: b.offset(at), end: b.offset(at) + end}
		if urls.ValidID(c.id) != nil {
			return nil
		}
		stop := unescapedIndex(rest, ";")
		if stop < 0 {
			stop = len(rest)
		}
		if place := bytes.TrimFunc(rest[end:stop], unicode.IsSpace); len(place) > 0 {
			c.locator = strings.Join(strings.Fields(unescape(place[1:])), " ")
			if place[0] != ',' || c.locator == "" {
				return nil
			}
		}
		list = append(list, c)
		if stop == len(rest) {
			return list
		}
		rest, at = rest[stop+1:], at+stop+1
	}
}

type citeParser struct{}

// Trigger also has the exclamation mark, which would make a picture of the
// citation behind it.
func (citeParser) Trigger() []byte { return []byte{'[', '!'} }

func (citeParser) Parse(parent ast.Node, block text.Reader, pc parser.Context) ast.Node {
	line, segment := block.PeekLine()
	mark := line[0] == '!'
	if mark {
		if len(line) < 2 || line[1] != '[' {
			return nil
		}
		block.Advance(1)
	}
	b := readBracket(block)
	if b == nil || isLinkAhead(block, b, pc) {
		return nil
	}
	n := &citation{cited: b.split(), stop: b.stop}
	if n.cited == nil {
		if _, ok := pc.Reference(util.ToLinkReference(b.text)); !ok {
			guardOf(pc).misread(diag.Warningf("citation-form", guardOf(pc).file.Span(b.start, b.stop), "the bracket is no citation, so it is shown as it is").
				WithHelp(`write [@id] or [@id, p. 12; @other-id], at most %d ids of lower-case letters, digits and hyphens; or \[ for a bracket`, maxCited))
		}
		return nil
	}
	n.SetPos(b.start)
	if mark {
		parent.AppendChild(parent, ast.NewTextSegment(text.NewSegment(segment.Start, b.start)))
	}
	return n
}

// isLinkAhead reports whether what follows a bracket makes a link of it in
// CommonMark: a destination, or the label of a definition on the same line.
func isLinkAhead(block text.Reader, b *bracket, pc parser.Context) bool {
	line, _ := block.PeekLine()
	if len(line) == 0 || line[0] != '[' {
		return len(line) > 0 && line[0] == '('
	}
	end := unescapedIndex(line[1:], "[]")
	if end < 0 || line[1+end] == '[' {
		return false
	}
	label := line[1 : 1+end]
	if util.IsBlank(label) {
		label = b.text
	}
	_, ok := pc.Reference(util.ToLinkReference(label))
	return ok
}

// misread reports a construct that stays text, up to a number of them.
func (g *guard) misread(d diag.Diagnostic) {
	if g.misreads++; g.misreads <= maxMisread {
		g.ds.Add(d)
	}
}

// cite writes citations, each a Ref.
func (c *compiler) cite(n *citation) {
	whole := c.f.Span(n.Pos(), n.stop)
	switch {
	case c.inHeading:
		c.ds.Add(diag.Errorf("citation-in-heading", whole, "a heading cannot hold a citation").
			WithHelp("headings stand in lists of contents too; cite behind a sentence below it"))
		return
	case c.links > 0:
		c.ds.Add(diag.Errorf("citation-in-link", whole, "the citation stands inside the words of a link").
			WithHelp("HTML has no link inside a link; write the one behind the other"))
		return
	}
	at := c.citedAt()
	joined := len(c.html) == c.citeEnd && c.citeEnd > 0
	if joined {
		c.html = bytes.TrimSuffix(c.html, []byte("</sup>"))
	} else {
		c.html = append(c.html, `<sup class="cite">`...)
	}
	for i, one := range n.cited {
		if i > 0 || joined {
			c.html = append(c.html, ", "...)
		}
		ref := len(c.d.Refs)
		c.d.Refs = append(c.d.Refs, Ref{
			Kind: Cite, Target: one.id, Text: one.locator, Span: c.f.Span(one.start, one.end), Whole: whole, at: int32(at),
		})
		c.hole(holeCite, ref)
		if one.locator != "" {
			c.html = append(c.html, ", "...)
			c.html = appendText(c.html, c.shown(one.locator))
		}
		c.hole(holeClose, ref)
	}
	c.html = append(c.html, "</sup>"...)
	c.citeEnd = len(c.html)
}

// shown returns text that is no Markdown with the punctuation that the options
// ask for.
func (c *compiler) shown(s string) string {
	if c.opts.Smart {
		return SmartText(s, c.opts.Quotes)
	}
	return s
}

// citedAt returns the place in the plain text whose sentence a citation belongs
// to: the last character before it, or the full stop behind which only quotes and
// brackets close.
func (c *compiler) citedAt() int {
	block := c.plain[max(0, len(c.plain)-citedReach):]
	block = block[bytes.LastIndexByte(block, '\n')+1:]
	closers := func(r rune) bool { return unicode.In(r, unicode.Pe, unicode.Pf) || r == '"' || r == '\'' }
	before := block
	if r, _ := utf8.DecodeLastRune(bytes.TrimRightFunc(block, closers)); strings.ContainsRune(".!?…", r) {
		before = bytes.TrimRightFunc(block, closers)
	}
	_, size := utf8.DecodeLastRune(before)
	at := len(c.plain) - len(block) + len(before) - size
	if n := len(c.d.Refs); n > 0 {
		at = max(at, int(c.d.Refs[n-1].at)) // they stay in order
	}
	return at
}

// trimRun drops the white space that the run being read ends in.
func (c *compiler) trimRun() {
	r := &c.run
	if !r.on {
		return
	}
	trim := func(b []byte, from int) []byte {
		return b[:from+len(bytes.TrimRightFunc(b[from:], unicode.IsSpace))]
	}
	c.html, c.plain, r.text = trim(c.html, r.start), trim(c.plain, r.plain), trim(r.text, 0)
	for n := len(r.edits); n > 0 && int(r.edits[n-1].at) >= len(r.text); n-- {
		r.edits = r.edits[:n-1]
	}
	c.prev, _ = utf8.DecodeLastRune(c.plain)
	if len(c.plain) == 0 || c.prev == '\n' {
		c.prev = 0
	}
}

// openCite opens the link of a citation and writes what the Resolver shows it as.
func (w *writer) openCite(l Link, ref *Ref) {
	w.open = ""
	switch {
	case l.Missing:
		w.dst = append(w.dst, `<span class="missing">?`...)
		w.open = "</span>"
		return
	case l.Href != "":
		w.dst = append(w.dst, "<a"...)
		w.dst = appendAttrIf(w.dst, "id", l.ID)
		w.dst = appendAttr(w.dst, "href", l.Href)
		w.dst = appendAttrIf(w.dst, "class", l.Class)
		w.dst = appendAttrIf(w.dst, "title", l.Title)
		w.dst = append(w.dst, '>')
		w.open = "</a>"
	case l.ID != "":
		w.dst = appendAttr(append(w.dst, "<span"...), "id", l.ID)
		w.dst = append(w.dst, '>')
		w.open = "</span>"
	}
	w.dst = appendText(w.dst, cmp.Or(l.Text, ref.Target))
}
