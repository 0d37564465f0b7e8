// Package watch turns the events of a file system into settled sets of changed
// paths: one set for each time somebody saves.
//
// An event says where to look and nothing more. When events have been quiet for a
// moment, what they named is compared with a snapshot of what was there: a file
// has changed if its bytes have, however often it was renamed, truncated or touched on the way.
// The snapshot begins with New; whatever differs from it later is reported, so a
// caller who makes the Watcher first and reads the files afterwards misses nothing.
//
// Folders are watched, not files, since editors replace files. A new folder is watched
// first and listed afterwards. The listed files are watched through the folders
// that hold them, and nothing else in those folders is looked at.
//
// Symbolic links are followed as package tree follows them, while they stay inside
// the root or inside the listed folder that they are in; what is between a link and
// its target is watched too. FIFOs, sockets and devices are never opened; that one
// comes or goes is a change all the same, and so is a link to nothing, because a
// build has something to say of them.
//
// A file that has just gone, or is just empty, is probably being saved: it is
// reported a little later than other changes, unless its bytes come back before.
//
// Where events cannot be had (network drives, too few watches) or prove to be
// incomplete, the folders are polled. A poll compares sizes and times first, and
// reads again what was changed so recently that its time may be too coarse to tell.
//
// What the system does not tell is not seen at once: writes through a memory map
// are found by a look at everything that is taken every few seconds.
package watch

import (
	"fmt"
	"os"
	"path"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"time"

	"explainer/generator/internal/tree"
)

// What Options mean where they are zero.
const (
	DefaultQuiet = 9 * time.Millisecond // a timer that nothing else wakes is late by one more
	DefaultCap   = 250 * time.Millisecond
	DefaultPoll  = 500 * time.Millisecond // where events cannot be had
)

// Options say how a Watcher works. The zero value is good.
type Options struct {
	// Quiet is how long there must be no event before a set is closed.
	Quiet time.Duration
	// Cap is how long after its first event a set is closed in any case, so that
	// a storm cannot hold back what it brought.
	Cap time.Duration
	// Poll, if positive, is how often to look instead of waiting for events.
	Poll time.Duration
	// Ignore is a list of patterns as tree.Options has it, for what is below the
	// first of the folders. Names for which tree.Ignored holds are never looked at.
	Ignore []string
	// Notice, if not nil, is told in a sentence why the Watcher polls, or what it
	// did about a flood of events. It must not call Close.
	Notice func(string)
}

// Change is a set of changes that belong together.
type Change struct {
	// Paths have changed, come or gone: files, and what is there in place of a
	// file or a folder that can be read. They are relative to the root, with
	// slashes, sorted, each once.
	Paths []string
	// Rescan tells that events were lost. Paths is what was found by looking at
	// everything; a caller with doubts of its own looks again too.
	Rescan bool
	// At is when the first event of the set came.
	At time.Time
}

// Watcher watches the folders and files that it was made for.
type Watcher struct {
	changes chan Change
	done    chan struct{}
	stopped chan struct{}
	close   sync.Once
}

// New starts to watch folders and files of root; both are slash-separated paths
// relative to it. They need not exist yet; root must. The error wraps that of the
// system, or says which path is not below root.
func New(root string, dirs, files []string, opts Options) (*Watcher, error) {
	w, _, err := start(root, dirs, files, opts, system())
	return w, err
}

// start is New with the means of watching given. It returns the worker for tests.
func start(root string, dirs, files []string, opts Options, means means) (*Watcher, *worker, error) {
	sc, err := newScope(root, dirs, files, opts.Ignore)
	if err != nil {
		return nil, nil, err
	}
	if opts.Quiet <= 0 {
		opts.Quiet = DefaultQuiet
	}
	if opts.Cap <= 0 {
		opts.Cap = DefaultCap
	}
	if opts.Notice == nil {
		opts.Notice = func(string) {}
	}
	w := &Watcher{changes: make(chan Change), done: make(chan struct{}), stopped: make(chan struct{})}
	k := newWorker(w, sc, opts, means)
	k.begin()
	go k.run()
	return w, k, nil
}

// Changes returns the channel on which sets come. While nobody receives, sets are
// merged into one. The channel is closed by Close.
func (w *Watcher) Changes() <-chan Change { return w.changes }

// Close ends the watching and returns when everything is given back. It may be
// called more than once, and at any time.
func (w *Watcher) Close() error {
	w.close.Do(func() { close(w.done) })
	<-w.stopped
	return nil
}

// scope is what is watched of a root.
type scope struct {
	root     string // absolute, without links
	first    string // the folder that ignore is for
	dirs     []string
	explicit map[string]bool // the folders and files named, and the folders above them
	ignore   []string
}

func newScope(root string, dirs, files, ignore []string) (*scope, error) {
	abs, err := filepath.Abs(root)
	if err == nil {
		abs, err = filepath.EvalSymlinks(abs)
	}
	if err != nil {
		return nil, fmt.Errorf("cannot watch the folder %s: %w", root, err)
	}
	if info, err := os.Stat(abs); err != nil || !info.IsDir() {
		return nil, fmt.Errorf("cannot watch %s: it is no folder", root)
	}
	s := &scope{root: abs, explicit: map[string]bool{}}
	for i, p := range slices.Concat(dirs, files) {
		if !filepath.IsLocal(filepath.FromSlash(p)) {
			return nil, fmt.Errorf("cannot watch %q: it is not below the folder %s", p, root)
		}
		p = path.Clean(p)
		if i < len(dirs) {
			s.dirs = append(s.dirs, p)
		}
		for ; p != "."; p = path.Dir(p) {
			s.explicit[p] = true
		}
	}
	if len(s.dirs) > 0 {
		s.first = s.dirs[0]
	}
	for _, p := range ignore {
		if _, err := path.Match(p, ""); err == nil {
			s.ignore = append(s.ignore, p)
		}
	}
	return s, nil
}

// wanted reports whether an entry of a folder is looked at.
func (s *scope) wanted(dir, name string) bool {
	full := path.Join(dir, name)
	if s.explicit[full] {
		return true
	}
	if tree.Ignored(name) || !slices.ContainsFunc(s.dirs, func(d string) bool { return below(dir, d) }) {
		return false
	}
	rest, ok := strings.CutPrefix(full, s.first+"/")
	if s.first == "." {
		rest, ok = full, true
	}
	return !ok || !slices.ContainsFunc(s.ignore, func(p string) bool {
		subject := name
		if strings.Contains(p, "/") {
			subject = rest
		}
		match, _ := path.Match(p, subject)
		return match
	})
}

// below reports whether a slash path is dir or in it.
func below(p, dir string) bool {
	return dir == "." || p == dir || strings.HasPrefix(p, dir+"/")
}

// within reports whether a path of the system is dir or in it.
func within(p, dir string) bool {
	rel, err := filepath.Rel(dir, p)
	return err == nil && filepath.IsLocal(rel)
}
