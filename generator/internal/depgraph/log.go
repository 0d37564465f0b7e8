package depgraph

import (
	"cmp"
	"maps"
	"math/bits"
	"slices"
	"strings"

	"explainer/generator/internal/codec"
)

// Log is a Graph that can be kept. It does not know who reads a fact: to find what a change
// reaches it goes through all outputs, so it is for who asks once. The zero Log is empty
// and ready. It is for one goroutine.
type Log struct {
	keys    keys
	outputs table
	reads   []string // by output: packed groups of keys
	needed  int      // groups that outputs had when the Log was read
	scratch []entry
}

// Set says which facts an output was made from, in place of what was said before.
func (l *Log) Set(output string, reads []Key) { l.set(output, reads) }

// set returns the number of the output too, and what was packed of it before.
func (l *Log) set(output string, reads []Key) (id uint32, old string) {
	list := l.scratch[:0]
	for _, k := range reads {
		list = with(list, l.keys.add(k))
	}
	l.scratch = list
	id = l.output(output)
	old, l.reads[id] = l.reads[id], pack(union(list))
	return id, old
}

// output returns the number of an output, and gives it one if it has none.
func (l *Log) output(path string) uint32 {
	id, known := l.outputs.find(path)
	if !known {
		id = l.outputs.add(path)
		l.reads = append(l.reads, make([]string, len(l.outputs.names)-len(l.reads))...)
	}
	return id
}

// remove forgets an output, and returns what was packed of it.
func (l *Log) remove(id uint32) (old string) {
	old, l.reads[id] = l.reads[id], ""
	l.outputs.remove(id)
	return old
}

// Has reports whether the Log has an output. Many may ask at the same time.
func (l *Log) Has(output string) bool {
	_, ok := l.outputs.ids[output]
	return ok
}

// Retain forgets all outputs but some.
func (l *Log) Retain(output func(path string) bool) {
	for path, id := range l.outputs.ids {
		if !output(path) {
			l.remove(id)
		}
	}
}

// Stale returns the outputs that were made from any of the changed facts, as
// Graph.Stale does.
func (l *Log) Stale(changed []Key) []Reason {
	is := make([]uint8, len(l.keys.parts))
	for _, k := range changed {
		if place := l.keys.place(k); place.parts != 0 {
			is[place.id] |= place.parts
		}
	}
	list := []Reason{}
	for path, id := range l.outputs.ids {
		var keys []Key
		each(l.reads[id], len(is), func(e entry) {
			if e.parts &= is[e.id]; e.parts != 0 {
				l.keys.texts(e, func(thing, part string, _ entry) { keys = append(keys, Key(thing+part)) })
			}
		})
		if len(keys) > 0 {
			slices.Sort(keys)
			list = append(list, Reason{Output: path, Keys: keys})
		}
	}
	sortReasons(list)
	return list
}

func sortReasons(list []Reason) {
	slices.SortFunc(list, func(a, b Reason) int { return strings.Compare(a.Output, b.Output) })
}

// Code writes the Log for a cache, or reads it. Keys that no output has any more are left out
// once they may be many, which they are not before a Log has been read.
func (l *Log) Code(c *codec.Coder) {
	switch {
	case c.Reading():
		*l = Log{}
		l.code(c)
	case l.needed > 0 && len(l.keys.parts) > l.needed+l.needed/4:
		l.sorted().code(c)
	default:
		l.code(c)
	}
}

func (l *Log) code(c *codec.Coder) {
	l.keys.code(c)
	needed := len(l.keys.parts)
	if !c.Reading() && l.needed > 0 {
		needed = l.needed
	}
	codec.Int(c, &needed)
	l.needed = needed
	paths := slices.Sorted(maps.Keys(l.outputs.ids))
	codec.Slice(c, &paths, func(path *string, c *codec.Coder) {
		c.String(path)
		if c.Reading() {
			l.reads = append(l.reads, "")
			c.String(&l.reads[len(l.reads)-1])
		} else {
			c.String(&l.reads[l.outputs.ids[*path]])
		}
	})
	if c.Reading() {
		l.outputs.names = paths
		l.outputs.index()
	}
}

// sorted returns a Log that says the same, with the keys that it needs in order.
func (l *Log) sorted() *Log {
	used := make([]uint8, len(l.keys.parts))
	for _, packed := range l.reads {
		each(packed, len(used), func(e entry) { used[e.id] |= e.parts })
	}
	type key struct {
		thing, part string
		place       entry
	}
	var needed []key
	for g, parts := range used {
		l.keys.texts(entry{uint32(g), parts}, func(thing, part string, place entry) {
			if part == "" {
				thing, part = split(Key(thing))
			}
			needed = append(needed, key{thing, part, place})
		})
	}
	slices.SortFunc(needed, func(a, b key) int {
		return cmp.Or(strings.Compare(a.thing, b.thing), strings.Compare(a.part, b.part))
	})
	s := new(Log)
	places := make([][8]entry, len(used))
	for _, k := range needed {
		places[k.place.id][bits.TrailingZeros8(k.place.parts)] = s.keys.add(Key(k.thing + k.part))
	}
	for path, id := range l.outputs.ids {
		list := s.scratch[:0]
		each(l.reads[id], len(used), func(e entry) {
			for set := e.parts; set != 0; set &= set - 1 {
				if to := places[e.id][bits.TrailingZeros8(set)]; to.parts != 0 {
					list = append(list, to)
				}
			}
		})
		s.scratch = list
		s.reads[s.output(path)] = pack(union(list))
	}
	return s
}
