package watch

import (
	"time"
)

// recall notes the paths of which the receiver was told lately, that are not there,
// and that may have been there for a moment since: it may have met them. That may
// name a path too many, and never one too few.
func (w *worker) recall() {
	defer clear(w.passed)
	defer clear(w.stirred)
	if len(w.passed) == 0 && len(w.stirred) == 0 || !w.busy() {
		return
	}
	for p := range w.sent {
		if s := w.lookup(p); (s == nil || s.kind == other && s.link) && w.find(p) == nil && w.fleeting(p) {
			w.note(p, s)
			w.set[p].rewritten = true
		}
	}
}

// fleeting reports whether something may have been at a path since the last look,
// where nothing is: an event named it, or a folder above it, or the folder that it would be in was
// changed, or it is behind a link to nothing.
func (w *worker) fleeting(p string) bool {
	for p != "" {
		if w.passed[p] || w.links[p] {
			return true
		}
		p, _ = split(p)
		if w.find(p) != nil {
			return w.stirred[p]
		}
	}
	return false
}

// conclude sends the set that was collected on its way, or holds it back for what
// is in doubt.
func (w *worker) conclude() {
	w.heldAt = time.Time{}
	if len(w.set) == 0 && !w.rescan {
		w.at = time.Time{}
		return
	}
	now := time.Now()
	full := w.at.Add(w.opts.Cap)
	if w.polling() && w.pollAt.Before(now.Add(w.opts.Quiet)) && now.Before(full) {
		w.heldAt = w.pollAt
		return
	}
	kept, ripe := w.doubts(now)
	if len(kept) > 0 && now.Before(full) {
		w.heldAt = earlier(ripe, full)
		return
	}
	w.send(kept)
	w.set, w.at, w.rescan = kept, time.Time{}, false
	if len(kept) > 0 {
		w.at, w.heldAt = now, ripe
	}
}

// doubts returns what of the set is not to be believed yet, and when the first of
// it will be.
func (w *worker) doubts(now time.Time) (kept map[string]*before, ripe time.Time) {
	kept = map[string]*before{}
	var moved map[fileID]bool
	for p, b := range w.set {
		cur := w.lookup(p)
		if cur == nil && b.old != nil && moved == nil {
			moved = w.arrivals()
		}
		if !doubtful(b.old, cur, moved) {
			b.since = time.Time{}
			continue
		}
		if b.since.IsZero() {
			b.since = now
		}
		if until := b.since.Add(doubtFor * w.opts.Quiet); until.After(now) {
			kept[p] = b
			ripe = earlier(ripe, until)
		}
	}
	return kept, ripe
}

// arrivals returns which files have come to a new path.
func (w *worker) arrivals() map[fileID]bool {
	ids := map[fileID]bool{}
	for p, b := range w.set {
		if cur := w.lookup(p); b.old == nil && cur != nil && cur.id != (fileID{}) {
			ids[cur.id] = true
		}
	}
	return ids
}

// doubtful reports whether a file looks as if it was being saved: gone and not
// moved elsewhere, or empty.
func doubtful(old, cur *state, moved map[fileID]bool) bool {
	switch {
	case cur == nil:
		return old != nil && !moved[old.id]
	case cur.kind == regular && cur.size == 0:
		return old == nil || old.kind != regular || old.size > 0
	}
	return false
}

// send merges the set, without what is kept, into what the receiver gets next. What
// is again as it was is left out, unless the receiver may have seen it otherwise.
func (w *worker) send(kept map[string]*before) {
	busy := w.busy()
	count := len(w.ready)
	for p, b := range w.set {
		if kept[p] != nil {
			continue
		}
		if b.rewritten || busy || !b.old.equal(w.lookup(p)) {
			w.ready[p] = true
		}
	}
	if len(w.ready) == count && !w.rescan {
		return
	}
	at := w.at
	if w.out == nil {
		w.out = &Change{}
	} else {
		at = earlier(w.out.At, at)
	}
	*w.out = Change{Paths: sortedKeys(w.ready), Rescan: w.out.Rescan || w.rescan, At: at}
}
