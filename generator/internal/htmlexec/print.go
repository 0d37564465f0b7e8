package htmlexec

import (
	"fmt"
	"html/template"
	"reflect"
	"strconv"
	"strings"
	"text/template/parse"
)

// escaperPrefix begins the names that html/template writes into pipelines.
const escaperPrefix = "_html_template_"

// trust is the type of trusted content that a value has.
type trust uint8

const (
	plain trust = iota
	trustedHTML
	trustedURL
	trustedOther // by the escapers of this file treated as plain
)

// place is where in HTML an action stands.
type place uint8

const (
	inText     place = iota
	inRCDATA         // a title or a text area
	inQuoted         // an attribute
	inUnquoted       // an attribute without quotes
)

// chain is the escapers of an action that this package has functions for.
type chain struct {
	filter bool // of schemes: an address begins here
	url    bool // an address, or with part set a part of one
	part   bool
	place  place
}

// readChain reads a chain of escapers; not ok if it is none of the frequent ones.
func readChain(names []string) (c chain, ok bool) {
	if len(names) > 0 && names[0] == "urlfilter" {
		c.filter, names = true, names[1:]
	}
	if len(names) > 0 && (names[0] == "urlnormalizer" || names[0] == "urlescaper") {
		c.url, c.part, names = true, names[0] == "urlescaper", names[1:]
	}
	if len(names) != 1 {
		return c, false
	}
	switch names[0] {
	case "htmlescaper":
		c.place = inText
	case "rcdataescaper":
		c.place = inRCDATA
	case "attrescaper":
		c.place = inQuoted
	case "nospaceescaper":
		c.place = inUnquoted
	default:
		return c, false
	}
	return c, !c.url && !c.filter || c.place == inQuoted || c.place == inUnquoted
}

// append appends a string. Not ok: markup in an attribute, of which html/template drops
// the tags.
func (c chain) append(dst []byte, s string, t trust) (page []byte, ok bool) {
	first := t // of the next escaper
	if c.filter {
		if first != trustedURL {
			s = safeURL(s)
		}
		first = plain
	}
	if c.url {
		return appendURL(dst, s, !c.part || first == trustedURL, c.place == inQuoted), true
	}
	switch {
	case c.place == inText && first == trustedHTML:
		return append(dst, s...), true
	case c.place == inRCDATA && first == trustedHTML:
		return appendMarkup(dst, s), true
	case first == trustedHTML && (c.place == inQuoted || s != ""):
		return dst, false
	case c.place == inUnquoted:
		return appendUnquoted(dst, s), true
	}
	return appendHTML(dst, s), true
}

// trustOf returns what html/template makes of the strings of a type.
func trustOf(t reflect.Type) trust {
	switch t {
	case reflect.TypeFor[template.HTML]():
		return trustedHTML
	case reflect.TypeFor[template.URL]():
		return trustedURL
	case reflect.TypeFor[template.CSS](), reflect.TypeFor[template.HTMLAttr](), reflect.TypeFor[template.JS](),
		reflect.TypeFor[template.JSStr](), reflect.TypeFor[template.Srcset]():
		return trustedOther
	}
	return plain
}

// stringify makes any value a string: as it is, behind pointers, if it is a string or
// trusted content, else as fmt prints it.
func stringify(a any) (string, trust) {
	if a == nil {
		return "", plain
	}
	base := reflect.ValueOf(a)
	for base.Kind() == reflect.Pointer && !base.IsNil() {
		base = base.Elem()
	}
	if base.Kind() == reflect.String {
		t := trustOf(base.Type())
		if t != plain || base.Type() == reflect.TypeFor[string]() {
			return base.String(), t
		}
	}
	return fmt.Sprint(printable(a)), plain
}

// printable follows pointers up to a value that can say itself what it is.
func printable(a any) any {
	if a == nil {
		return nil
	}
	v := reflect.ValueOf(a)
	for v.Kind() == reflect.Pointer && !v.IsNil() && !says(v.Type()) {
		v = v.Elem()
	}
	return v.Interface()
}

// action compiles {{pipeline}}.
func (p *pass) action(n *parse.ActionNode) (node, error) {
	if len(n.Pipe.Decl) > 0 {
		return p.declaration(n.Pipe)
	}
	cmds, names := splitEscapers(n.Pipe)
	e, err := p.commands(n.Pipe, cmds)
	if err != nil {
		return nil, err
	}
	if len(names) == 0 {
		return p.escaped(n, e)
	}
	if len(names) == 1 && names[0] == "commentescaper" {
		return func(x *run, dot reflect.Value) flow { e.val(x, dot); return next }, nil
	}
	c, ok := readChain(names)
	if !ok || c.strips() && isMarkup(e.typ) {
		return p.rare(n, e, names)
	}
	return printer(e, c), nil
}

// strips reports whether the chain takes the tags out of markup.
func (c chain) strips() bool {
	return !c.url && !c.filter && (c.place == inQuoted || c.place == inUnquoted)
}

func isMarkup(t reflect.Type) bool {
	for t != nil && t.Kind() == reflect.Pointer {
		t = t.Elem()
	}
	return t != nil && trustOf(t) == trustedHTML
}

// splitEscapers returns the commands of an action without the escapers at their end,
// and the names of those without their prefix.
func splitEscapers(pipe *parse.PipeNode) (cmds []*parse.CommandNode, names []string) {
	cmds = pipe.Cmds
	for len(cmds) > 1 {
		args := cmds[len(cmds)-1].Args
		id, ok := args[0].(*parse.IdentifierNode)
		if !ok || len(args) > 1 || !strings.HasPrefix(id.Ident, escaperPrefix) {
			break
		}
		names = append([]string{strings.TrimPrefix(id.Ident, escaperPrefix)}, names...)
		cmds = cmds[:len(cmds)-1]
	}
	return cmds, names
}

// escaped compiles an action to which html/template has added nothing, because its
// last function escapes already: html or urlquery.
func (p *pass) escaped(n *parse.ActionNode, e expr) (node, error) {
	last, ok := n.Pipe.Cmds[len(n.Pipe.Cmds)-1].Args[0].(*parse.IdentifierNode)
	if !ok || last.Ident != "html" && last.Ident != "urlquery" || e.str == nil {
		return nil, p.refuse(n, "html/template has not escaped it")
	}
	str := e.str
	return func(x *run, dot reflect.Value) flow {
		x.out = append(x.out, str(x, dot)...)
		return next
	}, nil
}

// printer returns the node that prints an expression. Numbers and booleans have
// nothing to escape.
func printer(e expr, c chain) node {
	switch {
	case e.str != nil && e.typ.NumMethod() == 0:
		return stringPrinter(e.str, c, trustOf(e.typ))
	case e.num != nil && e.typ.NumMethod() == 0:
		num := e.num
		return func(x *run, dot reflect.Value) flow {
			x.out = strconv.AppendInt(x.out, num(x, dot), 10)
			return next
		}
	case e.yes != nil && e.isBool() && e.typ.NumMethod() == 0:
		yes := e.yes
		return func(x *run, dot reflect.Value) flow {
			x.out = strconv.AppendBool(x.out, yes(x, dot))
			return next
		}
	}
	val := e.val
	return func(x *run, dot reflect.Value) flow {
		s, t := stringify(content(val(x, dot)))
		page, ok := c.append(x.out, s, t)
		if !ok {
			fail()
		}
		x.out = page
		return next
	}
}

// stringPrinter prints strings, the frequent chains without a look at the others.
func stringPrinter(str func(*run, reflect.Value) string, c chain, t trust) node {
	switch {
	case c.place == inText && t == trustedHTML:
		return func(x *run, dot reflect.Value) flow {
			x.out = append(x.out, str(x, dot)...)
			return next
		}
	case !c.url && !c.filter && c.place != inUnquoted && t != trustedHTML:
		return func(x *run, dot reflect.Value) flow {
			x.out = appendHTML(x.out, str(x, dot))
			return next
		}
	case c.filter && c.url && !c.part && c.place == inQuoted && t != trustedURL:
		return func(x *run, dot reflect.Value) flow {
			x.out = appendURL(x.out, safeURL(str(x, dot)), true, true)
			return next
		}
	}
	return func(x *run, dot reflect.Value) flow {
		page, ok := c.append(x.out, str(x, dot), t)
		if !ok {
			fail()
		}
		x.out = page
		return next
	}
}
