package frontmatter

import (
	"slices"
	"strings"

	"explainer/generator/internal/diag"
	"explainer/generator/internal/source"
)

// Table is a TOML table whose getters report what is wrong with what they are asked
// for. A key that is absent is never reported; that is the caller's to judge. A nil
// or zero Table is empty. A Table is for one goroutine.
type Table struct {
	file       *source.File
	ds         *diag.List
	start, end int
	origin     origin
	entries    []*entry          // in the order in which they are written
	index      map[string]*entry // from indexFrom entries on
	asked      []string          // keys that a getter was asked for, there or not
	broken     bool
	obtained   bool // a caller holds it, so Finish looks into it
	finished   bool
}

// indexFrom is how many entries a table may have before it needs an index.
const indexFrom = 9

// entry is a key with its value. The place is that of the key.
type entry struct {
	name       string
	start, end int
	value      *value
	asked      bool
}

// origin says how a table came to be, on which it depends who may add to it.
type origin uint8

const (
	byHeader origin = iota // [a]
	byChild                // a, for the sake of [a.b]
	byDot                  // a, for the sake of a.b = 1
	inline                 // a = { }
)

// value is a TOML value and its place.
type value struct {
	kind       kind
	start, end int
	data       any // string, int64, float64, bool or edtf.Date
	items      []*value
	table      *Table
	headers    bool // an array of tables that [[headers]] make
	escapes    bool // a string that may hold escapes
}

type kind uint8

const (
	kindBare    kind = iota // not known yet: a number, a date or a boolean
	kindRefused             // reported already; getters treat it as absent
	kindString
	kindInteger
	kindFloat
	kindBool
	kindDate
	kindArray
	kindTable
)

// String returns the kind as a person says it.
func (v *value) String() string {
	switch v.kind {
	case kindString:
		return "a string"
	case kindInteger:
		return "a whole number"
	case kindFloat:
		return "a number with a fraction"
	case kindBool:
		return "true or false"
	case kindDate:
		return "a date"
	case kindArray:
		if v.headers {
			return "an array of tables"
		}
		return "an array"
	case kindTable:
		return "a table"
	}
	return "no value"
}

func (t *Table) find(name string) *entry {
	if t.index != nil {
		return t.index[name]
	}
	for _, e := range t.entries {
		if e.name == name {
			return e
		}
	}
	return nil
}

func (t *Table) add(p keyPart, v *value) *entry {
	e := &entry{name: p.name, start: p.start, end: p.end, value: v}
	t.entries = append(t.entries, e)
	switch {
	case t.index != nil:
		t.index[e.name] = e
	case len(t.entries) == indexFrom:
		t.index = make(map[string]*entry, 4*indexFrom)
		for _, e := range t.entries {
			t.index[e.name] = e
		}
	}
	return e
}

// close makes the table, and those that dotted keys made in it, one that nothing
// outside the braces may add to.
func (t *Table) close() {
	t.origin = inline
	for _, e := range t.entries {
		if sub := e.value.table; sub != nil && sub.origin == byDot {
			sub.close()
		}
	}
}

// ask returns the entry of a key and notes that somebody asked for it.
func (t *Table) ask(key string) *entry {
	if t == nil {
		return nil
	}
	if !slices.Contains(t.asked, key) {
		t.asked = append(t.asked, key)
	}
	e := t.find(key)
	if e != nil {
		e.asked = true
	}
	return e
}

// get returns the value of a key, or nil if it is absent or was refused.
func (t *Table) get(key string) *value {
	if e := t.ask(key); e != nil && e.value.kind != kindRefused {
		return e.value
	}
	return nil
}

func (t *Table) report(d diag.Diagnostic) {
	if t.ds != nil {
		t.ds.Add(d)
	}
}

func (t *Table) span(v *value) source.Span { return t.file.Span(v.start, v.end) }

// Broken reports whether the text could not be read as TOML, or there is none. The
// table is then empty, and that a key is missing says nothing about what the author
// wrote.
func (t *Table) Broken() bool { return t != nil && t.broken }

// Span returns the header or the inline table; of a table that only keys within it
// name, the first such name; of front matter, the opening line.
func (t *Table) Span() source.Span {
	if t == nil || t.file == nil {
		return source.Span{}
	}
	return t.file.Span(t.start, t.end)
}

// Has reports whether the key is written, whatever its value.
func (t *Table) Has(key string) bool { return t.ask(key) != nil }

// KeySpan returns the place of the key itself, without quotes, or the zero Span if
// it is absent.
func (t *Table) KeySpan(key string) source.Span {
	if t == nil {
		return source.Span{}
	}
	if e := t.find(key); e != nil {
		return t.file.Span(e.start, e.end)
	}
	return source.Span{}
}

// Keys returns the keys in the order in which they are written. It asks for none of
// them.
func (t *Table) Keys() []string {
	if t == nil {
		return nil
	}
	keys := make([]string, len(t.entries))
	for i, e := range t.entries {
		keys[i] = e.name
	}
	return keys
}

// Finish reports each key that no getter was asked for, in this table and in those
// that were obtained from it. It is called once all keys that exist have been
// asked for.
func (t *Table) Finish() {
	if t == nil || t.finished {
		return
	}
	t.finished = true
	known := t.foldedAsked()
	for _, e := range t.entries {
		if !e.asked {
			if known[strings.ToLower(e.name)] {
				continue // that the two differ only by case has been said
			}
			t.report(diag.Errorf("unknown-key", t.file.Span(e.start, e.end), "unknown key %s", quote(e.name)).
				WithHelp("%s", diag.DidYouMean(e.name, t.asked)))
			continue
		}
		e.value.finish()
	}
}

// foldedAsked returns the keys that are there and were asked for, in lower case, if
// any key was not asked for.
func (t *Table) foldedAsked() map[string]bool {
	if !slices.ContainsFunc(t.entries, func(e *entry) bool { return !e.asked }) {
		return nil
	}
	keys := make(map[string]bool, len(t.entries))
	for _, e := range t.entries {
		if e.asked {
			keys[strings.ToLower(e.name)] = true
		}
	}
	return keys
}

func (v *value) finish() {
	if v.table != nil && v.table.obtained {
		v.table.Finish()
	}
	for _, item := range v.items {
		item.finish()
	}
}
