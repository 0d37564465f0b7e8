package frontmatter

import (
	"slices"
	"strings"
	"unicode/utf8"

	"explainer/generator/internal/diag"
	"explainer/generator/internal/source"
)

// Text is a string and where it stands.
type Text struct {
	Value string
	Span  source.Span
}

// Text returns a string, or the zero Text if the key is absent.
func (t *Table) Text(key string) Text {
	v := t.get(key)
	if v == nil {
		return Text{}
	}
	if v.kind == kindString {
		return t.text(v)
	}
	t.wrongType(key, v, "a string", t.asTextHelp(key, v))
	return Text{}
}

// Texts returns an array of strings. An empty string in it is an error.
func (t *Table) Texts(key string) []Text {
	v := t.get(key)
	if v == nil {
		return nil
	}
	if v.kind != kindArray || v.headers {
		help := ""
		if v.kind == kindString {
			help = "write " + key + " = [" + quote(v.data.(string)) + "]"
		}
		t.wrongType(key, v, "an array of strings", help)
		return nil
	}
	return t.texts(key, v)
}

// TextOrTexts returns a string or an array of strings, as one list. An empty string
// is an error.
func (t *Table) TextOrTexts(key string) []Text {
	v := t.get(key)
	switch {
	case v == nil:
		return nil
	case v.kind == kindString:
		if t.emptyText(quote(key), v) {
			return nil
		}
		return []Text{t.text(v)}
	case v.kind == kindArray && !v.headers:
		return t.texts(key, v)
	}
	t.wrongType(key, v, "a string or an array of strings", t.asTextHelp(key, v))
	return nil
}

func (t *Table) texts(key string, v *value) []Text {
	texts := make([]Text, 0, len(v.items))
	for _, item := range v.items {
		switch {
		case item.kind == kindRefused:
		case item.kind != kindString:
			t.wrongItem(key, item, "a string", t.quotedHelp(item))
		case !t.emptyText("an item of "+quote(key), item):
			texts = append(texts, t.text(item))
		}
	}
	return texts
}

func (t *Table) text(v *value) Text { return Text{Value: v.data.(string), Span: t.span(v)} }

// emptyText reports a string that has no words.
func (t *Table) emptyText(what string, v *value) bool {
	if strings.TrimSpace(v.data.(string)) != "" {
		return false
	}
	t.report(diag.Errorf("bad-value", t.span(v), "%s is empty", what).WithHelp("write something between the quotes, or take it out"))
	return true
}

// OneOf returns a string that must be one of those allowed. Of another one it
// returns the place alone.
func (t *Table) OneOf(key string, allowed ...string) Text {
	text := t.Text(key)
	if text.Span.IsZero() || slices.Contains(allowed, text.Value) {
		return text
	}
	t.report(diag.Errorf("bad-value", text.Span, "unknown %s %s", key, quote(text.Value)).
		WithHelp("%s", diag.DidYouMean(text.Value, allowed)))
	return Text{Span: text.Span}
}

// Bool returns true or false, and whether the key is present and is one of them.
func (t *Table) Bool(key string) (value, present bool) {
	v := t.get(key)
	if v == nil {
		return false, false
	}
	if v.kind == kindBool {
		return v.data.(bool), true
	}
	help := "write " + key + " = true or " + key + " = false"
	if s, ok := v.data.(string); ok && v.kind == kindString && (s == "true" || s == "false") {
		help = "write " + key + " = " + s + ", without quotes"
	}
	t.wrongType(key, v, "true or false", help)
	return false, false
}

// Int returns a whole number, and whether the key is present and is one.
func (t *Table) Int(key string) (int64, bool) {
	v := t.get(key)
	if v == nil {
		return 0, false
	}
	if v.kind == kindInteger {
		return v.data.(int64), true
	}
	help := ""
	if s, ok := v.data.(string); ok && v.kind == kindString && isDigits(s) {
		help = "write " + key + " = " + strings.TrimLeft(s[:len(s)-1], "0") + s[len(s)-1:] + ", without quotes"
	}
	t.wrongType(key, v, "a whole number", help)
	return 0, false
}

func isDigits(s string) bool {
	return s != "" && len(s) < 19 && strings.Trim(s, "0123456789") == ""
}

// Floats returns an array of numbers, whole ones too. If any item is not a number
// it returns nil, since places in the array have a meaning.
func (t *Table) Floats(key string) []float64 {
	v := t.get(key)
	if v == nil {
		return nil
	}
	if v.kind != kindArray || v.headers {
		t.wrongType(key, v, "an array of numbers", "")
		return nil
	}
	floats := make([]float64, 0, len(v.items))
	for _, item := range v.items {
		switch item.kind {
		case kindInteger:
			floats = append(floats, float64(item.data.(int64)))
		case kindFloat:
			floats = append(floats, item.data.(float64))
		case kindRefused:
		default:
			t.wrongItem(key, item, "a number", "")
		}
	}
	if len(floats) < len(v.items) {
		return nil
	}
	return floats
}

// Table returns a table, written [key] or key = { }, or nil if it is absent.
func (t *Table) Table(key string) *Table {
	v := t.get(key)
	if v == nil {
		return nil
	}
	if v.kind == kindTable {
		return v.obtain()
	}
	help := ""
	if v.headers {
		help = "write [" + key + "] once, in place of [[" + key + "]]"
	}
	t.wrongType(key, v, "a table", help)
	return nil
}

// Tables returns the tables of an array, written [[key]] or key = [{ }, { }].
func (t *Table) Tables(key string) []*Table {
	v := t.get(key)
	if v == nil {
		return nil
	}
	if v.kind != kindArray {
		help := "write [[" + key + "]] above the keys of each"
		if v.kind == kindTable {
			help = "write [[" + key + "]] in place of [" + key + "]"
		}
		t.wrongType(key, v, "an array of tables", help)
		return nil
	}
	tables := make([]*Table, 0, len(v.items))
	for _, item := range v.items {
		switch item.kind {
		case kindTable:
			tables = append(tables, item.obtain())
		case kindRefused:
		default:
			t.wrongItem(key, item, "a table", "write [["+key+"]] above the keys of each")
		}
	}
	return tables
}

func (v *value) obtain() *Table {
	v.table.obtained = true
	return v.table
}

func (t *Table) wrongType(key string, v *value, want, help string) {
	t.report(diag.Errorf("toml-type", t.span(v), "%s is %s, but %s is expected", quote(key), v, want).WithHelp("%s", help))
}

func (t *Table) wrongItem(key string, v *value, want, help string) {
	t.report(diag.Errorf("toml-type", t.span(v), "an item of %s is %s, but %s is expected", quote(key), v, want).WithHelp("%s", help))
}

// asTextHelp says how a value of another type is written as a string.
func (t *Table) asTextHelp(key string, v *value) string {
	if v.kind == kindArray && len(v.items) == 1 && v.items[0].kind == kindString {
		return "write " + key + " = " + quote(v.items[0].data.(string))
	}
	if help := t.quotedHelp(v); help != "" {
		return "write " + key + " = " + quote(t.span(v).Text())
	}
	return ""
}

// quotedHelp says that a number, date or boolean needs quotes to be a string.
func (t *Table) quotedHelp(v *value) string {
	switch v.kind {
	case kindInteger, kindFloat, kindBool, kindDate:
		return "write " + quote(t.span(v).Text())
	}
	return ""
}

// quoteWidth is how many characters of an author's words a message repeats.
const quoteWidth = 60

// clip returns the start of a text that is too long for a message, on one line.
func clip(s string) string {
	s, _, more := strings.Cut(s, "\n")
	n := 0
	for i := range s {
		if n == quoteWidth {
			return s[:i] + "…"
		}
		n++
	}
	if more {
		return s + "…"
	}
	return s
}

// quote returns a text as messages name it.
func quote(s string) string { return `"` + clip(strings.ToValidUTF8(s, string(utf8.RuneError))) + `"` }
