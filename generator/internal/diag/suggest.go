package diag

import (
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/agnivade/levenshtein"
)

// Suggest returns the candidate that the word is most likely a misspelling of,
// and whether one is near enough to name: at most one edit in three letters
// away, three at most. Of equally near ones it is the first in byte order.
func Suggest(word string, candidates []string) (string, bool) {
	limit := min(3, max(1, utf8.RuneCountInString(word)/3))
	best, bestDistance := "", limit+1
	lower := strings.ToLower(word)
	for _, c := range candidates {
		if abs(len(c)-len(word)) > 4*limit || c == word {
			continue
		}
		d := levenshtein.ComputeDistance(lower, strings.ToLower(c))
		if d < bestDistance || d == bestDistance && c < best {
			best, bestDistance = c, d
		}
	}
	return best, bestDistance <= limit
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
