package markdown

import (
	"strings"
	"testing"

	"explainer/generator/internal/diag"
	"explainer/generator/internal/source"
)

// page is about 7 KB of ordinary text with a bit of everything.
func page() []byte {
	const part = `## What was said on day %

Vladimir Putin and **António Guterres** spoke about [[kherson]] and the "votes" held
in *four* regions; see [the plan](../plan.md#part "A plan") or <https://example.com/>.
It's the U.N.'s view -- and Mr. Smith's -- that nothing changed[^1]. They met again
in [[kyiv|the capital]], where people's trust had gone... or so it was said there.

- A first item with ` + "`code`" + ` in it
- A second one, which [links](https://example.com/a?b=c&d=e) out

| Region | Votes | Date |
|--------|------:|------|
| Kherson | 87 | 2022-09-27 |
| Donetsk | 99 | 2022-09-27 |

> "It would have no legal value and deserves to be condemned," he said [@wire; @un, p. 2].
> [It is "worthless"](claim: "by=volodymyr-zelenskyy on=2022-09-30 denies src=wire").

`
	return []byte(strings.Repeat(part, 9) + "[^1]: A note.\n")
}

func BenchmarkParse(b *testing.B) {
	data := page()
	b.SetBytes(int64(len(data)))
	b.ReportAllocs()
	for b.Loop() {
		var ds diag.List
		Parse(source.New("in.md", data), 0, Options{Smart: true}, &ds)
	}
}

func BenchmarkRender(b *testing.B) {
	var ds diag.List
	d := Parse(source.New("in.md", page()), 0, Options{Smart: true}, &ds)
	ms := mentions(d, []string{"Vladimir Putin", "Kherson", "Donetsk"})
	links := []Link{{Href: "/actors/vladimir-putin/"}, {Href: "/regions/kherson/"}, {Href: "/regions/donetsk/"}}
	dst := d.Render(nil, site{d}, ms, links)
	b.SetBytes(int64(len(dst)))
	b.ReportAllocs()
	for b.Loop() {
		dst = d.Render(dst[:0], site{d}, ms, links)
	}
}
