package depgraph

import (
	"math"
	"math/bits"
	"slices"
	"strings"

	"explainer/generator/internal/codec"
)

// keys numbers keys. Most keys are one of few things that are said of many: "actor someone:
// name", "actor someone: card". So a key is split at its last colon into a thing and a part,
// and keys of one thing make a group. What is read of one thing is mostly read by the same
// outputs, and a group with a set of parts is then one entry.
//
// A key without a part is the part 0 of the group of its name. So is a key whose thing has
// no room for one more part, as of a list with many. A key that is read keeps its place.
type keys struct {
	groups table     // things, by group
	parts  [][7]word // of each group, from part 1 on
	words  table     // the texts of parts, with the colon
	uses   []int32   // by word: how many groups have it
	last   uint32    // the group that was found last: a thing is mostly asked for more than once
}

// word is the number of a word, plus one.
type word uint16

// split returns the thing of a key and its part, which together are the key.
func split(k Key) (thing, part string) {
	i := strings.LastIndexByte(string(k), ':')
	if i < 0 {
		return string(k), ""
	}
	return string(k[:i]), string(k[i:])
}

// place returns the place of a key: its group, and its part as a set. It is no entry if
// nobody reads it.
func (n *keys) place(k Key) entry {
	thing, part := split(k)
	if part == "" {
		return n.whole(thing)
	}
	if g, known := n.find(thing); known {
		for i, w := range n.parts[g] {
			if w != 0 && n.words.names[w-1] == part {
				return entry{g, 2 << i}
			}
		}
	}
	return n.whole(string(k))
}

// whole returns the place of a key that has a group for itself.
func (n *keys) whole(name string) entry {
	if g, known := n.find(name); known {
		return entry{g, 1}
	}
	return entry{}
}

// find returns the group of a name.
func (n *keys) find(name string) (group uint32, known bool) {
	if name != "" && int64(n.last) < int64(len(n.groups.names)) && n.groups.names[n.last] == name {
		return n.last, true
	}
	group, known = n.groups.find(name)
	if known {
		n.last = group
	}
	return group, known
}

// add returns the place of a key, and gives it one if it has none.
func (n *keys) add(k Key) entry {
	if e := n.place(k); e.parts != 0 {
		return e
	}
	thing, part := split(k)
	if part == "" {
		return entry{n.group(thing), 1}
	}
	w, known := n.words.find(part)
	if !known && n.words.size() >= math.MaxUint16 {
		return entry{n.group(string(k)), 1}
	}
	g := n.group(thing)
	i := slices.Index(n.parts[g][:], 0)
	if i < 0 {
		return entry{n.group(string(k)), 1}
	}
	if !known {
		w = n.words.add(strings.Clone(part))
		n.uses = append(n.uses, make([]int32, len(n.words.names)-len(n.uses))...)
	}
	n.uses[w]++
	n.parts[g][i] = word(w + 1)
	return entry{g, 2 << i}
}

// group returns the group of a name, and makes it if there is none.
func (n *keys) group(name string) uint32 {
	if g, known := n.find(name); known {
		return g
	}
	g := n.groups.add(strings.Clone(name))
	if int(g) == len(n.parts) {
		n.parts = append(n.parts, [7]word{})
	}
	return g
}

// remove forgets a group, of which nothing is read any more.
func (n *keys) remove(group uint32) {
	for _, w := range n.parts[group] {
		if w == 0 {
			break
		}
		if n.uses[w-1]--; n.uses[w-1] == 0 {
			n.words.remove(uint32(w - 1))
		}
	}
	n.parts[group] = [7]word{}
	n.groups.remove(group)
}

// texts calls do with the thing and the part of each key of an entry, and its place.
func (n *keys) texts(e entry, do func(thing, part string, place entry)) {
	if int64(e.id) >= int64(len(n.parts)) {
		return
	}
	thing := n.groups.names[e.id]
	for set := e.parts; set != 0; set &= set - 1 {
		i := bits.TrailingZeros8(set)
		place := entry{e.id, 1 << i}
		if i == 0 {
			do(thing, "", place)
		} else if w := n.parts[e.id][i-1]; w != 0 {
			do(thing, n.words.names[w-1], place)
		}
	}
}

// code writes the keys for a cache, or reads them.
func (n *keys) code(c *codec.Coder) {
	c.Strings(&n.words.names)
	c.Strings(&n.groups.names)
	if c.Reading() {
		n.parts = make([][7]word, len(n.groups.names))
		n.uses = make([]int32, len(n.words.names))
	}
	for g := range n.parts {
		for i := range n.parts[g] {
			w := uint64(n.parts[g][i])
			if c.Uint(&w); w == 0 {
				break
			}
			if w > uint64(min(len(n.uses), math.MaxUint16)) {
				c.Refuse()
				return
			}
			n.parts[g][i] = word(w)
			if c.Reading() {
				n.uses[w-1]++
			}
		}
	}
}
