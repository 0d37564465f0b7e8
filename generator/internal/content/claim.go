package content

import (
	"slices"
	"strings"

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
		By:           ids(t.TextOrTexts("by"), ds),
		For:          ids(t.TextOrTexts("for"), ds),
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
	if !t.Has("by") {
		ds.Add(diag.Errorf("missing-key", t.Span(), "by is missing: nobody says this").WithHelp(`write by = "the-id-of-an-actor"`))
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

// quoteMarks counts double quotation marks of the kinds that writing uses.
func quoteMarks(s string) int {
	n := 0
	for _, r := range s {
		if strings.ContainsRune(`"“”„«»`, r) {
			n++
		}
	}
	return n
}

// IsQuotation reports whether the words of a claim hold a quotation.
func (c *ClaimMeta) IsQuotation() bool { return quoteMarks(c.Says.Value) > 0 }

// Quotations returns what stands between quotation marks in the claim's words.
func (c *ClaimMeta) Quotations() []string {
	var found []string
	open := -1
	for i, r := range c.Says.Value {
		if !strings.ContainsRune(`"“”„«»`, r) {
			continue
		}
		if open < 0 {
			open = i + len(string(r))
			continue
		}
		found = append(found, c.Says.Value[open:i])
		open = -1
	}
	return found
}

func claimID(text frontmatter.Text, ds *diag.List) frontmatter.Text { return declaredID(text, ds) }

// parseInlineClaims reads the claims that are written in the text:
//
//	[It is "worthless"](claim: "by=volodymyr-zelenskyy on=2022-09-30 q=legal-effect denies src=wire")
//
// The words of the link are what is said.
func (d *Document) parseInlineClaims(ds *diag.List) []ClaimMeta {
	var claims []ClaimMeta
	for _, in := range d.Body.Claims {
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
	for _, f := range in.Fields {
		word := frontmatter.Text{Value: f.Value, Span: f.Span}
		switch f.Key {
		case "by":
			c.By = append(c.By, split(word)...)
		case "for":
			c.For = append(c.For, split(word)...)
		case "about":
			c.About = append(c.About, split(word)...)
		case "src", "source":
			c.Sources = append(c.Sources, split(word)...)
		case "responds_to":
			c.RespondsTo = append(c.RespondsTo, split(word)...)
		case "q", "question":
			c.Question = word
		case "id":
			c.ID = claimID(word, ds)
		case "on":
			c.On = inlineDate(word, ds)
		case "stance", "":
			if !slices.Contains(Stances(), f.Value) {
				ds.Add(diag.Errorf("bad-value", f.Span, "%q is no stance", f.Value).WithHelp("%s", diag.DidYouMean(f.Value, Stances())))
				ok = false
			}
			c.Stance = f.Value
		default:
			keys := []string{"by", "for", "about", "src", "responds_to", "q", "id", "on", "stance"}
			ds.Add(diag.Errorf("unknown-key", f.Span, "unknown key %q in a claim", f.Key).WithHelp("%s", diag.DidYouMean(f.Key, keys)))
			ok = false
		}
	}
	if len(c.By) == 0 {
		ds.Add(diag.Errorf("missing-key", in.Span, "by is missing: nobody says this").
			WithHelp(`write (claim: "by=the-id-of-an-actor src=the-id-of-a-source")`))
		return false
	}
	return ok
}

// split divides a comma-separated list, keeping the place of each item.
func split(word frontmatter.Text) []frontmatter.Text {
	var list []frontmatter.Text
	offset := 0
	for item := range strings.SplitSeq(word.Value, ",") {
		if item != "" {
			at := word.Span.Start + offset
			list = append(list, frontmatter.Text{Value: item, Span: word.Span.File.Span(at, at+len(item))})
		}
		offset += len(item) + 1
	}
	return list
}
