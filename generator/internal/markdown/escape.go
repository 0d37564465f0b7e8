package markdown

import (
	"strconv"
	"unicode/utf8"

	"github.com/yuin/goldmark/util"
)

// appendText appends text as HTML text (HTML §13.1.4). NUL becomes U+FFFD, and a
// CR, which HTML would turn into a line of its own, is dropped.
func appendText[T string | []byte](dst []byte, s T) []byte {
	from := 0
	for i := range len(s) {
		var rep string
		switch s[i] {
		case '&':
			rep = "&amp;"
		case '<':
			rep = "&lt;"
		case '>':
			rep = "&gt;"
		case 0:
			rep = "\ufffd"
		case '\r':
		default:
			continue
		}
		dst = append(dst, s[from:i]...)
		dst = append(dst, rep...)
		from = i + 1
	}
	return append(dst, s[from:]...)
}

// appendValue appends text as the value of an attribute in double quotes.
func appendValue(dst []byte, s string) []byte {
	from := 0
	for i := range len(s) {
		if s[i] == '"' {
			dst = appendText(dst, s[from:i])
			dst = append(dst, "&quot;"...)
			from = i + 1
		}
	}
	return appendText(dst, s[from:])
}

func appendAttr(dst []byte, name, value string) []byte {
	dst = append(dst, ' ')
	dst = append(dst, name...)
	dst = append(dst, `="`...)
	dst = appendValue(dst, value)
	return append(dst, '"')
}

// appendAttrIf appends the attribute unless its value is empty.
func appendAttrIf(dst []byte, name, value string) []byte {
	if value == "" {
		return dst
	}
	return appendAttr(dst, name, value)
}

func appendIntAttr(dst []byte, name string, n int) []byte {
	dst = append(dst, ' ')
	dst = append(dst, name...)
	dst = append(dst, `="`...)
	dst = strconv.AppendInt(dst, int64(n), 10)
	return append(dst, '"')
}

// entity reads the character reference (CommonMark §2.5) that b begins with. It
// returns the characters that it stands for and its length, or 0 if b begins with
// none.
func entity(b []byte) (chars string, length int) {
	end := 1
	if len(b) > 2 && b[1] == '#' {
		base, digits := 10, b[2:]
		if digits[0] == 'x' || digits[0] == 'X' {
			base, digits = 16, digits[1:]
		}
		n := 0
		for n < len(digits) && n < 8 && util.IsHexDecimal(digits[n]) {
			n++
		}
		if n == 0 || base == 16 && n > 6 || base == 10 && n > 7 || n == len(digits) || digits[n] != ';' {
			return "", 0
		}
		v, err := strconv.ParseUint(string(digits[:n]), base, 32)
		if err != nil {
			return "", 0
		}
		r := rune(v)
		if v == 0 || v > utf8.MaxRune || !utf8.ValidRune(r) {
			r = utf8.RuneError
		}
		return string(r), len(b) - len(digits) + n + 1
	}
	for end < len(b) && end < 40 && util.IsAlphaNumeric(b[end]) {
		end++
	}
	if end == 1 || end == len(b) || b[end] != ';' {
		return "", 0
	}
	e, ok := util.LookUpHTML5EntityByName(string(b[1:end]))
	if !ok {
		return "", 0
	}
	return string(e.Characters), end + 1
}

// unescape resolves backslash escapes and character references, as in a
// destination, a title or an info string.
func unescape(b []byte) string {
	out := make([]byte, 0, len(b))
	for i := 0; i < len(b); i++ {
		switch {
		case b[i] == '\\' && i+1 < len(b) && util.IsPunct(b[i+1]):
			i++
			out = append(out, b[i])
			continue
		case b[i] == '&':
			if chars, n := entity(b[i:]); n > 0 {
				out = append(out, chars...)
				i += n - 1
				continue
			}
		}
		out = append(out, b[i])
	}
	return string(out)
}
