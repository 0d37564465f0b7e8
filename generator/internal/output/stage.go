package output

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path"
	"slices"
	"strconv"
	"strings"
	"sync"
	"syscall"
	"time"

	"github.com/zeebo/xxh3"
)

// Stage is an output folder that one build has taken. Files that are Put are on the disk
// and not in memory until the build is known to be good: in the folder stagedName of the
// output, under names that say nothing, so that nobody takes them for pages. Commit
// gives them their names, and Abort leaves the folder as it was.
type Stage struct {
	w     *writer
	opts  Options
	once  sync.Once
	dir   *os.Root // of staged files
	err   error    // of making it
	bare  bool     // the output folder had nothing in it
	ended bool

	making sync.Mutex // of a file, and guards the next
	files  int        // staged so far

	mu    sync.Mutex // guards the rest
	puts  map[string]*content
	slots int        // buffers made so far
	free  []*buffers // those not in use
}

// Begin makes an output folder if there is none and takes it; it waits while another build
// has it, until ctx ends. It clears what a killed build left. Either Commit or Abort must
// follow. Of the options the Mark is not used.
func Begin(ctx context.Context, dir string, opts Options) (*Stage, error) {
	w, release, err := open(ctx, dir, opts)
	if err != nil {
		return nil, err
	}
	err = w.clearStaging(ctx)
	if err == nil {
		err = w.clearStaged()
	}
	if err == nil && !w.old.complete {
		err = w.sweep(ctx, ".")
	}
	if info, stands := w.root.Lstat(tempManifest); err == nil && stands == nil && info.Mode().IsRegular() {
		err = w.root.Remove(tempManifest) // a build was killed before it had changed anything
	}
	if err != nil {
		release()
		return nil, err
	}
	return &Stage{w: w, opts: opts, bare: w.bare()}, nil
}

// bare reports whether the output folder has nothing in it but the lock.
func (w *writer) bare() bool {
	list, err := readDir(w.root, ".")
	return err == nil && !slices.ContainsFunc(list, func(d fs.DirEntry) bool { return d.Name() != lockName })
}

// Previous returns the paths of the files that the last build put into the folder, sorted,
// and nothing if that is not known.
func (s *Stage) Previous() []string { return s.w.old.paths() }

// Put takes the bytes of a file, which it does not keep; it writes nothing where the file
// has these bytes already. The file belongs to the site once AddPut has added it to a Set.
// Put may be called from any goroutine.
func (s *Stage) Put(path string, data []byte) error {
	c := &content{size: int64(len(data))}
	if checkPath(path) == nil { // who adds the path to a Set is told of a bad one
		buf := s.takeBuffers()
		defer s.giveBuffers(buf)
		if err := s.fill(path, c, data, buf); err != nil {
			return err
		}
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.puts == nil {
		s.puts = map[string]*content{}
	}
	s.puts[path] = c
	return nil
}

// Keep is Put for a file that is to stay as the last build wrote it. It reports false if it is
// not that any more, or if that build has written no such file.
func (s *Stage) Keep(path string) (bool, error) {
	w := s.w
	buf := s.takeBuffers()
	defer s.giveBuffers(buf)
	if !w.old.complete {
		return false, nil
	}
	stands, proved := w.old.stands(w.root, w.dir, path, buf)
	if !stands {
		return false, nil
	}
	r := w.old.at(path)[0]
	c := &content{hash: r.hash, size: r.size, hashed: true, kept: true, proved: proved, open: opener(w.root, path)}
	if s.opts.Compress && c.hasTwins(path) {
		if err := s.addTwins(path, c, buf); err != nil {
			return false, err
		}
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.puts == nil {
		s.puts = map[string]*content{}
	}
	s.puts[path] = c
	return true, nil
}

// Of returns what tells the last build that wrote into the folder apart from every other, which
// is this one once Commit has returned, or "" if that is not known.
func (s *Stage) Of() string { return cmp.Or(s.w.sum, s.w.old.sum) }

// Of returns it for a folder: what Stage.Of of the next build will return, unless another
// one comes first.
func Of(dir string) string {
	root, err := os.OpenRoot(dir)
	if err != nil {
		return ""
	}
	defer root.Close()
	return readManifest(root).sum
}

// AddPut puts a file into the set whose bytes were Put on a stage, or that was kept. The error
// is that of Add.
func (s *Set) AddPut(path string, from *Stage) error {
	from.mu.Lock()
	c := from.puts[path]
	from.mu.Unlock()
	if c == nil {
		return fmt.Errorf("%q was not made", path)
	}
	return s.add(path, c)
}

// fill puts a file and its twins on the disk.
func (s *Stage) fill(path string, c *content, data []byte, buf *buffers) error {
	c.data = data
	defer func() { c.data = nil }()
	if err := c.fingerprint(buf); err != nil {
		return err
	}
	if s.opts.Compress && c.hasTwins(path) {
		if err := s.addTwins(path, c, buf); err != nil {
			return err
		}
	}
	return s.keep(path, c, buf)
}

// addTwins puts the twins of a file on the disk.
func (s *Stage) addTwins(path string, c *content, buf *buffers) error {
	twins, err := s.w.twinsOf(path, c, buf)
	if err != nil {
		return s.w.failed("compress", path, err)
	}
	for _, twin := range twins {
		if err := s.keep(path+twin.coding.suffix, twin, buf); err != nil {
			return err
		}
	}
	c.twins = twins
	return nil
}

// keep sees to it that the disk has the bytes of a file, where they belong or staged.
func (s *Stage) keep(path string, c *content, buf *buffers) error {
	if s.stands(path, c, buf) {
		c.kept, c.open, c.data = true, opener(s.w.root, path), nil
		return nil
	}
	if c.data == nil && c.of != nil { // a twin that should be there and is not
		data, err := c.bytes(buf)
		if err != nil {
			return s.w.failed("compress", path, err)
		}
		c.data, c.size, c.hash = data, int64(len(data)), xxh3.Hash128(data)
	}
	if s.once.Do(s.makeFolder); s.err != nil {
		return s.err
	}
	f, name, err := s.create()
	if err == nil {
		_, err = f.Write(c.data)
		if closed := f.Close(); err == nil {
			err = closed
		}
	}
	if err != nil {
		return s.w.failed("write", path, err)
	}
	c.staged, c.open, c.data = name, opener(s.dir, name), nil
	return nil
}

// create makes a new staged file. The system makes one file after another in a folder, and those who
// wait for that do it at work; so they wait here.
func (s *Stage) create() (f *os.File, name string, err error) {
	s.making.Lock()
	defer s.making.Unlock()
	name = tempPrefix + strconv.Itoa(s.files)
	s.files++
	f, err = createTemp(s.dir, name)
	return f, name, err
}

// stands reports whether a file on disk has the bytes already.
func (s *Stage) stands(path string, c *content, buf *buffers) bool {
	w := s.w
	if s.bare {
		return false
	}
	info, err := w.root.Lstat(path)
	if err != nil || !info.Mode().IsRegular() || info.Size() != c.size {
		return false
	}
	if slices.ContainsFunc(w.old.at(path), func(past written) bool { return w.old.vouches(past.record, c.hash, info) }) {
		return true
	}
	same, err := c.equals(w.root, path, buf)
	return same && err == nil
}

func opener(root *os.Root, name string) func() (io.ReadCloser, error) {
	return func() (io.ReadCloser, error) { return root.OpenFile(name, os.O_RDONLY|syscall.O_NONBLOCK, 0) }
}

// makeFolder makes the folder of staged files. It is nobody else's to read.
func (s *Stage) makeFolder() {
	err := s.w.root.Mkdir(stagedName, 0o700)
	if errors.Is(err, fs.ErrExist) { // somebody has put something into it, or a link in its place
		if info, looked := s.w.root.Lstat(stagedName); looked == nil && info.IsDir() {
			err = nil
		}
	}
	if err == nil {
		s.dir, err = s.w.root.OpenRoot(stagedName)
	}
	if err != nil {
		s.err = s.w.failed("make the folder", stagedName, err)
	}
}

func (s *Stage) takeBuffers() *buffers {
	s.mu.Lock()
	defer s.mu.Unlock()
	if n := len(s.free); n > 0 {
		buf := s.free[n-1]
		s.free = s.free[:n-1]
		return buf
	}
	s.slots++
	return newBuffers(s.slots)
}

func (s *Stage) giveBuffers(buf *buffers) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.free = append(s.free, buf)
}

// Commit makes the folder hold the set, as Write does, and gives the folder back. It may
// be called once, and nothing after it but Abort, which then does nothing.
func (s *Stage) Commit(ctx context.Context, set *Set, mark Mark) (Report, error) {
	if s.ended {
		return Report{}, errors.New("the output folder was given back already")
	}
	defer s.end()
	w := s.w
	w.mark = mark
	if s.opts.Compress {
		if err := w.compress(ctx, set); err != nil {
			return Report{}, err
		}
	}
	w.plant(set)
	if err := w.survey(ctx); err != nil {
		return Report{}, err
	}
	if err := w.settle(); err != nil {
		return Report{}, err
	}
	for _, it := range w.items {
		if it.want != nil && it.want.kept && !it.same {
			return Report{}, w.failed("keep", it.path, errors.New("it was changed a moment ago; build again"))
		}
	}
	if s.opts.Atomic && w.changes() {
		return w.report, w.exchange(ctx)
	}
	err := w.commit(ctx)
	return w.report, err
}

// Abort removes what was staged, and what Begin made, and gives the folder back.
func (s *Stage) Abort() {
	if s.ended {
		return
	}
	s.unstage()
	if s.w.fresh {
		_ = s.w.root.Remove(lockName) // whoever waits for it looks whether it is still there
	}
	for _, dir := range s.w.made {
		if os.Remove(dir) != nil {
			break
		}
	}
	s.end()
}

// end removes what is still staged and gives the folder back.
func (s *Stage) end() {
	s.unstage()
	s.w.release()
	s.ended = true
}

// unstage removes the folder of staged files. What it cannot remove the next build will.
func (s *Stage) unstage() {
	if s.dir != nil {
		_ = s.dir.Close()
		_ = s.w.clearStaged()
		s.dir = nil
	}
}

// clearStaged removes the staged files of this build, or of one that was killed. What
// somebody has put beside them stays.
func (w *writer) clearStaged() error {
	switch info, err := w.home.Lstat(stagedName); {
	case err == nil && info.Mode().IsRegular():
		_ = w.home.Remove(stagedName)
		return nil
	case err != nil || !info.IsDir():
		return nil
	}
	list, err := readDir(w.home, stagedName)
	if err != nil {
		return w.failed("read the folder", stagedName, err)
	}
	for _, d := range list {
		if d.IsDir() || !strings.HasPrefix(d.Name(), tempPrefix) {
			continue
		}
		full := path.Join(stagedName, d.Name())
		if err := w.home.Remove(full); err != nil && !errors.Is(err, fs.ErrNotExist) {
			return w.failed("remove what an interrupted build left,", full, err)
		}
	}
	_ = w.home.Remove(stagedName)
	return nil
}

// place puts a file where it belongs: a staged one by its name alone, any other by
// writing it. It returns what the system then says of it.
func (w *writer) place(in *os.Root, it *item, buf *buffers) (fs.FileInfo, error) {
	if it.want.staged != "" && w.moved(it) {
		return in.Lstat(base(it.path))
	}
	return replace(in, it, buf)
}

// moved gives a staged file its name, and reports false where it cannot be had that way:
// the file's folder may be of another file system.
func (w *writer) moved(it *item) bool {
	from := path.Join(stagedName, it.want.staged)
	if it.of != nil && w.home.Chtimes(from, time.Time{}, time.Unix(0, it.of.now.mtime)) != nil {
		return false
	}
	return w.move(from, it.path) == nil
}
