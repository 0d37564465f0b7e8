// Package output puts a set of paths and bytes onto a disk.
//
// The laws:
//
//   - Every file is replaced whole: it is written under another name in the same
//     folder and renamed. Whoever reads meanwhile, and whatever kills the program,
//     finds an old or a new file and never half of one.
//   - A file that already has the right bytes is not touched. The manifest, a file
//     .explainer-manifest in the folder, says what was written last: hash, size and
//     times. Where the file on disk still has those times it is believed, unless
//     they are so near to those of the manifest that a change could hide behind
//     them; in every other case the bytes are compared.
//   - Only what the generator wrote is ever removed, and only while it still has
//     the bytes that were written; what somebody has changed since is kept and
//     reported. Folders that the generator made are removed when they are empty.
//   - With a manifest, a file that is not in it and stands where the site needs
//     one is an error, unless the bytes are equal, and nothing is written. Without
//     one (a fresh clone, a damaged manifest) nothing is known: equal files are
//     adopted, different ones at the site's paths are replaced, and nothing is
//     removed. A damaged manifest is a missing one.
//   - Nothing is written through a symbolic link. All access goes through an os.Root;
//     a link in place of a file of ours is replaced, and a link in place of a folder
//     that the site needs is an error.
//   - Files come in an order that keeps links whole: first those that are not
//     HTML, then HTML from the deepest folder to the shallowest, then what was said to
//     be written last (lists, feeds, the home page), and removals at the end, save those
//     that make room where a file becomes a folder or a folder a file.
//   - Files may be put onto the disk before it is known whether anything will be written
//     (Stage), so that they need not all be in memory. They wait in a folder
//     .explainer-tmp-pages of the output and get their names at the end, in the order above; a
//     file that is there already is not staged. What comes of it is the same as if all had
//     been in memory, and a build that is given up leaves the folder as it was. Where
//     a folder is of another file system, its files are copied there.
//   - A compressed twin is written right after its file, has its time of modification,
//     and goes with it.
//   - An atomic build changes no file: the new site is put together in a folder beside the
//     old one, from hard links to what stays and new files, and the two folders are
//     exchanged in one step (see atomic.go).
//   - A manifest of both the old and the new files is written before the first
//     change and the final one after the last, so that at any moment the manifest
//     covers what is on the disk. What a killed run left is cleared by the next.
//   - One build at a time: .explainer-lock is held meanwhile, and stays, unless the build
//     that made it is given up.
//
// Nothing is flushed to the device (fsync). Renaming is enough against a killed
// program; after a loss of power the sizes and times no longer match, or the
// manifest's own sum does not, and the next build mends what was lost. Flushing
// 30,000 files would take minutes.
//
// Names that begin with ".explainer-" belong to this package, in every folder.
package output

import (
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"slices"

	"github.com/zeebo/xxh3"
)

// Set is what the output folder shall hold. The zero Set is empty and ready. It
// may not be used from several goroutines at the same time.
type Set struct {
	files   map[string]*content
	last    map[string]struct{} // files that come after all others
	folders map[string]struct{} // every folder that holds a file, at any depth

	reserved content // of all paths that are only reserved
}

// content is what one file shall hold: data, or what open returns.
type content struct {
	data []byte
	size int64
	open func() (io.ReadCloser, error)

	of     *content // of a twin: the file it is one of; data may be nil then
	coding coding
	twins  []*content // nil if they are not known yet

	staged string // its name among the staged files, if it is one; open reads it
	kept   bool   // it was seen to stand at its path; open reads that
	proved bool   // it is the one that the manifest has, and need not be looked at again

	hash   xxh3.Uint128
	hashed bool // hash is known
}

// Add puts a file into the set. It keeps data; the caller must not change it
// afterwards. The path has slashes and is relative to the output folder. The
// error says why a path cannot be written, or that it is taken already, be it as
// a file or as a folder.
func (s *Set) Add(path string, data []byte) error {
	return s.add(path, &content{data: data, size: int64(len(data))})
}

// Reserve puts a path into the set whose bytes nobody needs: nothing will be written. The error is
// that of Add.
func (s *Set) Reserve(path string) error { return s.add(path, &s.reserved) }

// AddFile puts a file into the set that is copied as it is from what open
// returns, size bytes long. It is opened more than once, and not before Write.
// Write fails if its size or bytes change between.
func (s *Set) AddFile(path string, size int64, open func() (io.ReadCloser, error)) error {
	return s.add(path, &content{size: size, open: open})
}

func (s *Set) add(path string, c *content) error {
	if err := checkPath(path); err != nil {
		return err
	}
	if s.files == nil {
		s.files = map[string]*content{}
		s.folders = map[string]struct{}{}
	}
	if _, taken := s.files[path]; taken {
		return fmt.Errorf("%q is written twice", path)
	}
	if _, taken := s.folders[path]; taken {
		return fmt.Errorf("%q is a file and a folder at once", path)
	}
	for dir := parent(path); dir != "."; dir = parent(dir) {
		if _, taken := s.files[dir]; taken {
			return fmt.Errorf("%q is a file and a folder at once", dir)
		}
	}
	for dir := parent(path); dir != "."; dir = parent(dir) {
		if _, known := s.folders[dir]; known {
			break
		}
		s.folders[dir] = struct{}{}
	}
	s.files[path] = c
	return nil
}

// Last has a file of the set written after all files that are not said to be last: it
// leads to them, as a list of pages does, or a feed. A path that is not in the set is
// passed over.
func (s *Set) Last(path string) {
	if s.last == nil {
		s.last = map[string]struct{}{}
	}
	s.last[path] = struct{}{}
}

// Paths returns the paths of the set in byte order.
func (s *Set) Paths() []string {
	paths := make([]string, 0, len(s.files))
	for p := range s.files {
		paths = append(paths, p)
	}
	slices.Sort(paths)
	return paths
}

// Has reports whether the set has a file at a path.
func (s *Set) Has(path string) bool { return s.files[path] != nil }

// Data returns the bytes of a file of the set, or nil if there is none or it is copied.
func (s *Set) Data(path string) []byte {
	if c := s.files[path]; c != nil {
		return c.data
	}
	return nil
}

// Len returns how many files the set has.
func (s *Set) Len() int { return len(s.files) }

// Report is what a Write did.
type Report struct {
	Written   int      // files written or replaced
	Unchanged int      // files that had the right bytes already
	Removed   int      // files of an earlier build that the site no longer has
	Bytes     int64    // bytes written
	Kept      []string // files of an earlier build that somebody changed since: no longer of the site, not removed, sorted
}

// Options say how to write. The zero Options write file by file.
type Options struct {
	Busy     func() // called once if another build holds the output folder, before waiting for it; may be nil
	Compress bool   // give text files compressed twins
	Atomic   bool   // let the whole site appear in one step, or fail if the system has no way to
	Mark     Mark   // to be found by Standing
}

// Write makes the folder hold the set; it makes the folder if there is none. It
// waits while another build is writing there, until ctx ends. The Report counts
// what was done, also when an error ended it early. A *ConflictError says that
// foreign files are in the way and that nothing was written; any other error
// wraps that of the operating system or of ctx.
func Write(ctx context.Context, dir string, set *Set, opts Options) (Report, error) {
	s, err := Begin(ctx, dir, opts)
	if err != nil {
		return Report{}, err
	}
	return s.Commit(ctx, set, opts.Mark)
}

// open makes the output folder if there is none, takes it for this build, and reads what
// the last one left. While this one waits another may put a new folder in its place, or take
// away one that it made itself; then it waits for that one.
func open(ctx context.Context, dir string, opts Options) (*writer, func(), error) {
	var made []string
	for {
		if m := missing(dir); len(m) > 0 {
			made = m
		}
		if err := os.MkdirAll(dir, 0o755); err != nil {
			return nil, nil, fmt.Errorf("cannot make the output folder %q: %w", dir, bare(err))
		}
		root, err := os.OpenRoot(dir)
		if errors.Is(err, fs.ErrNotExist) && ctx.Err() == nil {
			continue
		}
		if err != nil {
			return nil, nil, fmt.Errorf("cannot open the output folder %q: %w", dir, bare(err))
		}
		w := &writer{dir: dir, root: root, home: root, move: root.Rename}
		w.done = append(w.done, func() { root.Close() })
		_, err = root.Lstat(lockName)
		fresh := errors.Is(err, fs.ErrNotExist)
		unlock, err := lock(ctx, root, dir, opts.Busy)
		if err == nil {
			w.done = append(w.done, unlock)
		}
		switch same := standsAt(root, dir); {
		case same && err == nil:
			w.old = readManifest(root)
			w.made, w.fresh = made, fresh
			return w, w.release, nil
		case err != nil && (same || ctx.Err() != nil || !errors.Is(err, fs.ErrNotExist)):
			w.release()
			return nil, nil, err
		}
		w.release()
	}
}

// missing returns the folders that MkdirAll would make, the deepest first.
func missing(dir string) (list []string) {
	for p := filepath.Clean(dir); ; p = filepath.Dir(p) {
		if _, err := os.Lstat(p); !errors.Is(err, fs.ErrNotExist) {
			return list
		}
		list = append(list, p)
	}
}

// standsAt reports whether an open folder is the one that a path leads to.
func standsAt(root *os.Root, dir string) bool {
	held, err1 := root.Stat(".")
	there, err2 := os.Stat(dir)
	return err1 == nil && err2 == nil && os.SameFile(held, there)
}

// release gives back what the writer holds, the last first.
func (w *writer) release() {
	for _, f := range slices.Backward(w.done) {
		f()
	}
}
