package output

import (
	"cmp"
	"context"
	"errors"
	"io/fs"
	"maps"
	"os"
	"slices"
	"strings"
	"sync"

	"github.com/zeebo/xxh3"
)

// writer is one run of Write.
type writer struct {
	dir     string
	root    *os.Root
	home    *os.Root                    // the output folder as it was opened, also where an atomic build has put another in its place
	move    func(from, to string) error // renames a file of home to one of root
	old     manifest
	sum     string    // of the manifest that was written last; empty if none was
	folders []*folder // every folder of the set and the manifest; parents first, then by path
	items   []*item   // every file of the set and the manifest, by path
	byPath  map[string]*folder
	report  Report
	twins   map[string]*content // compressed twins of files of the set, by path
	done    []func()            // how to give back what is held
	mark    Mark
	made    []string // folders made for the output, the deepest first
	fresh   bool     // there was no lock file

	early  []*item   // files to remove before anything is written, to make room
	vacate []*folder // and then these folders, deepest first

	mu        sync.Mutex // guards the rest
	conflicts []Conflict
}

// standing is what the disk has at a path.
type standing uint8

const (
	nothing standing = iota
	aFile            // regular
	aFolder
	aLink
	aDevice // or another thing that is neither
)

// folder is a folder of the set or the manifest.
type folder struct {
	path   string
	depth  int
	up     *folder
	items  []*item
	subs   []*folder
	stands standing
	made   bool // by the generator, now or earlier
	needed bool // the set has a file in it, at any depth
	once   sync.Once
	err    error      // of making it
	making sync.Mutex // of a folder in it: the system makes one after another
}

// item is a file of the set or the manifest.
type item struct {
	path   string
	in     *folder
	want   *content // nil where the set no longer has it
	last   bool     // it comes after all that are not
	of     *item    // the file that it is a twin of; nil for most
	twins  []*item
	past   []written // what it may hold according to the manifest
	stands standing
	same   bool   // it has the wanted bytes
	read   bool   // and they had to be read to know
	now    record // what stands there, once same or written
}

// item returns the file of this path in the folder, or nil.
func (f *folder) item(path string) *item { return find(f.items, path) }

// find returns the item of a path, of items by path, or nil.
func find(items []*item, path string) *item {
	i, ok := slices.BinarySearchFunc(items, path, func(it *item, p string) int { return strings.Compare(it.path, p) })
	if !ok {
		return nil
	}
	return items[i]
}

// plant lays out the folders and files of the set and the manifest.
func (w *writer) plant(set *Set) {
	top := &folder{path: ".", stands: aFolder}
	w.byPath = map[string]*folder{".": top}
	w.folders = []*folder{top}
	paths := slices.Concat(w.old.paths(), slices.Collect(maps.Keys(set.files)), slices.Collect(maps.Keys(w.twins)))
	slices.Sort(paths)
	paths = slices.Compact(paths)
	items := make([]item, len(paths))
	w.items = make([]*item, len(paths))
	for i, path := range paths {
		_, last := set.last[path]
		items[i] = item{path: path, want: cmp.Or(w.twins[path], set.files[path]), past: w.old.at(path), last: last}
		w.items[i] = &items[i]
	}
	w.pair()
	for _, it := range w.items {
		it.in = w.folderAt(parent(it.path))
		it.in.items = append(it.in.items, it)
		for f := it.in; it.want != nil && f != nil && !f.needed; f = f.up {
			f.needed = true
		}
	}
	for _, path := range w.old.folders {
		w.folderAt(path).made = true
	}
	slices.SortFunc(w.folders, func(a, b *folder) int {
		if a.depth != b.depth {
			return a.depth - b.depth
		}
		return strings.Compare(a.path, b.path)
	})
}

func (w *writer) folderAt(path string) *folder {
	if f := w.byPath[path]; f != nil {
		return f
	}
	up := w.folderAt(parent(path))
	f := &folder{path: path, up: up, depth: up.depth + 1}
	up.subs = append(up.subs, f)
	w.byPath[path] = f
	w.folders = append(w.folders, f)
	return f
}

// surveyChunk is how many files of one folder a worker looks at in one go.
const surveyChunk = 128

// look is a piece of work of the survey: some files of a folder, and perhaps
// its folders.
type look struct {
	f     *folder
	items []*item
	subs  []*folder
}

// survey finds out what the disk has at every path, level by level, since a
// folder may be opened only once it is known to be no link.
func (w *writer) survey(ctx context.Context) error {
	for rest := w.folders; len(rest) > 0; {
		n := 1
		for n < len(rest) && rest[n].depth == rest[0].depth {
			n++
		}
		var looks []look
		for _, f := range rest[:n] {
			looks = appendLooks(looks, f)
		}
		rest = rest[n:]
		err := parallel(ctx, len(looks), func(i int, buf *buffers) error { return w.look(looks[i], buf) })
		if err != nil {
			return err
		}
	}
	return nil
}

func appendLooks(looks []look, f *folder) []look {
	first := look{f: f, subs: f.subs}
	for chunk := range slices.Chunk(f.items, surveyChunk) {
		first.items = chunk
		looks = append(looks, first)
		first = look{f: f}
	}
	if len(first.subs) > 0 {
		looks = append(looks, first)
	}
	return looks
}

// look takes one piece of the survey.
func (w *writer) look(l look, buf *buffers) error {
	var unsure []*item
	for _, it := range l.items {
		if err := it.want.fingerprint(buf); err != nil {
			return w.failed("read what goes to", it.path, err)
		}
		switch {
		case l.f.stands != aFolder:
		case it.want != nil && it.want.proved:
			it.stands, it.same, it.now = aFile, true, it.past[0].record
		default:
			unsure = append(unsure, it)
		}
	}
	if l.f.stands != aFolder || len(unsure)+len(l.subs) == 0 {
		return nil
	}
	in := w.root
	if l.f.path != "." {
		var err error
		if in, err = w.root.OpenRoot(l.f.path); err != nil {
			return w.failed("open the folder", l.f.path, err)
		}
		defer in.Close()
	}
	for _, it := range unsure {
		if err := w.inspect(in, it, buf); err != nil {
			return err
		}
	}
	for _, sub := range l.subs {
		info, err := in.Lstat(base(sub.path))
		if sub.stands, err = standingOf(info, err); err != nil {
			return w.failed("look at", sub.path, err)
		}
	}
	return nil
}

// inspect finds out what stands at a file's path, and whether it is what the set
// wants.
func (w *writer) inspect(in *os.Root, it *item, buf *buffers) error {
	info, err := in.Lstat(base(it.path))
	if it.stands, err = standingOf(info, err); err != nil {
		return w.failed("look at", it.path, err)
	}
	if it.want == nil || it.stands == nothing {
		return nil
	}
	if it.stands == aFile && info.Size() == it.want.size {
		it.now = recordOf(it.want.hash, info)
		vouches := func(past written) bool { return w.old.vouches(past.record, it.want.hash, info) }
		if it.same = slices.ContainsFunc(it.past, vouches); it.same {
			return nil
		}
		it.read = true
		if it.same, err = it.want.equals(in, base(it.path), buf); err != nil {
			return w.failed("read what goes to", it.path, err)
		}
		if it.same {
			return nil
		}
	}
	w.judge(it)
	return nil
}

// judge notes a conflict where something other than the wanted bytes stands at a
// path and may not be replaced.
func (w *writer) judge(it *item) {
	ours := len(it.past) > 0
	switch {
	case it.stands == aFolder:
		if f := w.byPath[it.path]; f == nil || !f.made {
			w.conflict(it.path, "the site needs a file here, and this is a folder that the generator did not make")
		}
	case ours:
	case it.stands == aDevice:
		w.conflict(it.path, "the site needs a file here, and this is neither a file nor a folder")
	case w.old.known && it.stands == aLink:
		w.conflict(it.path, "the site needs a file here, and this is a symbolic link that the generator did not make")
	case w.old.known:
		w.conflict(it.path, "the site needs a file here, and this one was not written by the generator")
	}
}

func (w *writer) conflict(path, detail string) {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.conflicts = append(w.conflicts, Conflict{path, detail})
}

func standingOf(info fs.FileInfo, err error) (standing, error) {
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return nothing, nil
	case err != nil:
		return nothing, err
	case info.Mode().IsRegular():
		return aFile, nil
	case info.IsDir():
		return aFolder, nil
	case info.Mode()&fs.ModeSymlink != 0:
		return aLink, nil
	}
	return aDevice, nil
}

// holds reports whether one of the records is of these bytes.
func holds(past []written, hash xxh3.Uint128, size int64) bool {
	return slices.ContainsFunc(past, func(w written) bool { return w.hash == hash && w.size == size })
}
