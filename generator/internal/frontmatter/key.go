package frontmatter

import (
	"strconv"
	"strings"
	"unicode/utf8"
)

// key reads a key, dotted or not, into s.parts.
func (s *scanner) key() bool {
	s.parts = s.parts[:0]
	for {
		s.skipBlank()
		p, ok := s.keyPart()
		if !ok {
			s.stopped = true
			return false
		}
		s.parts = append(s.parts, p)
		s.skipBlank()
		if !s.acceptByte('.') {
			return true
		}
		if len(s.parts) > MaxDepth {
			return s.within(level{depth: len(s.parts)}, s.pos-1)
		}
	}
}

func (s *scanner) keyPart() (keyPart, bool) {
	from := s.pos
	if s.sees('"') || s.sees('\'') {
		end := stringEnd(s.text, from)
		if end < from+2 || s.text[end-1] != s.text[from] || strings.ContainsAny(s.text[from:end], "\r\n") {
			return keyPart{}, false
		}
		s.pos = end
		name := s.text[from+1 : end-1]
		if s.text[from] == '"' {
			name = unescape(name)
		}
		return keyPart{name: name, start: s.base + from + 1, end: s.base + end - 1}, true
	}
	for s.pos < len(s.text) && isBareKeyByte(s.text[s.pos]) {
		s.pos++
	}
	return keyPart{name: s.text[from:s.pos], start: s.base + from, end: s.base + s.pos}, s.pos > from
}

func isBareKeyByte(c byte) bool {
	return c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || isDigit(c) || c == '_' || c == '-'
}

func isBareKey(key string) bool {
	for i := range len(key) {
		if !isBareKeyByte(key[i]) {
			return false
		}
	}
	return key != ""
}

// unescape returns the text of a basic string of one line (TOML "String"). What is
// no escape stays as it is.
func unescape(raw string) string {
	if !strings.Contains(raw, `\`) {
		return raw
	}
	var b strings.Builder
	for i := 0; i < len(raw); {
		c, n, ok := escapeAt(raw, i)
		if !ok {
			b.WriteByte(raw[i])
			i++
			continue
		}
		b.WriteRune(c)
		i += n
	}
	return b.String()
}

// escapeAt returns the character that the escape at raw[i] stands for, and the
// length of the escape. A line-ending backslash is none.
func escapeAt(raw string, i int) (c rune, length int, ok bool) {
	if raw[i] != '\\' || i+1 >= len(raw) {
		return 0, 0, false
	}
	const letters, means = `btnfre"\`, "\b\t\n\f\r\x1b\"\\"
	if at := strings.IndexByte(letters, raw[i+1]); at >= 0 {
		return rune(means[at]), 2, true
	}
	digits := map[byte]int{'x': 2, 'u': 4, 'U': 8}[raw[i+1]]
	if digits == 0 || i+2+digits > len(raw) {
		return 0, 0, false
	}
	code, err := strconv.ParseUint(raw[i+2:i+2+digits], 16, 32)
	if err != nil || !utf8.ValidRune(rune(code)) {
		return 0, 0, false
	}
	return rune(code), 2 + digits, true
}

// skipBlank skips spaces and tabs.
func (s *scanner) skipBlank() {
	for s.pos < len(s.text) && (s.text[s.pos] == ' ' || s.text[s.pos] == '\t') {
		s.pos++
	}
}

// skipLines skips white space, line breaks and comments.
func (s *scanner) skipLines() {
	for s.pos < len(s.text) {
		switch s.text[s.pos] {
		case ' ', '\t', '\r', '\n':
			s.pos++
		case '#':
			for s.pos < len(s.text) && s.text[s.pos] != '\n' {
				s.pos++
			}
		default:
			return
		}
	}
}

func (s *scanner) sees(c byte) bool { return s.pos < len(s.text) && s.text[s.pos] == c }

func (s *scanner) acceptByte(c byte) bool {
	if !s.sees(c) {
		return false
	}
	s.pos++
	return true
}

// accept goes past a sign, or stops.
func (s *scanner) accept(sign string) bool {
	if !strings.HasPrefix(s.text[s.pos:], sign) {
		s.stopped = true
		return false
	}
	s.pos += len(sign)
	return true
}
