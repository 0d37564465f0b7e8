package markdown

import (
	"bytes"

	"github.com/yuin/goldmark/ast"
	"github.com/yuin/goldmark/text"

	"explainer/generator/internal/diag"
)

// htmlBlock writes a block of HTML. With raw HTML off it is shown as text;
// comments vanish.
func (c *compiler) htmlBlock(n *ast.HTMLBlock) {
	var raw []byte
	lines := n.Lines()
	for i := range lines.Len() {
		line := lines.At(i)
		raw = append(raw, line.Value(c.src)...)
	}
	if n.HasClosure() {
		raw = append(raw, n.ClosureLine.Value(c.src)...)
	}
	if n.HTMLBlockType == ast.HTMLBlockType2 && !bytes.Contains(raw, []byte("-->")) {
		c.ds.Add(diag.Errorf("unclosed-comment", c.f.Span(n.Pos(), n.Pos()+4), "the comment has no end, so the rest of the text is part of it").
			WithHelp("write --> where it ends"))
	}
	if c.opts.RawHTML {
		c.html = appendRaw(c.html, raw)
		return
	}
	rest := bytes.TrimSpace(withoutComments(raw))
	if len(rest) == 0 {
		return
	}
	c.rawHTMLOff(n.Pos(), firstTag(rest))
	c.html = append(c.html, "<p>"...)
	c.html = appendText(c.html, rest)
	c.html = append(c.html, "</p>\n"...)
}

// rawHTML writes HTML within a line, in the same way.
func (c *compiler) rawHTML(n *ast.RawHTML) {
	raw := segmentsValue(n.Segments, c.src)
	switch {
	case c.opts.RawHTML:
		c.html = appendRaw(c.html, raw)
	case bytes.HasPrefix(raw, []byte("<!--")):
	default:
		c.rawHTMLOff(n.Pos(), firstTag(raw))
		c.html = appendText(c.html, raw)
	}
}

func segmentsValue(s *text.Segments, src []byte) []byte {
	var raw []byte
	for i := range s.Len() {
		segment := s.At(i)
		raw = append(raw, segment.Value(src)...)
	}
	return raw
}

// appendRaw appends HTML as it is, but for NUL and CR.
func appendRaw(dst, raw []byte) []byte {
	if bytes.IndexByte(raw, 0) >= 0 {
		raw = bytes.ReplaceAll(raw, []byte{0}, []byte("\ufffd"))
	}
	if bytes.IndexByte(raw, '\r') >= 0 {
		raw = bytes.ReplaceAll(raw, []byte{'\r'}, nil)
	}
	return append(dst, raw...)
}

// rawHTMLOff warns, once in a text, that HTML is shown and not used.
func (c *compiler) rawHTMLOff(at int, tag string) {
	if c.toldRaw {
		return
	}
	c.toldRaw = true
	at = max(0, at)
	c.ds.Add(diag.Warningf("raw-html", c.f.Span(at, at+len(tag)), "HTML is shown as text, since raw HTML is off").
		WithHelp("use Markdown, or escape < with a backslash; raw_html = true under [markdown] in config.toml lets HTML of every author through"))
}

// firstTag returns the first tag, for a caret to point at.
func firstTag(raw []byte) string {
	if i := bytes.IndexAny(raw, ">\r\n"); i >= 0 && i < 100 {
		if raw[i] == '>' {
			i++
		}
		return string(raw[:i])
	}
	return string(raw[:min(1, len(raw))])
}

// withoutComments returns HTML without the comments that it begins with.
func withoutComments(raw []byte) []byte {
	for {
		raw = bytes.TrimSpace(raw)
		if !bytes.HasPrefix(raw, []byte("<!--")) {
			return raw
		}
		end := bytes.Index(raw, []byte("-->"))
		if end < 0 {
			return nil
		}
		raw = raw[end+3:]
	}
}
