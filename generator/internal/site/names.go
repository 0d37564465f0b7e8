package site

import (
	"cmp"
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
// A name without a letter, such as a number, is not looked for.
//
// The index is keyed by a name's first word, and the names under one word are in
// byte order, so a word of the text costs a search in that list, however many names
// there are.
type names struct {
	byFirst map[string][]name
	begins  [1024]uint64 // a bit for the sketch of each first word: most words of a text begin no name
}

// sketch maps a word to a few bits, which are the same for the same word.
func sketch(word string) uint16 {
	return uint16(word[0])<<8 ^ uint16(word[len(word)-1])<<3 ^ uint16(len(word))
}

// under returns the names whose first word is a word.
func (ix *names) under(word string) []name {
	if k := sketch(word); ix.begins[k>>6]&(1<<(k&63)) == 0 {
		return nil
	}
	return ix.byFirst[word]
}

type name struct {
	text    string // NFC, apostrophes and spaces made plain; from the first word on
	lead    string // the marks before it
	shorter int    // index of the longest name in the list that this one begins with; -1 for none
	owners  []*Node
}

// newNames makes an index of names; owners of the same name share an entry.
func newNames(owned map[string][]*Node) *names {
	ix := &names{byFirst: map[string][]name{}}
	same := map[string]set[*Node]{}
	for text, owners := range owned {
		text = nfc(strings.TrimSpace(text))
		all := same[text]
		all.addAll(owners)
		same[text] = all
	}
	for text, owners := range same {
		if !strings.ContainsFunc(text, unicode.IsLetter) {
			continue
		}
		start, end := nextWord(text, 0)
		slices.SortFunc(owners.list, compareKeys)
		k := sketch(text[start:end])
		ix.begins[k>>6] |= 1 << (k & 63)
		ix.byFirst[text[start:end]] = append(ix.byFirst[text[start:end]], name{text: text[start:], lead: text[:start], owners: owners.list})
	}
	for _, list := range ix.byFirst {
		slices.SortFunc(list, func(a, b name) int {
			return cmp.Or(strings.Compare(a.text, b.text), strings.Compare(a.lead, b.lead))
		})
		for i := range list {
			k := i - 1
			for k >= 0 && !strings.HasPrefix(list[i].text, list[k].text) {
				k = list[k].shorter
			}
			list[i].shorter = k
		}
	}
	return ix
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
	for i, last := 0, 0; i < len(plain); {
		start, end := nextWord(plain, i)
		if start == len(plain) {
			return
		}
		i = end
		if n := longest(ix.under(plain[start:end]), plain, last, start); n != nil {
			i = start + len(n.text)
			last = i
			yield(at(start-len(n.lead)), at(i), n.owners)
		}
	}
}

// longest returns the longest name of a list that stands in the text where its first
// word starts, or nil. Marks before it may not go back beyond the offset last.
func longest(list []name, plain string, last, start int) *name {
	rest := plain[start:]
	// Every name that the rest begins with is the greatest that is not greater than
	// the rest, or begins it.
	after, _ := slices.BinarySearchFunc(list, rest, func(n name, rest string) int {
		if n.text <= rest {
			return -1
		}
		return 1
	})
	for k := after - 1; k >= 0; k = list[k].shorter {
		n := &list[k]
		if strings.HasPrefix(rest, n.text) && endsWord(plain, start+len(n.text)) && strings.HasSuffix(plain[last:start], n.lead) {
			return n
		}
	}
	return nil
}

// normalize returns the text in NFC with plain apostrophes and spaces, and the map
// from its offsets to those of the original.
func normalize(text string) (plain string, at func(int) int) {
	if isPlain(text) && (isASCII(text) || norm.NFC.QuickSpanString(text) == len(text)) {
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

func isASCII(s string) bool {
	for i := 0; i < len(s); i++ {
		if s[i] >= utf8.RuneSelf {
			return false
		}
	}
	return true
}

// nextWord returns the first word at or after i: its start and its end, both
// len(s) when there is none.
func nextWord(s string, i int) (start, end int) {
	for i < len(s) && s[i] < utf8.RuneSelf && !isASCIIWord(s[i]) {
		i++
	}
	start = i
	for i < len(s) && isASCIIWord(s[i]) {
		i++
	}
	if i > start && (i == len(s) || s[i] < utf8.RuneSelf && s[i] != '\'') {
		return start, i
	}
	return nextWordOfAny(s, start)
}

// nextWordOfAny is nextWord for any script.
func nextWordOfAny(s string, i int) (start, end int) {
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
	if !isWord(before) {
		return !isWord(r) || spaceless(r)
	}
	return !joins(before, r)
}

// joins reports whether two neighbours belong to one word.
func joins(a, b rune) bool {
	return isWord(a) && isWord(b) && (unicode.IsMark(b) || !spaceless(a) && !spaceless(b))
}

func cyrillicFollows(s string) bool {
	r, _ := utf8.DecodeRuneInString(s)
	return unicode.Is(unicode.Cyrillic, r)
}

func isASCIIWord(c byte) bool {
	return 'a' <= c|0x20 && c|0x20 <= 'z' || '0' <= c && c <= '9'
}

func isWord(r rune) bool {
	if r < utf8.RuneSelf {
		return isASCIIWord(byte(r))
	}
	return unicode.IsLetter(r) || unicode.IsDigit(r) || unicode.IsMark(r)
}

// spaceless reports whether a letter belongs to a script that does not put spaces
// between words. Katakana is not counted: a name of foreign origin is written as one
// run of it, and a longer run is another name ("インド", "インドネシア").
func spaceless(r rune) bool {
	return r >= 0x0e00 && unicode.In(r, unicode.Han, unicode.Hiragana,
		unicode.Thai, unicode.Lao, unicode.Khmer, unicode.Myanmar)
}
