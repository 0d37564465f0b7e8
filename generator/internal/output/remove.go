package output

import (
	"context"
	"errors"
	"io/fs"
	"slices"
)

// makeRoom removes what stands where a file becomes a folder or a folder a file.
// Everything in question was found to be ours before anything was touched.
func (w *writer) makeRoom(ctx context.Context) error {
	buf := newBuffers(0)
	for _, it := range w.early {
		if err := ctx.Err(); err != nil {
			return err
		}
		if !w.ours(it, buf) {
			return w.failed("remove", it.path, errors.New("it was changed a moment ago; build again"))
		}
		if err := w.remove(it); err != nil {
			return err
		}
	}
	for _, f := range w.vacate {
		if err := w.root.Remove(f.path); err != nil {
			return w.failed("remove the folder", f.path, err)
		}
		f.stands, f.made = nothing, false
	}
	return nil
}

// stale reports whether something stands at a path that the site no longer has. A
// folder there is not what was written: it is told of by its own entry, or is
// foreign.
func (it *item) stale() bool {
	return it.want == nil && it.stands != nothing && it.stands != aFolder
}

// removeStale removes files that the site no longer has, as far as they still
// have our bytes.
func (w *writer) removeStale(ctx context.Context) error {
	var stale []*item
	for _, it := range w.items {
		if it.stale() {
			stale = append(stale, it)
		}
	}
	err := parallel(ctx, len(stale), func(i int, buf *buffers) error {
		if it := stale[i]; w.ours(it, buf) {
			return w.remove(it)
		}
		w.mu.Lock()
		defer w.mu.Unlock()
		w.report.Kept = append(w.report.Kept, stale[i].path)
		return nil
	})
	slices.Sort(w.report.Kept)
	return err
}

func (w *writer) remove(it *item) error {
	if err := w.root.Remove(it.path); err != nil && !errors.Is(err, fs.ErrNotExist) {
		return w.failed("remove", it.path, err)
	}
	it.stands = nothing
	w.mu.Lock()
	w.report.Removed++
	w.mu.Unlock()
	return nil
}

// removeFolders removes the folders that the generator made and that are empty
// now, and reports whether there were any. One that holds something foreign
// stays, and stays ours in case it is emptied later.
func (w *writer) removeFolders() (any bool) {
	for _, f := range slices.Backward(w.folders) {
		if !f.made || f.needed {
			continue
		}
		if f.stands == aFolder {
			info, err := w.root.Lstat(f.path) // removing must not meet a file that came meanwhile
			if err == nil && info.IsDir() && w.root.Remove(f.path) != nil {
				continue
			}
		}
		f.stands, f.made, any = nothing, false, true
	}
	return any
}
