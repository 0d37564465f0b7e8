package watch

import (
	"errors"
	"path/filepath"
	"sync"
	"syscall"
	"time"

	"github.com/fsnotify/fsnotify"

	"explainer/generator/internal/tree"
)

// maxNames is how many names an inbox holds. Beyond, looking at everything is
// cheaper than remembering where to look.
const maxNames = 1 << 16

// inbox collects events between the goroutine that receives them, which must never
// wait, and the one that looks into what they mean.
type inbox struct {
	wake chan struct{} // holds one token after anything came in

	mu      sync.Mutex
	batch   batch
	watched map[string]bool // the folders watched; true if any name in them matters
	spine   map[string]bool // folders of which only some names matter
	named   map[string]bool // those names, as paths of the system
}

// batch is what came in since the last look.
type batch struct {
	names       map[string]bool // paths of the system; true if more than attributes may have changed
	flood       bool            // too many names
	overflow    bool            // the system lost events
	err         error           // of the system
	first, last time.Time       // of the events
}

func (b *batch) empty() bool { return b.first.IsZero() }

func newInbox(s *scope) *inbox {
	in := &inbox{
		wake: make(chan struct{}, 1), watched: map[string]bool{},
		spine: map[string]bool{}, named: map[string]bool{},
	}
	full := false
	for _, d := range s.dirs {
		full = full || d == "."
	}
	for p := range s.explicit {
		native := filepath.Join(s.root, filepath.FromSlash(p))
		in.named[native] = true
		inside := full
		for _, d := range s.dirs {
			inside = inside || below(filepath.ToSlash(filepath.Dir(filepath.FromSlash(p))), d)
		}
		if !inside {
			in.spine[filepath.Dir(native)] = true
		}
	}
	return in
}

// pump moves events and errors into the inbox until the channels are closed. It
// calls nothing that could wait for the sender of the events.
func (in *inbox) pump(events <-chan fsnotify.Event, errs <-chan error) {
	for events != nil || errs != nil {
		select {
		case e, ok := <-events:
			if !ok {
				events = nil
				continue
			}
			in.event(e.Name, e.Op)
		case err, ok := <-errs:
			if !ok {
				errs = nil
				continue
			}
			in.fail(err)
		}
	}
}

func (in *inbox) event(name string, op fsnotify.Op) {
	in.mu.Lock()
	defer in.mu.Unlock()
	if in.matters(name) {
		in.add(name, op != fsnotify.Chmod)
	}
}

// matters reports whether an event of this name is one to look into.
func (in *inbox) matters(name string) bool {
	if _, ok := in.watched[name]; ok || in.named[name] {
		return true
	}
	dir := filepath.Dir(name)
	if in.watched[dir] {
		return true
	}
	return !in.spine[dir] && !tree.Ignored(filepath.Base(name))
}

// fail takes note of an error. EINVAL is how the system says that a watch which was
// to be removed is gone with its folder.
func (in *inbox) fail(err error) {
	if errors.Is(err, syscall.EINVAL) || errors.Is(err, fsnotify.ErrNonExistentWatch) {
		return
	}
	in.mu.Lock()
	defer in.mu.Unlock()
	if errors.Is(err, fsnotify.ErrEventOverflow) {
		in.batch.overflow = true
	} else {
		in.batch.err = err
	}
	in.stamp()
}

// mark asks for a look at a path of which no event came.
func (in *inbox) mark(name string) {
	in.mu.Lock()
	defer in.mu.Unlock()
	in.add(name, true)
}

func (in *inbox) add(name string, written bool) {
	b := &in.batch
	if len(b.names) >= maxNames {
		b.flood, b.names = true, nil
	}
	if !b.flood {
		if b.names == nil {
			b.names = map[string]bool{}
		}
		b.names[name] = b.names[name] || written
	}
	in.stamp()
}

func (in *inbox) stamp() {
	in.batch.last = time.Now()
	if in.batch.first.IsZero() {
		in.batch.first = in.batch.last
	}
	select {
	case in.wake <- struct{}{}:
	default:
	}
}

// due returns when the batch is to be looked into; zero if there is none.
func (in *inbox) due(quiet, limit time.Duration) time.Time {
	in.mu.Lock()
	defer in.mu.Unlock()
	if in.batch.empty() {
		return time.Time{}
	}
	return earlier(in.batch.last.Add(quiet), in.batch.first.Add(limit))
}

func (in *inbox) take() batch {
	in.mu.Lock()
	defer in.mu.Unlock()
	b := in.batch
	in.batch = batch{}
	return b
}

// watch tells the inbox of a folder that is watched. With all, every name in it
// matters, because links lead through it.
func (in *inbox) watch(dir string, all bool) {
	in.mu.Lock()
	defer in.mu.Unlock()
	in.watched[dir] = all
}

func (in *inbox) unwatch(dir string) {
	in.mu.Lock()
	defer in.mu.Unlock()
	delete(in.watched, dir)
}

// earlier returns the earlier of two times, of which zero is never.
func earlier(a, b time.Time) time.Time {
	if a.IsZero() || !b.IsZero() && b.Before(a) {
		return b
	}
	return a
}
