package depgraph

import (
	"cmp"
	"encoding/binary"
	"math"
	"slices"
)

// entry is a number with a set of parts, one bit each: what an output reads of a group of
// keys, or which output it is that reads some of a group.
type entry struct {
	id    uint32
	parts uint8
}

// Entries are packed in order of their numbers, each as the difference to the one before
// and its parts, which are left out where they are those of the one before. Both are mostly
// so near to each other that an entry is one or two bytes.

// appendPacked appends one entry that comes after another.
func appendPacked(b []byte, before, e entry) []byte {
	n := uint64(e.id-before.id) << 1
	if e.parts == before.parts {
		return binary.AppendUvarint(b, n|1)
	}
	return append(binary.AppendUvarint(b, n), e.parts)
}

// pack packs entries that are in order. No set of parts may be empty.
func pack(entries []entry) string {
	var small [256]byte
	b := small[:0]
	var before entry
	for _, e := range entries {
		b = appendPacked(b, before, e)
		before = e
	}
	return string(b)
}

// scan reads packed entries. Of bytes that were not packed it gives some entries.
type scan struct {
	rest string
	last entry
}

// next returns the next entry; its parts are empty after the last one.
func (s *scan) next() entry {
	if len(s.rest) == 0 {
		return s.end()
	}
	n, i := uint64(s.rest[0]), 1
	if n >= 0x80 {
		n &= 0x7f
		for shift := 7; ; shift += 7 {
			if i == len(s.rest) || shift > 35 {
				return s.end()
			}
			c := s.rest[i]
			i++
			n |= uint64(c&0x7f) << shift
			if c < 0x80 {
				break
			}
		}
	}
	if n>>1 > uint64(math.MaxUint32-s.last.id) {
		return s.end()
	}
	s.last.id += uint32(n >> 1)
	if n&1 == 0 {
		if i == len(s.rest) {
			return s.end()
		}
		s.last.parts = s.rest[i]
		i++
	}
	s.rest = s.rest[i:]
	return s.last
}

func (s *scan) end() entry {
	*s = scan{}
	return entry{}
}

// each calls do with packed entries, as long as their numbers are less than a limit.
func each(packed string, limit int, do func(entry)) {
	s := scan{rest: packed}
	for e := s.next(); e.parts != 0 && uint64(e.id) < uint64(limit); e = s.next() {
		do(e)
	}
}

func unpack(entries []entry, packed string) []entry {
	s := scan{rest: packed}
	for e := s.next(); e.parts != 0; e = s.next() {
		entries = append(entries, e)
	}
	return entries
}

// union sorts entries, and makes one of those with the same number.
func union(entries []entry) []entry {
	slices.SortFunc(entries, func(a, b entry) int { return cmp.Compare(a.id, b.id) })
	list := entries[:0]
	for _, e := range entries {
		list = with(list, e)
	}
	return list
}

// with appends an entry, or puts its parts to the last one if that has the same number.
func with(list []entry, e entry) []entry {
	if n := len(list); n > 0 && list[n-1].id == e.id {
		list[n-1].parts |= e.parts
		return list
	}
	return append(list, e)
}

// put puts an entry in its place among packed ones, or takes it away if it has no parts. It
// reports whether none comes after it.
func put(packed string, e entry) (changed string, last bool) {
	var small [2 * most]byte
	s := scan{rest: packed}
	var before entry
	at := 0
	after := s.next()
	for after.parts != 0 && after.id < e.id {
		before, at = after, len(packed)-len(s.rest)
		after = s.next()
	}
	if after.parts != 0 && after.id == e.id {
		after = s.next()
	}
	b := append(small[:0], packed[:at]...)
	if e.parts != 0 {
		b = appendPacked(b, before, e)
		before = e
	}
	if after.parts == 0 {
		return string(b), true
	}
	b = appendPacked(b, before, after)
	return string(append(b, s.rest...)), false
}

// changes calls do with each entry that one packed list has and another has not, or not
// so. Those that are gone have no parts.
func changes(old, new string, do func(entry)) {
	if old == new {
		return
	}
	from, to := scan{rest: old}, scan{rest: new}
	a, b := from.next(), to.next()
	for a.parts != 0 || b.parts != 0 {
		switch {
		case b.parts == 0 || a.parts != 0 && a.id < b.id:
			do(entry{id: a.id})
			a = from.next()
		case a.parts == 0 || b.id < a.id:
			do(b)
			b = to.next()
		default:
			if a.parts != b.parts {
				do(b)
			}
			a, b = from.next(), to.next()
		}
	}
}
