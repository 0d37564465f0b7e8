package htmlexec_test

import "strings"

// same returns templates that are compiled, and whose execution with the sample does
// not fall back.
func same() []string {
	return strings.Split(strings.TrimSpace(`
{{.Title}} {{.Count}} {{.Small}} {{.Size}} {{.Score}} {{.Draft}} {{.Kind}} {{.Level}} {{.Body}} {{.Link}}
{{.Date}} {{.When}} {{.Nil}} {{.Twice}} {{.Text}} {{.Markup}} {{.Counts}} {{.Any}} {{.Nothing}} {{.Err}} {{.Strange}} {{.Named}} {{.PNamed}} {{.Bytes}} {{.Complex}}
{{.Date.Words}} {{.When.Day}} {{.Twice.Words}} {{.Site.Title}} {{.Path}} {{.Any.Words}} {{.Counts.a}} {{.Site.Extra.s}} {{.Site.Extra.nil}}
<a href="{{.Path}}">{{.Title}}</a><a href="{{.Link}}" title="{{.Title}}" class='{{.Kind}}'></a><a href="/x/{{.Title}}?q={{.Path}}&amp;u={{.Link}}#{{.Title}}"></a>
{{range .Links}}<a href="{{.URL}}"{{if .Current}} aria-current="true"{{end}}>{{.Title}}</a><a href={{.URL}}></a><a href=/x?{{.URL}}></a>{{end}}
{{range .Tags}}<p title="{{.}}" class={{.}} {{.}}="x" data-x='{{.}}' style="color: {{.}}" onclick="f({{.}})">{{.}}</p><!-- {{.}} --><textarea>{{.}}</textarea>{{end}}
{{range .Tags}}<script>var a = {{.}}, b = "{{.}}", c = '{{.}}', d = /{{.}}/, e = `+"\x60{{.}}\x60"+`;</script><style>p { color: {{.}}; background: url("{{.}}") } a { x: "{{.}}"; y: url({{.}}) }</style>{{end}}
{{range .Tags}}<img srcset="{{.}}" src="{{.}}"><meta http-equiv="refresh" content="0; url={{.}}"><meta name="description" content="{{.}}"><title>{{.}}</title>{{end}}
<p title="{{.Body}}" class={{.Body}}>{{.Body}}</p><textarea>{{.Body}}</textarea><p style="{{.Style}}" {{.Attr}}><img srcset="{{.Set}}"><script>{{.Code}}; "{{.Quote}}"</script>
<p class={{.Empty}} id={{.Nothing}} title={{.Count}} lang={{.Markup}}>
<title>{{.Body}}</title><title>{{.Markup}} {{.Title}}</title><textarea>{{.Link}}</textarea><a href="{{.Body}}">{{.Style}}{{.Code}}{{.Set}}{{.Attr}}</a>
<a href="{{.Count}}?{{.Draft}}">{{.Nil}}</a><a href="{{.Score}}#{{.Named}}">x</a><a href={{.Empty}}>x</a><a href="?{{.Empty}}">x</a><a href='?a={{.Empty}}&b={{.Date}}'>x</a>
{{if .Draft}}yes{{else}}no{{end}}{{if .Nil}}yes{{else}}no{{end}}{{if .Nothing}}yes{{else}}no{{end}}{{if .Date}}yes{{else}}no{{end}}{{if .Zero}}yes{{else}}no{{end}}{{if .Err}}yes{{end}}
{{if .Tags}}1{{end}}{{if .Counts}}2{{end}}{{if .Dates}}3{{end}}{{if .Func}}4{{else}}5{{end}}{{if .Chan}}6{{else}}7{{end}}{{if .Complex}}8{{end}}{{if .Size}}9{{end}}{{if .Any}}0{{end}}
{{if .Empty}}a{{else if .Nil}}b{{else if eq .Kind "news"}}c{{else}}d{{end}}{{with .Empty}}a{{else with .When}}{{.Words}}{{end}}
{{with .Title}}{{.}}{{end}}{{with .When}}{{.Day}}{{end}}{{with .Nil}}x{{else}}{{.Title}}{{end}}{{with .Any}}{{.Words}}{{end}}{{with $x := .Count}}{{$x}} {{.}}{{end}}
{{with $x := .Date}}{{$x.Words}} {{.Day}} {{$.Title}}{{end}}{{if $x := .Title}}{{$x}}{{end}}{{with $x := .Title}}{{.}}{{$x}}{{end}}
{{range .Links}}{{.Title}}{{else}}none{{end}}{{range .Nested}}[{{range .}}{{.Title}}{{else}}empty{{end}}]{{end}}{{range .Dates}}{{.Words}}{{end}}
{{range $i, $e := .Tags}}{{$i}}{{if $i}}, {{end}}{{$e}}{{end}}{{range $e := .Links}}{{$e.Title}}{{.Title}}{{end}}{{range $i, $e := .Anys}}{{$i}}={{$e}};{{.}}{{end}}
{{range $k, $v := .Counts}}{{$k}}={{$v}} {{.}};{{end}}{{range $k, $v := .ByKind}}{{$k}}={{$v.Words}};{{end}}{{range $k, $v := .ByNumber}}{{$k}}={{$v}};{{end}}{{range .Site.Extra}}{{.}}{{end}}
{{range 3}}{{.}}{{end}}{{range $i := 3}}{{$i}}{{end}}{{range .Count}}{{if gt . 3}}{{break}}{{end}}{{.}}{{end}}{{range .Small}}x{{else}}none{{end}}{{range $i := .Level}}{{$i}}{{end}}{{range .Size}}{{.}}{{end}}
{{range $i, $e := .Tags}}{{if eq $i 1}}{{continue}}{{end}}{{$i}}{{end}}{{range .Tags}}{{.}}{{break}}{{.}}{{end}}{{range .Tags}}{{range $.Tags}}{{break}}{{end}}{{.}}{{end}}
{{range .Tags}}a{{range $.Nested}}{{range .}}{{continue}}{{else}}{{break}}{{end}}x{{end}}{{end}}{{range .Tags}}{{break}}{{end}}
{{range .Tags}}<{{range $.Nothing}}{{else}}{{continue}}{{end}}>{{end}}{{range .Nothing}}x{{else}}nothing{{end}}{{range .Site.Extra.l}}{{.}},{{end}}
{{range $i, $x := .Tags}}{{range $j, $y := $.Tags}}{{if lt $j $i}}{{$i}}{{$j}}{{$x}}{{$y}} {{end}}{{end}}{{end}}
{{$x := .Title}}{{$y := .Count}}{{$z := .Draft}}{{$d := .Date}}{{$a := .Any}}{{$x}}{{$y}}{{$z}}{{$d.Words}}{{$a.Words}}{{$x = "new"}}{{$y = 7}}{{$z = false}}{{$x}}{{$y}}{{$z}}{{$a = 1}}{{$a}}{{$a = .Title}}{{$a}}
{{$n := 0}}{{range .Tags}}{{$n = add $n 1}}{{$m := $n}}{{$m}}{{end}}{{$n}}{{$x := 1}}{{if true}}{{$x := 2}}{{$x}}{{$x = 3}}{{$x}}{{end}}{{$x}}
{{$k := .Kind}}{{$k}}{{$k = .Kind}}{{if eq $k "news"}}n{{end}}{{$l := .Level}}{{$l}}{{$p := .When}}{{$p.Words}}{{$t := .Tags}}{{index $t 0}}{{len $t}}
{{eq .Kind "news"}}{{eq .Count 1 2 12345}}{{ne .Title "x"}}{{lt .Count 5}}{{le .Small -3}}{{gt .Score 1.0}}{{ge .Title "T"}}{{eq .Draft true}}{{eq .Size 9}}{{lt .Size 10}}{{gt .Count .Size}}
{{eq .Nil nil}}{{eq .Nothing nil}}{{eq .When nil}}{{eq .Date .Date}}{{eq .Any .Any}}{{ne .Err nil}}{{eq .Any nil}}{{eq .Level 3}}{{lt .Level 4}}{{le 1.5 .Score}}{{eq .Score .Zero}}{{eq .Site.Extra.n 3}}{{lt .Site.Extra.n 4}}
{{and .Draft .Title}}{{or .Empty .Title}}{{or .Empty .Nil .Count}}{{and .Title .Empty}}{{not .Draft}}{{not .Nil}}{{if and .Draft (not .Empty)}}x{{end}}{{if or .Empty .Nil}}x{{else}}y{{end}}
{{.Title | and .Draft}}{{.Empty | or .Draft}}{{.Title | or .Empty}}{{if .Title | and .Draft}}x{{end}}{{if .Empty | and .Draft}}x{{end}}{{if .Empty | or .Draft}}z{{end}}{{and .Nil .Nil.Words}}{{or .Title .Nil.Words}}{{and nil 1}}{{or nil 1}}
{{len .Title}}{{len .Tags}}{{len .Counts}}{{len .Dates}}{{len .Text}}{{len .Site.Extra.l}}{{len "abc"}}{{if eq (len .Tags) 3}}three{{end}}
{{index .Tags 0}}{{index .Counts "a"}}{{index .Counts "none"}}{{index .ByKind .Kind}}{{index .Nested 0 0}}{{(index .Nested 0 0).Title}}{{index .ByNumber 10}}{{index .Dates 1}}{{index .Title 0}}{{index .Anys 1}}{{index .Site.Extra "l" 1}}
{{slice .Tags 1}}{{slice .Tags 1 2}}{{slice .Tags}}{{slice .Title 2}}{{slice .Title 0 1}}{{range slice .Tags 1}}{{.}}{{end}}{{len (slice .Tags 2)}}{{slice .Dates 1}}{{slice .Text 1 3}}
{{print .Title 1 2 "x" .Count}}{{println .Tags}}{{printf "%d-%s" .Count .Title}}{{printf "%v" .When.Words}}{{.Title | printf "%q %v" 1}}{{print nil}}{{print}}{{printf "%T" .Kind}}{{print .Any .Nothing .Nil}}
{{html .Title}}{{.Title | html}}{{js .Title}}{{urlquery .Title}}<a href="?{{.Title | urlquery}}">{{.Title | js}}</a><p title="{{.Title | html}}">
{{upper .Title}}{{.Title | upper}}{{now}}{{asset "x"}}{{add .Count 1}}{{.Count | add 1}}{{join "," "a" .Title}}{{.Title | join ","}}{{bold .Title}}{{.Title | bold}}{{any .Date}}{{(any .Date).Words}}{{any nil}}
{{half .Score}}{{half 3}}{{kindly .Kind}}{{kindly "x"}}{{level .Level}}{{level 4}}{{range list "a" "b"}}{{.}}{{end}}{{any 1}}{{any 1.5}}{{any "x"}}{{any true}}{{upper (print .Count)}}{{upper .Site.Extra.s}}{{add .Site.Extra.n 1}}
{{1}} {{1.5}} {{-7}} {{0x1F}} {{'a'}} {{1e3}} {{true}} {{"<x>"}} {{0x1p4}} {{1_000}}
{{(.Title)}}{{((.Date).Words)}}{{(print .Title | upper) | printf "%s!"}}{{.Title | upper | upper | print}}
{{define "x"}}<b title="{{.Title}}">{{.Title}}</b>{{end}}{{template "x" .}}{{range .Links}}{{template "x" .}}{{end}}{{template "x" .Site}}{{template "x" (index .Links 0)}}
{{define "r"}}{{.Name}}({{range .Inside}}{{template "r" .}}{{end}}){{end}}{{template "r" .Tree}}{{block "b" .Date}}{{.Words}}{{end}}{{define "n"}}no data {{.}}{{$}}{{end}}{{template "n"}}
{{define "d"}}{{$y := .}}{{range $y}}{{$}}{{.}}{{end}}{{end}}{{$y := 3}}{{template "d" .Tags}}{{template "d" .Counts}}{{template "d" .Site.Extra.l}}{{$y}}
{{/* a comment */}}{{- /* another */ -}} x {{- .Title -}} y
<!-- a <b> comment {{.Title}} --><p {{if .Draft}}class="x"{{end}} {{.Kind}}="a" {{if .Draft}}checked{{end}}>{{if .Draft}}</p>{{else}}</p>{{end}}
<p class="{{if .Draft}}draft{{else}}{{.Kind}}{{end}} {{range .Tags}}{{.}} {{end}}">x
`), "\n")
}
