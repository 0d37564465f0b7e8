// Package depgraph remembers which facts each output was made from, and answers
// which outputs a change of facts reaches, and why.
//
// It is pure: keys in, outputs and reasons out. A fact is anything that can change:
// the title of an actor, the third page of a list, the bytes of a layout. Its Key is
// a readable name, since people are shown it. What a fact's value is, the graph does
// not know; whoever compares two states of the world says which keys differ.
//
// A key that no output has read reaches nothing. An output that is not in the graph
// is new, and its maker knows that without asking.
package depgraph

import "slices"

// Key names a fact, such as "actor vladimir-putin: name". Any text will do, but those that
// differ after the last colon alone take little room.
type Key string

// Graph holds the facts that outputs were made from. Stale takes time for the outputs that
// read any fact of the changed things, and Set and Remove for the facts of one output, however
// many there are in all. The zero Graph is empty and ready. It is for one goroutine.
type Graph struct {
	log     Log
	readers readers
}

// Reason is an output that a change reaches, and the changed facts that it was made
// from, sorted.
type Reason struct {
	Output string
	Keys   []Key
}

// Set says which facts an output was made from, in place of what was said before.
// Repeated keys count once.
func (g *Graph) Set(output string, reads []Key) {
	id, old := g.log.set(output, reads)
	g.turn(id, old, g.log.reads[id])
}

// Remove forgets an output.
func (g *Graph) Remove(output string) {
	if id, ok := g.log.outputs.find(output); ok {
		g.turn(id, g.log.remove(id), "")
	}
}

// turn takes it to the readers of facts that an output reads others than it did. A group
// without readers is forgotten, so that a graph does not grow with every name that there ever was.
func (g *Graph) turn(output uint32, old, new string) {
	changes(old, new, func(e entry) {
		if g.readers.set(e.id, entry{output, e.parts}) {
			g.log.keys.remove(e.id)
		}
	})
}

// Stale returns the outputs that were made from any of the changed facts, sorted by
// path, each with the reasons.
func (g *Graph) Stale(changed []Key) []Reason {
	changed = slices.Compact(slices.Sorted(slices.Values(changed)))
	var found []uint64 // an output and an index of changed
	for i, k := range changed {
		g.readers.of(g.log.keys.place(k), func(output uint32) {
			found = append(found, uint64(output)<<32|uint64(i))
		})
	}
	slices.Sort(found)
	list, keys := []Reason{}, make([]Key, len(found))
	for i := 0; i < len(found); {
		output, from := found[i]>>32, i
		for ; i < len(found) && found[i]>>32 == output; i++ {
			keys[i] = changed[uint32(found[i])]
		}
		list = append(list, Reason{Output: g.log.outputs.names[output], Keys: keys[from:i:i]})
	}
	sortReasons(list)
	return list
}

// Reads returns the facts that an output was made from, sorted, and whether the
// graph has the output.
func (g *Graph) Reads(output string) ([]Key, bool) {
	id, ok := g.log.outputs.find(output)
	if !ok {
		return nil, false
	}
	keys := []Key{}
	each(g.log.reads[id], len(g.log.keys.parts), func(e entry) {
		g.log.keys.texts(e, func(thing, part string, _ entry) { keys = append(keys, Key(thing+part)) })
	})
	slices.Sort(keys)
	return keys, true
}

// Len returns how many outputs the graph has.
func (g *Graph) Len() int { return g.log.outputs.size() }
