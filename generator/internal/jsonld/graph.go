package jsonld

import (
	"explainer/generator/internal/jsonwrite"
	"explainer/generator/internal/site"
)

// ref points at a node by its @id: the address of a page, and what stands behind its
// "#", which is encoded and may be nothing. The zero ref points nowhere.
type ref struct {
	page     *site.Node
	fragment string
}

// described is what has a place of its own in a graph.
type described interface {
	describe(g *graph)
}

// describe writes a node that is made for one page.
func (n *node) describe(g *graph) { g.write(n) }

// graph is a document in the making. Each @id is described once, where it is first
// added.
type graph struct {
	*Builder
	nodes []described
	seen  map[ref]bool
	out   jsonwrite.Writer
	made  []*node // for any page; the first of them are in use
	used  int
}

// graph returns an empty graph, with the room of one that is done if there is one.
func (b *Builder) graph() *graph {
	if g, ok := b.done.Get().(*graph); ok {
		return g
	}
	return &graph{Builder: b, seen: map[ref]bool{}}
}

// typed returns a node without a name of its own.
func (g *graph) typed(kinds ...string) *node {
	if g.used == len(g.made) {
		g.made = append(g.made, &node{})
	}
	n := g.made[g.used]
	g.used++
	*n = node{}
	copy(n.Types[:], kinds)
	return n
}

// copy returns a brief node to which more is added.
func (g *graph) copy(brief node) *node {
	n := g.typed()
	*n = brief
	return n
}

// add describes what has an @id, unless that has been described, and points at it.
func (g *graph) add(id ref, d described) ref {
	if !g.seen[id] {
		g.seen[id] = true
		g.nodes = append(g.nodes, d)
	}
	return id
}

// The element that machines look for.
const (
	startTag = `<script type="application/ld+json">`
	endTag   = `</script>`
)

// script returns the document in its element. The graph is not to be used any more.
func (g *graph) script() string {
	g.out.Bytes = append(g.out.Bytes, startTag...)
	g.out.Begin('{')
	g.out.Field("@context", "https://schema.org")
	g.out.Name("@graph")
	g.out.Begin('[')
	for _, d := range g.nodes {
		d.describe(g)
	}
	g.out.End(']')
	g.out.End('}')
	element := string(append(g.out.Bytes, endTag...))
	clear(g.seen)
	g.nodes, g.used = g.nodes[:0], 0
	g.out.Reset()
	g.done.Put(g)
	return element
}
