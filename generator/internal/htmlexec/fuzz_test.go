package htmlexec_test

import (
	"errors"
	"fmt"
	"html/template"
	"math/rand/v2"
	"reflect"
	"testing"
)

// FuzzSame makes a template and data of the choices given and holds the compiled
// template against html/template: the same bytes, or a fall back where that has an
// error.
func FuzzSame(f *testing.F) {
	for seed := range uint64(20) {
		f.Add(randomChoices(seed))
	}
	f.Fuzz(func(t *testing.T, choices []byte) {
		g := &generator{choices: choices}
		text := g.document()
		compare(t, text, g.page())
	})
}

// TestRandom is the fuzz test with choices that are always the same. It shows that
// most of what it makes is compiled, and executed to its end.
func TestRandom(t *testing.T) {
	n, executed, compiled, kept := 1500, 0, 0, 0
	for seed := range uint64(n) {
		g := &generator{choices: randomChoices(seed)}
		text := g.document()
		v := compare(t, text, g.page())
		switch {
		case v.failed:
			continue
		case v.compiled:
			compiled++
		default:
			t.Logf("%v", v.refusal)
		}
		if v.kept {
			kept++
		} else if v.compiled && testing.Verbose() {
			t.Logf("falls back: %s", text)
		}
		executed++
	}
	t.Logf("of %d templates html/template executes %d, of which %d are compiled and %d do not fall back", n, executed, compiled, kept)
	if executed < n/4 || compiled < executed*8/10 || kept < compiled*9/10 {
		t.Error("that is too few")
	}
}

func randomChoices(seed uint64) []byte {
	r := rand.New(rand.NewPCG(seed, 7))
	choices := make([]byte, 400+r.IntN(1200))
	for i := range choices {
		choices[i] = byte(r.Uint32())
	}
	return choices
}

// generator writes templates and data by choices, the first possibility when there are
// no more.
type generator struct {
	choices []byte
	vars    []typedName
	dot     reflect.Type // nil: not known
	loops   int
	callees int // templates that may be called
	defined int // those that have been
}

type typedName struct {
	name string
	typ  reflect.Type
}

// pick returns a number below n.
func (g *generator) pick(n int) int {
	if len(g.choices) == 0 {
		return 0
	}
	c := int(g.choices[0])
	g.choices = g.choices[1:]
	return c % n
}

func (g *generator) one(words ...string) string { return words[g.pick(len(words))] }

// page makes the data.
func (g *generator) page() *page {
	p := g.value(reflect.TypeFor[page](), 4).Interface().(page)
	if p.Site == nil && g.pick(20) > 0 {
		p.Site = &site{Title: hostile}
	}
	return &p
}

// word makes a string, at times one that no place in HTML takes as it is.
func (g *generator) word() string {
	if g.pick(6) == 1 {
		start := g.pick(len(hostile))
		return hostile[start : start+g.pick(len(hostile)-start)]
	}
	return g.one("", "a", "x y", "/a/b?c=d&e", "javascript:alert(1)", "http://x.org/é", "mailto:a@b", "<b>x</b>", `"q"`, "'s'", "a&amp;b",
		"\x00", "\xff", "\xed\xa0\x80", "\ufffd", "\ufdd0\uffff", "1+1=2", "`", "a:b/c", "HTTPS:x", "%41%4", "</script>", "<!--", "-->", "color: red",
		"expression(1)", "a 1x, b 2x", "a,javascript:b", "\u2028", "\\", "onclick", "title", "*/", "]]>", "\t\n\r\f\v", "news", hostile)
}

// value makes a value of a type.
func (g *generator) value(t reflect.Type, depth int) reflect.Value {
	v := reflect.New(t).Elem()
	switch t.Kind() {
	case reflect.Bool:
		v.SetBool(g.pick(2) == 1)
	case reflect.Int, reflect.Int8:
		v.SetInt(int64(g.pick(7) - 2))
	case reflect.Uint, reflect.Uint8:
		v.SetUint(uint64(g.pick(4)))
	case reflect.Float64:
		v.SetFloat([]float64{0, 1, 1.5, -2, 1e30}[g.pick(5)])
	case reflect.Complex128:
		v.SetComplex(complex(0, float64(g.pick(2))))
	case reflect.String:
		v.SetString(g.word())
	case reflect.Pointer:
		if depth > 0 && g.pick(10) > 0 {
			v.Set(reflect.New(t.Elem()))
			v.Elem().Set(g.value(t.Elem(), depth-1))
		}
	case reflect.Struct:
		if t == reflect.TypeFor[reflect.Value]() {
			return v
		}
		for i := range t.NumField() {
			if f := t.Field(i); f.IsExported() {
				v.Field(i).Set(g.value(f.Type, depth-1))
			}
		}
		if p, ok := v.Addr().Interface().(*page); ok {
			p.base = g.value(reflect.TypeFor[base](), depth-1).Interface().(base)
		}
	case reflect.Array:
		for i := range v.Len() {
			v.Index(i).Set(g.value(t.Elem(), depth-1))
		}
	case reflect.Slice:
		for range g.pick(4) * min(1, max(0, depth)) {
			v = reflect.Append(v, g.value(t.Elem(), depth-1))
		}
	case reflect.Map:
		v.Set(reflect.MakeMap(t))
		for range g.pick(4) * min(1, max(0, depth)) {
			v.SetMapIndex(g.value(t.Key(), 0), g.value(t.Elem(), depth-1))
		}
		if t.Key().Kind() == reflect.String && g.pick(2) == 1 {
			v.SetMapIndex(reflect.ValueOf("a").Convert(t.Key()), g.value(t.Elem(), depth-1))
		}
	case reflect.Interface:
		g.fill(v, depth)
	}
	return v
}

// fill puts something into an interface.
func (g *generator) fill(v reflect.Value, depth int) {
	if v.NumMethod() > 0 {
		if g.pick(2) == 0 {
			return
		}
		if v.Type() == reflect.TypeFor[error]() {
			v.Set(reflect.ValueOf(errors.New(g.word())))
		} else {
			v.Set(reflect.ValueOf(&named{g.pick(3)}))
		}
		return
	}
	types := []reflect.Type{
		nil, reflect.TypeFor[string](), reflect.TypeFor[int](), reflect.TypeFor[template.HTML](), reflect.TypeFor[template.URL](),
		reflect.TypeFor[template.JS](), reflect.TypeFor[bool](), reflect.TypeFor[float64](), reflect.TypeFor[kind](), reflect.TypeFor[*string](),
		reflect.TypeFor[date](), reflect.TypeFor[*date](), reflect.TypeFor[[]any](), reflect.TypeFor[map[string]any](), reflect.TypeFor[link](),
		reflect.TypeFor[named](), reflect.TypeFor[[]string](), reflect.TypeFor[**template.HTML](), reflect.TypeFor[uint](),
	}
	t := types[g.pick(len(types))]
	if t == nil || depth < 0 {
		return
	}
	v.Set(g.value(t, depth-1))
}

func (g *generator) document() string {
	g.dot, g.callees = reflect.TypeFor[*page](), 3
	text := g.body(2)
	for i := range g.defined {
		inner := &generator{choices: g.choices, callees: i} // no circles: they may go on for ever
		text += fmt.Sprintf(`{{define "d%d"}}%s{{end}}`, i, inner.body(1))
		g.choices = inner.choices
	}
	return text
}
