package site

import (
	"slices"
	"unicode"
	"unicode/utf8"
)

// slips finds the id that is one slip of the finger away from a word: one letter
// more, fewer or other, or two neighbours swapped. A different digit is no slip: ids
// such as resolution-68 and resolution-69 name different things.
//
// Whatever the slip, the word and the id have something in common: either as it is or
// without one of its letters. So each id is kept under all that it can be without a
// letter, and a word costs as many look-ups as it has letters, however many ids there
// are.
type slips struct {
	under map[string][]string // ids in byte order
}

// longestSlip is the most bytes of a word that is looked for; ids are shorter.
const longestSlip = 256

func newSlips(ids []string) *slips {
	x := &slips{under: map[string][]string{}}
	for _, id := range slices.Sorted(slices.Values(ids)) {
		for part := range shortened(id) {
			if same := x.under[part]; len(same) == 0 || same[len(same)-1] != id {
				x.under[part] = append(same, id)
			}
		}
	}
	return x
}

// of returns the id that the word is a slip of, or "". Of several it is the first in
// byte order.
func (x *slips) of(word string) string {
	if len(word) < 4 || len(word) > longestSlip {
		return ""
	}
	best, letters := "", []rune(word)
	for part := range shortened(word) {
		for _, id := range x.under[part] {
			if best != "" && id >= best {
				break
			}
			if isSlip(letters, []rune(id)) {
				best = id
				break
			}
		}
	}
	return best
}

// shortened yields a word, and the word without each of its letters.
func shortened(word string) func(yield func(string) bool) {
	return func(yield func(string) bool) {
		if !yield(word) {
			return
		}
		for i, size := 0, 0; i < len(word); i += size {
			_, size = utf8.DecodeRuneInString(word[i:])
			if !yield(word[:i] + word[i+size:]) {
				return
			}
		}
	}
}

func isSlip(a, b []rune) bool {
	for len(a) > 0 && len(b) > 0 && a[0] == b[0] {
		a, b = a[1:], b[1:]
	}
	for len(a) > 0 && len(b) > 0 && a[len(a)-1] == b[len(b)-1] {
		a, b = a[:len(a)-1], b[:len(b)-1]
	}
	if slices.ContainsFunc(a, unicode.IsDigit) || slices.ContainsFunc(b, unicode.IsDigit) {
		return false
	}
	switch {
	case len(a)+len(b) == 1, len(a) == 1 && len(b) == 1:
		return true
	case len(a) == 2 && len(b) == 2:
		return a[0] == b[1] && a[1] == b[0]
	}
	return false
}
