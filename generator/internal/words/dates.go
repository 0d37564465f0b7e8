package words

import (
	"cmp"
	"reflect"
	"strings"
	"unicode/utf8"

	"explainer/generator/internal/diag"
	"explainer/generator/internal/edtf"
	"explainer/generator/internal/frontmatter"
)

// dates reads the tables [dates] and [dates.brief].
func (r *reader) dates(t *frontmatter.Table, into, base *edtf.Language) {
	into.Tag = r.tag.String()
	full := t.Table("dates")
	digits := full.Text("digits")
	if into.Digits = digits.Value; digits.Value != "" && utf8.RuneCountInString(digits.Value) != 10 {
		r.ds.Add(diag.Errorf("bad-value", digits.Span, "these are %d digits, and 10 are needed", utf8.RuneCountInString(digits.Value)).
			WithHelp("write the ten digits from zero, or leave the key out for 0123456789"))
		into.Digits = ""
	}
	for _, o := range full.Texts("ordinals") {
		ending := strings.TrimLeft(o.Value, "0123456789")
		into.OrdinalEnding = append(into.OrdinalEnding, edtf.Ending{Digits: strings.TrimSuffix(o.Value, ending), Text: ending})
	}
	r.missing("dates", full, r.wording(full, &base.Full, &into.Full))
	r.wording(full.Table("brief"), &into.Full, &into.Brief)
	into.Brief.FirstDay = cmp.Or(into.Brief.FirstDay, into.Full.FirstDay)
	into.Brief.DaysOfYear = cmp.Or(into.Brief.DaysOfYear, into.Full.DaysOfYear)
}

// optional are the keys of dates that a language need not have.
func optional(key string) bool { return key == "first_day" || key == "days_of_year" }

// wording fills the names and patterns of dates, and returns the keys that are
// missing.
func (r *reader) wording(t *frontmatter.Table, base, into *edtf.Wording) (missing []string) {
	from, to := reflect.ValueOf(base).Elem(), reflect.ValueOf(into).Elem()
	for i := range to.NumField() {
		key := snake(to.Type().Field(i).Name)
		if !t.Has(key) && !optional(key) {
			to.Field(i).Set(from.Field(i))
			missing = append(missing, key)
			continue
		}
		switch field := to.Field(i).Addr().Interface().(type) {
		case *string:
			if t.Has(key) {
				*field = t.Text(key).Value
			}
		case *edtf.Forms:
			*field = edtf.Forms{}
			for c, suffix := range suffixes() {
				field[c] = t.Text(key + suffix).Value
			}
		case *[12]edtf.Forms:
			r.names(t, key, field[:])
		case *[4]edtf.Forms:
			r.names(t, key, field[:])
		}
	}
	return missing
}

// names reads the names of months or seasons, in each case that the language has.
func (r *reader) names(t *frontmatter.Table, key string, into []edtf.Forms) {
	clear(into)
	for c, suffix := range suffixes() {
		list := t.Texts(key + suffix)
		if list != nil && len(list) != len(into) {
			r.ds.Add(diag.Errorf("bad-value", t.KeySpan(key+suffix), "%s has %d names, and %d are needed", key+suffix, len(list), len(into)))
			continue
		}
		for i, name := range list {
			into[i][c] = name.Value
		}
	}
}

// suffixes are what the keys of a case end in, by edtf.Case.
func suffixes() [edtf.Dative + 1]string {
	names := caseNames()
	for c, name := range names {
		names[c] = "_" + name
	}
	names[edtf.Nominative] = ""
	return names
}
