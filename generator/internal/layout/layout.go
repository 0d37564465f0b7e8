// Package layout loads the templates of a site, checks each of them against the
// Go types that it is executed with before any page is rendered, and executes
// them as html/template does.
//
// # Names
//
// All *.html files share one namespace, and the path below layouts/ is the name:
// {{template "partials/head.html" .}}. A file may {{define}} more templates; a name
// stands for one template only, wherever it is defined. Files at the top level are
// layouts, known outside this package by their name without ".html"; files in
// folders are partials.
//
//   - A layout that is named in Options.Views is checked against that type.
//   - Any other layout is custom: pages choose it with `layout = "longread"`. It
//     has to fit at least one of the view types; where it fits none, the errors
//     against the type with the fewest of them are reported. Set.Fits tells
//     whether it fits the view of the page that chose it.
//   - A partial or definition is checked once for every type that it is called
//     with.
//   - One that no layout calls is parsed, and its functions, variables and
//     template names are checked. What its dot is nobody can know, so its fields
//     are not, and neither is its place in HTML.
//
// # What is checked
//
// The type of every expression is inferred from the type of dot: fields through
// structs, embedded structs and pointers; elements of slices, arrays and maps;
// variables; results of functions by their Go signatures. Below an interface, such
// as the values of a map[string]any, nothing is known and nothing is reported; nor
// of {{or}} and {{and}} between values of different types.
// Some rules are narrower than text/template's:
//
//   - Views are plain data. A template sees exported fields; a method call is an
//     error.
//   - A variable keeps its type: {{$x = ...}} with a value of another kind is an
//     error.
//   - Variables cannot be declared in parentheses, nor be set without a declaration, and
//     channels and functions cannot be ranged over.
//
// What remains for the execution is what values alone decide: nil pointers, keys
// that a map does not have (an error, missingkey=error), indexes out of range, and
// functions that return errors.
//
// The escaping of html/template is computed when templates are loaded, without
// executing anything, and its errors are diagnostics like all others.
//
// # Execution
//
// Package htmlexec compiles a layout for the type of its data: for its view when it is
// loaded, for other types when they first come. What htmlexec does not cover,
// html/template executes, with the same bytes and errors, only more slowly.
//
// # Positions
//
// text/template/parse does not keep the end of a node, and a chain of fields
// stands at its second link. Spans are therefore taken from the tokens of the
// text, read by a small lexer of this package. The parser's own errors name only a
// line; the lexer finds the place of the frequent ones (unclosed actions, strings
// and blocks, undefined variables). For the rest the line number is cut from the
// message, behind a prefix that this package has put there itself.
//
// # Bounds
//
// A template may come from a stranger. The bounds below keep parsing, checking and
// escaping fast; html/template's analysis doubles its work with every level of
// nested range and, on errors, of nested calls. A page may have 64 MiB.
// A template is a program all the same, and a loop that writes nothing is
// not interrupted.
//
// White space is written as it stands: only style sheets know where it shows.
package layout

import (
	"html/template"
	"maps"
	"reflect"
	"slices"
	"strings"
	"sync"

	"explainer/generator/internal/diag"
	"explainer/generator/internal/source"
)

// Bounds on templates.
const (
	maxFileSize   = 256 << 10 // bytes of one file
	maxVariables  = 1000      // declarations in one file
	maxTemplates  = 1000      // files and definitions of a set
	maxRangeDepth = 8         // range within range
	maxEffort     = 4 << 20   // bytes that the escaper reads of one file, doubled by every range
	maxErrors     = 100       // of one template with one type
	maxCallDepth  = 12        // templates that call one another in a row
	maxOutput     = 64 << 20  // bytes of one page
)

// File is one file of the layouts folder.
type File struct {
	Source *source.File
	Name   string // slash-separated path below layouts/, such as "partials/head.html"
}

// Options says what templates are executed with.
type Options struct {
	// Views maps a layout's name without extension to the type of its data.
	Views map[string]reflect.Type
	// Funcs holds the functions that templates may call, beside the predefined
	// ones. They have to be pure. Each returns one value, or a value and an error.
	Funcs template.FuncMap
	// Interpret has html/template execute everything. Nothing but time depends on it;
	// tests hold the two against each other.
	Interpret bool
}

// Set is the checked templates of a site. Its methods may be called from several
// goroutines. The zero Set has no layouts.
type Set struct {
	layouts   map[string]*compiled // by name without extension
	interpret bool

	mu    sync.Mutex // guards check, whose results are remembered
	check *checker
}

// Load parses and checks the templates and adds what is wrong with them to ds.
// Files whose name does not end in ".html" are passed over. The Set is usable even
// if there were errors: a layout executes if it and all that it calls are free of
// them.
func Load(files []File, opts Options, ds *diag.List) *Set {
	var found diag.List
	lib := parseAll(files, &found)
	c := newChecker(lib, opts.Funcs)
	s := &Set{layouts: map[string]*compiled{}, interpret: opts.Interpret, check: c}

	reach := newReach(c)
	for _, name := range lib.layoutNames() {
		view, isView := opts.Views[name]
		errs := c.checkLayout(name+extension, view, isView, opts.Views, reach)
		found.Add(errs...)
		comp, escapeErrs := compile(lib, name+extension, opts.Funcs)
		found.Add(escapeErrs...)
		comp.ok = comp.ok && errs.Errors() == 0
		s.layouts[name] = comp
		if isView && comp.ok && !opts.Interpret {
			comp.program(view)
		}
	}
	found.Add(c.checkUncalled(reach)...)
	for _, name := range slices.Sorted(maps.Keys(opts.Views)) {
		if _, ok := s.layouts[name]; !ok {
			found.Add(diag.FileErrorf("layout-missing", "layouts/"+name+extension,
				"there is no layout for %s pages", typeName(opts.Views[name])))
		}
	}
	ds.Add(found.Sorted()...)
	return s
}

// Has reports whether there is a layout of that name, such as "longread", be it
// with errors or without.
func (s *Set) Has(name string) bool {
	_, ok := s.layouts[name]
	return ok
}

// Names returns the names of all layouts, without extension, sorted.
func (s *Set) Names() []string { return slices.Sorted(maps.Keys(s.layouts)) }

// Fits returns what speaks against executing a layout with data of type t: nothing
// if it fits. What is wrong with the layout whatever the type, Load has said.
func (s *Set) Fits(name string, t reflect.Type) diag.List {
	if !s.Has(name) {
		d := diag.FileErrorf("layout-missing", "layouts/"+name+extension, "there is no layout %q", name)
		return diag.List{d.WithHelp("%s", didYouMean(name, s.Names()))}
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	reach := newReach(s.check)
	return reach.from(key{name + extension, typed(t)}).Sorted()
}

const extension = ".html"

// layoutNames returns the layouts without extension, sorted, broken ones too.
func (l *library) layoutNames() []string {
	var names []string
	for name := range l.files {
		if !strings.Contains(name, "/") {
			names = append(names, strings.TrimSuffix(name, extension))
		}
	}
	slices.Sort(names)
	return names
}
