package frontmatter

import (
	"fmt"
	"strings"
	"testing"

	"explainer/generator/internal/diag"
	"explainer/generator/internal/source"
)

// matter is front matter of 340 bytes.
const matter = `+++
title    = "Why does Russia say four regions are now its own?"
summary  = "Four regions of Ukraine were declared annexed."
date     = 2022-09-29
draft    = false
actors   = ["vladimir-putin", "antonio-guterres"]
regions  = ["kherson", "donetsk"]

[[claims]]
by   = "antonio-guterres"
says = 'It "would have no legal value".'
on   = 2022-09-29
+++
`

func BenchmarkParse(b *testing.B) {
	data := []byte(matter + strings.Repeat("A paragraph of the body, “quoted” here and there.\n", 140))
	b.SetBytes(int64(len(matter)))
	b.ReportAllocs()
	for b.Loop() {
		var ds diag.List
		m := Parse(source.New("x.md", data), &ds)
		m.Table.Text("title")
		m.Table.Date("date")
		m.Table.Texts("actors")
		m.Table.Texts("regions")
		for _, c := range m.Table.Tables("claims") {
			c.TextOrTexts("by")
			c.Date("on")
		}
		if len(ds) > 0 {
			b.Fatal(ds[0])
		}
	}
}

// BenchmarkParserAlone is what the library takes of it.
func BenchmarkParserAlone(b *testing.B) {
	text := strings.Trim(matter, "+\n") + "\n"
	b.ReportAllocs()
	for b.Loop() {
		if _, err := decode(text); err != nil {
			b.Fatal(err)
		}
	}
}

// BenchmarkHostile shows that time grows with the size and no faster.
func BenchmarkHostile(b *testing.B) {
	forms := map[string]string{"keys": "k%d = 1\n", "tables": "[t%d.a.b.c]\n", "dotted": "a%d.b.c.d.e.f.g.h = 1\n", "twins": "K%d = [{},{}]\n"}
	for _, name := range []string{"keys", "tables", "dotted", "twins"} {
		for _, n := range []int{1000, 2000} {
			var text strings.Builder
			for i := range n {
				fmt.Fprintf(&text, forms[name], i)
			}
			b.Run(fmt.Sprintf("%s-%d", name, n), func(b *testing.B) {
				for b.Loop() {
					var ds diag.List
					ParseFile(source.New("x.toml", []byte(text.String())), &ds).Finish()
				}
			})
		}
	}
}
