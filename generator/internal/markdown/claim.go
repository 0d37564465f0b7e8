package markdown

import (
	"bytes"
	"cmp"
	"errors"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/yuin/goldmark/ast"

	"explainer/generator/internal/diag"
	"explainer/generator/internal/source"
	"explainer/generator/internal/urls"
)

// Claims are links whose destination begins with claim:, in two forms,
//
//	[what she said](claim:id)
//	[It is "worthless"](claim: "by=who on=2022-09-30 q=question denies src=source")
//
// of which the first leads to a claim and the second states one: its title, in any
// of the three ways that CommonMark quotes titles (§6.3), is split at white space
// into fields, and what they mean is not this package's business. Everything else
// behind claim: is an error.
const (
	claimScheme    = "claim:"
	maxClaimFields = 64
	claimHelp      = `write [words](claim:id-of-a-claim), or [words](claim: "by=id-of-an-actor on=2022-09-30 q=id-of-a-question denies src=id-of-a-source")`
)

// InlineClaim is a claim that is written in the text.
type InlineClaim struct {
	Ref    int         // index into Refs, of a Claim without Target
	Words  string      // of the link as a reader sees them, but with quotation marks and apostrophes as typed
	Span   source.Span // of the words
	Fields []ClaimField
}

// ClaimField is one word of an inline claim: key=value, or a value alone, without
// a key. Escapes and entities are resolved; the places are those of the raw text.
type ClaimField struct {
	Key, Value string
	Span       source.Span // of the value
	KeySpan    source.Span // of the key; empty, where the word begins, if there is none
}

// claimID returns what a destination has behind claim:, and whether it has that.
func claimID(dest string) (id string, ok bool) {
	if len(dest) < len(claimScheme) || !strings.EqualFold(dest[:len(claimScheme)], claimScheme) {
		return "", false
	}
	return dest[len(claimScheme):], true
}

// isClaim reports whether a destination as it was written begins with claim:.
func isClaim(dest []byte) bool {
	_, ok := claimID(unescape(dest[:min(len(dest), 10*len(claimScheme))]))
	return ok
}

func claimForm(at source.Span, format string, args ...any) diag.Diagnostic {
	return diag.Errorf("claim-form", at, format, args...).WithHelp("%s", claimHelp)
}

// claim writes the words of a claim, a Ref. Those of a claim that has an error
// are shown alone.
func (c *compiler) claim(n *ast.Link, id string) {
	if n.Reference != nil { // its definition is reported
		c.inlineChildren(n)
		return
	}
	dest := c.destination(n, n.Destination)
	words := c.claimWords(n, dest)
	fields, ok := c.claimParts(n, id, dest, words)
	if !ok {
		c.inlineChildren(n)
		return
	}
	i, claim, start := len(c.d.Refs), len(c.d.Claims), len(c.plain)
	ref := Ref{
		Kind: Claim, Target: id, Span: c.afterScheme(dest), at: int32(start),
		Whole: c.f.Span(n.Pos(), c.constructEnd(n, nil, n.Title, dest)),
	}
	if id == "" {
		ref.Span, ref.Claim = dest, claim
		c.d.Claims = append(c.d.Claims, InlineClaim{Ref: i, Span: words, Fields: fields})
	}
	c.d.Refs = append(c.d.Refs, ref)

	c.links++
	c.noRuns++
	c.inClaim, c.typed = true, c.typed[:0]
	c.hole(holeOpen, i)
	c.inlineChildren(n)
	c.endRun()
	c.hole(holeClose, i)
	c.inClaim = false
	c.noRuns--
	c.links--
	r := &c.d.Refs[i]
	r.size = int32(len(c.plain) - start)
	r.Text = string(c.plain[start:])
	if id == "" {
		c.d.Claims[claim].Words = c.typedWords(start)
	}
}

// claimParts returns the fields of an inline claim, and whether the claim has one of
// the two forms. If not, it says why.
func (c *compiler) claimParts(n *ast.Link, id string, dest, words source.Span) (fields []ClaimField, ok bool) {
	blank := len(bytes.TrimSpace(n.Title)) == 0
	var problem diag.Diagnostic
	switch {
	case c.nested(dest):
		return nil, false
	case strings.TrimSpace(words.Text()) == "":
		problem = diag.Errorf("claim-empty", c.f.Span(n.Pos(), words.End()+1), "the claim has no words").WithHelp("%s", claimHelp)
	case id == "" && blank:
		problem = diag.Errorf("claim-empty", dest, "the claim is empty").WithHelp("%s", claimHelp)
	case id != "" && !blank:
		problem = claimForm(dest, "the claim has both an id and a definition")
	case id != "":
		var name *urls.NameError
		if !errors.As(urls.ValidID(id), &name) {
			return nil, true
		}
		problem = diag.Errorf("claim-form", c.afterScheme(dest), "%s", name.Message).WithHelp("%s", cmp.Or(name.Help, claimHelp))
	default:
		if fields = c.claimFields(n.Title, dest.End()); fields != nil {
			return fields, true
		}
		problem = claimForm(dest, "the claim has more than %d words in its definition", maxClaimFields)
	}
	c.ds.Add(problem)
	return nil, false
}

// afterScheme returns the place of what stands behind claim:.
func (c *compiler) afterScheme(dest source.Span) source.Span {
	if _, ok := claimID(dest.Text()); ok {
		dest = c.f.Span(dest.Start()+len(claimScheme), dest.End())
	}
	return dest
}

// claimWords returns the place of a claim's words. Between the brackets that end
// them and the destination there is nothing but white space, marks of a quotation
// and an angle bracket.
func (c *compiler) claimWords(n *ast.Link, dest source.Span) source.Span {
	start := n.Pos() + 1
	end := start
	if i := bytes.LastIndex(c.src[start:max(start, dest.Start())], []byte("](")); i >= 0 {
		end += i
	}
	words := c.src[start:end]
	left := len(words) - len(bytes.TrimLeftFunc(words, unicode.IsSpace))
	return c.f.Span(start+left, max(start+left, start+len(bytes.TrimRightFunc(words, unicode.IsSpace))))
}

// typedWords returns the plain text from an offset on with the quotation marks
// that were typed in it.
func (c *compiler) typedWords(start int) string {
	var b strings.Builder
	for _, e := range c.typed {
		b.Write(c.plain[start:e.at])
		b.WriteString(e.show)
		start = int(e.at + e.size)
	}
	b.Write(c.plain[start:])
	return strings.Join(strings.Fields(b.String()), " ")
}

// claimFields splits the title that stands behind an offset of the file, or returns
// nil if it has too many words.
func (c *compiler) claimFields(title []byte, after int) (fields []ClaimField) {
	for at, line := range c.titleLines(title, after) {
		if fields = c.lineFields(fields, line, at); len(fields) > maxClaimFields {
			return nil
		}
	}
	return fields
}

func (c *compiler) lineFields(fields []ClaimField, line []byte, at int) []ClaimField {
	for i := 0; i < len(line) && len(fields) <= maxClaimFields; {
		if r, size := utf8.DecodeRune(line[i:]); unicode.IsSpace(r) {
			i += size
			continue
		}
		end := len(line)
		if n := bytes.IndexFunc(line[i:], unicode.IsSpace); n >= 0 {
			end = i + n
		}
		value := i
		if n := unescapedIndex(line[i:end], "="); n > 0 {
			value = i + n + 1
		}
		key := line[i:max(i, value-1)]
		fields = append(fields, ClaimField{
			Key: unescape(key), Value: unescape(line[value:end]),
			Span: c.f.Span(at+value, at+end), KeySpan: c.f.Span(at+i, at+i+len(key)),
		})
		i = end
	}
	return fields
}

// linkDefinition reports a link definition that is a claim.
func (c *compiler) linkDefinition(n *ast.LinkReferenceDefinition) {
	if isClaim(n.Destination) {
		c.ds.Add(claimForm(c.destination(n, n.Destination), "a link definition cannot be a claim"))
	}
}

// brokenClaim reports brackets that a claim follows and that are no link, for want
// of quotation marks for the most part. rest is what is behind the parenthesis.
func (g *guard) brokenClaim(rest []byte, at int) {
	start := len(rest) - len(bytes.TrimLeft(rest, " <"))
	if _, ok := claimID(string(rest[start:min(len(rest), start+len(claimScheme))])); ok {
		at += 2 + start
		g.misread(claimForm(g.file.Span(at, at+len(claimScheme)), "the brackets around the claim are no link, so it is shown as it is"))
	}
}
