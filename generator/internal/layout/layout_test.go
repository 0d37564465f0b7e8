package layout_test

import (
	"bytes"
	"errors"
	"fmt"
	"html/template"
	"reflect"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/rogpeppe/go-internal/txtar"

	"explainer/generator/internal/diag"
	"explainer/generator/internal/golden"
	"explainer/generator/internal/layout"
	"explainer/generator/internal/source"
)

// The views of the tests.
type (
	Kind string

	Site struct {
		Title, Language string
		Params          map[string]any
		Counts          map[string]int
		ByKind          map[Kind]int
	}
	Date struct {
		Day  int
		When string
	}
	Role struct {
		Title string
		From  *Date
	}
	Person struct {
		Name  string
		Roles []Role
		Boss  *Person
	}
	head struct {
		Canonical string
		//lint:ignore U1000 a template must not reach it
		hidden string
	}
	Base struct {
		Site *Site
		head
	}
	Explainer struct {
		Base
		Title  string
		Body   template.HTML
		Kind   Kind
		Draft  bool
		Score  float64
		Count  int
		Size   uint
		Tags   []string
		Dates  [2]Date
		People []*Person
		Extra  any
		Greet  func(string) (string, error)
		//lint:ignore U1000 a template must not reach it
		private int
	}
	Actor struct {
		Base
		Name string
		Tags []string
	}
)

// Format is a method that no template may call.
func (d Date) Format(layout string) string { return layout + d.When }

func views(names ...string) map[string]reflect.Type {
	all := map[string]reflect.Type{
		"explainer": reflect.TypeFor[Explainer](),
		"actor":     reflect.TypeFor[*Actor](),
	}
	out := map[string]reflect.Type{}
	for _, n := range names {
		out[n] = all[n]
	}
	return out
}

var funcs = template.FuncMap{
	"upper":    strings.ToUpper,
	"add":      func(a, b int) int { return a + b },
	"join":     func(sep string, parts ...string) string { return strings.Join(parts, sep) },
	"dict":     func(pairs ...any) map[string]any { return map[string]any{} },
	"half":     func(x float64) float64 { return x / 2 },
	"who":      func(p *Person) string { return p.Name },
	"anything": func(x any) any { return x },
	"fail":     func(s string) (string, error) { return "", errors.New("no " + s) },
}

func load(files []txtar.File, viewNames ...string) (*layout.Set, diag.List) {
	var in []layout.File
	for _, f := range files {
		in = append(in, layout.File{Source: source.New("layouts/"+f.Name, f.Data), Name: f.Name})
	}
	var ds diag.List
	set := layout.Load(in, layout.Options{Views: views(viewNames...), Funcs: funcs}, &ds)
	return set, ds
}

// TestDiagnostics loads each archive of testdata: its first line names the views,
// its last file, "want", holds the diagnostics.
func TestDiagnostics(t *testing.T) {
	golden.Each(t, func(t *testing.T, a *txtar.Archive) string {
		line, _, _ := strings.Cut(string(a.Comment), "\n")
		_, ds := load(a.Files, strings.Fields(strings.TrimPrefix(line, "views:"))...)
		var got strings.Builder
		for _, d := range ds {
			fmt.Fprintf(&got, "[%s] ", d.ID)
			if err := diag.WriteText(&got, diag.List{d}, diag.TextOptions{}); err != nil {
				t.Fatal(err)
			}
		}
		return got.String()
	})
}

func archive(text string) []txtar.File { return txtar.Parse([]byte(text)).Files }

const sampleSite = `
-- explainer.html --
{{template "partials/head.html" .Site}}<h1 title={{.Title}}>{{.Title | upper}}</h1>
{{range $i, $p := .People}}{{add $i 1}} {{$p.Name}}{{with $p.Boss}} ({{.Name}}){{end}};{{end}}
<script>var t = {{.Tags}};</script>{{.Body}}
-- longread.html --
long {{.Title}} {{.Site.Counts.words}}
-- partials/head.html --
<title>{{.Title}}</title>
-- style.css --
{{
`

func TestExecute(t *testing.T) {
	set, ds := load(archive(sampleSite), "explainer")
	if len(ds) > 0 {
		t.Fatal(ds)
	}
	if diff := cmp.Diff([]string{"explainer", "longread"}, set.Names()); diff != "" {
		t.Error(diff)
	}
	boss := &Person{Name: "B"}
	view := Explainer{
		Base: Base{Site: &Site{Title: "S & T"}}, Title: "a <b>", Body: "<p>x</p>", Tags: []string{"</script>"},
		People: []*Person{{Name: "A", Boss: boss}, boss},
	}
	var got bytes.Buffer
	if err := set.Execute(&got, "explainer", view); err != nil {
		t.Fatal(err)
	}
	want := "<title>S &amp; T</title>\n<h1 title=a&#32;&lt;b&gt;>A &lt;B&gt;</h1>\n1 A (B);2 B;\n" +
		"<script>var t = [\"\\u003c/script\\u003e\"];</script><p>x</p>\n"
	if diff := cmp.Diff(want, got.String()); diff != "" {
		t.Errorf("page (-want +got):\n%s", diff)
	}
}

// What is not compiled html/template executes, and so a layout for data of any type.
func TestCompiled(t *testing.T) {
	set, _ := load(archive(sampleSite+"-- derived.html --\n{{define \"a\"}}{{.}}{{end}}<p title=\"{{template \"a\" .Title}}\">\n"), "explainer")
	for _, test := range []struct {
		layout string
		data   any
		want   string
	}{
		{"explainer", Explainer{}, ""},
		{"explainer", &Explainer{}, ""},
		{"longread", &Explainer{}, ""},
		{"derived", &Explainer{Title: "a & b"}, "there is no such template, or html/template has made a copy of it for this place"},
		{"longred", &Explainer{}, `layout "longred" cannot be executed`},
	} {
		err := set.Compiled(test.layout, reflect.TypeOf(test.data))
		if (err == nil) != (test.want == "") || err != nil && !strings.HasSuffix(err.Error(), test.want) {
			t.Errorf("%s: got %v", test.layout, err)
		}
	}
	var got bytes.Buffer
	if err := set.Execute(&got, "derived", &Explainer{Title: "a & b"}); err != nil || got.String() != `<p title="a &amp; b">`+"\n" {
		t.Errorf("got %q, %v", got.String(), err)
	}
}

func TestFits(t *testing.T) {
	set, _ := load(archive(sampleSite), "explainer")
	if ds := set.Fits("longread", reflect.TypeFor[*Explainer]()); len(ds) > 0 {
		t.Errorf("longread does not fit an explainer: %v", ds)
	}
	want := `layouts/longread.html:1:9: error: layout_test.Actor has no field "Title"
  1 | long {{.Title}} {{.Site.Counts.words}}
    |         ^^^^^
  help: one of: Base, Canonical, Name, Site, Tags`
	if ds := set.Fits("longread", reflect.TypeFor[Actor]()); len(ds) != 1 || ds[0].String() != want {
		t.Errorf("got %v", ds)
	}
	want = "layouts/longred.html: error: there is no layout \"longred\"\n  help: did you mean \"longread\"?"
	if ds := set.Fits("longred", reflect.TypeFor[Actor]()); len(ds) != 1 || ds[0].String() != want {
		t.Errorf("got %v", ds)
	}
}

func TestExecErrors(t *testing.T) {
	const files = `
-- explainer.html --
{{template "deep.html" .}}
-- actor.html --
{{.Nam}}
-- deep.html --
{{if .Draft}}
  {{fail .Title}}{{end}}
{{with .Extra}}{{.Missing}}{{end}}
{{define "attr"}}{{.Site.Title}}{{end}}<a title="{{template "attr" .}}">
`
	set, _ := load(archive(files), "explainer", "actor")
	for _, test := range []struct {
		layout string
		data   any
		want   string
	}{
		{"explainer", Explainer{Draft: true, Title: "luck >: "}, `layouts/deep.html:2:5: error: error calling fail: no luck >: 
  2 |   {{fail .Title}}{{end}}
    |     ^^^^`},
		{"explainer", Explainer{Extra: map[string]any{"a": 1}}, `layouts/deep.html:3:18: error: map has no entry for key "Missing"
  3 | {{with .Extra}}{{.Missing}}{{end}}
    |                  ^^^^^^^^`},
		{"explainer", &Explainer{}, `layouts/deep.html:4:25: error: nil pointer evaluating *layout_test.Site.Title
  4 | {{define "attr"}}{{.Site.Title}}{{end}}<a title="{{template "attr" .}}">
    |                         ^^^^^^`},
		{"actor", Actor{}, `layouts/actor.html: error: it has errors and cannot be executed`},
		{"nobody", Actor{}, `layouts/nobody.html: error: there is no such layout`},
	} {
		err := set.Execute(&bytes.Buffer{}, test.layout, test.data)
		var exec *layout.ExecError
		if !errors.As(err, &exec) {
			t.Errorf("%s: got %v", test.layout, err)
			continue
		}
		if diff := cmp.Diff(test.want, exec.Diagnostic().String()); diff != "" {
			t.Errorf("%s (-want +got):\n%s", test.layout, diff)
		}
	}
}

type failing struct{ err error }

func (f failing) Write([]byte) (int, error) { return 0, f.err }

func TestWriterErrorsComeBack(t *testing.T) {
	set, _ := load(archive("-- explainer.html --\nx\n"), "explainer")
	full := errors.New("full")
	if err := set.Execute(failing{full}, "explainer", Explainer{}); !errors.Is(err, full) || err != full {
		t.Errorf("got %v", err)
	}
}

// A page is bounded, and so is the time that html/template needs for templates that
// double its work with every level.
func TestBounds(t *testing.T) {
	set, _ := load(archive("-- explainer.html --\n{{range 1000000}}{{range 1000000}}0123456789{{end}}{{end}}\n"), "explainer")
	err := set.Execute(discard{}, "explainer", Explainer{})
	if err == nil || err.Error() != `layout "explainer": the page is longer than 67108864 bytes` {
		t.Errorf("got %v", err)
	}

	var chain strings.Builder
	chain.WriteString(`{{template "0" .}}`)
	for i := range 40 {
		fmt.Fprintf(&chain, `{{define "%d"}}{{template "%d" .}}{{end}}`, i, i+1)
	}
	chain.WriteString(`{{define "40"}}<a href="{{if .}}x?{{end}}{{.}}{{end}}`)
	for _, test := range []struct{ name, text, want string }{
		{"range", strings.Repeat("{{range .Tags}}", 60) + strings.Repeat("{{end}}", 60), "more than 8 ranges within one another"},
		{"chain", chain.String(), "templates call one another 42 deep, and 12 is the most"},
		{"size", strings.Repeat("x", 1<<20), "the template has 1048576 bytes, and 262144 are the most"},
		{"ranges", strings.Repeat("{{range .Tags}}", 8) + strings.Repeat("{{.}}", 10000) + strings.Repeat("{{end}}", 8), "escaping the template would take too long"},
		{"no tags", strings.Repeat("<", 200000), "escaping the template would take too long"},
		{"variables", strings.Repeat("{{$x:=1}}", 1001), "more than 1000 variables in one file"},
	} {
		_, ds := load([]txtar.File{{Name: "explainer.html", Data: []byte(test.text)}}, "explainer")
		if len(ds) != 1 || ds[0].Message != test.want {
			t.Errorf("%s: got %v", test.name, ds)
		}
	}
}

type discard struct{}

func (discard) Write(p []byte) (int, error) { return len(p), nil }

func TestZeroSet(t *testing.T) {
	var set layout.Set
	if set.Has("x") || len(set.Names()) > 0 || set.Execute(discard{}, "x", nil) == nil || len(set.Fits("x", nil)) != 1 {
		t.Error("the zero Set has layouts")
	}
}
