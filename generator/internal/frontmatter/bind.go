package frontmatter

import (
	"math"
	"strings"
	"time"

	"explainer/generator/internal/diag"
	"explainer/generator/internal/edtf"
	"explainer/generator/internal/source"
)

// binder lays the parser's values upon the scanner's places, and applies the rules
// that go beyond TOML.
type binder struct {
	file *source.File
	ds   *diag.List
	lost int // where the two trees part, if they do
}

// table gives the entries of t their values from m. It returns false if the two do
// not have the same shape.
func (b *binder) table(t *Table, m map[string]any) bool {
	if len(t.entries) != len(m) {
		b.lost = t.start
		return false
	}
	for _, e := range t.entries {
		v, ok := m[e.name]
		if !ok {
			b.lost = e.start
			return false
		}
		if c, bad := firstForbidden(e.name); bad {
			b.refuseCharacter(b.file.Span(e.start, e.end), c)
		}
		if !b.value(e.value, v) {
			return false
		}
	}
	b.foldedTwins(t)
	return true
}

func (b *binder) value(x *value, v any) bool {
	b.lost = x.start
	switch v := v.(type) {
	case string:
		if x.kind != kindString {
			return false
		}
		x.data = strings.ReplaceAll(v, "\r\n", "\n")
		b.checkEscapes(x)
		return true
	case []any:
		if x.kind != kindArray || x.headers || len(v) != len(x.items) {
			return false
		}
		for i, item := range v {
			if !b.value(x.items[i], item) {
				return false
			}
		}
		return true
	case []map[string]any:
		if x.kind != kindArray || !x.headers || len(v) != len(x.items) {
			return false
		}
		for i, item := range v {
			if !b.table(x.items[i].table, item) {
				return false
			}
		}
		return true
	case map[string]any:
		return x.kind == kindTable && b.table(x.table, v)
	}
	return x.kind == kindBare && b.scalar(x, v)
}

func (b *binder) scalar(x *value, v any) bool {
	x.data = v
	at := b.file.Span(x.start, x.end)
	switch v := v.(type) {
	case int64:
		x.kind = kindInteger
	case bool:
		x.kind = kindBool
	case float64:
		x.kind = kindFloat
		if math.IsNaN(v) || math.IsInf(v, 0) {
			x.kind = kindRefused
			b.ds.Add(diag.Errorf("bad-value", at, "%s is not a finite number", quote(at.Text())))
		}
	case time.Time: // its zone is the machine's; the text is what the author wrote
		b.date(x, at)
	default:
		return false
	}
	return true
}

// date reads a TOML date or date-time from its text.
func (b *binder) date(x *value, at source.Span) {
	x.kind = kindRefused
	text := at.Text()
	if len(text) > 2 && text[2] == ':' {
		b.ds.Add(timeAlone(at))
		return
	}
	d, err := edtf.Parse(asEDTF(text))
	if err != nil {
		b.ds.Add(badDate(err, text, at))
		return
	}
	x.kind, x.data = kindDate, d
}

func timeAlone(at source.Span) diag.Diagnostic {
	return diag.Errorf("bad-date", at, "%s is a time without a date", quote(at.Text())).
		WithHelp("write the day before it, or put it in quotes if it is only words")
}

// checkEscapes refuses a string in which an escape stands for a character that may
// not be written; one that is written was reported before.
func (b *binder) checkEscapes(x *value) {
	if !x.escapes {
		return
	}
	raw := b.file.Span(x.start, x.end).Text()
	if !strings.Contains(raw, `\`) {
		return
	}
	for i := 0; i < len(raw); i++ {
		c, n, ok := escapeAt(raw, i)
		if ok && forbidden(c) {
			b.refuseCharacter(b.file.Span(x.start+i, x.start+i+n), c)
			x.kind = kindRefused
			return
		}
		i += max(0, n-1)
	}
}

// foldedTwins reports keys of one table that differ only by case.
func (b *binder) foldedTwins(t *Table) {
	plain := true
	for _, e := range t.entries {
		plain = plain && !strings.ContainsFunc(e.name, func(c rune) bool { return c >= 'A' && c <= 'Z' || c >= 0x80 })
	}
	if plain || len(t.entries) < 2 {
		return // lower-case keys that are not equal do not fold to the same
	}
	seen := make(map[string]*entry, len(t.entries))
	for _, e := range t.entries {
		folded := strings.ToLower(e.name)
		first, twin := seen[folded]
		if !twin {
			seen[folded] = e
			continue
		}
		b.ds.Add(diag.Errorf("duplicate", b.file.Span(e.start, e.end), "%s differs from %s only by case", quote(e.name), quote(first.name)).
			WithNote(b.file.Span(first.start, first.end), "%s is written here", quote(first.name)).
			WithHelp("keep one of the two"))
	}
}

func firstForbidden(s string) (rune, bool) {
	for _, c := range s {
		if forbidden(c) || c == '\n' {
			return c, true
		}
	}
	return 0, false
}

func (b *binder) refuseCharacter(at source.Span, c rune) {
	if isBidi(c) {
		b.ds.Add(bidiError(at, c))
		return
	}
	what := "control character"
	if c == 0xfeff {
		what = "byte order mark"
	}
	b.ds.Add(diag.Errorf("encoding", at, "%s U+%04X by escape", what, c).WithHelp("take it out"))
}
