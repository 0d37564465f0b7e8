package watch

import (
	"errors"
	"fmt"
	"os"
	"path"
	"path/filepath"
	"syscall"
	"time"

	"github.com/fsnotify/fsnotify"
)

// notifier is what is needed of *fsnotify.Watcher.
type notifier interface {
	Add(name string) error
	Remove(name string) error
	Close() error
}

// feed is a notifier with the channels on which it tells. Both are closed by Close.
type feed struct {
	notifier
	events <-chan fsnotify.Event
	errors <-chan error
}

// means are the system's, which tests replace.
type means struct {
	open   func() (feed, error)
	remote func(path string) string
	audit  time.Duration // how often to look at everything; zero is auditEvery
	idle   bool          // the receiver is never reading
}

func system() means {
	return means{remote: remote, open: func() (feed, error) {
		n, err := fsnotify.NewWatcher()
		if err != nil {
			return feed{}, err
		}
		return feed{n, n.Events, n.Errors}, nil
	}}
}

// watched is a folder that the notifier watches, under its path without links.
// Several folders of the tree are the same one where links lead to it.
type watched struct {
	folders map[*folder]bool
	hop     bool // links lead through it
}

// openFeed starts to receive events.
func (w *worker) openFeed() error {
	f, err := w.means.open()
	if err != nil {
		return err
	}
	w.feed = &f
	w.pumped = make(chan struct{})
	go func(done chan<- struct{}) {
		w.in.pump(f.events, f.errors)
		close(done)
	}(w.pumped)
	return nil
}

// closeFeed ends it, and forgets what was watched.
func (w *worker) closeFeed() {
	if w.feed == nil {
		return
	}
	_ = w.feed.Close() // of no use any more, whatever it says
	<-w.pumped
	w.feed = nil
	for name := range w.watches {
		w.in.unwatch(name)
	}
	w.watches = map[string]*watched{}
}

// attach has a folder watched. It asks the system even if it should be watched
// already: the folder may be another one of the same name, even with the same inode.
func (w *worker) attach(f *folder) {
	if w.feed == nil {
		return
	}
	h := w.add(f.real)
	if h == nil {
		return
	}
	h.folders[f] = true
	for same := range h.folders {
		if same.pass != w.pass && same.parent != nil {
			w.twins = append(w.twins, same)
		}
	}
}

// add has the notifier watch a path. It returns nil if that is not possible.
func (w *worker) add(real string) *watched {
	if w.failed != nil {
		return nil
	}
	h := w.watches[real]
	if h == nil {
		h = &watched{folders: map[*folder]bool{}}
		w.watches[real] = h
		w.in.watch(real, false)
	}
	if err := w.feed.Add(real); exhausted(err) {
		w.failed = err
	}
	return h
}

// exhausted reports whether an error means that no more can be watched. Any other
// is about the one folder, and listing it will tell.
func exhausted(err error) bool {
	for _, e := range [...]error{syscall.ENOSPC, syscall.EMFILE, syscall.ENFILE, syscall.ENOMEM, fsnotify.ErrClosed} {
		if errors.Is(err, e) {
			return true
		}
	}
	return false
}

// detach ends the watching of a folder that is no longer there. If it was the real
// one and not reached by a link, the folders that are the same by links have to be
// looked at: the system goes on watching it wherever it was moved, under a name
// that is no longer its own.
func (w *worker) detach(f *folder) {
	h := w.watches[f.real]
	if h == nil {
		return
	}
	delete(h.folders, f)
	if f.linked && (len(h.folders) > 0 || h.hop) {
		return
	}
	w.unwatch(f.real)
	for same := range h.folders {
		if same.parent == nil {
			continue
		}
		w.in.mark(filepath.Join(same.parent.real, path.Base(same.path)))
	}
}

func (w *worker) unwatch(real string) {
	if w.feed != nil {
		_ = w.feed.Remove(real) // it may be gone already
	}
	delete(w.watches, real)
	w.in.unwatch(real)
}

// watchHops watches the folders that links lead through, and no longer those that
// they lead through no more. It reports whether there are new ones.
func (w *worker) watchHops() bool {
	if w.feed == nil {
		return false
	}
	fresh := false
	for dir := range w.hops {
		h := w.watches[dir]
		fresh = fresh || h == nil || !h.hop
		if h = w.add(dir); h != nil {
			h.hop = true
			w.in.watch(dir, true)
		}
	}
	for dir, h := range w.watches {
		if !h.hop || w.hops[dir] {
			continue
		}
		h.hop = false
		w.in.watch(dir, false)
		if len(h.folders) == 0 {
			w.unwatch(dir)
		}
	}
	return fresh
}

// restart gives up everything watched and begins anew. What happened in between is
// found by comparing everything.
func (w *worker) restart() {
	w.closeFeed()
	if w.polling() {
		return
	}
	if err := w.openFeed(); err != nil {
		w.failed = err
	}
}

// fallBack goes over to polling.
func (w *worker) fallBack(why string) {
	w.closeFeed()
	w.failed = nil
	w.every = w.opts.Poll
	if w.every <= 0 {
		w.every = DefaultPoll
	}
	w.pollAt = time.Now().Add(w.every)
	w.opts.Notice(fmt.Sprintf("looking for changes every %v, because %s", w.every, why))
}

// shortage says what there is too little of, and what to do.
func shortage(err error) string {
	switch {
	case errors.Is(err, syscall.ENOSPC):
		return "the system does not watch more folders for this user; to be told of changes at once, raise the limit with: sysctl fs.inotify.max_user_watches=524288"
	case errors.Is(err, syscall.EMFILE):
		return "the system does not allow one more watcher or open file; to be told of changes at once, close programs that watch files, or raise the limits with: sysctl fs.inotify.max_user_instances=1024, ulimit -n 4096"
	}
	return "the system does not tell of changes: " + sysError(err)
}

func sysError(err error) string {
	if sys := (*os.SyscallError)(nil); errors.As(err, &sys) {
		return sys.Err.Error()
	}
	return cause(err)
}

// foreign says why events are not to be relied upon where the folders are, "" if
// they are.
func (w *worker) foreign() string {
	places := []string{w.scope.root}
	for _, d := range w.scope.dirs {
		if real, err := filepath.EvalSymlinks(filepath.Join(w.scope.root, filepath.FromSlash(d))); err == nil {
			places = append(places, real)
		}
	}
	for _, p := range places {
		if kind := w.means.remote(p); kind != "" {
			return fmt.Sprintf("%s is on a file system (%s) that does not tell of changes made elsewhere; set how often with --poll, as in --poll 2s", p, kind)
		}
	}
	return ""
}
