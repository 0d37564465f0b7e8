package watch

import (
	"cmp"
	"os"
	"slices"
	"time"
)

const (
	// busyFor is how long after a set was received its receiver is taken to be
	// still reading. A file that is rewritten meanwhile is reported even if it has
	// its old bytes again: the receiver may have read others.
	busyFor = 5 * time.Second
	// auditEvery is how often everything is looked at, in case that events are
	// not told. It is longer where the look takes long.
	auditEvery = 10 * time.Second
	// auditAgain is how long after an audit that found something events have to
	// tell of it.
	auditAgain = time.Second
	// retry is how often to look for a root that is not there.
	retry = 500 * time.Millisecond
	// maxErrors is how often the system may fail before it is no longer asked.
	maxErrors = 8
	// doubtFor is how many quiet times a file may be gone, or empty, before it is
	// believed.
	doubtFor = 11
)

// worker keeps the snapshot and finds what has changed. Its fields belong to its
// goroutine.
type worker struct {
	*Watcher
	scope *scope
	opts  Options
	means means
	in    *inbox

	feed    *feed // nil when polling
	pumped  chan struct{}
	watches map[string]*watched
	failed  error // why something cannot be watched
	errs    int

	root      *folder
	ids       map[fileID]map[*folder]bool
	links     map[string]bool // the paths of all links
	hops      map[string]bool // the folders that they lead through
	linked    int             // what entries behind links cost
	lazy      []string        // files of the start that are not hashed yet
	warm      bool            // they are
	baseline  bool
	gone      bool // the root is not there
	took      time.Duration
	pass      int       // counts batches
	twins     []*folder // the same by links as what was looked at in this one
	linksNext time.Time // before then, links are not followed again
	linksAt   time.Time // when to do so, if they are to be

	every  time.Duration // when polling
	pollAt time.Time

	audit   time.Duration // how often
	auditAt time.Time
	drifted map[string]state

	set       map[string]*before // the set that is being collected
	at        time.Time          // its first event
	rescan    bool
	heldAt    time.Time // when to look at the set again
	found     int       // differences found so far
	ready     map[string]bool
	out       *Change // what is to be sent
	lastOut   time.Time
	sent      map[string]bool // what was received lately
	passed    map[string]bool // names of events that are not there
	stirred   map[string]bool // folders that were changed since the last look
	hashedAll chan struct{}   // closed when the files of the start are hashed
}

// before is what was at a path before a set.
type before struct {
	old       *state    // nil for nothing
	rewritten bool      // bytes are the same, but may have been others
	since     time.Time // when doubt about it began
}

func newWorker(w *Watcher, s *scope, opts Options, means means) *worker {
	return &worker{
		Watcher: w, scope: s, opts: opts, means: means, in: newInbox(s),
		watches: map[string]*watched{}, links: map[string]bool{}, hops: map[string]bool{},
		set: map[string]*before{}, ready: map[string]bool{}, sent: map[string]bool{}, passed: map[string]bool{}, stirred: map[string]bool{}, ids: map[fileID]map[*folder]bool{},
		audit: cmp.Or(means.audit, auditEvery), hashedAll: make(chan struct{}),
	}
}

// begin takes the first snapshot.
func (w *worker) begin() {
	w.root = &folder{real: w.scope.root, files: map[string]*state{}, subs: map[string]*folder{}}
	if slices.Contains(w.scope.dirs, ".") {
		w.root.top = w.scope.root
	}
	w.root.info, _ = os.Stat(w.scope.root)
	w.baseline = true
	why := w.foreign()
	switch {
	case w.opts.Poll > 0:
		w.every = w.opts.Poll
	case why != "":
		w.fallBack(why)
	default:
		w.failed = w.openFeed()
	}
	w.settleFailure()
	w.everything()
	w.baseline = false
	now := time.Now()
	w.lastOut, w.pollAt, w.auditAt = now, now.Add(w.every), now.Add(w.audit)
}

func (w *worker) polling() bool { return w.every > 0 }

func (w *worker) closing() bool {
	select {
	case <-w.done:
		return true
	default:
		return false
	}
}

// busy reports whether the receiver may be reading files just now.
func (w *worker) busy() bool {
	return w.out != nil || time.Since(w.lastOut) < busyFor && !w.means.idle
}

func (w *worker) startOfNews() time.Time {
	if w.baseline {
		return time.Time{}
	}
	return time.Now()
}

// run is the worker's goroutine.
func (w *worker) run() {
	defer close(w.stopped)
	defer close(w.changes)
	defer w.closeFeed()
	always := make(chan struct{})
	close(always)
	timer := time.NewTimer(0)
	defer timer.Stop()
	for !w.closing() {
		var idle <-chan struct{}
		if len(w.lazy) > 0 {
			idle = always
		} else if !w.warm {
			w.warm = true
			close(w.hashedAll)
		}
		var out chan<- Change
		var next Change
		if w.out != nil {
			out, next = w.changes, *w.out
		}
		timer.Reset(time.Until(w.deadline()))
		select {
		case <-w.done:
		case out <- next:
			w.received(next.Paths)
		case <-w.in.wake:
		case <-timer.C:
		case <-idle:
			w.hashOne()
		}
		w.step()
	}
}

// received takes note that a set was.
func (w *worker) received(paths []string) {
	if time.Since(w.lastOut) > busyFor {
		clear(w.sent)
	}
	for _, p := range paths {
		w.sent[p] = true
	}
	clear(w.ready)
	w.out, w.lastOut = nil, time.Now()
}

// deadline returns when there is something to do next.
func (w *worker) deadline() time.Time {
	next := earlier(earlier(w.in.due(w.opts.Quiet, w.opts.Cap), w.heldAt), w.linksAt)
	if w.polling() {
		next = earlier(next, w.pollAt)
	} else {
		next = earlier(next, w.auditAt)
	}
	return next
}

// step does what is due.
func (w *worker) step() {
	now := time.Now()
	due := func(t time.Time) bool { return !t.IsZero() && !now.Before(t) }
	events := w.in.due(w.opts.Quiet, w.opts.Cap)
	held := due(w.heldAt)
	if due(events) || held && !events.IsZero() {
		w.process(w.in.take())
		held = true
	}
	if due(w.linksAt) {
		w.pruneLinks()
		w.followLinks()
		w.settleFailure()
		held = true
	}
	switch {
	case w.polling() && due(w.pollAt):
		w.poll()
		held = true
	case !w.polling() && due(w.auditAt):
		w.inspect()
		held = true
	}
	if held {
		w.conclude()
	}
}

func (w *worker) process(b batch) {
	if w.at.IsZero() {
		w.at = b.first
	}
	if w.polling() { // there are marks of our own only
		w.pollAt = earlier(w.pollAt, time.Now().Add(2*w.took))
		return
	}
	w.reconcile(b)
}

// poll looks at everything. While it finds something it looks again after a quiet
// time, so that a save is not cut in two.
func (w *worker) poll() {
	found := w.found
	w.everything()
	w.pollAt = time.Now().Add(max(w.every, 2*w.took))
	if w.found > found && time.Since(w.at) < w.opts.Cap {
		w.pollAt = time.Now().Add(w.opts.Quiet)
		w.heldAt = w.pollAt
	}
}

// note remembers what was at a path before the set, unless it knows already.
func (w *worker) note(p string, old *state) *before {
	if w.baseline {
		return &before{}
	}
	w.found++
	b := w.set[p]
	if b == nil {
		b = &before{old: old}
		w.set[p] = b
	}
	if w.at.IsZero() {
		w.at = time.Now()
	}
	return b
}

// hashOne hashes a file of the start, if it was not written just now: then the
// bytes may not be those of the start any more.
func (w *worker) hashOne() {
	p := w.lazy[0]
	w.lazy = w.lazy[1:]
	s := w.lookup(p)
	if s == nil || s.hashed || s.kind != regular || time.Since(time.Unix(0, s.modTime)).Abs() < coarse {
		return
	}
	t := *s
	if t.digest() && t.hashed {
		*s = t
	}
}
