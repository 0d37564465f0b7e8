package diag

import (
	"math/rand/v2"
	"strings"
	"testing"
)

func TestSuggest(t *testing.T) {
	keys := []string{"title", "summary", "date", "updated", "actors", "regions", "review_by"}
	people := []string{"vladimir-putin", "volodymyr-zelenskyy", "sergei-shoigu"}
	for _, c := range []struct {
		word       string
		candidates []string
		want       string // "" for none
	}{
		{"titel", keys, "title"}, // neighbours swapped: one edit
		{"tilte", keys, "title"},
		{"Title", keys, "title"},
		{"titles", keys, "title"},
		{"ittle", keys, "title"},
		{"dtae", keys, "date"},
		{"dtea", keys, ""}, // a swap and a third letter moved: two edits in four letters
		{"atcors", keys, "actors"},
		{"atcosr", keys, "actors"},
		{"upated", keys, "updated"},
		{"reviewby", keys, "review_by"},
		{"review-by", keys, "review_by"},
		{"vladmir-putin", people, "vladimir-putin"},
		{"vladimir-puitn", people, "vladimir-putin"},
		{"vlaidmr-puitn", people, "vladimir-putin"},
		{"sergej-schoigu", people, "sergei-shoigu"},
		{"somebody-else", people, ""},
		{"title", []string{"title"}, ""}, // a word is no misspelling of itself
		{"", keys, ""},
		{"x", []string{"y", "z", "a"}, "a"}, // equally near: byte order
		{"x", nil, ""},
		{"Київ", []string{"Киїів", "Львів"}, "Киїів"},
		{"Зеленьский", []string{"Зеленский"}, "Зеленский"},
		{"東亰", []string{"東京", "京都"}, "東京"},
		{"é", []string{"e\u0301"}, ""}, // other code points: the caller normalizes
		{strings.Repeat("a", 101), []string{strings.Repeat("a", 100)}, ""},
		{strings.Repeat("a", 100), []string{strings.Repeat("a", 101)}, strings.Repeat("a", 101)},
	} {
		got, ok := Suggest(c.word, c.candidates)
		if ok != (c.want != "") || ok && got != c.want {
			t.Errorf("Suggest(%q) = %q, %v; want %q", c.word, got, ok, c.want)
		}
	}
}

func TestDidYouMean(t *testing.T) {
	many := strings.Split("a1 b2 c3 d4 e5 f6 g7 h8 i9 j10 k11 l12 m13 n14 o15 p16 q17", " ")
	for _, c := range []struct {
		word       string
		candidates []string
		want       string
	}{
		{"titel", []string{"date", "title"}, `did you mean "title"?`},
		{"nothing-like-it", []string{"title", "date"}, "one of: date, title"},
		{"nothing-like-it", nil, ""},
		{"nothing-like-it", many, ""},
		{"nothing-like-it", many[:16], "one of: a1, b2, c3, d4, e5, f6, g7, h8, i9, j10, k11, l12, m13, n14, o15, p16"},
	} {
		if got := DidYouMean(c.word, c.candidates); got != c.want {
			t.Errorf("DidYouMean(%q, %v) = %q, want %q", c.word, c.candidates, got, c.want)
		}
	}
}

// TestDistance compares the bounded search with the definition.
func TestDistance(t *testing.T) {
	r := rand.New(rand.NewPCG(1, 2))
	word := func() []rune {
		w := make([]rune, r.IntN(9))
		for i := range w {
			w[i] = rune("abcé"[r.IntN(3)])
		}
		return w
	}
	for range 20_000 {
		a, b := word(), word()
		want := aligned(a, b)
		for most := range 5 {
			got := distance(a, b, most)
			if got != min(want, most+1) {
				t.Fatalf("distance(%q, %q, %d) = %d, but %d edits lead there", string(a), string(b), most, got, want)
			}
		}
	}
}

// aligned is the recurrence of optimal string alignment as it is defined.
func aligned(a, b []rune) int {
	switch {
	case len(a) == 0:
		return len(b)
	case len(b) == 0:
		return len(a)
	}
	m, n := len(a), len(b)
	table := make([][]int, m+1)
	for i := range table {
		table[i] = make([]int, n+1)
		table[i][0] = i
	}
	for j := range table[0] {
		table[0][j] = j
	}
	for i := 1; i <= m; i++ {
		for j := 1; j <= n; j++ {
			cost := 0
			if a[i-1] != b[j-1] {
				cost = 1
			}
			table[i][j] = min(table[i-1][j]+1, table[i][j-1]+1, table[i-1][j-1]+cost)
			if i > 1 && j > 1 && a[i-1] == b[j-2] && a[i-2] == b[j-1] {
				table[i][j] = min(table[i][j], table[i-2][j-2]+1)
			}
		}
	}
	return table[m][n]
}
