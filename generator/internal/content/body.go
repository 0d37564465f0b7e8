package content

import (
	"fmt"
	"sync"
	"weak"

	"explainer/generator/internal/markdown"
	"explainer/generator/internal/source"
)

// body is the text of a document: held, or packed away and there only while somebody uses it.
type body struct {
	doc  *markdown.Doc          // nil if it is packed away
	load func() (string, error) // returns what Append wrote of the document

	mu     sync.Mutex
	recent weak.Pointer[markdown.Doc] // what was unpacked last
}

// Body returns the parsed text. If it was packed away it is read again, unless somebody
// still holds what was read before; so who needs it several times keeps it meanwhile. Refs, Runs
// and all else are equal each time.
//
// It panics if what was packed cannot be read back: then the file that was to hold it for this
// process has been destroyed.
func (d *Document) Body() *markdown.Doc {
	b := &d.body
	if b.doc != nil {
		return b.doc
	}
	b.mu.Lock()
	defer b.mu.Unlock()
	if doc := b.recent.Value(); doc != nil {
		return doc
	}
	doc, err := d.unpack()
	if err != nil {
		panic(fmt.Errorf("the text of %s, which was put away, cannot be read back: %w", d.File.Path, err))
	}
	b.recent = weak.Make(doc)
	return doc
}

func (d *Document) unpack() (*markdown.Doc, error) {
	data, err := d.body.load()
	if err != nil {
		return nil, err
	}
	_, text, err := cut(data)
	if err != nil {
		return nil, err
	}
	return d.readBody(text)
}

// Unpack returns the Document that Append wrote, as Read does, but without its text: that is read when
// it is asked for, from what load returns. load must always return the same as whole has, from any
// goroutine.
func Unpack(whole string, load func() (string, error), f *source.File, p string) (*Document, error) {
	front, _, err := cut(whole)
	if err != nil {
		return nil, err
	}
	d, err := readFront(front, f, p)
	if err != nil {
		return nil, err
	}
	d.body.load = load
	return d, nil
}
