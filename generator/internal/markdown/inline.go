package markdown

import (
	"unicode"
	"unicode/utf8"

	"github.com/yuin/goldmark/ast"
	east "github.com/yuin/goldmark/extension/ast"
	"github.com/yuin/goldmark/util"
)

func (c *compiler) inlineChildren(n ast.Node) {
	for n = n.FirstChild(); n != nil; n = n.NextSibling() {
		if n.Pos() >= 0 && n.Pos() < c.skip {
			continue
		}
		c.inline(n)
	}
}

func (c *compiler) inline(n ast.Node) {
	if t, ok := n.(*ast.Text); ok {
		c.text(t)
		return
	}
	if n.Kind() == kindCitation {
		c.trimRun()
	}
	c.endRun()
	switch t := n.(type) {
	case *ast.Emphasis:
		if t.Level == 2 {
			c.span("<strong>", t, "</strong>")
		} else {
			c.span("<em>", t, "</em>")
		}
	case *east.Strikethrough:
		c.span("<del>", t, "</del>")
	case *ast.CodeSpan:
		c.codeSpan(t)
	case *ast.Link:
		c.link(t)
	case *ast.AutoLink:
		c.autoLink(t)
	case *ast.Image:
		c.image(t)
	case *wikiLink:
		c.wiki(t)
	case *citation:
		c.cite(t)
	case *ast.RawHTML:
		c.rawHTML(t)
	case *east.TaskCheckBox:
		c.taskBox(t)
	case *east.FootnoteLink:
		c.footnoteMark(t)
	case *east.FootnoteBacklink:
		c.backlinks(t)
	default:
		c.inlineChildren(n)
	}
	c.endRun()
}

func (c *compiler) span(open string, n ast.Node, end string) {
	c.html = append(c.html, open...)
	c.inlineChildren(n)
	c.endRun()
	c.html = append(c.html, end...)
}

// run is the run being read; it is empty while size is 0 and no edits are made.
type run struct {
	on     bool
	text   []byte
	edits  []edit
	places []place
	base   int // offset in the file of the text node being read
	start  int // in html
	plain  int // in plain
	useful bool
}

// startRun begins a run unless one is being read or none may be.
func (c *compiler) startRun() {
	if c.run.on || c.noRuns > 0 {
		return
	}
	c.run = run{on: true, text: c.run.text[:0], start: len(c.html), plain: len(c.plain)}
}

// place remembers that what comes next in the run stands i bytes into the text node.
func (c *compiler) place(i int) {
	if c.run.on {
		c.run.places = append(c.run.places, place{int32(len(c.run.text)), int32(c.run.base + i)})
	}
}

// endRun keeps the run, if it holds a letter or a digit.
func (c *compiler) endRun() {
	if !c.run.on {
		return
	}
	c.run.on = false
	if !c.run.useful {
		return
	}
	c.d.Runs = append(c.d.Runs, Run{
		Section: len(c.d.Headings), Text: string(c.run.text), edits: c.run.edits, places: c.run.places,
		start: int32(c.run.start), end: int32(len(c.html)), plain: int32(c.run.plain),
	})
}

// text writes a text node: escapes and entities resolved, punctuation made
// typographic, line breaks.
func (c *compiler) text(n *ast.Text) {
	c.startRun()
	b := n.Segment.Value(c.src)
	c.run.base = n.Segment.Start
	c.place(0)
	if n.IsRaw() {
		c.put(b)
	} else {
		c.decode(b)
	}
	switch {
	case n.HardLineBreak():
		c.endRun()
		c.html = append(c.html, "<br>\n"...)
		c.plain = append(c.plain, ' ')
		c.prev = ' '
	case n.SoftLineBreak():
		c.replace(" ", "\n", " ")
	}
}

// decode writes text that may hold escapes, entities and, if the options say so,
// punctuation to be replaced. What was escaped is shown as typed.
func (c *compiler) decode(b []byte) {
	from := 0
	for i := 0; i < len(b); {
		switch b[i] {
		case '\\':
			if i+1 == len(b) || !util.IsPunct(b[i+1]) {
				i++
				continue
			}
			c.put(b[from:i])
			c.place(i + 1)
			c.put(b[i+1 : i+2])
			i += 2
		case '&':
			chars, n := entity(b[i:])
			if n == 0 {
				i++
				continue
			}
			c.put(b[from:i])
			c.put([]byte(chars))
			i += n
			c.place(i)
		case 0, '\r', '\n':
			c.put(b[from:i])
			if b[i] == 0 {
				c.put([]byte("\ufffd"))
			}
			i++
		case '.', '-', '"', '\'':
			if !c.opts.Smart {
				i++
				continue
			}
			c.put(b[from:i])
			from = i
			show, n := smart(b[i:], c.prev, c.opts.Quotes)
			if show == "" {
				c.put(b[i : i+n])
			} else {
				c.replace(string(b[i:i+n]), show, show)
			}
			i += n
		default:
			i++
			continue
		}
		from = i
	}
	c.put(b[from:])
}

// put writes characters as they are to the HTML, the plain text and the run.
// Line ends among them, which only an entity can bring, become spaces.
func (c *compiler) put(b []byte) {
	if len(b) == 0 {
		return
	}
	if len(b) == 1 && (b[0] == '\n' || b[0] == '\r') {
		b = []byte{' '}
	}
	c.html = appendText(c.html, b)
	c.plain = append(c.plain, b...)
	c.prev, _ = utf8.DecodeLastRune(b)
	if c.run.on {
		c.run.text = append(c.run.text, b...)
		c.run.useful = c.run.useful || hasWord(b)
	}
}

// replace writes text to the run, and what stands for it in the HTML and the
// plain text.
func (c *compiler) replace(text, html, plain string) {
	if c.run.on {
		c.run.edits = append(c.run.edits, edit{int32(len(c.run.text)), int32(len(text)), html})
		c.run.text = append(c.run.text, text...)
	}
	if c.inClaim && (text == `"` || text == "'") {
		c.typed = append(c.typed, edit{int32(len(c.plain)), int32(len(plain)), text})
	}
	c.html = appendText(c.html, html)
	c.plain = append(c.plain, plain...)
	c.prev, _ = utf8.DecodeLastRuneInString(plain)
}

func hasWord(b []byte) bool {
	for i := 0; i < len(b); {
		r, size := utf8.DecodeRune(b[i:])
		if unicode.IsLetter(r) || unicode.IsNumber(r) {
			return true
		}
		i += size
	}
	return false
}

func (c *compiler) codeSpan(n *ast.CodeSpan) {
	c.html = append(c.html, "<code>"...)
	for child := n.FirstChild(); child != nil; child = child.NextSibling() {
		t, ok := child.(*ast.Text)
		if !ok {
			continue
		}
		for _, b := range t.Segment.Value(c.src) {
			switch b {
			case '\r':
				continue
			case '\n':
				b = ' '
			}
			c.html = appendText(c.html, []byte{b})
			c.plain = append(c.plain, b)
		}
	}
	c.html = append(c.html, "</code>"...)
	c.prev = 'x' // a quote after code closes
}

func (c *compiler) taskBox(n *east.TaskCheckBox) {
	c.html = append(c.html, `<input type="checkbox" disabled`...)
	label := c.opts.Labels.TaskOpen
	if n.IsChecked {
		c.html = append(c.html, " checked"...)
		label = c.opts.Labels.TaskDone
	}
	c.html = appendAttr(c.html, "aria-label", label)
	c.html = append(c.html, "> "...)
	c.prev = ' '
}
