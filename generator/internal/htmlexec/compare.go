package htmlexec

import (
	"cmp"
	"reflect"
)

// equality is eq: whether the first argument equals one of the others.
func equality(args []expr, _ bool) (expr, string) {
	if len(args) < 2 {
		return expr{}, wrongCount
	}
	if len(args) > 2 {
		return bools(func(x *run, dot reflect.Value) bool {
			list := make([]reflect.Value, len(args))
			for i, a := range args { // all of them, since each may fail
				list[i] = a.val(x, dot)
			}
			for _, v := range list[1:] {
				if equal(list[0], v) {
					return true
				}
			}
			return false
		}), ""
	}
	return bools(equals(args[0], args[1])), ""
}

// equals compares two expressions, without reflection where their types allow it.
func equals(a, b expr) func(x *run, dot reflect.Value) bool {
	switch {
	case a.str != nil && b.str != nil:
		return func(x *run, dot reflect.Value) bool { return a.str(x, dot) == b.str(x, dot) }
	case a.num != nil && b.num != nil:
		return func(x *run, dot reflect.Value) bool { return a.num(x, dot) == b.num(x, dot) }
	}
	return func(x *run, dot reflect.Value) bool { return equal(a.val(x, dot), b.val(x, dot)) }
}

// comparison is ne, lt, le, gt and ge. As in text/template ge is not lt and gt is not
// le, which makes a difference to what is not a number.
func comparison(name string, args []expr) (expr, string) {
	if len(args) != 2 {
		return expr{}, wrongCount
	}
	a, b := args[0], args[1]
	same := equals(a, b)
	less := func(x *run, dot reflect.Value) bool { return less(a.val(x, dot), b.val(x, dot)) }
	switch {
	case a.str != nil && b.str != nil:
		less = func(x *run, dot reflect.Value) bool { return a.str(x, dot) < b.str(x, dot) }
	case a.num != nil && b.num != nil:
		less = func(x *run, dot reflect.Value) bool { return a.num(x, dot) < b.num(x, dot) }
	}
	switch name {
	case "ne":
		return bools(func(x *run, dot reflect.Value) bool { return !same(x, dot) }), ""
	case "lt":
		return bools(less), ""
	case "le":
		return bools(func(x *run, dot reflect.Value) bool { return less(x, dot) || same(x, dot) }), ""
	case "gt":
		return bools(func(x *run, dot reflect.Value) bool { return !less(x, dot) && !same(x, dot) }), ""
	}
	return bools(func(x *run, dot reflect.Value) bool { return !less(x, dot) }), ""
}

// basic is the classes of values that text/template compares.
type basic uint8

const (
	notBasic basic = iota
	boolean
	complexNumber
	signed
	unsigned
	float
	text
)

func basicOf(v reflect.Value) basic {
	switch {
	case !v.IsValid():
		return notBasic
	case v.CanInt():
		return signed
	case v.CanUint():
		return unsigned
	case v.CanFloat():
		return float
	case v.CanComplex():
		return complexNumber
	case v.Kind() == reflect.Bool:
		return boolean
	case v.Kind() == reflect.String:
		return text
	}
	return notBasic
}

// equal compares two values. Integers compare whatever their sign.
func equal(a, b reflect.Value) bool {
	a, b = concrete(a), concrete(b)
	ka, kb := basicOf(a), basicOf(b)
	switch {
	case ka == signed && kb == unsigned, ka == unsigned && kb == signed:
		return compareInts(a, b) == 0
	case ka != kb:
		if a.IsValid() && b.IsValid() {
			fail()
		}
		return false
	}
	switch ka {
	case boolean:
		return a.Bool() == b.Bool()
	case complexNumber:
		return a.Complex() == b.Complex()
	case signed:
		return a.Int() == b.Int()
	case unsigned:
		return a.Uint() == b.Uint()
	case float:
		return a.Float() == b.Float()
	case text:
		return a.String() == b.String()
	}
	switch {
	case a.IsValid() && b.IsValid() && a.Kind() != b.Kind():
		fail()
	case isNil(a) || isNil(b):
		return isNil(a) == isNil(b)
	case !b.Type().Comparable():
		fail()
	}
	return a.Interface() == b.Interface()
}

// less orders two values of one class.
func less(a, b reflect.Value) bool {
	a, b = concrete(a), concrete(b)
	ka, kb := basicOf(a), basicOf(b)
	switch {
	case ka == signed && kb == unsigned, ka == unsigned && kb == signed:
		return compareInts(a, b) < 0
	case ka != kb:
		fail()
	}
	switch ka {
	case signed:
		return a.Int() < b.Int()
	case unsigned:
		return a.Uint() < b.Uint()
	case float:
		return a.Float() < b.Float()
	case text:
		return a.String() < b.String()
	}
	fail()
	return false
}

// compareInts compares a signed integer with an unsigned one, in either order.
func compareInts(a, b reflect.Value) int {
	if b.CanInt() {
		return -compareInts(b, a)
	}
	if a.Int() < 0 {
		return -1
	}
	return cmp.Compare(uint64(a.Int()), b.Uint())
}

// isNil reports whether a value is no value, or nil of its type.
func isNil(v reflect.Value) bool {
	switch v.Kind() {
	case reflect.Invalid:
		return true
	case reflect.Chan, reflect.Func, reflect.Interface, reflect.Map, reflect.Pointer, reflect.Slice:
		return v.IsNil()
	}
	return false
}
