package depgraph

import (
	"cmp"
	"slices"
)

// readers is the other way round: by group, the outputs that read any of its keys, and
// which. Most lists are short; one that has grown is in chunks, so that a change of it does
// not unpack all of it, even if it is every output that reads the group.
type readers struct {
	short []string            // by group
	long  map[uint32][]string // chunks that follow each other, at least two
}

// most is how many bytes a chunk has.
const most = 128

// set takes it that an output reads these parts of a group, and no others of it. It
// reports whether nothing reads the group any more.
func (r *readers) set(group uint32, output entry) (unread bool) {
	if n := int(group) + 1 - len(r.short); n > 0 {
		r.short = append(r.short, make([]string, n)...)
	}
	chunks, long := r.long[group]
	if !long {
		packed, last := put(r.short[group], output)
		if len(packed) <= most {
			r.short[group] = packed
			return packed == ""
		}
		r.keep(group, halves(packed, last))
		return false
	}
	i, found := slices.BinarySearchFunc(chunks, output.id, func(c string, id uint32) int { return cmp.Compare(first(c), id) })
	if !found && i > 0 {
		i--
	}
	packed, last := put(chunks[i], output)
	switch {
	case len(packed) > most:
		chunks = slices.Replace(chunks, i, i+1, halves(packed, last && i == len(chunks)-1)...)
	case packed == "":
		chunks = slices.Delete(chunks, i, i+1)
	default:
		chunks[i] = packed
	}
	r.keep(group, chunks)
	return false
}

// first returns the number of the first entry.
func first(packed string) uint32 {
	s := scan{rest: packed}
	return s.next().id
}

// halves makes two chunks of one. Outputs mostly come in order, and then the first is full.
func halves(packed string, inOrder bool) []string {
	list := unpack(nil, packed)
	at := len(list) / 2
	if inOrder {
		at = len(list) - 1
	}
	return []string{pack(list[:at]), pack(list[at:])}
}

// keep keeps the chunks of a group where so many belong.
func (r *readers) keep(group uint32, chunks []string) {
	if len(chunks) == 1 {
		r.short[group] = chunks[0]
		delete(r.long, group)
		return
	}
	if r.long == nil {
		r.long = map[uint32][]string{}
	}
	r.short[group], r.long[group] = "", chunks
}

// of calls do with the outputs that read the part of a group.
func (r *readers) of(place entry, do func(output uint32)) {
	if place.parts == 0 {
		return
	}
	chunks, long := r.long[place.id]
	if !long {
		chunks = r.short[place.id : place.id+1]
	}
	for _, c := range chunks {
		s := scan{rest: c}
		for e := s.next(); e.parts != 0; e = s.next() {
			if e.parts&place.parts != 0 {
				do(e.id)
			}
		}
	}
}
