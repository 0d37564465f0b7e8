package htmlexec_test

import (
	"bytes"
	"errors"
	"fmt"
	"html/template"
	"reflect"
	"strings"
	"testing"

	"explainer/generator/internal/htmlexec"
)

// The data of the tests.
type (
	kind  string
	level int

	date struct {
		Day   int
		Words string
	}
	link struct {
		URL, Title string
		Current    bool
	}
	base struct {
		Path string
		Site *site
	}
	site struct {
		Title string
		Menu  []link
		Extra map[string]any
	}
	tree struct {
		Name   string
		Inside []tree
	}
	named struct{ N int }
	page  struct {
		base
		Title, Empty string
		Kind         kind
		Level        level
		Draft        bool
		Count        int
		Small        int8
		Size         uint
		Score        float64
		Zero         float64
		Body         template.HTML
		Link         template.URL
		Style        template.CSS
		Code         template.JS
		Attr         template.HTMLAttr
		Set          template.Srcset
		Quote        template.JSStr
		Tags         []string
		Links        []link
		Nested       [][]link
		Dates        [2]date
		Date         date
		When         *date
		Nil          *date
		Twice        **date
		Text         *string
		Markup       *template.HTML
		Counts       map[string]int
		ByKind       map[kind]date
		ByNumber     map[int]string
		ByFloat      map[float64]string
		Any          any
		Nothing      any
		Anys         []any
		Err          error
		Strange      fmt.Stringer
		Named        named
		PNamed       *named
		Tree         tree
		Bytes        []byte
		Func         func() string
		Chan         chan int
		Value        reflect.Value
		Complex      complex128
	}
)

func (n named) String() string { return fmt.Sprintf("<named %d>", n.N) }

// Upper is a method, which is not covered.
func (p *page) Upper() string { return strings.ToUpper(p.Title) }

func funcs() template.FuncMap {
	return template.FuncMap{
		"upper":  strings.ToUpper,
		"now":    func() string { return "now" },
		"asset":  func(s string) (string, error) { return "/a/" + s, nil },
		"fail":   func(s string) (string, error) { return "", errors.New("no " + s) },
		"panics": func() string { panic("oh") },
		"add":    func(a, b int) int { return a + b },
		"join":   func(sep string, parts ...string) string { return strings.Join(parts, sep) },
		"bold":   func(s string) template.HTML { return template.HTML("<b>" + s + "</b>") },
		"any":    func(x any) any { return x },
		"half":   func(x float64) float64 { return x / 2 },
		"kindly": func(k kind) kind { return k + "!" },
		"level":  func(l level) level { return l + 1 },
		"list":   func(s ...string) []string { return s },
	}
}

// hostile is text that no place in HTML takes as it is.
const hostile = "a b<i>&amp;\"'`+=/?%41%zz\x00\xff\xed\xa0\x80\ufffd\ufdd0é\u2028\\;,javascript:</script>-->"

func sample() *page {
	text, markup := "pointed <at>", template.HTML("<u>m</u>&amp;")
	when := &date{7, "the 7th"}
	return &page{
		base:  base{Path: "/p/?a=b&c=d", Site: &site{Title: "S & T", Menu: []link{{"/", "Home", true}}, Extra: map[string]any{"n": 3, "s": "<s>", "l": []any{1, "x"}, "nil": nil}}},
		Title: "T <b>&", Kind: "news", Level: 3, Draft: true, Count: 12345, Small: -3, Size: 9, Score: 1.5,
		Body: "<p>b</p>&amp;", Link: "javascript:x()&é", Style: "color: red", Code: "f(1)", Attr: ` id="q"`, Set: "a.jpg 2x, b.jpg", Quote: `q\x22`,
		Tags: []string{"x", hostile, "z"}, Links: []link{{"/a?b=c&d", "A", true}, {"javascript:alert(1)", "B", false}, {"HTTP://x/é %41", "C", false}},
		Nested: [][]link{{{"/n", "N", false}}, nil}, Dates: [2]date{{1, "one"}, {2, "two"}}, Date: date{3, "three"},
		When: when, Twice: &when, Text: &text, Markup: &markup,
		Counts: map[string]int{"b": 2, "a": 1, "c": 300}, ByKind: map[kind]date{"news": {4, "four"}, "a": {5, "five"}},
		ByNumber: map[int]string{10: "ten", -1: "minus", 2: "two"}, ByFloat: map[float64]string{1.5: "x"},
		Any: date{8, "eight"}, Anys: []any{1, "two", nil, template.HTML("<i>"), 2.5, true, date{9, "nine"}, &text, link{}},
		Err: errors.New("an <error>"), Strange: named{1}, Named: named{2}, PNamed: &named{3},
		Tree: tree{"root", []tree{{"left", nil}, {"right", []tree{{"leaf", nil}}}}}, Bytes: []byte("ab"), Complex: 1i,
	}
}

// verdict is what executing a template with both has shown.
type verdict struct {
	compiled bool // Compile took it
	kept     bool // Append did not fall back
	failed   bool // html/template returned an error
	refusal  error
}

// compare executes a template with html/template and compiled, and fails the test where
// they differ.
func compare(t testing.TB, text string, data any) verdict {
	t.Helper()
	parse := func() *template.Template {
		return template.Must(template.New("t").Option("missingkey=error").Funcs(funcs()).Parse(text))
	}
	if _, err := template.New("t").Funcs(funcs()).Parse(text); err != nil {
		return verdict{failed: true, refusal: err}
	}
	var want bytes.Buffer
	wantErr := func() (err error) {
		defer func() {
			if r := recover(); r != nil {
				err = fmt.Errorf("panic: %v", r)
			}
		}()
		return parse().Execute(&want, data)
	}()
	p, err := htmlexec.Compile(parse(), reflect.TypeOf(data), htmlexec.Options{Funcs: funcs()})
	if err != nil {
		var refused *htmlexec.NotCoveredError
		if !errors.As(err, &refused) && wantErr == nil {
			t.Fatalf("%s\nCompile: %v", text, err)
		}
		return verdict{failed: wantErr != nil, refusal: err}
	}
	got, ok := p.Append([]byte("kept "), data)
	v := verdict{compiled: true, kept: ok, failed: wantErr != nil}
	switch {
	case ok && wantErr != nil:
		t.Fatalf("%s\nhtml/template returns %v\nand compiled it writes %q", text, wantErr, got)
	case ok && string(got) != "kept "+want.String():
		t.Fatalf("%s\nwant %q\ngot  %q", text, want.String(), got)
	case !ok && string(got) != "kept ":
		t.Fatalf("%s\na page that is given up leaves %q", text, got)
	}
	return v
}

func TestSame(t *testing.T) {
	for _, text := range same() {
		v := compare(t, text, sample())
		if !v.kept || v.failed {
			t.Errorf("%s: %+v", text, v)
		}
	}
}
