package codec

import (
	"math"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"explainer/generator/internal/edtf"
	"explainer/generator/internal/source"
)

type inner struct {
	Text string
	At   source.Span
}

func (i *inner) code(c *Coder) {
	c.String(&i.Text)
	c.Span(&i.At)
}

type outer struct {
	Number  uint64
	Small   int8
	Big     int
	Kind    uint8
	Yes     bool
	Float   float64
	Texts   []string
	Inners  []inner
	Pointer *inner
	Date    edtf.Date
	Extra   map[string]any
}

func (o *outer) code(c *Coder) {
	c.Uint(&o.Number)
	Int(c, &o.Small)
	Int(c, &o.Big)
	Byte(c, &o.Kind)
	c.Bool(&o.Yes)
	c.Float(&o.Float)
	c.Strings(&o.Texts)
	Slice(c, &o.Inners, (*inner).code)
	Pointer(c, &o.Pointer, (*inner).code)
	c.Date(&o.Date)
	c.Values(&o.Extra)
}

func examples(f *source.File) []outer {
	date, _ := edtf.Parse("2022-09?/..")
	return []outer{
		{},
		{
			Number: math.MaxUint64, Small: math.MinInt8, Big: math.MaxInt, Kind: 255, Yes: true, Float: math.Inf(-1),
			Texts: []string{"", "Київ", strings.Repeat("x", 300)}, Inners: []inner{{}, {"a", f.Span(0, 0)}, {"b", f.Span(3, 7)}},
			Pointer: &inner{Text: "p"}, Date: date,
			Extra: map[string]any{"s": "", "i": int64(-5), "f": 0.25, "b": true, "l": []any{"x", []any{}, map[string]any{}}, "t": map[string]any{"": int64(1)}},
		},
		{Texts: []string{}, Inners: []inner{}, Extra: map[string]any{}, Big: math.MinInt},
	}
}

func TestRoundTrip(t *testing.T) {
	f := source.New("a.md", []byte("some bytes of a file"))
	for i, want := range examples(f) {
		b, err := Append([]byte("before"), f, want.code)
		if err != nil {
			t.Fatal(i, err)
		}
		b = b[len("before"):]
		var got outer
		if err := Read(string(b), f, got.code); err != nil {
			t.Fatal(i, err)
		}
		if d := cmp.Diff(want, got, cmp.AllowUnexported(source.Span{}), sameFile(), sameDate()); d != "" {
			t.Errorf("%d (-want +got):\n%s", i, d)
		}
		for cut := range b {
			if err := Read(string(b[:cut]), f, new(outer).code); err == nil {
				t.Errorf("%d: %d of %d bytes can be read", i, cut, len(b))
			}
		}
		if err := Read(string(b)+"x", f, new(outer).code); err == nil {
			t.Errorf("%d: more bytes than there should be can be read", i)
		}
	}
}

func sameFile() cmp.Option { return cmp.Comparer(func(a, b *source.File) bool { return a == b }) }

func sameDate() cmp.Option { return cmp.Comparer(func(a, b edtf.Date) bool { return a == b }) }

// TestRefused holds that what would not come back the same is not written.
func TestRefused(t *testing.T) {
	f := source.New("a.md", []byte("abc"))
	deep := any("end")
	for range deepest + 2 {
		deep = []any{deep}
	}
	for name, value := range map[string]outer{
		"a span of another file":    {Pointer: &inner{At: source.New("b.md", nil).Span(0, 0)}},
		"a span that ends too soon": {Pointer: &inner{At: f.Span(2, 1)}},
		"a value of another type":   {Extra: map[string]any{"x": 5}},
		"values too deep":           {Extra: map[string]any{"x": deep}},
	} {
		if b, err := Append(nil, f, value.code); err == nil {
			t.Errorf("%s: %x", name, b)
		}
	}
}

func FuzzRead(f *testing.F) {
	file := source.New("a.md", []byte("abcdefghi"))
	for _, o := range examples(file) {
		b, err := Append(nil, file, o.code)
		if err != nil {
			f.Fatal(err)
		}
		f.Add(string(b))
	}
	f.Fuzz(func(t *testing.T, data string) {
		var o outer
		if Read(data, file, o.code) != nil {
			return
		}
		b, err := Append(nil, file, o.code)
		if err != nil {
			t.Fatal(err)
		}
		var again outer
		if err := Read(string(b), file, again.code); err != nil {
			t.Fatal(err)
		}
		c, err := Append(nil, file, again.code)
		if err != nil || string(b) != string(c) {
			t.Fatalf("%x, then %x: %v", b, c, err)
		}
	})
}

// TestTwice holds that an id stands among the texts once, that a long text is not looked
// for, and that a place outside of the texts gives an error.
func TestTwice(t *testing.T) {
	long := strings.Repeat("words ", 20)
	want := []string{"putin", "", "kherson", "putin", long, long, "kherson"}
	b, err := Append(nil, nil, func(c *Coder) { c.Strings(&want) })
	if err != nil {
		t.Fatal(err)
	}
	if n := strings.Count(string(b), "putin"); n != 1 {
		t.Errorf("an id stands in the bytes %d times", n)
	}
	if n := strings.Count(string(b), long); n != 2 {
		t.Errorf("a long text stands in the bytes %d times", n)
	}
	var got []string
	if err := Read(string(b), nil, func(c *Coder) { c.Strings(&got) }); err != nil || !slices.Equal(got, want) {
		t.Errorf("%q, %v", got, err)
	}
	for at := range 40 {
		bytes := "\x04\x00\x00\x00" + "\x03" + "\x0a" + "\x0b" + string(rune(at)) + "putin" // two texts of five bytes
		var two []string
		err := Read(bytes, nil, func(c *Coder) { c.Strings(&two) })
		if (err == nil) != (at == 0) {
			t.Errorf("5 bytes from the %d-th of 5 on: %q, %v", at, two, err)
		}
	}
}
