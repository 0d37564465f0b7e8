package output

import (
	"context"
	"errors"
	"io"
	"io/fs"
	"path"
	"slices"
	"strings"
)

// settle decides what must make room, and returns a *ConflictError if anything
// that must not be touched is in the way.
func (w *writer) settle() error {
	buf := newBuffers(0)
	for _, f := range w.folders {
		if f.needed && f.stands != aFolder && f.stands != nothing {
			w.replaceByFolder(f, buf)
		}
		if f.needed && f.stands == aFolder && !w.old.known && slices.ContainsFunc(f.items, adopted) {
			for up := f; up.path != "."; up = up.up {
				up.made = true
			}
		}
	}
	for _, it := range w.items {
		if it.want != nil && it.stands == aFolder {
			if f := w.byPath[it.path]; f != nil && f.made {
				w.clear(f, buf)
			}
		}
	}
	if len(w.conflicts) == 0 {
		return nil
	}
	slices.SortFunc(w.conflicts, func(a, b Conflict) int { return strings.Compare(a.Path, b.Path) })
	return &ConflictError{Dir: w.dir, Conflicts: w.conflicts}
}

// adopted reports whether a file of the site stood where no manifest told of it.
// Most likely an earlier build made it, and its folder.
func adopted(it *item) bool { return it.want != nil && it.stands == aFile }

// replaceByFolder has a file of ours removed where a folder is needed.
func (w *writer) replaceByFolder(f *folder, buf *buffers) {
	it := f.up.item(f.path)
	switch {
	case f.stands == aLink:
		w.conflict(f.path, "the site needs a folder here, and this is a symbolic link, which is never followed")
	case f.stands != aFile:
		w.conflict(f.path, "the site needs a folder here, and this is neither a file nor a folder")
	case it == nil:
		w.conflict(f.path, "the site needs a folder here, and this is a file that the generator did not write")
	case !w.ours(it, buf):
		w.conflict(f.path, "the site needs a folder here, and this file was changed since the generator wrote it")
	default:
		w.early = append(w.early, it)
		f.stands = nothing
	}
}

// clear has a folder of ours removed, with the files of ours in it, where a file
// is needed.
func (w *writer) clear(f *folder, buf *buffers) {
	dir, err := w.root.Open(f.path)
	if err != nil {
		w.conflict(f.path, "the site needs a file here, and this folder cannot be read: "+bare(err).Error())
		return
	}
	defer dir.Close()
	names, err := dir.Readdirnames(-1)
	if err != nil {
		w.conflict(f.path, "the site needs a file here, and this folder cannot be read: "+bare(err).Error())
		return
	}
	slices.Sort(names)
	for _, name := range names {
		full := path.Join(f.path, name)
		it, sub := f.item(full), w.byPath[full]
		switch {
		case it != nil && w.ours(it, buf):
			w.early = append(w.early, it)
		case sub != nil && sub.made && sub.stands == aFolder:
			w.clear(sub, buf)
		default:
			w.conflict(full, "the site needs a file in place of this folder, and this was not written by the generator, or was changed since")
		}
	}
	w.vacate = append(w.vacate, f)
}

// ours reports whether a file still has bytes that the generator wrote.
func (w *writer) ours(it *item, buf *buffers) bool {
	if it.stands != aFile || len(it.past) == 0 {
		return false
	}
	hash, size, err := hashOf(w.root, it.path, buf)
	return err == nil && holds(it.past, hash, size)
}

// sweep removes what a killed run left under temporary names, in every folder of
// the output. It is called when the last run is not known to have ended.
func (w *writer) sweep(ctx context.Context, dir string) error {
	if err := ctx.Err(); err != nil {
		return err
	}
	f, err := w.root.Open(dir)
	if err != nil {
		return w.unswept(dir, err)
	}
	list, err := f.ReadDir(-1)
	f.Close()
	if err != nil && err != io.EOF {
		return w.unswept(dir, err)
	}
	for _, d := range list {
		full := path.Join(dir, d.Name())
		switch {
		case d.IsDir():
			if err := w.sweep(ctx, full); err != nil {
				return err
			}
		case d.Type().IsRegular() && strings.HasPrefix(d.Name(), tempPrefix):
			if err := w.root.Remove(full); err != nil && !errors.Is(err, fs.ErrNotExist) {
				return w.failed("remove what an interrupted build left,", full, err)
			}
		}
	}
	return nil
}

// unswept passes over a foreign folder that cannot be read: if the site needs
// it, that is told later and better.
func (w *writer) unswept(dir string, err error) error {
	if dir != "." && (errors.Is(err, fs.ErrPermission) || errors.Is(err, fs.ErrNotExist)) {
		return nil
	}
	return w.failed("read the folder", dir, err)
}
