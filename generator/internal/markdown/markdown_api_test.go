package markdown

import (
	"bytes"
	"strings"
	"sync"
	"testing"

	"explainer/generator/internal/diag"
	"explainer/generator/internal/source"
)

func TestRenderIsPureAndConcurrent(t *testing.T) {
	data := page()
	var ds diag.List
	d := Parse(source.New("in.md", data), 0, Options{Smart: true}, &ds)
	ms := mentions(d, []string{"Putin", "Kherson"})
	links := []Link{{Href: "/p/"}, {Href: "/k/"}}
	want := d.Render(nil, site{d}, ms, links)
	var wg sync.WaitGroup
	for range 8 {
		wg.Go(func() {
			if got := d.Render([]byte("x"), site{d}, ms, links); !bytes.Equal(got[1:], want) {
				t.Error("two renderings differ")
			}
			d.MentionSentence(ms[0], nil)
		})
	}
	wg.Wait()
	if !bytes.Equal(data, page()) {
		t.Error("the file's bytes were changed")
	}
}

func TestLabelsAndQuotes(t *testing.T) {
	opts := Options{
		Smart:  true,
		Quotes: Quotes{"„", "“", "‚", "‘"},
		Labels: Labels{Note: "Hinweis <1>", Footnotes: "Fußnoten", BackToRef: "Zurück zu", TaskDone: "Erledigt", TaskOpen: "Offen"},
	}
	text := "> [!NOTE]\n> \"Ja\", 'so' [^1]\n\n- [x] a\n- [ ] b\n\n[^1]: N\n"
	var ds diag.List
	d := Parse(source.New("in.md", []byte(text)), 0, opts, &ds)
	out := string(d.Render(nil, nil, nil, nil))
	for _, want := range []string{"Hinweis &lt;1&gt;</p>", "„Ja“, ‚so‘", `aria-label="Fußnoten"`, `aria-label="Zurück zu 1"`, `aria-label="Erledigt"`, `aria-label="Offen"`} {
		if !strings.Contains(out, want) {
			t.Errorf("no %s in\n%s", want, out)
		}
	}
}

// TestPositions holds that the body's place in the file does not change what is
// read, and that every place is one of the file.
func TestPositions(t *testing.T) {
	const text = "## A *b* {#x}\n\nSee [[kherson|K]] and [t](a.md \"u\").\n"
	for _, front := range []string{"", "\ufeff", "+++\r\ntitle = \"`*[\"\r\n+++\r\n", "+++\ne = '''\n> - x\n'''\n+++\n"} {
		f := source.New("in.md", []byte(front+text))
		var ds diag.List
		d := Parse(f, len(front), Options{}, &ds)
		if len(ds) > 0 || len(d.Headings) != 1 || len(d.Refs) != 2 {
			t.Fatalf("%q: %v, %+v, %+v", front, ds, d.Headings, d.Refs)
		}
		for what, span := range map[string]source.Span{
			"A *b*": d.Headings[0].Span, "kherson": d.Refs[0].Span, "[[kherson|K]]": d.Refs[0].Whole,
			"a.md": d.Refs[1].Span, `[t](a.md "u")`: d.Refs[1].Whole,
		} {
			if span.Text() != what {
				t.Errorf("%q: the span of %s holds %q", front, what, span.Text())
			}
		}
	}
}

func TestEmptyAndForeignBodies(t *testing.T) {
	for _, body := range []int{-5, 0, 3, 99} {
		var ds diag.List
		d := Parse(source.New("in.md", []byte("+++")), body, Options{}, &ds)
		if out := d.Render(nil, nil, nil, nil); body > 0 && len(out) > 0 {
			t.Errorf("body at %d: %q", body, out)
		}
	}
	var zero Doc
	if out := zero.Render(nil, nil, []Mention{{}}, nil); len(out) > 0 {
		t.Errorf("the zero Doc is %q", out)
	}
}

func TestSlug(t *testing.T) {
	for in, want := range map[string]string{
		"Hello, World!":    "hello-world",
		"  A  b ":          "a--b",
		"Äpfel & Öl":       "äpfel--öl",
		"Пу́тин":           "пу́тин",
		"中文 标题":            "中文-标题",
		"e\u0301":          "é",
		"snake_case-kebab": "snake_case-kebab",
		"…":                "section",
		"İstanbul":         "istanbul",
	} {
		if got := slug(in); got != want {
			t.Errorf("slug(%q) = %q, want %q", in, got, want)
		}
	}
}

func TestWords(t *testing.T) {
	for in, want := range map[string]int{
		"": 0, "one": 1, "It's one-way, isn’t it? 3.5": 6, "中文字符": 2, "これは": 2, "a中": 2, "naïve e\u0301": 2,
	} {
		if got := words(in); got != want {
			t.Errorf("words(%q) = %d, want %d", in, got, want)
		}
	}
}

func TestEntities(t *testing.T) {
	for in, want := range map[string]string{
		"&amp;": "&", "&#65;": "A", "&#x41;": "A", "&#X41;": "A", "&#0;": "\ufffd", "&#xD800;": "\ufffd", "&#1114112;": "\ufffd",
		"&#12345678;": "&#12345678;", "&#x1234567;": "&#x1234567;", "&#x;": "&#x;", "&#;": "&#;", "&nosuch;": "&nosuch;", "&amp": "&amp",
		"&nGt;": "≫⃒", `\&amp;`: "&amp;", `\\`: `\`, `\a`: `\a`, "&": "&",
	} {
		if got := unescape([]byte(in)); got != want {
			t.Errorf("unescape(%q) = %q, want %q", in, got, want)
		}
	}
}
