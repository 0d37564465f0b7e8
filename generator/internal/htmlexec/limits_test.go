package htmlexec_test

import (
	"bytes"
	"errors"
	"html/template"
	"io"
	"reflect"
	"strings"
	"sync"
	"testing"

	"explainer/generator/internal/htmlexec"
)

// FuzzText holds the escapers against html/template's, with any text as text and as
// trusted content in all places.
func FuzzText(f *testing.F) {
	for _, s := range []string{"", hostile, "a:b", "/a:b", "http:", "ht\u017ftp:x", "javaſcript:x", "%", "%4", "%41", "<", "\xc3", "\xef\xbf\xbe", "a=b&c+d", "MAILTO:%zz"} {
		f.Add(s)
	}
	type texts struct {
		S string
		H template.HTML
		U template.URL
		A any
		P *string
		K kind
	}
	place := func(e string) string {
		return `<p title="` + e + `" class='` + e + `' id=` + e + ` lang=x` + e + `>` + e + `<title>` + e + `</title><a href="` + e + `"></a>` +
			`<a href="/` + e + `?` + e + `#` + e + `"></a><a href=` + e + `></a><a href='/x?` + e + `'></a><a href=/x?` + e + `></a>` +
			`<meta http-equiv="refresh" content="0; url=` + e + `">`
	}
	f.Fuzz(func(t *testing.T, s string) {
		data := texts{s, template.HTML(s), template.URL(s), template.URL(s), &s, kind(s)}
		for _, field := range []string{".S", ".H", ".U", ".A", ".P", ".K"} {
			if v := compare(t, place("{{"+field+"}}"), data); !v.kept {
				t.Errorf("%s of %q: %+v", field, s, v)
			}
		}
	})
}

// TestFallsBack: what a value decides and this package does not cover, or what is an
// error, is html/template's to say.
func TestFallsBack(t *testing.T) {
	for _, text := range []string{
		"{{.Nil.Words}}", "{{$x := .Nil}}{{$x.Day}}", "{{.Site.Extra.none}}", "{{.Counts.none}}", "{{.Nothing.X}}", "{{.Any.Nobody}}",
		"{{index .Tags 3}}", "{{index .Tags -1}}", "{{index .Nil 1}}", "{{index .Nothing 1}}", "{{index .Title 99}}", "{{slice .Tags 2 1}}",
		"{{slice .Title 99}}", "{{len .Nil}}", "{{len .Nothing}}", "{{len 3}}", "{{fail .Title}}", "{{panics}}", "{{upper .Any}}", "{{upper .Nothing}}",
		"{{lt .Any 1}}", "{{eq .Any 1}}", "{{eq .Tags .Tags}}", "{{lt .Draft .Draft}}", "{{eq 1 2 .Nil.Day}}",
		"{{and .Empty .Draft .Nil.Words | or .Nil.Words}}", "{{range .Any}}{{end}}", "{{range .Nil.Words}}{{end}}", "{{range .Err}}{{end}}",
		"{{.Nil.Words | and false}}", "{{index .Counts .Any}}", "{{printf .Title .Nil.Day}}", "{{.Any.Format}}",
		`{{define "n"}}{{.X}}{{end}}{{template "n"}}`, `{{define "f"}}{{template "f" .}}{{end}}{{template "f" .}}`,
	} {
		v := compare(t, text, sample())
		if v.kept || !v.failed && v.compiled {
			t.Errorf("%s: %+v", text, v)
		}
	}
	// No errors, and yet left to html/template.
	for _, text := range []string{
		`{{range .Anys}}<p title="{{.}}">{{end}}`, "{{with .Site.Extra}}{{.m}}{{end}}",
	} {
		data := sample()
		data.Site.Extra["m"] = named{1}
		if v := compare(t, text, data); v.failed || !v.compiled {
			t.Errorf("%s: %+v", text, v)
		}
	}
}

func TestNotCovered(t *testing.T) {
	for _, test := range []struct{ text, want string }{
		{"a\n{{.Upper}}", `t:2:2: <.Upper>: methods are not covered: Upper`},
		{"{{.Named.String}}", `t:1:8: <.Named.String>: methods are not covered: String`},
		{"{{.Nobody}}", `t:1:2: <.Nobody>: there is no field Nobody`},
		{"{{.Title.X}}", `t:1:8: <.Title.X>: there is no field X`},
		{"{{.ByKind.news}}", `t:1:9: <.ByKind.news>: there is no field news`},
		{"{{.Title 1}}", `t:1:2: <.Title>: it is no function and has arguments`},
		{"{{1 | .Title}}", `t:1:6: <.Title>: it is no function and has arguments`},
		{"{{call .Func}}", `t:1:2: <call>: the function is not covered`},
		{"{{1i}}", `t:1:2: <1i>: complex numbers are not covered`},
		{"{{(1).X}}", `t:1:5: <(1).X>: there is no field X`},
		{"{{print ($x := 1)}}", `t:1:9: <$x := 1>: variables within parentheses are not covered`},
		{"{{$x := 1}}{{$x = .Title}}", `t:1:13: <$x = .Title>: an assignment that changes the type of a variable is not covered`},
		{"{{$ = 1}}", `t:1:2: <$ = 1>: the variable cannot be set here`},
		{"{{$x := 1}}{{if $x = 2}}{{end}}", `t:1:16: <$x = 2>: an assignment here is not covered`},
		{"{{$x := 1}}{{range $x = .Tags}}{{end}}", `t:1:19: <{{range $x = .Tags}}{{end}}>: a range that sets variables is not covered`},
		{"{{range $x := .Tags}}{{else}}{{$x}}{{end}}", `t:1:31: <$x>: the variable is not defined here`},
		{"{{range $i, $x := 3}}{{end}}", `t:1:8: <{{range $i, $x := 3}}{{end}}>: a range over a number has one variable`},
		{"{{range .ByFloat}}{{end}}", `t:1:8: <{{range .ByFloat}}{{end}}>: a range over a map whose keys are no strings or integers is not covered`},
		{"{{range .Chan}}{{end}}", `t:1:8: <{{range .Chan}}{{end}}>: a range over this type is not covered`},
		{"{{range .Func}}{{end}}", `t:1:8: <{{range .Func}}{{end}}>: a range over this type is not covered`},
		{"{{.Value}}", `t:1:2: <.Value>: values of type reflect.Value are not covered`},
		{"{{upper .Text}}", `t:1:8: <.Text>: the parameter is of type string, and this of type *string`},
		{"{{upper 1}}", `t:1:8: <1>: the parameter is of type string`},
		{"{{upper}}", `t:1:2: <upper>: it has another number of arguments`},
		{"{{not 1 2}}", `t:1:2: <not>: it has another number of arguments`},
		{`{{define "d"}}{{.}}{{end}}<p title="{{template "d" .Title}}">`,
			`t:1:47: <{{template "d$htmltemplate_stateAttr_delimDoubleQuote" .Titl…>: there is no such template, or html/template has made a copy of it for this place`},
		{strings.Repeat("{{if .}}", 201) + strings.Repeat("{{end}}", 201), `t:1:1600: <{{if .}}{{end}}>: it nests deeper than 200 actions`},
	} {
		v := compare(t, test.text, sample())
		if v.compiled || v.refusal.Error() != test.want {
			t.Errorf("%.60s: want\n%s\ngot\n%v", test.text, test.want, v.refusal)
		}
	}
}

// compile compiles a template for sample().
func compile(t testing.TB, text string, limit int) *htmlexec.Program {
	t.Helper()
	tmpl := template.Must(template.New("t").Option("missingkey=error").Funcs(funcs()).Parse(text))
	p, err := htmlexec.Compile(tmpl, reflect.TypeFor[*page](), htmlexec.Options{Funcs: funcs(), MaxOutput: limit})
	if err != nil {
		t.Fatal(err)
	}
	return p
}

func TestCompileReturnsTheAnalysisError(t *testing.T) {
	tmpl := template.Must(template.New("t").Parse(`<a href="{{if .}}x?{{end}}{{.}}">`))
	_, err := htmlexec.Compile(tmpl, reflect.TypeFor[string](), htmlexec.Options{})
	var analysis *template.Error
	if !errors.As(err, &analysis) || analysis.ErrorCode != template.ErrAmbigContext {
		t.Errorf("got %v", err)
	}
	_, err = htmlexec.Compile(template.New("empty"), reflect.TypeFor[string](), htmlexec.Options{})
	if err == nil || !strings.Contains(err.Error(), "empty") {
		t.Errorf("got %v", err)
	}
}

// A template that has been executed, or compiled for another type, is compiled too.
func TestCompileTwice(t *testing.T) {
	tmpl := template.Must(template.New("t").Parse(`{{range .}}<p title="{{.}}">{{end}}`))
	if err := tmpl.Execute(io.Discard, nil); err != nil {
		t.Fatal(err)
	}
	for _, data := range []any{[]string{"a&b"}, []int{7}, map[string]bool{"x": true}} {
		p, err := htmlexec.Compile(tmpl, reflect.TypeOf(data), htmlexec.Options{})
		if err != nil {
			t.Fatal(err)
		}
		var want bytes.Buffer
		if err := tmpl.Execute(&want, data); err != nil {
			t.Fatal(err)
		}
		if got, ok := p.Append(nil, data); !ok || string(got) != want.String() {
			t.Errorf("want %q, got %q", want.String(), got)
		}
	}
}

func TestExecute(t *testing.T) {
	p := compile(t, "{{.Title}}{{.Site.Extra.s}}{{if .Draft}}{{.When.Words}}{{end}}", 0)
	var out bytes.Buffer
	if err := p.Execute(&out, sample()); err != nil || out.String() != "T &lt;b&gt;&amp;&lt;s&gt;the 7th" {
		t.Errorf("got %q, %v", out.String(), err)
	}
	data := sample()
	data.When = nil
	err := p.Execute(io.Discard, data)
	if want := `template: t:1:47: executing "t" at <.When.Words>: nil pointer evaluating *htmlexec_test.date.Words`; err == nil || err.Error() != want {
		t.Errorf("want %s\ngot  %v", want, err)
	}
	out.Reset()
	if err := p.Execute(&out, *sample()); err != nil || out.Len() == 0 { // of another type
		t.Errorf("got %q, %v", out.String(), err)
	}
	if _, ok := p.Append(nil, nil); ok {
		t.Error("there is a page of no data")
	}
	full := errors.New("full")
	if err := p.Execute(failing{full}, sample()); err != full {
		t.Errorf("got %v", err)
	}
	var zero htmlexec.Program
	if _, ok := zero.Append(nil, sample()); ok || zero.Execute(io.Discard, sample()) == nil {
		t.Error("the zero Program executes")
	}
}

type failing struct{ err error }

func (f failing) Write([]byte) (int, error) { return 0, f.err }

func TestMaxOutput(t *testing.T) {
	p := compile(t, "{{range 1000000}}{{range 1000000}}0123456789{{end}}{{end}}", 1000)
	if got, ok := p.Append([]byte("x"), sample()); ok || string(got) != "x" {
		t.Errorf("got %d bytes, %v", len(got), ok)
	}
	p = compile(t, "0123456789", 10)
	if got, ok := p.Append([]byte("x"), sample()); !ok || string(got) != "x0123456789" {
		t.Errorf("got %q, %v", got, ok)
	}
	if got, ok := compile(t, "0123456789", 9).Append(nil, sample()); ok {
		t.Errorf("got %q", got)
	}
}

// Executions at the same time do not meet.
func TestConcurrent(t *testing.T) {
	p := compile(t, strings.Join(same()[:12], "\n"), 0)
	want, ok := p.Append(nil, sample())
	if !ok {
		t.Fatal("it falls back")
	}
	var wg sync.WaitGroup
	for range 8 {
		wg.Go(func() {
			for range 20 {
				if got, ok := p.Append(nil, sample()); !ok || !bytes.Equal(got, want) {
					t.Error("the pages differ")
				}
			}
		})
	}
	wg.Wait()
}
