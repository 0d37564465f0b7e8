package output

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"
)

// staged puts files on a stage, from several goroutines, and returns it with a set of them.
func staged(t testing.TB, dir string, f files, opts Options) (*Stage, *Set) {
	t.Helper()
	s, err := Begin(context.Background(), dir, opts)
	must(t, err)
	paths := sortedKeys(f)
	var wg sync.WaitGroup
	for w := range 3 {
		wg.Go(func() {
			for i := w; i < len(paths); i += 3 {
				data := []byte(f[paths[i]])
				if err := s.Put(paths[i], data); err != nil {
					t.Error(err)
				}
				clear(data) // a stage keeps nothing of it
			}
		})
	}
	wg.Wait()
	set := new(Set)
	for _, path := range paths {
		must(t, set.AddPut(path, s))
	}
	return s, set
}

func writeStaged(t testing.TB, dir string, f files, opts Options) Report {
	t.Helper()
	s, set := staged(t, dir, f, opts)
	r, err := s.Commit(context.Background(), set, Mark{})
	must(t, err)
	return r
}

// TestStage holds that whether files are staged makes no difference: after each of several
// sites the same is on the disk and the same is told.
func TestStage(t *testing.T) {
	page := strings.Repeat("<p>A page.</p>\n", 200)
	sites := []files{
		{"index.html": page, "a/b/c.html": page + "c", "a/x.css": page + "x", "data": "1", "own.html": page, "own.html.gz": "own", "empty.html": ""},
		{"index.html": page, "a/b/c.html": page + "C", "a/x.css": page + "x", "data/more": "1", "own.html": page, "empty.html": ""},
		{"index.html": page + "!", "a": "no folder now", "data": "2", "x.html": "x"},
		{},
		{"index.html": page, "a/b/c.html": page + "c"},
	}
	for _, opts := range []Options{{}, {Compress: true}, {Atomic: true}, {Atomic: true, Compress: true}} {
		plain, dir := filepath.Join(t.TempDir(), "plain"), filepath.Join(t.TempDir(), "staged")
		for i, f := range slices.Concat(sites, sites) {
			if i == len(sites) { // nothing is known any more
				must(t, os.Remove(filepath.Join(plain, manifestName)))
				must(t, os.Remove(filepath.Join(dir, manifestName)))
			}
			want, err := Write(context.Background(), plain, f.set(t), opts)
			must(t, err)
			if got := writeStaged(t, dir, f, opts); fmt.Sprint(got) != fmt.Sprint(want) {
				t.Errorf("%+v, site %d: %+v, without a stage %+v", opts, i, got, want)
			}
			expect(t, dir, onDisk(t, plain))
			if got := writeStaged(t, dir, f, opts); got.Written+got.Removed != 0 {
				t.Errorf("%+v, site %d again: %+v", opts, i, got)
			}
			noStaging(t, dir)
			for path := range onDisk(t, dir) {
				if opts.Compress && path != "own.html.gz" && strings.HasSuffix(path, ".gz") && !sameTime(t, dir, path, strings.TrimSuffix(path, ".gz")) {
					t.Errorf("site %d: %s has not the time of its file", i, path)
				}
			}
		}
	}
}

func sameTime(t *testing.T, dir, a, b string) bool {
	t.Helper()
	x, err := os.Stat(filepath.Join(dir, a))
	must(t, err)
	y, err := os.Stat(filepath.Join(dir, b))
	must(t, err)
	return x.ModTime().Equal(y.ModTime())
}

// everything is a folder with what the generator keeps for itself, and with times.
func everything(t *testing.T, dir string) (list []string) {
	t.Helper()
	must(t, filepath.WalkDir(dir, func(path string, d os.DirEntry, err error) error {
		if err != nil {
			return err
		}
		info, err := d.Info()
		must(t, err)
		line := fmt.Sprint(path, " ", info.Mode())
		if !d.IsDir() {
			data, err := os.ReadFile(path)
			must(t, err)
			line += fmt.Sprint(" ", info.ModTime(), " ", string(data))
		}
		list = append(list, line)
		return nil
	}))
	return list
}

// TestAbort holds that a build that is given up leaves the folder as it was, be it that
// there was none.
func TestAbort(t *testing.T) {
	new := files{"index.html": "new", "a/b.html": "new", "same.html": "same"}
	for name, prepare := range map[string]func(dir string){
		"no folder": func(string) {},
		"empty":     func(dir string) { must(t, os.MkdirAll(dir, 0o755)) },
		"a site":    func(dir string) { write(t, dir, files{"index.html": "old", "same.html": "same", "gone.html": "old"}) },
		"an old site": func(dir string) {
			write(t, dir, files{"same.html": "same"})
			must(t, os.Remove(filepath.Join(dir, lockName)))
		},
		"foreign": func(dir string) { put(t, dir, "a/b.html", "foreign") },
	} {
		for _, atomic := range []bool{false, true} {
			top := t.TempDir()
			dir := filepath.Join(top, "deep", "out")
			prepare(dir)
			before := everything(t, top)
			s, _ := staged(t, dir, new, Options{Atomic: atomic})
			if len(everything(t, top)) <= len(before) {
				t.Errorf("%s: nothing was staged", name)
			}
			s.Abort()
			s.Abort()
			if after := everything(t, top); !slices.Equal(before, after) {
				t.Errorf("%s: before\n%s\nafter\n%s", name, strings.Join(before, "\n"), strings.Join(after, "\n"))
			}
			if _, err := s.Commit(context.Background(), &Set{}, Mark{}); err == nil {
				t.Errorf("%s: committed after all", name)
			}
		}
	}
}

// TestAbortAmongOthers lets builds of which half are given up wait for one another: those
// that are not, all get their files written.
func TestAbortAmongOthers(t *testing.T) {
	for range 20 {
		dir := filepath.Join(t.TempDir(), "deep", "out")
		var wg sync.WaitGroup
		for i := range 6 {
			wg.Go(func() {
				s, set := staged(t, dir, files{"index.html": fmt.Sprint("site ", i)}, Options{})
				if i%2 == 0 {
					s.Abort()
				} else if _, err := s.Commit(context.Background(), set, Mark{}); err != nil {
					t.Error(err)
				}
			})
		}
		wg.Wait()
		got := onDisk(t, dir)
		if n := got["index.html"]; len(got) != 1 || n != "site 1" && n != "site 3" && n != "site 5" {
			t.Fatalf("%v", got)
		}
	}
}

// TestStageWritesWhatIsNew holds that nothing is staged of what is there already, whether
// its times prove that or not, nor what the site in the end does not have.
func TestStageWritesWhatIsNew(t *testing.T) {
	dir := t.TempDir()
	page := strings.Repeat("<p>A page.</p>\n", 200)
	f := files{"a.html": page, "b.html": page, "c.html": page}
	writeStaged(t, dir, f, Options{Compress: true})
	must(t, os.Chtimes(filepath.Join(dir, "b.html"), time.Unix(1, 0), time.Unix(1, 0)))
	must(t, os.Remove(filepath.Join(dir, "c.html.br")))
	s, set := staged(t, dir, f, Options{Compress: true})
	list, err := os.ReadDir(filepath.Join(dir, stagedName))
	must(t, err)
	if len(list) != 1 { // the twin that is missing
		t.Errorf("staged: %v", list)
	}
	must(t, s.Put("never.html", []byte("never added")))
	r, err := s.Commit(context.Background(), set, Mark{})
	must(t, err)
	if r.Written != 1 || r.Unchanged != 8 {
		t.Errorf("%+v", r)
	}
	if len(onDisk(t, dir)) != 9 || plain(t, dir, "c.html.br") != page {
		t.Errorf("%d files", len(onDisk(t, dir)))
	}
}

// TestStageMeanwhile changes a file between the moment when it was seen to be right and the
// end of the build. Nothing is written.
func TestStageMeanwhile(t *testing.T) {
	for _, atomic := range []bool{false, true} {
		dir := out(t)
		write(t, dir, files{"a.html": "old", "same.html": "same"})
		s, set := staged(t, dir, files{"a.html": "new", "same.html": "same"}, Options{Atomic: atomic})
		put(t, dir, "same.html", "SAME")
		_, err := s.Commit(context.Background(), set, Mark{})
		want := fmt.Sprintf("cannot keep %q: it was changed a moment ago; build again", filepath.Join(dir, "same.html"))
		if err == nil || err.Error() != want {
			t.Errorf("%v", err)
		}
		expect(t, dir, files{"a.html": "old", "same.html": "SAME"})
		noStaging(t, dir)
	}
}

// TestStageConflict: what is in the way is told at the end, and nothing was written.
func TestStageConflict(t *testing.T) {
	dir := t.TempDir()
	write(t, dir, files{"a.html": "old"})
	put(t, dir, "b.html", "foreign")
	s, set := staged(t, dir, files{"a.html": "new", "b.html": "new"}, Options{})
	_, err := s.Commit(context.Background(), set, Mark{})
	var conflict *ConflictError
	if !errors.As(err, &conflict) || len(conflict.Conflicts) != 1 || conflict.Conflicts[0].Path != "b.html" {
		t.Errorf("%v", err)
	}
	expect(t, dir, files{"a.html": "old", "b.html": "foreign"})
}

func TestStagePaths(t *testing.T) {
	dir := t.TempDir()
	s, set := staged(t, dir, files{"a": "1"}, Options{})
	for path, want := range map[string]string{
		"../a":   `"../a" is not a path inside the output folder`,
		"a":      `"a" is written twice`,
		"a/b":    `"a" is a file and a folder at once`,
		"absent": `"absent" was not made`,
	} {
		if path != "absent" {
			must(t, s.Put(path, []byte("2")))
		}
		if err := set.AddPut(path, s); err == nil || err.Error() != want {
			t.Errorf("%s: %v", path, err)
		}
	}
	s.Abort()
	expect(t, dir, files{})
}

// TestStageLeftovers: whatever stands under the name of the staging folder, a build works,
// and keeps what is not of the generator.
func TestStageLeftovers(t *testing.T) {
	dir := t.TempDir()
	write(t, dir, files{"a.html": "1"})
	put(t, dir, stagedName+"/"+tempPrefix+"7", "of a build that was killed")
	if _, _, ok := Standing(context.Background(), dir, "x"); ok {
		t.Error("there is something to clear")
	}
	write(t, dir, files{"a.html": "1"})
	expect(t, dir, files{"a.html": "1"})
	put(t, dir, stagedName+"/mine", "foreign")
	writeStaged(t, dir, files{"a.html": "2"}, Options{})
	expect(t, dir, files{"a.html": "2", stagedName + "/mine": "foreign"})
	must(t, os.RemoveAll(filepath.Join(dir, stagedName)))
	put(t, dir, stagedName, "a file")
	writeStaged(t, dir, files{"a.html": "3"}, Options{})
	expect(t, dir, files{"a.html": "3"})
	must(t, os.Mkdir(filepath.Join(dir, "own"), 0o755))
	must(t, os.Symlink("own", filepath.Join(dir, stagedName)))
	s, err := Begin(context.Background(), dir, Options{})
	must(t, err)
	err = s.Put("b.html", nil)
	want := fmt.Sprintf("cannot make the folder %q: file exists", filepath.Join(dir, stagedName))
	if err == nil || err.Error() != want {
		t.Errorf("%v", err)
	}
	s.Abort()
	expect(t, dir, files{"a.html": "3", "own/": "", stagedName: "-> own"})
}

// TestStageMemory holds that memory does not grow with the bytes of a site.
func TestStageMemory(t *testing.T) {
	dir := t.TempDir()
	s, err := Begin(context.Background(), dir, Options{})
	must(t, err)
	set := new(Set)
	alive := func() int64 {
		runtime.GC()
		var m runtime.MemStats
		runtime.ReadMemStats(&m)
		return int64(m.HeapAlloc)
	}
	before := alive()
	const n, size = 64, 1 << 20
	for i := range n {
		path := fmt.Sprintf("%d.html", i)
		must(t, s.Put(path, []byte(strings.Repeat(string(rune('a'+i%26)), size))))
		must(t, set.AddPut(path, s))
	}
	if more := alive() - before; more > n*size/16 {
		t.Errorf("%d bytes of %d are in memory", more, n*size)
	}
	r, err := s.Commit(context.Background(), set, Mark{})
	must(t, err)
	if r.Written != n || r.Bytes != n*size {
		t.Errorf("%+v", r)
	}
	runtime.KeepAlive(set)
}
