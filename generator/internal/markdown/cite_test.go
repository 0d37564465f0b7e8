package markdown

import (
	"fmt"
	"strings"
	"testing"

	"explainer/generator/internal/diag"
	"explainer/generator/internal/source"
)

// resolved resolves every Ref to one Link.
type resolved Link

func (r resolved) Ref(int) Link { return Link(r) }

func TestCitationLinks(t *testing.T) {
	var ds diag.List
	d := Parse(source.New("in.md", []byte("Word [@a, p. 1].\n")), 0, Options{}, &ds)
	for _, c := range []struct {
		link Resolver
		want string
	}{
		{nil, `a, p. 1`},
		{resolved{}, `a, p. 1`},
		{resolved{ID: "c"}, `<span id="c">a, p. 1</span>`},
		{resolved{Href: "#s", Text: "7"}, `<a href="#s">7, p. 1</a>`},
		{resolved{Href: "#s", Text: "<7>", ID: "c", Title: `a "b"`, Class: "d"}, `<a id="c" href="#s" class="d" title="a &quot;b&quot;">&lt;7&gt;, p. 1</a>`},
		{resolved{Href: "#s", Text: "7", ID: "c", Missing: true}, `<span class="missing">?, p. 1</span>`},
	} {
		want := `<p>Word<sup class="cite">` + c.want + "</sup>.</p>\n"
		if got := string(d.Render(nil, c.link, nil, nil)); got != want {
			t.Errorf("%+v: got %s want %s", c.link, got, want)
		}
	}
}

// TestCitationPositions holds the places of ids to the file, over lines that begin
// with marks, white space and tabs.
func TestCitationPositions(t *testing.T) {
	for _, text := range []string{
		"[@aa;@bb]", "x [\n@aa , p.\r\n 1;\r\n@bb\r\n]", "> x [@aa,\n> 2;\n> @bb]", "-\t[@aa;\n\t@bb]", ">\t[@aa;\n>\t@bb]", "1. > x [\n   > @aa;\n\t> @bb]",
		"a ![@aa; @bb]", "| [@aa; @bb] |\n|-|", "x\n:   [@aa;\n    @bb]", "x[^1]\n\n[^1]: y [@aa;\n    @bb]",
	} {
		for _, front := range []string{"", "+++\na = \"[@x]\"\n+++\n"} {
			var ds diag.List
			d := Parse(source.New("in.md", []byte(front+text+"\n")), len(front), Options{}, &ds)
			if len(d.Refs) != 2 || len(ds) > 0 {
				t.Errorf("%q: %+v %v", text, d.Refs, ds)
				continue
			}
			for i, id := range []string{"aa", "bb"} {
				r := d.Refs[i]
				if r.Kind != Cite || r.Target != id || r.Span.Text() != id {
					t.Errorf("%q: %s %q at %q", text, r.Kind, r.Target, r.Span.Text())
				}
				if whole := r.Whole.Text(); whole[0] != '[' || whole[len(whole)-1] != ']' || len(whole) != strings.Index(text, "]")-strings.LastIndex(text[:strings.Index(text, "@")], "[")+1 && !strings.Contains(text, "[^") {
					t.Errorf("%q: the whole is %q", text, whole)
				}
			}
		}
	}
}

// TestNoCitations holds that text which is none of a page leaves no trace of one.
func TestNoCitations(t *testing.T) {
	for _, text := range []string{`\[@a]`, "`[@a]`", "    [@a]", "```\n[@a]\n```", "[@a]: /x", "[@a](x)", "[b][@a]\n\n[@a]: /x", "<!-- [@a] -->", "[[@a]]", "[@a", "[ a@b]", "<https://x/[@a]>"} {
		var ds diag.List
		d := Parse(source.New("in.md", []byte(text+"\n")), 0, Options{}, &ds)
		for _, r := range d.Refs {
			if r.Kind == Cite {
				t.Errorf("%q cites %q", text, r.Target)
			}
		}
		if len(ds) > 0 {
			t.Errorf("%q: %v", text, ds)
		}
	}
}

// TestHostileCitations reads texts that are much in little, or that make readers of
// brackets start again and again.
func TestHostileCitations(t *testing.T) {
	const n = 200_000
	for name, text := range map[string]string{
		"many":               times("a [@b] ", n),
		"many ids":           times("["+times("@a;", 57)+"@b] ", n),
		"one after another":  times("[@a]", n),
		"spaces":             times("a [@b]", n) + times(" ", n) + times("[@c]", n),
		"closers before":     times(")", n) + times("[@b]", n),
		"stops before":       times(".", n) + times("[@b]", n),
		"no end":             times("[@a, ", n),
		"lines without end":  times("[\n", n),
		"a place over lines": "[@a," + times("b\n", n) + "]",
		"spaces in a place":  "[@a," + times(" ", n) + "b]",
		"escapes":            "[@a," + times(`\[`, n) + "]",
		"misread":            times("[@A] ", n),
		"labels ahead":       times("[@a][b", n/3),
		"marks":              times("![@a]", n),
		"links":              times("[a [@b] c](d) ", n),
		"in lines":           times("[\n@a;\n@b]\n", n),
	} {
		t.Run(name, func(t *testing.T) {
			d, out, ds := within(t, text)
			if err := wellFormed(string(out)); err != nil {
				t.Error(err)
			}
			misread := 0
			for _, x := range ds {
				if x.ID == "citation-form" {
					misread++
				}
			}
			if misread > maxMisread {
				t.Errorf("%d warnings", misread)
			}
			facts(t, &Doc{Refs: d.Refs[:min(len(d.Refs), 1000)], plain: d.plain}, len(text))
		})
	}
}

// TestCitationsKeepNamesApart holds that a name is found where a citation stood at
// the end of its run, and is written without the white space dropped.
func TestCitationsKeepNamesApart(t *testing.T) {
	var ds diag.List
	d := Parse(source.New("in.md", []byte("It's Putin\n[@a] and \"Putin\" [@b].\n")), 0, Options{Smart: true}, &ds)
	got := string(d.Render(nil, nil, mentions(d, []string{"Putin"}), []Link{{Href: "/p/"}}))
	const want = `<p>It’s <a href="/p/">Putin</a><sup class="cite">a</sup> and “<a href="/p/">Putin</a>”<sup class="cite">b</sup>.</p>` + "\n"
	if got != want {
		t.Errorf("got %s want %s", got, want)
	}
	if got := fmt.Sprint(d.Plain(), d.Words); got != "It’s Putin and “Putin”.\n4" {
		t.Errorf("the plain text is %q", got)
	}
}
