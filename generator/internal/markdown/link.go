package markdown

import (
	"bytes"
	"iter"
	"net/url"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/yuin/goldmark/ast"
	"github.com/yuin/goldmark/util"

	"explainer/generator/internal/diag"
	"explainer/generator/internal/source"
	"explainer/generator/internal/urls"
)

// link writes a link. One that leads out of the site is finished here; one
// within it is a Ref.
func (c *compiler) link(n *ast.Link) {
	if !c.mayExpand(n.Reference, n.Destination, n.Title, n.Pos()) {
		c.inlineChildren(n)
		return
	}
	dest := unescape(n.Destination)
	if id, ok := claimID(dest); ok {
		c.claim(n, id)
		return
	}
	span := c.destination(n, n.Destination)
	if !c.mayLink(n, dest, span) {
		c.inlineChildren(n)
		return
	}
	c.links++
	c.noRuns++
	defer func() { c.links--; c.noRuns-- }()
	if hasScheme(dest) {
		c.html = appendOutside(c.html, dest)
		c.html = appendAttrIf(c.html, "title", unescape(n.Title))
		c.span(">", n, "</a>")
		return
	}
	ref := c.newRef(dest, File)
	ref.Span, ref.Whole = span, c.f.Span(n.Pos(), c.constructEnd(n, n.Reference, n.Title, span))
	ref.title = unescape(n.Title)
	i := len(c.d.Refs)
	c.d.Refs = append(c.d.Refs, ref)

	c.hole(holeOpen, i)
	start := len(c.plain)
	c.inlineChildren(n)
	c.endRun()
	c.hole(holeClose, i)
	r := &c.d.Refs[i]
	r.at, r.size = int32(start), int32(len(c.plain)-start)
	r.Text = string(c.plain[start:])
}

// mayLink reports whether a destination may become a link, and says why not.
func (c *compiler) mayLink(n ast.Node, dest string, span source.Span) bool {
	if c.nested(span) {
		return false
	}
	if dest == "" {
		at := max(0, n.Pos())
		c.ds.Add(diag.Errorf("empty-link", c.f.Span(at, at+1), "the link leads nowhere").
			WithHelp("write an address between the parentheses"))
		return false
	}
	if !urls.Allowed(dest) {
		c.ds.Add(unsafe(span, "link", dest))
		return false
	}
	return true
}

// nested reports whether a link would stand inside another, and says so.
func (c *compiler) nested(span source.Span) bool {
	if c.links > 0 {
		c.ds.Add(diag.Errorf("nested-link", span, "the link stands inside the words of another link").
			WithHelp("HTML has no link inside a link; write the one beside the other"))
	}
	return c.links > 0
}

func unsafe(span source.Span, what, dest string) diag.Diagnostic {
	if scheme, _, ok := strings.Cut(dest, ":"); ok && hasScheme(dest) {
		return diag.Errorf("unsafe-link", span, "a %s cannot have the scheme %q", what, scheme).
			WithHelp("write an address with https, or a path within the site")
	}
	return diag.Errorf("unsafe-link", span, "%q is no address for a %s", dest, what).
		WithHelp("write an address with https, or a path within the site")
}

// mayExpand bounds what references repeat: a long definition that is used often
// makes much out of little.
func (c *compiler) mayExpand(ref *ast.ReferenceLink, dest, title []byte, at int) bool {
	if ref == nil {
		return true
	}
	c.expanded += len(dest) + len(title)
	if c.expanded <= maxExpansion {
		return true
	}
	if c.expanded-len(dest)-len(title) <= maxExpansion {
		at = max(0, at)
		c.ds.Add(diag.Errorf("too-complex", c.f.Span(at, at+1), "the links repeat more than %d bytes of their definitions", maxExpansion).
			WithHelp("use shorter addresses and titles in link definitions"))
	}
	return false
}

// newRef takes a destination within the site apart.
func (c *compiler) newRef(dest string, kind RefKind) Ref {
	path, query, fragment := urls.Split(dest)
	if path == "" && query == "" && kind == File {
		kind = Fragment
	}
	return Ref{Kind: kind, Target: percentDecoded(path), Query: query, Fragment: percentDecoded(fragment)}
}

// percentDecoded returns text with its percent-encoding resolved (RFC 3986 §2.1),
// or as it is where that fails or makes what no name holds: bytes that are not
// UTF-8, control characters.
func percentDecoded(s string) string {
	d, err := url.PathUnescape(s)
	if err != nil || !utf8.ValidString(d) || strings.ContainsFunc(d, unicode.IsControl) {
		return s
	}
	return d
}

// hasScheme reports whether an address begins with a scheme (RFC 3986 §3.1).
func hasScheme(dest string) bool {
	for i, r := range dest {
		switch {
		case r >= 'a' && r <= 'z', r >= 'A' && r <= 'Z':
		case i > 0 && (r >= '0' && r <= '9' || r == '+' || r == '-' || r == '.'):
		default:
			return i > 0 && r == ':'
		}
	}
	return false
}

// appendOutside opens a link that leads out of the site, up to its last
// attribute. Those to other sites say so, for styles to show.
func appendOutside(dst []byte, dest string) []byte {
	dst = append(dst, "<a"...)
	dst = appendAttr(dst, "href", string(util.URLEscape([]byte(dest), false)))
	if lower := strings.ToLower(dest[:min(8, len(dest))]); strings.HasPrefix(lower, "http:") || strings.HasPrefix(lower, "https:") {
		dst = append(dst, ` rel="external"`...)
	}
	return dst
}

func (c *compiler) autoLink(n *ast.AutoLink) {
	label := n.Label(c.src)
	dest := string(n.URL(c.src))
	if n.AutoLinkType == ast.AutoLinkEmail && !strings.HasPrefix(strings.ToLower(dest), "mailto:") {
		dest = "mailto:" + dest
	}
	at := max(0, n.Pos()) + 1
	span := c.f.Span(at, at+len(label))
	_, claim := claimID(dest)
	if claim {
		c.ds.Add(claimForm(span, "an address between angle brackets cannot be a claim"))
	}
	ok := !claim && c.mayLink(n, dest, span)
	if ok {
		c.html = append(appendOutside(c.html, dest), '>')
	}
	c.html = appendText(c.html, label)
	c.plain = append(c.plain, label...)
	c.prev = 'x'
	if ok {
		c.html = append(c.html, "</a>"...)
	}
}

// destination returns the place of a destination. The parser keeps it as a part
// of the source, so its place follows from the capacity that is left; a copy, which
// it makes of lines that begin with a tab, is searched for.
func (c *compiler) destination(n ast.Node, dest []byte) source.Span {
	start := max(0, n.Pos())
	if at := cap(c.src) - cap(dest); at >= 0 && at+len(dest) <= len(c.src) && bytes.Equal(c.src[at:at+len(dest)], dest) && len(dest) > 0 {
		return c.f.Span(at, at+len(dest))
	}
	if at := bytes.Index(c.src[start:min(len(c.src), start+2000)], dest); at >= 0 && len(dest) > 0 {
		return c.f.Span(start+at, start+at+len(dest))
	}
	return c.f.Span(start, start+1)
}

// constructEnd returns where a link or a picture ends: behind the parenthesis
// that follows its destination and title, or the last bracket of a reference.
func (c *compiler) constructEnd(n ast.Node, ref *ast.ReferenceLink, title []byte, dest source.Span) int {
	at := dest.End()
	closing := byte(')')
	if ref != nil {
		closing = ']'
		at = lastStop(n, n.Pos())
		if i := bytes.Index(c.src[at:min(len(c.src), at+len(ref.Value)+8)], ref.Value); i >= 0 && ref.Type == ast.ReferenceLinkFull {
			at += i + len(ref.Value)
		}
	} else if len(title) > 0 {
		for start, line := range c.titleLines(title, at) {
			at = start + len(line)
		}
		near := c.src[at:min(len(c.src), at+maxPrefix)]
		at += len(near) - len(bytes.TrimLeft(near, " \t\r\n>")) + 1 // behind the mark that ends the title
	}
	at = max(0, min(at, len(c.src)))
	if i := bytes.IndexByte(c.src[at:min(len(c.src), at+200)], closing); i >= 0 {
		return at + i + 1
	}
	return at
}

// maxPrefix is how many bytes of marks and white space are looked through before a
// line that is in a quotation or a list.
const maxPrefix = 1000

// titleLines returns the lines of the title that stands behind an offset of the
// file, without the white space around them, and their places. The parser has them
// without what they begin with in a quotation or a list, so each is found anew.
func (c *compiler) titleLines(title []byte, at int) iter.Seq2[int, []byte] {
	return func(yield func(int, []byte) bool) {
		if i := bytes.IndexAny(c.src[at:], `"'(`); i >= 0 {
			at += i + 1
		}
		first := true
		for line := range bytes.SplitSeq(title, []byte{'\n'}) {
			if !first {
				at += bytes.IndexByte(c.src[at:], '\n') + 1
			}
			first = false
			line = bytes.TrimSpace(line)
			if i := bytes.Index(c.src[at:min(len(c.src), at+len(line)+maxPrefix)], line); i >= 0 {
				at += i
			}
			if !yield(at, line) {
				return
			}
		}
	}
}

// lastStop returns where the last text in a node ends, or the offset given.
func lastStop(n ast.Node, at int) int {
	for n = n.LastChild(); n != nil; n = n.LastChild() {
		if t, ok := n.(*ast.Text); ok {
			return t.Segment.Stop
		}
	}
	return max(0, at)
}
