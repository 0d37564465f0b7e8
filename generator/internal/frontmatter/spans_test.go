package frontmatter

import (
	"fmt"
	"runtime"
	"slices"
	"strings"
	"testing"

	"explainer/generator/internal/diag"
	"explainer/generator/internal/source"
)

// TestSpans holds the scanner's places: of each key, and of each value, the text
// that stands there.
func TestSpans(t *testing.T) {
	tests := []struct {
		name, toml string
		want       []string // path: line:column text of the key; the same of the value
	}{
		{"plain", "a = 1\n  b\t=\t-2.5 # c = 3\n", []string{
			"a: 1:1 a; 1:5 1", "b: 2:3 b; 2:7 -2.5"}},
		{"strings", `a = "x"` + "\n" + `b = 'y'` + "\n" + `c = ""` + "\n" + `d = "\"[{'#="` + "\n", []string{
			"a: 1:1 a; 1:6 x", "b: 2:1 b; 2:6 y", "c: 3:1 c; 3:6 ", `d: 4:1 d; 4:6 \"[{'#=`}},
		{"multi-line", "a = \"\"\"\nx\n\"y\"\"\"\"\nb = '''z]'''\nc = \"\"\"\"\"\"\nd = 1\n", []string{
			"a: 1:1 a; 2:1 x\n\"y\"", "b: 4:1 b; 4:8 z]", "c: 5:1 c; 5:8 ", "d: 6:1 d; 6:5 1"}},
		{"equals in strings", "a = \"=== [b] ===\"\nb = '''\n[c]\nc = 1\n'''\n\"=\" = 2\n", []string{
			"a: 1:1 a; 1:6 === [b] ===", "b: 2:1 b; 3:1 [c]\nc = 1\n", "=: 6:2 =; 6:7 2"}},
		{"arrays", "a = [ 1, # one, 2]\n  \"]\", [ 'x' ], ]\nb = []\n", []string{
			"a: 1:1 a; 1:5 [ 1, # one, 2]\n  \"]\", [ 'x' ], ]", "a[0]: 1:7 1", "a[1]: 2:4 ]", "a[2]: 2:8 [ 'x' ]", "a[2][0]: 2:11 x", "b: 3:1 b; 3:5 []"}},
		{"inline tables", "p = { x = 1, \"y z\".w = \"}\" }\nq = {}\n", []string{
			`p: 1:1 p; 1:5 { x = 1, "y z".w = "}" }`, "p.x: 1:7 x; 1:11 1", "p.y z: 1:15 y z; 1:15 y z", "p.y z.w: 1:20 w; 1:25 }", "q: 2:1 q; 2:5 {}"}},
		{"dotted keys", "a.b . c = 1\na.d = 2\n'a'.\"\\u0065\" = 3\n", []string{
			"a: 1:1 a; 1:1 a", "a.b: 1:3 b; 1:3 b", "a.b.c: 1:7 c; 1:11 1", "a.d: 2:3 d; 2:7 2", `a.e: 3:6 \u0065; 3:16 3`}},
		{"headers", "[a.b]\nx = 1\n[ a ]\ny = 2\n[a.c]\n", []string{
			"a: 3:3 a; 3:1 [ a ]", "a.b: 1:4 b; 1:1 [a.b]", "a.b.x: 2:1 x; 2:5 1", "a.y: 4:1 y; 4:5 2", "a.c: 5:4 c; 5:1 [a.c]"}},
		{"arrays of tables", "[[a]]\nx = 1\n[[a.b]]\ny = 2\n[[a.b]]\n[a.b.c]\nz = 3\n[[ 'a' ]]\n[[a.b]]\n", []string{
			"a: 1:3 a; 1:1 [[a]]",
			"a[0]: 1:1 [[a]]", "a[0].x: 2:1 x; 2:5 1", "a[0].b: 3:5 b; 3:1 [[a.b]]",
			"a[0].b[0]: 3:1 [[a.b]]", "a[0].b[0].y: 4:1 y; 4:5 2",
			"a[0].b[1]: 5:1 [[a.b]]", "a[0].b[1].c: 6:6 c; 6:1 [a.b.c]", "a[0].b[1].c.z: 7:1 z; 7:5 3",
			"a[1]: 8:1 [[ 'a' ]]", "a[1].b: 9:5 b; 9:1 [[a.b]]", "a[1].b[0]: 9:1 [[a.b]]"}},
		{"dates", "a = 2022-01-01 # b\nb = 2022-01-01 10:00:00Z\nc = [2022-01-01, 2022-01-02]\n", []string{
			"a: 1:1 a; 1:5 2022-01-01", "b: 2:1 b; 2:5 2022-01-01 10:00:00Z", "c: 3:1 c; 3:5 [2022-01-01, 2022-01-02]",
			"c[0]: 3:6 2022-01-01", "c[1]: 3:18 2022-01-02"}},
		{"code points before", "\"é\" = ['日本', \"x\"]\n", []string{
			"é: 1:2 é; 1:7 ['日本', \"x\"]", "é[0]: 1:9 日本", "é[1]: 1:15 x"}},
		{"line breaks of every kind", "a = 1\r\nb = \"\"\"\r\nx\r\n\"\"\"\r\n\rc = 3\r", []string{
			"a: 1:1 a; 1:5 1", "b: 2:1 b; 3:1 x\r\n", "c: 6:1 c; 6:5 3"}},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			for _, mark := range []string{"", byteOrderMark} {
				var ds diag.List
				table := ParseFile(source.New("x.toml", []byte(mark+test.toml)), &ds)
				if len(ds) > 0 {
					t.Fatal(ds[0])
				}
				got := strings.Join(table.places(""), "\n")
				if want := strings.Join(test.want, "\n"); mark == "" && got != want {
					t.Errorf("got:\n%s\nwant:\n%s", got, want)
				}
			}
		})
	}
}

// places lists the table's keys and values as TestSpans wants them.
func (t *Table) places(prefix string) []string {
	var list []string
	for _, e := range t.entries {
		key := t.file.Span(e.start, e.end)
		list = append(list, fmt.Sprintf("%s%s: %s; %s", prefix, e.name, at(key), at(t.span(e.value))))
		list = append(list, t.placesWithin(prefix+e.name, e.value)...)
	}
	return list
}

func (t *Table) placesWithin(path string, v *value) []string {
	if v.table != nil {
		return v.table.places(path + ".")
	}
	var list []string
	for i, item := range v.items {
		name := fmt.Sprintf("%s[%d]", path, i)
		list = append(list, fmt.Sprintf("%s: %s", name, at(t.span(item))))
		list = append(list, t.placesWithin(name, item)...)
	}
	return list
}

func at(s source.Span) string {
	return fmt.Sprintf("%d:%d %s", s.Pos().Line, s.Pos().Column, s.Text())
}

// TestBounds holds the bounds that no fixture can show, at them and just past them.
func TestBounds(t *testing.T) {
	values := func(n int) string { return "a = [" + strings.Repeat("1,", n-1) + "]\n" }
	long := func(n int) string { return `a = "` + strings.Repeat("x", n-len("a = \"\"\n")) + "\"\n" }
	tests := []struct{ name, toml, want string }{
		{"values", values(MaxValues), ""},
		{"more values", values(MaxValues + 1), "x.toml:1:40004: error: more than 20000 values"},
		{"tables", strings.Repeat("[[a]]\n", MaxValues), ""},
		{"more tables", strings.Repeat("[[a]]\n", MaxValues+1), "x.toml:20001:1: error: more than 20000 values"},
		{"bytes", long(MaxBytes), ""},
		{"more bytes", long(MaxBytes + 1), "x.toml:1:1: error: the TOML here is 256 KiB long, more than 256 KiB"},
		{"brackets without an end", "a = " + strings.Repeat("[", 200_000), "x.toml:1:37: error: tables and arrays within each other more than 32 deep"},
		{"brackets after a mistake", "a = ! " + strings.Repeat("{", 200_000), "x.toml:1:39: error: tables and arrays within each other more than 32 deep"},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			var ds diag.List
			table := ParseFile(source.New("x.toml", []byte(test.toml)), &ds)
			got := ""
			if len(ds) > 0 {
				got, _, _ = strings.Cut(ds[0].String(), "\n")
			}
			if got != test.want || table.Broken() != (test.want != "") {
				t.Errorf("got %q, broken %v, want %q", got, table.Broken(), test.want)
			}
		})
	}
}

// TestMemory: what is small stays small in memory. The parser remembers the path of
// every key, so long keys or many tables within a long header would multiply.
func TestMemory(t *testing.T) {
	keys := func(n int) string {
		var b strings.Builder
		for i := range n {
			fmt.Fprintf(&b, "k%d=1\n", i)
		}
		return b.String()
	}
	path := strings.Repeat("abcdefghijklmnopqrstuvwxyzabc.", 31) + "a"
	long := strings.Repeat("x", 100_000)
	tests := []struct{ name, toml, id string }{
		{"long key", "[" + long + "]\n" + keys(15_000), "too-large"},
		{"long key after a clash", "a.b = 1\n[a]\n[" + long + "]\n" + keys(15_000), "duplicate"},
		{"long key after a clash on the line", "t = { a.b = 1, a = { c = 1 }, a.d = 1, " + long + " = { " + strings.ReplaceAll(keys(15_000), "\n", ",") + " } }", "duplicate"},
		{"long key after a mistake", "a = 1 ! [" + long + "]\n" + keys(15_000), "toml-syntax"},
		{"long path inline", "a" + strings.Repeat("b", 500) + " = { c" + strings.Repeat("d", 500) + " = { e = 1 } }", "too-large"},
		{"long path", "[" + path + "]\n" + keys(15_000), ""},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			var before, after runtime.MemStats
			runtime.ReadMemStats(&before)
			var ds diag.List
			ParseFile(source.New("x.toml", []byte(test.toml)), &ds)
			runtime.ReadMemStats(&after)
			if mib := (after.TotalAlloc - before.TotalAlloc) >> 20; mib > 128 {
				t.Errorf("%d MiB for %d KiB", mib, len(test.toml)>>10)
			} else {
				t.Logf("%d MiB", mib)
			}
			if id := ""; len(ds) > 0 && ds[0].ID != test.id || len(ds) == 0 && test.id != id {
				t.Errorf("%v, want %q", ds, test.id)
			}
		})
	}
}

// TestLongFrontMatter holds the bound on the front matter, whatever the file's size.
func TestLongFrontMatter(t *testing.T) {
	var ds diag.List
	m := Parse(source.New("x.md", []byte("+++\n"+strings.Repeat("# x\n", MaxBytes/4+1)+"+++\nBody\n")), &ds)
	if len(ds) != 1 || ds[0].ID != "too-large" || !m.Found || !m.Table.Broken() {
		t.Error(ds, m.Found)
	}
	ds = nil
	m = Parse(source.New("x.md", []byte("+++\na = 1\n+++\n"+strings.Repeat("Body [[[[\n", MaxBytes/4))), &ds)
	if len(ds) != 0 || m.Table.Broken() {
		t.Error(ds)
	}
}

// TestZeroTable: a nil and a zero Table are empty tables.
func TestZeroTable(t *testing.T) {
	for _, table := range []*Table{nil, {}} {
		if table.Has("a") || table.Text("a") != (Text{}) || table.Texts("a") != nil || table.Date("a") != (Date{}) ||
			table.Table("a") != nil || table.Tables("a") != nil || table.Items("a") != nil || table.Free("a") != nil ||
			!table.Span().IsZero() || !table.KeySpan("a").IsZero() || table.Broken() || len(table.Keys()) != 0 {
			t.Error("not empty")
		}
		table.Finish()
	}
}

// TestManyKeys: a table with an index finds what one without an index finds.
func TestManyKeys(t *testing.T) {
	var text strings.Builder
	var want []string
	for i := range 100 {
		fmt.Fprintf(&text, "k%d = \"v%d\"\n", i, i)
		want = append(want, fmt.Sprintf("k%d", i))
	}
	var ds diag.List
	table := ParseFile(source.New("x.toml", []byte(text.String())), &ds)
	for i, key := range want {
		if got := table.Text(key).Value; got != fmt.Sprintf("v%d", i) {
			t.Errorf("%s = %q", key, got)
		}
	}
	if !slices.Equal(table.Keys(), want) {
		t.Error(table.Keys())
	}
	if table.Finish(); len(ds) != 0 {
		t.Error(ds)
	}
}
