// Package cache keeps values between runs of the program, in one file.
//
// A value is found by a Key, which is a hash of all that it follows from, so a value is
// never out of date: what follows from something else has another Key. The file may be
// deleted at any time, and bytes of it that were changed or cut off are values that are
// not there; so what is made with a cache and what is made without are the same.
//
// The file is not changed but replaced: a Writer makes a new one beside it, takes over
// values without unpacking them, and gives it the name. So processes may use a cache at the
// same time, and the last to write has its values kept.
//
//	file   = magic values index footer
//	values = packed bytes (S2), one after another
//	index  = for each value: key (32 bytes), offset, packed size, size (uvarint),
//	         XXH3 of the packed bytes (8 bytes)
//	footer = offset of the index, number of values, XXH3 of the index (8 bytes each)
//
// Integers of fixed size are in little-endian order.
package cache

import (
	"crypto/sha256"
	"encoding/binary"
	"errors"
	"io"
	"os"
	"slices"
	"sync"

	"github.com/klauspost/compress/s2"
	"github.com/zeebo/xxh3"
)

// magic begins a file; another form has another one.
const magic = "explainer cache 1\n"

const (
	footerSize = 24
	mostValue  = 1 << 30 // bytes of one value, and of the index
)

// Key names a value: a SHA-256 (FIPS 180-4). Content is a stranger's, so two contents with
// one Key must be out of reach.
type Key [sha256.Size]byte

// KeyOf returns the Key of what follows from some texts, in their order.
func KeyOf(parts ...string) Key {
	h := sha256.New()
	var size [8]byte
	for _, p := range parts {
		binary.LittleEndian.PutUint64(size[:], uint64(len(p)))
		h.Write(size[:])
		io.WriteString(h, p)
	}
	return Key(h.Sum(nil))
}

// Cache is the values of a file, for reading, from any goroutine. The zero Cache, and a nil
// one, are empty.
type Cache struct {
	file   *os.File
	values map[Key]entry
	reader reader
}

// entry is where a value is.
type entry struct {
	at, packed, size int64
	sum              uint64
}

// Open returns the values of a file. A file that is not there, or is none of this package,
// has none. Close must be called.
func Open(path string) *Cache {
	f, err := os.Open(path)
	if err != nil {
		return &Cache{}
	}
	c := &Cache{file: f}
	if c.values, err = readIndex(f); err != nil {
		f.Close()
		return &Cache{}
	}
	return c
}

// Close gives the file back. Values that were got stay.
func (c *Cache) Close() error {
	if c == nil || c.file == nil {
		return nil
	}
	c.values = nil
	return c.file.Close()
}

var errFile = errors.New("not a cache")

func readIndex(f *os.File) (map[Key]entry, error) {
	info, err := f.Stat()
	if err != nil {
		return nil, err
	}
	if !info.Mode().IsRegular() || info.Size() < int64(len(magic))+footerSize {
		return nil, errFile
	}
	head, foot := make([]byte, len(magic)), make([]byte, footerSize)
	if _, err := f.ReadAt(head, 0); err != nil {
		return nil, err
	}
	end := info.Size() - footerSize
	if _, err := f.ReadAt(foot, end); err != nil {
		return nil, err
	}
	at, n, sum := binary.LittleEndian.Uint64(foot), binary.LittleEndian.Uint64(foot[8:]), binary.LittleEndian.Uint64(foot[16:])
	if string(head) != magic || at < uint64(len(magic)) || at > uint64(end) || uint64(end)-at > mostValue {
		return nil, errFile
	}
	index := make([]byte, uint64(end)-at)
	if _, err := f.ReadAt(index, int64(at)); err != nil {
		return nil, err
	}
	if xxh3.Hash(index) != sum {
		return nil, errFile
	}
	return parseIndex(index, n, int64(at))
}

// parseIndex reads an index. All values must end before an offset.
func parseIndex(b []byte, n uint64, end int64) (map[Key]entry, error) {
	if n > uint64(len(b)/(sha256.Size+3+8)) {
		return nil, errFile
	}
	values := make(map[Key]entry, n)
	for range n {
		var e entry
		if len(b) < sha256.Size {
			return nil, errFile
		}
		k := Key(b[:sha256.Size])
		b = b[sha256.Size:]
		for _, field := range []*int64{&e.at, &e.packed, &e.size} {
			u, size := binary.Uvarint(b)
			if size <= 0 || u > 1<<62 {
				return nil, errFile
			}
			*field, b = int64(u), b[size:]
		}
		if len(b) < 8 || e.packed > mostValue || e.size > mostValue || e.at > end-e.packed {
			return nil, errFile
		}
		e.sum, b = binary.LittleEndian.Uint64(b), b[8:]
		values[k] = e
	}
	if len(b) > 0 {
		return nil, errFile
	}
	return values, nil
}

// Has reports whether a value may be there. Get may still find that it was damaged.
func (c *Cache) Has(k Key) bool {
	if c == nil {
		return false
	}
	_, ok := c.values[k]
	return ok
}

// Get returns a value, and whether it is there.
func (c *Cache) Get(k Key) (string, bool) {
	if !c.Has(k) {
		return "", false
	}
	return c.reader.value(c.file, c.values[k])
}

// reader reads values of a file, from any goroutine.
type reader struct{ rooms sync.Pool } // *room

// room is where a value is packed, and unpacked before it is a string.
type room struct{ packed, value []byte }

func (r *reader) take() *room {
	if in, ok := r.rooms.Get().(*room); ok {
		return in
	}
	return &room{}
}

func (r *reader) value(f *os.File, e entry) (string, bool) {
	in := r.take()
	defer r.rooms.Put(in)
	packed, err := readEntry(f, e, &in.packed)
	if err != nil {
		return "", false
	}
	data, err := unpack(packed, e.size, &in.value)
	return data, err == nil
}

// unpack returns the value that was packed, which must have a size. It uses a buffer, which it may replace.
func unpack(packed []byte, want int64, buf *[]byte) (string, error) {
	size, err := s2.DecodedLen(packed)
	if err != nil || int64(size) != want {
		return "", errFile
	}
	if cap(*buf) < size {
		*buf = make([]byte, size+size/2)
	}
	data, err := s2.Decode((*buf)[:cap(*buf)], packed)
	return string(data), err
}

// readEntry reads a value as it is in the file, into a buffer that it may replace.
func readEntry(f *os.File, e entry, buf *[]byte) ([]byte, error) {
	if int64(cap(*buf)) < e.packed {
		*buf = make([]byte, e.packed+e.packed/2)
	}
	packed := (*buf)[:e.packed]
	if _, err := f.ReadAt(packed, e.at); err != nil {
		return nil, err
	}
	if xxh3.Hash(packed) != e.sum {
		return nil, errFile
	}
	return packed, nil
}

// Packed is a value in memory, in as few bytes as it would have in a file.
type Packed struct {
	bytes []byte
	size  int64
}

// Pack packs a value.
func Pack(value []byte) Packed {
	return Packed{slices.Clip(s2.Encode(nil, value)), int64(len(value))}
}

// Value returns the value.
func (p Packed) Value() (string, error) { return unpack(p.bytes, p.size, new([]byte)) }
