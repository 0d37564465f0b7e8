package export

import (
	"bytes"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"
)

// table writes rows of cells as CSV, by RFC 4180 and with the bytes of encoding/csv:
// lines end with CRLF, also within a cell, and a cell is quoted where it must be and
// where it begins with a space.
type table struct {
	out  []byte
	text []byte // of the cell in the making
	row  bool   // a cell of this row stands before
}

// cell adds a cell that has all parts in a row.
func (t *table) cell(parts ...string) {
	for _, part := range parts {
		t.text = append(t.text, part...)
	}
	t.done()
}

// cells adds one cell for the texts of many values, which are joined with "; ". Empty
// texts are left out.
func cells[T any](t *table, values []T, text func(T) string) {
	for _, v := range values {
		s := text(v)
		if s != "" && len(t.text) > 0 {
			t.text = append(t.text, "; "...)
		}
		t.text = append(t.text, s...)
	}
	t.done()
}

// end ends a row.
func (t *table) end() {
	t.out = append(t.out, "\r\n"...)
	t.row = false
}

// done writes the cell in the making. One that a spreadsheet would take for a formula
// begins with an apostrophe.
func (t *table) done() {
	if t.row {
		t.out = append(t.out, ',')
	}
	t.row = true
	if first, _ := utf8.DecodeRune(t.text); isFormula(first) {
		t.text = slices.Insert(t.text, 0, '\'')
	}
	if mustQuote(t.text) {
		t.out = appendQuoted(t.out, t.text)
	} else {
		t.out = append(t.out, t.text...)
	}
	t.text = t.text[:0]
}

// mustQuote reports whether a cell cannot stand as it is. A cell of \. alone would end
// a table for PostgreSQL.
func mustQuote(text []byte) bool {
	first, _ := utf8.DecodeRune(text)
	return unicode.IsSpace(first) || bytes.ContainsAny(text, "\"\r\n,") || string(text) == `\.`
}

// isFormula reports whether a spreadsheet takes what begins with r for a formula.
func isFormula(r rune) bool { return strings.ContainsRune("=+-@\t\r\n＝＋－＠", r) }

// appendQuoted appends a cell in quotation marks.
func appendQuoted(b, text []byte) []byte {
	b = append(b, '"')
	for _, c := range text {
		switch c {
		case '"':
			b = append(b, `""`...)
		case '\r': // CRLF comes of LF
		case '\n':
			b = append(b, "\r\n"...)
		default:
			b = append(b, c)
		}
	}
	return append(b, '"')
}
