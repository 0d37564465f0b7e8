package markdown

import (
	"context"
	"fmt"
	"strings"
	"testing"
	"time"

	"explainer/generator/internal/diag"
	"explainer/generator/internal/source"
)

// hangs is how long an input may take before it counts as one that hangs.
const hangs = 10 * time.Second

// times returns s over and over, at most n bytes in all.
func times(s string, n int) string { return strings.Repeat(s, n/len(s)) }

// numbered returns lines made of a format with one number, n bytes or a few more.
func numbered(format string, n int) string {
	var b strings.Builder
	for i := 0; b.Len() < n; i++ {
		fmt.Fprintf(&b, format, i)
	}
	return b.String()
}

// hostile are texts of about n bytes that make parsers run away: cmark's
// pathological cases (cmark, test/pathological_tests.py) and those that goldmark
// and its extensions have of their own. refused is the id of the error that
// 200,000 bytes of it must end in; "" for one that is simply read.
var hostile = []struct {
	name    string
	text    func(n int) string
	refused string
}{
	{"nested strong emphasis", func(n int) string { return times("*a **a ", n/2) + "b" + times(" a** a*", n/2) }, "too-complex"},
	{"closers without openers", func(n int) string { return times("a_ ", n) }, "too-complex"},
	{"openers without closers", func(n int) string { return times("_a ", n) }, "too-complex"},
	{"mismatched openers and closers", func(n int) string { return times("*a_ ", n) }, "too-complex"},
	{"multiples of three", func(n int) string { return "a**b" + times("c* ", n) }, "too-complex"},
	{"runs of stars", func(n int) string { return times("*", n/2) + "a" + times("*", n/2) }, "too-complex"},
	{"strikethrough", func(n int) string { return times("~a ", n) }, "too-complex"},
	{"link closers", func(n int) string { return times("a]", n) }, ""},
	{"link openers", func(n int) string { return times("[a", n) }, "too-complex"},
	{"link openers and emphasis closers", func(n int) string { return times("[ a_", n) }, "too-complex"},
	{"pattern [ (](", func(n int) string { return times("[ (](", n) }, "too-complex"},
	{"pattern ![[]()", func(n int) string { return times("![[]()", n) }, "too-complex"},
	{"hard link and emphasis", func(n int) string { return times("**x [a*b**c*](d)", n) }, "too-complex"},
	{"nested brackets", func(n int) string { return times("[", n/2) + "a" + times("]", n/2) }, "too-complex"},
	{"brackets around lines", func(n int) string { return times("[", 900) + times("a\n", n) + times("]", 900) }, "too-complex"},
	{"a bracket over lines", func(n int) string { return "[" + times("a\n", n) + "]" }, "too-complex"},
	{"a title over lines", func(n int) string { return `a [b](c "` + times("d\n", n) + `")` }, "too-complex"},
	{"a reference over lines", func(n int) string { return "a [b][" + times("c\n", n) + "]" }, "too-complex"},
	{"a link on each line", func(n int) string { return times("a [b](c)\n", n) }, "too-complex"},
	{"a footnote on each line", func(n int) string { return times("a [^1]\n", n) + "\n[^1]: b\n" }, "too-complex"},
	{"citations on each line", func(n int) string { return times("Word [@b; @c, p. 1].\n", n) }, ""},
	{"full stops and citations", func(n int) string { return times(`a.")." [@b]`, n/4) }, ""},
	{"claims", func(n int) string { return times(`["a"](claim: "b=c d") `, n) }, ""},
	{"nested wiki links", func(n int) string { return times("[[a", n) }, "too-complex"},
	{"link with spaces", func(n int) string { return "[a](b" + times(" ", n) + "c" }, ""},
	{"destinations without end", func(n int) string { return times("[a](b", n) }, "too-complex"},
	{"titles without end", func(n int) string { return times(`[a](b "c`, n) }, "too-complex"},
	{"full references to nothing", func(n int) string { return times("[a][b]", n) }, ""},
	{"pattern x]", func(n int) string { return "[" + times("x]", n) }, ""},
	{"nested quotations", func(n int) string { return times("> ", n) + "a" }, "too-deep"},
	{"nested quotations over lines", func(n int) string { return times(times("> ", 1000)+"a\n", n) }, "too-deep"},
	{"nested lists", func(n int) string { return times("- ", n) + "a" }, "too-deep"},
	{"nested mixed lists", func(n int) string { return times("1. > * ", n) + "a" }, "too-deep"},
	{"lists indented step by step", func(n int) string {
		var b strings.Builder
		for i := 0; b.Len() < n; i++ {
			b.WriteString(times("  ", 2*i) + "- a\n")
		}
		return b.String()
	}, "too-deep"},
	{"blank lines in nested lists", func(n int) string { return times("- ", 60) + "a\n" + times("\n", n) + "b" }, "too-complex"},
	{"nested definitions", func(n int) string { return "a\n" + times(": ", n) }, ""},
	{"definitions", func(n int) string { return times("a\n: b\n", n) }, ""},
	{"backticks of every length", func(n int) string {
		var b strings.Builder
		for i := 1; b.Len() < n; i++ {
			b.WriteString("e" + strings.Repeat("`", i))
		}
		return b.String()
	}, "too-complex"},
	{"two backtick lengths", func(n int) string { return times("a`b``", n) + "c```" }, ""},
	{"angle brackets", func(n int) string { return "<" + times("<>", n) }, ""},
	{"unclosed tags", func(n int) string { return times("<a ", n) }, "too-complex"},
	{"unclosed autolinks", func(n int) string { return times("<b:c ", n) }, "too-complex"},
	{"unclosed end tags", func(n int) string { return times("</b ", n) }, "too-complex"},
	{"unclosed attributes", func(n int) string { return times("<a b='", n) }, "too-complex"},
	{"unclosed comments", func(n int) string { return times("a <!-- ", n) }, "too-complex"},
	{"unclosed instructions", func(n int) string { return times("a <?", n) }, "too-complex"},
	{"unclosed declarations", func(n int) string { return times("a <!A", n) }, "too-complex"},
	{"unclosed CDATA", func(n int) string { return times("a <![CDATA[", n) }, "too-complex"},
	{"backslashes", func(n int) string { return times(`\\`, n) }, ""},
	{"entities", func(n int) string { return times("&amp", n) + times("&#", n) + times("&nGt;", n) }, ""},
	{"many link definitions", func(n int) string { return numbered("[%d]: u\n", n) + times("[0] ", n) }, "too-complex"},
	{"long link definition", func(n int) string { return "[a]: /" + times("x", n/2) + "\n\n" + times("[a] ", n/2) }, "too-complex"},
	{"long caption", func(n int) string { return "[a]: /x '" + times("x", n/2) + "'\n\n" + times("![a]\n\n", n/2) }, "too-complex"},
	{"many footnotes", func(n int) string { return numbered("[^%d]: u\n", n/2) + "\n" + numbered("[^%d] ", n/2) }, "too-complex"},
	{"many references to a footnote", func(n int) string { return times("[^1]", n) + "\n\n[^1]: x\n" }, "too-complex"},
	{"heading attributes", func(n int) string { return "# a" + times(" {a=", n) + "}" }, ""},
	{"heading attribute arrays", func(n int) string { return "# " + times("{a=[", n) + times("]}", n) }, "too-complex"},
	{"same headings", func(n int) string { return times("## a\n", n) }, ""},
	{"setext headings", func(n int) string { return times("a\n-\n", n) }, ""},
	{"wide table of short rows", func(n int) string {
		return times("|a", n/8) + "\n" + times("|-", n/8) + "\n" + times("a\n", n/2)
	}, "too-complex"},
	{"escaped pipes in code", func(n int) string { return "|a|b|\n|-|-|\n" + times("|`\\|`|b|\n", n) }, "too-complex"},
	{"tabs", func(n int) string { return ">\t" + times("\t*a ", n) }, ""},
	{"lines in quotations with tabs", func(n int) string { return times(">\t`a\n", n) }, ""},
	{"one paragraph of lines", func(n int) string { return times("a\n", n) }, ""},
	{"many links in a paragraph", func(n int) string { return times("[a](b) ", n) }, ""},
	{"quotes and dashes", func(n int) string { return times(`"'--...-`, n) }, ""},
	{"NUL", func(n int) string { return times("\x00", n) }, ""},
	{"not UTF-8", func(n int) string { return times("\xff\xc0\xaf", n) }, "invalid-utf8"},
}

// TestHostile holds every text to one of two ends, in time: it is read, or it is
// refused with an error that says so.
func TestHostile(t *testing.T) {
	for _, c := range hostile {
		t.Run(c.name, func(t *testing.T) {
			for _, n := range []int{1000, 200_000} {
				text := c.text(n)
				_, out, ds := within(t, text)
				if limit := 40*len(text) + 20*maxExpansion; len(out) > limit {
					t.Errorf("%d bytes became %d", len(text), len(out))
				}
				if err := wellFormed(string(out)); err != nil {
					t.Error(err)
				}
				refusals := map[string]bool{}
				for _, d := range ds {
					if strings.HasPrefix(d.ID, "too-") || d.ID == "invalid-utf8" {
						refusals[d.ID] = true
					}
				}
				if n > 1000 && (c.refused == "") != (len(refusals) == 0) || c.refused != "" && n > 1000 && !refusals[c.refused] {
					t.Errorf("%d bytes are refused as %v, want %q", len(text), refusals, c.refused)
				}
			}
		})
	}
}

// within reads a text and renders it, and fails when that hangs.
func within(t *testing.T, text string) (*Doc, []byte, diag.List) {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), hangs)
	defer cancel()
	var d *Doc
	var out []byte
	var ds diag.List
	done := make(chan struct{})
	go func() {
		defer close(done)
		d = Parse(source.New("in.md", []byte(text)), 0, Options{Smart: true}, &ds)
		out = d.Render(nil, site{d}, nil, nil)
		for i := range min(len(d.Refs), 20_000) {
			d.Sentence(i, nil)
		}
	}()
	select {
	case <-done:
	case <-ctx.Done():
		t.Fatalf("%d bytes hang", len(text))
	}
	return d, out, ds
}

// TestHostileMessages holds the words of the refusals.
func TestHostileMessages(t *testing.T) {
	for text, want := range map[string]string{
		times("> ", 70) + "a":     "in.md:1:65: error: quotations and lists are inside each other more than 32 deep",
		times("*a ", 4000):        "in.md:1:3001: error: the paragraph has more than 1000 marks of emphasis",
		times("a [b", 5000):       "in.md:1:4003: error: the paragraph has more than 1000 open brackets",
		times("a\n", 1<<20) + "a": "in.md:1:1: error: the file has 1048577 bytes; at most 1048576 are read",
		"|" + times("a|", 2000) + "\n|" + times("-|", 2000) + "\n" + times("a\n", 1000): "in.md:2:1: error: the tables have more than 100000 cells",
	} {
		_, _, ds := within(t, text)
		if len(ds) == 0 || !strings.HasPrefix(ds[0].String(), want+"\n") {
			t.Errorf("got %.200v, want %s", ds, want)
		}
	}
}

// TestOneLongLine refuses a line of 10 MiB, and reads it, or ends in time, once
// the limit on size allows it.
func TestOneLongLine(t *testing.T) {
	_, _, ds := within(t, times("word ", 10<<20))
	if len(ds) != 1 || ds[0].ID != "too-large" {
		t.Errorf("10 MiB: %v", ds)
	}
	if testing.Short() {
		t.Skip("long lines take seconds")
	}
	for _, s := range []string{"word ", "[[a]] ", "a <a ", "`", "- ", "*a", "&amp; "} {
		f := source.New("in.md", []byte(times(s, 10<<20)))
		done := make(chan int)
		go func() {
			var ds diag.List
			d := Parse(f, 0, Options{Limits: Limits{Bytes: 20 << 20}}, &ds)
			done <- len(d.html)
		}()
		select {
		case n := <-done:
			if n == 0 {
				t.Errorf("%q became nothing", s)
			}
		case <-time.After(6 * hangs):
			t.Fatalf("%q hangs", s)
		}
	}
}
