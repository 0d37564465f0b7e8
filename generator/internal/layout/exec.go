package layout

import (
	"errors"
	"fmt"
	"io"
	"reflect"
	"strings"
	texttemplate "text/template"

	"explainer/generator/internal/diag"
	"explainer/generator/internal/htmlexec"
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

// Execute writes a page: the layout of that name ("explainer") with the data. It may
// write until an error, so pages belong into a buffer first; one with a method
// AvailableBuffer, such as *bytes.Buffer, is filled in place. Errors of w come back
// as they are, all others as an *ExecError. A layout with errors is not executed.
func (s *Set) Execute(w io.Writer, name string, data any) error {
	c, ok := s.layouts[name]
	switch {
	case !ok:
		return &ExecError{Layout: name, Message: "there is no such layout"}
	case !c.ok:
		return &ExecError{Layout: name, Message: "it has errors and cannot be executed"}
	}
	if !s.interpret && data != nil {
		if p := c.program(reflect.TypeOf(data)).Program; p != nil {
			if page, ok := p.Append(room(w), data); ok {
				_, err := w.Write(page)
				return err
			}
		}
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

// room returns the free space of a buffer, or nil.
func room(w io.Writer) []byte {
	if b, ok := w.(interface{ AvailableBuffer() []byte }); ok {
		return b.AvailableBuffer()
	}
	return nil
}

// Compiled returns why a layout is not compiled for data of type t and is left to
// html/template, or nil if it is compiled.
func (s *Set) Compiled(name string, t reflect.Type) error {
	c, ok := s.layouts[name]
	if !ok || !c.ok {
		return fmt.Errorf("layout %q cannot be executed", name)
	}
	return c.program(t).err
}

// program is a layout compiled for one type of data, or why it is not.
type program struct {
	*htmlexec.Program
	err error
}

// program returns the layout compiled for a type.
func (c *compiled) program(t reflect.Type) program {
	c.mu.Lock()
	defer c.mu.Unlock()
	p, ok := c.programs[t]
	if !ok {
		p.err = guard(func() (err error) {
			p.Program, err = htmlexec.Compile(c.tmpl, t, htmlexec.Options{Funcs: c.funcs, MaxOutput: maxOutput})
			return err
		})
		c.programs[t] = p
	}
	return p
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
