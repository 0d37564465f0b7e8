package layout_test

import (
	"fmt"
	"math/rand/v2"
	"strings"

	"github.com/rogpeppe/go-internal/txtar"

	"explainer/generator/internal/source"
)

func newSource(f txtar.File) *source.File { return source.New("layouts/"+f.Name, f.Data) }

// generator writes random templates out of words that often fit together.
type generator struct {
	*rand.Rand
	vars int
	loop int
}

func (g *generator) pick(words ...string) string { return words[g.IntN(len(words))] }

func (g *generator) template() string {
	text := g.body(3)
	if g.IntN(3) == 0 {
		text += `{{define "d"}}` + (&generator{Rand: g.Rand}).body(2) + "{{end}}"
	}
	return text
}

func (g *generator) body(depth int) string {
	var b strings.Builder
	for range 1 + g.IntN(2) {
		b.WriteString(g.action(depth))
	}
	return b.String()
}

func (g *generator) action(depth int) string {
	n := g.IntN(10)
	if depth == 0 {
		n = g.IntN(5)
	}
	switch n {
	case 0:
		v := g.expr(2) // before the variable is there
		g.vars++
		return fmt.Sprintf("{{$v%d := %s}}", g.vars-1, v)
	case 1:
		if g.vars > 0 {
			return fmt.Sprintf("{{$v%d = %s}}", g.IntN(g.vars), g.expr(2))
		}
		return "{{" + g.expr(2) + "}}"
	case 2, 3:
		return "{{" + g.expr(2) + "}}"
	case 4:
		return fmt.Sprintf("{{template %q %s}}", g.pick("p.html", "d"), g.pick("", ".", g.field(), g.expr(1)))
	case 5, 6:
		word := g.pick("if", "with")
		return g.scoped(func() string {
			return fmt.Sprintf("{{%s %s}}%s", word, g.expr(2), g.body(depth-1))
		}) + g.otherwise(depth) + "{{end}}"
	}
	return g.scoped(func() string {
		over := g.pick(".Tags", ".People", ".Dates", ".Counts", ".Nested", ".Roles", ".Person.Roles", ".Count", g.field(), g.expr(1))
		g.loop++
		defer func() { g.loop-- }()
		switch g.IntN(4) {
		case 0:
			return fmt.Sprintf("{{range %s}}%s", over, g.body(depth-1))
		case 1:
			g.vars++
			return fmt.Sprintf("{{range $v%d := %s}}%s", g.vars-1, over, g.body(depth-1))
		case 2:
			if g.vars > 0 {
				return fmt.Sprintf("{{range $v%d = %s}}%s", g.IntN(g.vars), over, g.body(depth-1))
			}
		}
		g.vars += 2
		return fmt.Sprintf("{{range $v%d, $v%d := %s}}%s%s", g.vars-2, g.vars-1, over, g.body(depth-1),
			g.pick("", "", "{{break}}", "{{continue}}"))
	}) + g.otherwise(depth) + "{{end}}"
}

func (g *generator) scoped(f func() string) string {
	before := g.vars
	text := f()
	if g.IntN(8) > 0 {
		g.vars = before
	}
	return text
}

func (g *generator) otherwise(depth int) string {
	if g.IntN(3) > 0 {
		return ""
	}
	return "{{else}}" + g.scoped(func() string { return g.body(depth - 1) })
}

// expr writes a pipeline.
func (g *generator) expr(depth int) string {
	if depth == 0 {
		return g.operand()
	}
	a := func() string {
		if g.IntN(3) == 0 {
			return "(" + g.expr(depth-1) + ")" + g.pick("", "", ".Name", ".Day")
		}
		return g.operand()
	}
	switch g.IntN(18) {
	case 0:
		return g.operand() + " | " + g.pick("upper", "len", "not", "print", "printf \"%v\"", "add 1", "eq 1", "index .Tags", "html")
	case 1:
		return g.pick("upper", "len", "not", "who", "half") + " " + a()
	case 2:
		return g.pick("eq", "ne", "lt", "le", "gt", "ge") + " " + a() + " " + a()
	case 3:
		same := a() // between different types nothing is known
		return g.pick("and", "or") + " " + same + " " + g.pick("", "nil ") + same
	case 4:
		return "index " + g.pick(".Tags", ".People", ".Dates", ".Counts", ".ByKind", ".Nested", a()) + " " + g.pick("0", "1", `"a"`, ".Count", ".Kind", a())
	case 5:
		return "slice " + g.pick(".Tags", ".Title", ".Nested", a()) + " " + g.pick("0", "1", ".Size", a())
	case 6:
		return "add " + a() + " " + g.pick("1", ".Count", a())
	case 7:
		return g.pick("join", "print", "call .Greet") + " " + a() + " " + g.pick("", a())
	case 8:
		return "len " + g.pick(".Tags", ".Title", ".Counts", a())
	}
	return a()
}

func (g *generator) operand() string {
	switch g.IntN(12) {
	case 0:
		return g.pick("1", "0", `"a"`, "1.5", "true", "nil", "'c'")
	case 1, 2:
		if g.vars > 0 {
			return fmt.Sprintf("$v%d%s", g.IntN(g.vars), g.pick("", "", ".Day", ".Name", ".Title"))
		}
	case 3:
		return g.pick(".", "$")
	}
	return g.pick("", "", "$") + g.field()
}

func (g *generator) field() string {
	return g.pick(".Title", ".Kind", ".Count", ".Size", ".Score", ".Draft", ".Tags", ".Dates", ".Counts", ".Counts.a", ".ByKind",
		".Person", ".Person.Name", ".Person.Roles", ".Person.Boss.Name", ".People", ".Pointer", ".Pointer.Day", ".Twice.When", ".Nested",
		".Name", ".Roles", ".Boss", ".From", ".Day", ".When", ".From.Day")
}
