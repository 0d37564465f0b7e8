package output

import (
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"slices"
	"time"
)

// An atomic build never changes the folder that readers see. Beside it, in a folder
// .explainer-staging-NAME, the new site is put together: hard links to the files that
// stay, foreign ones among them, and the new files. Then the two folders exchange their
// names in one step, and what is now the old site is removed. Killed before that step,
// the program leaves the old site in its place, and after it the new one; the next build,
// atomic or not, clears what it left.
//
// Of the folder beside the output nothing is removed unless it is one of: a file that the
// output has too (the same file, or the same bytes), a file that the manifest in it tells
// of, one at a path of the site that the site has anew, or one under a temporary name. So
// what somebody puts into the output at the very moment of the exchange is not lost: it is
// moved over.

// staging is the folder beside the output.
type staging struct {
	w       *writer
	beside  *os.Root // the folder in which both stand
	live    string   // name of the output in it
	name    string
	root    *os.Root // the folder itself
	foreign map[*folder]bool
	buf     *buffers

	// Of the folder that is cleared, and of the output beside it.
	held      bool // a build has held it
	told, has manifest
}

const stagingPrefix = reserved + "staging-"

// stagingOf opens the folder in which the output and its staging stand.
func stagingOf(w *writer) (*staging, error) {
	full, err := resolve(w.dir)
	if err != nil {
		return nil, err
	}
	beside, err := os.OpenRoot(filepath.Dir(full))
	if err != nil {
		return nil, err
	}
	live := filepath.Base(full)
	return &staging{w: w, beside: beside, live: live, name: stagingPrefix + live, foreign: map[*folder]bool{}, buf: newBuffers(0)}, nil
}

// clearStaging removes what an atomic build that was killed has left. Where nothing can
// be seen, nothing was left by us.
func (w *writer) clearStaging(ctx context.Context) error {
	s, err := stagingOf(w)
	if err != nil {
		return nil
	}
	defer s.beside.Close()
	if info, err := s.beside.Lstat(s.name); err != nil || !info.IsDir() {
		return nil
	}
	return s.clear(ctx)
}

// exchange makes the site and puts it in the place of the old one.
func (w *writer) exchange(ctx context.Context) error {
	s, err := stagingOf(w)
	if err != nil {
		return w.failed("open the folder that holds", ".", err)
	}
	defer s.beside.Close()
	if err := s.build(ctx); err != nil {
		return errors.Join(err, s.drop())
	}
	if err := exchange(filepath.Join(s.beside.Name(), s.live), filepath.Join(s.beside.Name(), s.name)); err != nil {
		return errors.Join(fmt.Errorf("cannot put the new site in the place of %q in one step: %w\n\n"+
			"nothing was changed; build without --atomic, or into a folder of another file system", w.dir, bare(err)), s.drop())
	}
	w.root = s.root
	if err := s.clear(context.WithoutCancel(ctx)); err != nil {
		return err
	}
	return w.restat()
}

// drop removes the staging folder after a failure; the failure is what is told.
func (s *staging) drop() error {
	_ = s.clear(context.Background())
	return nil
}

// build puts the new site together.
func (s *staging) build(ctx context.Context) error {
	w := s.w
	info, err := w.root.Stat(".")
	if err != nil {
		return w.failed("look at", ".", err)
	}
	if err := s.beside.Mkdir(s.name, 0o755); err != nil {
		return fmt.Errorf("cannot make the folder %q, in which an atomic build begins: %w", s.path("."), bare(err))
	}
	if s.root, err = s.beside.OpenRoot(s.name); err != nil {
		return fmt.Errorf("cannot open the folder %q: %w", s.path("."), bare(err))
	}
	old := w.root
	w.done = append(w.done, func() { s.root.Close() })
	unlock, err := lock(ctx, s.root, s.path("."), nil)
	if err != nil {
		return err
	}
	w.done = append(w.done, unlock)
	for _, f := range w.folders {
		s.foreign[f] = f.stands == aFolder && !f.made
		f.made = false
		if f.path != "." {
			f.stands = nothing
		}
	}
	if err := s.fill(ctx, old); err != nil {
		w.root = old
		return err
	}
	for _, f := range w.folders {
		f.made = f.made && !s.foreign[f]
	}
	for _, it := range w.items {
		if it.want != nil && it.same {
			w.report.Unchanged++
		}
	}
	err = w.writeManifest(w.final())
	w.root = old
	if err == nil {
		err = s.beside.Chmod(s.name, info.Mode().Perm())
	}
	return err
}

// fill puts files into the staging folder: a manifest of all that may come, what stays
// of the old site, and what is new.
func (s *staging) fill(ctx context.Context, old *os.Root) error {
	w := s.w
	w.root = s.root
	w.move = func(from, to string) error { return s.beside.Rename(path.Join(s.live, from), path.Join(s.name, to)) }
	if err := w.writeManifest(w.union()); err != nil {
		return err
	}
	if err := s.carry(ctx, old, "."); err != nil {
		return err
	}
	for _, batch := range w.batches() {
		err := parallel(ctx, len(batch), func(i int, buf *buffers) error { return w.writeAll(ctx, batch[i], buf) })
		if err != nil {
			return err
		}
	}
	slices.Sort(w.report.Kept)
	return ctx.Err()
}

// carry takes over what stays of a folder of the old site, and all below it.
func (s *staging) carry(ctx context.Context, old *os.Root, dir string) error {
	if err := ctx.Err(); err != nil {
		return err
	}
	list, err := readDir(old, dir)
	if err != nil {
		return s.w.failed("read the folder", dir, err)
	}
	for _, d := range list {
		full := path.Join(dir, d.Name())
		if len(d.Name()) >= len(reserved) && d.Name()[:len(reserved)] == reserved {
			continue
		}
		if !d.IsDir() {
			if err := s.carryFile(old, full, d); err != nil {
				return err
			}
			continue
		}
		f := s.w.byPath[full]
		it := s.w.item(full)
		gives := it != nil && it.want != nil // a file comes in its place; nothing in it is foreign
		if !gives && (f == nil || s.foreign[f]) {
			if err := s.makeFolder(full, d); err != nil {
				return err
			}
		}
		if err := s.carry(ctx, old, full); err != nil {
			return err
		}
	}
	return nil
}

// item returns the item of a path, or nil.
func (w *writer) item(full string) *item {
	if f := w.byPath[parent(full)]; f != nil {
		return f.item(full)
	}
	return nil
}

// carryFile takes over one file, unless it is ours and not to stay.
func (s *staging) carryFile(old *os.Root, full string, d fs.DirEntry) error {
	w := s.w
	it := w.item(full)
	switch {
	case it == nil:
	case it.want != nil && !it.same:
		return nil // the new one is written
	case it.want == nil:
		w.root = old
		ours := d.Type().IsRegular() && w.ours(it, s.buf)
		w.root = s.root
		if ours {
			w.report.Removed++
			return nil
		}
		if !slices.ContainsFunc(w.early, func(e *item) bool { return e == it }) {
			w.report.Kept = append(w.report.Kept, full)
		}
	}
	if err := s.makeFolder(parent(full), nil); err != nil {
		return err
	}
	switch {
	case d.Type().IsRegular():
		return s.link(old, full)
	case d.Type()&fs.ModeSymlink != 0:
		to, err := old.Readlink(full)
		if err == nil {
			err = s.root.Symlink(to, full)
		}
		if err != nil {
			return w.failed("take over", full, err)
		}
		return nil
	}
	return w.failed("take over", full, errors.New("it is neither a file nor a folder; remove it, or build without --atomic"))
}

// makeFolder makes a folder of the staging and those above it; d describes one that is
// foreign.
func (s *staging) makeFolder(dir string, d fs.DirEntry) error {
	if dir == "." {
		return nil
	}
	if f := s.w.byPath[dir]; f != nil {
		if err := s.w.ensure(f); err != nil || d == nil {
			return err
		}
	} else if err := s.makeFolder(parent(dir), nil); err != nil {
		return err
	} else if err := s.root.Mkdir(dir, 0o755); err != nil && !errors.Is(err, fs.ErrExist) {
		return s.w.failed("make the folder", dir, err)
	}
	if d == nil {
		return nil
	}
	info, err := d.Info()
	if err == nil {
		err = s.root.Chmod(dir, info.Mode().Perm()|0o700)
	}
	if err != nil {
		return s.w.failed("take over", dir, err)
	}
	return nil
}

// link gives a file of the old site a second name, or copies it where the system makes no
// hard links.
func (s *staging) link(old *os.Root, full string) error {
	if s.beside.Link(path.Join(s.live, full), path.Join(s.name, full)) == nil {
		return nil
	}
	err := s.copy(old, full)
	if err != nil {
		return s.w.failed("take over", full, err)
	}
	return nil
}

func (s *staging) copy(old *os.Root, full string) error {
	src, err := old.Open(full)
	if err != nil {
		return err
	}
	defer src.Close()
	info, err := src.Stat()
	if err != nil {
		return err
	}
	temp := path.Join(parent(full), tempPrefix+"copy")
	dst, err := createTemp(s.root, temp)
	if err != nil {
		return err
	}
	_, err = io.Copy(dst, src)
	if err = errors.Join(err, dst.Chmod(info.Mode().Perm()), dst.Close()); err == nil {
		err = s.root.Chtimes(temp, time.Time{}, info.ModTime())
	}
	if err == nil {
		err = s.root.Rename(temp, full)
	}
	return err
}

// clear removes the staging folder, which holds the old site, or an unfinished new one.
func (s *staging) clear(ctx context.Context) error {
	root, err := s.beside.OpenRoot(s.name)
	if err != nil {
		return fmt.Errorf("cannot open the folder %q: %w", s.path("."), bare(err))
	}
	defer root.Close()
	live, err := s.beside.OpenRoot(s.live)
	if err != nil {
		return fmt.Errorf("cannot open the folder %q: %w", s.w.dir, bare(err))
	}
	defer live.Close()
	_, err = root.Lstat(lockName)
	s.held, s.told, s.has = err == nil, readManifest(root), readManifest(live)
	if err := s.clearFolder(ctx, root, live, "."); err != nil {
		return err
	}
	for _, name := range []string{manifestName, lockName} {
		if err := root.Remove(name); err != nil && !errors.Is(err, fs.ErrNotExist) {
			return fmt.Errorf("cannot remove %q: %w", s.path(name), bare(err))
		}
	}
	if err := s.beside.Remove(s.name); err != nil {
		return fmt.Errorf("cannot remove the folder %q: %w; it holds what is not of the site: move that away", s.path("."), bare(err))
	}
	return nil
}

// clearFolder removes what is ours of one folder and all below it, and moves the rest
// into the output, where the place is free.
func (s *staging) clearFolder(ctx context.Context, root, live *os.Root, dir string) error {
	if err := ctx.Err(); err != nil {
		return err
	}
	list, err := readDir(root, dir)
	if err != nil {
		return fmt.Errorf("cannot read the folder %q: %w", s.path(dir), bare(err))
	}
	for _, d := range list {
		full := path.Join(dir, d.Name())
		if dir == "." && (d.Name() == manifestName || d.Name() == lockName) {
			continue
		}
		if d.IsDir() {
			if err := s.clearFolder(ctx, root, live, full); err != nil {
				return err
			}
			if err := root.Remove(full); err != nil && !errors.Is(err, fs.ErrNotExist) && !notEmpty(root, full) {
				return fmt.Errorf("cannot remove the folder %q: %w", s.path(full), bare(err))
			}
			continue
		}
		if s.spare(root, live, full, d) {
			err = root.Remove(full)
		} else if _, taken := live.Lstat(full); errors.Is(taken, fs.ErrNotExist) {
			if err = live.MkdirAll(parent(full), 0o755); err == nil {
				err = s.beside.Rename(path.Join(s.name, full), path.Join(s.live, full))
			}
		}
		if err != nil && !errors.Is(err, fs.ErrNotExist) {
			return fmt.Errorf("cannot remove %q: %w", s.path(full), bare(err))
		}
	}
	return nil
}

// spare reports whether a file of the staging may go.
func (s *staging) spare(root, live *os.Root, full string, d fs.DirEntry) bool {
	if len(d.Name()) >= len(tempPrefix) && d.Name()[:len(tempPrefix)] == tempPrefix {
		return true
	}
	_, none := live.Lstat(full)
	if s.held && none == nil && len(s.has.at(full)) > 0 {
		return true
	}
	if d.Type()&fs.ModeSymlink != 0 {
		a, err1 := root.Readlink(full)
		b, err2 := live.Readlink(full)
		return err1 == nil && err2 == nil && a == b
	}
	if !d.Type().IsRegular() {
		return false
	}
	mine, err1 := root.Lstat(full)
	theirs, err2 := live.Lstat(full)
	if err1 == nil && err2 == nil && os.SameFile(mine, theirs) {
		return true
	}
	hash, size, err := hashOf(root, full, s.buf)
	if err != nil {
		return false
	}
	if holds(s.told.at(full), hash, size) {
		return true
	}
	if err2 != nil || theirs.Size() != size || !theirs.Mode().IsRegular() {
		return false
	}
	other, n, err := hashOf(live, full, s.buf)
	return err == nil && other == hash && n == size
}

// restat brings the manifest up to date with the times that the system changes when a
// file gets or loses a name.
func (w *writer) restat() error {
	err := parallel(context.Background(), len(w.items), func(i int, _ *buffers) error {
		it := w.items[i]
		if it.want == nil {
			return nil
		}
		info, err := w.root.Lstat(it.path)
		if err != nil {
			return w.failed("look at", it.path, err)
		}
		if now := recordOf(it.want.hash, info); now.size == it.now.size && now.mtime == it.now.mtime && info.Mode().IsRegular() {
			it.now = now
		}
		return nil
	})
	if err != nil {
		return err
	}
	return w.writeManifest(w.final())
}

func (s *staging) path(name string) string {
	return filepath.Join(s.beside.Name(), s.name, filepath.FromSlash(name))
}

func readDir(root *os.Root, dir string) ([]fs.DirEntry, error) {
	f, err := root.Open(dir)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	list, err := f.ReadDir(-1)
	if err == io.EOF {
		err = nil
	}
	return list, err
}

func notEmpty(root *os.Root, dir string) bool {
	list, err := readDir(root, dir)
	return err == nil && len(list) > 0
}
