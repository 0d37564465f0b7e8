package markdown

import (
	"strings"

	"github.com/yuin/goldmark/ast"

	"explainer/generator/internal/diag"
)

// blockquote writes a quotation, or an alert: a quotation whose first line is
// [!NOTE] or another of GitHub's five words.
func (c *compiler) blockquote(n *ast.Blockquote) {
	kind, end := c.alertMark(n)
	if kind == "" {
		c.wrap("blockquote", n)
		return
	}
	c.html = append(c.html, `<div class="alert alert-`...)
	c.html = append(c.html, kind...)
	c.html = append(c.html, "\" role=\"note\">\n<p class=\"alert-title\">"...)
	c.html = appendText(c.html, c.alertLabel(kind))
	c.html = append(c.html, "</p>\n"...)
	first := n.FirstChild()
	if first.Lines().Len() > 1 {
		c.skip = end
		c.block(first)
		c.skip = 0
	}
	for n := first.NextSibling(); n != nil; n = n.NextSibling() {
		c.block(n)
	}
	c.html = append(c.html, "</div>\n"...)
}

// alertMark returns the kind of alert in lower case and where its first line
// ends, or "" for a quotation. A word that names no alert is reported.
func (c *compiler) alertMark(n *ast.Blockquote) (kind string, end int) {
	p, ok := n.FirstChild().(*ast.Paragraph)
	if !ok || p.Lines().Len() == 0 {
		return "", 0
	}
	line := p.Lines().At(0)
	mark := strings.TrimSpace(string(line.Value(c.src)))
	if !strings.HasPrefix(mark, "[!") || !strings.HasSuffix(mark, "]") {
		return "", 0
	}
	word := mark[2 : len(mark)-1]
	if word == "" || strings.ContainsFunc(word, func(r rune) bool { return (r|0x20) < 'a' || (r|0x20) > 'z' }) {
		return "", 0
	}
	kind = strings.ToLower(word)
	if c.alertLabel(kind) == "" {
		c.ds.Add(diag.Warningf("unknown-alert", c.f.Span(line.Start, line.Start+len(mark)), "unknown alert %q", word).
			WithHelp("%s", diag.DidYouMean(strings.ToUpper(word), []string{"NOTE", "TIP", "IMPORTANT", "WARNING", "CAUTION"})))
		return "", 0
	}
	return kind, line.Stop
}

func (c *compiler) alertLabel(kind string) string {
	l := c.opts.Labels
	switch kind {
	case "note":
		return l.Note
	case "tip":
		return l.Tip
	case "important":
		return l.Important
	case "warning":
		return l.Warning
	case "caution":
		return l.Caution
	}
	return ""
}
