package corpus

import (
	"math/rand/v2"
	"strings"
	"unicode"
	"unicode/utf8"
)

// script is a writing system that words are made in.
type script int

const (
	latin script = iota
	cyrillic
	arabic
	han
	scripts
)

// sounds returns the beginnings, middles and ends of a script's syllables. In Arabic
// script a middle is a long vowel; in Han every syllable is a character.
func (s script) sounds() (onset, nucleus, coda []string) {
	switch s {
	case cyrillic:
		return strings.Fields("б в г д ж з к л м н п р с т х ч ш"), strings.Fields("а е и о у я ю"), []string{"", "", "н", "р", "с", "к", "ль"}
	case arabic:
		return strings.Fields("ب ت ج ح د ر س ش ص ط ع ف ق ك ل م ن ه"), strings.Fields("ا و ي"), []string{"", "", "ن", "ر", "د"}
	case han:
		return strings.Fields("山 水 木 火 土 金 日 月 田 石 川 林 海 天 北 南 東 西 中 大 小 長 安 平 和 文 光 明"), []string{""}, []string{""}
	}
	return strings.Fields("b c d f g h j k l m n p r s t v z br dr gr kr pl st tr sh ch"),
		strings.Fields("a e i o u a e i o ai ea ou"), []string{"", "", "", "n", "r", "s", "l", "t", "m", "nd", "st", "ck"}
}

// word makes a word of some syllables.
func (s script) word(r *rand.Rand, syllables int) string {
	onset, nucleus, coda := s.sounds()
	var b strings.Builder
	for i := range syllables {
		b.WriteString(pick(r, onset))
		b.WriteString(pick(r, nucleus))
		if i == syllables-1 || r.IntN(4) == 0 {
			b.WriteString(pick(r, coda))
		}
	}
	return b.String()
}

func pick[T any](r *rand.Rand, list []T) T { return list[r.IntN(len(list))] }

// oneIn reports true once in n times.
func oneIn(r *rand.Rand, n int) bool { return r.IntN(n) == 0 }

// capital returns the word with a capital letter, where its script has them.
func capital(word string) string {
	first, size := utf8.DecodeRuneInString(word)
	return string(unicode.ToUpper(first)) + word[size:]
}

// vocabulary makes the common words of a script, the shorter ones first, as in a
// language: frequent words are short.
func (s script) vocabulary(r *rand.Rand, size int) []string {
	words := make([]string, size)
	for i := range words {
		syllables := 1 + (i*3+size/4)/size
		words[i] = s.word(r, syllables+r.IntN(2))
	}
	return words
}

// uniqueName makes a name that nobody has yet: one to three words.
func (w *world) uniqueName(r *rand.Rand, s script, words int) string {
	for {
		parts := make([]string, words)
		for i := range parts {
			parts[i] = capital(s.word(r, 2+r.IntN(2)))
		}
		sep := " "
		if s == han {
			sep = ""
		}
		name := strings.Join(parts, sep)
		if !w.names[name] {
			w.names[name] = true
			return name
		}
	}
}

// scriptOf chooses a script for a name: one in nine is not Latin.
func scriptOf(r *rand.Rand) script {
	if oneIn(r, 9) {
		return cyrillic + script(r.IntN(int(scripts-1)))
	}
	return latin
}
