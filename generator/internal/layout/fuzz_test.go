package layout_test

import (
	"bytes"
	"errors"
	"fmt"
	"math/rand/v2"
	"reflect"
	"strings"
	"testing"
	"text/template/parse"

	"github.com/google/go-cmp/cmp"
	"github.com/rogpeppe/go-internal/txtar"

	"explainer/generator/internal/diag"
	"explainer/generator/internal/layout"
)

// What Load refuses although it parses.
var narrower = []string{
	"more than", "escaping the template would take too long", "the template is not UTF-8", "the template has", "variables cannot be declared",
	" is not defined here", "exists already",
}

// FuzzLoad: no text makes Load panic, its answer is always the same, spans lie
// within the file, and it agrees with text/template/parse on what is a template.
func FuzzLoad(f *testing.F) {
	for _, text := range []string{
		"", "{{", "{{.", "{{.A}}", "{{/* x */}}", "{{- /* x */ -}} {{- .Title -}}", "{{range $i, $e := .Tags}}{{break}}{{end}}",
		`{{define "x"}}{{template "x" .}}{{end}}{{template "x" .}}`, `{{block "b" .Site}}{{.Title}}{{else}}{{end}}`,
		"{{if .A}}{{else if .B}}{{else with .C}}{{end}}", "{{(index .People 0).Boss.Name | printf `%s`}}", "<a href='{{.Title}}",
		"{{$x := 1}}{{$x = 2}}{{with $y := $x}}{{$y}}{{end}}{{$y}}", "{{1.5e3}} {{0x1p-2}} {{'\\''}} {{1+2i}} {{nil}}", "\ufeff{{.X}}\r\n{{.Y}}",
		"{{call .Greet 1}}{{slice .Tags 1 2}}{{eq 1 .Score}}", "<script>{{.Title}}</script><style>{{.}}</style>{{break}}", "{{with .A}}\n{{end}} -}}",
		"{{template \"partials/p.html\" .}}{{\n\"a\nb\"}}", "{{\"\\\n\"}}", "{{a.b.c $.d ((e).f)}}", "{{define \"f0\"}}{{.}}{{end}}", "{{print -}}", "{{.A -}} {{ -1 -}}", "{{$0 =0}}",
	} {
		f.Add(text)
	}
	f.Fuzz(func(t *testing.T, text string) {
		files := []txtar.File{
			{Name: "explainer.html", Data: []byte(text)},
			{Name: "partials/p.html", Data: []byte("{{.Site.Title}}")},
		}
		_, ds := load(files, "explainer", "actor")
		_, again := load(files, "explainer", "actor")
		if diff := cmp.Diff(fmt.Sprint(ds), fmt.Sprint(again)); diff != "" {
			t.Errorf("two loads differ:\n%s", diff)
		}
		tree := parse.New("t")
		tree.Mode = parse.SkipFuncCheck
		_, err := tree.Parse(text, "", "", map[string]*parse.Tree{})
		syntax := 0
		for _, d := range ds {
			if s := d.Span; s.File != nil && (s.Start() < 0 || s.End() < s.Start() || s.End() > len(s.File.Data())) {
				t.Errorf("the span %d-%d of %q is outside of the file", s.Start(), s.End(), d.Message)
			}
			if d.ID != "layout-syntax" {
				continue
			}
			syntax++
			// The parser takes the first assignment for a declaration.
			assigned := strings.Contains(text, "=") && strings.HasSuffix(d.Message, "is not defined")
			if err == nil && !assigned && !containsAny(d.Message, narrower) {
				t.Errorf("the parser takes it, and Load says: %v", d)
			}
		}
		if err != nil && syntax == 0 {
			t.Errorf("the parser says %v, and Load nothing", err)
		}
	})
}

func containsAny(s string, parts []string) bool {
	for _, p := range parts {
		if strings.Contains(s, p) {
			return true
		}
	}
	return false
}

// sound is a view in which everything is known, so that a template without errors
// can only fail by values.
type sound struct {
	Title   string
	Kind    Kind
	Count   int
	Size    uint
	Score   float64
	Draft   bool
	Tags    []string
	Dates   [2]Date
	Counts  map[string]int
	ByKind  map[Kind]*Date
	Person  Person
	People  []*Person
	Pointer *Date
	Twice   **Date
	Nested  [][]Role
	Greet   func(string) (string, error)
}

// byType are the errors that types decide: a template that Load finds nothing wrong
// with must not have them.
var byType = []string{
	"can't evaluate", "wrong type", "wrong number of args", "incompatible types", "can't iterate", "iterate over", "undefined variable",
	"can't give argument", "has arguments but", "invalid type for comparison", "non-comparable", "unexported", "can't index", "can't slice",
	"cannot index", "should be", "len of type", "non-function", "expected ", "can't print", "not a defined function", "not defined", "can't handle",
	"nil data", "cannot assign nil", "nil is not", "is not a method", "missing argument", "too many slice", "3-index", "of untyped nil",
}

// TestSound generates templates at random, some right and some wrong, and executes
// with random data those that Load finds nothing wrong with, compiled and with
// html/template.
func TestSound(t *testing.T) {
	accepted, compiled := 0, 0
	for seed := range uint64(4000) {
		r := rand.New(rand.NewPCG(seed, 1))
		g := &generator{Rand: r}
		text := g.template()
		files := []layout.File{}
		for _, f := range []txtar.File{{Name: "v.html", Data: []byte(text)}, {Name: "p.html", Data: []byte(g.body(2))}} {
			files = append(files, layout.File{Source: newSource(f), Name: f.Name})
		}
		var ds diag.List
		opts := layout.Options{Views: map[string]reflect.Type{"v": reflect.TypeFor[sound]()}, Funcs: funcs}
		set := layout.Load(files, opts, &ds)
		if set.Fits("v", reflect.TypeFor[sound]()).Errors() > 0 {
			continue
		}
		if set.Compiled("v", reflect.TypeFor[sound]()) == nil {
			compiled++
		}
		data := random(r, reflect.TypeFor[sound](), 6).Interface()
		opts.Interpret = true
		var out, want bytes.Buffer
		err := set.Execute(&out, "v", data)
		wantErr := layout.Load(files, opts, &ds).Execute(&want, "v", data)
		if out.String() != want.String() || fmt.Sprint(err) != fmt.Sprint(wantErr) {
			t.Errorf("seed %d: %s\nhtml/template: %q, %v\ncompiled: %q, %v", seed, text, want.String(), wantErr, out.String(), err)
		}
		var exec *layout.ExecError
		switch {
		case err == nil:
			accepted++
		case !errors.As(err, &exec):
			t.Fatalf("seed %d: %v", seed, err)
		case exec.Message == "it has errors and cannot be executed": // the parser or the escaper has seen them
		case containsAny(exec.Message, byType):
			t.Errorf("seed %d: nothing wrong with\n%s\n%s\nand then: %v", seed, text, files[1].Source.Data(), exec.Diagnostic())
		default:
			accepted++
		}
	}
	t.Logf("%d templates were executed, %d are compiled", accepted, compiled)
	if accepted < 300 {
		t.Errorf("only %d templates were executed", accepted)
	}
}

// random returns a random value of a type, with no nil pointer down to a depth.
func random(r *rand.Rand, t reflect.Type, depth int) reflect.Value {
	v := reflect.New(t).Elem()
	switch t.Kind() {
	case reflect.Bool:
		v.SetBool(r.IntN(2) == 0)
	case reflect.Int:
		v.SetInt(int64(r.IntN(4)))
	case reflect.Uint:
		v.SetUint(uint64(r.IntN(4)))
	case reflect.Float64:
		v.SetFloat(r.Float64())
	case reflect.String:
		v.SetString([]string{"", "a", "b", "<c>"}[r.IntN(4)])
	case reflect.Func:
		v.Set(reflect.ValueOf(func(s string) (string, error) { return "hello " + s, nil }))
	case reflect.Pointer:
		if depth > 0 {
			v.Set(reflect.New(t.Elem()))
			v.Elem().Set(random(r, t.Elem(), depth-1))
		}
	case reflect.Struct:
		for i := range t.NumField() {
			if t.Field(i).IsExported() {
				v.Field(i).Set(random(r, t.Field(i).Type, depth-1))
			}
		}
	case reflect.Array:
		for i := range v.Len() {
			v.Index(i).Set(random(r, t.Elem(), depth-1))
		}
	case reflect.Slice:
		if depth > 0 {
			for range 1 + r.IntN(2) {
				v = reflect.Append(v, random(r, t.Elem(), depth-1))
			}
		}
	case reflect.Map:
		v.Set(reflect.MakeMap(t))
		for range r.IntN(3) {
			v.SetMapIndex(random(r, t.Key(), 0), random(r, t.Elem(), depth-1))
		}
	}
	return v
}
