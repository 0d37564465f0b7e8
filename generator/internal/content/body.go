package content

import (
	"fmt"
	"sync"
	"weak"

	"explainer/generator/internal/source"
)

// part is a part of a document that is held, or packed away and there only while somebody uses it.
type part[T any] struct {
	held   *T // nil if it is packed away
	mu     sync.Mutex
	recent weak.Pointer[T] // what was unpacked last
}

// get returns the part, which read reads if nobody holds what was read before.
func (p *part[T]) get(d *Document, read func() (*T, error)) *T {
	if p.held != nil {
		return p.held
	}
	p.mu.Lock()
	defer p.mu.Unlock()
	if x := p.recent.Value(); x != nil {
		return x
	}
	x, err := read()
	if err != nil {
		panic(fmt.Errorf("a part of %s, which was put away, cannot be read back: %w", d.File.Path, err))
	}
	p.recent = weak.Make(x)
	return x
}

// Body returns the text. If it was packed away it is read again, unless somebody
// still holds what was read before; so who needs it several times keeps it meanwhile. Refs, Runs
// and all else are equal each time.
//
// It panics if what was packed cannot be read back: then the file that was to hold it for this
// process has been destroyed.
func (d *Document) Body() *Body { return d.body.get(d, d.unpackBody) }

// Entries returns the dates and claims of the document. They are packed away as the text is.
func (d *Document) Entries() *Entries { return d.entries.get(d, d.unpackEntries) }

func (d *Document) unpackBody() (*Body, error) {
	s, err := d.packed()
	if err != nil {
		return nil, err
	}
	return d.readBody(s.body)
}

func (d *Document) unpackEntries() (*Entries, error) {
	s, err := d.packed()
	if err != nil {
		return nil, err
	}
	return d.readEntries(s.entries)
}

func (d *Document) packed() (sections[string], error) {
	data, err := d.load()
	if err != nil {
		return sections[string]{}, err
	}
	return cut(data)
}

// Unpack returns the Document that Append wrote, as Read does, but without its text, dates and claims: these
// are read when they are asked for, from what load returns. load must always return the same as whole has, from any
// goroutine.
func Unpack[Bytes ~string | ~[]byte](whole Bytes, load func() (string, error), f *source.File, p string) (*Document, error) {
	s, err := cut(whole)
	if err != nil {
		return nil, err
	}
	d, err := readFront(string(s.front), f, p)
	if err != nil {
		return nil, err
	}
	d.load = load
	return d, nil
}
