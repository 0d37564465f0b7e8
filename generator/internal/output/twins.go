package output

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"path"
	"slices"
	"strings"
	"sync"

	"github.com/andybalholm/brotli"
	"github.com/klauspost/compress/gzip"
	"github.com/zeebo/xxh3"
)

// A twin is a compressed copy of a file, beside it, that a server sends to whoever
// takes it: x.html.gz (RFC 1952) and x.html.br (RFC 7932).
//
// Whether a twin is up to date is known without compressing: the manifest says of which
// bytes it was made, and by what. codings names that; a new version of a library may give
// other bytes, so its version is part of the name.
type coding struct {
	suffix string
	made   string // by what, without spaces
}

func codings() [2]coding {
	return [...]coding{{".br", "brotli-1.2.8-6"}, {".gz", "klauspost-1.20.3-6"}}
}

const compressionLevel = 6 // of both: higher ones take twice the time for two hundredths less

// The bounds of what has twins, in bytes. A smaller file fits into one packet anyway.
const (
	twinMin = 1 << 10
	twinMax = 16 << 20
)

// origin says what a twin was made of.
type origin struct {
	from xxh3.Uint128 // hash of the file that it is a twin of
	made string
}

// compressible reports whether a path is of a type that is text.
func compressible(p string) bool {
	switch strings.ToLower(path.Ext(p)) {
	case ".html", ".htm", ".css", ".js", ".mjs", ".json", ".geojson", ".webmanifest", ".svg", ".xml", ".atom",
		".txt", ".csv", ".ics", ".bib", ".md", ".wasm":
		return true
	}
	return false
}

// compress adds a twin for each file of the set for which that pays. What is known from
// the manifest is not compressed again.
func (w *writer) compress(ctx context.Context, set *Set) error {
	var paths []string
	for p, c := range set.files {
		if c.hasTwins(p) {
			paths = append(paths, p)
		}
	}
	slices.Sort(paths)
	var mu sync.Mutex
	w.twins = make(map[string]*content, 2*len(paths))
	return parallel(ctx, len(paths), func(i int, buf *buffers) error {
		p := paths[i]
		c := set.files[p]
		if err := c.fingerprint(buf); err != nil {
			return w.failed("read what goes to", p, err)
		}
		twins := c.twins
		if twins == nil {
			var err error
			if twins, err = w.twinsOf(p, c, buf); err != nil {
				return w.failed("compress", p, err)
			}
		}
		for _, twin := range twins {
			at := p + twin.coding.suffix
			if _, taken := set.files[at]; taken {
				continue // the author's own
			}
			if _, taken := set.folders[at]; taken {
				continue
			}
			mu.Lock()
			w.twins[at] = twin
			mu.Unlock()
		}
		return nil
	})
}

// hasTwins reports whether a file is of a type and size for which twins pay.
func (c *content) hasTwins(path string) bool {
	return compressible(path) && c.size >= twinMin && c.size <= twinMax
}

// twinsOf returns the twins of a file; it is never nil.
func (w *writer) twinsOf(path string, c *content, buf *buffers) ([]*content, error) {
	twins := []*content{}
	for _, k := range codings() {
		twin, err := w.twin(path+k.suffix, k, c, buf)
		if err != nil {
			return nil, err
		}
		if twin != nil {
			twins = append(twins, twin)
		}
	}
	return twins, nil
}

// twin returns what the twin of a file holds, or nil if it would not be smaller by a
// tenth.
func (w *writer) twin(at string, k coding, c *content, buf *buffers) (*content, error) {
	twin := &content{of: c, coding: k}
	if o, known := w.old.origins[at]; known && o.from == c.hash && o.made == k.made && len(w.old.at(at)) == 1 {
		last := w.old.at(at)[0]
		twin.hash, twin.size, twin.hashed = last.hash, last.size, true
		return twin, nil
	}
	data, err := twin.bytes(buf)
	if err != nil {
		return nil, err
	}
	if int64(len(data)) > c.size-c.size/10 {
		return nil, nil
	}
	twin.data, twin.size = data, int64(len(data))
	return twin, twin.fingerprint(buf)
}

// bytes returns what a file shall hold; a twin whose bytes were known by their hash alone
// is compressed now.
func (c *content) bytes(buf *buffers) ([]byte, error) {
	if c.data != nil || c.of == nil && c.open == nil {
		return c.data, nil
	}
	var b bytes.Buffer
	if c.open != nil {
		_, _, err := c.copyTo(&b, buf)
		return b.Bytes(), err
	}
	plain, err := c.of.bytes(buf)
	if err != nil {
		return nil, err
	}
	enc, err := buf.encoders.encoder(c.coding, &b)
	if err != nil {
		return nil, err
	}
	if _, err := enc.Write(plain); err != nil {
		return nil, err
	}
	if err := enc.Close(); err != nil {
		return nil, err
	}
	return b.Bytes(), nil
}

// encoders are a worker's own: making one costs more than compressing a page.
type encoders struct {
	br *brotli.Writer
	gz *gzip.Writer
}

// encoder returns an encoder that writes to w. Neither format says here when it was made,
// and an encoder keeps nothing from one file to the next, so that the same bytes give the
// same bytes.
func (e *encoders) encoder(k coding, w io.Writer) (io.WriteCloser, error) {
	if k.suffix == ".br" {
		if e.br == nil {
			e.br = brotli.NewWriterLevel(nil, compressionLevel)
		}
		e.br.Reset(w)
		return e.br, nil
	}
	if e.gz == nil {
		var err error
		if e.gz, err = gzip.NewWriterLevel(nil, compressionLevel); err != nil {
			return nil, err
		}
	}
	e.gz.Reset(w)
	return e.gz, nil
}

// pair gives each item its twins.
func (w *writer) pair() {
	for _, at := range sortedKeys(w.twins) {
		it := find(w.items, at)
		it.of = find(w.items, strings.TrimSuffix(at, it.want.coding.suffix))
		it.of.twins = append(it.of.twins, it)
	}
}

// encodeOrigin returns a manifest's line on a twin.
func encodeOrigin(b []byte, o origin, path string) []byte {
	return fmt.Appendf(appendHash(append(b, "z "...), o.from), " %s %s\n", o.made, path)
}
