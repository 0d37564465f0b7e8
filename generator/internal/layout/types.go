package layout

import (
	"fmt"
	"reflect"
	"slices"
	"strings"
	"text/template/parse"

	"explainer/generator/internal/diag"
)

// static is what is known of a value before execution. The zero static is a value
// of which nothing is known, such as what stands in an interface.
type static struct {
	t    reflect.Type // nil when nothing is known
	void bool         // no value at all: nil, or dot in a template called without data
}

// typed returns the static of a Go type. Interfaces say nothing of what is in them.
func typed(t reflect.Type) static {
	if t == nil || t.Kind() == reflect.Interface || t == reflect.TypeFor[reflect.Value]() {
		return static{}
	}
	return static{t: t}
}

func (s static) unknown() bool { return s.t == nil && !s.void }

// String names the type for people, without the stars of pointers to structs.
func (s static) String() string {
	switch {
	case s.void:
		return "nothing"
	case s.t == nil:
		return "an unknown type"
	}
	return typeName(s.t)
}

// typeName returns the name of a type as Go code in another package writes it.
// Pointers, which templates follow by themselves, are left out.
func typeName(t reflect.Type) string {
	if t == nil {
		return "unknown"
	}
	return deref(t).String()
}

// deref follows pointers.
func deref(t reflect.Type) reflect.Type {
	for t != nil && t.Kind() == reflect.Pointer && t.Name() == "" {
		t = t.Elem()
	}
	return t
}

// behind is the value behind pointers.
func (s static) behind() static {
	if s.t == nil {
		return s
	}
	return typed(deref(s.t))
}

// basic is the classes of values that eq and lt compare.
type basic uint8

const (
	notBasic basic = iota
	boolean
	integer
	unsigned
	float
	complexNumber
	text
)

func basicOf(t reflect.Type) basic {
	switch t.Kind() {
	case reflect.Bool:
		return boolean
	case reflect.Int, reflect.Int8, reflect.Int16, reflect.Int32, reflect.Int64:
		return integer
	case reflect.Uint, reflect.Uint8, reflect.Uint16, reflect.Uint32, reflect.Uint64, reflect.Uintptr:
		return unsigned
	case reflect.Float32, reflect.Float64:
		return float
	case reflect.Complex64, reflect.Complex128:
		return complexNumber
	case reflect.String:
		return text
	}
	return notBasic
}

func isInt(t reflect.Type) bool {
	b := basicOf(t)
	return b == integer || b == unsigned
}

// alike reports whether two classes compare with each other.
func alike(a, b basic) bool {
	whole := func(b basic) bool { return b == integer || b == unsigned }
	return a == b || whole(a) && whole(b)
}

// nilable reports whether nil may stand for a value of the type.
func nilable(t reflect.Type) bool {
	switch t.Kind() {
	case reflect.Chan, reflect.Func, reflect.Interface, reflect.Map, reflect.Pointer, reflect.Slice:
		return true
	}
	return t == reflect.TypeFor[reflect.Value]()
}

// accepts reports whether text/template passes the value to a parameter, which it
// may do by following one pointer.
func accepts(param reflect.Type, s static) bool {
	switch {
	case s.void:
		return nilable(param)
	case s.t == nil || param == reflect.TypeFor[reflect.Value]():
		return true
	case s.t.AssignableTo(param):
		return true
	}
	return s.t.Kind() == reflect.Pointer && s.t.Elem().AssignableTo(param)
}

// converts reports whether index takes the value as a key of a map, or call as an
// argument: they convert whole numbers and follow no pointer.
func converts(param reflect.Type, s static) bool {
	switch {
	case s.void:
		return nilable(param)
	case s.t == nil:
		return true
	}
	return s.t.AssignableTo(param) || isInt(s.t) && isInt(param)
}

// acceptsConstant reports whether a constant may be written for a parameter.
func acceptsConstant(param reflect.Type, n parse.Node) bool {
	if param.Kind() == reflect.Interface {
		return param.NumMethod() == 0
	}
	if param == reflect.TypeFor[reflect.Value]() {
		return true
	}
	switch n := n.(type) {
	case *parse.BoolNode:
		return param.Kind() == reflect.Bool
	case *parse.StringNode:
		return param.Kind() == reflect.String
	case *parse.NumberNode:
		zero := reflect.Zero(param)
		switch basicOf(param) {
		case integer:
			return n.IsInt && !zero.OverflowInt(n.Int64)
		case unsigned:
			return n.IsUint && !zero.OverflowUint(n.Uint64)
		case float:
			return n.IsFloat && !zero.OverflowFloat(n.Float64)
		case complexNumber:
			return n.IsComplex
		}
	}
	return false
}

// didYouMean is diag.DidYouMean, which counts two letters in the wrong order as two
// edits and so misses them in short names.
func didYouMean(word string, candidates []string) string {
	letters := []byte(word)
	for i := 0; i+1 < len(letters) && len(letters) < 64; i++ {
		letters[i], letters[i+1] = letters[i+1], letters[i]
		for _, c := range candidates {
			if strings.EqualFold(c, string(letters)) {
				return fmt.Sprintf("did you mean %q?", c)
			}
		}
		letters[i], letters[i+1] = letters[i+1], letters[i]
	}
	return diag.DidYouMean(word, candidates)
}

// fieldNames returns the fields that a template sees, promoted ones too.
func fieldNames(t reflect.Type) []string {
	var names []string
	for _, f := range reflect.VisibleFields(t) {
		if f.IsExported() && !slices.Contains(names, f.Name) {
			names = append(names, f.Name)
		}
	}
	return names
}
