package source

import (
	"math"
	"math/rand/v2"
	"strings"
	"sync"
	"testing"
	"unicode/utf8"
)

func TestPos(t *testing.T) {
	for _, c := range []struct {
		name, text string
		at         string // the place is where this begins; "" is the end of the file
		want       Pos
	}{
		{"empty", "", "", Pos{1, 1}},
		{"first", "ab", "a", Pos{1, 1}},
		{"second", "ab", "b", Pos{1, 2}},
		{"end of one line", "ab", "", Pos{1, 3}},
		{"end after a line break", "ab\n", "", Pos{2, 1}},
		{"the line break itself", "ab\ncd", "\n", Pos{1, 3}},
		{"LF", "a\nb\nc", "c", Pos{3, 1}},
		{"CRLF", "a\r\nb\r\nc", "c", Pos{3, 1}},
		{"lone CR", "a\rb\rc", "c", Pos{3, 1}},
		{"CR at the end", "a\r", "", Pos{2, 1}},
		{"mixed", "a\r\r\n\nb", "b", Pos{4, 1}},
		{"letters of two bytes", "Київ x", "x", Pos{1, 6}},
		{"letters of four bytes", "😀😀x", "x", Pos{1, 3}},
		{"combining marks count", "e\u0301x", "x", Pos{1, 3}},
		{"broken bytes count one each", "\xff\xfex", "x", Pos{1, 3}},
		{"byte order mark", "\ufeffx", "x", Pos{1, 2}},
	} {
		f := New("x", []byte(c.text))
		offset := len(c.text)
		if c.at != "" {
			offset = strings.Index(c.text, c.at)
		}
		if got := f.Pos(offset); got != c.want {
			t.Errorf("%s: %v, want %v", c.name, got, c.want)
		}
	}
}

func TestPosOutside(t *testing.T) {
	f := New("x", []byte("ab\ncd"))
	if got := f.Pos(-5); got != (Pos{1, 1}) {
		t.Errorf("before the start: %v", got)
	}
	if got := f.Pos(99); got != (Pos{2, 3}) {
		t.Errorf("after the end: %v", got)
	}
}

// TestPosOfLongLines compares with counting from the start, on lines longer than
// what is counted in one go.
func TestPosOfLongLines(t *testing.T) {
	r := rand.New(rand.NewPCG(3, 4))
	pieces := []string{"a", "é", "東", "😀", "\xff", "\xe6\x9d", " "}
	var b strings.Builder
	for range 3 * markEvery {
		b.WriteString(pieces[r.IntN(len(pieces))])
		if r.IntN(2000) == 0 {
			b.WriteString("\n")
		}
	}
	text := b.String()
	f := New("x", []byte(text))
	for offset := 0; offset <= len(text); offset++ {
		if offset < len(text) && !utf8.RuneStart(text[offset]) {
			continue
		}
		start := strings.LastIndexByte(text[:offset], '\n') + 1
		want := Pos{strings.Count(text[:offset], "\n") + 1, utf8.RuneCountInString(text[start:offset]) + 1}
		if got := f.Pos(offset); got != want {
			t.Fatalf("offset %d: %v, want %v", offset, got, want)
		}
	}
}

func TestLine(t *testing.T) {
	f := New("x", []byte("one\r\ntwo\rthree\n\nfive"))
	for _, c := range []struct {
		n     int
		text  string
		start int
	}{
		{0, "", 20}, {1, "one", 0}, {2, "two", 5}, {3, "three", 9}, {4, "", 15}, {5, "five", 16}, {6, "", 20},
	} {
		if text, start := f.Line(c.n); text != c.text || start != c.start {
			t.Errorf("line %d: %q at %d, want %q at %d", c.n, text, start, c.text, c.start)
		}
	}
}

func TestSpan(t *testing.T) {
	f := New("x", []byte("one\ntwo"))
	for _, c := range []struct {
		start, end int
		want       string
	}{{0, 3, "one"}, {4, 7, "two"}, {4, 99, "two"}, {-1, 1, "o"}, {5, 5, ""}, {6, 2, ""}} {
		if got := f.Span(c.start, c.end).Text(); got != c.want {
			t.Errorf("Span(%d, %d).Text() = %q, want %q", c.start, c.end, got, c.want)
		}
	}
	if got := f.Span(5, 6).Pos(); got != (Pos{2, 2}) {
		t.Errorf("Pos() = %v", got)
	}
	var none Span
	if !none.IsZero() || none.Text() != "" || none.Pos() != (Pos{}) {
		t.Errorf("the zero Span is a place: %v %q %v", none.IsZero(), none.Text(), none.Pos())
	}
	if s := f.Span(math.MinInt, math.MaxInt); s.Text() != "one\ntwo" || s.Start() != math.MinInt32 || s.End() != math.MaxInt32 {
		t.Errorf("a span of everything: %q, from %d to %d", s.Text(), s.Start(), s.End())
	}
	if f.Span(0, 0).IsZero() {
		t.Error("an empty span at the start of a file is no place")
	}
}

func TestHash(t *testing.T) {
	a, b := New("x", []byte("a")), New("y", []byte("a"))
	if a.Hash() != b.Hash() {
		t.Error("the hash depends on more than the bytes")
	}
	if a.Hash() == New("x", []byte("b")).Hash() {
		t.Error("the hash does not depend on the bytes")
	}
}

// TestConcurrent is for the race detector: several goroutines ask for the first
// position at once.
func TestConcurrent(t *testing.T) {
	f := New("x", []byte("one\ntwo"))
	var wg sync.WaitGroup
	for range 4 {
		wg.Go(func() {
			if f.Pos(4) != (Pos{2, 1}) {
				t.Error("wrong position")
			}
		})
	}
	wg.Wait()
}

func BenchmarkPosInLongLine(b *testing.B) {
	f := New("x", []byte(strings.Repeat("x", 2_000_000)))
	for b.Loop() {
		f.Pos(1_999_999)
	}
}
