package site

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"
)

func TestSlips(t *testing.T) {
	ids := []string{"kherson", "resolution-68", "antonio-guterres", "київ-місто", "abcd", "abce"}
	for word, want := range map[string]string{
		"kherso":           "kherson",
		"khersson":         "kherson",
		"khreson":          "kherson",
		"khersan":          "kherson",
		"kherson":          "", // declared
		"khersonne":        "",
		"resolution-69":    "", // another resolution
		"resolution-6":     "",
		"resolutoin-68":    "resolution-68",
		"antonio-guterers": "antonio-guterres",
		"київ-місто-":      "київ-місто",
		"киів-місто":       "київ-місто",
		"abcf":             "abcd", // the first of two
		"abc":              "",     // too short to tell
		"":                 "",
		"\xffkherson":      "kherson", // whoever lets such bytes through
	} {
		if got := newSlips(ids).of(word); got != want {
			t.Errorf("%q: %q, want %q", word, got, want)
		}
	}
	if got := newSlips([]string{strings.Repeat("x", 300)}).of(strings.Repeat("x", 301)); got != "" {
		t.Errorf("a word longer than any id: %q", got)
	}
}

// The index finds what trying every id finds, and tries few.
func TestSlipsAreThoseOfASearch(t *testing.T) {
	r := rand.New(rand.NewPCG(1, 2))
	word := func(letters string, n int) string {
		var b strings.Builder
		runes := []rune(letters)
		for range n {
			b.WriteRune(runes[r.IntN(len(runes))])
		}
		return b.String()
	}
	var ids []string
	for range 2000 {
		ids = append(ids, word("abж1", 4+r.IntN(4)))
	}
	index, found := newSlips(ids), 0
	for range 2000 {
		w := word("abж1", 4+r.IntN(4))
		want := ""
		for _, id := range ids {
			if (want == "" || id < want) && isSlip([]rune(w), []rune(id)) {
				want = id
			}
		}
		if want != "" {
			found++
		}
		if got := index.of(w); got != want {
			t.Fatalf("%q: %q, want %q", w, got, want)
		}
	}
	if found < 100 {
		t.Errorf("only %d words had a slip", found)
	}

	ids = ids[:0]
	for i := range 20_000 {
		ids = append(ids, fmt.Sprintf("%s-%d", word("abcdefghijklmnopqrstuvwxyz", 12), i))
	}
	tried := 0
	index = newSlips(ids)
	for part := range shortened("qwertyuiopas-77") {
		tried += len(index.under[part])
	}
	if tried > 100 {
		t.Errorf("%d of 20,000 ids are tried", tried)
	}
}

func TestSet(t *testing.T) {
	for _, n := range []int{0, 5, longSet, longSet + 1, 500} {
		var s set[int]
		var want []int
		for i := range n {
			want = append(want, i)
			if !s.add(i) || s.add(i) || i > 0 && s.add(i-1) {
				t.Fatalf("of %d: add tells old from new wrongly at %d", n, i)
			}
		}
		if !slices.Equal(s.list, want) {
			t.Errorf("of %d: %v", n, s.list)
		}
	}
	if got := union([]int{3, 1, 3}, []int{1, 2}); !slices.Equal(got, []int{3, 1, 2}) {
		t.Errorf("union: %v", got)
	}
}
