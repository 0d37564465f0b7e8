package assets

import (
	"strings"
	"testing"

	"explainer/generator/internal/diag"
	"explainer/generator/internal/source"
)

func file(name, data string) *source.File { return source.New("layouts/assets/"+name, []byte(data)) }

func TestFingerprintFollowsFromBytes(t *testing.T) {
	var ds diag.List
	one := New([]*source.File{file("style.css", "a{}"), file("icon.svg", "<svg/>")}, true, &ds)
	two := New([]*source.File{file("icon.svg", "<svg/>"), file("style.css", "a{}")}, true, &ds)
	other := New([]*source.File{file("style.css", "b{}")}, true, &ds)
	a, _ := one.Path("style.css")
	b, _ := two.Path("style.css")
	c, _ := other.Path("style.css")
	if a != b || a == c || !strings.HasPrefix(a, "assets/style.") || !strings.HasSuffix(a, ".css") {
		t.Errorf("paths %q, %q, %q", a, b, c)
	}
	if len(ds) != 0 {
		t.Errorf("diagnostics: %v", ds)
	}
}

func TestStyleSheetsFollowWhatTheyLoad(t *testing.T) {
	sheet := `@import "sub/more.css"; /* url(icon.svg) */
a { background: url( icon.svg#x ); content: "url(icon.svg)" }
b { background: url("icon.svg") } c { background: url(/icon.svg) } d { background: url(https://example.org/icon.svg) }`
	files := func(icon string) []*source.File {
		return []*source.File{file("style.css", sheet), file("icon.svg", icon), file("sub/more.css", "e{background:URL('../icon.svg')}")}
	}
	var ds diag.List
	set := New(files("<svg/>"), true, &ds)
	icon, _ := set.Path("icon.svg")
	icon = strings.TrimPrefix(icon, "assets/")
	more, _ := set.Path("sub/more.css")
	var got string
	for _, a := range set.All() {
		if a.Name == "style.css" {
			got = string(a.Data)
		}
		if a.Name == "sub/more.css" && !strings.Contains(string(a.Data), "'../"+icon+"'") {
			t.Errorf("sub/more.css: %s", a.Data)
		}
	}
	want := `@import "` + strings.TrimPrefix(more, "assets/") + `"; /* url(icon.svg) */
a { background: url( ` + icon + `#x ); content: "url(icon.svg)" }
b { background: url("` + icon + `") } c { background: url(/icon.svg) } d { background: url(https://example.org/icon.svg) }`
	if got != want {
		t.Errorf("got\n%s\nwant\n%s", got, want)
	}
	before, _ := set.Path("style.css")
	after, _ := New(files("<svg><g/></svg>"), true, &ds).Path("style.css")
	if before == after {
		t.Error("the sheet keeps its address though its picture changed")
	}
}

func TestImportCircle(t *testing.T) {
	var ds diag.List
	New([]*source.File{file("a.css", `@import "b.css";`), file("b.css", `@import url(a.css);`)}, true, &ds)
	if len(ds) != 1 || ds[0].ID != "import-circle" {
		t.Errorf("diagnostics: %v", ds)
	}
}

func TestUnknownAsset(t *testing.T) {
	var ds diag.List
	_, err := New([]*source.File{file("style.css", "")}, true, &ds).Path("styles.css")
	if want := `no asset "styles.css"; did you mean "style.css"?`; err == nil || err.Error() != want {
		t.Errorf("got %v, want %s", err, want)
	}
}

func FuzzReferences(f *testing.F) {
	f.Add(`a{background:url("x.png")}`)
	f.Add(`@import 'x`)
	f.Add(`url(\`)
	f.Add("/*")
	f.Add("@import '")
	f.Fuzz(func(t *testing.T, css string) {
		last := 0
		for _, p := range references(css) {
			if p.start < last || p.end < p.start || p.end > len(css) {
				t.Fatalf("place %v after %d in %q", p, last, css)
			}
			last = p.end
		}
	})
}
