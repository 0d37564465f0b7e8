package htmlexec

import (
	"fmt"
	"html/template"
	"reflect"
)

// build makes the expression of a predefined function of its arguments, or says why
// that is not covered. piped: the last argument comes through the pipeline.
type build func(args []expr, piped bool) (e expr, why string)

// builtin returns what compiles a function that text/template or html/template predefines.
func builtin(name string) (build, bool) {
	switch name {
	case "and":
		return func(args []expr, piped bool) (expr, string) { return junction(args, piped, false) }, true
	case "or":
		return func(args []expr, piped bool) (expr, string) { return junction(args, piped, true) }, true
	case "not":
		return negation, true
	case "len":
		return lengthOf, true
	case "index":
		return indexed, true
	case "slice":
		return sliced, true
	case "print":
		return printed(fmt.Sprint), true
	case "println":
		return printed(fmt.Sprintln), true
	case "printf":
		return formatted, true
	case evalArgs:
		return printed(evaluated), true
	case "html":
		return printed(template.HTMLEscaper), true
	case "js":
		return printed(template.JSEscaper), true
	case "urlquery":
		return printed(template.URLQueryEscaper), true
	case "eq":
		return equality, true
	case "ne", "lt", "le", "gt", "ge":
		return func(args []expr, _ bool) (expr, string) { return comparison(name, args) }, true
	}
	return nil, false
}

// evalArgs is the function that html/template puts before html and urlquery when they
// stand first.
const evalArgs = "_eval_args_"

// evaluated is html/template's evalArgs.
func evaluated(args ...any) string {
	for i, a := range args {
		args[i] = printable(a)
	}
	return fmt.Sprint(args...)
}

const wrongCount = "it has another number of arguments"

// junction is and, or: the first argument that is false, true, or the last one. What
// comes through the pipeline has been computed before the others.
func junction(args []expr, piped, or bool) (expr, string) {
	if len(args) == 0 {
		return expr{}, wrongCount
	}
	last := len(args) - 1
	holds := make([]func(*run, reflect.Value) bool, len(args))
	typ := args[0].typ
	for i, a := range args {
		holds[i] = a.condition()
		if a.typ != typ {
			typ = nil
		}
	}
	e := valued(typ, func(x *run, dot reflect.Value) reflect.Value {
		var final reflect.Value
		if piped {
			final = args[last].val(x, dot)
		}
		for _, a := range args[:last] {
			if v := a.val(x, dot); truth(v) == or {
				return v
			}
		}
		if piped {
			return final
		}
		return args[last].val(x, dot)
	})
	e.yes = func(x *run, dot reflect.Value) bool {
		final := piped && holds[last](x, dot)
		for _, h := range holds[:last] {
			if h(x, dot) == or {
				return or
			}
		}
		return final || !piped && holds[last](x, dot)
	}
	return e, ""
}

func negation(args []expr, _ bool) (expr, string) {
	if len(args) != 1 {
		return expr{}, wrongCount
	}
	holds := args[0].condition()
	return bools(func(x *run, dot reflect.Value) bool { return !holds(x, dot) }), ""
}

func lengthOf(args []expr, _ bool) (expr, string) {
	if len(args) != 1 {
		return expr{}, wrongCount
	}
	a := args[0]
	switch {
	case a.str != nil:
		return numbers(func(x *run, dot reflect.Value) int64 { return int64(len(a.str(x, dot))) }), ""
	case a.typ != nil && a.typ.Kind() == reflect.Slice:
		return numbers(func(x *run, dot reflect.Value) int64 { return int64(a.val(x, dot).Len()) }), ""
	}
	return numbers(func(x *run, dot reflect.Value) int64 { return int64(length(a.val(x, dot))) }), ""
}

func indexed(args []expr, _ bool) (expr, string) {
	if len(args) == 0 {
		return expr{}, wrongCount
	}
	typ := args[0].typ
	for range args[1:] {
		typ = elementType(typ)
	}
	if isValue(typ) {
		return expr{}, "values of type reflect.Value are not covered"
	}
	if len(args) == 2 && args[0].typ != nil && args[0].typ.Kind() == reflect.Slice && args[1].num != nil {
		list, at := args[0].val, args[1].num
		return valued(typ, func(x *run, dot reflect.Value) reflect.Value { return list(x, dot).Index(int(at(x, dot))) }), ""
	}
	return valued(typ, func(x *run, dot reflect.Value) reflect.Value {
		v := concrete(args[0].val(x, dot))
		if !v.IsValid() {
			fail()
		}
		for _, at := range args[1:] {
			v = element(v, at.val(x, dot))
		}
		return v
	}), ""
}

// elementType returns the type of one step of index, nil if it is not known.
func elementType(t reflect.Type) reflect.Type {
	for t != nil && t.Kind() == reflect.Pointer {
		t = t.Elem()
	}
	if t == nil {
		return nil
	}
	switch t.Kind() {
	case reflect.Array, reflect.Slice, reflect.Map:
		return known(t.Elem())
	case reflect.String:
		return reflect.TypeFor[uint8]()
	}
	return nil
}

func sliced(args []expr, _ bool) (expr, string) {
	if len(args) == 0 || len(args) > 3 {
		return expr{}, "so many arguments are not covered"
	}
	var typ reflect.Type
	list := args[0]
	if list.typ != nil && (list.typ.Kind() == reflect.Slice || list.typ.Kind() == reflect.String) {
		typ = list.typ
	}
	return valued(typ, func(x *run, dot reflect.Value) reflect.Value {
		var at [2]int
		for i, a := range args[1:] {
			if a.num != nil {
				at[i] = int(a.num(x, dot))
			} else {
				at[i] = wholeNumber(concrete(a.val(x, dot)))
			}
		}
		return part(list.val(x, dot), at[:len(args)-1])
	}), ""
}

// printed is a function that makes a string of any values.
func printed(f func(...any) string) build {
	return func(args []expr, _ bool) (expr, string) {
		return texts(func(x *run, dot reflect.Value) string { return f(contents(args, x, dot)...) }), ""
	}
}

func formatted(args []expr, _ bool) (expr, string) {
	if len(args) == 0 || args[0].typ != reflect.TypeFor[string]() {
		return expr{}, "a format that is no string is not covered"
	}
	return texts(func(x *run, dot reflect.Value) string {
		return fmt.Sprintf(args[0].str(x, dot), contents(args[1:], x, dot)...)
	}), ""
}

func contents(args []expr, x *run, dot reflect.Value) []any {
	list := make([]any, len(args))
	for i, a := range args {
		list[i] = content(a.val(x, dot))
	}
	return list
}
