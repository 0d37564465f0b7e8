package frontmatter

import (
	"strings"

	"explainer/generator/internal/diag"
	"explainer/generator/internal/source"
)

// scanner notes where the keys and values of TOML stand, and builds the tables
// without their values. It believes the text to be valid and stops at the first
// thing that it does not understand.
type scanner struct {
	text string
	base int // offset of text in the file
	file *source.File
	ds   *diag.List

	pos     int
	parts   []keyPart // of the key read last
	values  int
	stopped bool
	open    int // offset in text of the innermost bracket or multi-line string at the stop, or -1
	clash   *clash
	excess  *diag.Diagnostic // a bound was passed
}

// level is what lies around a value: how many tables and arrays, and the bytes of
// the keys that lead to it.
type level struct{ depth, path int }

// key returns the level after the parts of a key, the last of which names depth
// tables or arrays.
func (l level) key(parts []keyPart, depth int) level {
	l.depth += len(parts) - 1 + depth
	for _, p := range parts {
		l.path += p.end - p.start
	}
	return l
}

// deeper returns the level within one more array or table.
func (l level) deeper() level { return level{l.depth + 1, l.path} }

// keyPart is one part of a dotted key and where it stands in the file.
type keyPart struct {
	name       string
	start, end int
}

// clash is a key or table that is written in two places.
type clash struct {
	key   keyPart
	first source.Span
	from  int  // offset in text of the whole second key
	table bool // both are tables
}

// scan reads the whole text into root.
func (s *scanner) scan(root *Table) {
	at, around := root, level{}
	for {
		s.skipLines()
		if s.pos >= len(s.text) || s.stopped {
			return
		}
		if s.text[s.pos] == '[' {
			at, around = s.header(root)
		} else {
			s.keyValue(at, around)
		}
		s.skipBlank()
		if s.stopped || s.pos < len(s.text) && !strings.ContainsRune("#\r\n", rune(s.text[s.pos])) {
			s.stopped = true
			return
		}
	}
}

// header reads "[a.b]" or "[[a.b]]" and returns the table it opens and the level
// within it.
func (s *scanner) header(root *Table) (*Table, level) {
	from, array := s.pos, strings.HasPrefix(s.text[s.pos:], "[[")
	closing := "]"
	if array {
		closing = "]]"
	}
	s.pos += len(closing)
	if !s.key() || !s.accept(closing) {
		return root, level{}
	}
	t, within := root, level{}.key(s.parts, len(closing))
	if !s.count(from) || !s.within(within, from) {
		return root, level{}
	}
	for _, p := range s.parts[:len(s.parts)-1] {
		if t = s.step(t, p, byHeader, from); t == nil {
			return root, level{}
		}
	}
	p := s.parts[len(s.parts)-1]
	if array {
		t = s.appendTable(t, p, from)
	} else {
		t = s.openTable(t, p, from)
	}
	if t == nil {
		return root, level{}
	}
	return t, within
}

// openTable returns the table that the header [p] opens within t.
func (s *scanner) openTable(t *Table, p keyPart, from int) *Table {
	e := t.find(p.name)
	if e == nil {
		e = t.add(p, s.newTable(from, s.pos, byHeader))
		return e.value.table
	}
	sub := e.value.table
	if sub == nil || sub.origin != byChild {
		return s.clashes(e, p, from, true)
	}
	sub.origin, e.start, e.end = byHeader, p.start, p.end
	sub.start, sub.end = s.base+from, s.base+s.pos
	e.value.start, e.value.end = sub.start, sub.end
	return sub
}

// appendTable returns the table that the header [[p]] adds to an array within t.
func (s *scanner) appendTable(t *Table, p keyPart, from int) *Table {
	e := t.find(p.name)
	if e == nil {
		e = t.add(p, &value{kind: kindArray, headers: true, start: s.base + from, end: s.base + s.pos})
	}
	if !e.value.headers {
		return s.clashes(e, p, from, true)
	}
	item := s.newTable(from, s.pos, byHeader)
	e.value.items = append(e.value.items, item)
	return item.table
}

// keyValue reads "a.b = value" into t.
func (s *scanner) keyValue(t *Table, around level) {
	from := s.pos
	if !s.key() || !s.accept("=") {
		s.stopped = true
		return
	}
	last := len(s.parts) - 1
	around = around.key(s.parts, 0)
	if !s.within(around, from) {
		return
	}
	for _, p := range s.parts[:last] {
		if t = s.step(t, p, byDot, from); t == nil {
			return
		}
	}
	p := s.parts[last]
	if e := t.find(p.name); e != nil {
		s.clashes(e, p, from, false)
		return
	}
	if v := s.value(around); v != nil {
		t.add(p, v)
	}
}

// step goes from t into the table p, which is made if it is not there. A header
// may pass through any table that is not closed; a dotted key only through tables
// that dotted keys made.
func (s *scanner) step(t *Table, p keyPart, origin origin, from int) *Table {
	e := t.find(p.name)
	if e == nil {
		made := byDot
		if origin == byHeader {
			made = byChild
		}
		if !s.count(from) {
			return nil
		}
		v := s.newTable(p.start-s.base, p.end-s.base, made)
		t.add(p, v)
		return v.table
	}
	switch v := e.value; {
	case v.table != nil && v.table.origin == byDot, v.table != nil && v.table.origin != inline && origin == byHeader:
		return v.table
	case v.headers && origin == byHeader:
		return v.items[len(v.items)-1].table
	}
	return s.clashes(e, p, from, e.value.table != nil || e.value.headers)
}

// clashes notes that p is written a second time, and stops. It returns nil.
func (s *scanner) clashes(e *entry, p keyPart, from int, table bool) *Table {
	s.clash = &clash{key: p, first: s.file.Span(e.start, e.end), from: from, table: table && (e.value.table != nil || e.value.headers)}
	s.stopped = true
	return nil
}

// checked returns how much of the text the parser may see. After a clash, which it
// may not mind, that is what was scanned; after any other stop, where it stops too,
// the line as well, so that it can say what is wrong.
func (s *scanner) checked() int {
	if !s.stopped || s.clash != nil {
		return min(s.pos, len(s.text))
	}
	if i := strings.IndexByte(s.text[s.pos:], '\n'); i >= 0 {
		return s.pos + i + 1
	}
	return len(s.text)
}

func (s *scanner) newTable(from, to int, o origin) *value {
	t := &Table{file: s.file, ds: s.ds, start: s.base + from, end: s.base + to, origin: o}
	return &value{kind: kindTable, start: t.start, end: t.end, table: t}
}

// count counts one more value, and stops where there are too many.
func (s *scanner) count(at int) bool {
	s.values++
	if s.values <= MaxValues {
		return true
	}
	return s.exceeds(diag.Errorf("too-large", s.file.Span(s.base+at, s.base+at+1), "more than %d values", MaxValues).
		WithHelp("keep data in a file of its own beside the page"))
}

// within stops where a value has too much around it.
func (s *scanner) within(l level, at int) bool {
	switch {
	case l.depth > MaxDepth:
		return s.exceeds(tooDeep(s.span(at, 1)))
	case l.path > MaxPath:
		return s.exceeds(diag.Errorf("too-large", s.span(at, 1), "the keys that lead to this value have more than %d bytes", MaxPath).
			WithHelp("a key is a short name; long text is a value"))
	}
	return true
}

// exceeds stops because a bound is passed. It returns false.
func (s *scanner) exceeds(d diag.Diagnostic) bool {
	s.stopped = true
	if s.excess == nil {
		s.excess = &d
	}
	return false
}
