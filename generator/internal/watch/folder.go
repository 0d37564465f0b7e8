package watch

import (
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"strings"
	"time"
)

// Bounds as those of package tree.
const (
	maxDepth  = 64     // folders above a file, below the root
	maxLinked = 20_000 // entries of folders entered through links
	linkCost  = 20     // of a link among them
)

// reason is why a path is looked at.
type reason uint8

const (
	checked reason = iota // in passing: known folders are not entered
	scanned               // with its folder
	touched               // an event told of attributes
	written               // an event told of anything else
)

// folder is what is known of a folder.
type folder struct {
	path    string // slash path relative to the root; "" for the root itself
	real    string // of the system, without links; how it is watched
	top     string // the real path of the listed folder that it is in; bounds links; "" above it
	info    fs.FileInfo
	id      fileID
	parent  *folder
	depth   int
	link    bool      // it is itself a link
	linked  bool      // it, or a folder above it, is
	cost    int       // of its entry, if that is behind a link
	pass    int       // the last look at everything in it
	modTime time.Time // then
	err     string
	files   map[string]*state
	subs    map[string]*folder
}

func newFolder(parent *folder, name string, s *state) *folder {
	return &folder{
		path: path.Join(parent.path, name), real: s.real, top: parent.top, info: s.info, parent: parent,
		depth: parent.depth + 1, link: s.link, linked: s.link || parent.linked, cost: s.cost,
		files: map[string]*state{}, subs: map[string]*folder{},
	}
}

// find returns the folder of a path, or nil.
func (w *worker) find(p string) *folder {
	f := w.root
	if p == "" {
		return f
	}
	for name := range strings.SplitSeq(p, "/") {
		if f = f.subs[name]; f == nil {
			return nil
		}
	}
	return f
}

// lookup returns what is known of a path that is no folder, or nil.
func (w *worker) lookup(p string) *state {
	dir, name := split(p)
	if f := w.find(dir); f != nil {
		return f.files[name]
	}
	return nil
}

func split(p string) (dir, name string) {
	dir, name = path.Split(p)
	return strings.TrimSuffix(dir, "/"), name
}

// visit watches a folder and compares all that is in it, and below it.
func (w *worker) visit(f *folder) {
	w.attach(f)
	f.pass = w.pass
	if info, err := os.Lstat(f.real); err == nil {
		if !f.modTime.Equal(info.ModTime()) {
			w.stirred[f.path] = true
		}
		f.modTime = info.ModTime()
	}
	names, err := list(f.real)
	f.err = ""
	if err != nil {
		f.err = cause(err)
		if missing(err) && f != w.root {
			w.in.mark(f.real) // it went a moment ago
		}
	}
	here := make(map[string]bool, len(names))
	for _, n := range names {
		if w.scope.wanted(f.path, n) {
			here[n] = true
		}
	}
	for n := range f.subs {
		if !here[n] {
			w.remove(f, n)
		}
	}
	for n := range f.files {
		if !here[n] {
			w.remove(f, n)
		}
	}
	for n := range here {
		w.update(f, n, scanned)
	}
}

// update compares what stands at a name with what is known of it.
func (w *worker) update(f *folder, name string, why reason) {
	if w.closing() {
		return
	}
	top := f.top
	if w.isTop(f, name) {
		top = anywhere
	}
	s := w.look(filepath.Join(f.real, name), top)
	if s.kind == absent {
		w.remove(f, name)
		return
	}
	if f.linked {
		s.cost = 1
		if s.link {
			s.cost = linkCost
		}
		known := f.subs[name] != nil || f.files[name] != nil
		if !known && s.cost > maxLinked-w.linked {
			return
		}
	}
	if s.kind != directory {
		if sub := f.subs[name]; sub != nil {
			w.drop(sub)
		}
		w.file(f, name, s, why)
	} else {
		w.enter(f, name, s, why)
	}
	w.setLink(path.Join(f.path, name), s.link)
}

// anywhere is the bound of a link that the caller listed by name.
const anywhere = "*"

// isTop reports whether a name is one of the folders that the caller listed.
func (w *worker) isTop(f *folder, name string) bool {
	full := path.Join(f.path, name)
	for _, d := range w.scope.dirs {
		if full == d {
			return true
		}
	}
	return false
}

// enter takes in a folder that stands at a name.
func (w *worker) enter(f *folder, name string, s *state, why reason) {
	sub := f.subs[name]
	if sub != nil && !sub.is(s) {
		w.drop(sub)
		sub = nil
	}
	isNew := sub == nil
	if isNew {
		sub = newFolder(f, name, s)
		if w.isTop(f, name) {
			sub.top, sub.linked = s.real, f.linked
		}
		if text := w.refuse(sub); text != "" {
			w.file(f, name, s.refused(text), why)
			return
		}
		f.subs[name] = sub
		w.linked += sub.cost
		w.identify(sub, s.id)
	}
	sub.info = s.info
	if isNew || why != checked {
		w.visit(sub)
	}
	if sub.err != "" {
		w.file(f, name, s.refused(sub.err), why)
	} else if f.files[name] != nil {
		w.forget(f, name)
	}
}

func (f *folder) is(s *state) bool {
	return f.real == s.real && f.link == s.link && os.SameFile(f.info, s.info)
}

// refused is the state of a folder that is not entered.
func (s *state) refused(why string) *state {
	return &state{kind: other, real: s.real, link: s.link, cost: s.cost, detail: s.detail + "\x00" + why}
}

// refuse returns why a folder is not entered, "" if it is.
func (w *worker) refuse(f *folder) string {
	if f.depth > maxDepth {
		return "too deep"
	}
	if f.linked {
		for up := f.parent; up != nil; up = up.parent {
			if os.SameFile(up.info, f.info) {
				return "loop"
			}
		}
	}
	return ""
}

// file takes in what stands at a name and is no folder.
func (w *worker) file(f *folder, name string, s *state, why reason) {
	p := path.Join(f.path, name)
	old := f.files[name]
	if old == nil {
		w.linked += s.cost
		if w.baseline {
			w.lazy = append(w.lazy, p)
		} else {
			w.read(s)
			w.note(p, nil)
		}
		s.news = w.startOfNews()
		f.files[name] = s
		return
	}
	if why <= scanned && old.sameStat(s) && !old.racy() {
		return
	}
	if why == touched && !old.hashed && old.sameFile(s) {
		s.news = old.news
		w.linked += s.cost - old.cost
		f.files[name] = s
		return
	}
	w.linked += s.cost - old.cost
	w.read(s)
	same := old.equal(s) || why <= scanned && !old.hashed && old.sameFile(s)
	s.news = old.news
	if !same {
		s.news = w.startOfNews()
	}
	if !same || why != touched && !old.sameFile(s) && w.busy() {
		w.note(p, old).rewritten = same
	}
	f.files[name] = s
}

// read hashes a file. If it was changed meanwhile there will be an event, and where
// there are none, there is this mark.
func (w *worker) read(s *state) {
	if !s.digest() {
		w.in.mark(s.real)
	}
}

// remove forgets what stood at a name.
func (w *worker) remove(f *folder, name string) {
	if sub := f.subs[name]; sub != nil {
		w.drop(sub)
	}
	p := path.Join(f.path, name)
	if f.files[name] != nil {
		w.forget(f, name)
	} else {
		w.passed[p] = true
	}
	w.setLink(p, false)
}

func (w *worker) forget(f *folder, name string) {
	s := f.files[name]
	w.note(path.Join(f.path, name), s)
	delete(f.files, name)
	w.linked -= s.cost
}

// drop forgets a folder and all that is below it.
func (w *worker) drop(f *folder) {
	for _, sub := range f.subs {
		w.drop(sub)
	}
	for n := range f.files {
		w.forget(f, n)
		w.setLink(path.Join(f.path, n), false)
	}
	w.detach(f)
	w.moved(f)
	delete(f.parent.subs, path.Base(f.path))
	w.setLink(f.path, false)
	w.linked -= f.cost
}

// identify notes which folder of the disk a folder is.
func (w *worker) identify(f *folder, id fileID) {
	if id == (fileID{}) {
		return
	}
	f.id = id
	if w.ids[id] == nil {
		w.ids[id] = map[*folder]bool{}
	}
	w.ids[id][f] = true
}

// moved has the folders looked at that are what another was which is no longer
// there. The system may have been asked to watch one of them while it still had
// the other's watch, and that has now ended.
func (w *worker) moved(f *folder) {
	same := w.ids[f.id]
	if delete(same, f); len(same) == 0 {
		delete(w.ids, f.id)
	}
	for g := range same {
		if g.real != f.real && w.feed != nil {
			w.in.mark(filepath.Join(g.parent.real, path.Base(g.path)))
		}
	}
}

// setLink keeps the list of the links, which are looked at after every batch.
func (w *worker) setLink(p string, link bool) {
	if link {
		w.links[p] = true
	} else {
		delete(w.links, p)
	}
}
