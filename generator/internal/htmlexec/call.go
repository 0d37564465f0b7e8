package htmlexec

import (
	"html/template"
	"reflect"
	"strings"
	"text/template/parse"
)

// call compiles a call of a function by name: one of the FuncMap, or a predefined one.
func (p *pass) call(id *parse.IdentifierNode, nodes []parse.Node, final *expr) (expr, error) {
	if strings.HasPrefix(id.Ident, escaperPrefix) {
		return expr{}, p.refuse(id, "an escaper here is not covered")
	}
	if f, ok := p.funcs[id.Ident]; ok && id.Ident != evalArgs {
		return p.function(id, f, nodes, final)
	}
	build, ok := builtin(id.Ident)
	if !ok {
		return expr{}, p.refuse(id, "the function is not covered")
	}
	args := make([]expr, 0, len(nodes)+1)
	for _, n := range nodes {
		e, err := p.operand(n)
		if err != nil {
			return expr{}, err
		}
		args = append(args, e)
	}
	if final != nil {
		args = append(args, *final)
	}
	e, why := build(args, final != nil)
	if why != "" {
		return expr{}, p.refuse(id, "%s", why)
	}
	return e, nil
}

// function compiles a call of a Go function.
func (p *pass) function(id *parse.IdentifierNode, f reflect.Value, nodes []parse.Node, final *expr) (expr, error) {
	t := f.Type()
	n := len(nodes)
	if final != nil {
		n++
	}
	fixed := t.NumIn()
	if t.IsVariadic() {
		fixed--
	}
	switch {
	case n < fixed || n > fixed && !t.IsVariadic():
		return expr{}, p.refuse(id, "it has another number of arguments")
	case t.NumOut() == 0 || t.NumOut() > 2 || t.NumOut() == 2 && !isError(t.Out(1)) || isValue(t.Out(0)):
		return expr{}, p.refuse(id, "results like these are not covered")
	}
	args := make([]expr, n)
	for i := range args {
		param := t.In(min(i, t.NumIn()-1))
		if i >= fixed {
			param = param.Elem()
		}
		var err error
		if i < len(nodes) {
			args[i], err = p.argument(nodes[i], param)
		} else {
			args[i], err = p.passed(id, *final, param)
		}
		if err != nil {
			return expr{}, err
		}
	}
	if e, ok := direct(f, args); ok {
		return e, nil
	}
	return valued(known(t.Out(0)), func(x *run, dot reflect.Value) reflect.Value {
		in := make([]reflect.Value, len(args))
		for i := range args {
			in[i] = args[i].val(x, dot)
		}
		out := f.Call(in)
		if len(out) == 2 && !out[1].IsNil() {
			fail()
		}
		return out[0]
	}), nil
}

// direct calls functions of frequent types without reflection.
func direct(f reflect.Value, args []expr) (expr, bool) {
	for _, a := range args {
		if a.typ != reflect.TypeFor[string]() {
			return expr{}, false
		}
	}
	switch f := f.Interface().(type) {
	case func() string:
		return texts(func(*run, reflect.Value) string { return f() }), true
	case func(string) string:
		str := args[0].str
		return texts(func(x *run, dot reflect.Value) string { return f(str(x, dot)) }), true
	case func(string) template.HTML:
		str := args[0].str
		return valued(reflect.TypeFor[template.HTML](), func(x *run, dot reflect.Value) reflect.Value {
			return reflect.ValueOf(f(str(x, dot)))
		}), true
	case func(string) (string, error):
		str := args[0].str
		return texts(func(x *run, dot reflect.Value) string {
			s, err := f(str(x, dot))
			if err != nil {
				fail()
			}
			return s
		}), true
	}
	return expr{}, false
}

// argument compiles an argument for a parameter. Constants take its type.
func (p *pass) argument(n parse.Node, param reflect.Type) (expr, error) {
	switch n := n.(type) {
	case *parse.StringNode, *parse.BoolNode, *parse.NumberNode:
		if param.Kind() == reflect.Interface && param.NumMethod() == 0 {
			break
		}
		v := reflect.New(param).Elem()
		if !setConstant(v, n) {
			return expr{}, p.refuse(n, "the parameter is of type %s", param)
		}
		return constant(v), nil
	}
	e, err := p.operand(n)
	if err != nil {
		return e, err
	}
	return p.passed(n, e, param)
}

// setConstant sets a value to a constant that fits its kind.
func setConstant(v reflect.Value, n parse.Node) bool {
	switch n := n.(type) {
	case *parse.StringNode:
		if v.Kind() == reflect.String {
			v.SetString(n.Text)
			return true
		}
	case *parse.BoolNode:
		if v.Kind() == reflect.Bool {
			v.SetBool(n.True)
			return true
		}
	case *parse.NumberNode:
		switch {
		case v.CanInt() && n.IsInt && !v.OverflowInt(n.Int64):
			v.SetInt(n.Int64)
			return true
		case v.CanUint() && n.IsUint && !v.OverflowUint(n.Uint64):
			v.SetUint(n.Uint64)
			return true
		case v.CanFloat() && n.IsFloat:
			v.SetFloat(n.Float64)
			return true
		}
	}
	return false
}

// passed makes an expression fit a parameter.
func (p *pass) passed(n parse.Node, e expr, param reflect.Type) (expr, error) {
	switch {
	case isValue(param):
		return expr{}, p.refuse(n, "parameters of type reflect.Value are not covered")
	case e.typ == nil:
		val := e.val
		return expr{val: func(x *run, dot reflect.Value) reflect.Value { return argument(val(x, dot), param) }}, nil
	case !e.typ.AssignableTo(param):
		return expr{}, p.refuse(n, "the parameter is of type %s, and this of type %s", param, e.typ)
	}
	return e, nil
}
