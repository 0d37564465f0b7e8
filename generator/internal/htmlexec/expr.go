package htmlexec

import (
	"reflect"
	"strings"
	"text/template/parse"
)

// expr is a compiled expression.
type expr struct {
	// typ is the type of every value of the expression. nil: nothing is known; a
	// value may stand in an interface, or be no value.
	typ reflect.Type
	val func(x *run, dot reflect.Value) reflect.Value

	// Shorter ways to the value, each nil if the type has none.
	str func(x *run, dot reflect.Value) string // kinds of strings
	num func(x *run, dot reflect.Value) int64  // kinds of signed integers
	yes func(x *run, dot reflect.Value) bool   // its truth; of booleans the value

	path *path // of fields, that a further field makes longer
}

func (e expr) isBool() bool { return e.typ != nil && e.typ.Kind() == reflect.Bool }

// condition returns the truth of an expression.
func (e expr) condition() func(x *run, dot reflect.Value) bool {
	val := e.val
	switch {
	case e.yes != nil:
		return e.yes
	case e.str != nil:
		str := e.str
		return func(x *run, dot reflect.Value) bool { return str(x, dot) != "" }
	case e.num != nil:
		num := e.num
		return func(x *run, dot reflect.Value) bool { return num(x, dot) != 0 }
	case e.typ == nil:
	case e.typ.Kind() == reflect.Slice || e.typ.Kind() == reflect.Map:
		return func(x *run, dot reflect.Value) bool { return val(x, dot).Len() > 0 }
	case e.typ.Kind() == reflect.Struct:
		return func(x *run, dot reflect.Value) bool { val(x, dot); return true }
	}
	return func(x *run, dot reflect.Value) bool { return truth(val(x, dot)) }
}

// valued returns the expression of a value of type t, with the shorter ways that its
// kind allows.
func valued(t reflect.Type, val func(x *run, dot reflect.Value) reflect.Value) expr {
	e := expr{typ: t, val: val}
	if t == nil {
		return e
	}
	switch t.Kind() {
	case reflect.String:
		e.str = func(x *run, dot reflect.Value) string { return val(x, dot).String() }
	case reflect.Int, reflect.Int8, reflect.Int16, reflect.Int32, reflect.Int64:
		e.num = func(x *run, dot reflect.Value) int64 { return val(x, dot).Int() }
	case reflect.Bool:
		e.yes = func(x *run, dot reflect.Value) bool { return val(x, dot).Bool() }
	}
	return e
}

// constant returns the expression of a value that is always the same.
func constant(v reflect.Value) expr {
	e := expr{typ: v.Type(), val: func(*run, reflect.Value) reflect.Value { return v }}
	switch v.Kind() {
	case reflect.String:
		s := v.String()
		e.str = func(*run, reflect.Value) string { return s }
	case reflect.Int:
		n := v.Int()
		e.num = func(*run, reflect.Value) int64 { return n }
	case reflect.Bool:
		b := v.Bool()
		e.yes = func(*run, reflect.Value) bool { return b }
	}
	return e
}

// texts, numbers and bools return the expressions of computed strings, ints and
// booleans.
func texts(str func(x *run, dot reflect.Value) string) expr {
	return expr{
		typ: reflect.TypeFor[string](), str: str,
		val: func(x *run, dot reflect.Value) reflect.Value { return reflect.ValueOf(str(x, dot)) },
	}
}

func numbers(num func(x *run, dot reflect.Value) int64) expr {
	return expr{
		typ: reflect.TypeFor[int](), num: num,
		val: func(x *run, dot reflect.Value) reflect.Value { return reflect.ValueOf(int(num(x, dot))) },
	}
}

func bools(yes func(x *run, dot reflect.Value) bool) expr {
	return expr{
		typ: reflect.TypeFor[bool](), yes: yes,
		val: func(x *run, dot reflect.Value) reflect.Value { return reflect.ValueOf(yes(x, dot)) },
	}
}

// commands compiles a pipeline without its variables.
func (p *pass) commands(pipe *parse.PipeNode, cmds []*parse.CommandNode) (expr, error) {
	if len(cmds) == 0 {
		return expr{}, p.refuse(pipe, "it is an empty pipeline")
	}
	var final *expr
	for _, cmd := range cmds {
		e, err := p.command(cmd, final)
		if err != nil {
			return expr{}, err
		}
		if e.typ == nil { // it may be an interface
			inner := e.val
			e = expr{val: func(x *run, dot reflect.Value) reflect.Value { return unwrap(inner(x, dot)) }}
		}
		final = &e
	}
	return *final, nil
}

// command compiles one command of a pipeline; final is the value of the one before.
func (p *pass) command(cmd *parse.CommandNode, final *expr) (expr, error) {
	first := cmd.Args[0]
	if id, ok := first.(*parse.IdentifierNode); ok {
		return p.call(id, cmd.Args[1:], final)
	}
	if len(cmd.Args) > 1 || final != nil {
		return expr{}, p.refuse(first, "it is no function and has arguments")
	}
	if first.Type() == parse.NodeNil {
		return expr{}, p.refuse(first, "nil is no command")
	}
	return p.operand(first)
}

// operand compiles a value that has no arguments.
func (p *pass) operand(n parse.Node) (expr, error) {
	switch n := n.(type) {
	case *parse.DotNode:
		return p.dot(), nil
	case *parse.FieldNode:
		return p.fields(n, p.dot(), n.Ident)
	case *parse.VariableNode:
		v, ok := p.lookup(n.Ident[0])
		if !ok {
			return expr{}, p.refuse(n, "the variable is not defined here")
		}
		return p.fields(n, v.load(), n.Ident[1:])
	case *parse.ChainNode:
		if n.Node.Type() != parse.NodePipe {
			return expr{}, p.refuse(n, "fields of such a value are not covered")
		}
		e, err := p.operand(n.Node)
		if err != nil {
			return e, err
		}
		return p.fields(n, e, n.Field)
	case *parse.PipeNode:
		if len(n.Decl) > 0 {
			return expr{}, p.refuse(n, "variables within parentheses are not covered")
		}
		return p.commands(n, n.Cmds)
	case *parse.IdentifierNode:
		return p.call(n, nil, nil)
	case *parse.StringNode:
		return constant(reflect.ValueOf(n.Text)), nil
	case *parse.BoolNode:
		return constant(reflect.ValueOf(n.True)), nil
	case *parse.NumberNode:
		return p.number(n)
	case *parse.NilNode:
		return expr{val: func(*run, reflect.Value) reflect.Value { return reflect.Value{} }}, nil
	}
	return expr{}, p.refuse(n, "this kind of node is not covered")
}

// dot is the expression of {{.}}.
func (p *pass) dot() expr {
	e := valued(p.dotType, func(_ *run, dot reflect.Value) reflect.Value { return dot })
	e.path = &path{}
	switch {
	case e.str != nil:
		e.str = func(_ *run, dot reflect.Value) string { return dot.String() }
	case e.num != nil:
		e.num = func(_ *run, dot reflect.Value) int64 { return dot.Int() }
	}
	return e
}

// number gives a constant the type that its form says.
func (p *pass) number(n *parse.NumberNode) (expr, error) {
	hex := strings.HasPrefix(n.Text, "0x") || strings.HasPrefix(n.Text, "0X")
	switch {
	case n.IsComplex:
		return expr{}, p.refuse(n, "complex numbers are not covered")
	case n.IsFloat && n.Text[0] != '\'' && strings.ContainsAny(n.Text, ".eEpP") && !(hex && !strings.ContainsAny(n.Text, "pP")):
		return constant(reflect.ValueOf(n.Float64)), nil
	case n.IsInt && int64(int(n.Int64)) == n.Int64:
		return constant(reflect.ValueOf(int(n.Int64))), nil
	}
	return expr{}, p.refuse(n, "the number is too large")
}
