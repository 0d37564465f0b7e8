package htmlexec_test

import (
	"fmt"
	"reflect"
	"strings"
)

// body writes markup with actions.
func (g *generator) body(depth int) string {
	var b strings.Builder
	for range 1 + g.pick(3) {
		b.WriteString(g.markup(depth))
	}
	return b.String()
}

// markup writes an element, a control structure or a declaration. It ends as it
// begins: in text.
func (g *generator) markup(depth int) string {
	n := g.pick(30)
	if depth <= 0 && n >= 22 {
		n -= 22
	}
	e := func() string { return "{{" + g.expr(2) + "}}" }
	a := func() string { return g.inAttribute(1) }
	switch n {
	case 0, 1, 2:
		return e()
	case 3:
		return `<p title="` + a() + `" class='` + a() + `'>`
	case 4:
		return `<p class=` + e() + ` id=x` + e() + `>`
	case 5:
		return `<a href="` + e() + a() + `">`
	case 6:
		return `<a href="/x/` + e() + `?q=` + a() + `&amp;r=` + e() + `#` + e() + `">`
	case 7:
		return `<a href=` + e() + `></a><a href=/` + e() + `?x=` + e() + `>`
	case 8:
		return `<script>var a = ` + e() + `, b = "` + e() + `", c = '` + e() + `', d = /` + e() + `/;</script>`
	case 9:
		return `<style>p { color: ` + e() + `; background: url("` + e() + `"); x: url(` + e() + `) }</style>`
	case 10:
		return "<!-- " + e() + " -->"
	case 11:
		return "<title>" + a() + "</title>"
	case 12:
		return "<textarea>" + a() + "</textarea>"
	case 13:
		return `<img srcset="` + e() + `" alt='` + e() + `'><img srcset=` + e() + `>`
	case 14:
		return `<p ` + e() + `="x" {{if ` + g.expr(1) + `}}checked{{end}}>`
	case 15:
		return `<p style="color: ` + e() + `" onclick="f(` + e() + `, '` + e() + `')">`
	case 16:
		return `<meta http-equiv="refresh" content="0; url=` + e() + `"><meta content="` + e() + `">`
	case 17:
		return g.one("a < b", "&amp; &", "<!DOCTYPE html>", "<b>", "</b>", " {{- /* c */ -}} ", "\n", "{{``}}", "1 <2> 3", "<p x>")
	case 18, 19:
		return g.declare(2)
	case 20, 21:
		return g.assign(2)
	}
	return g.control(n, depth)
}

// inAttribute writes what stands in a value: text, actions and branches.
func (g *generator) inAttribute(depth int) string {
	switch g.pick(5) {
	case 0:
		return "x"
	case 1, 2:
		return "{{" + g.expr(2) + "}}"
	}
	if depth == 0 {
		return ""
	}
	body := func() string { return g.inAttribute(depth - 1) }
	if g.pick(2) == 0 {
		return "a{{if " + g.expr(1) + "}}" + body() + "{{else}}" + body() + "{{end}}"
	}
	over, elem := g.list()
	return "a{{range " + over + "}}" + g.within(elem, body) + " {{end}}"
}

// within writes something for which dot is of another type.
func (g *generator) within(dot reflect.Type, write func() string) string {
	outer, vars := g.dot, len(g.vars)
	g.dot = dot
	text := write()
	g.dot, g.vars = outer, g.vars[:vars]
	return text
}

func (g *generator) control(n, depth int) string {
	body := func() string { return g.body(depth - 1) }
	otherwise := func() string {
		switch g.pick(4) {
		case 0:
			return "{{else}}" + g.within(g.dot, body)
		case 1:
			return "{{else if " + g.expr(1) + "}}" + g.within(g.dot, body)
		}
		return ""
	}
	switch n {
	case 22, 23:
		return "{{if " + g.expr(2) + "}}" + g.within(g.dot, body) + otherwise() + "{{end}}"
	case 24, 25:
		with, t := g.typed()
		text := g.within(t, func() string {
			name := ""
			if g.pick(3) == 0 {
				name = g.variable(t) + " := "
			}
			return "{{with " + name + with + "}}" + body()
		})
		return text + otherwise() + "{{end}}"
	case 26:
		if g.callees == 0 {
			return ""
		}
		i := g.pick(g.callees)
		g.defined = max(g.defined, i+1)
		return fmt.Sprintf(`{{template "d%d" %s}}`, i, g.one(".", "$", g.expr(1)))
	}
	over, elem := g.list()
	g.loops++
	text := g.within(elem, func() string {
		names := ""
		switch g.pick(3) {
		case 0:
			names = g.variable(elem) + " := "
		case 1:
			names = g.variable(reflect.TypeFor[int]()) + ", "
			names += g.variable(elem) + " := "
		}
		return "{{range " + names + over + "}}" + body() + g.one("", "", "{{break}}", "{{continue}}", "{{if "+g.expr(1)+"}}{{break}}{{end}}", "{{if "+g.expr(1)+"}}{{continue}}{{end}}x")
	})
	g.loops--
	if g.loops > 0 && g.pick(6) == 0 {
		return text + "{{else}}" + g.one("{{break}}", "{{continue}}") + "{{end}}"
	}
	return text + g.one("", "{{else}}"+g.within(g.dot, body)) + "{{end}}"
}

func (g *generator) variable(t reflect.Type) string {
	name := fmt.Sprintf("$v%d", g.pick(4))
	g.vars = append(g.vars, typedName{name, t})
	return name
}

func (g *generator) declare(depth int) string {
	if g.pick(2) == 0 {
		e, t := g.typed()
		return "{{" + g.variable(t) + " := " + e + "}}"
	}
	e := g.expr(depth)
	return "{{" + g.variable(nil) + " := " + e + "}}"
}

func (g *generator) assign(depth int) string {
	if len(g.vars) == 0 {
		return g.declare(depth)
	}
	v := g.vars[g.pick(len(g.vars))]
	if g.loops > 0 { // {{$v = print $v $v}} would double it again and again
		e, _ := g.typed()
		return "{{" + v.name + " = " + e + "}}"
	}
	if v.typ == nil || g.pick(20) == 0 {
		return "{{" + v.name + " = " + g.expr(depth) + "}}"
	}
	for range 6 {
		if e, t := g.typed(); t == v.typ {
			return "{{" + v.name + " = " + e + "}}"
		}
	}
	return "{{" + v.name + " = " + v.name + "}}"
}
