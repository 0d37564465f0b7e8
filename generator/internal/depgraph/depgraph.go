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

// Key names a fact, such as "actor vladimir-putin: name".
type Key string

// Graph holds the facts that outputs were made from. The zero Graph is empty and
// ready. It is for one goroutine.
type Graph struct {
	keys    map[Key]int32
	names   []Key
	readers [][]int32 // by key: outputs, unordered
	outputs map[string]int32
	paths   []string
	reads   [][]int32 // by output: keys, sorted
	free    []int32   // outputs that were removed
	unread  []int32   // keys that no output reads any more
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
	id := g.output(output)
	ids := make([]int32, 0, len(reads))
	for _, k := range reads {
		ids = append(ids, g.key(k))
	}
	slices.Sort(ids)
	ids = slices.Compact(ids)
	old := g.reads[id]
	for _, k := range old {
		if _, kept := slices.BinarySearch(ids, k); !kept {
			g.forget(k, id)
		}
	}
	for _, k := range ids {
		if _, known := slices.BinarySearch(old, k); !known {
			g.readers[k] = append(g.readers[k], id)
		}
	}
	g.reads[id] = ids
}

// Remove forgets an output.
func (g *Graph) Remove(output string) {
	id, ok := g.outputs[output]
	if !ok {
		return
	}
	for _, k := range g.reads[id] {
		g.forget(k, id)
	}
	g.reads[id] = nil
	g.paths[id] = ""
	delete(g.outputs, output)
	g.free = append(g.free, id)
}

// Stale returns the outputs that were made from any of the changed facts, sorted by
// path, each with the reasons.
func (g *Graph) Stale(changed []Key) []Reason {
	reasons := map[int32][]Key{}
	for _, k := range changed {
		id, ok := g.keys[k]
		if !ok {
			continue
		}
		for _, output := range g.readers[id] {
			reasons[output] = append(reasons[output], k)
		}
	}
	list := make([]Reason, 0, len(reasons))
	for id, keys := range reasons {
		slices.Sort(keys)
		list = append(list, Reason{Output: g.paths[id], Keys: slices.Compact(keys)})
	}
	slices.SortFunc(list, func(a, b Reason) int {
		if a.Output < b.Output {
			return -1
		}
		return 1
	})
	return list
}

// Reads returns the facts that an output was made from, sorted, and whether the
// graph has the output.
func (g *Graph) Reads(output string) ([]Key, bool) {
	id, ok := g.outputs[output]
	if !ok {
		return nil, false
	}
	keys := make([]Key, len(g.reads[id]))
	for i, k := range g.reads[id] {
		keys[i] = g.names[k]
	}
	slices.Sort(keys)
	return keys, true
}

// Len returns how many outputs the graph has.
func (g *Graph) Len() int { return len(g.outputs) }

func (g *Graph) key(k Key) int32 {
	if id, ok := g.keys[k]; ok {
		return id
	}
	if g.keys == nil {
		g.keys = map[Key]int32{}
	}
	var id int32
	if n := len(g.unread); n > 0 {
		id, g.unread = g.unread[n-1], g.unread[:n-1]
		g.names[id] = k
	} else {
		id = int32(len(g.names))
		g.names = append(g.names, k)
		g.readers = append(g.readers, nil)
	}
	g.keys[k] = id
	return id
}

func (g *Graph) output(path string) int32 {
	if id, ok := g.outputs[path]; ok {
		return id
	}
	if g.outputs == nil {
		g.outputs = map[string]int32{}
	}
	var id int32
	if n := len(g.free); n > 0 {
		id, g.free = g.free[n-1], g.free[:n-1]
		g.paths[id] = path
	} else {
		id = int32(len(g.paths))
		g.paths = append(g.paths, path)
		g.reads = append(g.reads, nil)
	}
	g.outputs[path] = id
	return id
}

// forget takes an output from the readers of a key. It searches them, so a fact that
// every page reads makes removal slow; such facts should be few, or checked apart. A
// key without readers is forgotten, so that a graph does not grow with every name that there
// ever was.
func (g *Graph) forget(key, output int32) {
	list := g.readers[key]
	i := slices.Index(list, output)
	if i < 0 {
		return
	}
	list[i] = list[len(list)-1]
	g.readers[key] = list[:len(list)-1]
	if len(list) == 1 {
		delete(g.keys, g.names[key])
		g.names[key], g.readers[key] = "", nil
		g.unread = append(g.unread, key)
	}
}
