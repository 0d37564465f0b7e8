package edtf

import (
	"encoding/binary"
	"errors"
)

// The bytes of a Date begin with one that says which parts follow.
const (
	hasFrom  = 1 << iota // a point; not set for the zero Date
	hasTo                // a second point
	hasClock             // a time of day
)

var errBinary = errors.New("edtf: these are not the bytes of a date")

// AppendBinary appends the Date in a form of this package, for caches: ReadBinary reads it.
func (d Date) AppendBinary(b []byte) []byte {
	at := len(b)
	b = append(b, 0)
	if d.from.kind != absent {
		b[at] |= hasFrom
		b = d.from.appendBinary(b)
	}
	if d.to.kind != absent {
		b[at] |= hasTo
		b = d.to.appendBinary(b)
	}
	if d.clock != (clock{}) {
		b[at] |= hasClock
		b = append(b, d.clock.hour, d.clock.minute, d.clock.second, byte(d.clock.bits))
		b = binary.AppendVarint(b, int64(d.clock.offset))
	}
	return b
}

func (p point) appendBinary(b []byte) []byte {
	return binary.AppendVarint(append(b, byte(p.kind), byte(p.marks), p.month, p.day), int64(p.year))
}

// ReadBinary sets the Date to the one at the start of the text, and returns how many bytes it
// takes. The error says that they are none of AppendBinary.
func (d *Date) ReadBinary(text string) (int, error) {
	r := binaryReader{rest: text}
	var read Date
	parts := r.byte()
	if parts&hasFrom != 0 {
		read.from = r.point()
	}
	if parts&hasTo != 0 {
		read.to = r.point()
	}
	if parts&hasClock != 0 {
		read.clock = clock{hour: r.byte(), minute: r.byte(), second: r.byte(), bits: clockBits(r.byte()), offset: int16(r.varint())}
	}
	if r.bad || parts > hasFrom|hasTo|hasClock {
		return 0, errBinary
	}
	*d = read
	return len(text) - len(r.rest), nil
}

// binaryReader reads bytes until there are none, or none that make sense.
type binaryReader struct {
	rest string
	bad  bool
}

func (r *binaryReader) byte() byte {
	if r.rest == "" {
		r.bad = true
		return 0
	}
	b := r.rest[0]
	r.rest = r.rest[1:]
	return b
}

func (r *binaryReader) varint() int64 {
	var u uint64
	for shift := 0; shift < 42; shift += 7 {
		b := r.byte()
		u |= uint64(b&0x7f) << shift
		if b < 0x80 {
			return int64(u>>1) ^ -int64(u&1)
		}
	}
	r.bad = true
	return 0
}

func (r *binaryReader) point() point {
	p := point{kind: kind(r.byte()), marks: marks(r.byte()), month: r.byte(), day: r.byte(), year: int32(r.varint())}
	r.bad = r.bad || p.kind == absent || p.kind > unknown
	return p
}
