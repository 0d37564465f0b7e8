package server

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"io"
	"path"
	"strings"
	"sync"
)

// output is one file of the site as it is served.
type output struct {
	path string
	kind string // its Content-Type
	file File
	name string        // names the content of a file that is not read for that
	hash func() string // names that of one in memory
	page Pages         // makes it; nil for a file
}

func newPage(p string, pages Pages) *output {
	return &output{path: p, kind: contentType(p), page: pages}
}

func newOutput(p string, f File, run string, version uint64) *output {
	o := &output{path: p, kind: contentType(p), file: f}
	if f.Open != nil {
		// Its bytes are not read to name them: no two updates share a version.
		o.name = fmt.Sprintf("%s-%d", run, version)
	} else {
		o.hash = sync.OnceValue(func() string { return hashOf(f.Data) })
	}
	return o
}

func hashOf(data []byte) string {
	sum := sha256.Sum256(data)
	return hex.EncodeToString(sum[:12])
}

func (o *output) isHTML() bool { return strings.HasPrefix(o.kind, "text/html") }

// mostHTML is the largest copied file of HTML that is read into memory to be served
// as a page that keeps up; a larger one is served as it is.
const mostHTML = 8 << 20

// content returns the bytes of an output, and what names them.
func (o *output) content() (data []byte, hash string, err error) {
	switch {
	case o.page != nil:
		if data, err = o.page.Page(o.path); err != nil {
			return nil, "", err
		}
		return data, hashOf(data), nil
	case o.file.Open == nil:
		return o.file.Data, o.hash(), nil
	}
	r, err := o.file.Open()
	if err != nil {
		return nil, "", err
	}
	defer r.Close()
	data, err = io.ReadAll(io.LimitReader(r, o.file.Size))
	return data, o.name, err
}

// reader reads a file that is opened when it is needed, from any place on. It is an
// io.ReadSeeker, which range requests need.
type reader struct {
	open func() (io.ReadCloser, error)
	size int64
	pos  int64 // where the next Read reads
	r    io.ReadCloser
	at   int64 // where r is
}

// Read reads from the place that Seek has set.
func (r *reader) Read(p []byte) (int, error) {
	if r.pos >= r.size {
		return 0, io.EOF
	}
	if r.r == nil || r.at > r.pos {
		if err := r.reopen(); err != nil {
			return 0, err
		}
	}
	if r.at < r.pos {
		n, err := io.CopyN(io.Discard, r.r, r.pos-r.at)
		r.at += n
		if err != nil {
			return 0, err
		}
	}
	n, err := r.r.Read(p[:min(int64(len(p)), r.size-r.pos)])
	r.at += int64(n)
	r.pos = r.at
	return n, err
}

func (r *reader) reopen() error {
	if err := r.Close(); err != nil {
		return err
	}
	next, err := r.open()
	if err != nil {
		return err
	}
	r.r, r.at = next, 0
	if seeker, ok := next.(io.Seeker); ok {
		if r.at, err = seeker.Seek(r.pos, io.SeekStart); err != nil {
			return err
		}
	}
	return nil
}

// Seek sets the place; nothing is read before the next Read.
func (r *reader) Seek(offset int64, whence int) (int64, error) {
	switch whence {
	case io.SeekCurrent:
		offset += r.pos
	case io.SeekEnd:
		offset += r.size
	}
	if offset < 0 {
		return 0, fmt.Errorf("seek to %d", offset)
	}
	r.pos = offset
	return offset, nil
}

// Close closes what is open.
func (r *reader) Close() error {
	if r.r == nil {
		return nil
	}
	err := r.r.Close()
	r.r = nil
	return err
}

// contentType returns the media type of an output by its extension. The table is
// fixed, so that a page does not depend on what a machine has installed.
func contentType(p string) string {
	switch strings.ToLower(path.Ext(p)) {
	case ".html", ".htm":
		return "text/html; charset=utf-8"
	case ".css":
		return "text/css; charset=utf-8"
	case ".js", ".mjs":
		return "text/javascript; charset=utf-8" // RFC 9239
	case ".txt", ".text", ".log":
		return "text/plain; charset=utf-8"
	case ".md":
		return "text/markdown; charset=utf-8" // RFC 7763
	case ".csv":
		return "text/csv; charset=utf-8"
	case ".ics":
		return "text/calendar; charset=utf-8"
	case ".vtt":
		return "text/vtt; charset=utf-8"
	case ".json", ".map":
		return "application/json"
	case ".jsonld":
		return "application/ld+json"
	case ".geojson":
		return "application/geo+json"
	case ".webmanifest":
		return "application/manifest+json"
	case ".xml", ".xsl":
		return "application/xml; charset=utf-8"
	case ".rss":
		return "application/rss+xml; charset=utf-8"
	case ".atom":
		return "application/atom+xml; charset=utf-8"
	case ".svg":
		return "image/svg+xml; charset=utf-8"
	case ".pdf":
		return "application/pdf"
	case ".wasm":
		return "application/wasm"
	case ".zip":
		return "application/zip"
	case ".gz":
		return "application/gzip"
	}
	return mediaType(p)
}

// mediaType is contentType for pictures, sound, moving pictures and fonts.
func mediaType(p string) string {
	switch ext := strings.ToLower(path.Ext(p)); ext {
	case ".png", ".gif", ".webp", ".avif", ".bmp":
		return "image/" + ext[1:]
	case ".jpg", ".jpeg":
		return "image/jpeg"
	case ".ico":
		return "image/x-icon"
	case ".mp3":
		return "audio/mpeg"
	case ".m4a":
		return "audio/mp4"
	case ".wav":
		return "audio/wav"
	case ".ogg", ".oga", ".opus":
		return "audio/ogg"
	case ".mp4", ".webm":
		return "video/" + ext[1:]
	case ".woff", ".woff2", ".ttf", ".otf":
		return "font/" + ext[1:]
	}
	return "application/octet-stream"
}
