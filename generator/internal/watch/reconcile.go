package watch

import (
	"os"
	"path"
	"path/filepath"
	"slices"
	"time"
)

// slowLinks is how long it may take to follow all links after every batch.
const slowLinks = 100 * time.Millisecond

// spot is a name in a folder.
type spot struct{ dir, name string }

// reconcile looks into what a batch of events may mean, and brings the snapshot up
// to date.
func (w *worker) reconcile(b batch) {
	w.pass++
	if !w.polling() && (b.overflow || b.err != nil) {
		w.lost(b)
		w.everything()
		return
	}
	spots, all := w.locate(b.names)
	switch {
	case all:
		w.restart() // the root itself was moved or made anew
		w.everything()
		return
	case b.flood:
		w.prune(w.root)
		w.everything()
		return
	}
	links := !time.Now().Before(w.linksNext)
	if links {
		w.pruneLinks()
	}
	for s := range spots {
		if f := w.find(s.dir); f != nil && f.subs[s.name] != nil {
			w.prune(f.subs[s.name])
		}
	}
	byFolder := map[string][]string{}
	for s := range spots {
		byFolder[s.dir] = append(byFolder[s.dir], s.name)
	}
	for _, dir := range sortedKeys(byFolder) { // a folder before those in it
		w.refresh(dir, byFolder[dir], spots)
	}
	if links {
		w.followLinks()
	} else {
		w.visitTwins()
		w.linksAt = w.linksNext
	}
	w.recall()
	w.settleFailure()
}

// lost deals with events that did not come.
func (w *worker) lost(b batch) {
	if b.overflow {
		w.rescan = true
		w.opts.Notice("more changed at once than the system can tell; looking at every file")
		w.restart()
		return
	}
	w.errs++
	if w.errs > maxErrors {
		w.fallBack("the system fails to tell of changes: " + sysError(b.err))
		return
	}
	w.restart()
}

// everything compares all there is with the snapshot.
func (w *worker) everything() {
	began := time.Now()
	w.pass++
	if info, err := os.Stat(w.root.real); err == nil {
		w.root.info = info
	}
	w.visit(w.root)
	w.followLinks()
	w.recall()
	w.settleFailure()
	w.took = time.Since(began)
	if w.gone = w.root.err != ""; w.gone {
		w.auditAt = time.Now().Add(retry)
	}
}

// settleFailure goes over to polling if something could not be watched, and looks
// once more, since what is in it may have changed before it was looked at.
func (w *worker) settleFailure() {
	if w.failed != nil {
		w.fallBack(shortage(w.failed))
		w.everything()
	}
}

// locate turns the names of events into places of the tree. The value tells that
// more than attributes may have changed. all is set if the root itself is meant.
func (w *worker) locate(names map[string]bool) (spots map[spot]bool, all bool) {
	spots = map[spot]bool{}
	for name, written := range names {
		if h := w.watches[filepath.Dir(name)]; h != nil {
			for f := range h.folders {
				if base := filepath.Base(name); w.scope.wanted(f.path, base) {
					s := spot{f.path, base}
					spots[s] = spots[s] || written
				}
			}
		}
		if h := w.watches[name]; h != nil {
			for f := range h.folders {
				if f == w.root {
					all = true
					continue
				}
				dir, base := split(f.path)
				s := spot{dir, base}
				spots[s] = spots[s] || written
			}
		}
	}
	return spots, all
}

// prune drops what is no longer the folder that it was, before anything new is
// watched: a folder that was moved is still watched under its old name.
func (w *worker) prune(f *folder) {
	info, err := os.Lstat(f.real)
	if f != w.root && (err != nil || !os.SameFile(info, f.info)) {
		w.drop(f)
		return
	}
	for _, sub := range f.subs {
		w.prune(sub)
	}
}

// pruneLinks is prune for all folders that links lead to.
func (w *worker) pruneLinks() {
	for p := range w.links {
		dir, name := split(p)
		f := w.find(dir)
		if f == nil || f.subs[name] == nil {
			continue
		}
		real, err := filepath.EvalSymlinks(filepath.Join(f.real, name))
		if err != nil || real != f.subs[name].real {
			w.drop(f.subs[name])
			w.links[p] = true // followLinks sees where it leads now
		}
	}
}

// refresh looks at some names of a folder. Where one of them is not known, the
// folder is listed: there are systems on which a file answers to several spellings.
func (w *worker) refresh(dir string, names []string, spots map[spot]bool) {
	f := w.find(dir)
	if f == nil {
		return
	}
	var here map[string]bool
	isNew := func(n string) bool { return f.subs[n] == nil && f.files[n] == nil }
	if slices.ContainsFunc(names, isNew) {
		all, err := list(f.real)
		if err != nil && f != w.root {
			w.in.mark(f.real)
		}
		here = make(map[string]bool, len(all))
		for _, n := range all {
			here[n] = true
		}
	}
	slices.Sort(names)
	for _, n := range names {
		switch {
		case here != nil && !here[n]:
			w.remove(f, n)
		case spots[spot{dir, n}]:
			w.update(f, n, written)
		default:
			w.update(f, n, touched)
		}
	}
}

// followLinks is called at the end of every batch, but for a site of very many
// links at most a tenth of the time. It compares what links lead to, and has the ways there watched. It
// looks again if a way was not watched before, since it may have changed until then.
func (w *worker) followLinks() {
	began := time.Now()
	for range 3 {
		w.hops = map[string]bool{}
		for _, p := range sortedKeys(w.links) {
			dir, name := split(p)
			if f := w.find(dir); f != nil && !w.closing() {
				w.update(f, name, checked)
			}
		}
		w.visitTwins()
		if !w.watchHops() {
			break
		}
	}
	w.linksAt, w.linksNext = time.Time{}, time.Time{}
	if took := time.Since(began); took > slowLinks {
		w.linksNext = time.Now().Add(10 * took)
	}
}

// visitTwins looks at everything in the folders that are the same by links as
// those that were looked at. Where a folder was made anew, its events before it was
// watched are missing for all of them.
func (w *worker) visitTwins() {
	for len(w.twins) > 0 {
		f := w.twins[0]
		w.twins = w.twins[1:]
		if f.pass != w.pass && w.find(f.path) == f {
			w.update(f.parent, path.Base(f.path), scanned)
		}
	}
}

func sortedKeys[V any](m map[string]V) []string {
	keys := make([]string, 0, len(m))
	for k := range m {
		keys = append(keys, k)
	}
	slices.Sort(keys)
	return keys
}
