package output

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"maps"
	"math/rand/v2"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
)

func writeAtomic(t testing.TB, dir string, f files) Report {
	t.Helper()
	r, err := Write(context.Background(), dir, f.set(t), Options{Atomic: true})
	must(t, err)
	return r
}

// noStaging holds that nothing stands beside the output.
func noStaging(t testing.TB, dir string) {
	t.Helper()
	list, err := filepath.Glob(filepath.Join(filepath.Dir(dir), stagingPrefix+"*"))
	must(t, err)
	if len(list) > 0 {
		t.Errorf("left: %q", list)
	}
}

func out(t testing.TB) string { return filepath.Join(t.TempDir(), "public") }

// TestAtomicLikeOneByOne makes random sites, with foreign files coming and going, into two
// folders, atomically and file by file, and compares all that can be seen.
func TestAtomicLikeOneByOne(t *testing.T) {
	seeds := uint64(30)
	if testing.Short() {
		seeds = 8
	}
	for seed := range seeds {
		r := rand.New(rand.NewPCG(seed, 7))
		one := out(t)
		for step := range 10 {
			f := files{}
			for range 2 + r.IntN(8) {
				f[randomPath(r)] = strings.Repeat(string(rune('a'+r.IntN(3))), 1+1500*r.IntN(2))
			}
			for path := range f {
				for dir := parent(path); dir != "."; dir = parent(dir) {
					delete(f, dir)
				}
			}
			disturb(r, one, step)
			atonce := out(t)
			if step > 0 {
				must(t, os.CopyFS(atonce, os.DirFS(one)))
			}
			opts := Options{Compress: r.IntN(2) == 0}
			a, errA := Write(context.Background(), one, f.set(t), opts)
			opts.Atomic = true
			b, errB := Write(context.Background(), atonce, f.set(t), opts)
			if got, want := strings.ReplaceAll(fmt.Sprint(errB), atonce, one), fmt.Sprint(errA); got != want {
				t.Fatalf("seed %d, step %d: %s, want %s", seed, step, got, want)
			}
			if d := cmp.Diff(onDisk(t, one), onDisk(t, atonce)); d != "" {
				t.Fatalf("seed %d, step %d (-one by one +atomic):\n%s", seed, step, d)
			}
			if d := cmp.Diff(a, b); d != "" {
				t.Fatalf("seed %d, step %d (-one by one +atomic):\n%s", seed, step, d)
			}
			noStaging(t, atonce)
			ra, rb := rootOf(t, one), rootOf(t, atonce)
			if ma, mb := readManifest(ra), readManifest(rb); !mb.complete || !slices.Equal(ma.folders, mb.folders) || !maps.Equal(ma.origins, mb.origins) {
				t.Fatalf("seed %d, step %d: %v, want %v", seed, step, mb.folders, ma.folders)
			}
		}
	}
}

func rootOf(t *testing.T, dir string) *os.Root {
	t.Helper()
	root, err := os.OpenRoot(dir)
	must(t, err)
	t.Cleanup(func() { root.Close() })
	return root
}

// disturb puts something foreign into a folder, now and then in the way of a site.
func disturb(r *rand.Rand, dir string, step int) {
	path := randomPath(r)
	if r.IntN(4) > 0 {
		path = filepath.Join("foreign", path)
	}
	full := filepath.Join(dir, path)
	if step == 0 || os.MkdirAll(filepath.Dir(full), 0o755) != nil {
		return
	}
	switch r.IntN(5) {
	case 0:
		_ = os.WriteFile(full, []byte("by hand"), 0o644)
	case 1:
		_ = os.Symlink("index.html", full)
	case 2:
		_ = os.Mkdir(full, 0o755)
	case 3:
		_ = os.Remove(full)
	}
}

func randomPath(r *rand.Rand) string {
	return []string{"a.html", "b", "b/c.html", "b/d", "b/d/e.html", "f/g.css", "index.html", "f"}[r.IntN(8)]
}

func TestAtomicKeepsWhatIsForeign(t *testing.T) {
	dir := out(t)
	writeAtomic(t, dir, files{"a.html": "1", "x/b.html": "1", "changed.html": "1"})
	noStaging(t, dir)
	put(t, dir, ".git/config", "git")
	put(t, dir, "changed.html", "by hand")
	must(t, os.MkdirAll(filepath.Join(dir, "empty"), 0o700))
	must(t, os.Symlink("a.html", filepath.Join(dir, "link")))
	must(t, os.Chmod(dir, 0o750))
	before, err := os.Stat(filepath.Join(dir, ".git/config"))
	must(t, err)
	r := writeAtomic(t, dir, files{"a.html": "2"})
	if r.Written != 1 || r.Removed != 1 || !slices.Equal(r.Kept, []string{"changed.html"}) {
		t.Errorf("%+v", r)
	}
	expect(t, dir, files{"a.html": "2", ".git/config": "git", "changed.html": "by hand", "empty/": "", "link": "-> a.html"})
	after, err := os.Stat(filepath.Join(dir, ".git/config"))
	must(t, err)
	if !os.SameFile(before, after) {
		t.Error("a foreign file is another one now")
	}
	for path, want := range map[string]os.FileMode{".": 0o750, "empty": 0o700} {
		if info, err := os.Stat(filepath.Join(dir, path)); err != nil || info.Mode().Perm() != want {
			t.Errorf("%s: %v, %v", path, info.Mode(), err)
		}
	}
	noStaging(t, dir)
	if r := writeAtomic(t, dir, files{"a.html": "2"}); r.Written+r.Removed != 0 || r.Unchanged != 1 {
		t.Errorf("again: %+v", r)
	}
	if r := write(t, dir, files{}); r.Removed != 1 {
		t.Errorf("%+v", r)
	}
}

// TestAtomicUnchangedFilesKeepTheirTimes: readers' caches go by them.
func TestAtomicUnchangedFilesKeepTheirTimes(t *testing.T) {
	dir := out(t)
	writeAtomic(t, dir, files{"a.html": "1", "b.html": "1"})
	old := time.Date(2020, 1, 1, 0, 0, 0, 0, time.UTC)
	must(t, os.Chtimes(filepath.Join(dir, "a.html"), old, old))
	writeAtomic(t, dir, files{"a.html": "1", "b.html": "2"})
	info, err := os.Stat(filepath.Join(dir, "a.html"))
	must(t, err)
	if !info.ModTime().Equal(old) {
		t.Errorf("a.html is of %s", info.ModTime())
	}
}

// TestStagingIsCleared: any build clears what a killed one left, and what somebody put
// there by way of the old folder is moved over.
func TestStagingIsCleared(t *testing.T) {
	for _, opts := range []Options{{}, {Atomic: true}} {
		dir := out(t)
		writeAtomic(t, dir, files{"a.html": "1", "b.html": "1"})
		left := filepath.Join(filepath.Dir(dir), stagingPrefix+"public")
		must(t, os.CopyFS(left, os.DirFS(dir)))
		put(t, left, "a.html", "0")
		put(t, left, "x/"+tempPrefix+"3", "half")
		put(t, left, "x/late.txt", "put there a moment too late")
		manifest := manifest{}
		hash := files{"a.html": "0"}.set(t).files["a.html"]
		must(t, hash.fingerprint(nil))
		manifest.files = []written{{"a.html", record{hash: hash.hash, size: 1}}}
		put(t, left, manifestName, string(manifest.encode()))
		_, err := Write(context.Background(), dir, files{"a.html": "2", "b.html": "1"}.set(t), opts)
		must(t, err)
		noStaging(t, dir)
		expect(t, dir, files{"a.html": "2", "b.html": "1", "x/late.txt": "put there a moment too late"})
	}
}

// TestStagingIsNotOurs: what cannot be told from somebody's own file stops the build.
func TestStagingIsNotOurs(t *testing.T) {
	dir := out(t)
	writeAtomic(t, dir, files{"a.html": "1"})
	left := filepath.Join(filepath.Dir(dir), stagingPrefix+"public")
	put(t, left, "a.html", "somebody's")
	_, err := Write(context.Background(), dir, files{"a.html": "2"}.set(t), Options{Atomic: true})
	want := fmt.Sprintf("cannot remove the folder %q: directory not empty; it holds what is not of the site: move that away", left)
	if err == nil || err.Error() != want {
		t.Errorf("%v", err)
	}
	expect(t, dir, files{"a.html": "1"})
	expect(t, left, files{"a.html": "somebody's"})
}

func TestAtomicStopped(t *testing.T) {
	dir := out(t)
	writeAtomic(t, dir, files{"a.html": "1"})
	w, release, err := open(context.Background(), dir, Options{})
	must(t, err)
	ctx, cancel := context.WithCancel(context.Background())
	w.plant(files{"a.html": "2"}.set(t))
	must(t, w.survey(ctx))
	must(t, w.settle())
	cancel()
	if err := w.exchange(ctx); !errors.Is(err, context.Canceled) {
		t.Errorf("%v", err)
	}
	release()
	noStaging(t, dir)
	expect(t, dir, files{"a.html": "1"})
}

// version returns one of many sites, each file of which says which it is.
func version(n int) *Set {
	s := new(Set)
	for i := range 60 {
		path := fmt.Sprintf("explainers/%d/index.html", i)
		if i%2 == n%2 {
			path = fmt.Sprintf("actors/%d/index.html", i)
		}
		if err := errors.Join(s.Add(path, fmt.Appendf(nil, "%d %s", n, path)), s.Add(fmt.Sprintf("assets/%d.css", i), []byte("the same"))); err != nil {
			panic(err)
		}
	}
	if err := errors.Join(s.Add("index.html", fmt.Appendf(nil, "%d index.html", n)), s.Add("zz.html", fmt.Appendf(nil, "%d zz.html", n))); err != nil {
		panic(err)
	}
	return s
}

// TestAtomicKilled kills builds at random moments while somebody reads. Each time the
// folder holds one whole site, and a reader never sees an older page after a newer one.
func TestAtomicKilled(t *testing.T) {
	if testing.Short() {
		t.Skip("starts 25 processes")
	}
	dir := out(t)
	_, err := Write(context.Background(), dir, version(0), Options{Atomic: true})
	must(t, err)
	put(t, dir, "foreign.txt", "foreign")
	reading, stop := context.WithCancel(context.Background())
	var wg sync.WaitGroup
	var reads, exchanges atomic.Int64
	wg.Go(func() {
		last := 0
		for i := 0; reading.Err() == nil; i++ {
			name := []string{"zz.html", "index.html"}[i%2]
			data, err := os.ReadFile(filepath.Join(dir, name))
			n, bad := strconv.Atoi(strings.TrimSuffix(string(data), " "+name))
			if err != nil || bad != nil || n < last {
				t.Errorf("%s after %d: %q, %v", name, last, data, err)
				return
			}
			if n > last {
				exchanges.Add(1)
			}
			last = n
			reads.Add(1)
		}
	})
	cut := 0
	for i := range 25 {
		cmd := helper(t, []string{"versions", "staged versions"}[i%2], dir)
		pipe, err := cmd.StdoutPipe()
		must(t, err)
		must(t, cmd.Start())
		line, _ := bufio.NewReader(pipe).ReadString('\n')
		if line != "written\n" {
			t.Errorf("the run after the kill: %s", line)
		}
		time.Sleep(time.Duration(rand.IntN(30_000)) * time.Microsecond)
		must(t, cmd.Process.Kill())
		_ = cmd.Wait()
		if _, err := os.Stat(filepath.Join(filepath.Dir(dir), stagingPrefix+"public")); err == nil {
			cut++
		}
		whole(t, dir)
		if i%5 == 0 { // a build of the other kind clears up too
			n, err := current(dir)
			must(t, err)
			_, err = Write(context.Background(), dir, version(n), Options{})
			must(t, err)
			whole(t, dir)
			noStaging(t, dir)
		}
	}
	stop()
	wg.Wait()
	if cut == 0 || reads.Load() == 0 || exchanges.Load() < 5 {
		t.Errorf("nothing was tried: %d runs cut short, %d readings, %d new sites seen", cut, reads.Load(), exchanges.Load())
	}
}

func current(dir string) (int, error) {
	data, err := os.ReadFile(filepath.Join(dir, "index.html"))
	if err != nil {
		return 0, err
	}
	return strconv.Atoi(strings.TrimSuffix(string(data), " index.html"))
}

// whole holds that the folder has all files of one site, and no others.
func whole(t *testing.T, dir string) {
	t.Helper()
	n, err := current(dir)
	must(t, err)
	want := files{"foreign.txt": "foreign"}
	for path, c := range version(n).files {
		want[path] = string(c.data)
	}
	got := unstaged(t, dir)
	delete(got, tempPrefix+"manifest") // being written when the kill came
	if d := cmp.Diff(want, got); d != "" {
		t.Fatalf("on disk (-want +got):\n%s", d)
	}
}

// TestAtomicAndPlainWriters lets builds of both kinds wait for one another.
func TestAtomicAndPlainWriters(t *testing.T) {
	dir := out(t)
	var wg sync.WaitGroup
	for i := range 4 {
		wg.Go(func() {
			for j := range 5 {
				if _, err := Write(context.Background(), dir, version(i+j), Options{Atomic: i%2 == 0}); err != nil {
					t.Error(err)
				}
			}
		})
	}
	wg.Wait()
	noStaging(t, dir)
	put(t, dir, "foreign.txt", "foreign")
	whole(t, dir)
}
