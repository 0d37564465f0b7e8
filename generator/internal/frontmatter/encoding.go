package frontmatter

import (
	"bytes"
	"fmt"
	"unicode"
	"unicode/utf8"

	"explainer/generator/internal/diag"
	"explainer/generator/internal/source"
)

// byteOrderMark is U+FEFF in UTF-8.
const byteOrderMark = "\ufeff"

// afterMark returns where the text begins: after the byte order mark, if any.
func afterMark(data []byte) int {
	if bytes.HasPrefix(data, []byte(byteOrderMark)) {
		return len(byteOrderMark)
	}
	return 0
}

// encodingFault is the first thing in a file that is not text.
type encodingFault struct {
	diag.Diagnostic
	whole bool // the whole file is in another encoding; reading on is of no use
}

// firstFault returns the first of: UTF-16, a byte that is not UTF-8, NUL, and a byte
// order mark that is not at the start.
func firstFault(f *source.File) (encodingFault, bool) {
	data := f.Data()
	if looksLikeUTF16(data) {
		return encodingFault{
			Diagnostic: diag.Errorf("encoding", f.Span(0, 0), "the file is encoded as UTF-16").WithHelp("save it as UTF-8"),
			whole:      true,
		}, true
	}
	at, found := len(data), encodingFault{}
	if i := firstInvalid(data); i >= 0 {
		at = i
		found.Diagnostic = diag.Errorf("encoding", f.Span(i, i+1), "byte 0x%02x is not UTF-8 text", data[i]).
			WithHelp("save the file as UTF-8")
	}
	if i := bytes.IndexByte(data[:at], 0); i >= 0 {
		at = i
		found.Diagnostic = diag.Errorf("encoding", f.Span(i, i+1), "the file has a NUL byte").
			WithHelp("take it out; a text has none")
	}
	start := min(afterMark(data), at)
	if i := bytes.Index(data[start:at], []byte(byteOrderMark)); i >= 0 {
		at = start + i
		found.Diagnostic = diag.Errorf("encoding", f.Span(at, at+len(byteOrderMark)), "a byte order mark (U+FEFF) that is not at the start of the file").
			WithHelp("take it out; it is invisible and came with a copied text")
	}
	return found, at < len(data)
}

// looksLikeUTF16 reports a byte order mark of UTF-16, or two ASCII characters in it.
func looksLikeUTF16(data []byte) bool {
	if bytes.HasPrefix(data, []byte("\xff\xfe")) || bytes.HasPrefix(data, []byte("\xfe\xff")) {
		return true
	}
	if len(data) < 4 {
		return false
	}
	a, b, c, d := data[0] == 0, data[1] == 0, data[2] == 0, data[3] == 0
	return !a && b && !c && d || a && !b && c && !d
}

// firstInvalid returns the offset of the first byte that is not UTF-8, or -1.
func firstInvalid(data []byte) int {
	if utf8.Valid(data) {
		return -1
	}
	for i := 0; i < len(data); {
		r, n := utf8.DecodeRune(data[i:])
		if r == utf8.RuneError && n == 1 {
			return i
		}
		i += n
	}
	return -1
}

// firstControl returns the offset of the first control character of data[start:end]
// other than tab and line break. The data is UTF-8.
func firstControl(data []byte, start, end int) (int, bool) {
	for i := start; i < end; i++ {
		switch c := data[i]; {
		case c < ' ' && c != '\t' && c != '\n' && c != '\r', c == 0x7f:
			return i, true
		case c == 0xc2 && i+1 < end && data[i+1] < 0xa0: // U+0080 to U+009F
			return i, true
		}
	}
	return 0, false
}

func controlError(f *source.File, at int) diag.Diagnostic {
	r, n := utf8.DecodeRune(f.Data()[at:])
	return diag.Errorf("encoding", f.Span(at, at+n), "control character U+%04X", r).WithHelp("take it out")
}

// reportBidi reports the first bidirectional control of the file, and how many
// more there are.
func (r *reader) reportBidi() {
	data, first, n := r.file.Data(), -1, 0
	for i := 0; i < len(data); {
		j := bytes.IndexByte(data[i:], 0xe2) // all of them are E2 80 AA-AE or E2 81 A6-A9
		if j < 0 {
			break
		}
		i += j
		c, size := utf8.DecodeRune(data[i:])
		if isBidi(c) {
			n++
			if first < 0 {
				first = i
			}
		}
		i += size
	}
	if n == 0 {
		return
	}
	c, size := utf8.DecodeRune(data[first:])
	d := bidiError(r.file.Span(first, first+size), c)
	if n > 1 {
		d = d.WithNote(source.Span{}, "the file has %d of these controls", n)
	}
	r.ds.Add(d)
}

func bidiError(at source.Span, c rune) diag.Diagnostic {
	return diag.Errorf("bidi-control", at, "bidirectional control %s", runeName(c)).
		WithHelp("take it out: it is invisible and can make the text read other than it is; the direction of words needs no mark")
}

// isBidi reports the embeddings, overrides and isolates of UAX #9. The marks that
// only hint at a direction (U+200E, U+200F, U+061C) are ordinary in running text.
func isBidi(c rune) bool { return c >= 0x202a && c <= 0x202e || c >= 0x2066 && c <= 0x2069 }

// forbidden reports a character that no value or key may hold, written or escaped.
func forbidden(c rune) bool {
	return unicode.IsControl(c) && c != '\t' && c != '\n' || isBidi(c) || c == 0xfeff
}

func runeName(c rune) string {
	switch c {
	case 0x202a, 0x202b:
		return fmt.Sprintf("U+%04X (embedding)", c)
	case 0x202c, 0x2069:
		return fmt.Sprintf("U+%04X (end of a direction)", c)
	case 0x202d, 0x202e:
		return fmt.Sprintf("U+%04X (override)", c)
	case 0x2066, 0x2067, 0x2068:
		return fmt.Sprintf("U+%04X (isolate)", c)
	}
	return fmt.Sprintf("U+%04X", c)
}
