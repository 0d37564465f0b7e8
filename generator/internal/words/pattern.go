package words

import (
	"strconv"
	"strings"
	"unicode/utf8"

	"golang.org/x/text/feature/plural"
	"golang.org/x/text/language"

	"explainer/generator/internal/edtf"
)

// Sentence is a pattern with names in braces. The zero Sentence says nothing.
type Sentence struct {
	parts []string // text, name, text, name, … text
}

func parseSentence(text string) Sentence {
	var s Sentence
	for {
		before, rest, ok := strings.Cut(text, "{")
		name, after, closed := strings.Cut(rest, "}")
		if !ok || !closed {
			s.parts = append(s.parts, text)
			return s
		}
		s.parts = append(s.parts, before, name)
		text = after
	}
}

// names returns the names in braces, without cases.
func (s Sentence) names() []string {
	var names []string
	for i := 1; i < len(s.parts); i += 2 {
		name, _, _ := strings.Cut(s.parts[i], ":")
		names = append(names, name)
	}
	return names
}

// Fill returns the sentence with values for its names, which come in pairs: a name
// and its value.
func (s Sentence) Fill(pairs ...string) string {
	if len(s.parts) == 1 {
		return s.parts[0]
	}
	var b strings.Builder
	for i, part := range s.parts {
		if i%2 == 0 {
			b.WriteString(part)
			continue
		}
		for p := 0; p+1 < len(pairs); p += 2 {
			if pairs[p] == part {
				b.WriteString(pairs[p+1])
			}
		}
	}
	return b.String()
}

// Plural is a sentence that has a form for each kind of number.
type Plural struct {
	forms  [plural.Many + 1]Sentence // by plural.Form
	tag    language.Tag
	digits string
}

// categories are the names of the plural forms, by plural.Form.
func categories() [plural.Many + 1]string {
	return [...]string{plural.Other: "other", plural.Zero: "zero", plural.One: "one", plural.Two: "two", plural.Few: "few", plural.Many: "many"}
}

// For returns the sentence for a number, n in it, with values for its other names.
func (p Plural) For(n int, pairs ...string) string {
	form := plural.Cardinal.MatchPlural(p.tag, n, 0, 0, 0, 0)
	s := p.forms[form]
	if len(s.parts) == 0 {
		s = p.forms[plural.Other]
	}
	return s.Fill(append(pairs, "n", localDigits(strconv.Itoa(n), p.digits))...)
}

// Number returns a number in the digits of the language.
func (l *Language) Number(n int) string { return localDigits(strconv.Itoa(n), l.Dates.Digits) }

// localDigits puts the language's digits, ten from zero, for those of ASCII.
func localDigits(text, digits string) string {
	if utf8.RuneCountInString(digits) != 10 {
		return text
	}
	own := []rune(digits)
	return strings.Map(func(r rune) rune {
		if r >= '0' && r <= '9' {
			return own[r-'0']
		}
		return r
	}, text)
}

// caseOf returns the case that a name in braces asks for: "date:genitive".
func caseOf(name string) (edtf.Case, bool) {
	_, in, asked := strings.Cut(name, ":")
	if !asked {
		return edtf.Nominative, true
	}
	for c, suffix := range caseNames() {
		if suffix == in {
			return edtf.Case(c), true
		}
	}
	return edtf.Nominative, false
}

// caseNames are the names of the cases, by edtf.Case.
func caseNames() [edtf.Dative + 1]string {
	return [...]string{edtf.Nominative: "nominative", edtf.Genitive: "genitive", edtf.Locative: "locative", edtf.Dative: "dative"}
}

// Has reports whether there is a form of its own for a category.
func (p Plural) Has(form plural.Form) bool { return len(p.forms[form].parts) > 0 }
