package markdown

import (
	"strings"

	"github.com/yuin/goldmark/ast"

	"explainer/generator/internal/diag"
	"explainer/generator/internal/source"
	"explainer/generator/internal/urls"
)

// image writes a picture. One of the site is a Ref.
func (c *compiler) image(n *ast.Image) { c.picture(n, true) }

// figure writes a paragraph that is one picture with a title as a figure, the
// title as its caption, and reports whether it did.
func (c *compiler) figure(n *ast.Paragraph) bool {
	img, ok := n.FirstChild().(*ast.Image)
	if !ok || n.ChildCount() != 1 || len(img.Title) == 0 || img.Pos() < c.skip {
		return false
	}
	c.html = append(c.html, "<figure>\n"...)
	c.picture(img, false)
	c.html = append(c.html, "\n<figcaption>"...)
	c.prev = 0
	c.noRuns++
	if img.Reference == nil || c.expanded <= maxExpansion {
		c.decode(img.Title)
	}
	c.noRuns--
	c.html = append(c.html, "</figcaption>\n</figure>\n"...)
	c.endBlock()
	return true
}

func (c *compiler) picture(n *ast.Image, title bool) {
	var b strings.Builder
	c.alternative(&b, n)
	alt := strings.TrimSpace(b.String())
	if !c.mayExpand(n.Reference, n.Destination, n.Title, n.Pos()) {
		c.html = appendText(c.html, alt)
		c.plain = append(c.plain, alt...)
		return
	}
	dest := unescape(n.Destination)
	span := c.destination(n, n.Destination)
	if alt == "" {
		c.ds.Add(diag.Warningf("missing-alt", span, "the picture has no alternative text").
			WithHelp("say between the brackets what the picture shows"))
	}
	c.prev = 'x'
	if !c.mayShow(n, dest, span) {
		c.html = appendText(c.html, alt)
		c.plain = append(c.plain, alt...)
		return
	}
	c.html = append(c.html, "<img"...)
	if hasScheme(dest) {
		c.html = appendAttr(c.html, "src", dest)
	} else {
		ref := c.newRef(dest, Image)
		ref.Span, ref.Whole = span, c.f.Span(max(0, n.Pos()), c.constructEnd(n, n.Reference, n.Title, span))
		ref.Text, ref.at = alt, int32(len(c.plain))
		c.hole(holeImage, len(c.d.Refs))
		c.d.Refs = append(c.d.Refs, ref)
	}
	c.html = appendAttr(c.html, "alt", alt)
	if title {
		c.html = appendAttrIf(c.html, "title", unescape(n.Title))
	}
	if c.pictures++; c.pictures > 1 { // the first may stand on the first screen
		c.html = append(c.html, ` loading="lazy"`...)
	}
	c.html = append(c.html, ` decoding="async">`...)
}

func (c *compiler) mayShow(n *ast.Image, dest string, span source.Span) bool {
	at := max(0, n.Pos())
	if _, ok := claimID(dest); ok {
		c.ds.Add(claimForm(span, "a picture cannot be a claim"))
		return false
	}
	switch {
	case dest == "" || dest[0] == '#':
		c.ds.Add(diag.Errorf("empty-link", c.f.Span(at, at+1), "the picture has no file").
			WithHelp("write the path of a file between the parentheses"))
		return false
	case !urls.AllowedImage(dest):
		c.ds.Add(unsafe(span, "picture", dest))
		return false
	}
	return true
}

// alternative collects the words of an alternative text (CommonMark §6.4: the
// plain text of the description).
func (c *compiler) alternative(b *strings.Builder, n ast.Node) {
	for n = n.FirstChild(); n != nil; n = n.NextSibling() {
		switch t := n.(type) {
		case *ast.Text:
			value := t.Segment.Value(c.src)
			if t.IsRaw() {
				b.Write(value)
			} else {
				b.WriteString(unescape(value))
			}
			if t.SoftLineBreak() || t.HardLineBreak() {
				b.WriteByte(' ')
			}
		case *ast.AutoLink:
			b.Write(t.Label(c.src))
		case *wikiLink:
			b.WriteString(t.words(c.src))
		case *citation:
			c.ds.Add(diag.Errorf("citation-in-picture", c.f.Span(t.Pos(), t.stop), "the citation stands inside the alternative text of a picture").
				WithHelp("an alternative text has no links; write the citation behind the picture"))
		case *ast.Link:
			if isClaim(t.Destination) {
				c.ds.Add(claimForm(c.destination(t, t.Destination), "the claim stands inside the alternative text of a picture"))
			}
			c.alternative(b, n)
		default:
			c.alternative(b, n)
		}
	}
}
