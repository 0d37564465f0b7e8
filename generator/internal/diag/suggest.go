package diag

import (
	"math/bits"
	"slices"
	"strings"
	"unicode/utf8"
)

// Suggest returns the candidate that the word is most likely a misspelling of,
// and whether one is near enough to name: at most one edit in three letters
// away, three at most. Of equally near ones it is the first in byte order.
//
// An edit is a letter more, fewer or other, or two neighbours swapped (optimal
// string alignment, so that "titel" is one edit from "title"); case does not count.
// A word longer than any name, such as a paragraph in the wrong place, is nobody's
// misspelling, so that the search takes bounded time for each candidate.
func Suggest(word string, candidates []string) (string, bool) {
	return NewWords(candidates).Suggest(word)
}

// Words is a list of candidates that is looked into more than once. It is not changed
// after NewWords.
type Words struct{ list []candidate }

type candidate struct {
	text    string
	lower   []rune
	letters uint64 // the set of its letters, hashed to 64 bits
}

// NewWords returns the list of candidates, prepared.
func NewWords(candidates []string) *Words {
	w := &Words{list: make([]candidate, 0, len(candidates))}
	for _, c := range candidates {
		if len(c) > utf8.UTFMax*2*longestWord {
			continue
		}
		lower := []rune(strings.ToLower(c))
		w.list = append(w.list, candidate{text: c, lower: lower, letters: letterSet(lower)})
	}
	return w
}

// Suggest is the function Suggest for these candidates.
func (w *Words) Suggest(word string) (string, bool) {
	if len(word) > utf8.UTFMax*longestWord || utf8.RuneCountInString(word) > longestWord {
		return "", false
	}
	lower := []rune(strings.ToLower(word))
	letters := letterSet(lower)
	limit := min(3, max(1, utf8.RuneCountInString(word)/3))
	best, bestDistance := "", limit+1
	for i := range w.list {
		c := &w.list[i]
		// An edit puts at most one letter into the set and takes one out.
		if abs(len(c.lower)-len(lower)) > limit || bits.OnesCount64(c.letters^letters) > 2*limit || c.text == word {
			continue
		}
		d := distance(lower, c.lower, bestDistance)
		if d < bestDistance || d == bestDistance && c.text < best {
			best, bestDistance = c.text, d
		}
	}
	return best, bestDistance <= limit
}

// DidYouMean is the function DidYouMean for these candidates.
func (w *Words) DidYouMean(word string) string {
	if s, ok := w.Suggest(word); ok {
		return `did you mean "` + s + `"?`
	}
	if n := len(w.list); n == 0 || n > 16 {
		return ""
	}
	var all []string
	for _, c := range w.list {
		all = append(all, c.text)
	}
	slices.Sort(all)
	return "one of: " + strings.Join(all, ", ")
}

func letterSet(text []rune) uint64 {
	var set uint64
	for _, r := range text {
		set |= 1 << (uint32(r) * 0x9e3779b1 >> 26)
	}
	return set
}

// longestWord is the most code points of a word that a suggestion is looked for.
const longestWord = 100

// distance returns how many edits lead from a to b (optimal string alignment:
// Damerau's four edits, none of them applied to letters edited before), or most+1
// if there are more than most. Only the cells less than most from the diagonal are
// filled, since every other one holds more.
func distance(a, b []rune, most int) int {
	if abs(len(a)-len(b)) > most {
		return most + 1
	}
	rows := [3][]int{make([]int, len(b)+1), make([]int, len(b)+1), make([]int, len(b)+1)}
	for j := range rows[0] {
		rows[0][j] = j
	}
	for i := 1; i <= len(a); i++ {
		row, above, twoAbove := rows[i%3], rows[(i+2)%3], rows[(i+1)%3]
		from, to := max(1, i-most), min(len(b), i+most)
		row[from-1] = most + 1
		if from == 1 {
			row[0] = i
		}
		nearest := row[from-1]
		for j := from; j <= to; j++ {
			cost := 1
			if a[i-1] == b[j-1] {
				cost = 0
			}
			row[j] = min(row[j-1]+1, above[j-1]+cost)
			if j < i+most {
				row[j] = min(row[j], above[j]+1)
			}
			if i > 1 && j > 1 && a[i-1] == b[j-2] && a[i-2] == b[j-1] {
				row[j] = min(row[j], twoAbove[j-2]+1)
			}
			nearest = min(nearest, row[j])
		}
		if nearest > most {
			return most + 1
		}
	}
	return min(most+1, rows[len(a)%3][len(b)])
}

// DidYouMean returns the help for a misspelt word: the nearest candidate, or, if
// none is near, the whole list when it is short enough to read.
func DidYouMean(word string, candidates []string) string {
	return NewWords(candidates).DidYouMean(word)
}

func abs(n int) int { return max(n, -n) }
