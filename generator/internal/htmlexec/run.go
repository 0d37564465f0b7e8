package htmlexec

import "reflect"

// maxDepth bounds the templates that are open at once. html/template allows more, so
// what goes deeper is left to it.
const maxDepth = 1000

// run is the state of one execution.
type run struct {
	out   []byte
	limit int    // of len(out)
	frame []slot // the variables of the template that is executing; the first is $
	stack []slot // room for more frames
	depth int
}

// slot holds a variable. Which field is filled the type of the variable decides; see
// kindOf.
type slot struct {
	v reflect.Value
	s string
	n int64
}

// flow says how a node ended.
type flow uint8

const (
	next      flow = iota
	broke          // at a break
	continued      // at a continue
)

// node executes a part of a template.
type node func(x *run, dot reflect.Value) flow

// failure is what fail panics with.
type failure struct{}

// fail ends an execution: what follows is html/template's to judge.
func fail() { panic(failure{}) }

// instance is a template compiled for one type of its dot.
type instance struct {
	body  node
	slots int
}

// call executes a template with a frame of its own.
func (i *instance) call(x *run, dot reflect.Value) {
	if x.depth++; x.depth > maxDepth || len(x.out) > x.limit {
		fail()
	}
	frame, stack := x.frame, x.stack
	if len(x.stack) < i.slots {
		x.stack = make([]slot, max(2*i.slots, 256))
	}
	x.frame, x.stack = x.stack[:i.slots:i.slots], x.stack[i.slots:]
	x.frame[0].v = dot
	i.body(x, dot)
	x.frame, x.stack = frame, stack
	x.depth--
}
