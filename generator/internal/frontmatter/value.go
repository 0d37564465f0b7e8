package frontmatter

import (
	"strings"
)

// value reads a value. It returns nil where it stops.
func (s *scanner) value(around level) *value {
	s.skipBlank()
	if s.pos >= len(s.text) || !s.count(s.pos) || !s.within(around, s.pos) {
		s.stopped = true
		return nil
	}
	switch s.text[s.pos] {
	case '"', '\'':
		return s.quoted()
	case '[':
		return s.array(around.deeper())
	case '{':
		return s.inlineTable(around.deeper())
	}
	return s.bare()
}

// array reads "[ a, b, ]".
func (s *scanner) array(within level) *value {
	from := s.pos
	v := &value{kind: kindArray, start: s.base + from}
	s.pos++
	for {
		s.skipLines()
		if s.acceptByte(']') {
			v.end = s.base + s.pos
			return v
		}
		item := s.value(within)
		if item == nil {
			return s.stopIn(from)
		}
		v.items = append(v.items, item)
		s.skipLines()
		if !s.acceptByte(',') && !s.sees(']') {
			return s.stopIn(from)
		}
	}
}

// inlineTable reads "{ a = 1, b = 2, }".
func (s *scanner) inlineTable(within level) *value {
	from := s.pos
	v := s.newTable(from, from, inline)
	s.pos++
	for {
		s.skipLines()
		if s.acceptByte('}') {
			v.end = s.base + s.pos
			v.table.end = v.end
			v.table.close()
			return v
		}
		s.keyValue(v.table, within)
		s.skipLines()
		if s.stopped || !s.acceptByte(',') && !s.sees('}') {
			return s.stopIn(from)
		}
	}
}

// stopIn stops within the brackets, or the string, that begin at from.
func (s *scanner) stopIn(from int) *value {
	if s.open < 0 {
		s.open = from
	}
	s.stopped = true
	return nil
}

// quoted reads a string of any of the four kinds.
func (s *scanner) quoted() *value {
	from := s.pos
	end := stringEnd(s.text, from)
	quote := s.text[from : from+1]
	if triple := strings.Repeat(quote, 3); strings.HasPrefix(s.text[from:], triple) {
		if end < 0 {
			return s.stopIn(from)
		}
		v := &value{kind: kindString, escapes: quote == `"`, start: from + 3, end: end - 3}
		switch text := s.text[v.start:v.end]; { // a first line break is no part of the string
		case strings.HasPrefix(text, "\r\n"):
			v.start += 2
		case strings.HasPrefix(text, "\n"):
			v.start++
		}
		v.start, v.end, s.pos = v.start+s.base, v.end+s.base, end
		return v
	}
	if end < from+2 || s.text[end-1] != quote[0] {
		s.stopped = true
		return nil
	}
	s.pos = end
	return &value{kind: kindString, escapes: quote == `"`, start: s.base + from + 1, end: s.base + end - 1}
}

// bare reads a number, a date or a boolean: what kind it is, the parser knows.
func (s *scanner) bare() *value {
	from := s.pos
	s.pos = bareEnd(s.text, from)
	if s.pos-from == len("2006-01-02") && s.text[from+4] == '-' && s.pos+1 < len(s.text) &&
		s.text[s.pos] == ' ' && isDigit(s.text[s.pos+1]) { // a space may stand between date and time
		s.pos = bareEnd(s.text, s.pos+1)
	}
	if s.pos == from {
		s.stopped = true
		return nil
	}
	return &value{kind: kindBare, start: s.base + from, end: s.base + s.pos}
}

// bareEnd returns where a word without quotes ends.
func bareEnd(text string, i int) int {
	for i < len(text) && !strings.ContainsRune(" \t\r\n,]}[{#=\"'", rune(text[i])) {
		i++
	}
	return i
}

func isDigit(c byte) bool { return c >= '0' && c <= '9' }
