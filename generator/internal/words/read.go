package words

import (
	"fmt"
	"reflect"
	"slices"
	"strings"
	"unicode"

	"golang.org/x/text/feature/plural"
	"golang.org/x/text/language"
	"golang.org/x/text/language/display"

	"explainer/generator/internal/diag"
	"explainer/generator/internal/edtf"
	"explainer/generator/internal/frontmatter"
	"explainer/generator/internal/source"
)

// reader reads one file of words.
type reader struct {
	file   *source.File
	ds     *diag.List
	tag    language.Tag
	digits string
}

// read reads a file. What it does not have is taken from base, which is nil for the
// built-in English itself.
func read(f *source.File, tag language.Tag, base *Language, ds *diag.List) *Language {
	l := &Language{Tag: tag.String(), terms: map[string]map[string]string{}, namer: display.Tags(tag)}
	if base == nil {
		base = &Language{}
	}
	r := &reader{file: f, ds: ds, tag: tag}
	t := frontmatter.ParseFile(f, ds)
	if t.Broken() {
		fallen := *base
		fallen.Tag = l.Tag
		return &fallen
	}
	r.dates(t, &l.Dates, &base.Dates)
	r.digits = l.Dates.Digits
	r.table(t, "say", &base.Say, &l.Say)
	r.table(t, "tell", &base.Tell, &l.Tell)
	text := t.Table("text")
	missing := append(r.fields(text, &base.Labels, &l.Labels), r.fields(text, &base.Quotes, &l.Quotes)...)
	r.missing("text", text, missing)
	r.terms(t.Table("terms"), base.terms, l.terms)
	t.Finish()
	return l
}

func (r *reader) table(t *frontmatter.Table, name string, base, into any) {
	sub := t.Table(name)
	r.missing(name, sub, r.fields(sub, base, into))
}

// missing warns of the keys that a table does not have.
func (r *reader) missing(name string, t *frontmatter.Table, keys []string) {
	if len(keys) == 0 {
		return
	}
	at := t.Span()
	if t == nil {
		at = r.file.Span(0, 0)
	}
	const few = 5
	list := strings.Join(keys[:min(few, len(keys))], ", ")
	if len(keys) > few {
		list += fmt.Sprintf(" and %d more", len(keys)-few)
	}
	r.ds.Add(diag.Warningf("words-missing", at, "[%s] does not have %s; the pages say it in English", name, list).
		WithHelp("copy what is missing from the built-in file layouts/words/en.toml, and translate it"))
}

// fields fills a struct of phrases from a table, and returns the keys that are
// missing. Those are taken from base, a struct of the same type.
func (r *reader) fields(t *frontmatter.Table, base, into any) (missing []string) {
	from, to := reflect.ValueOf(base).Elem(), reflect.ValueOf(into).Elem()
	for i := range to.NumField() {
		key := snake(to.Type().Field(i).Name)
		if !t.Has(key) {
			to.Field(i).Set(from.Field(i))
			missing = append(missing, key)
			continue
		}
		switch field := to.Field(i).Addr().Interface().(type) {
		case *string:
			*field = t.Text(key).Value
		case *Sentence:
			*field = r.sentence(t.Text(key), from.Field(i).Interface().(Sentence).names())
		case *Around:
			*field = r.around(t.Text(key))
		case *Between:
			*field = r.between(t.Text(key))
		case *Plural:
			*field = r.plural(t, key, from.Field(i).Interface().(Plural))
		}
	}
	return missing
}

// sentence reads a pattern; known are the names that it may have, or nil.
func (r *reader) sentence(text frontmatter.Text, known []string) Sentence {
	s := parseSentence(text.Value)
	for _, name := range s.names() {
		if known != nil && !slices.Contains(known, name) {
			r.ds.Add(diag.Errorf("bad-value", text.Span, "there is nothing to put for {%s} here", name).
				WithHelp("%s", diag.DidYouMean(name, known)))
		}
	}
	return s
}

func (r *reader) around(text frontmatter.Text) Around {
	s := parseSentence(text.Value)
	if len(s.parts) != 3 {
		r.ds.Add(diag.Errorf("bad-value", text.Span, "this phrase has %d places in braces, and needs one", len(s.parts)/2).
			WithHelp(`write it as in English, such as "Published {date}"`))
		return Around{Before: text.Value}
	}
	return Around{Before: s.parts[0], After: s.parts[2], Case: r.caseOf(s.parts[1], text.Span)}
}

func (r *reader) between(text frontmatter.Text) Between {
	s := parseSentence(text.Value)
	if len(s.parts) != 5 || s.names()[0] != "from" || s.names()[1] != "to" {
		r.ds.Add(diag.Errorf("bad-value", text.Span, "this phrase needs {from} and then {to}").
			WithHelp(`write it as in English: "{from} to {to}"`))
		return Between{Before: text.Value}
	}
	return Between{
		Before: s.parts[0], Middle: s.parts[2], After: s.parts[4],
		FromCase: r.caseOf(s.parts[1], text.Span), ToCase: r.caseOf(s.parts[3], text.Span),
	}
}

func (r *reader) caseOf(name string, at source.Span) edtf.Case {
	c, ok := caseOf(name)
	if !ok {
		names := caseNames()
		_, in, _ := strings.Cut(name, ":")
		r.ds.Add(diag.Errorf("bad-value", at, "there is no case %q", in).WithHelp("%s", diag.DidYouMean(in, names[:])))
	}
	return c
}

// plural reads the forms of a sentence by number, or one string for all.
func (r *reader) plural(t *frontmatter.Table, key string, base Plural) Plural {
	p := Plural{tag: r.tag, digits: r.digits}
	var known []string
	if other := base.forms[plural.Other]; len(other.parts) > 0 {
		known = append(other.names(), "n")
	}
	forms := t.Table(key)
	for form, name := range categories() {
		if text := forms.Text(name); text.Value != "" {
			p.forms[form] = r.sentence(text, known)
		}
	}
	if forms != nil && len(p.forms[plural.Other].parts) == 0 {
		r.ds.Add(diag.Errorf("missing-key", forms.Span(), "%s has no form for other numbers", key).
			WithHelp(`write other = "…"`))
	}
	return p
}

// terms reads the words of the content model's values.
func (r *reader) terms(t *frontmatter.Table, base, into map[string]map[string]string) {
	kinds := t.Keys()
	if len(base) > 0 {
		kinds = sortedKeys(base)
	}
	var absent []string
	for _, kind := range kinds {
		if len(base) > 0 && !t.Has(kind) {
			into[kind] = base[kind]
			absent = append(absent, kind)
			continue
		}
		sub := t.Table(kind)
		values := sub.Keys()
		if len(base) > 0 {
			values = sortedKeys(base[kind])
		}
		into[kind] = make(map[string]string, len(values))
		var missing []string
		for _, v := range values {
			if into[kind][v] = sub.Text(v).Value; !sub.Has(v) {
				into[kind][v] = base[kind][v]
				missing = append(missing, v)
			}
		}
		r.missing("terms."+kind, sub, missing)
	}
	r.missing("terms", t, absent)
}

func sortedKeys[V any](m map[string]V) []string {
	keys := make([]string, 0, len(m))
	for k := range m {
		keys = append(keys, k)
	}
	slices.Sort(keys)
	return keys
}

// snake returns the key of a field: KeyPoints is key_points, UTC is utc.
func snake(name string) string {
	var b strings.Builder
	last := 'A'
	for _, r := range name {
		if unicode.IsUpper(r) && unicode.IsLower(last) {
			b.WriteByte('_')
		}
		last = r
		b.WriteRune(unicode.ToLower(r))
	}
	return b.String()
}
