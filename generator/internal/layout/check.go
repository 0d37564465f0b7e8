package layout

import (
	"html/template"
	"maps"
	"reflect"
	"slices"
	"strings"
	"text/template/parse"

	"explainer/generator/internal/diag"
	"explainer/generator/internal/source"
)

// key is a template and the type of the data that it is called with.
type key struct {
	name string
	dot  static
}

// call is a {{template}} action that reaches a template with a type.
type call struct {
	key
	at source.Span
}

// result is what checking one key has found, that of the templates it calls left out.
type result struct {
	errs  diag.List
	calls []call
}

// checker infers types in the templates of a library, once for every key.
type checker struct {
	lib     *library
	funcs   map[string]reflect.Type // of Options.Funcs
	results map[key]*result
}

func newChecker(lib *library, funcs template.FuncMap) *checker {
	c := &checker{lib: lib, funcs: map[string]reflect.Type{}, results: map[key]*result{}}
	for name, fn := range funcs {
		c.funcs[name] = reflect.TypeOf(fn)
	}
	return c
}

// result checks a key, or remembers it.
func (c *checker) result(k key) *result {
	if r, ok := c.results[k]; ok {
		return r
	}
	r := &result{}
	c.results[k] = r
	if u, ok := c.lib.templates[k.name]; ok {
		p := &pass{checker: c, file: u.file, result: r, vars: []variable{{"$", k.dot}}}
		p.list(k.dot, u.tree.Root)
	}
	return r
}

// reach is a walk over all keys that layouts lead to.
type reach struct {
	c     *checker
	seen  map[key]bool
	names map[string]bool
}

func newReach(c *checker) *reach {
	return &reach{c: c, seen: map[key]bool{}, names: map[string]bool{}}
}

// from returns the errors of a key and of all keys that it leads to, those left out
// that an earlier walk has met.
func (r *reach) from(root key) diag.List {
	var errs diag.List
	queue := []call{{key: root}}
	for len(queue) > 0 {
		next := queue[0]
		queue = queue[1:]
		if r.seen[next.key] {
			continue
		}
		r.seen[next.key] = true
		r.names[next.name] = true
		found := r.c.result(next.key)
		for _, d := range found.errs {
			if !next.at.IsZero() {
				d = d.WithNote(next.at, "%q is called with %s here", next.name, next.dot)
			}
			errs.Add(d)
		}
		queue = append(queue, found.calls...)
	}
	return errs
}

// checkLayout returns the errors of a layout: against its view, or, if it is
// custom, none when it fits any view, else those of the nearest.
func (c *checker) checkLayout(name string, view reflect.Type, isView bool, views map[string]reflect.Type, all *reach) diag.List {
	if isView || len(views) == 0 {
		errs := newReach(c).from(key{name, typed(view)})
		all.from(key{name, typed(view)})
		return errs
	}
	var best diag.List
	var nearest reflect.Type
	fits, first := false, true
	for _, v := range slices.Sorted(maps.Keys(views)) {
		errs := newReach(c).from(key{name, typed(views[v])})
		if all.from(key{name, typed(views[v])}); len(errs) == 0 {
			fits = true
		}
		if first || errs.Errors() < best.Errors() {
			best, nearest, first = errs, views[v], false
		}
	}
	if fits {
		return nil
	}
	for i := range best {
		best[i] = best[i].WithNote(source.Span{}, "%q is the layout of no kind of page and fits none; the nearest is %s",
			strings.TrimSuffix(name, extension), typeName(nearest))
	}
	return best
}

// checkUncalled checks what no layout leads to, with data of unknown type.
func (c *checker) checkUncalled(all *reach) diag.List {
	var errs diag.List
	for _, name := range slices.Sorted(maps.Keys(c.lib.templates)) {
		if !all.names[name] {
			errs.Add(all.from(key{name, static{}})...)
		}
	}
	return errs
}

// variable is a template variable in scope.
type variable struct {
	name string
	static
}

// pass checks one template with one type of dot.
type pass struct {
	*checker
	*result
	file *file
	vars []variable
}

func (p *pass) list(dot static, list *parse.ListNode) {
	if list == nil {
		return
	}
	for _, n := range list.Nodes {
		p.node(dot, n)
	}
}

func (p *pass) node(dot static, n parse.Node) {
	switch n := n.(type) {
	case *parse.ActionNode:
		got := p.pipeline(dot, n.Pipe)
		if len(n.Pipe.Decl) == 0 {
			p.printable(got, n.Pipe)
		}
	case *parse.IfNode:
		p.branch(dot, &n.BranchNode, false)
	case *parse.WithNode:
		p.branch(dot, &n.BranchNode, true)
	case *parse.RangeNode:
		p.loop(dot, n)
	case *parse.TemplateNode:
		p.template(dot, n)
	}
}

// branch checks an if or a with. A variable that the first list declares is not
// there in the second, although the parser lets it pass.
func (p *pass) branch(dot static, n *parse.BranchNode, with bool) {
	mark := len(p.vars)
	got := p.pipeline(dot, n.Pipe)
	inner := len(p.vars)
	if with {
		p.list(got, n.List)
	} else {
		p.list(dot, n.List)
	}
	p.vars = p.vars[:inner]
	p.list(dot, n.ElseList)
	p.vars = p.vars[:mark]
}

func (p *pass) loop(dot static, n *parse.RangeNode) {
	mark := len(p.vars)
	over := p.commands(dot, n.Pipe)
	index, elem := p.elements(over, n.Pipe)

	decl := n.Pipe.Decl
	bind := func(values ...static) {
		for i, v := range decl {
			if n.Pipe.IsAssign {
				p.assign(v, static{})
			} else {
				p.vars = append(p.vars, variable{v.Ident[0], values[i]})
			}
		}
	}
	switch len(decl) {
	case 1:
		bind(elem)
	case 2:
		bind(index, elem)
	}
	p.list(elem, n.List)
	p.vars = p.vars[:mark]

	bind(over, over) // where there is no element the variables hold what was ranged over
	p.list(dot, n.ElseList)
	p.vars = p.vars[:mark]
}

// elements returns what a range yields.
func (p *pass) elements(over static, pipe *parse.PipeNode) (index, elem static) {
	at := p.cmdsSpan(pipe)
	base := over.behind()
	if base.unknown() {
		return static{}, static{}
	}
	if !base.void {
		switch t := base.t; {
		case isInt(t):
			if len(pipe.Decl) > 1 {
				p.errorf("layout-type", at, "a range over %s yields one variable, not two", base)
			}
			return static{}, base
		case t.Kind() == reflect.Slice || t.Kind() == reflect.Array:
			return typed(reflect.TypeFor[int]()), typed(t.Elem())
		case t.Kind() == reflect.Map:
			return typed(t.Key()), typed(t.Elem())
		}
	}
	p.errorf("layout-type", at, "cannot range over %s", base)
	return static{}, static{}
}

func (p *pass) template(dot static, n *parse.TemplateNode) {
	at := p.file.spanAt(int(n.Pos))
	arg := static{void: true}
	if n.Pipe != nil {
		arg = p.pipeline(dot, n.Pipe)
	}
	if !p.lib.exists(n.Name) {
		names := slices.Sorted(maps.Keys(p.lib.templates))
		p.add(diag.Errorf("layout-unknown-template", at, "there is no template %q", n.Name).
			WithHelp("%s", didYouMean(n.Name, names)))
		return
	}
	p.calls = append(p.calls, call{key{n.Name, arg}, at})
}

// printable checks that a value can stand on a page.
func (p *pass) printable(got static, pipe *parse.PipeNode) {
	if base := got.behind(); base.t != nil && (base.t.Kind() == reflect.Func || base.t.Kind() == reflect.Chan) {
		p.errorf("layout-type", p.cmdsSpan(pipe), "cannot print %s", base)
	}
}

func (p *pass) add(d diag.Diagnostic) {
	if len(p.errs) < maxErrors {
		p.errs.Add(d)
	}
}

func (p *pass) errorf(id string, at source.Span, format string, args ...any) {
	p.add(diag.Errorf(id, at, format, args...))
}
