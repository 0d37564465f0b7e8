package watch

import (
	"maps"
	"path"
	"path/filepath"
	"time"
)

// inspect does what comes round by the clock: it looks for a root that went away,
// and whether something has changed that no event told of.
func (w *worker) inspect() {
	if w.gone {
		w.restart()
		w.everything()
		w.next(retry)
		return
	}
	began := time.Now()
	now := w.drift()
	took := time.Since(began)
	if !w.in.due(w.opts.Quiet, w.opts.Cap).IsZero() {
		w.drifted = nil // it may be about what is found
		w.next(auditAgain)
		return
	}
	if w.drifted == nil {
		w.next(max(w.audit, 100*took))
		if len(now) > 0 {
			w.drifted = now
			w.next(auditAgain)
		}
		return
	}
	was := w.drifted
	w.drifted = nil
	w.next(max(w.audit, 100*took))
	for _, p := range sortedKeys(now) {
		s, ok := was[p]
		if w.closing() {
			return
		}
		if t := now[p]; ok && s.sameStat(&t) {
			w.fallBack("the system did not tell of a change of " + p + "; set how often with --poll, as in --poll 2s")
			w.everything()
			w.pollAt = time.Now().Add(w.every)
			return
		}
	}
}

func (w *worker) next(d time.Duration) { w.auditAt = time.Now().Add(d) }

// drift returns what is otherwise on disk than in the snapshot, and how. It changes
// nothing.
func (w *worker) drift() map[string]state {
	found := map[string]state{}
	hops := maps.Clone(w.hops)
	w.compare(w.root, found)
	w.hops = hops
	return found
}

func (w *worker) compare(f *folder, found map[string]state) {
	names, err := list(f.real)
	if err != nil || w.closing() {
		return // its own entry tells
	}
	here := make(map[string]bool, len(names))
	for _, n := range names {
		if !w.scope.wanted(f.path, n) {
			continue
		}
		here[n] = true
		full := path.Join(f.path, n)
		sub, old := f.subs[n], f.files[n]
		if sub != nil || w.links[full] || old != nil && old.kind != regular {
			continue // what is below, and what is odd, is seen otherwise
		}
		s := w.look(filepath.Join(f.real, n), f.top)
		if s.kind == regular && (old == nil || !old.sameFile(s) && old.kind == regular) || s.kind == directory && f.depth < maxDepth {
			s.info = nil
			found[full] = *s
		}
	}
	for n := range f.files {
		if !here[n] {
			found[path.Join(f.path, n)] = state{}
		}
	}
	for n, sub := range f.subs {
		if !here[n] {
			found[path.Join(f.path, n)] = state{}
		} else {
			w.compare(sub, found)
		}
	}
}
