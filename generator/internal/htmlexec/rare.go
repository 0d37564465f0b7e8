package htmlexec

import (
	"bytes"
	"html/template"
	"reflect"
	"strings"
	"text/template/parse"
)

// oneAction is a template of html/template with one action, which is dot in the place
// that a chain of escapers is for. What it writes between head and tail is the value.
type oneAction struct {
	tmpl       *template.Template
	head, tail int // bytes
}

// rarePlaces are texts whose actions get the rare escapers: those of names, scripts,
// styles and srcset, and those that take the tags out of markup.
func rarePlaces() []string {
	return []string{
		`<p title="{{.}}">`, `<p title={{.}}>`, `<p {{.}}>`,
		`<script>{{.}}</script>`, `<script>"{{.}}"</script>`, "<script>`{{.}}`</script>", `<script>/{{.}}/</script>`,
		`<p onclick="{{.}}">`, `<p onclick={{.}}>`,
		`<style>{{.}}</style>`, `<style>"{{.}}"</style>`, `<style>"/{{.}}"</style>`, `<style>url({{.}})</style>`, `<style>url(/{{.}})</style>`,
		`<p style="{{.}}">`, `<p style={{.}}>`,
		`<img srcset="{{.}}">`, `<img srcset={{.}}>`,
	}
}

// rare compiles an action with a chain of rare escapers: html/template executes it
// alone.
func (p *pass) rare(n parse.Node, e expr, names []string) (node, error) {
	if p.rarities == nil {
		rarities, err := newRarities()
		if err != nil {
			return nil, p.refuse(n, "html/template does not tell its escapers: %v", err)
		}
		p.rarities = rarities
	}
	one := p.rarities[strings.Join(names, " ")]
	if one == nil {
		return nil, p.refuse(n, "these escapers are not covered: %s", strings.Join(names, " "))
	}
	val := e.val
	return func(x *run, dot reflect.Value) flow {
		var b bytes.Buffer
		if err := one.tmpl.Execute(&b, content(val(x, dot))); err != nil || b.Len() < one.head+one.tail {
			fail()
		}
		x.out = append(x.out, b.Bytes()[one.head:b.Len()-one.tail]...)
		return next
	}, nil
}

// newRarities makes a template of each of the rare places, by the escapers that
// html/template puts there.
func newRarities() (map[string]*oneAction, error) {
	all := map[string]*oneAction{}
	for _, text := range rarePlaces() {
		t, err := template.New("").Parse(text)
		if err != nil {
			return nil, err
		}
		if err := analyse(t); err != nil {
			return nil, err
		}
		one := &oneAction{tmpl: t}
		names := ""
		for _, n := range t.Tree.Root.Nodes {
			switch n := n.(type) {
			case *parse.TextNode:
				if names == "" {
					one.head += len(n.Text)
				} else {
					one.tail += len(n.Text)
				}
			case *parse.ActionNode:
				_, escapers := splitEscapers(n.Pipe)
				names = strings.Join(escapers, " ")
			}
		}
		all[names] = one
	}
	return all, nil
}
