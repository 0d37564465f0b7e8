package layout

import (
	"fmt"
	"slices"
	"strconv"
	"strings"
)

// definition is the place of the string that names a {{define}} or {{block}}.
type definition struct {
	name       string
	start, end int
}

// block is an open {{if}}, {{range}}, {{with}}, {{define}} or {{block}}.
type block struct {
	word    token
	keyword string
	marked  int  // variables that were there before it
	outer   int  // first variable that it sees
	elseEnd bool // its last {{else}} has come
}

// outline reads the structure of a file from its tokens, to find the place of
// mistakes for which the parser has but a line. It stops at the first flaw.
type outline struct {
	f           *file
	blocks      []block
	vars        []string // declared so far; those from first on are visible
	first       int
	declared    int
	definitions []definition
	ranges      int // open ones
	effort      int // what escaping costs, see spend
	flaw        *flaw
}

// readOutline reads a file. bad is the flaw that ended its tokens, or nil.
func readOutline(f *file, bad *flaw) *outline {
	o := &outline{f: f, vars: []string{"$"}}
	written := 0
	for i := 0; i < len(f.tokens) && o.flaw == nil; {
		o.spend(written, f.tokens[i].start, f.tokens[i])
		end := i + 1
		for end < len(f.tokens) && f.tokens[end].kind != tokLeft {
			end++
		}
		complete := f.tokens[end-1].kind == tokRight
		if complete {
			o.action(f.tokens[i+1 : end-1])
		}
		i, written = end, f.tokens[end-1].end
	}
	if o.flaw == nil && bad == nil {
		o.spend(written, len(f.text), token{start: written, end: len(f.text)})
	}
	switch {
	case o.flaw != nil:
	case bad != nil:
		o.flaw = bad
	case len(o.blocks) > 0:
		b := o.blocks[len(o.blocks)-1]
		o.fail(b.word, fmt.Sprintf("this {{%s}} has no {{end}}", b.keyword), "")
	}
	return o
}

// spend adds up what html/template's escaper does for the text between two actions.
// It reads the body of a range twice, so what is nested doubles with every level;
// and for each "<" that begins no tag it reads the rest of the text once more. In a
// text area no "<" begins a tag, and where a partial is called nobody knows, so all
// of them count; as that is quick work, by a 128th. at is what to mark when it is
// too much.
func (o *outline) spend(start, end int, at token) {
	text := o.f.text[start:end]
	cost := len(text) + len("{{}}") + len(text)*strings.Count(text, "<")/128
	o.effort += cost << o.ranges
	if o.effort > maxEffort {
		o.flaw = &flaw{at.start, at.end, "escaping the template would take too long",
			"move the inner ranges or a part of the text to a partial"}
	}
}

func (o *outline) definition(name string) definition {
	i := slices.IndexFunc(o.definitions, func(d definition) bool { return d.name == name })
	if i < 0 {
		return definition{}
	}
	return o.definitions[i]
}

// action reads one action without its delimiters.
func (o *outline) action(tokens []token) {
	if len(tokens) == 0 {
		return
	}
	head := tokens[0]
	switch word := o.text(head); word {
	case "if", "range", "with":
		o.open(head, word)
		o.variables(tokens[1:])
	case "block", "define":
		o.define(head, word, tokens[1:])
	case "else":
		o.otherwise(head, tokens[1:])
	case "end":
		o.end(head)
	case "break", "continue":
		o.leave(head, word)
	default:
		o.variables(tokens)
	}
}

func (o *outline) open(head token, word string) {
	if word == "range" {
		if o.ranges++; o.ranges > maxRangeDepth {
			o.fail(head, fmt.Sprintf("more than %d ranges within one another", maxRangeDepth), "move the inner ones to a partial")
		}
	}
	o.blocks = append(o.blocks, block{word: head, keyword: word, marked: len(o.vars), outer: o.first})
}

func (o *outline) define(head token, word string, rest []token) {
	if word == "define" && len(o.blocks) > 0 {
		o.fail(head, "a {{define}} cannot stand in a {{"+o.blocks[len(o.blocks)-1].keyword+"}}", "")
		return
	}
	if len(rest) > 0 && rest[0].kind == tokString {
		if name, err := strconv.Unquote(o.text(rest[0])); err == nil {
			if o.definition(name).end > 0 {
				o.fail(rest[0], "the template "+quote(name)+" exists already", "")
			}
			o.definitions = append(o.definitions, definition{name, rest[0].start, rest[0].end})
		}
	}
	o.variables(rest)
	o.blocks = append(o.blocks, block{word: head, keyword: word, marked: len(o.vars), outer: o.first})
	o.first = len(o.vars)
	o.vars = append(o.vars, "$")
}

func (o *outline) otherwise(head token, rest []token) {
	if len(o.blocks) == 0 {
		o.fail(head, "this {{else}} belongs to nothing", "")
		return
	}
	b := &o.blocks[len(o.blocks)-1]
	chained := len(rest) > 0 && o.text(rest[0]) == b.keyword
	switch {
	case b.keyword == "define" || b.keyword == "block":
		o.fail(head, "a {{"+b.keyword+"}} has no {{else}}", "")
	case b.elseEnd:
		o.fail(head, "an {{else}} has come already", "")
	case chained && b.keyword != "range":
		o.variables(rest[1:])
	default:
		b.elseEnd = true
	}
}

func (o *outline) end(head token) {
	if len(o.blocks) == 0 {
		o.fail(head, "this {{end}} ends nothing", "")
		return
	}
	b := o.blocks[len(o.blocks)-1]
	o.blocks = o.blocks[:len(o.blocks)-1]
	o.vars, o.first = o.vars[:b.marked], b.outer
	if b.keyword == "range" {
		o.ranges--
	}
}

// leave checks that a {{break}} or {{continue}} stands in the body of a range of
// the same template.
func (o *outline) leave(head token, word string) {
	for i := len(o.blocks) - 1; i >= 0; i-- {
		switch b := o.blocks[i]; {
		case b.keyword == "range" && !b.elseEnd:
			return
		case b.keyword == "define" || b.keyword == "block":
			i = 0
		}
	}
	o.fail(head, "{{"+word+"}} stands outside of a {{range}}", "")
}

// variables follows declarations and uses within an action.
func (o *outline) variables(tokens []token) {
	for i, t := range tokens {
		if t.kind != tokVariable || o.flaw != nil {
			continue
		}
		name := o.text(t)
		if i+1 < len(tokens) && (tokens[i+1].kind == tokDeclare || tokens[i+1].kind == tokComma) {
			o.vars = append(o.vars, name)
			if o.declared++; o.declared > maxVariables {
				o.fail(t, fmt.Sprintf("more than %d variables in one file", maxVariables), "")
			}
			continue
		}
		if !slices.Contains(o.vars[o.first:], name) {
			o.fail(t, "the variable "+quote(name)+" is not defined", "declare it with {{"+name+" := ...}} where it is visible")
		}
	}
}

func (o *outline) text(t token) string { return o.f.text[t.start:t.end] }

func (o *outline) fail(t token, message, help string) {
	if o.flaw == nil {
		o.flaw = &flaw{t.start, t.end, message, help}
	}
}
