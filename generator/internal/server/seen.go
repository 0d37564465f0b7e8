package server

import (
	"bytes"
	"slices"
	"sync"
	"unicode/utf8"
)

const (
	mostSeen  = 8         // pages whose bytes are kept
	mostBytes = 1 << 20   // of such a page
	mostPatch = 256 << 10 // of what is sent of one
)

// mark stands for the script element where sources are compared: that of a served page
// is never the same.
const mark = "<script data-explainer-token></script>"

// patch makes one source of a page out of another: what lies between its beginning and its
// end is replaced. Lengths are in UTF-16 code units, as a script counts, and sources have
// mark in place of the script element.
type patch struct {
	Page string `json:"page"` // output path
	From string `json:"from"` // names the source that it is for
	Hash string `json:"hash"` // names the one that it makes
	Of   int    `json:"of"`   // length of the source that it is for
	Head int    `json:"head"` // length of the beginning that stays
	Tail int    `json:"tail"` // length of the end that stays
	Text string `json:"text"` // what is between them from now on
}

// seen keeps the bytes of the pages that were looked at last, so that a page that is open
// can be told what became of it in the very message that something did. A page that is not
// among them, or has missed a message, asks. The zero value is ready to use.
type seen struct {
	mu    sync.Mutex
	pages []*seenPage // the one last looked at is the last
}

type seenPage struct {
	path    string
	version uint64 // at which it was like this
	hash    string
	source  []byte // with mark
	patch   *patch // from the source before; nil if there was none, or asking is cheaper
}

// has reports whether a page is kept. The pages of a message are few.
func (s *seen) has(path string) bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.find(path) >= 0
}

func (s *seen) find(path string) int {
	return slices.IndexFunc(s.pages, func(p *seenPage) bool { return p.path == path })
}

// look takes note of a page as it is at a version, or a little later, and returns how it
// came to be so, if that is known.
func (s *seen) look(path, hash string, data []byte, version uint64) *patch {
	s.mu.Lock()
	defer s.mu.Unlock()
	i := s.find(path)
	if len(data) > mostBytes || !utf8.Valid(data) { // a browser would count otherwise
		if i >= 0 {
			s.pages = slices.Delete(s.pages, i, i+1)
		}
		return nil
	}
	p := &seenPage{path: path, version: version}
	if i >= 0 {
		p = s.pages[i]
		s.pages = slices.Delete(s.pages, i, i+1)
	}
	s.pages = append(s.pages, p)
	s.pages = slices.Delete(s.pages, 0, max(0, len(s.pages)-mostSeen))
	if version < p.version { // somebody was quicker
		return p.patch
	}
	p.version = version
	if hash == p.hash {
		return p.patch
	}
	source := insert(data, mark)
	if p.source != nil {
		p.patch = newPatch(p.source, source)
	}
	if p.patch != nil {
		p.patch.Page, p.patch.From, p.patch.Hash = path, p.hash, hash
	}
	p.hash, p.source = hash, source
	return p.patch
}

// newPatch returns what makes one source out of another, or nil if that is too much.
func newPatch(from, to []byte) *patch {
	const block = 256 // bytes.Equal compares them faster than one after the other
	head, shorter := 0, min(len(from), len(to))
	for head+block <= shorter && bytes.Equal(from[head:head+block], to[head:head+block]) {
		head += block
	}
	for head < shorter && from[head] == to[head] {
		head++
	}
	tail := 0
	for tail+block <= shorter-head && bytes.Equal(from[len(from)-tail-block:len(from)-tail], to[len(to)-tail-block:len(to)-tail]) {
		tail += block
	}
	for tail < shorter-head && from[len(from)-1-tail] == to[len(to)-1-tail] {
		tail++
	}
	for head > 0 && !(begins(from, head) && begins(to, head)) {
		head--
	}
	for tail > 0 && !begins(from, len(from)-tail) {
		tail--
	}
	text := to[head : len(to)-tail]
	if len(text) > mostPatch {
		return nil
	}
	p := &patch{Head: units(from[:head]), Tail: units(from[len(from)-tail:]), Text: string(text)}
	p.Of = p.Head + units(from[head:len(from)-tail]) + p.Tail
	return p
}

// begins reports whether a character begins at a place, or the text ends.
func begins(text []byte, at int) bool { return at == len(text) || utf8.RuneStart(text[at]) }

// units returns the length of valid UTF-8 in UTF-16.
func units(text []byte) int {
	n := 0
	for _, b := range text {
		if utf8.RuneStart(b) {
			n++
		}
		if b >= 0xf0 {
			n++ // a surrogate pair
		}
	}
	return n
}

// patches returns what became of the changed pages that are being looked at.
func (s *Server) patches(n news) []*patch {
	var all []*patch
	if n.All {
		return nil // who reads that looks for itself
	}
	for _, path := range n.Changed {
		if !s.seen.has(path) {
			continue
		}
		s.mu.RLock()
		version := s.version
		s.mu.RUnlock()
		o := s.output(path)
		if o == nil || !o.isHTML() || o.file.Open != nil {
			continue
		}
		data, hash, err := o.content()
		if err != nil {
			continue // the page asks, and is told why
		}
		if p := s.seen.look(path, hash, data, version); p != nil {
			all = append(all, p)
		}
	}
	return all
}
