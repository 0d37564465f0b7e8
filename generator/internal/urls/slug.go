package urls

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"
)

// maxSlug is the most code points of a slug, and maxTitle the most bytes of a
// text that are looked at for it.
const (
	maxSlug  = 80
	maxTitle = 4096
)

// Slug turns a title into an id: lower case, letters and digits of any script
// with their marks, one hyphen for whatever stands between, at most 80 code
// points, cut at a hyphen where there is one. Apostrophes and invisible characters
// vanish without a hyphen: "Russia's" is "russias". The result passes ValidID, or
// is "" when the text has neither letters nor digits.
func Slug(text string) string {
	if len(text) > maxTitle {
		text = text[:maxTitle]
	}
	text = strings.ToValidUTF8(text, " ")
	text = norm.NFC.String(lower(text))
	var b strings.Builder
	marks, base, gap := 0, false, false
	for _, r := range text {
		switch {
		case isIDLetter(r):
			if gap && b.Len() > 0 {
				b.WriteByte('-')
			}
			marks, base, gap = 0, true, false
			b.WriteRune(r)
		case ignorable(r) || strings.ContainsRune("'’‘", r):
		case isIDMark(r) && base:
			if marks++; marks <= maxMarks {
				b.WriteRune(r)
			}
		default:
			base, gap = false, true
		}
	}
	// What was dropped may have kept two characters from composing.
	slug := cut(norm.NFC.String(b.String()))
	if deviceName(slug) != "" {
		slug += "-"
	}
	return slug
}

// lower returns the text in lower case. Capitals that have no small letter, such
// as those of mathematics, give that of the letter they are a form of.
func lower(text string) string {
	var b strings.Builder
	b.Grow(len(text))
	for _, r := range text {
		small := unicode.ToLower(r)
		if small < utf8.RuneSelf || !unicode.In(small, unicode.Lu, unicode.Lt) {
			b.WriteRune(small)
			continue
		}
		for _, plain := range norm.NFKC.String(string(small)) {
			b.WriteRune(unicode.ToLower(plain))
		}
	}
	return b.String()
}

// cut shortens a slug to its limits, at a hyphen if there is one.
func cut(slug string) string {
	n, end := 0, len(slug)
	for i, r := range slug {
		if n == maxSlug || i+utf8.RuneLen(r) > maxID {
			end = i
			break
		}
		n++
	}
	if end == len(slug) {
		return slug
	}
	if slug[end] != '-' {
		if hyphen := strings.LastIndexByte(slug[:end], '-'); hyphen > 0 {
			end = hyphen
		}
	}
	return slug[:end]
}
