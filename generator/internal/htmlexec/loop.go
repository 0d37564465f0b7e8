package htmlexec

import (
	"cmp"
	"reflect"
	"slices"
)

// loop executes a range.
type loop struct {
	val               func(x *run, dot reflect.Value) reflect.Value
	hasIndex, hasElem bool
	counts            bool // the index is held as an int
	index, elem       variable
	body, otherwise   node
}

// compiled returns the node of a range over values of a type.
func (l *loop) compiled(over reflect.Type) node {
	if over != nil && (over.Kind() == reflect.Slice || over.Kind() == reflect.Array) {
		return func(x *run, dot reflect.Value) flow { return l.elements(x, dot, l.val(x, dot)) }
	}
	return l.any
}

// any ranges over what a value turns out to be.
func (l *loop) any(x *run, dot reflect.Value) flow {
	v := l.val(x, dot)
	if !v.IsValid() {
		return l.empty(x, dot)
	}
	v = behind(v)
	switch v.Kind() {
	case reflect.Slice, reflect.Array:
		return l.elements(x, dot, v)
	case reflect.Map:
		return l.entries(x, dot, v)
	case reflect.Int, reflect.Int8, reflect.Int16, reflect.Int32, reflect.Int64,
		reflect.Uint, reflect.Uint8, reflect.Uint16, reflect.Uint32, reflect.Uint64, reflect.Uintptr:
		return l.numbers(x, dot, v)
	}
	fail()
	return next
}

// empty executes the else. A break in it ends this range, a continue goes on with the
// range around it, as in text/template.
func (l *loop) empty(x *run, dot reflect.Value) flow {
	if l.otherwise(x, dot) == continued {
		return continued
	}
	return next
}

// once executes the body for an element and reports whether the range goes on.
func (l *loop) once(x *run, elem reflect.Value) bool {
	if l.hasElem {
		l.elem.set(x, elem)
	}
	f := l.body(x, elem)
	if len(x.out) > x.limit {
		fail()
	}
	return f != broke
}

func (l *loop) elements(x *run, dot, v reflect.Value) flow {
	n := v.Len()
	if n == 0 {
		return l.empty(x, dot)
	}
	for i := range n {
		switch {
		case l.counts:
			x.frame[l.index.slot].n = int64(i)
		case l.hasIndex:
			l.index.set(x, reflect.ValueOf(i))
		}
		if !l.once(x, v.Index(i)) {
			break
		}
	}
	return next
}

func (l *loop) numbers(x *run, dot, v reflect.Value) flow {
	if l.hasIndex {
		fail()
	}
	if v.CanInt() && v.Int() <= 0 || v.CanUint() && v.Uint() == 0 {
		return l.empty(x, dot)
	}
	for elem := range v.Seq() {
		if !l.once(x, elem) {
			break
		}
	}
	return next
}

// entries ranges over a map in the order of its keys.
func (l *loop) entries(x *run, dot, v reflect.Value) flow {
	if v.Len() == 0 {
		return l.empty(x, dot)
	}
	if !sortable(v.Type().Key()) {
		fail()
	}
	type pair struct{ key, elem reflect.Value }
	pairs := make([]pair, 0, v.Len())
	for iter := v.MapRange(); iter.Next(); {
		pairs = append(pairs, pair{iter.Key(), iter.Value()})
	}
	slices.SortFunc(pairs, func(a, b pair) int { return compareKeys(a.key, b.key) })
	for _, p := range pairs {
		if l.hasIndex {
			l.index.set(x, p.key)
		}
		if !l.once(x, p.elem) {
			break
		}
	}
	return next
}

// sortable reports whether the keys of a map have an order that is plain.
func sortable(key reflect.Type) bool {
	zero := reflect.Zero(key)
	return key.Kind() == reflect.String || zero.CanInt() || zero.CanUint()
}

func compareKeys(a, b reflect.Value) int {
	switch {
	case a.CanInt():
		return cmp.Compare(a.Int(), b.Int())
	case a.CanUint():
		return cmp.Compare(a.Uint(), b.Uint())
	}
	return cmp.Compare(a.String(), b.String())
}
