package htmlexec

import (
	"fmt"
	"reflect"
)

// known returns the static type of values of type t, or nil, the type of values of
// which nothing is known: those that stand in an interface, and no value at all.
func known(t reflect.Type) reflect.Type {
	if t == nil || t.Kind() == reflect.Interface {
		return nil
	}
	return t
}

// The functions below say what text/template means by truth, field, length, ... They
// take any value, valid or not, and fail where text/template has an error or may do
// something that this package does not cover.

// concrete returns what stands in an interface.
func concrete(v reflect.Value) reflect.Value {
	if v.Kind() == reflect.Interface {
		return v.Elem()
	}
	return v
}

// unwrap returns what stands in an interface without methods, as the end of every
// command of a pipeline does.
func unwrap(v reflect.Value) reflect.Value {
	if v.Kind() == reflect.Interface && v.NumMethod() == 0 {
		return v.Elem()
	}
	return v
}

// behind follows pointers and interfaces to their end, which must not be nil.
func behind(v reflect.Value) reflect.Value {
	for v.Kind() == reflect.Pointer || v.Kind() == reflect.Interface {
		if v.IsNil() {
			fail()
		}
		v = v.Elem()
	}
	return v
}

// truth reports whether a value is neither nil, nor empty, nor zero.
func truth(v reflect.Value) bool {
	v = concrete(v)
	switch v.Kind() {
	case reflect.Invalid:
		return false
	case reflect.Array, reflect.Map, reflect.Slice, reflect.String:
		return v.Len() > 0
	case reflect.Struct:
		return true
	case reflect.Float32, reflect.Float64:
		return v.Float() != 0
	case reflect.Complex64, reflect.Complex128:
		return v.Complex() != 0
	case reflect.Pointer, reflect.Func, reflect.Chan, reflect.UnsafePointer:
		return !v.IsNil()
	}
	return !v.IsZero()
}

// field returns a field of a struct or an entry of a map.
func field(v reflect.Value, name string) reflect.Value {
	if !v.IsValid() {
		fail()
	}
	v = behind(v)
	if _, isMethod := reflect.PointerTo(v.Type()).MethodByName(name); isMethod {
		fail()
	}
	switch v.Kind() {
	case reflect.Struct:
		f, ok := v.Type().FieldByName(name)
		if !ok || !f.IsExported() {
			fail()
		}
		for i, index := range f.Index {
			if i > 0 {
				v = behind(v)
			}
			v = v.Field(index)
		}
		return v
	case reflect.Map:
		return entry(v, name)
	}
	fail()
	return v
}

// entry returns the entry of a map whose keys are strings.
func entry(m reflect.Value, name string) reflect.Value {
	key := reflect.ValueOf(name)
	if !key.Type().AssignableTo(m.Type().Key()) {
		fail()
	}
	v := m.MapIndex(key)
	if !v.IsValid() {
		fail()
	}
	return v
}

// length is len.
func length(v reflect.Value) int {
	v = behind(v)
	switch v.Kind() {
	case reflect.Array, reflect.Map, reflect.Slice, reflect.String:
		return v.Len()
	}
	fail()
	return 0
}

// element is one step of index.
func element(v, at reflect.Value) reflect.Value {
	v, at = behind(v), concrete(at)
	switch v.Kind() {
	case reflect.Array, reflect.Slice, reflect.String:
		return v.Index(wholeNumber(at))
	case reflect.Map:
		if x := v.MapIndex(mapKey(at, v.Type().Key())); x.IsValid() {
			return x
		}
		return reflect.Zero(v.Type().Elem())
	}
	fail()
	return v
}

// wholeNumber returns an index. That it lies within the bounds is checked where it is
// used.
func wholeNumber(v reflect.Value) int {
	switch {
	case v.CanInt():
		return int(v.Int())
	case v.CanUint():
		return int(v.Uint())
	}
	fail()
	return 0
}

// mapKey makes a value the key of a map: whole numbers are converted.
func mapKey(v reflect.Value, key reflect.Type) reflect.Value {
	if !v.IsValid() {
		fail()
	}
	if v.Type().AssignableTo(key) {
		return v
	}
	isInt := v.CanInt() || v.CanUint()
	zero := reflect.Zero(key)
	if !isInt || !zero.CanInt() && !zero.CanUint() {
		fail()
	}
	return v.Convert(key)
}

// part is slice with none to two indexes.
func part(v reflect.Value, at []int) reflect.Value {
	v = behind(v)
	low, high := 0, 0
	switch v.Kind() {
	case reflect.Array, reflect.Slice, reflect.String:
		high = v.Len()
	default:
		fail()
	}
	if len(at) > 0 {
		low = at[0]
	}
	if len(at) > 1 {
		high = at[1]
	}
	return v.Slice(low, high)
}

// argument makes a value the argument of a function.
func argument(v reflect.Value, param reflect.Type) reflect.Value {
	if !v.IsValid() {
		switch param.Kind() {
		case reflect.Chan, reflect.Func, reflect.Interface, reflect.Map, reflect.Pointer, reflect.Slice:
			return reflect.Zero(param)
		}
		fail()
	}
	if v.Type().AssignableTo(param) {
		return v
	}
	if v = concrete(v); !v.IsValid() || !v.Type().AssignableTo(param) {
		fail()
	}
	return v
}

// content returns a value as the argument of an escaper, nil if there is none.
func content(v reflect.Value) any {
	if !v.IsValid() {
		return nil
	}
	a := v.Interface()
	if _, ok := a.(reflect.Value); ok {
		fail() // text/template takes it for what it holds, in some places
	}
	return a
}

func isError(t reflect.Type) bool { return t == reflect.TypeFor[error]() }

// isValue reports whether a type is reflect.Value itself, which text/template takes for
// what it holds.
func isValue(t reflect.Type) bool { return t == reflect.TypeFor[reflect.Value]() }

// says reports whether a type has words of its own.
func says(t reflect.Type) bool {
	return t.Implements(reflect.TypeFor[fmt.Stringer]()) || t.Implements(reflect.TypeFor[error]())
}
