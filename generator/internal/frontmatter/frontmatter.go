// Package frontmatter reads the TOML that an author wrote: the front matter of a
// content file, or a whole TOML file. It keeps the place of every key and value,
// and its typed getters turn an author's mistakes into diagnostics.
//
// # Where front matter begins and ends
//
// The first line of the file is "+++", after which white space may stand. A byte
// order mark before it is skipped. The front matter ends at the first line that
// is "+++", with white space after it or none, and that does not lie within a
// multi-line string. Which lines lie within one is found by reading the text from
// the opening line on and minding the four kinds of TOML string and comments, and
// nothing else: so the end is also found where the TOML is wrong. A string on one
// line ends with its line at the latest, closed or not. Lines end at LF, CRLF or
// a lone CR.
//
// # Who decides what
//
// Whether the text is TOML (version 1.1), and what its values are, is decided by
// github.com/BurntSushi/toml. Beside it runs a scanner that believes what it reads
// and notes where everything stands; the two trees are then laid upon each other.
// The scanner adds one thing to validity that the library lets through: a table
// may not be written in two places (TOML "Table", "Keys").
//
// # What is refused though it is TOML
//
//   - keys of one table that differ only by case;
//   - a time without a date, which means no day;
//   - nan and inf;
//   - control characters other than tab and line break, written or escaped, and
//     written ones in the body too: a terminal may obey them;
//   - bidirectional controls (U+202A-202E, U+2066-2069), written or escaped, and
//     written ones in the body too: they make a text read other than it is;
//   - U+FEFF after the start of the file;
//   - more than MaxBytes, MaxDepth, MaxValues or MaxPath.
//
// Dates are civil dates, taken from the text as it is written; no time zone ever
// has a say. A line break within a multi-line string is LF in the value, whatever
// the file's own line ends are.
//
// The span of a string is the text within its quotes, so that a caret stands
// under the very words.
package frontmatter

import (
	"explainer/generator/internal/diag"
	"explainer/generator/internal/source"
)

// The bounds within which TOML is read. They are checked before the parser sees
// the text: it recurses on brackets, and remembers the whole path of each key.
const (
	MaxBytes  = 256 << 10 // of the front matter, or of a whole TOML file
	MaxDepth  = 32        // of tables and arrays that lie around a value
	MaxValues = 20_000    // values, arrays and tables together
	MaxPath   = 1000      // bytes of the keys that lead to a value, together
)

// Matter is what stands at the head of a content file.
type Matter struct {
	Table *Table // never nil; see Table.Broken
	Body  int    // offset of the first byte after the closing line
	Found bool   // both +++ lines are there
}

// Parse reads the front matter of a content file and reports what is wrong with
// it, and with the encoding of the whole file, to ds. The Table it returns keeps
// ds and reports to it later.
func Parse(f *source.File, ds *diag.List) Matter {
	r := reader{file: f, ds: ds}
	fault, bad := firstFault(f)
	if bad && fault.whole {
		ds.Add(fault.Diagnostic)
		return Matter{Table: r.broken(f.Span(0, 0)), Body: len(f.Data())}
	}
	c, problem := split(f)
	switch {
	case bad:
		ds.Add(fault.Diagnostic)
	case problem != nil:
		ds.Add(*problem)
	}
	r.reportBidi()
	end := len(f.Data())
	if bad {
		end = fault.Span.Start()
	}
	if at, ok := firstControl(f.Data(), min(c.body, end), end); ok && problem == nil {
		ds.Add(controlError(f, at))
	}
	if problem != nil {
		return Matter{Table: r.broken(c.opening), Body: c.body}
	}
	m := Matter{Body: c.body, Found: true}
	if bad && fault.Span.Start() < c.body {
		m.Table = r.broken(c.opening)
	} else {
		m.Table = r.read(c.start, c.end, c.opening)
	}
	return m
}

// ParseFile reads a file that is TOML from end to end. The Table is never nil; see
// Table.Broken.
func ParseFile(f *source.File, ds *diag.List) *Table {
	r := reader{file: f, ds: ds}
	top := f.Span(0, 0)
	if fault, bad := firstFault(f); bad {
		ds.Add(fault.Diagnostic)
		return r.broken(top)
	}
	r.reportBidi()
	return r.read(afterMark(f.Data()), len(f.Data()), top)
}

// reader turns one stretch of a file into a Table.
type reader struct {
	file *source.File
	ds   *diag.List
}

// broken returns the empty Table that stands for text that could not be read.
func (r *reader) broken(at source.Span) *Table {
	return &Table{file: r.file, ds: r.ds, start: at.Start(), end: at.End(), broken: true}
}

// read parses the TOML of Data[start:end]; the table it returns stands at root.
func (r *reader) read(start, end int, root source.Span) *Table {
	if end-start > MaxBytes {
		r.ds.Add(diag.Errorf("too-large", root, "the TOML here is %d KiB long, more than %d KiB", (end-start)>>10, MaxBytes>>10).
			WithHelp("move long text into the body of the page"))
		return r.broken(root)
	}
	if at, ok := firstControl(r.file.Data(), start, end); ok {
		r.ds.Add(controlError(r.file, at))
		return r.broken(root)
	}
	if deep := skim(r.file.Data()[:end], start, false).deep; deep >= 0 {
		r.ds.Add(tooDeep(r.file.Span(deep, deep+1)))
		return r.broken(root)
	}
	s := scanner{text: plainLineEnds(r.file.Data()[start:end]), base: start, file: r.file, ds: r.ds, open: -1}
	t := &Table{file: r.file, ds: r.ds, start: root.Start(), end: root.End(), origin: byHeader}
	s.scan(t)
	if s.excess != nil {
		r.ds.Add(*s.excess)
		return r.broken(root)
	}
	values, err := decode(s.text[:s.checked()])
	if problem := s.judge(err); problem != nil {
		r.ds.Add(*problem)
		return r.broken(root)
	}
	b := binder{file: r.file, ds: r.ds}
	if !b.table(t, values) {
		r.ds.Add(diag.Errorf("toml-syntax", r.file.Span(b.lost, b.lost+1), "this TOML cannot be read for certain").
			WithHelp("write it in a plainer form"))
		return r.broken(root)
	}
	return t
}

func tooDeep(at source.Span) diag.Diagnostic {
	return diag.Errorf("too-deep", at, "tables and arrays within each other more than %d deep", MaxDepth)
}

// plainLineEnds returns the text with each lone CR as LF, which is as long, so that
// offsets stay true.
func plainLineEnds(data []byte) string {
	lone := -1
	for i, c := range data {
		if c == '\r' && (i+1 == len(data) || data[i+1] != '\n') {
			lone = i
			break
		}
	}
	if lone < 0 {
		return string(data)
	}
	out := append([]byte(nil), data...)
	for i := lone; i < len(out); i++ {
		if out[i] == '\r' && (i+1 == len(out) || out[i+1] != '\n') {
			out[i] = '\n'
		}
	}
	return string(out)
}
