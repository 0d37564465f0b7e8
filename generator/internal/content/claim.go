package content

import (
	"slices"
	"strings"
	"unicode/utf8"

	"explainer/generator/internal/diag"
	"explainer/generator/internal/frontmatter"
	"explainer/generator/internal/markdown"
	"explainer/generator/internal/source"
)

// Stances are the values that a claim's `stance` may have, from for to against.
func Stances() []string {
	return []string{"supports", "mixed", "neutral", "opposes", "denies", "unstated"}
}

// ClaimMeta is who says what: an entry of `claims`, or a claim written in the text.
type ClaimMeta struct {
	ID           frontmatter.Text
	By           []frontmatter.Text // actors
	For          []frontmatter.Text // actors whom a spokesperson speaks for
	Says         frontmatter.Text   // a quotation where it has quotation marks, a paraphrase where not
	On           frontmatter.Date
	Question     frontmatter.Text
	Stance       string
	About        []frontmatter.Text // regions
	Sources      []frontmatter.Text
	RespondsTo   []frontmatter.Text // claims
	Status       string             // standing, superseded, withdrawn
	SupersededBy frontmatter.Text
	Span         source.Span // the whole claim
	Inline       bool        // written in the text
}

// The values of a claim's status.
const (
	Standing   = "standing"
	Superseded = "superseded"
	Withdrawn  = "withdrawn"
)

func (d *Document) parseClaim(t *frontmatter.Table, ds *diag.List) (ClaimMeta, bool) {
	c := ClaimMeta{
		ID:           claimID(t.Text("id"), ds),
		By:           bounded(ids(t.TextOrTexts("by"), ds), maxVoices, ds),
		For:          bounded(ids(t.TextOrTexts("for"), ds), maxVoices, ds),
		Says:         required(t, d.File, ds, "says", false),
		On:           t.Date("on"),
		Question:     t.Text("question"),
		Stance:       t.OneOf("stance", Stances()...).Value,
		About:        ids(t.TextOrTexts("about"), ds),
		Sources:      ids(t.TextOrTexts("source"), ds),
		RespondsTo:   ids(t.TextOrTexts("responds_to"), ds),
		Status:       t.OneOf("status", Standing, Superseded, Withdrawn).Value,
		SupersededBy: t.Text("superseded_by"),
		Span:         t.Span(),
	}
	switch {
	case !t.Has("by"):
		ds.Add(diag.Errorf("missing-key", t.Span(), "by is missing: nobody says this").WithHelp(`write by = "the-id-of-an-actor"`))
	case c.By != nil && len(c.By) == 0:
		ds.Add(diag.Errorf("missing-key", t.KeySpan("by"), "by is empty: nobody says this").WithHelp(`write by = "the-id-of-an-actor"`))
	}
	d.checkClaim(&c, ds)
	return c, len(c.By) > 0 && c.Says.Value != ""
}

// checkClaim fills in what follows from the rest and reports what contradicts it.
func (d *Document) checkClaim(c *ClaimMeta, ds *diag.List) {
	if c.SupersededBy.Value != "" && c.Status == "" {
		c.Status = Superseded
	}
	if c.Status == "" {
		c.Status = Standing
	}
	if c.Status == Standing && c.SupersededBy.Value != "" {
		ds.Add(diag.Errorf("bad-value", c.SupersededBy.Span, "a claim that is superseded does not stand").
			WithHelp(`write status = "superseded"`))
	}
	if c.Stance == "" {
		c.Stance = "unstated"
	}
	if len(c.Sources) == 0 {
		ds.Add(diag.Warningf("claim-source", claimPlace(c), "the claim has no source").
			WithHelp(`name one: source = ["the-id-of-a-source"]`))
	}
	if quoteMarks(c.Says.Value)%2 != 0 {
		ds.Add(diag.Warningf("claim-quote", c.Says.Span, "a quotation mark without its partner: is this a quotation or a paraphrase?").
			WithHelp("put both marks around the words that were said, or none"))
	}
}

func claimPlace(c *ClaimMeta) source.Span {
	if !c.Says.Span.IsZero() {
		return c.Says.Span
	}
	return c.Span
}

// marks are the double quotation marks of the kinds that writing uses.
const marks = `"“”„«»`

func quoteMarks(s string) int {
	n := 0
	for _, r := range s {
		if strings.ContainsRune(marks, r) {
			n++
		}
	}
	return n
}

// closers returns the marks that may end a quotation that a mark begins.
func closers(open rune) string {
	switch open {
	case '“', '”':
		return `”`
	case '„':
		return `“”`
	case '«':
		return `»`
	case '»':
		return `«`
	}
	return `"`
}

// IsQuotation reports whether the words of a claim hold a quotation.
func IsQuotation(says string) bool { return quoteMarks(says) > 0 }

// Quotations returns what stands between quotation marks in the words of a claim. A
// quotation within one of other marks belongs to it.
func Quotations(says string) []string {
	var found []string
	rest := says
	for {
		start := strings.IndexAny(rest, marks)
		if start < 0 {
			return found
		}
		open, size := utf8.DecodeRuneInString(rest[start:])
		rest = rest[start+size:]
		end := strings.IndexAny(rest, closers(open))
		if end < 0 {
			end = strings.IndexAny(rest, marks)
		}
		if end < 0 {
			return found
		}
		found = append(found, rest[:end])
		_, size = utf8.DecodeRuneInString(rest[end:])
		rest = rest[end+size:]
	}
}

func claimID(text frontmatter.Text, ds *diag.List) frontmatter.Text { return declaredID(text, ds) }

// parseInlineClaims reads the claims that are written in the text:
//
//	[It is "worthless"](claim: "by=volodymyr-zelenskyy on=2022-09-30 q=legal-effect denies src=wire")
//
// The words of the link are what is said.
func (d *Document) parseInlineClaims(ds *diag.List) []ClaimMeta {
	var claims []ClaimMeta
	for _, in := range d.Body().Claims {
		c := ClaimMeta{
			Says: frontmatter.Text{Value: in.Words, Span: in.Span}, Span: in.Span, Inline: true,
		}
		if d.fillInline(&c, in, ds) {
			d.checkClaim(&c, ds)
		} else {
			c.By = nil // reported; the place in the list is kept for the text
		}
		claims = append(claims, c)
	}
	return claims
}

// fillInline reads the words of an inline claim's definition.
func (d *Document) fillInline(c *ClaimMeta, in markdown.InlineClaim, ds *diag.List) bool {
	ok := true
	given := map[string]bool{}
	for _, f := range in.Fields {
		key := inlineKey(f.Key)
		switch {
		case strings.Trim(f.Value, ",") == "":
			ds.Add(diag.Errorf("bad-value", f.KeySpan, "%s is empty", f.Key).WithHelp("write something behind the =, or take it out"))
			ok = false
		case given[key] && !isList(key):
			ds.Add(diag.Errorf("duplicate-key", f.Span, "the claim has a second %s", key).WithHelp("take one of them out"))
			ok = false
		default:
			ok = c.setInline(key, f, ds) && ok
		}
		given[key] = true
	}
	for _, list := range []*[]frontmatter.Text{&c.By, &c.For, &c.About, &c.Sources, &c.RespondsTo} {
		*list = ids(*list, ds)
	}
	c.By, c.For = bounded(c.By, maxVoices, ds), bounded(c.For, maxVoices, ds)
	if !given["by"] {
		ds.Add(diag.Errorf("missing-key", in.Span, "by is missing: nobody says this").
			WithHelp(`write (claim: "by=the-id-of-an-actor src=the-id-of-a-source")`))
	}
	return ok && len(c.By) > 0
}

// setInline takes over one word of the definition and reports whether it is sound.
func (c *ClaimMeta) setInline(key string, f markdown.ClaimField, ds *diag.List) bool {
	word := frontmatter.Text{Value: f.Value, Span: f.Span}
	switch key {
	case "by":
		c.By = append(c.By, split(word)...)
	case "for":
		c.For = append(c.For, split(word)...)
	case "about":
		c.About = append(c.About, split(word)...)
	case "source":
		c.Sources = append(c.Sources, split(word)...)
	case "responds_to":
		c.RespondsTo = append(c.RespondsTo, split(word)...)
	case "question":
		c.Question = word
	case "id":
		c.ID = claimID(word, ds)
	case "on":
		c.On = inlineDate(word, ds)
	case "stance":
		c.Stance = f.Value
		if !slices.Contains(Stances(), f.Value) {
			ds.Add(diag.Errorf("bad-value", f.Span, "%q is no stance", f.Value).WithHelp("%s", diag.DidYouMean(f.Value, Stances())))
			return false
		}
	default:
		keys := []string{"by", "for", "about", "src", "responds_to", "q", "id", "on", "stance"}
		ds.Add(diag.Errorf("unknown-key", f.KeySpan, "unknown key %q in a claim", f.Key).WithHelp("%s", diag.DidYouMean(f.Key, keys)))
		return false
	}
	return true
}

// inlineKey returns the full name of a key of an inline claim; a word without a key
// is a stance.
func inlineKey(key string) string {
	switch key {
	case "":
		return "stance"
	case "q":
		return "question"
	case "src":
		return "source"
	}
	return key
}

// isList reports whether a key of an inline claim may be given again and again.
func isList(key string) bool {
	switch key {
	case "by", "for", "about", "source", "responds_to":
		return true
	}
	return false
}

// split divides a comma-separated list, keeping the place of each item.
func split(word frontmatter.Text) []frontmatter.Text {
	var list []frontmatter.Text
	offset := 0
	for item := range strings.SplitSeq(word.Value, ",") {
		if item != "" {
			at := word.Span.Start() + offset
			list = append(list, frontmatter.Text{Value: item, Span: word.Span.File.Span(at, at+len(item))})
		}
		offset += len(item) + 1
	}
	return list
}
