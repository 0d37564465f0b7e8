// Package source holds the bytes of one input file and turns byte offsets into
// lines and columns.
//
// A File is immutable. Positions inside the program are byte offsets, because
// that is what parsers produce; lines and columns exist only for people, and are
// computed when a person is about to read them. Lines and columns count from 1.
// A column counts Unicode code points, which is what most editors show and jump
// to. A line ends at LF, CRLF or a lone CR.
package source

import (
	"math"
	"sort"
	"sync"
	"unicode/utf8"

	"github.com/zeebo/xxh3"
)

// File is one input file: its slash-separated path relative to the site's
// folder, and its bytes.
type File struct {
	Path string

	read  func() []byte // gives data when it is first asked for; nil once it was
	data  []byte
	first sync.Once
	once  sync.Once
	lines []int // offset of the first byte of each line
	marks []int // offset of every markEvery-th code point, from the first
}

// markEvery is how many code points are counted at most to find a column, so that
// many positions in one very long line do not cost the square of its length.
const markEvery = 1024

// New returns a File. It keeps data; the caller must not change it afterwards.
func New(path string, data []byte) *File {
	return &File{Path: path, data: data}
}

// Later returns a File whose bytes are read when they are first asked for, which for most
// files of a site is never. What read returns is kept; nil says that the bytes are gone,
// and then the File is empty.
func Later(path string, read func() []byte) *File {
	return &File{Path: path, read: read}
}

// Data returns the bytes of the file, which must not be changed.
func (f *File) Data() []byte {
	f.first.Do(func() {
		if f.read != nil {
			f.data, f.read = f.read(), nil
		}
	})
	return f.data
}

// Hash returns the 64-bit xxh3 hash of the bytes. It names content in caches and
// is no defence against somebody who wants a collision.
func (f *File) Hash() uint64 { return xxh3.Hash(f.Data()) }

// Pos is a place for people: line and column, both counted from 1, the column in
// Unicode code points.
type Pos struct {
	Line, Column int
}

// Pos returns the line and column of a byte offset. An offset outside the file
// is moved to its nearest end.
func (f *File) Pos(offset int) Pos {
	offset = max(0, min(offset, len(f.Data())))
	starts := f.lineStarts()
	line := sort.SearchInts(starts, offset+1) - 1
	return Pos{Line: line + 1, Column: f.count(offset) - f.count(starts[line]) + 1}
}

// count returns how many code points there are before an offset. A byte that is no
// UTF-8 counts as one.
func (f *File) count(offset int) int {
	k := sort.SearchInts(f.marks, offset+1) - 1
	return k*markEvery + utf8.RuneCount(f.Data()[f.marks[k]:offset])
}

// Line returns the text of a line without its line ending, and the offset at
// which it starts. A line that the file does not have is empty.
func (f *File) Line(n int) (text string, start int) {
	start, end := f.LineBounds(n)
	return string(f.Data()[start:end]), start
}

// LineBounds returns where a line starts and where its line ending does. A line
// that the file does not have is the empty place at the file's end.
func (f *File) LineBounds(n int) (start, end int) {
	starts := f.lineStarts()
	if n < 1 || n > len(starts) {
		return len(f.Data()), len(f.Data())
	}
	start = starts[n-1]
	end = len(f.Data())
	if n < len(starts) {
		end = starts[n]
	}
	for end > start && (f.Data()[end-1] == '\n' || f.Data()[end-1] == '\r') {
		end--
	}
	return start, end
}

func (f *File) lineStarts() []int {
	f.once.Do(func() {
		f.lines = append(f.lines, 0)
		for i, c := range f.Data() {
			loneCR := c == '\r' && (i+1 == len(f.Data()) || f.Data()[i+1] != '\n')
			if c == '\n' || loneCR {
				f.lines = append(f.lines, i+1)
			}
		}
		f.marks = append(f.marks, 0)
		for i, n := 0, 0; i < len(f.Data()); {
			size := 1
			if f.Data()[i] >= utf8.RuneSelf {
				_, size = utf8.DecodeRune(f.Data()[i:])
			}
			i += size
			if n++; n%markEvery == 0 {
				f.marks = append(f.marks, i)
			}
		}
	})
	return f.lines
}

// Span is a range of bytes of a file, [Start, End). The zero Span is no place.
//
// A site remembers a Span for nearly every value of its front matter, so one is small:
// what lies beyond the first 2 GiB of a file is not told apart. Files of that size are
// refused before they are read.
type Span struct {
	File       *File
	start, end int32
}

// Span returns the range [start, end) of the file.
func (f *File) Span(start, end int) Span {
	return Span{File: f, start: offset32(start), end: offset32(end)}
}

func offset32(n int) int32 { return int32(max(math.MinInt32, min(n, math.MaxInt32))) }

// Start returns the offset of the first byte.
func (s Span) Start() int { return int(s.start) }

// End returns the offset behind the last byte.
func (s Span) End() int { return int(s.end) }

// IsZero reports whether the span is no place at all.
func (s Span) IsZero() bool { return s.File == nil }

// Text returns the bytes of the span as a string.
func (s Span) Text() string {
	if s.File == nil {
		return ""
	}
	n := len(s.File.Data())
	start := max(0, min(s.Start(), n))
	return string(s.File.Data()[start:max(start, min(s.End(), n))])
}

// Pos returns where the span starts.
func (s Span) Pos() Pos {
	if s.File == nil {
		return Pos{}
	}
	return s.File.Pos(s.Start())
}
