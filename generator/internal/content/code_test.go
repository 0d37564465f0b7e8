package content

import (
	"math/rand/v2"
	"os"
	"path/filepath"
	"reflect"
	"testing"

	"github.com/rogpeppe/go-internal/txtar"

	"explainer/generator/internal/edtf"
	"explainer/generator/internal/markdown"
	"explainer/generator/internal/source"
)

func roundTrip(t *testing.T, d *Document) string {
	t.Helper()
	b, err := d.Append(nil)
	if err != nil {
		t.Fatal(d.Path, err)
	}
	got, err := Read(string(b), d.File, d.Path)
	if err != nil {
		t.Fatal(d.Path, err)
	}
	if !reflect.DeepEqual(got, d) {
		t.Errorf("%s is another document:\n%+v\n%+v", d.Path, got, d)
	}
	return string(b)
}

// TestCode holds that every document that there is comes back as it was.
func TestCode(t *testing.T) {
	n := 0
	code := func(path string, data []byte) {
		roundTrip(t, Parse(source.New("content/"+path, data), path, Options{Markdown: markdown.Options{Smart: true}}))
		n++
	}
	fixtures, _ := filepath.Glob("testdata/*.txtar")
	for _, name := range fixtures {
		a, err := txtar.ParseFile(name)
		if err != nil {
			t.Fatal(err)
		}
		for _, f := range a.Files {
			if IsDocument(f.Name) {
				code(f.Name, f.Data)
			}
		}
	}
	for _, pattern := range []string{"*.md", "*/*.md", "*/*/*.md"} {
		paths, _ := filepath.Glob("../../../content/" + pattern)
		for _, p := range paths {
			rel, err := filepath.Rel("../../../content", p)
			if err != nil {
				t.Fatal(err)
			}
			data, err := os.ReadFile(p)
			if err != nil {
				t.Fatal(err)
			}
			code(filepath.ToSlash(rel), data)
		}
	}
	if n < 100 {
		t.Errorf("only %d documents were found", n)
	}
}

// fill gives every field that it can a value that is not zero.
func fill(r *rand.Rand, v reflect.Value, f *source.File) {
	switch v.Interface().(type) {
	case *source.File:
		v.Set(reflect.ValueOf(f))
		return
	case source.Span:
		start := r.IntN(20)
		v.Set(reflect.ValueOf(f.Span(start, start+r.IntN(20))))
		return
	case edtf.Date:
		d, _ := edtf.Parse([]string{"2022-09-30", "2022-09?", "../2014", "201X", "2022-02-24T05:00+03:00"}[r.IntN(5)])
		v.Set(reflect.ValueOf(d))
		return
	case map[string]any:
		v.Set(reflect.ValueOf(map[string]any{"a": int64(r.IntN(9)), "b": []any{true, 0.5}}))
		return
	}
	switch v.Kind() {
	case reflect.Struct:
		for i := range v.NumField() {
			if v.Type().Field(i).IsExported() {
				fill(r, v.Field(i), f)
			}
		}
	case reflect.Array:
		for i := range v.Len() {
			fill(r, v.Index(i), f)
		}
	case reflect.Pointer:
		v.Set(reflect.New(v.Type().Elem()))
		fill(r, v.Elem(), f)
	case reflect.Slice:
		v.Set(reflect.MakeSlice(v.Type(), 1+r.IntN(3), 4))
		for i := range v.Len() {
			fill(r, v.Index(i), f)
		}
	case reflect.String:
		v.SetString([]string{"words", "слова", "\x00"}[r.IntN(3)])
	case reflect.Bool:
		v.SetBool(true)
	case reflect.Float64:
		v.SetFloat(0.5 + r.Float64())
	case reflect.Uint8:
		v.SetUint(1)
	default:
		v.SetInt(int64(1 + r.IntN(15)))
	}
}

// TestCodeOfEveryField holds that no field is forgotten, those that will be added included.
func TestCodeOfEveryField(t *testing.T) {
	f := source.New("content/a.md", make([]byte, 50))
	paths := map[Kind]string{Page: "a.md", Home: "_index.md", Section: "a/_index.md", Explainer: "explainers/a.md", Actor: "actors/a.md", Region: "regions/a.md", Question: "questions/a.md", Source: "sources/a.md"}
	for seed := range uint64(20) {
		for _, kind := range []Kind{Page, Home, Section, Explainer, Actor, Region, Question, Source} {
			var d Document
			fill(rand.New(rand.NewPCG(seed, uint64(kind))), reflect.ValueOf(&d).Elem(), f)
			d.Path, d.Place = paths[kind], Locate(paths[kind])
			d.Refs, d.Anchors = 0, nil // they are those of the text
			var body Body
			fill(rand.New(rand.NewPCG(seed, uint64(kind))), reflect.ValueOf(&body).Elem(), f)
			body.Doc = markdown.Doc{File: f, Words: 1 + int(seed)}
			d.body.held = &body
			var entries Entries
			fill(rand.New(rand.NewPCG(seed, uint64(kind))), reflect.ValueOf(&entries).Elem(), f)
			d.entries.held, entries.Inline, d.Inline = &entries, nil, 0
			if d.Kind != kind {
				t.Fatal(d.Kind, kind)
			}
			for k, clear := range map[Kind]func(){
				Explainer: func() { d.Explainer = nil }, Actor: func() { d.Actor = nil }, Region: func() { d.Region = nil },
				Question: func() { d.Question = nil }, Source: func() { d.Source = nil },
			} {
				if k != kind {
					clear()
				}
			}
			roundTrip(t, &d)
		}
	}
}

// FuzzRead reads documents from any bytes: an error or a Document comes of it that can be
// written again.
func FuzzRead(f *testing.F) {
	const path = "explainers/a.md"
	file := source.New("content/"+path, []byte("+++\ntitle = \"T\"\ndate = 2022-09-30\ndates = [2022, {when = \"2022-02?\", title = \"x\"}]\n[[claims]]\nby = \"a\"\nsays = \"b\"\n[extra]\nx = [1, 2.5, true]\n+++\nText with [s](claim: \"by=x denies\").\n"))
	b, err := Parse(file, path, Options{}).Append(nil)
	if err != nil {
		f.Fatal(err)
	}
	f.Add(string(b))
	f.Fuzz(func(t *testing.T, data string) {
		d, err := Read(data, file, path)
		if err != nil {
			return
		}
		b, err := d.Append(nil)
		if err == nil {
			_, err = Read(string(b), file, path)
		}
		if err != nil {
			t.Fatal(err)
		}
	})
}

func BenchmarkRead(b *testing.B) {
	const path = "explainers/four-regions-annexation-claim.md"
	data, err := os.ReadFile("../../../content/" + path)
	if err != nil {
		b.Fatal(err)
	}
	f := source.New("content/"+path, data)
	opts := Options{Markdown: markdown.Options{Smart: true}}
	b.Run("parse", func(b *testing.B) {
		for b.Loop() {
			Parse(f, path, opts)
		}
	})
	kept, err := Parse(f, path, opts).Append(nil)
	if err != nil {
		b.Fatal(err)
	}
	b.Run("read", func(b *testing.B) {
		b.ReportMetric(float64(len(kept)), "bytes")
		for b.Loop() {
			if _, err := Read(string(kept), f, path); err != nil {
				b.Fatal(err)
			}
		}
	})
}
