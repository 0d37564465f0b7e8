package frontmatter

import (
	"bytes"
	"strings"

	"explainer/generator/internal/diag"
	"explainer/generator/internal/source"
)

// fence is the line before and after the front matter.
const fence = "+++"

// minimal is how a help shows the least front matter there is.
const minimal = `write three lines at the top: +++, then title = "...", then +++`

// cut says where the front matter of a file lies.
type cut struct {
	opening    source.Span // the opening +++, or the start of the file
	start, end int         // the TOML, from the line after the opening one
	body       int
}

// split finds the front matter. Where there is none to read it returns why.
func split(f *source.File) (cut, *diag.Diagnostic) {
	data := f.Data()
	from := afterMark(data)
	lineEnd, next := lineAt(data, from)
	first := string(bytes.TrimRight(data[from:lineEnd], " \t"))
	c := cut{opening: f.Span(from, from+len(first))}
	if first != fence {
		c.opening = f.Span(0, 0)
		return c, noFence(f, from, lineEnd, next)
	}
	c.start, c.body = next, len(data)
	if len(bytes.TrimSpace(data[next:])) == 0 {
		d := diag.Errorf("front-matter-unclosed", c.opening, "the file has only a +++ line").WithHelp(minimal)
		return c, &d
	}
	s := skim(data, next, true)
	if s.close < 0 {
		return c, unclosed(f, c, s.open)
	}
	c.end = s.close
	_, c.body = lineAt(data, s.close)
	return c, nil
}

// noFence says what the file begins with in place of a +++ line.
func noFence(f *source.File, from, lineEnd, next int) *diag.Diagnostic {
	first := strings.TrimRight(string(f.Data()[from:lineEnd]), " \t")
	at := f.Span(from, from+len(first))
	rest := bytes.TrimSpace(f.Data()[from:])
	var d diag.Diagnostic
	switch {
	case len(rest) == 0:
		d = diag.Errorf("front-matter-missing", f.Span(from, from), "the file is empty").WithHelp(minimal)
	case strings.HasPrefix(first, fence):
		d = diag.Errorf("front-matter-format", at, "the opening +++ has other text on its line").
			WithHelp("begin a new line after +++")
	case first == "---":
		d = diag.Errorf("front-matter-format", at, "front matter between --- lines is YAML, but TOML is expected").
			WithHelp("write +++ in place of ---, and %s", yamlAsTOML(f.Data(), next))
	case strings.HasPrefix(first, "{"):
		d = diag.Errorf("front-matter-format", f.Span(from, from+1), "front matter in { is JSON, but TOML is expected").
			WithHelp(`write +++ lines in place of { and }, and title = "..." in place of "title": "..."`)
	case bytes.HasPrefix(rest, []byte(fence)):
		d = diag.Errorf("front-matter-missing", f.Span(from, from), "the file must begin with the +++ line").
			WithHelp("take out what stands before +++")
	default:
		d = diag.Errorf("front-matter-missing", at, "no front matter: the file must begin with a +++ line").WithHelp(minimal)
	}
	return &d
}

// yamlAsTOML shows how the YAML line at an offset is written in TOML.
func yamlAsTOML(data []byte, from int) string {
	end, _ := lineAt(data, from)
	line := string(data[from:end])
	key, value, ok := strings.Cut(line, ":")
	value = strings.Trim(strings.TrimSpace(value), `"'`)
	if !ok || !isBareKey(key) || value == "" || strings.ContainsAny(value, `"\[{|>`) {
		return `title = "..." in place of title: ...`
	}
	return key + ` = "` + clip(value) + `" in place of ` + clip(strings.TrimSpace(line))
}

// unclosed says why no closing line was found: there is none, or a multi-line
// string that begins at offset open hides it.
func unclosed(f *source.File, c cut, open int) *diag.Diagnostic {
	if open >= 0 {
		for at := open; at < len(f.Data()); {
			end, next := lineAt(f.Data(), at)
			if string(bytes.TrimRight(f.Data()[at:end], " \t")) == fence {
				quotes := string(f.Data()[open : open+3])
				d := diag.Errorf("front-matter-unclosed", f.Span(open, open+3), "unclosed multi-line string: it hides the closing +++ line").
					WithNote(f.Span(at, at+len(fence)), "this line is within the string").
					WithHelp("end the string with %s", quotes)
				return &d
			}
			at = next
		}
	}
	d := diag.Errorf("front-matter-unclosed", c.opening, "unclosed front matter: no closing +++ line").
		WithHelp("write a line that is only +++ after the last key")
	return &d
}

// lineAt returns where the line that holds an offset ends, without and with its
// line ending.
func lineAt(data []byte, from int) (end, next int) {
	i := bytes.IndexAny(data[from:], "\r\n")
	if i < 0 {
		return len(data), len(data)
	}
	end = from + i
	if data[end] == '\r' && end+1 < len(data) && data[end+1] == '\n' {
		return end, end + 2
	}
	return end, end + 1
}

// skimmed is what a look at the strings, comments and brackets of TOML shows.
type skimmed struct {
	close int // start of the closing +++ line, or -1
	open  int // start of a multi-line string that never ends, or -1
	deep  int // the bracket that is deeper than MaxDepth, or -1
}

// skim reads data from an offset to the closing line, if fenced, or to the end. It
// is right for TOML and safe for anything else: a parser that stops at the first
// mistake never meets deeper brackets than are counted here.
func skim(data []byte, from int, fenced bool) skimmed {
	s := skimmed{close: -1, open: -1, deep: -1}
	depth, lineStart := 0, true
	for i := from; i < len(data); {
		if lineStart && fenced && data[i] == '+' {
			end, _ := lineAt(data, i)
			if string(bytes.TrimRight(data[i:end], " \t")) == fence {
				s.close = i
				return s
			}
		}
		lineStart = false
		switch data[i] {
		case '\n', '\r':
			lineStart = true
			i++
		case '#':
			i, _ = lineAt(data, i)
		case '"', '\'':
			end := stringEnd(data, i)
			if end < 0 {
				s.open = i
				return s
			}
			i = end
		case '[', '{':
			depth++
			if depth > MaxDepth && s.deep < 0 {
				s.deep = i
			}
			i++
		case ']', '}':
			depth = max(0, depth-1)
			i++
		default:
			i++
		}
	}
	return s
}

// stringEnd returns the offset after the string that begins at i, or -1 if it is a
// multi-line string without an end. A string of one line ends before its line
// break even if it is not closed.
func stringEnd[T string | []byte](text T, i int) int {
	quote := text[i]
	if i+2 < len(text) && text[i+1] == quote && text[i+2] == quote {
		return multiLineEnd(text, i+3, quote)
	}
	for i++; i < len(text); i++ {
		switch c := text[i]; {
		case c == '\n' || c == '\r':
			return i
		case c == quote:
			return i + 1
		case c == '\\' && quote == '"' && i+1 < len(text) && text[i+1] != '\n' && text[i+1] != '\r':
			i++
		}
	}
	return i
}

// multiLineEnd returns the offset after the three quotes that end a string; one or
// two quotes more before them belong to the string (TOML "String").
func multiLineEnd[T string | []byte](text T, i int, quote byte) int {
	for ; i < len(text); i++ {
		if text[i] == '\\' && quote == '"' {
			i++
			continue
		}
		if text[i] != quote || i+2 >= len(text) || text[i+1] != quote || text[i+2] != quote {
			continue
		}
		i += 3
		for extra := 0; extra < 2 && i < len(text) && text[i] == quote; extra++ {
			i++
		}
		return i
	}
	return -1
}
