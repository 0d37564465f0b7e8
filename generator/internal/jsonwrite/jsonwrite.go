// Package jsonwrite writes JSON (RFC 8259) by appending to a slice of bytes: without
// reflection, without values in between, and with the bytes of encoding/json.
//
//	w.Begin('{')
//	w.Field("name", "Anna")
//	w.Name("ages")
//	w.Begin('[')
//	w.Int(41)
//	w.Int(42)
//	w.End(']')
//	w.End('}')
//
// is {"name":"Anna","ages":[41,42]}. The Writer sets the commas; that brackets are
// closed and that members have names is up to the caller.
//
// As in encoding/json, strings can stand within a script element as they are: <, >
// and & are escaped, and so are U+2028 and U+2029, which end a line in JavaScript
// before 2019. Bytes that are no UTF-8 become U+FFFD.
package jsonwrite

import (
	"math"
	"strconv"
	"unicode/utf8"
)

// Writer appends JSON to Bytes. The zero Writer is ready for use.
type Writer struct {
	Bytes []byte
	more  bool // a value or member stands before, so that a comma is due
}

// Reset empties the Writer and keeps its room.
func (w *Writer) Reset() { *w = Writer{Bytes: w.Bytes[:0]} }

// Begin opens an object or array with its bracket, '{' or '['.
func (w *Writer) Begin(bracket byte) {
	w.comma()
	w.Bytes = append(w.Bytes, bracket)
	w.more = false
}

// End closes an object or array with its bracket, '}' or ']'.
func (w *Writer) End(bracket byte) {
	w.Bytes = append(w.Bytes, bracket)
	w.more = true
}

// Name writes the name of a member, whose value comes next. It is written as it is,
// so it must have nothing to escape.
func (w *Writer) Name(name string) {
	w.comma()
	w.Bytes = append(append(append(w.Bytes, '"'), name...), '"', ':')
	w.more = false
}

// String writes one string of all parts, each of which is UTF-8 by itself.
func (w *Writer) String(parts ...string) {
	w.comma()
	w.Bytes = append(w.Bytes, '"')
	for _, part := range parts {
		w.Bytes = appendEscaped(w.Bytes, part)
	}
	w.Bytes = append(w.Bytes, '"')
}

// Field writes a member that is a string.
func (w *Writer) Field(name string, parts ...string) {
	w.Name(name)
	w.String(parts...)
}

// Int writes a number.
func (w *Writer) Int(n int) {
	w.comma()
	w.Bytes = strconv.AppendInt(w.Bytes, int64(n), 10)
}

// Float writes a number in the fewest digits that say it, as ECMAScript does: without
// an exponent from 1e-6 to 1e21. JSON has no word for infinities and NaN, which are
// written as null.
func (w *Writer) Float(f float64) {
	size := math.Abs(f)
	switch {
	case math.IsNaN(f) || math.IsInf(f, 0):
		w.Null()
	case size == 0 || 1e-6 <= size && size < 1e21:
		w.comma()
		w.Bytes = strconv.AppendFloat(w.Bytes, f, 'f', -1, 64)
	default:
		w.comma()
		w.Bytes = strconv.AppendFloat(w.Bytes, f, 'e', -1, 64)
		if n := len(w.Bytes); w.Bytes[n-2] == '0' && w.Bytes[n-3] == '-' { // e-09 is e-9
			w.Bytes = append(w.Bytes[:n-2], w.Bytes[n-1])
		}
	}
}

// Bool writes true or false.
func (w *Writer) Bool(b bool) {
	w.comma()
	w.Bytes = strconv.AppendBool(w.Bytes, b)
}

// Null writes null.
func (w *Writer) Null() {
	w.comma()
	w.Bytes = append(w.Bytes, "null"...)
}

// Raw writes text as it is, commas and all: none is set before what follows.
func (w *Writer) Raw(text string) {
	w.Bytes = append(w.Bytes, text...)
	w.more = false
}

// comma sets the comma that is due before a value or a name. Behind the value, one is.
func (w *Writer) comma() {
	if w.more {
		w.Bytes = append(w.Bytes, ',')
	}
	w.more = true
}

// appendEscaped appends text as it stands between the quotation marks of a string.
func appendEscaped(b []byte, text string) []byte {
	done := 0
	for i := 0; i < len(text); {
		for len(text)-i >= 8 && arePlain(text[i:i+8]) {
			i += 8
		}
		i = afterPlain(text, i)
		if i == len(text) {
			break
		}
		c := text[i]
		if c < utf8.RuneSelf {
			b = appendControl(append(b, text[done:i]...), c)
			i++
			done = i
			continue
		}
		r, size := utf8.DecodeRuneInString(text[i:])
		escape := ""
		switch {
		case r == utf8.RuneError && size == 1:
			escape = `\ufffd`
		case r == '\u2028':
			escape = `\u2028`
		case r == '\u2029':
			escape = `\u2029`
		}
		if escape != "" {
			b = append(append(b, text[done:i]...), escape...)
			done = i + size
		}
		i += size
	}
	return append(b, text[done:]...)
}

// arePlain reports whether eight bytes are plain, all at once. Or-ing a bit makes two
// characters one: " and & differ in 4, < and > in 2.
func arePlain(s string) bool {
	const ones = 0x0101010101010101
	_ = s[7]
	b := uint64(s[0]) | uint64(s[1])<<8 | uint64(s[2])<<16 | uint64(s[3])<<24 |
		uint64(s[4])<<32 | uint64(s[5])<<40 | uint64(s[6])<<48 | uint64(s[7])<<56
	found := b | below(b, ' ') | below((b|4*ones)^'&'*ones, 1) | below((b|2*ones)^'>'*ones, 1) | below(b^'\\'*ones, 1)
	return found&(0x80*ones) == 0
}

// below has the high bit of a byte set if a byte of b is less than n.
func below(b, n uint64) uint64 {
	const ones = 0x0101010101010101
	return (b - n*ones) &^ b
}

// afterPlain returns where the plain bytes from i on end.
func afterPlain(text string, i int) int {
	for i < len(text) && isPlain(text[i]) {
		i++
	}
	return i
}

// isPlain reports whether a byte is a character that stands for itself: ASCII but
// for the control characters and "&<>\.
func isPlain(c byte) bool {
	const special = 1<<' ' - 1 | 1<<'"' | 1<<'&' | 1<<'<' | 1<<'>'
	if c < 64 {
		return uint64(special)>>c&1 == 0
	}
	return c < utf8.RuneSelf && c != '\\'
}

// appendControl appends a character of ASCII that does not stand for itself.
func appendControl(b []byte, c byte) []byte {
	switch c {
	case '"', '\\':
		return append(b, '\\', c)
	case '\b':
		return append(b, `\b`...)
	case '\f':
		return append(b, `\f`...)
	case '\n':
		return append(b, `\n`...)
	case '\r':
		return append(b, `\r`...)
	case '\t':
		return append(b, `\t`...)
	}
	const hex = "0123456789abcdef"
	return append(b, '\\', 'u', '0', '0', hex[c>>4], hex[c&15])
}
