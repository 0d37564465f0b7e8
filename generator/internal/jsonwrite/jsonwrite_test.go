package jsonwrite

import (
	"encoding/json"
	"math"
	"testing"
)

// TestShape writes every kind of value, empty and full, within one another.
func TestShape(t *testing.T) {
	var w Writer
	w.Begin('{')
	w.Name("empty")
	w.Begin('[')
	w.End(']')
	w.Name("none")
	w.Begin('{')
	w.End('}')
	w.Field("name", "An", "", "na")
	w.Name("list")
	w.Begin('[')
	w.Int(-1)
	w.Bool(true)
	w.Null()
	w.Begin('[')
	w.Float(1.5)
	w.End(']')
	w.Begin('{')
	w.Name("b")
	w.Bool(false)
	w.End('}')
	w.String()
	w.End(']')
	w.End('}')
	const want = `{"empty":[],"none":{},"name":"Anna","list":[-1,true,null,[1.5],{"b":false},""]}`
	if got := string(w.Bytes); got != want {
		t.Errorf("%s, want %s", got, want)
	}
	w.Reset()
	w.Begin('[')
	w.Int(1)
	w.Raw(",\n")
	w.Int(2)
	w.Raw("\n")
	w.End(']')
	if got, want := string(w.Bytes), "[1,\n2\n]"; got != want {
		t.Errorf("%q, want %q", got, want)
	}
}

// same holds what a Writer wrote to the bytes of encoding/json.
func same(t *testing.T, value any, write func(w *Writer)) {
	t.Helper()
	want, err := json.Marshal(value)
	if err != nil {
		t.Fatal(err)
	}
	var w Writer
	write(&w)
	if string(w.Bytes) != string(want) {
		t.Errorf("%q: %s, encoding/json has %s", value, w.Bytes, want)
	}
}

// TestCharacters holds every character below U+3000, and every pair of bytes, to
// encoding/json.
func TestCharacters(t *testing.T) {
	for r := range rune(0x3000) {
		text := "a" + string(r) + "b"
		same(t, text, func(w *Writer) { w.String(text) })
	}
	for pair := range 1 << 16 {
		text := string([]byte{byte(pair >> 8), byte(pair)})
		same(t, text, func(w *Writer) { w.String(text) })
	}
}

// TestPlaces holds every byte at every place of a long string to encoding/json.
func TestPlaces(t *testing.T) {
	for c := range 1 << 8 {
		for at := range 20 {
			text := []byte("twenty plain letters")
			text[at] = byte(c)
			same(t, string(text), func(w *Writer) { w.String(string(text)) })
		}
	}
}

func FuzzString(f *testing.F) {
	for _, s := range []string{
		"", "plain", "<script>&amp;</script>", "a\u2028b\u2029", "\xe2\x80", "\xe2\x80\xa8\xff", "\xed\xa0\x80", "\xc0\xaf", "\xf4\x90\x80\x80",
		"\x00\x01\x1f\x7f\x80", "\b\f\n\r\t\v", `"\/`, "\uFFFD", "Ω🙂", "é\xcc",
	} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, text string) {
		same(t, text, func(w *Writer) { w.String(text) })
		same(t, map[string]string{"a": text}, func(w *Writer) {
			w.Begin('{')
			w.Field("a", text)
			w.End('}')
		})
	})
}

func FuzzFloat(f *testing.F) {
	for _, x := range []float64{0, math.Copysign(0, -1), 50.45, -0.1276, 1e-6, 9.9e-7, 1e-7, 1e-10, 1e20, 1e21, -1e21, 1.5e300, 5e-324, math.MaxFloat64} {
		f.Add(x)
	}
	f.Fuzz(func(t *testing.T, x float64) {
		if math.IsNaN(x) || math.IsInf(x, 0) {
			var w Writer
			if w.Float(x); string(w.Bytes) != "null" {
				t.Errorf("%v: %s", x, w.Bytes)
			}
			return
		}
		same(t, x, func(w *Writer) { w.Float(x) })
	})
}

// BenchmarkString writes a sentence.
func BenchmarkString(b *testing.B) {
	const text = `The referendums were held at gunpoint, says "The Times" – nobody was free to stay at home.`
	b.ReportAllocs()
	b.SetBytes(int64(len(text)))
	var w Writer
	for b.Loop() {
		w.Reset()
		w.String(text)
	}
}
