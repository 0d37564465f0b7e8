package frontmatter

import (
	"errors"
	"strings"

	"explainer/generator/internal/diag"
	"explainer/generator/internal/edtf"
	"explainer/generator/internal/source"
)

// Date is a date and where it stands.
type Date struct {
	edtf.Date
	Span source.Span
}

// Item is one element of an array that may mix: exactly one field is set.
type Item struct {
	Text  *Text
	Date  *Date
	Table *Table
}

// Date returns a TOML date, with or without a time, or a string in EDTF (ISO
// 8601-2). It is the zero Date if the key is absent or the date is wrong; the Span
// is set in the second case.
func (t *Table) Date(key string) Date {
	v := t.get(key)
	if v == nil {
		return Date{}
	}
	switch v.kind {
	case kindDate:
		return t.date(v)
	case kindString:
		return t.ParseDate(t.text(v))
	}
	help := "write " + key + ` = 2022-09-29, or "2022-09" in quotes`
	if v.kind == kindInteger && isEDTF(t.span(v).Text()) {
		help = "write " + key + " = " + quote(t.span(v).Text())
	}
	t.wrongType(key, v, "a date", help)
	return Date{Span: t.span(v)}
}

// ParseDate reads a text as EDTF and reports what is wrong at the very letters. The
// text is one that came from this table.
func (t *Table) ParseDate(x Text) Date {
	d, err := edtf.Parse(x.Value)
	if err != nil {
		t.report(badDate(err, x.Value, x.Span))
	}
	return Date{Date: d, Span: x.Span}
}

func (t *Table) date(v *value) Date { return Date{Date: v.data.(edtf.Date), Span: t.span(v)} }

// asEDTF returns a TOML date as EDTF writes it: a T before the time, no fractions
// of a second (RFC 3339 §5.6 allows both ways).
func asEDTF(text string) string {
	text = strings.ToUpper(strings.Replace(text, " ", "T", 1))
	whole, rest, ok := strings.Cut(text, ".")
	if !ok {
		return text
	}
	return whole + strings.TrimLeft(rest, "0123456789")
}

func isEDTF(text string) bool {
	_, err := edtf.Parse(text)
	return err == nil
}

// badDate turns the error of a date into a diagnostic. Its offsets hold only where
// the span is the text itself, without escapes.
func badDate(err error, text string, at source.Span) diag.Diagnostic {
	var syntax *edtf.SyntaxError
	if !errors.As(err, &syntax) {
		return diag.Errorf("bad-date", at, "%s is not a date", quote(text))
	}
	if at.Text() == text && 0 <= syntax.Offset && syntax.Offset < syntax.End && syntax.End <= len(text) {
		at = at.File.Span(at.Start()+syntax.Offset, at.Start()+syntax.End)
	}
	return diag.Errorf("bad-date", at, "%s", syntax.Message).WithHelp("%s", syntax.Help)
}

// Items returns the elements of an array that may mix strings, dates and tables.
func (t *Table) Items(key string) []Item {
	v := t.get(key)
	if v == nil {
		return nil
	}
	if v.kind != kindArray {
		help := ""
		switch v.kind {
		case kindString:
			help = "write " + key + " = [" + quote(v.data.(string)) + "]"
		case kindDate:
			help = "write " + key + " = [" + t.span(v).Text() + "]"
		case kindTable:
			help = "write [[" + key + "]] in place of [" + key + "]"
		}
		t.wrongType(key, v, "an array", help)
		return nil
	}
	items := make([]Item, 0, len(v.items))
	for _, item := range v.items {
		switch item.kind {
		case kindString:
			if !t.emptyText("an item of "+quote(key), item) {
				text := t.text(item)
				items = append(items, Item{Text: &text})
			}
		case kindDate:
			date := t.date(item)
			items = append(items, Item{Date: &date})
		case kindTable:
			items = append(items, Item{Table: item.obtain()})
		case kindRefused:
		default:
			t.wrongItem(key, item, "a string, a date or a table", t.quotedHelp(item))
		}
	}
	return items
}
