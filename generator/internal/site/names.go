package site

import (
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"
)

// names finds the names of actors and regions in text.
//
// A name is found as whole words, written as declared: case counts, since names
// have capitals and "turkey" is a bird. A word is a run of letters, digits and
// marks of any script; in scripts that write without spaces every character is a
// word of its own. An apostrophe ends a word, so the possessive "Putin's" holds
// "Putin", except before a Cyrillic letter, where it is part of the spelling
// ("Слов'янськ"). Of names that begin at one place the longest wins. The text is
// read as if in Unicode form NFC.
//
// The index is keyed by a name's first word, so a text costs one look-up a word,
// however many names there are.
type names struct {
	byFirst map[string][]name // longest first
}

type name struct {
	text   string // NFC, apostrophes and spaces made plain
	owners []*Node
}

// newNames makes an index of names; owners of the same name share an entry.
func newNames(owned map[string][]*Node) *names {
	ix := &names{byFirst: map[string][]name{}}
	for text, owners := range owned {
		plain := plainText(norm.NFC.String(strings.TrimSpace(text)))
		start, end := nextWord(plain, 0)
		if start != 0 {
			continue // no name that begins with a mark can be found as a word
		}
		ix.add(plain[:end], plain, owners)
	}
	for _, list := range ix.byFirst {
		slices.SortFunc(list, func(a, b name) int {
			if len(a.text) != len(b.text) {
				return len(b.text) - len(a.text)
			}
			return strings.Compare(a.text, b.text)
		})
		for _, n := range list {
			slices.SortFunc(n.owners, compareKeys)
		}
	}
	return ix
}

func (ix *names) add(first, text string, owners []*Node) {
	list := ix.byFirst[first]
	for i := range list {
		if list[i].text == text {
			for _, o := range owners {
				if !slices.Contains(list[i].owners, o) {
					list[i].owners = append(list[i].owners, o)
				}
			}
			return
		}
	}
	ix.byFirst[first] = append(list, name{text: text, owners: slices.Clone(owners)})
}

func compareKeys(a, b *Node) int {
	if a.Kind != b.Kind {
		return int(a.Kind) - int(b.Kind)
	}
	return strings.Compare(a.ID, b.ID)
}

// find calls yield with every name in the text, from left to right, none inside
// another; start and end are bytes of the text given.
func (ix *names) find(text string, yield func(start, end int, owners []*Node)) {
	plain, at := normalize(text)
	for i := 0; i < len(plain); {
		start, end := nextWord(plain, i)
		if start == len(plain) {
			return
		}
		i = end
		for _, n := range ix.byFirst[plain[start:end]] {
			if stop := start + len(n.text); strings.HasPrefix(plain[start:], n.text) && endsWord(plain, stop) {
				yield(at(start), at(stop), n.owners)
				i = stop
				break
			}
		}
	}
}

// normalize returns the text in NFC with plain apostrophes and spaces, and the map
// from its offsets to those of the original.
func normalize(text string) (plain string, at func(int) int) {
	if isPlain(text) && norm.NFC.QuickSpanString(text) == len(text) {
		return text, func(i int) int { return i }
	}
	var b strings.Builder
	var plainAt, textAt []int // where each piece starts in both
	for i := 0; i < len(text); {
		n := norm.NFC.NextBoundaryInString(text[i:], true)
		plainAt, textAt = append(plainAt, b.Len()), append(textAt, i)
		b.WriteString(plainText(norm.NFC.String(text[i : i+n])))
		i += n
	}
	plainAt, textAt = append(plainAt, b.Len()), append(textAt, len(text))
	return b.String(), func(i int) int {
		k, _ := slices.BinarySearch(plainAt, i)
		return textAt[k]
	}
}

func plainText(s string) string { return strings.Map(plainRune, s) }

// plainRune makes an apostrophe or a space of what stands for one.
func plainRune(r rune) rune {
	switch r {
	case '\u2019', '\u02bc':
		return '\''
	case '\u00a0', '\n', '\t', '\r':
		return ' '
	}
	return r
}

// isPlain reports whether plainText leaves a text as it is. Every word of a site
// passes here, so only bytes that could begin such a rune are looked at closely.
func isPlain(s string) bool {
	for i := 0; i < len(s); i++ {
		switch s[i] {
		case '\n', '\t', '\r', 0xc2, 0xca, 0xe2:
			if r, _ := utf8.DecodeRuneInString(s[i:]); plainRune(r) != r {
				return false
			}
		}
	}
	return true
}

// nextWord returns the first word at or after i: its start and its end, both
// len(s) when there is none.
func nextWord(s string, i int) (start, end int) {
	for i < len(s) {
		r, size := utf8.DecodeRuneInString(s[i:])
		if isWord(r) {
			break
		}
		i += size
	}
	start = i
	for i < len(s) {
		r, size := utf8.DecodeRuneInString(s[i:])
		if r == '\'' && i > start && cyrillicFollows(s[i+size:]) {
			i += size
			continue
		}
		if !isWord(r) || spaceless(r) && i > start {
			break
		}
		i += size
		if spaceless(r) {
			break
		}
	}
	return start, i
}

// endsWord reports whether a word may end at i.
func endsWord(s string, i int) bool {
	r, size := utf8.DecodeRuneInString(s[i:])
	if size == 0 {
		return true
	}
	if r == '\'' && cyrillicFollows(s[i+size:]) {
		return false
	}
	before, _ := utf8.DecodeLastRuneInString(s[:i])
	return !isWord(r) || spaceless(r) || spaceless(before) && !unicode.IsMark(r)
}

func cyrillicFollows(s string) bool {
	r, _ := utf8.DecodeRuneInString(s)
	return unicode.Is(unicode.Cyrillic, r)
}

func isWord(r rune) bool {
	if r < utf8.RuneSelf {
		return 'a' <= r && r <= 'z' || 'A' <= r && r <= 'Z' || '0' <= r && r <= '9'
	}
	return unicode.IsLetter(r) || unicode.IsDigit(r) || unicode.IsMark(r)
}

// spaceless reports whether a letter belongs to a script that does not put spaces
// between words.
func spaceless(r rune) bool {
	return r >= 0x0e00 && unicode.In(r, unicode.Han, unicode.Hiragana, unicode.Katakana,
		unicode.Thai, unicode.Lao, unicode.Khmer, unicode.Myanmar)
}
