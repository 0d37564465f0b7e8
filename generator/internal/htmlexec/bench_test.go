package htmlexec_test

import (
	"bytes"
	"html/template"
	"testing"
)

// A page of cards and links, as lists of a site have them.
const cards = `<!doctype html><html lang="en"><head><title>{{.Title}} · {{.Site.Title}}</title></head><body class="{{.Kind}}">
<ul>{{range $i, $link := .Links}}{{if $i}}, {{end}}<li><a href="{{.URL}}"{{if .Current}} aria-current="page"{{end}}>{{.Title}}</a></li>{{end}}</ul>
{{range .Links}}{{template "card" .}}{{end}}<p>{{len .Links}} {{if eq (len .Links) 1}}entry{{else}}entries{{end}}</p></body></html>
{{define "card"}}<section id="{{.Title}}"><h2>{{.Title}}</h2>{{with .URL}}<p>{{.}}</p>{{end}}{{if and .Current (ne .Title "x")}}<b>now</b>{{end}}</section>{{end}}`

func BenchmarkExecute(b *testing.B) {
	data := sample()
	data.Links = nil
	for range 100 {
		data.Links = append(data.Links, link{"/explainers/a-page-of-the-site/", "Why is this so & that not?", true}, link{"https://example.org/?q=a&b", "Elsewhere", false})
	}
	b.Run("compiled", func(b *testing.B) {
		p := compile(b, cards, 0)
		b.ReportAllocs()
		var page []byte
		for b.Loop() {
			var ok bool
			if page, ok = p.Append(page[:0], data); !ok {
				b.Fatal("it falls back")
			}
		}
	})
	b.Run("interpreted", func(b *testing.B) {
		tmpl := template.Must(template.New("t").Parse(cards))
		b.ReportAllocs()
		var page bytes.Buffer
		for b.Loop() {
			page.Reset()
			if err := tmpl.Execute(&page, data); err != nil {
				b.Fatal(err)
			}
		}
	})
}

func BenchmarkCompile(b *testing.B) {
	b.ReportAllocs()
	for b.Loop() {
		compile(b, cards, 0)
	}
}
