package view

import (
	"explainer/generator/internal/content"
	"explainer/generator/internal/depgraph"
	"explainer/generator/internal/site"
)

// Reads records which facts a view was made from. It is for one goroutine; the zero Reads
// is empty.
//
// A page reads the same facts of the same nodes again and again. So those of nodes are bits
// until somebody asks what they are called.
type Reads struct {
	nodes []nodeReads
	index map[*site.Node]int // in nodes
	keys  []depgraph.Key     // of what is no node
}

// nodeReads is what was read of a node.
type nodeReads struct {
	node  *site.Node
	facts facts
}

// facts is a set of facts of one node, which site/facts.go explains.
type facts uint8

const (
	factName facts = 1 << iota
	factCard
	factCount
	factRoles
	factFront
	factPlace
	factPage
)

// nameOf returns what one fact of a node is called.
func nameOf(n *site.Node, f facts) depgraph.Key {
	switch f {
	case factName:
		return n.Name()
	case factCard:
		return n.Card()
	case factCount:
		return n.Count()
	case factRoles:
		return n.RolesFact()
	case factFront:
		return n.Front()
	case factPlace:
		return n.Place()
	}
	return n.Page()
}

// Recording returns a Builder that records in r what the views it makes are made
// from, beside the config and the layouts, on which all of them depend.
func (b *Builder) Recording(r *Reads) *Builder {
	recording := *b
	recording.reads = r
	return &recording
}

// read records facts of a node.
func (b *Builder) read(n *site.Node, f facts) {
	if b.reads != nil {
		b.reads.add(n, f)
	}
}

// readKeys records facts of what is no node.
func (b *Builder) readKeys(keys ...depgraph.Key) {
	if b.reads != nil {
		b.reads.keys = append(b.reads.keys, keys...)
	}
}

// ReadName records that others than this Builder show the name of a node.
func (b *Builder) ReadName(n *site.Node) { b.read(n, factName) }

// Recorder returns how to record facts that a view is made from by others than this
// Builder, or nil if none are recorded.
func (b *Builder) Recorder() func(...depgraph.Key) {
	if b.reads == nil {
		return nil
	}
	return b.readKeys
}

func (r *Reads) add(n *site.Node, f facts) {
	i, known := r.index[n]
	if !known {
		if r.index == nil {
			r.index = map[*site.Node]int{}
		}
		i = len(r.nodes)
		r.index[n] = i
		r.nodes = append(r.nodes, nodeReads{node: n})
	}
	r.nodes[i].facts |= f
}

// Keys appends what the recorded facts are called. For everything that a page names, the
// facts of its front matter and roles are among them: the structured data of the page says
// more of it than its name.
func (r *Reads) Keys(keys []depgraph.Key) []depgraph.Key {
	keys = append(keys, r.keys...)
	for _, n := range r.nodes {
		f := n.facts
		if f&factName != 0 {
			f |= inStructured(n.node.Kind)
		}
		for one := factName; one <= factPage; one <<= 1 {
			if f&one != 0 {
				keys = append(keys, nameOf(n.node, one))
			}
		}
	}
	return keys
}

// inStructured returns what structured data says of a thing of a kind that it names.
func inStructured(k content.Kind) facts {
	switch k {
	case content.Actor:
		return factRoles | factFront
	case content.Region, content.Source, content.Question:
		return factFront
	}
	return 0
}

// Reset empties r. It keeps its room unless that is a lot: to clear a map takes as long as it
// ever was large.
func (r *Reads) Reset() {
	const most = 2000
	if len(r.nodes) > most {
		*r = Reads{}
		return
	}
	clear(r.index)
	r.nodes, r.keys = r.nodes[:0], r.keys[:0]
}
