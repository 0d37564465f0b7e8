// Package diag is how the generator speaks to an author: every problem in
// anything an author wrote is a Diagnostic, and there is one form for all.
//
//	content/explainers/x.md:7:12: error: unknown actor "vladmir-putin"
//	  7 | actors = ["vladmir-putin"]
//	    |            ^^^^^^^^^^^^^
//	  help: did you mean "vladimir-putin"?
//
// A warning ends in its ID in brackets, the word by which a site's config switches
// it off. A message starts in lower case, names the thing at fault in double quotes and
// has no full stop. The help says what to do next. An ID
// names the kind of problem and never changes once published.
package diag

import (
	"cmp"
	"fmt"
	"slices"
	"strings"
	"unicode/utf8"

	"explainer/generator/internal/source"
)

// Severity says what a diagnostic does to the build.
type Severity uint8

const (
	Error   Severity = iota // nothing is written
	Warning                 // told, and the site is written
)

// String returns "error" or "warning".
func (s Severity) String() string {
	if s == Warning {
		return "warning"
	}
	return "error"
}

// Diagnostic is one problem, where it stands, and the way out.
type Diagnostic struct {
	ID       string // kind of problem, such as "unknown-key"
	Severity Severity
	Span     source.Span // zero where the problem has no place within a file
	Path     string      // names the file when Span is zero; may be empty
	Message  string
	Notes    []Note // other places and facts that explain the problem
	Help     string // what to do; empty when the message says it all
}

// Note adds a second place or a fact to a diagnostic.
type Note struct {
	Span    source.Span // may be zero
	Message string
}

// File returns the path that the diagnostic speaks of, or "".
func (d Diagnostic) File() string {
	if d.Span.File != nil {
		return d.Span.File.Path
	}
	return d.Path
}

// WithHelp returns the diagnostic with a way out.
func (d Diagnostic) WithHelp(format string, args ...any) Diagnostic {
	d.Help = words(format, args)
	return d
}

// WithNote returns the diagnostic with one more note.
func (d Diagnostic) WithNote(span source.Span, format string, args ...any) Diagnostic {
	d.Notes = append(slices.Clip(d.Notes), Note{Span: span, Message: words(format, args)})
	return d
}

// Errorf returns an error at a span.
func Errorf(id string, at source.Span, format string, args ...any) Diagnostic {
	return Diagnostic{ID: id, Severity: Error, Span: at, Message: words(format, args)}
}

// Warningf returns a warning at a span.
func Warningf(id string, at source.Span, format string, args ...any) Diagnostic {
	return Diagnostic{ID: id, Severity: Warning, Span: at, Message: words(format, args)}
}

// FileErrorf returns an error about a file as a whole.
func FileErrorf(id, path, format string, args ...any) Diagnostic {
	return Diagnostic{ID: id, Severity: Error, Path: path, Message: words(format, args)}
}

// mostWords is how many code points a message has at most. A message quotes what an
// author wrote, and that may be a whole book in the wrong place.
const mostWords = 600

// words formats a message and takes the middle out of a very long one.
func words(format string, args []any) string {
	s := fmt.Sprintf(format, args...)
	if len(s) <= mostWords {
		return s
	}
	data := []byte(s)
	from, n := 0, 0
	for from < len(data) && n < mostWords*2/3 {
		_, size := utf8.DecodeRune(data[from:])
		from += size
		n++
	}
	to, _ := backward(data, from, len(data), mostWords/3)
	if to == from {
		return s
	}
	return s[:from] + "…" + s[to:]
}

// List collects diagnostics. The zero List is empty and ready.
type List []Diagnostic

// Add appends diagnostics.
func (l *List) Add(ds ...Diagnostic) { *l = append(*l, ds...) }

// Errors returns how many of the list are errors.
func (l List) Errors() int {
	n := 0
	for _, d := range l {
		if d.Severity == Error {
			n++
		}
	}
	return n
}

// Warnings returns how many of the list are warnings.
func (l List) Warnings() int { return len(l) - l.Errors() }

// Sorted returns the diagnostics by file, place, severity, kind and message, with
// exact repeats left out. The order does not depend on the order of arrival.
func (l List) Sorted() List {
	sorted := slices.Clone(l)
	slices.SortStableFunc(sorted, compare)
	return slices.CompactFunc(sorted, func(a, b Diagnostic) bool { return compare(a, b) == 0 })
}

func compare(a, b Diagnostic) int {
	return cmp.Or(
		strings.Compare(a.File(), b.File()),
		cmp.Compare(a.Span.Start(), b.Span.Start()),
		cmp.Compare(a.Span.End(), b.Span.End()),
		cmp.Compare(a.Severity, b.Severity),
		strings.Compare(a.ID, b.ID),
		strings.Compare(a.Message, b.Message),
		strings.Compare(a.Help, b.Help),
	)
}

// Count returns a number of things in words: "1 error", "2 errors". What things are called must
// take an s for many.
func Count(n int, what string) string {
	if n == 1 {
		return "1 " + what
	}
	return fmt.Sprintf("%d %ss", n, what)
}
