// Package tree reads an input folder that strangers may have filled.
//
// Every access goes through an os.Root, so nothing outside the folder is ever
// reached, and only regular files are opened: a FIFO, a socket or a device is
// told and left alone. Symbolic links are followed while they stay inside the
// folder; one that leaves it, or that is written as an absolute path, is a
// Problem, and so is one that leads back into a folder that it stands in.
//
// A Scan is bounded whatever the folder holds: in depth, in the size of a file,
// and in how many entries may be reached through links to folders, since a few
// dozen links can otherwise multiply into more paths than there is memory.
//
// Names that editors and systems leave behind are not input; Ignored is the rule,
// and it is shared with whoever watches the folder. Names that not every system
// and every web server can bear are Problems.
package tree

import (
	"errors"
	"io"
	"io/fs"
	"os"
	"sync/atomic"
	"syscall"
	"time"

	"explainer/generator/internal/stamp"
)

// What a Scan assumes where Options leave a limit at zero.
const (
	DefaultMaxFile  = 100 << 20 // bytes of one file
	DefaultMaxDepth = 64        // folders above a file
)

// maxLinked is how many entries one Scan follows inside folders that it entered
// through symbolic links. A link among them counts for linkCost, since links inside
// of linked folders are what multiplies, and what is slow to resolve.
const (
	maxLinked = 20_000
	linkCost  = 20
)

// Tree is an open input folder. Its methods may be called at the same time from
// several goroutines.
type Tree struct {
	root    *os.Root
	maxFile atomic.Int64
}

// Entry is one regular file of a Tree, or a symbolic link to one.
type Entry struct {
	Path    string // relative to the folder, with slashes
	Size    int64  // bytes, at the time of the scan
	ModTime time.Time
	Changed int64 // when the system saw the last change, in nanoseconds since 1970; 0 where it does not say
}

// Options bound a Scan and say what it passes over.
type Options struct {
	MaxFile  int64    // largest file in bytes; zero is DefaultMaxFile
	MaxDepth int      // most folders above a file; zero is DefaultMaxDepth
	Ignore   []string // patterns of path.Match, for a name, or for a path when they hold a slash
}

// Open opens a folder for reading. The folder itself may be a symbolic link.
// The error wraps that of the operating system.
func Open(dir string) (*Tree, error) {
	// A named pipe would be waited for until somebody writes into it.
	if info, err := os.Stat(dir); err != nil {
		return nil, err
	} else if !info.IsDir() {
		return nil, &fs.PathError{Op: "open", Path: dir, Err: syscall.ENOTDIR}
	}
	root, err := os.OpenRoot(dir)
	if err != nil {
		return nil, err
	}
	t := &Tree{root: root}
	t.maxFile.Store(DefaultMaxFile)
	return t, nil
}

// Close gives the folder back to the system.
func (t *Tree) Close() error { return t.root.Close() }

// Read returns the whole content of a file. The MaxFile of the last Scan, or
// DefaultMaxFile before any, bounds what is read even of a file that grows
// meanwhile. The error is a Problem; its kind is Vanished for a file that was
// there when the folder was scanned and is there no longer.
func (t *Tree) Read(path string) ([]byte, error) {
	f, info, err := t.open(path)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	data, err := readAll(f, info.Size(), t.maxFile.Load())
	if errors.Is(err, errTooLarge) {
		return nil, tooLarge(path, t.maxFile.Load())
	}
	if err != nil {
		return nil, problemOf(path, err)
	}
	return data, nil
}

// OpenFile opens a file to be streamed, and returns what the system knew of it
// when it was opened. The errors, also those of reading, are Problems; reading
// ends with one of kind TooLarge after MaxFile bytes.
func (t *Tree) OpenFile(path string) (io.ReadCloser, fs.FileInfo, error) {
	f, info, err := t.open(path)
	if err != nil {
		return nil, nil, err
	}
	limit := t.maxFile.Load()
	return &bounded{f: f, path: path, limit: limit, left: limit}, info, nil
}

// open opens a regular file. The first look keeps anything else from being
// opened at all; O_NONBLOCK and the second look are for what was put there
// between the two.
func (t *Tree) open(path string) (*os.File, fs.FileInfo, error) {
	info, err := t.root.Stat(path)
	if err != nil {
		return nil, nil, t.explain(path, err)
	}
	if !info.Mode().IsRegular() {
		return nil, nil, notRegular(path, info.Mode())
	}
	f, err := t.root.OpenFile(path, os.O_RDONLY|syscall.O_NONBLOCK, 0)
	if err != nil {
		return nil, nil, t.explain(path, err)
	}
	info, err = f.Stat()
	switch {
	case err != nil:
		err = problemOf(path, err)
	case !info.Mode().IsRegular():
		err = notRegular(path, info.Mode())
	case info.Size() > t.maxFile.Load():
		err = tooLarge(path, t.maxFile.Load())
	default:
		return f, info, nil
	}
	f.Close()
	return nil, nil, err
}

var errTooLarge = errors.New("file too large")

// Again looks at a file that a Scan listed. It returns how it is now, and reports
// false if there is no file any more or anything else in its place, a symbolic link
// included: then only another Scan can tell what there is.
func (t *Tree) Again(e Entry) (Entry, bool) {
	info, err := t.root.Lstat(e.Path)
	if err != nil || !info.Mode().IsRegular() || info.Size() > t.maxFile.Load() {
		return e, false
	}
	e.Size, e.ModTime, e.Changed = info.Size(), info.ModTime(), stamp.Changed(info)
	return e, true
}

// readAll reads to the end of r, which is expected after size bytes and must
// come within limit.
func readAll(r io.Reader, size, limit int64) ([]byte, error) {
	data := make([]byte, 0, min(size, limit)+1) // one more, to meet the end without growing
	for {
		n, err := r.Read(data[len(data):cap(data)])
		data = data[:len(data)+n]
		if int64(len(data)) > limit {
			return nil, errTooLarge
		}
		if err == io.EOF {
			return data, nil
		}
		if err != nil {
			return nil, err
		}
		if len(data) == cap(data) {
			data = append(data, 0)[:len(data)]
		}
	}
}

// bounded ends reading with a Problem once a file turns out larger than allowed.
type bounded struct {
	f     *os.File
	path  string
	limit int64
	left  int64
}

func (b *bounded) Read(p []byte) (int, error) {
	if b.left < 0 {
		return 0, tooLarge(b.path, b.limit)
	}
	if int64(len(p)) > b.left+1 {
		p = p[:b.left+1]
	}
	n, err := b.f.Read(p)
	b.left -= int64(n)
	if b.left < 0 {
		return n - 1, tooLarge(b.path, b.limit)
	}
	if err != nil && err != io.EOF {
		err = problemOf(b.path, err)
	}
	return n, err
}

func (b *bounded) Close() error { return b.f.Close() }
