package markdown

import (
	"bytes"
	"slices"
	"strconv"
	"strings"
	"unicode"

	"github.com/yuin/goldmark/ast"
	"github.com/yuin/goldmark/parser"
	"github.com/yuin/goldmark/text"
	"golang.org/x/text/unicode/norm"

	"explainer/generator/internal/diag"
	"explainer/generator/internal/source"
)

// attributesKey is the name under which a heading keeps the place of its
// attributes, an attributeRange. No attribute that an author writes has it.
const attributesKey = "{}"

// maxAttributes is how long the attributes of a heading may be, in bytes.
const maxAttributes = 1000

type attributeRange struct{ start, end int } // what is between the braces

// headingParser cuts `{#id .class lang=uk}` off the end of a heading before its
// words are read.
type headingParser struct {
	parser.BlockParser
	atx bool // marked with #, which may also stand at its end
}

func (p headingParser) Close(node ast.Node, reader text.Reader, pc parser.Context) {
	p.BlockParser.Close(node, reader, pc)
	lines := node.Lines()
	if node.Parent() == nil || lines.Len() == 0 {
		return
	}
	src, last := reader.Source(), lines.At(lines.Len()-1)
	last = last.TrimRightSpace(src)
	line := src[last.Start:last.Stop]
	if !bytes.HasSuffix(line, []byte{'}'}) {
		return
	}
	from := max(0, len(line)-maxAttributes)
	open := bytes.LastIndexByte(line[from:], '{') + from
	if open < from || open > 0 && line[open-1] != ' ' && line[open-1] != '\t' {
		return
	}
	if !looksLikeAttributes(string(line[open+1 : len(line)-1])) {
		return
	}
	node.SetAttributeString(attributesKey, attributeRange{last.Start + open + 1, last.Stop - 1})
	words := bytes.TrimRight(line[:open], " \t")
	if p.atx {
		if hashes := bytes.TrimRight(words, "#"); bytes.HasSuffix(hashes, []byte{' '}) {
			words = bytes.TrimRight(hashes, " \t")
		}
	}
	last.Stop = last.Start + len(words)
	lines.Set(lines.Len()-1, last)
}

// looksLikeAttributes tells attributes from other words in braces: the first
// begins with # or ., or has =.
func looksLikeAttributes(s string) bool {
	words := strings.Fields(s)
	return len(words) > 0 && (words[0][0] == '#' || words[0][0] == '.' || strings.Contains(words[0], "="))
}

// attributes are what a heading may have.
type attributes struct {
	id, class, lang, dir string
	idSpan               source.Span
}

// headingAttributes reads what headingParser cut off. Whatever is not allowed is
// an error: attributes could carry scripts and styles.
func headingAttributes(f *source.File, h *ast.Heading, ds *diag.List) (a attributes) {
	v, _ := h.AttributeString(attributesKey)
	r, ok := v.(attributeRange)
	if !ok {
		return a
	}
	raw := string(f.Data()[r.start:r.end])
	for at := 0; at < len(raw); {
		if raw[at] == ' ' || raw[at] == '\t' {
			at++
			continue
		}
		end := at + wordEnd(raw[at:])
		a.add(raw[at:end], f.Span(r.start+at, r.start+end), ds)
		at = end
	}
	return a
}

// wordEnd returns where the first word ends; spaces within double quotes do not
// end it.
func wordEnd(s string) int {
	quoted := false
	for i := range len(s) {
		switch {
		case s[i] == '"':
			quoted = !quoted
		case !quoted && (s[i] == ' ' || s[i] == '\t'):
			return i
		}
	}
	return len(s)
}

func (a *attributes) add(word string, at source.Span, ds *diag.List) {
	name, value, _ := strings.Cut(word, "=")
	value = strings.Trim(value, `"`)
	switch {
	case word[0] == '#':
		name, value = "id", word[1:]
	case word[0] == '.':
		name, value = "class", word[1:]
	}
	valid := value != "" && !strings.ContainsFunc(value, func(r rune) bool { return !idRune(r) })
	switch name {
	case "id":
		if valid {
			a.id, a.idSpan = value, at
		}
	case "class":
		if valid = value != "" && !strings.ContainsFunc(value, func(r rune) bool { return !idRune(r) && r != ' ' }); valid {
			a.class = strings.TrimSpace(a.class + " " + value)
		}
	case "lang":
		a.lang = value
	case "dir":
		a.dir = value
		if valid = value == "ltr" || value == "rtl" || value == "auto"; !valid {
			a.dir = ""
		}
	default:
		ds.Add(diag.Errorf("heading-attribute", at, "a heading cannot have the attribute %q", name).
			WithHelp("id, class, lang and dir are allowed"))
		return
	}
	if !valid {
		if name == "lang" {
			a.lang = ""
		}
		ds.Add(diag.Errorf("heading-attribute", at, "%q is no value for the attribute %q", value, name).
			WithHelp("letters, digits, hyphens, underscores, colons and full stops are allowed"))
	}
}

func idRune(r rune) bool {
	return unicode.IsLetter(r) || unicode.IsMark(r) || unicode.IsNumber(r) || strings.ContainsRune("-_:.", r)
}

// ids gives every heading an id of its own.
type ids struct {
	taken map[string]source.Span
	next  map[string]int
}

func newIDs() *ids {
	return &ids{taken: map[string]source.Span{}, next: map[string]int{}}
}

// claim takes an id that the author wrote, before any is made. It reports false
// for one written before.
func (s *ids) claim(id string, at source.Span, ds *diag.List) bool {
	if first, ok := s.taken[id]; ok {
		ds.Add(diag.Errorf("duplicate-id", at, "the id %q is given twice", id).WithNote(first, "the first one"))
		return false
	}
	s.taken[id] = at
	return true
}

// make returns an id for words: their slug, with -1, -2, … behind it if another
// heading has it already. One that could be a footnote's gets a word before it.
func (s *ids) make(words string) string {
	base := slug(words)
	if footnoteID(base) {
		base = "section-" + base
	}
	id := base
	for n := s.next[base]; ; n++ {
		if n > 0 {
			id = base + "-" + strconv.Itoa(n)
		}
		if _, ok := s.taken[id]; !ok {
			s.taken[id], s.next[base] = source.Span{}, n+1
			return id
		}
	}
}

// slug returns words as GitHub makes them into an id: in lower case, letters,
// marks, numbers, hyphens and underscores of any script kept, spaces as
// hyphens, all else dropped.
func slug(words string) string {
	var b strings.Builder
	for _, r := range norm.NFC.String(strings.TrimSpace(words)) {
		switch {
		case unicode.IsLetter(r), unicode.IsMark(r), unicode.IsNumber(r), r == '-', r == '_':
			b.WriteRune(unicode.ToLower(r))
		case unicode.IsSpace(r):
			b.WriteByte('-')
		}
	}
	if b.Len() == 0 {
		return "section"
	}
	return b.String()
}

// heading writes a heading and remembers it.
func (c *compiler) heading(h *ast.Heading) {
	a := c.attributes[h]
	level := c.headingLevel(h)
	at := len(c.html)
	c.html = append(c.html, "<h0>"...)
	c.html[at+2] = byte('0' + level)
	tail := len(c.html) - 1

	start := len(c.plain)
	c.noRuns++
	c.inHeading = true
	body := len(c.html)
	c.inlines(h)
	c.inHeading = false
	c.noRuns--
	words := strings.TrimSpace(string(c.plain[start:]))
	id := a.id
	if id == "" {
		id = c.ids.make(words)
	}
	open := appendAttr(nil, "id", id)
	open = appendAttrIf(open, "class", a.class)
	open = appendAttrIf(open, "lang", a.lang)
	open = appendAttrIf(open, "dir", a.dir)
	c.shift(tail, body, open)
	c.html = append(c.html, "</h0>\n"...)
	c.html[len(c.html)-3] = byte('0' + level)
	c.d.Headings = append(c.d.Headings, Heading{
		Level: level, ID: id, Text: words, Span: c.blockSpan(h), at: int32(start), size: int32(len(c.plain) - start),
	})
	c.endBlock()
}

// HeadingText returns the words of Headings[i] with those that the site chose for
// wiki links. Heading.Text has their targets instead.
func (d *Doc) HeadingText(i int, r Resolver) string {
	h := d.Headings[i]
	return strings.TrimSpace(d.filled(int(h.at), int(h.at+h.size), r))
}

// headingLevel returns the level that the page shows, and reports one that
// breaks the outline: assistive technology navigates by it (WCAG 2.2, 1.3.1).
func (c *compiler) headingLevel(h *ast.Heading) int {
	level := h.Level
	if level == 1 {
		c.ds.Add(diag.Warningf("heading-level", c.blockSpan(h), "a heading of level 1 is the page's title and nothing else").
			WithHelp("write ## for the highest headings of the text"))
		level = 2
	}
	if level > c.level+1 {
		c.ds.Add(diag.Warningf("heading-level", c.blockSpan(h), "the heading has level %d, the one above it level %d", level, c.level).
			WithHelp("no level may be left out on the way down: write %s", strings.Repeat("#", c.level+1)))
	}
	c.level = level
	return level
}

// shift puts bytes into the html at an offset, and moves the holes after it. The
// offset is near the end, so little is moved.
func (c *compiler) shift(at, after int, b []byte) {
	c.html = slices.Insert(c.html, at, b...)
	for i := len(c.d.holes) - 1; i >= 0 && int(c.d.holes[i].at) >= after; i-- {
		c.d.holes[i].at += int32(len(b))
	}
}
