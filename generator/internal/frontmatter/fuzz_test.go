package frontmatter

import (
	"bytes"
	"io/fs"
	"strings"
	"testing"
	"unicode/utf8"

	tomltest "github.com/toml-lang/toml-test/v2"

	"explainer/generator/internal/diag"
	"explainer/generator/internal/source"
)

// FuzzParse: no input makes Parse, ParseFile or a getter panic; every place lies
// within the file; a string without escapes is what stands at its place; and what
// the parser takes for TOML the scanner can follow.
func FuzzParse(f *testing.F) {
	for _, seed := range []string{
		"", "+++", "+++\n+++\n", "+++\ntitle = \"x\"\n+++\nBody", "---\na: b\n---\n", "{", "\ufeff+++\na=1\n+++",
		"+++\na = \"\"\"\n+++\n\"\"\"\n+++\n", "a.b = { c = [1, { d = 'x' }] }\n[[e.f]]\n[e.f.g]\n", "a = 1\rb = 2022-02-30\r\n",
		"a = 201X", "a = 24:00", "a = \"\\u0000\"", "a = '''x''''\nA = nan", "a = [", "a = {b = \"", "x = \"\\", "=", "[", "[[", "a.",
	} {
		f.Add([]byte(seed))
	}
	cases := tomltest.TestCases()
	for _, folder := range []string{"valid", "invalid"} {
		err := fs.WalkDir(cases, folder, func(path string, d fs.DirEntry, err error) error {
			if err == nil && strings.HasSuffix(path, ".toml") {
				data, _ := fs.ReadFile(cases, path)
				f.Add(data)
			}
			return err
		})
		if err != nil {
			f.Fatal(err)
		}
	}
	f.Fuzz(func(t *testing.T, data []byte) {
		var ds diag.List
		file := source.New("x.toml", data)
		table := ParseFile(file, &ds)
		for _, d := range ds {
			if d.Message == "this TOML cannot be read for certain" {
				t.Errorf("the scanner and the parser do not agree: %s", d)
			}
		}
		if (len(ds) > 0) != (ds.Errors() > 0) || table.Broken() && len(ds) == 0 {
			t.Error("broken without an error")
		}
		checkTable(t, table)
		askAll(table)
		table.Finish()
		checkDiagnostics(t, file, ds)

		ds = nil
		file = source.New("x.md", data)
		m := Parse(file, &ds)
		if m.Table == nil || m.Body < 0 || m.Body > len(data) || !m.Found && len(ds) == 0 {
			t.Errorf("%+v without a diagnostic", m)
		}
		checkTable(t, m.Table)
		checkDiagnostics(t, file, ds)

		fenced := source.New("x.md", []byte("+++\n"+string(data)+"\n+++\n"))
		ds = nil
		m = Parse(fenced, &ds)
		checkTable(t, m.Table)
		checkDiagnostics(t, fenced, ds)
	})
}

func checkDiagnostics(t *testing.T, f *source.File, ds diag.List) {
	t.Helper()
	for _, d := range ds {
		if d.ID == "" || d.Message == "" || d.Span.File != f || !inside(d.Span) {
			t.Errorf("diagnostic %q at %d-%d of %d bytes: %s", d.ID, d.Span.Start(), d.Span.End(), len(f.Data()), d.Message)
		}
		for _, n := range d.Notes {
			if !n.Span.IsZero() && !inside(n.Span) {
				t.Errorf("note of %s at %d-%d", d.ID, n.Span.Start(), n.Span.End())
			}
		}
		if !utf8.ValidString(d.Message) || !utf8.ValidString(d.Help) {
			t.Errorf("%s says broken text: %q, %q", d.ID, d.Message, d.Help)
		}
		_ = d.String()
	}
}

func inside(s source.Span) bool {
	return 0 <= s.Start() && s.Start() <= s.End() && s.End() <= len(s.File.Data())+1
}

func checkTable(t *testing.T, table *Table) {
	t.Helper()
	for _, e := range table.entries {
		key := table.file.Span(e.start, e.end)
		if !inside(key) || !strings.Contains(key.Text(), `\`) && key.Text() != e.name {
			t.Errorf("key %q at %q", e.name, key.Text())
		}
		checkValue(t, table, e.value)
	}
}

func checkValue(t *testing.T, table *Table, v *value) {
	t.Helper()
	at := table.span(v)
	if !inside(at) {
		t.Errorf("value at %d-%d", at.Start(), at.End())
	}
	if v.kind == kindString && !bytes.ContainsAny([]byte(at.Text()), "\\\r") && at.Text() != v.data.(string) {
		t.Errorf("string %q at %q", v.data, at.Text())
	}
	if v.kind == kindBare {
		t.Errorf("a value of no kind at %q", at.Text())
	}
	if v.table != nil {
		checkTable(t, v.table)
	}
	for _, item := range v.items {
		checkValue(t, table, item)
	}
}

// askAll calls every getter for every key.
func askAll(t *Table) {
	for _, key := range t.Keys() {
		t.Text(key)
		t.Texts(key)
		t.TextOrTexts(key)
		t.Bool(key)
		t.Int(key)
		t.Floats(key)
		t.Date(key)
		t.OneOf(key, "a", "b")
		t.Free(key)
		t.Items(key)
		for _, sub := range append(t.Tables(key), t.Table(key)) {
			if sub != nil && !sub.finished && len(sub.asked) == 0 {
				askAll(sub)
			}
		}
	}
}
