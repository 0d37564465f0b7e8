// Package codec turns plain values into bytes and back, for caches.
//
// What a value is made of is said once, in a function that names its parts in order;
// the same function writes and reads:
//
//	func (m *Meta) code(c *codec.Coder) {
//		c.String(&m.Title)
//		c.Span(&m.Place)
//		codec.Slice(c, &m.Notes, (*Note).code)
//	}
//
// So the two directions cannot differ. There are no names and no types in the bytes:
// they are for the very program that wrote them, and whoever keeps them sees to that.
//
// Texts stand apart from all else. So reading is fast and leaves little behind: the texts are
// copied once, together, and every string that is read is a part of that copy. Bytes
// that were not written by Append give an error, or some value; never a panic, nor
// more memory than a small multiple of them.
//
// Nil and empty slices and maps are told apart. Of pointers to a source.File there is
// one, which both sides are given.
package codec

import (
	"encoding/binary"
	"errors"
	"math"
	"slices"
	"strings"

	"explainer/generator/internal/edtf"
	"explainer/generator/internal/source"
)

// Coder writes values or reads them. Use Append or Read.
type Coder struct {
	file    *source.File // where all spans are
	reading bool
	out     []byte         // what was written, texts apart
	said    []byte         // the texts
	short   map[string]int // where short ones begin in said
	in      string         // what is still to be read, texts apart
	texts   string         // of which strings are still to be read
	all     string         // the texts from the first on
	err     error
}

// errBytes says that bytes are not those of a value.
var errBytes = errors.New("codec: these are not the bytes of such a value")

// Append appends the bytes of a value whose spans are places of f. The error is that a
// part of the value cannot be written, such as a span of another file.
func Append(dst []byte, f *source.File, value func(*Coder)) ([]byte, error) {
	const room = 8 << 10 // for the texts of most values
	start := len(dst)
	c := &Coder{file: f, out: append(dst, make([]byte, lengthSize)...), said: make([]byte, 0, room)}
	value(c)
	size := len(c.out) - start - lengthSize
	if size > math.MaxUint32 {
		c.fail()
	}
	binary.LittleEndian.PutUint32(c.out[start:], uint32(size))
	return append(c.out, c.said...), c.err
}

// lengthSize is how many bytes say how many follow before the texts begin.
const lengthSize = 4

// Read reads a value from all of the bytes. Its spans are places of f. After an error the
// value is of no use.
func Read(data string, f *source.File, value func(*Coder)) error {
	c := &Coder{file: f, reading: true}
	if len(data) < lengthSize {
		return errBytes
	}
	head, rest := data[:lengthSize], data[lengthSize:]
	n := uint64(head[0]) | uint64(head[1])<<8 | uint64(head[2])<<16 | uint64(head[3])<<24
	if n > uint64(len(rest)) {
		return errBytes
	}
	c.in, c.all = rest[:n], strings.Clone(rest[n:])
	c.texts = c.all
	value(c)
	if c.err == nil && c.in+c.texts != "" {
		c.fail()
	}
	return c.err
}

// Reading reports whether values are being read.
func (c *Coder) Reading() bool { return c.reading }

// File returns the file whose places spans are.
func (c *Coder) File() *source.File { return c.file }

// fail ends reading: what is read from now on is zero.
func (c *Coder) fail() {
	c.err, c.in, c.texts, c.all = errBytes, "", "", ""
}

// Refuse makes an error of a value that cannot be written, or that makes no sense
// when it was read.
func (c *Coder) Refuse() { c.fail() }

// Uint codes a number.
func (c *Coder) Uint(n *uint64) {
	if !c.reading {
		c.out = binary.AppendUvarint(c.out, *n)
		return
	}
	if len(c.in) > 0 && c.in[0] < 0x80 { // most are small
		*n, c.in = uint64(c.in[0]), c.in[1:]
		return
	}
	*n = c.uvarint()
}

// uvarint reads a number, as binary.Uvarint does of a slice.
func (c *Coder) uvarint() uint64 {
	var n uint64
	for i := 0; i < min(len(c.in), binary.MaxVarintLen64); i++ {
		b := c.in[i]
		if i == binary.MaxVarintLen64-1 && b > 1 {
			break
		}
		n |= uint64(b&0x7f) << (7 * i)
		if b < 0x80 {
			c.in = c.in[i+1:]
			return n
		}
	}
	c.fail()
	return 0
}

// Integer is any of Go's signed integers.
type Integer interface {
	~int | ~int8 | ~int16 | ~int32 | ~int64
}

// Int codes a number that may be negative.
func Int[T Integer](c *Coder, n *T) {
	if !c.reading {
		c.out = binary.AppendVarint(c.out, int64(*n))
		return
	}
	var u uint64
	c.Uint(&u)
	i := int64(u>>1) ^ -int64(u&1)
	if *n = T(i); int64(*n) != i {
		*n = 0
		c.fail()
	}
}

// Byte codes a small number.
func Byte[T ~uint8](c *Coder, n *T) {
	switch {
	case !c.reading:
		c.out = append(c.out, byte(*n))
	case c.in == "":
		c.fail()
		*n = 0
	default:
		*n, c.in = T(c.in[0]), c.in[1:]
	}
}

// Bool codes a truth value.
func (c *Coder) Bool(b *bool) {
	var n uint8
	if *b {
		n = 1
	}
	if Byte(c, &n); n > 1 {
		c.fail()
	}
	*b = n == 1
}

// Float codes a number, to the bit.
func (c *Coder) Float(f *float64) {
	if !c.reading {
		c.out = binary.LittleEndian.AppendUint64(c.out, math.Float64bits(*f))
		return
	}
	if len(c.in) < 8 {
		c.fail()
		*f = 0
		return
	}
	var n uint64
	for i := range 8 {
		n |= uint64(c.in[i]) << (8 * i)
	}
	*f, c.in = math.Float64frombits(n), c.in[8:]
}

// length codes how many elements follow, each of which takes a byte or more. -1 stands
// for no slice at all.
func (c *Coder) length(n int) int {
	u := uint64(n + 1)
	c.Uint(&u)
	if u > uint64(len(c.in))+1 && c.reading {
		c.fail()
		return -1
	}
	return int(u) - 1
}

// String codes a text. A short one, such as an id, stands among the texts once: the number
// before it is twice its length, and one more if it was there before and its place follows.
func (c *Coder) String(s *string) {
	if !c.reading {
		c.writeString(*s)
		return
	}
	var n, at uint64
	c.Uint(&n)
	again := n&1 == 1
	if n /= 2; again {
		if c.Uint(&at); at > uint64(len(c.all)) || n > uint64(len(c.all))-at {
			c.fail()
			n, at = 0, 0
		}
		*s = c.all[at : at+n]
		return
	}
	if n > uint64(len(c.texts)) {
		c.fail()
		n = 0
	}
	*s, c.texts = c.texts[:n], c.texts[n:]
}

func (c *Coder) writeString(s string) {
	const most = 48 // bytes of what is looked for among the texts
	if 0 < len(s) && len(s) <= most {
		if at, again := c.short[s]; again {
			c.out = binary.AppendUvarint(c.out, 2*uint64(len(s))+1)
			c.out = binary.AppendUvarint(c.out, uint64(at))
			return
		}
		if c.short == nil {
			c.short = map[string]int{}
		}
		c.short[s] = len(c.said)
	}
	c.out = binary.AppendUvarint(c.out, 2*uint64(len(s)))
	c.said = append(c.said, s...)
}

// Slice codes a slice by coding each element, which must take a byte or more.
func Slice[T any](c *Coder, list *[]T, element func(*T, *Coder)) {
	n := c.length(length(*list))
	if c.reading {
		*list = nil
		if n >= 0 {
			// No more than the bytes can hold is made at once: elements are larger than they are here.
			*list = make([]T, 0, min(n, 64+len(c.in)/3))
		}
		for range n {
			if c.err != nil {
				return
			}
			*list = append(*list, *new(T))
			element(&(*list)[len(*list)-1], c)
		}
		return
	}
	for i := range *list {
		element(&(*list)[i], c)
	}
}

func length[T any](list []T) int {
	if list == nil {
		return -1
	}
	return len(list)
}

// Strings codes a list of texts.
func (c *Coder) Strings(list *[]string) {
	Slice(c, list, func(s *string, c *Coder) { c.String(s) })
}

// Pointer codes a value that may be missing.
func Pointer[T any](c *Coder, p **T, value func(*T, *Coder)) {
	there := *p != nil
	c.Bool(&there)
	if c.reading {
		*p = nil
		if there {
			*p = new(T)
		}
	}
	if there {
		value(*p, c)
	}
}

// Span codes a place of the file, or none.
func (c *Coder) Span(s *source.Span) {
	if !c.reading {
		if s.File != nil && s.File != c.file || s.Start() < 0 || s.End() < s.Start() {
			c.fail()
			return
		}
		u := uint64(0)
		if s.File != nil {
			u = uint64(s.Start()) + 1
		}
		c.out = binary.AppendUvarint(c.out, u)
		if u > 0 {
			c.out = binary.AppendUvarint(c.out, uint64(s.End()-s.Start()))
		}
		return
	}
	*s = source.Span{}
	var start, size uint64
	if c.Uint(&start); start == 0 {
		return
	}
	start--
	if c.Uint(&size); start > math.MaxInt32 || size > math.MaxInt32-start {
		c.fail()
		return
	}
	*s = c.file.Span(int(start), int(start+size))
}

// Date codes a date.
func (c *Coder) Date(d *edtf.Date) {
	if !c.reading {
		c.out = d.AppendBinary(c.out)
		return
	}
	n, err := d.ReadBinary(c.in)
	if err != nil {
		c.fail()
		return
	}
	c.in = c.in[n:]
}

// Values codes a table of plain values: strings, int64, float64, bool, []any and
// map[string]any. No value is another one's ancestor.
func (c *Coder) Values(m *map[string]any) { c.table(m, 0) }

// deepest is how many tables and lists may stand in one another.
const deepest = 1000

func (c *Coder) table(m *map[string]any, depth int) {
	n := -1
	var names []string
	if *m != nil && !c.reading {
		n = len(*m)
		for name := range *m {
			names = append(names, name)
		}
		slices.Sort(names)
	}
	n = c.length(n)
	if !c.reading {
		for _, name := range names {
			c.String(&name)
			v := (*m)[name]
			c.value(&v, depth)
		}
		return
	}
	*m = nil
	if n >= 0 {
		*m = map[string]any{}
	}
	for range n {
		var name string
		var v any
		c.String(&name)
		if c.value(&v, depth); c.err != nil {
			return
		}
		(*m)[name] = v
	}
}

// The kinds of plain values.
const (
	isString byte = iota
	isInt
	isFloat
	isBool
	isList
	isTable
)

func (c *Coder) value(v *any, depth int) {
	if depth > deepest {
		c.fail()
		return
	}
	if c.reading {
		c.readValue(v, depth)
		return
	}
	kind := func(k byte) { c.out = append(c.out, k) }
	switch x := (*v).(type) {
	case string:
		kind(isString)
		c.String(&x)
	case int64:
		kind(isInt)
		Int(c, &x)
	case float64:
		kind(isFloat)
		c.Float(&x)
	case bool:
		kind(isBool)
		c.Bool(&x)
	case []any:
		kind(isList)
		Slice(c, &x, func(v *any, c *Coder) { c.value(v, depth+1) })
	case map[string]any:
		kind(isTable)
		c.table(&x, depth+1)
	default:
		c.fail()
	}
}

func (c *Coder) readValue(v *any, depth int) {
	var kind byte
	Byte(c, &kind)
	switch kind {
	case isString:
		*v = read(c, (*Coder).String)
	case isInt:
		*v = read(c, Int[int64])
	case isFloat:
		*v = read(c, (*Coder).Float)
	case isBool:
		*v = read(c, (*Coder).Bool)
	case isList:
		*v = read(c, func(c *Coder, list *[]any) {
			Slice(c, list, func(v *any, c *Coder) { c.value(v, depth+1) })
		})
	case isTable:
		*v = read(c, func(c *Coder, m *map[string]any) { c.table(m, depth+1) })
	default:
		c.fail()
	}
}

func read[T any](c *Coder, value func(*Coder, *T)) any {
	var x T
	value(c, &x)
	return x
}
