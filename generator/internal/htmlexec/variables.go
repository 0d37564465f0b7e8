package htmlexec

import (
	"reflect"
	"text/template/parse"
)

// variable is a template variable in scope. Its slot belongs to it alone.
type variable struct {
	name string
	typ  reflect.Type
	slot int
	lost bool // it is in scope, and what it holds nobody knows
}

// storage is the field of a slot that holds a variable.
type storage uint8

const (
	asValue storage = iota
	asString
	asInt
	asBool
)

// kindOf says where variables of a type are held.
func kindOf(t reflect.Type) storage {
	switch t {
	case reflect.TypeFor[string]():
		return asString
	case reflect.TypeFor[int]():
		return asInt
	case reflect.TypeFor[bool]():
		return asBool
	}
	return asValue
}

// lookup finds a variable, the innermost of that name.
func (p *pass) lookup(name string) (variable, bool) {
	for i := len(p.vars) - 1; i >= 0; i-- {
		if p.vars[i].name == name {
			return p.vars[i], !p.vars[i].lost
		}
	}
	return variable{}, false
}

// declare adds a variable to the scope.
func (p *pass) declare(name string, t reflect.Type) variable {
	v := variable{name: name, typ: t, slot: p.instance.slots}
	p.instance.slots++
	p.vars = append(p.vars, v)
	return v
}

// load is the expression of a variable.
func (v variable) load() expr {
	i := v.slot
	if v.name != "$" {
		switch kindOf(v.typ) {
		case asString:
			return texts(func(x *run, _ reflect.Value) string { return x.frame[i].s })
		case asInt:
			return numbers(func(x *run, _ reflect.Value) int64 { return x.frame[i].n })
		case asBool:
			return bools(func(x *run, _ reflect.Value) bool { return x.frame[i].n != 0 })
		}
	}
	return valued(v.typ, func(x *run, _ reflect.Value) reflect.Value { return x.frame[i].v })
}

// store is the node that gives a variable the value of an expression of its type.
func (v variable) store(e expr) node {
	i := v.slot
	switch kindOf(v.typ) {
	case asString:
		str := e.str
		return func(x *run, dot reflect.Value) flow { x.frame[i].s = str(x, dot); return next }
	case asInt:
		num := e.num
		return func(x *run, dot reflect.Value) flow { x.frame[i].n = num(x, dot); return next }
	case asBool:
		yes := e.yes
		return func(x *run, dot reflect.Value) flow {
			x.frame[i].n = 0
			if yes(x, dot) {
				x.frame[i].n = 1
			}
			return next
		}
	}
	val := e.val
	return func(x *run, dot reflect.Value) flow { x.frame[i].v = val(x, dot); return next }
}

// set gives a variable a value that is at hand.
func (v variable) set(x *run, value reflect.Value) {
	s := &x.frame[v.slot]
	switch kindOf(v.typ) {
	case asString:
		s.s = value.String()
	case asInt:
		s.n = value.Int()
	case asBool:
		s.n = 0
		if value.Bool() {
			s.n = 1
		}
	default:
		s.v = value
	}
}

// declaration compiles {{$x := pipeline}} and {{$x = pipeline}}.
func (p *pass) declaration(pipe *parse.PipeNode) (node, error) {
	if len(pipe.Decl) > 1 {
		return nil, p.refuse(pipe, "two variables at once are not covered")
	}
	e, err := p.commands(pipe, pipe.Cmds)
	if err != nil {
		return nil, err
	}
	name := pipe.Decl[0].Ident[0]
	if !pipe.IsAssign {
		return p.declare(name, e.typ).store(e), nil
	}
	v, ok := p.lookup(name)
	switch {
	case !ok || name == "$":
		return nil, p.refuse(pipe, "the variable cannot be set here")
	case v.typ != nil && v.typ != e.typ:
		return nil, p.refuse(pipe, "an assignment that changes the type of a variable is not covered")
	}
	return v.store(e), nil
}
