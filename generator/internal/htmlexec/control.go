package htmlexec

import (
	"reflect"
	"text/template/parse"
)

// scoped compiles a list whose variables end with it, with another type of dot.
func (p *pass) scoped(l *parse.ListNode, dot reflect.Type) (node, error) {
	vars, outer := len(p.vars), p.dotType
	p.dotType = dot
	body, err := p.list(l)
	p.vars, p.dotType = p.vars[:vars], outer
	return body, err
}

// branch compiles an if or a with.
func (p *pass) branch(n *parse.BranchNode, with bool) (node, error) {
	mark := len(p.vars)
	defer func() { p.vars = p.vars[:mark] }()
	e, err := p.commands(n.Pipe, n.Pipe.Cmds)
	if err != nil {
		return nil, err
	}
	var store node
	if len(n.Pipe.Decl) > 0 {
		if n.Pipe.IsAssign || len(n.Pipe.Decl) > 1 {
			return nil, p.refuse(n.Pipe, "an assignment here is not covered")
		}
		v := p.declare(n.Pipe.Decl[0].Ident[0], e.typ)
		store, e = v.store(e), v.load()
	}
	dot := p.dotType
	if with {
		dot = e.typ
	}
	body, err := p.scoped(n.List, dot)
	if err != nil {
		return nil, err
	}
	otherwise, err := p.scoped(n.ElseList, p.dotType)
	if err != nil {
		return nil, err
	}
	branch := ifNode(e, body, otherwise)
	if with {
		branch = withNode(e, body, otherwise)
	}
	if store == nil {
		return branch, nil
	}
	return func(x *run, dot reflect.Value) flow {
		store(x, dot)
		return branch(x, dot)
	}, nil
}

func ifNode(e expr, body, otherwise node) node {
	holds := e.condition()
	return func(x *run, dot reflect.Value) flow {
		if holds(x, dot) {
			return body(x, dot)
		}
		return otherwise(x, dot)
	}
}

func withNode(e expr, body, otherwise node) node {
	val := e.val
	return func(x *run, dot reflect.Value) flow {
		if v := val(x, dot); truth(v) {
			return body(x, v)
		}
		return otherwise(x, dot)
	}
}

// template compiles a call.
func (p *pass) template(n *parse.TemplateNode) (node, error) {
	if n.Pipe == nil {
		called, err := p.compiler.instance(n.Name, nil, p, n)
		return func(x *run, _ reflect.Value) flow {
			called.call(x, reflect.Value{})
			return next
		}, err
	}
	if len(n.Pipe.Decl) > 0 {
		return nil, p.refuse(n, "variables declared for a template are not covered")
	}
	e, err := p.commands(n.Pipe, n.Pipe.Cmds)
	if err != nil {
		return nil, err
	}
	called, err := p.compiler.instance(n.Name, e.typ, p, n)
	if err != nil {
		return nil, err
	}
	val := e.val
	return func(x *run, dot reflect.Value) flow {
		called.call(x, val(x, dot))
		return next
	}, nil
}

// loop compiles a range.
func (p *pass) loop(n *parse.RangeNode) (node, error) {
	mark := len(p.vars)
	defer func() { p.vars = p.vars[:mark] }()
	if n.Pipe.IsAssign {
		return nil, p.refuse(n, "a range that sets variables is not covered")
	}
	over, err := p.commands(n.Pipe, n.Pipe.Cmds)
	if err != nil {
		return nil, err
	}
	index, elem, err := p.rangeTypes(n, over.typ)
	if err != nil {
		return nil, err
	}
	l := &loop{val: over.val}
	switch names := n.Pipe.Decl; len(names) {
	case 2:
		l.hasIndex, l.index = true, p.declare(names[0].Ident[0], index)
		l.hasElem, l.elem = true, p.declare(names[1].Ident[0], elem)
		l.counts = kindOf(index) == asInt
	case 1:
		l.hasElem, l.elem = true, p.declare(names[0].Ident[0], elem)
	}
	if l.body, err = p.scoped(n.List, elem); err != nil {
		return nil, err
	}
	for i := mark; i < len(p.vars); i++ {
		p.vars[i].lost = true // in the else they hold what was to be ranged over
	}
	if l.otherwise, err = p.scoped(n.ElseList, p.dotType); err != nil {
		return nil, err
	}
	return l.compiled(over.typ), nil
}

// rangeTypes returns the types of the index and the elements of what is ranged over.
func (p *pass) rangeTypes(n *parse.RangeNode, over reflect.Type) (index, elem reflect.Type, err error) {
	if over == nil {
		return nil, nil, nil
	}
	for over.Kind() == reflect.Pointer {
		over = over.Elem()
	}
	switch over.Kind() {
	case reflect.Interface:
		return nil, nil, nil
	case reflect.Array, reflect.Slice:
		index, elem = reflect.TypeFor[int](), over.Elem()
	case reflect.Map:
		if !sortable(over.Key()) {
			return nil, nil, p.refuse(n, "a range over a map whose keys are no strings or integers is not covered")
		}
		index, elem = over.Key(), over.Elem()
	case reflect.Int, reflect.Int8, reflect.Int16, reflect.Int32, reflect.Int64,
		reflect.Uint, reflect.Uint8, reflect.Uint16, reflect.Uint32, reflect.Uint64, reflect.Uintptr:
		if len(n.Pipe.Decl) > 1 {
			return nil, nil, p.refuse(n, "a range over a number has one variable")
		}
		elem = over
	default:
		return nil, nil, p.refuse(n, "a range over this type is not covered")
	}
	if isValue(elem) {
		return nil, nil, p.refuse(n, "values of type reflect.Value are not covered")
	}
	return known(index), known(elem), nil
}
