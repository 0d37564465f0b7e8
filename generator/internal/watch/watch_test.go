package watch

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"explainer/generator/internal/tree"
)

const (
	patience = 10 * time.Second       // for what must come
	silence  = 150 * time.Millisecond // in which nothing more may come
)

func must(t testing.TB, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

// site is a watched folder. Its times lie an hour back, so that nothing in it was
// written just now.
type site struct {
	testing.TB
	dir string
	w   *Watcher
	k   *worker

	before []string // the paths of the last call of tells, of which some may come late

	mu      sync.Mutex
	notices []string
}

func newDir(t testing.TB, files ...string) *site {
	t.Helper()
	s := &site{TB: t, dir: t.TempDir()}
	for _, f := range append(files, "config.toml", "layouts/page.html", "content/a.md", "content/b.md", "content/sub/c.md", "public/index.html") {
		s.put(f, "old "+f)
		old := time.Now().Add(-time.Hour)
		must(t, os.Chtimes(s.path(f), old, old))
	}
	return s
}

func (s *site) start(opts Options, m means) *site {
	s.Helper()
	opts.Notice = func(text string) {
		s.mu.Lock()
		defer s.mu.Unlock()
		s.notices = append(s.notices, text)
	}
	var err error
	s.w, s.k, err = start(s.dir, []string{"content", "layouts"}, []string{"config.toml"}, opts, m)
	must(s, err)
	hashed := s.k.hashedAll
	s.Cleanup(func() { s.w.Close() })
	select {
	case <-hashed:
	case <-time.After(patience):
		s.Fatal("the files of the start are not hashed")
	}
	return s
}

func watchedSite(t testing.TB, files ...string) *site {
	t.Helper()
	return newDir(t, files...).start(Options{}, system())
}

func (s *site) told() []string {
	s.mu.Lock()
	defer s.mu.Unlock()
	return slices.Clone(s.notices)
}

func (s *site) path(p string) string { return filepath.Join(s.dir, filepath.FromSlash(p)) }

func (s *site) put(p, data string) {
	s.Helper()
	must(s, os.MkdirAll(filepath.Dir(s.path(p)), 0o755))
	must(s, os.WriteFile(s.path(p), []byte(data), 0o644))
}

func (s *site) mv(from, to string) { s.Helper(); must(s, os.Rename(s.path(from), s.path(to))) }
func (s *site) rm(p string)        { s.Helper(); must(s, os.RemoveAll(s.path(p))) }
func (s *site) link(text, p string) {
	s.Helper()
	must(s, os.Symlink(text, s.path(p)))
}

// next returns the next set.
func (s *site) next() Change {
	s.Helper()
	select {
	case c, ok := <-s.w.Changes():
		if !ok {
			s.Fatal("closed")
		}
		if !slices.IsSorted(c.Paths) || len(slices.Compact(slices.Clone(c.Paths))) != len(c.Paths) {
			s.Errorf("not sorted, or not unique: %q", c.Paths)
		}
		if d := time.Since(c.At); d < 0 || d > patience {
			s.Errorf("began %v ago", d)
		}
		return c
	case <-time.After(patience):
		s.Fatal("nothing came")
		return Change{}
	}
}

// expect waits for one set of exactly these paths.
func (s *site) expect(paths ...string) {
	s.Helper()
	c := s.next()
	if d := cmp.Diff(paths, c.Paths); d != "" || c.Rescan {
		s.Fatalf("rescan %v, paths (-want +got):\n%s", c.Rescan, d)
	}
}

// tells waits for exactly these paths, in one set or, on a machine that is busy with
// other things, in several. What belongs to the call before may come late.
func (s *site) tells(paths ...string) {
	s.Helper()
	left := map[string]bool{}
	for _, p := range paths {
		left[p] = true
	}
	for len(left) > 0 {
		c := s.next()
		for _, p := range c.Paths {
			if delete(left, p); c.Rescan || !slices.Contains(paths, p) && !slices.Contains(s.before, p) {
				s.Fatalf("rescan %v, paths: %q, want %q", c.Rescan, c.Paths, paths)
			}
		}
	}
	s.before = paths
}

// all waits until sets have brought at least these paths, and returns how many.
func (s *site) all(paths ...string) (sets int) {
	s.Helper()
	left := map[string]bool{}
	for _, p := range paths {
		left[p] = true
	}
	for len(left) > 0 {
		for _, p := range s.next().Paths {
			delete(left, p)
		}
		sets++
	}
	return sets
}

// settle waits until sets have brought at least these paths and no more come.
func (s *site) settle(paths ...string) {
	s.Helper()
	s.all(paths...)
	for deadline := time.Now().Add(patience); time.Now().Before(deadline); {
		select {
		case <-s.w.Changes():
		case <-time.After(2 * silence):
			return
		}
	}
	s.Fatal("it does not end")
}

func (s *site) none() {
	s.Helper()
	for {
		select {
		case c := <-s.w.Changes():
			for _, p := range c.Paths {
				if !slices.Contains(s.before, p) {
					s.Fatalf("came: %+v", c)
				}
			}
		case <-time.After(silence):
			return
		}
	}
}

func (s *site) save(p string) { s.Helper(); s.put(p, fmt.Sprint("new ", time.Now().UnixNano())) }

func TestFiles(t *testing.T) {
	t.Parallel()
	s := watchedSite(t)
	s.save("content/a.md")
	s.expect("content/a.md")
	s.save("content/new.md")
	s.expect("content/new.md")
	s.rm("content/b.md")
	s.expect("content/b.md")
	s.save("config.toml")
	s.expect("config.toml")
	s.save("layouts/page.html")
	s.expect("layouts/page.html")
	s.mv("content/a.md", "content/sub/d.md")
	s.expect("content/a.md", "content/sub/d.md")
	s.mv("content/new.md", "content/New.md")
	s.expect("content/New.md", "content/new.md")
	s.put("content/empty.md", "")
	s.expect("content/empty.md")
	s.none()
}

func TestWhatIsNoChange(t *testing.T) {
	t.Parallel()
	s := watchedSite(t, "content/ignored/x.psd")
	now := time.Now()
	must(t, os.Chtimes(s.path("content/a.md"), now, now))
	must(t, os.Chmod(s.path("content/b.md"), 0o600))
	must(t, os.Chmod(s.path("content/sub"), 0o700))
	s.save("public/index.html")
	s.save("public/new/index.html")
	s.save("notes.md")
	s.save("content/.git/x.md")
	s.save("content/x.tmp")
	must(t, os.Mkdir(s.path("content/empty"), 0o755))
	s.none()
	s.save("content/empty/x.md")
	s.expect("content/empty/x.md")
}

func TestSameBytes(t *testing.T) {
	t.Parallel()
	s := newDir(t)
	s.start(Options{}, system())
	data := "old content/a.md"
	s.put("content/a.md", data) // the receiver may be reading it just now
	s.expect("content/a.md")
	s.w.Close()

	clock := newMeter(t)
	const most = 10
	for range most { // until the machine does not draw it out
		s = newDir(t)
		m := system()
		m.idle = true
		s.start(Options{}, m)
		clock.reset()
		s.put("content/a.md", data)
		s.mv("content/b.md", "content/b.tmp")
		time.Sleep(30 * time.Millisecond)
		s.mv("content/b.tmp", "content/b.md")
		if clock.longest() < DefaultQuiet {
			s.none()
			return
		}
		s.w.Close()
	}
	t.Logf("the machine was never calm enough to tell one save from two")
}

func TestIgnorePatterns(t *testing.T) {
	t.Parallel()
	s := newDir(t).start(Options{Ignore: []string{"*.psd", "drafts/x.md", "sub"}}, system())
	for _, p := range []string{"content/x.psd", "content/drafts/x.md", "content/sub/c.md", "content/drafts/sub/y.md"} {
		s.save(p)
	}
	s.none()
	for _, p := range []string{"content/drafts/y.md", "content/y/drafts/x.md", "layouts/x.psd", "layouts/sub/x.html"} {
		s.save(p)
		s.expect(p)
	}
}

func TestNewFails(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	none := filepath.Join(dir, "none")
	if _, err := New(none, nil, nil, Options{}); !errors.Is(err, fs.ErrNotExist) || !strings.HasPrefix(err.Error(), "cannot watch the folder "+none+": ") {
		t.Errorf("%v", err)
	}
	must(t, os.WriteFile(filepath.Join(dir, "file"), nil, 0o644))
	if _, err := New(filepath.Join(dir, "file"), nil, nil, Options{}); fmt.Sprint(err) != "cannot watch "+filepath.Join(dir, "file")+": it is no folder" {
		t.Errorf("%v", err)
	}
	for _, p := range []string{"../x", "/etc", ""} {
		if _, err := New(dir, []string{p}, nil, Options{}); fmt.Sprint(err) != fmt.Sprintf("cannot watch %q: it is not below the folder %s", p, dir) {
			t.Errorf("%v", err)
		}
	}
}

func TestRootItself(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	w, err := New(dir, []string{"."}, nil, Options{})
	must(t, err)
	defer w.Close()
	must(t, os.MkdirAll(filepath.Join(dir, "x/y"), 0o755))
	must(t, os.WriteFile(filepath.Join(dir, "x/y/z.md"), []byte("z"), 0o644))
	if c := <-w.Changes(); !slices.Equal(c.Paths, []string{"x/y/z.md"}) {
		t.Errorf("%q", c.Paths)
	}
}

func TestNestedDirs(t *testing.T) {
	t.Parallel()
	s := &site{TB: t, dir: t.TempDir()}
	var err error
	s.w, err = New(s.dir, []string{"src/site/content"}, []string{"src/conf/config.toml"}, Options{})
	must(t, err)
	defer s.w.Close()
	s.save("src/site/content/a.md")
	s.expect("src/site/content/a.md")
	s.save("src/site/other.md")
	s.save("src/conf/config.toml")
	s.expect("src/conf/config.toml")
	s.mv("src", "source")
	s.expect("src/conf/config.toml", "src/site/content/a.md")
	s.mv("source", "src")
	s.expect("src/conf/config.toml", "src/site/content/a.md")
	s.save("src/site/content/a.md")
	s.expect("src/site/content/a.md")
}

// mirror is what a reader knows who reads only what sets name.
func (s *site) mirror() map[string]string {
	s.Helper()
	files := map[string]string{}
	for _, d := range []string{"content", "layouts"} {
		tr, err := tree.Open(s.path(d))
		if err != nil {
			continue
		}
		entries, _ := tr.Scan(tree.Options{})
		for _, e := range entries {
			if data, err := tr.Read(e.Path); err == nil {
				files[d+"/"+e.Path] = string(data)
			}
		}
		tr.Close()
	}
	return files
}

func (s *site) reread(files map[string]string, c Change) map[string]string {
	s.Helper()
	now := s.mirror()
	if c.Rescan {
		return now
	}
	for _, p := range c.Paths {
		delete(files, p)
		if data, ok := now[p]; ok {
			files[p] = data
		}
	}
	return files
}

// follow takes sets until none comes any more, and compares what they told with
// what is there.
func (s *site) follow(files map[string]string) map[string]string {
	s.Helper()
	deadline := time.Now().Add(patience)
	for {
		select {
		case c := <-s.w.Changes():
			if files = s.reread(files, c); time.Now().After(deadline) {
				s.Fatalf("it does not end; the last was %q", c.Paths)
			}
		case <-time.After(2 * silence):
			want := s.mirror()
			d := cmp.Diff(want, files)
			if d == "" {
				return files
			}
			if time.Now().After(deadline) {
				s.Fatalf("the sets did not tell (-there +told):\n%s", d)
			}
		}
	}
}
