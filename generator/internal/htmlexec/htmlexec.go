// Package htmlexec executes html/template's templates many times faster than
// html/template does, with the same bytes.
//
// # How
//
// html/template does two things: when a template is first executed it analyses where
// in HTML each action stands and writes the escapers for that place into the pipeline;
// then text/template walks the tree, with a search by name for every field and a call
// by reflection for every escaper. This package takes the analysis as it is and
// replaces the walk. Compile reads the analysed tree against the static Go type of the
// data and makes a function of every node, in which fields are indexes, variables are
// slots, and a chain of escapers is one function that appends to the page.
//
// # The same bytes
//
// The rule is never to guess. It has two sides.
//
//   - What this package does not cover, Compile refuses with a *NotCoveredError that
//     says what and where. Such a template is executed by html/template.
//   - Where an execution meets a value that it does not cover, or that is an error (a nil
//     pointer, a key that a map does not have, an index out of range, a function that
//     fails or panics), it stops, and what it has appended is taken back. The same data
//     is then executed by html/template, and what that writes and returns is the result.
//
// So an error is html/template's own error. Functions have to be pure: a page that
// falls back calls them twice.
//
// The frequent escapers are written here again, after those of Go 1.26. The tests hold
// them against html/template, and have to be run with every new version of Go. The
// rare ones, for scripts, styles, names and srcset, are html/template's own: an action
// that needs them is executed by a template of one action.
//
// # What is covered
//
// Text, actions, if, with, range (over slices, arrays, integers, and maps whose keys
// are strings or integers), break, continue, else, template, block, define, variables
// and their assignment, chains of fields, maps with keys that are strings, values in
// interfaces, pipelines, parentheses, constants, nil as an argument, functions of the
// FuncMap, and all predefined functions but call. All escapers, and all the types of
// trusted content (HTML, URL, ...).
//
// Not covered are
//
//   - {{template}} within an attribute, a script, a style, a title or a comment:
//     html/template executes a copy of the called template there, which it does not show;
//   - methods, and fields of a type that has a method of that name;
//   - complex numbers, channels, functions to range over, maps with other keys;
//   - {{range $x = ...}}, an assignment that changes the type of a variable, variables
//     declared within parentheses or for a template, and those of a range in its else;
//   - arguments that need a conversion by pointer, parameters and results of type
//     reflect.Value.
//
// An expression whose type is an interface is covered, and slower: what stands in it
// is looked at when it is executed.
//
// # Bounds
//
// An execution that appends more than Options.MaxOutput bytes, or in which more
// than 1,000 templates are open, falls back, and so leaves the verdict to html/template.
// A template that nests deeper than 200 actions or, counted for every type that
// its parts are called with, has more than 100,000 nodes is not covered.
package htmlexec

import (
	"bytes"
	"fmt"
	"html/template"
	"io"
	"math"
	"reflect"
	"sync"
)

// Options says what cannot be read from a template.
type Options struct {
	// Funcs holds the functions that the template was parsed with, all of them.
	Funcs template.FuncMap
	// MaxOutput is the most bytes that an execution may append, give or take what
	// stands between two actions; 0 is no bound.
	MaxOutput int
}

// Program is a compiled template. Its methods may be called from several goroutines.
// The zero Program compiles nothing and executes nothing.
type Program struct {
	tmpl  *template.Template
	data  reflect.Type
	main  *instance
	limit int
	rooms sync.Pool // of *[]slot, for the variables of an execution
}

// NotCoveredError says why a template cannot be compiled.
type NotCoveredError struct {
	Location string // template, line and byte in it, as in text/template's errors: "page:12:5"
	Context  string // the node, shortened
	Why      string
}

// Error returns "location: <context>: why".
func (e *NotCoveredError) Error() string {
	return fmt.Sprintf("%s: <%s>: %s", e.Location, e.Context, e.Why)
}

// Compile makes a Program of a template for data of the type given. It returns
// html/template's error if its analysis finds one, and a *NotCoveredError if the
// template, or one that it calls, has what this package does not cover.
//
// The template is analysed, but not executed. Unless its text begins before its first
// action, it is given an empty text there, so that nothing else may use it meanwhile.
func Compile(t *template.Template, data reflect.Type, opts Options) (*Program, error) {
	if err := analyse(t); err != nil {
		return nil, err
	}
	c := &compiler{tmpl: t, funcs: map[string]reflect.Value{}, instances: map[instanceKey]*instance{}}
	for name, f := range opts.Funcs {
		c.funcs[name] = reflect.ValueOf(f)
	}
	main, err := c.instance(t.Name(), known(data), nil, nil)
	if err != nil {
		return nil, err
	}
	limit := opts.MaxOutput
	if limit <= 0 {
		limit = math.MaxInt
	}
	return &Program{tmpl: t, data: data, main: main, limit: limit}, nil
}

// Append executes the template and appends the page to dst. If data is not of the
// Program's type, or the execution meets what only html/template can judge, it returns
// dst as it was and false.
func (p *Program) Append(dst []byte, data any) (page []byte, ok bool) {
	if p.main == nil || data == nil || reflect.TypeOf(data) != p.data {
		return dst, false
	}
	limit := math.MaxInt
	if p.limit < math.MaxInt-len(dst) {
		limit = len(dst) + p.limit
	}
	room, _ := p.rooms.Get().(*[]slot)
	if room == nil {
		room = new(make([]slot, 256))
	}
	x := &run{out: dst, limit: limit, stack: *room}
	defer func() {
		p.rooms.Put(room)
		// Besides failure, what a function of the data has panicked with: html/template
		// is to meet it too.
		if recover() != nil {
			page, ok = dst, false
		}
	}()
	p.main.call(x, reflect.ValueOf(data))
	if len(x.out) > x.limit {
		return dst, false
	}
	return x.out, true
}

// Execute executes the template like html/template's method of that name: a page that
// Append gives up is html/template's, with its error. Nothing is written before the
// whole page is there, unless html/template writes it.
func (p *Program) Execute(w io.Writer, data any) error {
	if p.main == nil {
		return fmt.Errorf("htmlexec: the program is empty")
	}
	page, ok := p.Append(nil, data)
	if !ok {
		return p.tmpl.Execute(w, data)
	}
	_, err := io.Copy(w, bytes.NewReader(page))
	return err
}
