package depgraph

import (
	"encoding/binary"
	"maps"
	"slices"

	"explainer/generator/internal/codec"
)

// Log holds the same as a Graph in far fewer bytes, and can be kept. To find what a
// change reaches it goes through all outputs, so it is for who asks once. The zero Log is
// empty and ready. It is for one goroutine.
type Log struct {
	keys    map[Key]int
	names   []Key
	outputs map[string]string // the facts of each: differences of indexes of names, as varints
	needed  int               // names that outputs had when the Log was read
}

// Set says which facts an output was made from, in place of what was said before.
func (l *Log) Set(output string, reads []Key) {
	if l.outputs == nil {
		l.outputs = map[string]string{}
	}
	l.number()
	ids := make([]int, len(reads))
	for i, k := range reads {
		id, known := l.keys[k]
		if !known {
			id = len(l.names)
			l.keys[k] = id
			l.names = append(l.names, k)
		}
		ids[i] = id
	}
	l.outputs[output] = packIDs(ids)
}

// number makes the index of names, which a Log that was read has not.
func (l *Log) number() {
	if l.keys != nil {
		return
	}
	l.keys = make(map[Key]int, len(l.names))
	for i, k := range l.names {
		l.keys[k] = i
	}
}

func packIDs(ids []int) string {
	slices.Sort(ids)
	var b []byte
	last := 0
	for _, id := range slices.Compact(ids) {
		b = binary.AppendUvarint(b, uint64(id-last))
		last = id
	}
	return string(b)
}

// each calls do with the indexes of an output's facts, until there are none or they make no
// sense.
func (l *Log) each(packed string, do func(id int)) {
	last := uint64(0)
	for i := 0; i < len(packed); {
		n, shift := uint64(0), 0
		for i < len(packed) && shift < 35 {
			c := packed[i]
			i++
			n |= uint64(c&0x7f) << shift
			if shift += 7; c < 0x80 {
				break
			}
		}
		if last += n; last >= uint64(len(l.names)) {
			return
		}
		do(int(last))
	}
}

// Has reports whether the Log has an output.
func (l *Log) Has(output string) bool {
	_, ok := l.outputs[output]
	return ok
}

// Retain forgets all outputs but some.
func (l *Log) Retain(output func(path string) bool) {
	maps.DeleteFunc(l.outputs, func(path, _ string) bool { return !output(path) })
}

// Stale returns the outputs that were made from any of the changed facts, as
// Graph.Stale does.
func (l *Log) Stale(changed []Key) []Reason {
	l.number()
	is := make([]bool, len(l.names))
	for _, k := range changed {
		if id, ok := l.keys[k]; ok {
			is[id] = true
		}
	}
	list := []Reason{}
	for _, output := range slices.Sorted(maps.Keys(l.outputs)) {
		var keys []Key
		l.each(l.outputs[output], func(id int) {
			if is[id] {
				keys = append(keys, l.names[id])
			}
		})
		if len(keys) > 0 {
			slices.Sort(keys)
			list = append(list, Reason{Output: output, Keys: keys})
		}
	}
	return list
}

// Code writes the Log for a cache, or reads it. Names that no output has any more are left out
// once they may be many.
func (l *Log) Code(c *codec.Coder) {
	switch {
	case c.Reading():
		l.keys = nil
		l.code(c)
	case len(l.names) > l.needed+l.needed/4:
		l.sorted().code(c)
	default:
		l.code(c)
	}
}

func (l *Log) code(c *codec.Coder) {
	codec.Slice(c, &l.names, func(k *Key, c *codec.Coder) { c.String((*string)(k)) })
	needed := len(l.names)
	if !c.Reading() && l.needed > 0 {
		needed = l.needed
	}
	codec.Int(c, &needed)
	l.needed = needed
	paths := slices.Sorted(maps.Keys(l.outputs))
	if c.Reading() {
		l.outputs = map[string]string{}
	}
	codec.Slice(c, &paths, func(path *string, c *codec.Coder) {
		c.String(path)
		packed := l.outputs[*path]
		c.String(&packed)
		if c.Reading() {
			l.outputs[*path] = packed
		}
	})
}

// sorted returns a Log that says the same, with the names that it needs in order.
func (l *Log) sorted() *Log {
	used := make([]bool, len(l.names))
	for _, packed := range l.outputs {
		l.each(packed, func(id int) { used[id] = true })
	}
	s := &Log{outputs: make(map[string]string, len(l.outputs))}
	for id, k := range l.names {
		if used[id] {
			s.names = append(s.names, k)
		}
	}
	slices.Sort(s.names)
	s.number()
	var ids []int
	for path, packed := range l.outputs {
		ids = ids[:0]
		l.each(packed, func(id int) { ids = append(ids, s.keys[l.names[id]]) })
		s.outputs[path] = packIDs(ids)
	}
	return s
}
