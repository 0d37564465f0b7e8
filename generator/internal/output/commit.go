package output

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"maps"
	"os"
	"slices"
	"strings"
	"time"

	"github.com/zeebo/xxh3"
)

// commit makes the disk what the survey found it is not.
func (w *writer) commit(ctx context.Context) error {
	if w.changes() {
		if err := w.writeManifest(w.union()); err != nil {
			return err
		}
		if err := w.makeRoom(ctx); err != nil {
			return err
		}
		for _, batch := range w.batches() {
			err := parallel(ctx, len(batch), func(i int, buf *buffers) error { return w.writeAll(ctx, batch[i], buf) })
			if err != nil {
				return err
			}
		}
		if err := w.removeStale(ctx); err != nil {
			return err
		}
	}
	removed := w.removeFolders()
	for _, it := range w.items {
		if it.want != nil && it.same {
			w.report.Unchanged++
		}
	}
	if removed || w.outdated() {
		return w.writeManifest(w.final())
	}
	return nil
}

// changes reports whether any file is to be written or removed.
func (w *writer) changes() bool {
	return slices.ContainsFunc(w.items, func(it *item) bool {
		if it.want == nil {
			return it.stale()
		}
		return !it.same
	})
}

// outdated reports whether the manifest on disk says anything else than the final
// one would, or could say it with more certainty.
func (w *writer) outdated() bool {
	if !w.old.complete || w.old.mark != w.mark {
		return true
	}
	for _, f := range w.folders {
		if f.made != w.old.madeFolder(f.path) {
			return true
		}
	}
	return slices.ContainsFunc(w.items, func(it *item) bool { return it.want == nil || !it.same || it.read })
}

// union returns the manifest for the time until all is done: each file may be
// the old or the new one. Times stay only where the bytes are known to be right.
func (w *writer) union() manifest {
	m := manifest{files: make([]written, 0, len(w.items)), origins: map[string]origin{}}
	for _, it := range w.items {
		if it.same {
			m.files = append(m.files, written{it.path, it.now})
			m.note(it)
			continue
		}
		first := len(m.files)
		add := func(hash xxh3.Uint128, size int64) {
			if !holds(m.files[first:], hash, size) {
				m.files = append(m.files, written{it.path, record{hash: hash, size: size}})
			}
		}
		for _, past := range it.past {
			add(past.hash, past.size)
		}
		if it.want != nil {
			add(it.want.hash, it.want.size)
		}
	}
	m.folders = w.foldersOf(func(f *folder) bool { return f.made || f.needed && f.stands == nothing })
	return m
}

// final returns the manifest of what now stands there.
func (w *writer) final() manifest {
	m := manifest{complete: true, mark: w.mark, files: make([]written, 0, len(w.items)), origins: map[string]origin{}}
	for _, it := range w.items {
		if it.want != nil {
			m.files = append(m.files, written{it.path, it.now})
			m.note(it)
		}
	}
	m.folders = w.foldersOf(func(f *folder) bool { return f.made })
	return m
}

// foldersOf returns the paths of some folders, sorted.
func (w *writer) foldersOf(which func(*folder) bool) []string {
	var paths []string
	for _, f := range w.folders {
		if which(f) {
			paths = append(paths, f.path)
		}
	}
	slices.Sort(paths)
	return paths
}

// note says of a twin what it was made of.
func (m *manifest) note(it *item) {
	if it.of != nil {
		m.origins[it.path] = origin{it.of.want.hash, it.want.coding.made}
	}
}

func (w *writer) writeManifest(m manifest) error {
	info, err := w.root.Lstat(manifestName)
	if err == nil && info.IsDir() {
		return w.failed("write", manifestName, errors.New("a folder has its name; remove it"))
	}
	f, err := createTemp(w.root, tempManifest)
	if err != nil {
		return w.failed("write", manifestName, err)
	}
	if info, err = f.Stat(); err == nil {
		m.began = info.ModTime().UnixNano() // the file system's clock, the one that files' times are of
		data := m.encode()
		w.sum = sumOf(data)
		_, err = f.Write(data)
	}
	if err = errors.Join(err, f.Close()); err == nil {
		err = w.root.Rename(tempManifest, manifestName)
	}
	if err != nil {
		_ = w.root.Remove(tempManifest)
		return w.failed("write", manifestName, err)
	}
	return nil
}

// createTemp makes a new file. What stands there under our own name is from a
// run that was killed.
func createTemp(in *os.Root, name string) (*os.File, error) {
	const flags = os.O_WRONLY | os.O_CREATE | os.O_EXCL
	f, err := in.OpenFile(name, flags, 0o644)
	if errors.Is(err, fs.ErrExist) {
		if err := in.Remove(name); err != nil {
			return nil, err
		}
		f, err = in.OpenFile(name, flags, 0o644)
	}
	return f, err
}

// job is files to be written into one folder.
type job struct {
	in    *folder
	items []*item
}

// jobSize is how many files of one folder a worker writes in one go.
const jobSize = 32

// phase returns when a file is written: those of a lower phase come before those of a
// higher one.
func (it *item) phase() int {
	const deep = 1 << 12 // more than a path has folders
	switch {
	case it.of != nil:
		return it.of.phase()
	case it.last:
		return 2*deep - it.in.depth
	case isHTML(it.path):
		return deep - it.in.depth
	}
	return 0
}

// batches returns the files to write, in the batches that must follow each other. A
// twin follows its file within a job.
func (w *writer) batches() [][]job {
	byPhase := map[int]map[*folder][][]*item{}
	add := func(unit []*item) {
		phase, in := unit[0].phase(), unit[0].in
		if byPhase[phase] == nil {
			byPhase[phase] = map[*folder][][]*item{}
		}
		byPhase[phase][in] = append(byPhase[phase][in], unit)
	}
	missing := func(it *item) bool { return it.want != nil && !it.same }
	for _, it := range w.items {
		var unit []*item
		if missing(it) && it.of == nil {
			unit = append(unit, it)
		}
		for _, twin := range it.twins {
			if missing(twin) {
				unit = append(unit, twin)
			}
		}
		if len(unit) > 0 {
			add(unit)
		}
	}
	var batches [][]job
	for _, phase := range slices.Sorted(maps.Keys(byPhase)) {
		var batch []job
		for in, units := range byPhase[phase] {
			for chunk := range slices.Chunk(units, jobSize) {
				batch = append(batch, job{in, slices.Concat(chunk...)})
			}
		}
		slices.SortFunc(batch, func(a, b job) int { return strings.Compare(a.items[0].path, b.items[0].path) })
		batches = append(batches, batch)
	}
	return batches
}

// writeAll writes the files of one job.
func (w *writer) writeAll(ctx context.Context, j job, buf *buffers) error {
	if err := w.ensure(j.in); err != nil {
		return err
	}
	in := w.root
	if j.in.path != "." {
		var err error
		if in, err = w.root.OpenRoot(j.in.path); err != nil {
			return w.failed("open the folder", j.in.path, err)
		}
		defer in.Close()
	}
	for _, it := range j.items {
		if err := ctx.Err(); err != nil {
			return err
		}
		info, err := w.place(in, it, buf)
		if err != nil {
			return w.failed("write", it.path, err)
		}
		it.now = recordOf(it.want.hash, info)
		w.mu.Lock()
		w.report.Written++
		w.report.Bytes += it.want.size
		w.mu.Unlock()
	}
	return nil
}

// replace writes a file under a temporary name beside its own and renames it. It
// returns what the system then says of it.
func replace(in *os.Root, it *item, buf *buffers) (fs.FileInfo, error) {
	temp, name := fmt.Sprint(tempPrefix, buf.slot), base(it.path)
	f, err := createTemp(in, temp)
	if err != nil {
		return nil, err
	}
	err = it.want.writeTo(f, buf)
	if closed := f.Close(); err == nil {
		err = closed // some file systems tell only now that the disk is full
	}
	if err == nil && it.of != nil { // servers take the time of the twin for that of the page
		err = in.Chtimes(temp, time.Time{}, time.Unix(0, it.of.now.mtime))
	}
	if err == nil {
		err = in.Rename(temp, name)
	}
	if err != nil {
		_ = in.Remove(temp)
		return nil, err
	}
	return in.Lstat(name)
}

// ensure makes a folder that does not exist, and those above it.
func (w *writer) ensure(f *folder) error {
	if f.stands == aFolder {
		return nil
	}
	f.once.Do(func() {
		if f.err = w.ensure(f.up); f.err != nil {
			return
		}
		f.up.making.Lock()
		err := w.root.Mkdir(f.path, 0o755)
		f.up.making.Unlock()
		if err != nil {
			f.err = w.failed("make the folder", f.path, err)
			return
		}
		f.made = true
	})
	return f.err
}
