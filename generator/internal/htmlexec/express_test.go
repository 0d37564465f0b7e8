package htmlexec_test

import (
	"reflect"
	"strings"
)

// typed writes a chain of fields and returns its type, nil if it is not known.
func (g *generator) typed() (string, reflect.Type) {
	text, t := ".", g.dot
	switch g.pick(4) {
	case 0:
		text, t = "$", nil
		if g.dot == reflect.TypeFor[*page]() {
			t = g.dot
		}
	case 1:
		if len(g.vars) > 0 {
			v := g.vars[g.pick(len(g.vars))]
			text, t = v.name, v.typ
		}
	}
	for range 1 + g.pick(3) {
		name, next, ok := g.fieldOf(t)
		if !ok {
			break
		}
		text, t = strings.TrimSuffix(text, ".")+"."+name, next
	}
	return text, t
}

// fieldOf chooses a field of a type.
func (g *generator) fieldOf(t reflect.Type) (name string, field reflect.Type, ok bool) {
	for t != nil && t.Kind() == reflect.Pointer {
		t = t.Elem()
	}
	switch {
	case t == nil:
		return g.one("Title", "Words", "a", "URL"), nil, g.pick(30) == 0
	case t.Kind() == reflect.Map:
		return "a", t.Elem(), g.pick(10) == 0
	case t.Kind() != reflect.Struct || g.pick(200) == 0:
		return g.one("Title", "Upper", "String", "Nobody"), nil, g.pick(120) == 0
	}
	var all []reflect.StructField
	for _, f := range reflect.VisibleFields(t) {
		if f.IsExported() && f.Type.Kind() != reflect.Chan && f.Type.Kind() != reflect.Func && f.Type != reflect.TypeFor[reflect.Value]() {
			all = append(all, f)
		}
	}
	if len(all) == 0 {
		return "", nil, false
	}
	f := all[g.pick(len(all))]
	return f.Name, f.Type, true
}

// list writes what can be ranged over, most of the time, and the type of its elements.
func (g *generator) list() (string, reflect.Type) {
	for range 6 {
		text, t := g.typed()
		if t == nil {
			continue
		}
		switch t.Kind() {
		case reflect.Slice, reflect.Array, reflect.Map:
			elem := t.Elem()
			if elem.Kind() == reflect.Interface {
				elem = nil
			}
			return text, elem
		}
	}
	switch g.pick(6) {
	case 0:
		return g.expr(1), nil
	case 1:
		return "3", reflect.TypeFor[int]()
	}
	if g.dot != reflect.TypeFor[*page]() {
		return "2", reflect.TypeFor[int]()
	}
	text := g.one(".Tags", ".Links", ".Nested", ".Anys", ".Counts")
	f, _ := reflect.TypeFor[page]().FieldByName(text[1:])
	return text, f.Type.Elem()
}

// expr writes a pipeline.
func (g *generator) expr(depth int) string {
	a := func() string {
		if depth > 0 && g.pick(5) == 0 {
			return "(" + g.expr(depth-1) + ")" + g.one("", "", "", "", "", "", "", ".Words")
		}
		return g.operand()
	}
	switch g.pick(40) {
	case 0:
		return g.operand() + " | " + g.one("upper", "len", "not", "print", `printf "%v"`, "add 1", "eq 1", "html", "urlquery", "js", "bold", "any", "and .", "or .")
	case 1:
		return g.one("upper", "len", "not", "asset", "bold", "kindly", "half", "level", "any", "html", "urlquery", "js", "fail") + " " + a()
	case 2, 3:
		return g.one("eq", "ne", "lt", "le", "gt", "ge") + " " + a() + " " + a()
	case 4:
		return g.one("and", "or") + " " + a() + " " + a() + g.one("", " nil", " "+a())
	case 5:
		return "index " + a() + " " + g.one("0", "1", `"a"`, a())
	case 6:
		return "slice " + a() + g.one("", " 0", " 1", " 0 1", " "+a())
	case 7:
		return "print " + a() + " " + a()
	case 8:
		return "len " + a()
	case 9:
		return "eq " + a() + " " + a() + " " + a()
	case 10:
		return "join " + a() + " " + a()
	}
	return a()
}

func (g *generator) operand() string {
	switch g.pick(14) {
	case 0:
		return g.one("1", "0", `"a"`, `"<b>"`, "1.5", "true", "nil", "'c'", "-3", "now", `""`, "1i")
	case 1:
		return g.one(".", "$", "$.Title", "$.Nothing", "$.Draft", "$.Count")
	}
	text, _ := g.typed()
	return text
}
