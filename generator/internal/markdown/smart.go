package markdown

import (
	"bytes"
	"strings"
	"unicode"
	"unicode/utf8"
)

// SmartText returns plain text, such as a title, with the quotes, apostrophes,
// dashes and ellipses that a body has with Options.Smart. The text has no Markdown:
// a backslash is a backslash.
func SmartText(s string, q Quotes) string {
	q = q.withDefaults()
	out := make([]byte, 0, len(s)+8)
	for b := []byte(s); len(b) > 0; {
		n := bytes.IndexAny(b, `.-"'`)
		if n < 0 {
			n = len(b)
		}
		out, b = append(out, b[:n]...), b[n:]
		if len(b) == 0 {
			break
		}
		var prev rune
		if len(out) > 0 {
			prev, _ = utf8.DecodeLastRune(out)
		}
		show, size := smart(b, prev, q)
		if show == "" {
			show = string(b[:size])
		}
		out, b = append(out, show...), b[size:]
	}
	return string(out)
}

// smart returns what the punctuation at the start of b is shown as, or "" if it is
// shown as it is, and how many bytes of b that is about. The decision on a quote
// depends on the character before it in the block, 0 at its start, whatever
// elements lie between, and on the one after it.
func smart(b []byte, prev rune, q Quotes) (show string, size int) {
	switch b[0] {
	case '.':
		if bytes.HasPrefix(b, []byte("...")) && (len(b) == 3 || b[3] != '.') && prev != '.' {
			return "…", 3
		}
	case '-':
		return dash(b, prev)
	case '"':
		if opens(prev, q) {
			return q.OpenDouble, 1
		}
		return q.CloseDouble, 1
	case '\'':
		if opens(prev, q) && !elided(b[1:]) {
			return q.OpenSingle, 1
		}
		if unicode.IsLetter(prev) && len(b) > 1 && letterAt(b[1:]) {
			return "’", 1
		}
		if opens(prev, q) {
			return "’", 1
		}
		return q.CloseSingle, 1
	}
	return "", 1
}

// dash is smart for hyphens: two are a dash, three a long one, more stay.
func dash(b []byte, prev rune) (show string, size int) {
	n := 1
	for n < len(b) && b[n] == '-' {
		n++
	}
	switch {
	case prev == '-':
	case n == 3:
		return "—", 3
	case n == 2:
		return "–", 2
	}
	return "", n
}

// opens reports whether a quote opens after a character: at the start, after a
// space, an opening bracket, a dash or another opening quote.
func opens(prev rune, q Quotes) bool {
	switch prev {
	case 0, '—', '–', '-', '/', '"', '\'':
		return true
	}
	first := func(s string) rune { r, _ := utf8.DecodeRuneInString(s); return r }
	return unicode.IsSpace(prev) || unicode.Is(unicode.Ps, prev) ||
		prev == first(q.OpenDouble) || prev == first(q.OpenSingle)
}

// elided reports whether an apostrophe before the text stands for letters or
// digits left out, as in ’90s and ’tis.
func elided(after []byte) bool {
	if len(after) > 0 && after[0] >= '0' && after[0] <= '9' {
		return true
	}
	n := 0
	for n < len(after) && n < 6 && (after[n]|0x20 >= 'a' && after[n]|0x20 <= 'z') {
		n++
	}
	switch strings.ToLower(string(after[:n])) {
	case "tis", "twas", "em", "til", "cause", "n":
		return true
	}
	return false
}

func letterAt(b []byte) bool {
	r, _ := utf8.DecodeRune(b)
	return unicode.IsLetter(r)
}
