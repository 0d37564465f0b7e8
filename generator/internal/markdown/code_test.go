package markdown

import (
	"os"
	"path/filepath"
	"reflect"
	"testing"

	"explainer/generator/internal/codec"
	"explainer/generator/internal/diag"
	"explainer/generator/internal/source"
)

// fullDoc has something in every field.
func fullDoc(f *source.File) *Doc {
	at := f.Span(2, 9)
	return &Doc{
		File: f, Words: 3, html: "<p>plain text</p>", plain: "plain text\n", holes: []hole{{holeCite, 3, 1}, {holeImage, 7, 1}},
		Headings: []Heading{{Level: 2, ID: "a", Text: "plain", Span: at, at: 1, size: 5}},
		Refs: []Ref{
			{Cite, "target", "query", "fragment", "text", at, f.Span(1, 10), 1, "title", 1, 2, true},
			{Kind: Image},
		},
		Claims: []InlineClaim{{Ref: 1, Words: "words", Span: at, Fields: []ClaimField{{"k", "v", at, f.Span(3, 4)}}}},
		Runs: []Run{
			{Section: 1, Text: "text", Before: 'a', After: 'Ї', edits: []edit{{1, 2, "x"}}, places: []place{{1, 2}, {2, 9}}, start: 3, end: 6, plain: 6},
			{Text: "other", start: 7, end: 8, plain: 2},
		},
	}
}

// noZero finds a field that has no value, anywhere in the first of each list.
func noZero(t *testing.T, v reflect.Value, path string) {
	switch v.Kind() {
	case reflect.Struct:
		for i := range v.NumField() {
			noZero(t, v.Field(i), path+"."+v.Type().Field(i).Name)
		}
	case reflect.Slice:
		if v.Len() == 0 {
			t.Errorf("%s is empty", path)
			return
		}
		noZero(t, v.Index(0), path)
	default:
		if v.IsZero() {
			t.Errorf("%s is not set", path)
		}
	}
}

func roundTrip(t *testing.T, name string, d *Doc) string {
	t.Helper()
	b, err := codec.Append(nil, d.File, d.Code)
	if err != nil {
		t.Fatal(name, err)
	}
	got := new(Doc)
	if err := codec.Read(string(b), d.File, got.Code); err != nil {
		t.Fatal(name, err)
	}
	if !reflect.DeepEqual(got, d) {
		t.Errorf("%s is another document:\n%+v\n%+v", name, got, d)
	}
	return string(b)
}

// TestCode holds that a document comes back with every field that it has.
func TestCode(t *testing.T) {
	full := fullDoc(source.New("a.md", []byte("some bytes of a file")))
	noZero(t, reflect.ValueOf(*full), "Doc")
	roundTrip(t, "a full document", full)
	roundTrip(t, "an empty document", &Doc{File: full.File})
	n := 0
	for _, pattern := range []string{"../../../content/*/*.md", "testdata/*", "testdata/*/*"} {
		paths, err := filepath.Glob(pattern)
		if err != nil {
			t.Fatal(err)
		}
		for _, path := range paths {
			if data, err := os.ReadFile(path); err == nil {
				var ds diag.List
				roundTrip(t, path, Parse(source.New(path, data), 0, Options{Smart: true, RawHTML: true}, &ds))
				n++
			}
		}
	}
	if n < 50 {
		t.Errorf("only %d files were found", n)
	}
}

// FuzzCode reads documents from any bytes: a Doc or an error comes of it, and a Doc can be
// rendered.
func FuzzCode(f *testing.F) {
	file := source.New("a.md", []byte("# Words\n\nIt *is* [[x]], [y](z.md \"t\") and ![p](q.png) [@s]. \\& &amp; \"so\".\n\n[s](claim: \"by=x denies\") A[^1]\n\n[^1]: note\n"))
	var ds diag.List
	for _, d := range []*Doc{fullDoc(file), Parse(file, 0, Options{Smart: true}, &ds)} {
		b, err := codec.Append(nil, file, d.Code)
		if err != nil {
			f.Fatal(err)
		}
		f.Add(string(b))
	}
	f.Fuzz(func(t *testing.T, data string) {
		d := new(Doc)
		if codec.Read(data, file, d.Code) != nil {
			return
		}
		var ms []Mention
		for i := range d.Runs {
			ms = append(ms, Mention{Run: int32(i), End: int32(len(d.Runs[i].Text))})
		}
		d.Render(nil, nil, ms, []Link{{Href: "/"}})
		d.FirstSentence(nil)
		for i := range d.Refs {
			d.Sentence(i, nil)
		}
		for _, m := range ms {
			d.MentionSentence(m, nil)
			d.MentionSpan(m)
		}
	})
}
