package htmlexec

import (
	"reflect"
	"text/template/parse"
)

// path leads from a value to a field of a struct within it.
type path struct {
	from  func(x *run, dot reflect.Value) reflect.Value // nil: dot
	steps []step
}

// step follows pointers and then takes a field.
type step struct {
	pointers int
	index    int
}

// fields compiles a chain of names.
func (p *pass) fields(n parse.Node, e expr, names []string) (expr, error) {
	for _, name := range names {
		var err error
		if e, err = p.field(n, e, name); err != nil {
			return expr{}, err
		}
	}
	return e, nil
}

// field compiles one name of a chain.
func (p *pass) field(n parse.Node, e expr, name string) (expr, error) {
	val := e.val
	if e.typ == nil {
		return expr{val: func(x *run, dot reflect.Value) reflect.Value { return field(val(x, dot), name) }}, nil
	}
	base, pointers := e.typ, 0
	for ; base.Kind() == reflect.Pointer; pointers++ {
		base = base.Elem()
	}
	if base.Kind() == reflect.Interface { // a pointer to one
		return expr{val: func(x *run, dot reflect.Value) reflect.Value { return field(val(x, dot), name) }}, nil
	}
	if _, isMethod := reflect.PointerTo(base).MethodByName(name); isMethod {
		return expr{}, p.refuse(n, "methods are not covered: %s", name)
	}
	switch base.Kind() {
	case reflect.Struct:
		f, ok := base.FieldByName(name)
		if ok && f.IsExported() {
			return p.structField(n, e, base, f, pointers)
		}
	case reflect.Map:
		if reflect.TypeFor[string]().AssignableTo(base.Key()) {
			return p.typed(n, base.Elem(), func(x *run, dot reflect.Value) reflect.Value {
				return entry(behind(val(x, dot)), name)
			})
		}
	}
	return expr{}, p.refuse(n, "there is no field %s", name)
}

// structField makes a path longer, or begins one.
func (p *pass) structField(n parse.Node, e expr, base reflect.Type, f reflect.StructField, pointers int) (expr, error) {
	way := &path{from: e.val}
	if e.path != nil {
		way = &path{from: e.path.from, steps: append([]step(nil), e.path.steps...)}
	}
	t := base
	for i, index := range f.Index {
		if i > 0 && t.Kind() == reflect.Pointer {
			pointers, t = 1, t.Elem()
		}
		way.steps = append(way.steps, step{pointers, index})
		pointers, t = 0, t.Field(index).Type
	}
	out, err := p.typed(n, f.Type, way.getter())
	out.path = way
	if way.from == nil && len(way.steps) == 1 && way.steps[0].pointers == 0 && out.str != nil {
		i := way.steps[0].index
		out.str = func(_ *run, dot reflect.Value) string { return dot.Field(i).String() }
	}
	return out, err
}

// typed is valued, for the types that are covered.
func (p *pass) typed(n parse.Node, t reflect.Type, val func(x *run, dot reflect.Value) reflect.Value) (expr, error) {
	if isValue(t) {
		return expr{}, p.refuse(n, "values of type reflect.Value are not covered")
	}
	return valued(known(t), val), nil
}

// getter returns the function that follows the path.
func (w *path) getter() func(x *run, dot reflect.Value) reflect.Value {
	from, steps := w.from, w.steps
	if from != nil {
		return func(x *run, dot reflect.Value) reflect.Value { return follow(from(x, dot), steps) }
	}
	first := steps[0].index
	switch {
	case steps[0].pointers > 1 || len(steps) > 2 || len(steps) == 2 && steps[1].pointers > 0:
	case steps[0].pointers == 0 && len(steps) == 1:
		return func(_ *run, dot reflect.Value) reflect.Value { return dot.Field(first) }
	case steps[0].pointers == 0:
		second := steps[1].index
		return func(_ *run, dot reflect.Value) reflect.Value { return dot.Field(first).Field(second) }
	case len(steps) == 1: // below a pointer; Field panics if it is nil
		return func(_ *run, dot reflect.Value) reflect.Value { return dot.Elem().Field(first) }
	default:
		second := steps[1].index
		return func(_ *run, dot reflect.Value) reflect.Value { return dot.Elem().Field(first).Field(second) }
	}
	return func(_ *run, dot reflect.Value) reflect.Value { return follow(dot, steps) }
}

// follow takes the steps of a path. Nil pointers end the execution.
func follow(v reflect.Value, steps []step) reflect.Value {
	for _, s := range steps {
		for range s.pointers {
			v = v.Elem()
		}
		v = v.Field(s.index)
	}
	return v
}
