package markdown

import (
	"strings"
	"testing"

	"explainer/generator/internal/diag"
	"explainer/generator/internal/source"
)

// claimFacts holds the claims of a Doc to its references and to the file.
func claimFacts(t *testing.T, d *Doc) {
	t.Helper()
	inline := 0
	for i, r := range d.Refs {
		if r.Kind != Claim || r.Target != "" {
			if r.Claim != 0 {
				t.Errorf("%s has the claim %d", r.Kind, r.Claim)
			}
			continue
		}
		inline++
		if r.Claim >= len(d.Claims) || d.Claims[r.Claim].Ref != i {
			t.Errorf("the reference %d is of the claim %d", i, r.Claim)
		}
	}
	if inline != len(d.Claims) {
		t.Errorf("%d claims, %d references to them", len(d.Claims), inline)
	}
	for _, c := range d.Claims {
		if len(c.Fields) == 0 || len(c.Fields) > maxClaimFields || c.Span.Start() > c.Span.End() || c.Span.End() > len(d.File.Data()) {
			t.Errorf("claim %+v", c)
		}
		for _, f := range c.Fields {
			if f.Span.End() > len(d.File.Data()) || f.Span.Start() < f.KeySpan.End() || f.Value == "" && f.Key == "" {
				t.Errorf("field %+v", f)
			}
		}
	}
}

// TestClaimPositions holds that words, keys and values are where the spans say,
// wherever the claim stands and however its title is quoted.
func TestClaimPositions(t *testing.T) {
	for _, text := range []string{
		`[One "two"](claim: "by=a,b q=c denies")`,
		`x [One "two"](claim: 'by=a,b q=c denies') y "z"`,
		`[One "two"]( <claim:>  (by=a,b q=c denies) )`,
		"> [One\n> \"two\"](\n> claim:\n> \"by=a,b\n>    q=c\n> denies\")",
		"-   x\n\n    [One\n    \"two\"](claim:\r\n    \"by=a,b\r\n    q=c denies\")",
		"- [One \"two\"](claim: \"by=a,b\n\tq=c\n\tdenies \")",
		"| x | [One \"two\"](claim: \"by=a,b q=c denies\") |\n|-|-|",
		"## [One \"two\"](claim: \"by=a,b\tq=c  denies\")",
		"x[^1]\n\n[^1]: [One \"two\"](claim: \"by=a,b\n    q=c denies\")",
		"> [!NOTE]\n> [One \"two\"](claim: \"by=a,b\n> q=c denies\")",
		"*[One \"two\"](claim: \"by=a,b\u00a0q=c denies\")*",
	} {
		for _, front := range []string{"", "+++\nclaim = '[x](claim: \"by=z\")'\n+++\n"} {
			for _, smart := range []bool{false, true} {
				var ds diag.List
				d := Parse(source.New("in.md", []byte(front+text+"\n")), len(front), Options{Smart: smart}, &ds)
				claimFacts(t, d)
				if len(d.Claims) != 1 || len(ds) > 0 {
					t.Errorf("%q: %+v %v", text, d.Claims, ds)
					continue
				}
				c := d.Claims[0]
				var got strings.Builder
				for _, f := range c.Fields {
					got.WriteString(f.Key + "|" + f.KeySpan.Text() + "|" + f.Value + "|" + f.Span.Text() + " ")
				}
				if got.String() != "by|by|a,b|a,b q|q|c|c ||denies|denies " {
					t.Errorf("%q: the fields are %s", text, got.String())
				}
				words := strings.Join(strings.Fields(strings.ReplaceAll(c.Span.Text(), ">", "")), " ")
				if c.Words != `One "two"` || words != c.Words {
					t.Errorf("%q: the words are %q at %q", text, c.Words, c.Span.Text())
				}
				whole := d.Refs[c.Ref].Whole.Text()
				if !strings.HasPrefix(whole, "[One") || !strings.HasSuffix(whole, ")") || strings.Count(whole, "denies") != 1 || strings.ContainsAny(whole, "y|-") && strings.Contains(whole, "y \"z") {
					t.Errorf("%q: the whole is %q", text, whole)
				}
			}
		}
	}
}

// TestClaimsAfterTabs holds that a claim is read in lines that the parser copies.
func TestClaimsAfterTabs(t *testing.T) {
	for _, text := range []string{">\t[a](claim: \"by=b\n>\tq=c\")", "-\t[a](claim:\n\t\"by=b q=c\")", ">\t\t[a](claim: \"by=b q=c\")"} {
		var ds diag.List
		d := Parse(source.New("in.md", []byte("x\n\n"+text+"\n")), 0, Options{}, &ds)
		claimFacts(t, d)
		for _, c := range d.Claims {
			if len(c.Fields) != 2 || c.Fields[0].Span.Text() != "b" || c.Fields[1].Span.Text() != "c" || c.Span.Text() != "a" {
				t.Errorf("%q: %q %+v", text, c.Span.Text(), c.Fields)
			}
		}
	}
}

// TestClaimLinks holds what the Resolver decides of a claim.
func TestClaimLinks(t *testing.T) {
	for _, text := range []string{`[a *b*](claim:c)`, `[a *b*](claim: "by=c")`} {
		var ds diag.List
		d := Parse(source.New("in.md", []byte(text+"\n")), 0, Options{}, &ds)
		for _, c := range []struct {
			link Resolver
			want string
		}{
			{nil, `a <em>b</em>`},
			{resolved{Href: "#x"}, `<a href="#x" class="claim">a <em>b</em></a>`},
			{resolved{Href: "#x", Class: "d", Title: "e", ID: "no"}, `<a href="#x" class="d" title="e">a <em>b</em></a>`},
			{resolved{Missing: true}, `<span class="missing">a <em>b</em></span>`},
		} {
			if got, want := string(d.Render(nil, c.link, nil, nil)), "<p>"+c.want+"</p>\n"; got != want {
				t.Errorf("%s, %+v: got %s want %s", text, c.link, got, want)
			}
		}
	}
}

func TestHostileClaims(t *testing.T) {
	const n = 200_000
	for name, text := range map[string]string{
		"many":             times(`[a](claim: "by=b") `, n),
		"many words":       `[a](claim: "` + times("b ", n) + `")`,
		"many lines":       `[a](claim: "` + times("b\n", n) + `")`,
		"spaces":           `[a](claim: "` + times(" ", n) + `b")`,
		"equals":           `[a](claim: "` + times("=", n) + `")`,
		"broken":           times("[a](claim: b) ", n),
		"no quote ends":    times(`[a](claim: "b `, n),
		"long words":       "[" + times(`"a" `, n) + `](claim: "by=b")`,
		"definitions":      times("[a]: claim:b\n\n", n) + times("[a] ", n),
		"nested":           times("[a ", 900) + "b" + times("](claim:c)", 9000),
		"many tab lines":   times(">\t[a](claim: \"b\n>\tc\")\n", n),
		"escaped brackets": `[a](claim: "` + times(`\" `, n) + `")`,
	} {
		t.Run(name, func(t *testing.T) {
			d, out, ds := within(t, text)
			if err := wellFormed(string(out)); err != nil {
				t.Error(err)
			}
			claimFacts(t, d)
			for _, x := range ds {
				if x.Span.End() > len(text) {
					t.Errorf("%s ends at %d of %d", x.ID, x.Span.End(), len(text))
				}
			}
		})
	}
}
