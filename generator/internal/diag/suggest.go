package diag

import (
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
	letters := utf8.RuneCountInString(word)
	if letters > longestWord {
		return "", false
	}
	limit := min(3, max(1, letters/3))
	best, bestDistance := "", limit+1
	lower := []rune(strings.ToLower(word))
	for _, c := range candidates {
		if abs(len(c)-len(word)) > 4*limit || c == word {
			continue
		}
		d := distance(lower, []rune(strings.ToLower(c)), bestDistance)
		if d < bestDistance || d == bestDistance && c < best {
			best, bestDistance = c, d
		}
	}
	return best, bestDistance <= limit
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
	if s, ok := Suggest(word, candidates); ok {
		return `did you mean "` + s + `"?`
	}
	if n := len(candidates); n == 0 || n > 12 {
		return ""
	}
	sorted := slices.Sorted(slices.Values(candidates))
	return "one of: " + strings.Join(sorted, ", ")
}

func abs(n int) int { return max(n, -n) }
