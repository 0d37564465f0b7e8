package diag

import (
	"bytes"
	"fmt"
	"io"
	"strings"
	"unicode"
	"unicode/utf8"

	"explainer/generator/internal/source"
)

// TextOptions says how diagnostics are written for a terminal.
type TextOptions struct {
	Color bool // ANSI SGR sequences (ECMA-48 §8.3.117)
}

// WriteText writes the diagnostics in the order given, each with its line and a
// caret under the place. It returns the writer's error.
func WriteText(w io.Writer, list List, opts TextOptions) error {
	var b strings.Builder
	for _, d := range list {
		writeOne(&b, d, opts)
	}
	_, err := io.WriteString(w, b.String())
	return err
}

// String returns the plain text form, without a final line break.
func (d Diagnostic) String() string {
	var b strings.Builder
	writeOne(&b, d, TextOptions{})
	return strings.TrimSuffix(b.String(), "\n")
}

func writeOne(b *strings.Builder, d Diagnostic, opts TextOptions) {
	p := painter{b: b, on: opts.Color}
	p.paint(bold, where(d.Span, d.Path))
	if d.Severity == Error {
		p.paint(red, "error:")
	} else {
		p.paint(yellow, "warning:")
	}
	b.WriteString(" ")
	p.paint(bold, clean(d.Message))
	if d.Severity == Warning {
		p.paint(dim, " ["+d.ID+"]")
	}
	b.WriteString("\n")
	excerpt(&p, d.Span)
	for _, n := range d.Notes {
		b.WriteString("  ")
		p.paint(cyan, "note:")
		b.WriteString(" " + clean(n.Message))
		if !n.Span.IsZero() {
			b.WriteString(" (" + strings.TrimSuffix(where(n.Span, ""), ": ") + ")")
		}
		b.WriteString("\n")
	}
	if d.Help != "" {
		b.WriteString("  ")
		p.paint(cyan, "help:")
		b.WriteString(" " + clean(d.Help) + "\n")
	}
}

// where returns "path:line:column: ", as much of it as is known.
func where(span source.Span, path string) string {
	switch {
	case span.File != nil:
		pos := span.Pos()
		return fmt.Sprintf("%s:%d:%d: ", clean(span.File.Path), pos.Line, pos.Column)
	case path != "":
		return clean(path) + ": "
	}
	return ""
}

// The most code points of a line that an excerpt shows, and how many of them
// stand before the place when the line is longer.
const (
	excerptWidth = 100
	excerptLead  = 30
)

// excerpt writes the line of the span, numbered, and a caret under each of its
// characters that the line has. It looks at no more of a long line than it shows.
func excerpt(p *painter, span source.Span) {
	if span.File == nil || len(span.File.Data()) == 0 {
		return
	}
	line := span.Pos().Line
	start, end := span.File.LineBounds(line)
	data := span.File.Data()[:end]
	if start == 0 && bytes.HasPrefix(data, []byte(byteOrderMark)) {
		start = len(byteOrderMark)
	}
	at := max(start, min(span.Start(), end))
	from, to := window(data, start, at)
	marked := data[at:max(at, min(span.End(), to))]
	lead, tail := "", ""
	if from > start {
		lead = "…"
	}
	if to < end {
		tail = "…"
	}
	number := fmt.Sprint(line)
	p.paint(dim, "  "+number+" | ")
	p.b.WriteString(lead + visible(data[from:to]) + tail + "\n")
	p.paint(dim, "  "+strings.Repeat(" ", len(number))+" | ")
	p.b.WriteString(strings.Repeat(" ", utf8.RuneCountInString(lead)+width(visible(data[from:at]))))
	p.paint(red, strings.Repeat("^", max(1, width(visible(marked)))))
	p.b.WriteString("\n")
}

const byteOrderMark = "\ufeff"

// window returns the part of the line data[start:] to show around a place in it.
func window(data []byte, start, at int) (from, to int) {
	from, _ = backward(data, start, at, excerptLead)
	to = from
	shown := 0
	for ; to < len(data) && shown < excerptWidth; shown++ {
		_, size := utf8.DecodeRune(data[to:])
		to += size
	}
	from, _ = backward(data, start, from, excerptWidth-shown)
	return from, to
}

// backward goes up to n code points back from a place, not before start.
func backward(data []byte, start, at, n int) (to, went int) {
	for at > start && went < n {
		_, size := utf8.DecodeLastRune(data[start:at])
		at -= size
		went++
	}
	return at, went
}

// visible returns text that a terminal shows on one line and does not obey:
// tabs become spaces, controls, bidirectional controls and broken bytes become
// U+FFFD.
func visible(text []byte) string {
	var b strings.Builder
	for _, r := range string(text) {
		switch {
		case r == '\t':
			b.WriteString("    ")
		case hostile(r):
			b.WriteRune(utf8.RuneError)
		default:
			b.WriteRune(r)
		}
	}
	return b.String()
}

// clean is visible for a message, which holds words that an author wrote.
func clean(s string) string {
	if !strings.ContainsFunc(s, func(r rune) bool { return r == '\t' || hostile(r) }) {
		return s
	}
	return visible([]byte(s))
}

func hostile(r rune) bool {
	return unicode.IsControl(r) && r != '\t' || unicode.Is(unicode.Bidi_Control, r) || r == '\u2028' || r == '\u2029'
}

// width returns how many columns a terminal gives the text: two for wide East
// Asian characters, none for combining marks.
func width(s string) int {
	n := 0
	for _, r := range s {
		switch {
		case unicode.In(r, unicode.Mn, unicode.Me, unicode.Cf):
		case wide(r):
			n += 2
		default:
			n++
		}
	}
	return n
}

// wide reports the ranges that Unicode's East Asian Width (UAX #11) calls W or F
// and that running text has: Hangul, CJK, kana, full-width forms, emoji.
func wide(r rune) bool {
	switch {
	case r < 0x1100:
		return false
	case r <= 0x115f, r >= 0x2e80 && r <= 0xa4cf, r >= 0xac00 && r <= 0xd7a3,
		r >= 0xf900 && r <= 0xfaff, r >= 0xfe30 && r <= 0xfe6f, r >= 0xff00 && r <= 0xff60,
		r >= 0xffe0 && r <= 0xffe6, r >= 0x1f300 && r <= 0x1faff, r >= 0x20000 && r <= 0x3fffd:
		return true
	}
	return false
}

type style string

const (
	bold   style = "\x1b[1m"
	dim    style = "\x1b[2m"
	red    style = "\x1b[1;31m"
	yellow style = "\x1b[1;33m"
	cyan   style = "\x1b[36m"
	reset        = "\x1b[0m"
)

// painter writes text in a style, or plainly when it is off.
type painter struct {
	b  *strings.Builder
	on bool
}

func (p painter) paint(s style, text string) {
	if !p.on {
		p.b.WriteString(text)
		return
	}
	p.b.WriteString(string(s) + text + reset)
}
