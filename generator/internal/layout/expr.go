package layout

import (
	"fmt"
	"reflect"
	"slices"
	"text/template/parse"

	"explainer/generator/internal/diag"
	"explainer/generator/internal/source"
)

// operand is a value on its way to a function, and where it is written.
type operand struct {
	static
	node parse.Node // the constant, or nil for what has been computed
	at   source.Span
}

// pipeline infers the value of a pipeline and declares its variables.
func (p *pass) pipeline(dot static, pipe *parse.PipeNode) static {
	got := p.commands(dot, pipe)
	for _, v := range pipe.Decl {
		if pipe.IsAssign {
			p.assign(v, got)
		} else {
			p.vars = append(p.vars, variable{v.Ident[0], got})
		}
	}
	return got
}

// commands infers the value that the commands of a pipeline hand on.
func (p *pass) commands(dot static, pipe *parse.PipeNode) static {
	var final *operand
	for _, cmd := range pipe.Cmds {
		got := p.command(dot, cmd, final)
		final = &operand{static: got, at: p.cmdSpan(cmd)}
	}
	if final == nil {
		return static{}
	}
	return final.static
}

func (p *pass) command(dot static, cmd *parse.CommandNode, final *operand) static {
	first := cmd.Args[0]
	if id, ok := first.(*parse.IdentifierNode); ok {
		return p.function(dot, id, cmd.Args[1:], final)
	}
	before := len(p.errs)
	got := p.value(dot, first)
	switch {
	case len(p.errs) > before || len(p.errs) == maxErrors: // one mistake, one error
	case len(cmd.Args) > 1:
		for _, arg := range cmd.Args[1:] {
			p.value(dot, arg)
		}
		p.notFunction(first, p.span(cmd.Args[1]))
	case final != nil:
		p.notFunction(first, p.span(first))
	}
	if _, isNil := first.(*parse.NilNode); isNil {
		p.errorf("layout-type", p.span(first), "nil alone is no value")
		return static{}
	}
	return got
}

func (p *pass) notFunction(n parse.Node, at source.Span) {
	what := "a value in parentheses"
	if n.Type() != parse.NodePipe && n.Type() != parse.NodeChain {
		what = n.String()
	}
	p.add(diag.Errorf("layout-type", at, "%s is no function and takes no argument", what).
		WithHelp("functions stand first: {{name argument}} or {{argument | name}}"))
}

// value infers an operand that is not a function with arguments.
func (p *pass) value(dot static, n parse.Node) static {
	switch n := n.(type) {
	case *parse.DotNode:
		return dot
	case *parse.NilNode:
		return static{void: true}
	case *parse.BoolNode:
		return typed(reflect.TypeFor[bool]())
	case *parse.StringNode:
		return typed(reflect.TypeFor[string]())
	case *parse.NumberNode:
		return p.number(n)
	case *parse.FieldNode:
		first := int(n.Pos)
		if len(n.Ident) > 1 { // a chain stands at its second link
			first -= len(".") + len(n.Ident[0])
		}
		return p.fields(dot, n.Ident, first)
	case *parse.VariableNode:
		first := int(n.Pos)
		start := first
		if len(n.Ident) > 1 {
			start -= len(n.Ident[0])
		}
		got := p.variable(n.Ident[0], p.file.span(start, start+len(n.Ident[0])))
		return p.fields(got, n.Ident[1:], first)
	case *parse.ChainNode:
		return p.fields(p.value(dot, n.Node), n.Field, int(n.Pos))
	case *parse.IdentifierNode:
		return p.function(dot, n, nil, nil)
	case *parse.PipeNode:
		if len(n.Decl) > 0 {
			p.add(diag.Errorf("layout-syntax", p.span(n.Decl[0]), "variables cannot be declared or set in parentheses").
				WithHelp("give it an action of its own: {{%s := ...}}", n.Decl[0].Ident[0]))
		}
		return p.pipeline(dot, n)
	}
	return static{}
}

// number gives a constant the type that its form says.
func (p *pass) number(n *parse.NumberNode) static {
	isFloat := false
	hex := len(n.Text) > 2 && n.Text[0] == '0' && (n.Text[1] == 'x' || n.Text[1] == 'X')
	for _, c := range n.Text {
		isFloat = isFloat || c == '.' || c == 'p' || c == 'P' || !hex && (c == 'e' || c == 'E')
	}
	switch {
	case n.IsComplex && !n.IsFloat && !n.IsInt && !n.IsUint || n.Text[len(n.Text)-1] == 'i':
		return typed(reflect.TypeFor[complex128]())
	case n.IsFloat && n.Text[0] != '\'' && isFloat:
		return typed(reflect.TypeFor[float64]())
	case !n.IsInt || int64(int(n.Int64)) != n.Int64:
		p.errorf("layout-type", p.span(n), "%s is too large a number", n.Text)
		return static{}
	}
	return typed(reflect.TypeFor[int]())
}

// variable returns what a variable holds.
func (p *pass) variable(name string, at source.Span) static {
	for _, v := range slices.Backward(p.vars) {
		if v.name == name {
			return v.static
		}
	}
	p.add(diag.Errorf("layout-syntax", at, "the variable %q is not defined here", name).
		WithHelp("what {{if}}, {{with}} or {{range}} declares ends at its {{else}} or {{end}}"))
	return static{}
}

// assign gives a variable another value. Values of one class may replace each
// other; of the exact type nothing is known afterwards.
func (p *pass) assign(n *parse.VariableNode, got static) {
	for i := len(p.vars) - 1; i >= 0; i-- {
		v := &p.vars[i]
		if v.name != n.Ident[0] {
			continue
		}
		if v.static == got || v.unknown() {
			return
		}
		if v.t != nil && got.t != nil {
			a, b := basicOf(v.t), basicOf(got.t)
			if a == notBasic && deref(v.t) != deref(got.t) || !alike(a, b) {
				p.errorf("layout-type", p.span(n), "the variable %q holds %s and cannot become %s", v.name, v.static, got)
			}
		}
		v.static = static{}
		return
	}
	p.variable(n.Ident[0], p.span(n))
}

// fields follows a chain of names from a value. The first dot of the chain stands
// at the offset given.
func (p *pass) fields(s static, names []string, offset int) static {
	for _, name := range names {
		at := p.file.span(offset+len("."), offset+len(".")+len(name))
		if at.Text() != name {
			at = p.file.spanAt(offset)
		}
		s = p.field(s, name, at)
		offset += len(".") + len(name)
	}
	return s
}

// field infers one step of a chain.
func (p *pass) field(s static, name string, at source.Span) static {
	if s.unknown() {
		return s
	}
	if s.void {
		p.add(diag.Errorf("layout-unknown-field", at, "there is no data here that could have a field %q", name).
			WithHelp("hand it on: {{template \"name\" .}}"))
		return static{}
	}
	base := s.behind()
	if base.unknown() {
		return base
	}
	if _, isMethod := reflect.PointerTo(base.t).MethodByName(name); isMethod {
		p.add(diag.Errorf("layout-method", at, "%q is a method of %s", name, base).
			WithHelp("templates see exported fields only; let a field of the view hold the result"))
		return static{}
	}
	switch base.t.Kind() {
	case reflect.Struct:
		return p.structField(base, name, at)
	case reflect.Map:
		if reflect.TypeFor[string]().AssignableTo(base.t.Key()) {
			return typed(base.t.Elem())
		}
		p.errorf("layout-unknown-field", at, "%s has keys of type %s, so %q is none of them", base, base.t.Key(), name)
		return static{}
	}
	p.errorf("layout-unknown-field", at, "%s has no fields, so it has no %q", base, name)
	return static{}
}

func (p *pass) structField(base static, name string, at source.Span) static {
	f, ok := base.t.FieldByName(name)
	switch {
	case !ok:
		p.add(diag.Errorf("layout-unknown-field", at, "%s has no field %q", base, name).
			WithHelp("%s", didYouMean(name, fieldNames(base.t))))
	case !f.IsExported():
		p.add(diag.Errorf("layout-unknown-field", at, "the field %q of %s is not exported", name, base).
			WithHelp("templates see exported fields only"))
	default:
		return typed(f.Type)
	}
	return static{}
}

// span returns where an operand stands, all of it.
func (p *pass) span(n parse.Node) source.Span {
	start, end := int(n.Position()), int(n.Position())
	switch n := n.(type) {
	case *parse.FieldNode:
		if len(n.Ident) > 1 {
			start -= len(".") + len(n.Ident[0])
		}
		end = start + len(n.String())
	case *parse.VariableNode:
		if len(n.Ident) > 1 {
			start -= len(n.Ident[0])
		}
		end = start + len(n.String())
	case *parse.ChainNode:
		for _, name := range n.Field {
			end += len(".") + len(name)
		}
		start = p.span(n.Node).Start()
	case *parse.PipeNode:
		return p.parens(n)
	default:
		return p.file.spanAt(start)
	}
	return p.file.span(start, min(end, len(p.file.text)))
}

// parens returns a parenthesised pipeline with its parentheses.
func (p *pass) parens(n *parse.PipeNode) source.Span {
	tokens := p.file.tokens
	i, ok := tokenAt(tokens, int(n.Pos))
	if !ok || i == 0 || tokens[i-1].kind != tokOpen {
		return p.file.spanAt(int(n.Pos))
	}
	return p.file.span(tokens[i-1].start, tokens[tokens[i-1].close].end)
}

// cmdSpan returns a command from its first operand to its last.
func (p *pass) cmdSpan(cmd *parse.CommandNode) source.Span {
	first, last := p.span(cmd.Args[0]), p.span(cmd.Args[len(cmd.Args)-1])
	return p.file.span(first.Start(), max(first.End(), last.End()))
}

// cmdsSpan returns the commands of a pipeline, its variables left out.
func (p *pass) cmdsSpan(pipe *parse.PipeNode) source.Span {
	first, last := p.cmdSpan(pipe.Cmds[0]), p.cmdSpan(pipe.Cmds[len(pipe.Cmds)-1])
	return p.file.span(first.Start(), max(first.End(), last.End()))
}

// count writes a number of arguments.
func count(n int) string {
	if n == 1 {
		return "1 argument"
	}
	return fmt.Sprintf("%d arguments", n)
}
