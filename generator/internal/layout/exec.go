package layout

import (
	"errors"
	"fmt"
	"io"
	"strings"
	texttemplate "text/template"

	"explainer/generator/internal/diag"
	"explainer/generator/internal/source"
)

// ExecError is what went wrong while a template was executed: a nil pointer, a key
// that a map does not have, an error that a function returned.
type ExecError struct {
	Layout  string      // without extension
	Span    source.Span // in the template that was executing; may be zero
	Message string
	Err     error // of text/template
}

// Error returns "layout: message".
func (e *ExecError) Error() string { return fmt.Sprintf("layout %q: %s", e.Layout, e.Message) }

// Unwrap returns the error of text/template, which wraps that of a function.
func (e *ExecError) Unwrap() error { return e.Err }

// Diagnostic returns the error in the form of all others, with the ID
// "layout-exec".
func (e *ExecError) Diagnostic() diag.Diagnostic {
	d := diag.Errorf("layout-exec", e.Span, "%s", e.Message)
	if e.Span.IsZero() {
		d.Path = "layouts/" + e.Layout + extension
	}
	return d
}

// Execute writes a page: the layout of that name ("explainer") with the data. It
// writes until an error, so pages belong into a buffer first. Errors of w come back
// as they are, all others as an *ExecError. A layout with errors is not executed.
func (s *Set) Execute(w io.Writer, name string, data any) error {
	c, ok := s.layouts[name]
	switch {
	case !ok:
		return &ExecError{Layout: name, Message: "there is no such layout"}
	case !c.ok:
		return &ExecError{Layout: name, Message: "it has errors and cannot be executed"}
	}
	bounded := &boundedWriter{w: w, left: maxOutput}
	err := guard(func() error { return c.tmpl.Execute(bounded, data) })
	if err == nil || bounded.err != nil {
		if errors.Is(bounded.err, errTooLong) {
			return &ExecError{Layout: name, Message: bounded.err.Error(), Err: bounded.err}
		}
		return bounded.err
	}
	return c.lib.execError(name, err)
}

// execError finds the place and the message of an error of text/template:
//
//	template: f3:12:5: executing "name" at <.X>: message
func (l *library) execError(layout string, err error) *ExecError {
	out := &ExecError{Layout: layout, Message: err.Error(), Err: err}
	rest, isTemplate := strings.CutPrefix(err.Error(), "template: ")
	var exec texttemplate.ExecError
	if !isTemplate || !errors.As(err, &exec) {
		return out
	}
	location, rest, ok := strings.Cut(rest, ": executing "+quote(exec.Name)+" at <")
	if !ok {
		return out
	}
	if f, offset, ok := l.offsetOf(location); ok {
		out.Span = f.spanAt(offset)
	}
	if _, message, ok := strings.Cut(rest, ">: "); ok {
		out.Message = message
	}
	return out
}

var errTooLong = fmt.Errorf("the page is longer than %d bytes", maxOutput)

// boundedWriter keeps a page within a number of bytes and remembers why it ended.
type boundedWriter struct {
	w    io.Writer
	left int
	err  error
}

func (b *boundedWriter) Write(p []byte) (int, error) {
	if b.err != nil {
		return 0, b.err
	}
	if len(p) > b.left {
		b.err = errTooLong
		return 0, b.err
	}
	b.left -= len(p)
	n, err := b.w.Write(p)
	b.err = err
	return n, err
}
