package frontmatter

import (
	"strings"

	"explainer/generator/internal/diag"
	"explainer/generator/internal/edtf"
)

// wordAt returns the word without quotes that an offset lies in, and its start.
func (s *scanner) wordAt(at int) (from int, word string) {
	from = at
	for from > 0 && bareEnd(s.text[from-1:from], 0) > 0 {
		from--
	}
	return from, s.text[from:bareEnd(s.text, from)]
}

// badNumber: a word that begins like a number.
func badNumber(s *scanner, at, length int) diag.Diagnostic {
	from, word := s.wordAt(at)
	d := diag.Errorf("toml-syntax", s.span(from, max(1, len(word))), "%s is not a number", quote(word))
	switch digits := strings.TrimLeft(word, "+-"); {
	case strings.HasPrefix(digits, "."):
		return d.WithHelp("write a digit before the point")
	case strings.HasSuffix(digits, ".") || strings.Contains(digits, ".e"):
		return d.WithHelp("write a digit after the point")
	case len(digits) > 1 && digits[0] == '0' && isDigit(digits[1]):
		return d.WithHelp("a number has no zero before it; put it in quotes if it is a name or a code: %s", quote(word))
	case strings.Contains(digits, "_"):
		return d.WithHelp("an underscore stands between two digits")
	}
	return d.WithHelp("put text in quotes: %s", quote(word))
}

// badTime: a word that begins like a date or a time and is neither.
func badTime(s *scanner, at, length int) diag.Diagnostic {
	from, word := s.wordAt(at)
	span := s.span(from, max(1, len(word)))
	if len(word) > 2 && word[2] == ':' {
		return timeAlone(span)
	}
	if day, _, ok := strings.Cut(word, "T"); ok {
		if _, err := edtf.Parse(day); err != nil {
			return badDate(err, word, span)
		}
	}
	_, err := edtf.Parse(word)
	return badDate(err, word, span)
}

// looseDate explains a word that the parser does not take because it is a date: a
// day that does not exist, or EDTF without quotes.
func (s *scanner) looseDate(at int) (diag.Diagnostic, bool) {
	from, word := s.wordAt(at)
	if len(word) < 4 || !strings.ContainsAny(word, "0123456789") {
		return diag.Diagnostic{}, false
	}
	end := from + len(word)
	if day := word[:min(len(word), len("2006-01-02"))]; looksLikeDay(day) {
		if _, err := edtf.Parse(day); err != nil {
			return badDate(err, day, s.span(from, len(day))), true
		}
		spaced := word == day && end+1 < len(s.text) && s.text[end] == ' ' && isDigit(s.text[end+1])
		if spaced {
			end = bareEnd(s.text, end+1)
		}
		if spaced || len(word) > len(day) && (word[len(day)] == 'T' || word[len(day)] == 't') {
			return diag.Errorf("bad-date", s.span(from, end-from), "%s has no possible time of day", quote(s.text[from:end])).
				WithHelp("write %s", day), true
		}
	}
	if isEDTF(word) && strings.Trim(word, "0123456789") != "" && !looksLikeDay(word) {
		return diag.Errorf("bad-date", s.span(from, len(word)), "%s is a date in EDTF, which stands in quotes", quote(word)).
			WithHelp("write %s", quote(word)), true
	}
	return diag.Diagnostic{}, false
}

// looksLikeDay reports the form of 2006-01-02.
func looksLikeDay(s string) bool {
	if len(s) != len("2006-01-02") {
		return false
	}
	for i := range len(s) {
		if dash := i == 4 || i == 7; dash != (s[i] == '-') || !dash && !isDigit(s[i]) {
			return false
		}
	}
	return true
}
