package layout

import (
	"fmt"
	"maps"
	"reflect"
	"slices"
	"text/template/parse"

	"explainer/generator/internal/diag"
	"explainer/generator/internal/source"
)

// builtin is the rule of a predefined function: how many arguments it takes, and
// what it makes of them. A max below 0 is no bound.
type builtin struct {
	min, max int
	infer    func(p *pass, name string, args []operand, at source.Span) static
}

// builtinRule returns the rule of a function that text/template predefines.
func builtinRule(name string) (builtin, bool) {
	switch name {
	case "and", "or":
		return builtin{1, -1, inferJunction}, true
	case "not":
		return builtin{1, 1, returns[bool]}, true
	case "len":
		return builtin{1, 1, inferLen}, true
	case "index":
		return builtin{1, -1, inferIndex}, true
	case "slice":
		return builtin{1, 4, inferSlice}, true
	case "print", "println", "html", "js", "urlquery":
		return builtin{0, -1, returns[string]}, true
	case "printf":
		return builtin{1, -1, inferPrintf}, true
	case "eq":
		return builtin{2, -1, inferEqual}, true
	case "ne":
		return builtin{2, 2, inferEqual}, true
	case "lt", "le", "gt", "ge":
		return builtin{2, 2, inferOrder}, true
	case "call":
		return builtin{1, -1, inferCall}, true
	}
	return builtin{}, false
}

// builtinNames returns the names that builtinRule knows.
func builtinNames() []string {
	return []string{"and", "call", "eq", "ge", "gt", "html", "index", "js", "le", "len", "lt", "ne", "not",
		"or", "print", "printf", "println", "slice", "urlquery"}
}

// function infers a call. final is what comes through the pipeline, or nil.
func (p *pass) function(dot static, id *parse.IdentifierNode, nodes []parse.Node, final *operand) static {
	at := p.span(id)
	args := make([]operand, 0, len(nodes)+1)
	for _, n := range nodes {
		args = append(args, p.operand(dot, n))
	}
	if final != nil {
		args = append(args, *final)
	}
	if sig, ok := p.funcs[id.Ident]; ok {
		return p.apply(quote(id.Ident), sig, args, at, nil)
	}
	if rule, ok := builtinRule(id.Ident); ok {
		if !p.arity(quote(id.Ident), len(args), rule.min, rule.max, at) {
			return static{}
		}
		return rule.infer(p, id.Ident, args, at)
	}
	d := diag.Errorf("layout-unknown-function", at, "there is no function %q", id.Ident)
	if base := dot.behind(); base.t != nil && base.t.Kind() == reflect.Struct && slices.Contains(fieldNames(base.t), id.Ident) {
		p.add(d.WithHelp("did you mean the field %q?", "."+id.Ident))
		return static{}
	}
	names := append(builtinNames(), slices.Collect(maps.Keys(p.funcs))...)
	p.add(d.WithHelp("%s", didYouMean(id.Ident, names)))
	return static{}
}

func (p *pass) operand(dot static, n parse.Node) operand {
	o := operand{static: p.value(dot, n), at: p.span(n)}
	switch n.(type) {
	case *parse.BoolNode, *parse.NumberNode, *parse.StringNode:
		o.node = n
	}
	return o
}

// arity checks the number of arguments.
func (p *pass) arity(name string, got, low, high int, at source.Span) bool {
	if got >= low && (high < 0 || got <= high) {
		return true
	}
	want := count(low)
	switch {
	case high < 0:
		want = "at least " + want
	case high > low:
		want = fmt.Sprintf("%d to %s", low, count(high))
	}
	p.errorf("layout-type", at, "%s takes %s, not %d", name, want, got)
	return false
}

// apply infers a call of a Go function from its signature. fits tells which
// arguments a parameter takes; nil stands for the rule of functions called by name.
func (p *pass) apply(name string, sig reflect.Type, args []operand, at source.Span, fits func(reflect.Type, static) bool) static {
	n, high := sig.NumIn(), sig.NumIn()
	if sig.IsVariadic() {
		n, high = n-1, -1
	}
	if !p.arity(name, len(args), n, high, at) {
		return static{}
	}
	for i, arg := range args {
		param := sig.In(min(i, sig.NumIn()-1))
		if sig.IsVariadic() && i >= n {
			param = param.Elem()
		}
		if fits == nil {
			p.passes(name, i, param, arg)
		} else if !fits(param, arg.static) {
			p.mismatch(name, i, param, arg)
		}
	}
	return typed(sig.Out(0))
}

// passes checks one argument against its parameter.
func (p *pass) passes(name string, i int, param reflect.Type, arg operand) {
	ok := accepts(param, arg.static)
	if arg.node != nil {
		ok = acceptsConstant(param, arg.node)
	}
	if !ok {
		p.mismatch(name, i, param, arg)
	}
}

func (p *pass) mismatch(name string, i int, param reflect.Type, arg operand) {
	p.errorf("layout-type", arg.at, "argument %d of %s is %s, and it takes %s", i+1, name, arg, param)
}

// String describes an argument in a message.
func (o operand) String() string {
	if o.node != nil {
		return o.static.String() + " " + clip(o.node.String(), 40)
	}
	if o.t != nil && o.t.Kind() == reflect.Pointer {
		return o.t.String()
	}
	return o.static.String()
}

// clip shortens what an author wrote to n code points for a message.
func clip(s string, n int) string {
	if r := []rune(s); len(r) > n {
		return string(r[:n]) + "…"
	}
	return s
}

func returns[T any](*pass, string, []operand, source.Span) static { return typed(reflect.TypeFor[T]()) }

// inferJunction: and and or return one of their arguments. What they return is
// known only where all of them, nil aside, are of one type.
func inferJunction(_ *pass, _ string, args []operand, _ source.Span) static {
	got := static{void: true}
	for _, arg := range args {
		switch {
		case arg.void:
		case got.void:
			got = arg.static
		case got != arg.static:
			return static{}
		}
	}
	return got
}

func inferLen(p *pass, _ string, args []operand, _ source.Span) static {
	base := args[0].behind()
	if !base.unknown() {
		ok := false
		if base.t != nil {
			switch base.t.Kind() {
			case reflect.Array, reflect.Chan, reflect.Map, reflect.Slice, reflect.String:
				ok = true
			}
		}
		if !ok {
			p.errorf("layout-type", args[0].at, "%s has no length", base)
		}
	}
	return typed(reflect.TypeFor[int]())
}

func inferIndex(p *pass, _ string, args []operand, _ source.Span) static {
	item := args[0].static
	for _, index := range args[1:] {
		item = item.behind()
		if item.unknown() {
			return item
		}
		k := reflect.Invalid
		if !item.void {
			k = item.t.Kind()
		}
		switch k {
		case reflect.Array, reflect.Slice:
			p.wholeNumber(index)
			item = typed(item.t.Elem())
		case reflect.String:
			p.wholeNumber(index)
			item = typed(reflect.TypeFor[uint8]())
		case reflect.Map:
			if key := item.t.Key(); !converts(key, index.static) {
				p.errorf("layout-type", index.at, "%s has keys of type %s, not %s", item, key, index)
			}
			item = typed(item.t.Elem())
		default:
			p.errorf("layout-type", args[0].at, "%s has no elements to index", item)
			return static{}
		}
	}
	return item
}

// wholeNumber checks an index of a sequence.
func (p *pass) wholeNumber(o operand) {
	if !o.unknown() && (o.void || !isInt(o.t)) {
		p.errorf("layout-type", o.at, "an index is a whole number, not %s", o)
	}
}

func inferSlice(p *pass, name string, args []operand, at source.Span) static {
	item := args[0].behind()
	for _, index := range args[1:] {
		p.wholeNumber(index)
	}
	switch {
	case item.unknown():
		return item
	case item.void:
	case item.t.Kind() == reflect.String:
		p.arity(quote(name)+" of a string", len(args), 1, 3, at)
		return item
	case item.t.Kind() == reflect.Slice:
		return item
	case item.t.Kind() == reflect.Array:
		return typed(reflect.SliceOf(item.t.Elem()))
	}
	p.errorf("layout-type", args[0].at, "%s has no elements to slice", item)
	return static{}
}

func inferPrintf(p *pass, name string, args []operand, _ source.Span) static {
	p.passes(quote(name), 0, reflect.TypeFor[string](), args[0])
	return typed(reflect.TypeFor[string]())
}

// inferEqual follows eq: basic values of one class, or two values of one type that
// Go can compare, or anything with nil.
func inferEqual(p *pass, _ string, args []operand, _ source.Span) static {
	a := args[0]
	for _, b := range args[1:] {
		if a.t == nil || b.t == nil {
			continue
		}
		ka, kb := basicOf(a.t), basicOf(b.t)
		switch {
		case !alike(ka, kb) || ka == notBasic && a.t != b.t:
			p.incomparable(a, b)
		case ka == notBasic && !a.t.Comparable():
			p.errorf("layout-type", b.at, "values of %s cannot be compared", b)
		}
	}
	return typed(reflect.TypeFor[bool]())
}

// inferOrder follows lt: numbers of one class, or strings.
func inferOrder(p *pass, _ string, args []operand, _ source.Span) static {
	a, b := args[0], args[1]
	ordered := true
	for _, o := range []operand{a, b} {
		if o.unknown() {
			continue
		}
		k := notBasic
		if o.t != nil {
			k = basicOf(o.t)
		}
		if k == notBasic || k == boolean || k == complexNumber {
			p.errorf("layout-type", o.at, "%s has no order", o)
			ordered = false
		}
	}
	if ordered && a.t != nil && b.t != nil && !alike(basicOf(a.t), basicOf(b.t)) {
		p.incomparable(a, b)
	}
	return typed(reflect.TypeFor[bool]())
}

func (p *pass) incomparable(a, b operand) {
	d := diag.Errorf("layout-type", b.at, "cannot compare %s with %s", a, b)
	if basicOf(a.t) == float && isInt(b.t) && b.node != nil {
		d = d.WithHelp("write %s.0", b.node)
	}
	p.add(d)
}

// inferCall follows call, whose first argument is a function out of the data.
func inferCall(p *pass, _ string, args []operand, at source.Span) static {
	fn := args[0]
	switch {
	case fn.unknown():
		return static{}
	case fn.void || fn.t.Kind() != reflect.Func:
		p.errorf("layout-type", fn.at, "%s is no function", fn)
		return static{}
	case fn.t.NumOut() == 0 || fn.t.NumOut() > 2:
		p.errorf("layout-type", fn.at, "%s returns %d values, and a template takes one", fn, fn.t.NumOut())
		return static{}
	}
	return p.apply("this function", fn.t, args[1:], at, converts)
}
