package frontmatter

import (
	"errors"
	"fmt"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/BurntSushi/toml"

	"explainer/generator/internal/diag"
	"explainer/generator/internal/source"
)

// decode hands the text to the parser. What it panics with is a mistake in the
// text that it does not foresee.
func decode(text string) (values map[string]any, err error) {
	defer func() {
		if r := recover(); r != nil {
			values, err = nil, fmt.Errorf("reading TOML: %v", r)
		}
	}()
	var v any
	if _, err := toml.Decode(text, &v); err != nil {
		return nil, err
	}
	values, _ = v.(map[string]any)
	return values, nil
}

// judge returns what is wrong with the text, given what the parser says of it, or
// nil. Of two mistakes it names the one that comes first.
func (s *scanner) judge(err error) *diag.Diagnostic {
	var parse toml.ParseError
	at, length := s.pos, 1
	known := errors.As(err, &parse)
	if known {
		at = max(0, min(parse.Position.Start, len(s.text)))
		length = max(1, min(parse.Position.Len, len(s.text)-at))
	}
	var d diag.Diagnostic
	switch {
	case s.clash != nil && (err == nil || !known || at >= s.clash.from):
		d = s.clash.report(s.file)
	case err == nil && !s.stopped:
		return nil
	case !known:
		d = diag.Errorf("toml-syntax", s.span(at, 1), "this is not TOML").
			WithHelp(`write keys as title = "..."`)
	default:
		d = s.syntaxError(parse.Message, at, length)
	}
	return &d
}

func (c *clash) report(f *source.File) diag.Diagnostic {
	at := f.Span(c.key.start, c.key.end)
	if c.table {
		return diag.Errorf("duplicate", at, "table %s is written in two places", quote(c.key.name)).
			WithNote(c.first, "it is first written here").
			WithHelp("put all its keys in one place; for a list of tables write [[%s]] above each", clip(c.key.name))
	}
	return diag.Errorf("duplicate", at, "%s is written twice", quote(c.key.name)).
		WithNote(c.first, "it is first written here").
		WithHelp("keep one of the two")
}

// span returns the file's span of length bytes of the text.
func (s *scanner) span(at, length int) source.Span {
	return s.file.Span(s.base+at, s.base+at+length)
}

// syntaxError words the parser's error for an author. The place is the parser's;
// what stands there decides the words, and only where that is not enough the
// parser's message does.
func (s *scanner) syntaxError(message string, at, length int) diag.Diagnostic {
	if d, ok := s.looseDate(at); ok {
		return d
	}
	if s.stopped && s.open >= 0 && s.endsOpen(at) {
		return s.unclosed()
	}
	if strings.Contains(message, " is out of range for ") {
		return diag.Errorf("bad-value", s.span(at, length), "%s is too large a number", quote(s.text[at:at+length])).
			WithHelp("put it in quotes if it is a name or a code")
	}
	for _, w := range wordings() {
		if !strings.HasPrefix(message, w.prefix) {
			continue
		}
		if w.word == nil {
			return diag.Errorf("toml-syntax", s.span(at, length), "%s", w.message).WithHelp("%s", w.help)
		}
		return w.word(s, at, length)
	}
	message = strings.ReplaceAll(message, "'", `"`)
	first, n := utf8.DecodeRuneInString(message)
	return diag.Errorf("toml-syntax", s.span(at, length), "%s", strings.ToLower(string(first))+message[n:])
}

// wording is how an error of the parser, known by how its message begins, is put
// into an author's words: either plainly or by a function.
type wording struct {
	prefix, message, help string
	word                  func(s *scanner, at, length int) diag.Diagnostic
}

func wordings() []wording {
	return []wording{
		{prefix: "expected value but found", word: noValue},
		{prefix: "unexpected EOF; expected value", word: noValue},
		{prefix: "expected '.' or '='", word: noEquals},
		{prefix: "unexpected '=': key name appears blank", word: noEquals},
		{prefix: "strings cannot contain newlines", word: openString},
		{prefix: "unexpected EOF; expected '", word: openString},
		{prefix: `unexpected EOF; expected "`, word: openString},
		{prefix: "expected a top-level item to end", word: textAfter},
		{prefix: "expected a comma", word: noComma},
		{prefix: "invalid escape", word: badEscape},
		{prefix: "Invalid integer", word: badNumber},
		{prefix: "Invalid float", word: badNumber},
		{prefix: "invalid float", word: badNumber},
		{prefix: "not a", word: badNumber},
		{prefix: "cannot use sign", word: badNumber},
		{prefix: "expected a digit", word: badNumber},
		{prefix: "floats must start with a digit", word: badNumber},
		{prefix: "invalid datetime", word: badTime},
		{prefix: "expected two hexadecimal", word: badCode},
		{prefix: "expected four hexadecimal", word: badCode},
		{prefix: "expected eight hexadecimal", word: badCode},
		{prefix: "Escaped character", word: badCode},
		{prefix: `unexpected '""`, message: "too many quotation marks at the end of a string", help: "end it with three"},
		{prefix: `unexpected "''`, message: "too many quotation marks at the end of a string", help: "end it with three"},
		{prefix: "unexpected comma", message: "a comma without a value before it", help: "take the comma out"},
		{prefix: "unexpected end of table name", message: "a header without a name", help: "write [extra], or another name, between the brackets"},
		{prefix: "expected '.' or ']' to end table name", message: "a header that is not closed", help: "end it with ], or ]] if it begins with [["},
		{prefix: "expected end of table array name", message: "a header that is not closed", help: "end it with ]]"},
	}
}

// key returns the name of the key on the line of an offset, or "title".
func (s *scanner) keyOnLine(at int) string {
	line, _, _ := strings.Cut(s.text[strings.LastIndexByte(s.text[:at], '\n')+1:], "\n")
	key, _, _ := strings.Cut(line, "=")
	if key, _, _ = strings.Cut(key, ":"); isBareKey(strings.TrimSpace(key)) {
		return strings.TrimSpace(key)
	}
	return "title"
}

// restOfLine returns what stands on the line from an offset on, without a comment.
func (s *scanner) restOfLine(at int) string {
	rest, _, _ := strings.Cut(s.text[at:], "\n")
	rest, _, _ = strings.Cut(rest, " #")
	return strings.TrimSpace(rest)
}

// noValue: a key with nothing after it, or words without quotes.
func noValue(s *scanner, at, length int) diag.Diagnostic {
	rest := s.restOfLine(at)
	key := s.keyOnLine(max(0, min(at, len(s.text)-1)))
	if rest == "" {
		return diag.Errorf("toml-syntax", s.span(at, 1), "%s has no value", quote(key)).
			WithHelp(`write %s = "..." or take the line out`, key)
	}
	word := rest[:max(1, bareEnd(rest, 0))]
	d := diag.Errorf("toml-syntax", s.span(at, len(word)), "%s is neither a number, a date nor text in quotes", quote(word))
	if s.open >= 0 && s.open < at && strings.Contains(s.text[s.open:at], "\n") {
		d = d.WithNote(s.span(s.open, 1), "the bracket that is opened here is not closed")
	}
	switch lower := strings.ToLower(word); {
	case lower == "true" || lower == "false":
		return d.WithHelp("write %s", lower)
	case lower == "yes" || lower == "on":
		return d.WithHelp("write true")
	case lower == "no" || lower == "off":
		return d.WithHelp("write false")
	case strings.ContainsAny(rest, "“”„«»‘’"):
		return d.WithHelp(`write straight quotation marks: "%s"`, clip(strings.Trim(rest, `“”„«»‘’"'`)))
	case strings.ContainsAny(rest, `"[]{},`):
		return d.WithHelp("put text in quotes")
	}
	return d.WithHelp("put text in quotes: %s", quote(rest))
}

// noEquals: a line that does not begin with "key =".
func noEquals(s *scanner, at, length int) diag.Diagnostic {
	d := diag.Errorf("toml-syntax", s.span(at, length), "a key and = are expected here")
	key := s.keyOnLine(at)
	line := s.restOfLine(strings.LastIndexByte(s.text[:at], '\n') + 1)
	if c, _ := utf8.DecodeRuneInString(s.text[at:]); c > unicode.MaxASCII && unicode.IsLetter(c) {
		return d.WithHelp("put a key in quotes if it has other letters than a to z")
	}
	switch {
	case strings.HasPrefix(line, key):
		d = diag.Errorf("toml-syntax", s.span(at, length), "no = after %s", quote(key))
	case strings.Contains(line, " ") && !strings.ContainsAny(line, "=:"):
		return d.WithHelp("text of the page stands after the closing +++ line")
	}
	return d.WithHelp(`write %s = "..."`, key)
}

// openString: a string on one line without its closing quote.
func openString(s *scanner, at, _ int) diag.Diagnostic {
	from := s.pos
	if from >= len(s.text) || from > at || s.text[from] != '"' && s.text[from] != '\'' {
		return diag.Errorf("toml-syntax", s.span(at, 1), "unclosed string").WithHelp("end it with the quotation mark that it begins with")
	}
	mark := s.text[from : from+1]
	if s.open == from {
		return s.unclosed()
	}
	return diag.Errorf("toml-syntax", s.span(from, 1), "unclosed string: no closing %s on this line", mark).
		WithHelp("end the string with %s; text of several lines stands between %s and %s", mark, strings.Repeat(mark, 3), strings.Repeat(mark, 3))
}

// textAfter: something stands after a value or a header.
func textAfter(s *scanner, at, length int) diag.Diagnostic {
	rest := s.restOfLine(at)
	after := "value"
	if s.text[strings.LastIndexByte(s.text[:at], '\n')+1] == '[' {
		after = "header"
	}
	d := diag.Errorf("toml-syntax", s.span(at, max(1, len(rest))), "unexpected %s after the %s", quote(rest), after)
	switch before := strings.TrimRight(s.text[:at], " \t"); {
	case strings.HasSuffix(before, `"`):
		return d.WithHelp(`write a quotation mark within text as \"`)
	case strings.HasSuffix(before, "'"):
		return d.WithHelp(`put text that has an apostrophe between " and "`)
	case strings.HasSuffix(before, "]"):
		return d.WithHelp("begin a new line")
	}
	return d.WithHelp("put text in quotes, and one key on a line")
}

// noComma: two items of an array or inline table without a comma between them.
func noComma(s *scanner, at, length int) diag.Diagnostic {
	d := diag.Errorf("toml-syntax", s.span(at, length), "a comma or the closing bracket is expected here")
	if s.open >= 0 {
		d = d.WithNote(s.span(s.open, 1), "the bracket is opened here")
	}
	return d.WithHelp("put a comma between two items, and a closing bracket after the last")
}

// badEscape: a backslash before a letter that means nothing. The parser's place
// ends with that letter.
func badEscape(s *scanner, at, length int) diag.Diagnostic {
	c, n := utf8.DecodeLastRuneInString(s.text[:at+length])
	if c == '\n' || c == '\r' {
		return openString(s, at+length-n, n)
	}
	from := at + length - n - 1
	if from < at || s.text[from] != '\\' {
		return diag.Errorf("toml-syntax", s.span(at, length), "a backslash before a space").WithHelp(`write \\ for a backslash`)
	}
	return diag.Errorf("toml-syntax", s.span(from, n+1), "unknown escape %s", s.text[from:at+length]).
		WithHelp(`write \\ for a backslash, or put the text in single quotes`)
}

// badCode: an escape by number that names no character.
func badCode(s *scanner, at, length int) diag.Diagnostic {
	return diag.Errorf("toml-syntax", s.span(at, length), "an escape that names no character").
		WithHelp(`write the character itself, or \u and four hexadecimal digits, such as \u00e9`)
}

// endsOpen reports whether the parser stopped because the text ended.
func (s *scanner) endsOpen(at int) bool {
	return strings.TrimSpace(s.text[min(at+1, len(s.text)):]) == "" && s.pos >= len(s.text)
}

// unclosed: the text ends within a multi-line string, an array or an inline table.
func (s *scanner) unclosed() diag.Diagnostic {
	switch c := s.text[s.open]; c {
	case '[':
		return diag.Errorf("toml-syntax", s.span(s.open, 1), "unclosed array").WithHelp("end it with ]")
	case '{':
		return diag.Errorf("toml-syntax", s.span(s.open, 1), "unclosed inline table").WithHelp("end it with }")
	default:
		quotes := s.text[s.open : s.open+3]
		return diag.Errorf("toml-syntax", s.span(s.open, 3), "unclosed multi-line string").WithHelp("end it with %s", quotes)
	}
}
