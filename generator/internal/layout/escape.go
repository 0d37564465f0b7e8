package layout

import (
	"errors"
	"fmt"
	"html/template"
	"io"
	"reflect"
	"slices"
	"strings"
	"sync"
	"text/template/parse"

	"explainer/generator/internal/diag"
)

// compiled is a layout with copies of the templates that it reaches, in an
// html/template of its own: what is wrong in one layout stays there.
type compiled struct {
	ok    bool // it may be executed
	tmpl  *template.Template
	lib   *library
	funcs template.FuncMap

	mu       sync.Mutex // guards programs
	programs map[reflect.Type]program
}

// compile escapes a layout and all that it reaches.
func compile(lib *library, name string, funcs template.FuncMap) (*compiled, diag.List) {
	c := &compiled{lib: lib, funcs: funcs, programs: map[reflect.Type]program{}}
	closure, whole := lib.closure(name)
	if !whole {
		return c, nil
	}
	if d, deep := lib.tooDeep(name, closure); deep {
		return c, diag.List{d}
	}
	root := template.New(name).Option("missingkey=error").Funcs(funcs)
	for _, n := range closure {
		tree := lib.templates[n].tree.Copy()
		if n == name {
			// The escaper runs when a template is first executed. A first write that
			// fails ends that execution before any action.
			first := &parse.TextNode{NodeType: parse.NodeText}
			tree.Root.Nodes = append([]parse.Node{first}, tree.Root.Nodes...)
		}
		if _, err := root.AddParseTree(n, tree); err != nil {
			return c, diag.List{lib.escapeError(name, err)}
		}
	}
	err := guard(func() error { return root.Lookup(name).Execute(refuse{}, nil) })
	if !errors.Is(err, errRefused) {
		return c, diag.List{lib.escapeError(name, err)}
	}
	c.tmpl, c.ok = root.Lookup(name), true
	return c, nil
}

var errRefused = errors.New("refused")

// refuse is a writer that takes nothing.
type refuse struct{}

func (refuse) Write([]byte) (int, error) { return 0, errRefused }

var _ io.Writer = refuse{}

// guard turns a panic of html/template, or of a method that it calls to print a
// value, into an error.
func guard(f func() error) (err error) {
	defer func() {
		if r := recover(); r != nil {
			err = fmt.Errorf("html/template: %v", r)
		}
	}()
	return f()
}

// closure returns the names of a template and of all that it calls, in the order
// of a breadth-first walk. It is not whole if one of them does not exist.
func (l *library) closure(name string) (names []string, whole bool) {
	seen := map[string]bool{name: true}
	names = []string{name}
	for i := 0; i < len(names); i++ {
		u, ok := l.templates[names[i]]
		if !ok {
			return nil, false
		}
		for _, callee := range u.callees() {
			if !seen[callee] {
				seen[callee] = true
				names = append(names, callee)
			}
		}
	}
	return names, true
}

// callees returns the names of the templates that a template calls, in order of
// appearance, each once.
func (u *unit) callees() []string {
	var names []string
	seen := map[string]bool{}
	walkCalls(u.tree.Root, func(n *parse.TemplateNode) {
		if !seen[n.Name] {
			seen[n.Name] = true
			names = append(names, n.Name)
		}
	})
	return names
}

func walkCalls(list *parse.ListNode, visit func(*parse.TemplateNode)) {
	if list == nil {
		return
	}
	for _, n := range list.Nodes {
		switch n := n.(type) {
		case *parse.TemplateNode:
			visit(n)
		case *parse.IfNode:
			walkCalls(n.List, visit)
			walkCalls(n.ElseList, visit)
		case *parse.WithNode:
			walkCalls(n.List, visit)
			walkCalls(n.ElseList, visit)
		case *parse.RangeNode:
			walkCalls(n.List, visit)
			walkCalls(n.ElseList, visit)
		}
	}
}

// tooDeep reports a chain of calls that is longer than maxCallDepth. Templates that
// call one another in a circle count as one step each.
func (l *library) tooDeep(name string, closure []string) (diag.Diagnostic, bool) {
	calls := map[string][]string{}
	for _, n := range closure {
		calls[n] = l.templates[n].callees()
	}
	depth := 0
	longest := map[string]int{} // to a circle, from name
	for _, circle := range slices.Backward(circles(closure, calls)) {
		d := 0
		for _, n := range circle {
			d = max(d, longest[n])
		}
		d += len(circle)
		depth = max(depth, d)
		for _, n := range circle {
			for _, callee := range calls[n] {
				longest[callee] = max(longest[callee], d)
			}
		}
	}
	if depth <= maxCallDepth {
		return diag.Diagnostic{}, false
	}
	return diag.Errorf("layout-escape", l.files[name].span(0, 0),
		"templates call one another %d deep, and %d is the most", depth, maxCallDepth), true
}

// escapeError turns an error of html/template's escaper into a diagnostic.
func (l *library) escapeError(name string, err error) diag.Diagnostic {
	var esc *template.Error
	if !errors.As(err, &esc) {
		return diag.FileErrorf("layout-escape", l.files[name].Source.Path, "%v", err)
	}
	help := escapeHelp(esc.ErrorCode)
	message := clip(esc.Description, 160)
	switch esc.ErrorCode { // without the states of the escaper
	case template.ErrBranchEnd:
		message, _, _ = strings.Cut(message, ": ")
	case template.ErrEndContext:
		message = "the page ends within a tag, an attribute, a comment, a script or a style"
	}
	if esc.Node != nil {
		location, _ := new(parse.Tree).ErrorContext(esc.Node)
		if f, offset, ok := l.offsetOf(location); ok {
			return diag.Errorf("layout-escape", f.spanAt(offset), "%s", message).WithHelp("%s", help)
		}
	}
	return diag.FileErrorf("layout-escape", l.files[name].Source.Path, "%s", message).WithHelp("%s", help)
}

// escapeHelp says what to do about the frequent errors of the escaper.
func escapeHelp(code template.ErrorCode) string {
	switch code {
	case template.ErrAmbigContext:
		return "put the value where its meaning in HTML does not depend on other values"
	case template.ErrBranchEnd, template.ErrRangeLoopReentry:
		return "every branch has to end as it began: close tags, quotes, scripts and styles within it"
	case template.ErrEndContext, template.ErrBadHTML:
		return "look for a missing quote or angle bracket, or a partial that does not close what it opens"
	case template.ErrPredefinedEscaper:
		return "leave it out: values are escaped for the place where they stand"
	}
	return ""
}

// circles returns the strongly connected components of a call graph, callees
// before callers (Tarjan 1972).
func circles(nodes []string, calls map[string][]string) [][]string {
	t := &tarjan{calls: calls, index: map[string]int{}, low: map[string]int{}, on: map[string]bool{}}
	for _, n := range nodes {
		if t.index[n] == 0 {
			t.visit(n)
		}
	}
	return t.found
}

type tarjan struct {
	calls      map[string][]string
	index, low map[string]int // from 1
	on         map[string]bool
	stack      []string
	found      [][]string
}

// visit is called to a depth of maxTemplates at most.
func (t *tarjan) visit(n string) {
	t.index[n] = len(t.index) + 1
	t.low[n] = t.index[n]
	t.stack = append(t.stack, n)
	t.on[n] = true
	for _, callee := range t.calls[n] {
		if t.index[callee] == 0 {
			t.visit(callee)
			t.low[n] = min(t.low[n], t.low[callee])
		} else if t.on[callee] {
			t.low[n] = min(t.low[n], t.index[callee])
		}
	}
	if t.low[n] != t.index[n] {
		return
	}
	i := slices.Index(t.stack, n)
	circle := slices.Clone(t.stack[i:])
	t.stack = t.stack[:i]
	for _, m := range circle {
		t.on[m] = false
	}
	t.found = append(t.found, circle)
}
