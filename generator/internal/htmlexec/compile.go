package htmlexec

import (
	"fmt"
	"html/template"
	"reflect"
	"text/template/parse"
)

// Bounds on what is compiled.
const (
	maxNesting = 200
	maxNodes   = 100_000
)

// compiler compiles a template and those that it calls, each once for every type that
// it is called with.
type compiler struct {
	tmpl      *template.Template
	funcs     map[string]reflect.Value
	instances map[instanceKey]*instance
	rarities  map[string]*oneAction // made when the first rare escaper is met
	nodes     int
}

type instanceKey struct {
	name string
	dot  reflect.Type
}

// pass compiles one template for one type.
type pass struct {
	*compiler
	tree     *parse.Tree
	instance *instance
	dotType  reflect.Type
	vars     []variable
	nesting  int
}

// instance returns a template compiled for a type. One that is being compiled, because
// it calls itself, is returned without its body. caller and at say where it is called;
// they are nil for the first.
func (c *compiler) instance(name string, dot reflect.Type, caller *pass, at parse.Node) (*instance, error) {
	key := instanceKey{name, dot}
	if i, ok := c.instances[key]; ok {
		return i, nil
	}
	t := c.tmpl.Lookup(name)
	if t == nil || t.Tree == nil || t.Tree.Root == nil {
		if caller != nil {
			return nil, caller.refuse(at, "there is no such template, or html/template has made a copy of it for this place")
		}
		return nil, &NotCoveredError{name, "", "the template is empty"}
	}
	if isValue(dot) {
		return nil, &NotCoveredError{name, "", "values of type reflect.Value are not covered"}
	}
	i := &instance{}
	c.instances[key] = i
	p := &pass{compiler: c, tree: t.Tree, instance: i, dotType: dot}
	p.declare("$", dot)
	body, err := p.list(t.Tree.Root)
	if err != nil {
		return nil, err
	}
	i.body = body
	return i, nil
}

// refuse returns the error that a node is not covered.
func (p *pass) refuse(n parse.Node, format string, args ...any) error {
	location, context := p.tree.ErrorContext(n)
	if r := []rune(context); len(r) > 60 {
		context = string(r[:60]) + "…"
	}
	return &NotCoveredError{location, context, fmt.Sprintf(format, args...)}
}

// piece is a text and the action behind it, each possibly absent.
type piece struct {
	text string
	node node
}

// list compiles a list of nodes. What follows a break is never executed, nor has
// html/template escaped it.
func (p *pass) list(l *parse.ListNode) (node, error) {
	if l == nil {
		return nothing, nil
	}
	if p.nesting++; p.nesting > maxNesting {
		return nil, p.refuse(l, "it nests deeper than %d actions", maxNesting)
	}
	defer func() { p.nesting-- }()
	var pieces []piece
	for _, n := range l.Nodes {
		if p.nodes++; p.nodes > maxNodes {
			return nil, p.refuse(n, "the template has more than %d nodes", maxNodes)
		}
		if text, ok := n.(*parse.TextNode); ok {
			if len(text.Text) > 0 {
				pieces = append(pieces, piece{text: string(text.Text)})
			}
			continue
		}
		compiled, err := p.node(n)
		if err != nil {
			return nil, err
		}
		if compiled == nil {
			continue
		}
		if k := len(pieces) - 1; k >= 0 && pieces[k].node == nil {
			pieces[k].node = compiled
		} else {
			pieces = append(pieces, piece{node: compiled})
		}
		if n.Type() == parse.NodeBreak || n.Type() == parse.NodeContinue {
			break
		}
	}
	return sequence(pieces), nil
}

func nothing(*run, reflect.Value) flow { return next }

// sequence is the node that executes pieces one after the other.
func sequence(pieces []piece) node {
	switch {
	case len(pieces) == 0:
		return nothing
	case len(pieces) == 1 && pieces[0].node == nil:
		text := pieces[0].text
		return func(x *run, _ reflect.Value) flow {
			x.out = append(x.out, text...)
			return next
		}
	case len(pieces) == 1 && pieces[0].text == "":
		return pieces[0].node
	}
	return func(x *run, dot reflect.Value) flow {
		for i := range pieces {
			piece := &pieces[i]
			x.out = append(x.out, piece.text...)
			if piece.node == nil {
				continue
			}
			if f := piece.node(x, dot); f != next {
				return f
			}
		}
		return next
	}
}

// node compiles a node, to nil if there is nothing to execute.
func (p *pass) node(n parse.Node) (node, error) {
	switch n := n.(type) {
	case *parse.ActionNode:
		return p.action(n)
	case *parse.IfNode:
		return p.branch(&n.BranchNode, false)
	case *parse.WithNode:
		return p.branch(&n.BranchNode, true)
	case *parse.RangeNode:
		return p.loop(n)
	case *parse.TemplateNode:
		return p.template(n)
	case *parse.BreakNode:
		return func(*run, reflect.Value) flow { return broke }, nil
	case *parse.ContinueNode:
		return func(*run, reflect.Value) flow { return continued }, nil
	case *parse.CommentNode:
		return nil, nil
	}
	return nil, p.refuse(n, "this kind of node is not covered")
}
