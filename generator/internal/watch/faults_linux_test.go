package watch

import (
	"errors"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"sync/atomic"
	"syscall"
	"testing"
	"time"

	"github.com/fsnotify/fsnotify"
)

// faulty is a notifier that can be told to fail.
type faulty struct {
	notifier
	left *atomic.Int64 // watches that may still be added
}

func (f faulty) Add(name string) error {
	if f.left.Add(-1) < 0 {
		return syscall.ENOSPC
	}
	return f.notifier.Add(name)
}

// limited are means with a limit of watches, and a channel for errors.
func limited(watches int64) (m means, errs chan error) {
	errs = make(chan error)
	left := new(atomic.Int64)
	left.Store(watches)
	m = system()
	open := m.open
	m.open = func() (feed, error) {
		f, err := open()
		if err != nil {
			return f, err
		}
		merged, own := make(chan error), f.errors
		go func() {
			defer close(merged)
			for {
				select {
				case err := <-errs:
					merged <- err
				case err, ok := <-own:
					if !ok {
						return
					}
					merged <- err
				}
			}
		}()
		f.notifier = faulty{f.notifier, left}
		f.errors = merged
		return f, nil
	}
	return m, errs
}

func (s *site) expectNotice(want string) {
	s.Helper()
	for d := time.Now().Add(patience); len(s.told()) == 0 && time.Now().Before(d); {
		time.Sleep(10 * time.Millisecond)
	}
	if got := strings.Join(s.told(), "\n"); got != want {
		s.Errorf("told\n%s\nwant\n%s", got, want)
	}
}

const noSpace = "looking for changes every 500ms, because the system does not watch more folders for this user; " +
	"to be told of changes at once, raise the limit with: sysctl fs.inotify.max_user_watches=524288"

func TestEightWatches(t *testing.T) {
	t.Parallel()
	m, _ := limited(8)
	s := newDir(t).start(Options{}, m)
	s.save("content/a.md")
	s.expect("content/a.md")
	if len(s.told()) > 0 {
		t.Errorf("%q", s.told())
	}
	var want []string
	dir := "content"
	for _, n := range strings.Split("abcdefghijkl", "") {
		dir += "/" + n
		s.save(dir + "/x.md")
		want = append(want, dir+"/x.md")
	}
	s.all(want...)
	s.expectNotice(noSpace)
	s.save(dir + "/x.md")
	s.expect(dir + "/x.md")
	s.rm("content/a")
	slices.Sort(want)
	s.expect(want...)
}

func TestNoWatchAtAll(t *testing.T) {
	t.Parallel()
	m, _ := limited(2)
	s := newDir(t).start(Options{}, m)
	s.expectNotice(noSpace)
	s.save("content/sub/c.md")
	s.expect("content/sub/c.md")

	m = system()
	m.open = func() (feed, error) { return feed{}, os.NewSyscallError("inotify_init1", syscall.EMFILE) }
	s = newDir(t).start(Options{Poll: 0}, m)
	s.expectNotice("looking for changes every 500ms, because the system does not allow one more watcher or open file; " +
		"to be told of changes at once, close programs that watch files, or raise the limits with: " +
		"sysctl fs.inotify.max_user_instances=1024, ulimit -n 4096")
	s.save("content/sub/c.md")
	s.expect("content/sub/c.md")
}

func TestForeignFileSystem(t *testing.T) {
	t.Parallel()
	m := system()
	s := newDir(t)
	m.remote = func(p string) string {
		if strings.HasSuffix(p, "layouts") {
			return "NFS"
		}
		return ""
	}
	s.start(Options{}, m)
	s.expectNotice("looking for changes every 500ms, because " + s.path("layouts") +
		" is on a file system (NFS) that does not tell of changes made elsewhere; set how often with --poll, as in --poll 2s")
	s.save("content/a.md")
	s.expect("content/a.md")
	if got := remote(s.dir); got != "" {
		t.Errorf("%s is %s", s.dir, got)
	}
}

func TestOverflow(t *testing.T) {
	t.Parallel()
	m, errs := limited(1000)
	s := newDir(t).start(Options{}, m)
	for range 3 {
		s.save("content/a.md")
		errs <- fsnotify.ErrEventOverflow
		c := s.next()
		for !c.Rescan {
			c = s.next()
		}
		s.none()
		s.save("content/sub/c.md")
		s.expect("content/sub/c.md")
	}
	if got := s.told()[0]; got != "more changed at once than the system can tell; looking at every file" {
		t.Error(got)
	}
}

// TestRealOverflow changes more than the queue of the system holds (16,384 events,
// unless it is set otherwise).
func TestRealOverflow(t *testing.T) {
	t.Parallel()
	s := watchedSite(t)
	files := s.mirror()
	f, err := os.Create(s.path("content/a.md"))
	must(t, err)
	defer f.Close()
	g, err := os.Create(s.path("content/b.md"))
	must(t, err)
	defer g.Close()
	for range 20_000 {
		_, _ = f.Write([]byte("a"))
		_, _ = g.Write([]byte("b"))
	}
	s.save("content/last/x.md")
	s.follow(files)
}

func TestOtherErrors(t *testing.T) {
	t.Parallel()
	m, errs := limited(1000)
	s := newDir(t).start(Options{}, m)
	errs <- syscall.EINVAL
	for i := 0; len(s.told()) == 0; i++ {
		select {
		case errs <- os.NewSyscallError("read", syscall.EIO):
		case <-time.After(silence):
		}
		time.Sleep(20 * time.Millisecond)
		if i < maxErrors && len(s.told()) > 0 {
			t.Fatalf("after %d: %q", i, s.told())
		}
	}
	s.expectNotice("looking for changes every 500ms, because the system fails to tell of changes: input/output error")
	s.save("content/a.md")
	s.expect("content/a.md")
}

// TestEventsThatNeverCome is what some shared folders do.
func TestEventsThatNeverCome(t *testing.T) {
	t.Parallel()
	m := system()
	m.audit = 50 * time.Millisecond
	m.open = func() (feed, error) {
		events, errs := make(chan fsnotify.Event), make(chan error)
		return feed{mute{events, errs}, events, errs}, nil
	}
	s := newDir(t).start(Options{}, m)
	time.Sleep(100 * time.Millisecond)
	s.save("content/sub/c.md")
	s.expect("content/sub/c.md")
	s.expectNotice("looking for changes every 500ms, because the system did not tell of a change of content/sub/c.md; set how often with --poll, as in --poll 2s")
	s.rm("content/a.md")
	s.expect("content/a.md")
}

type mute struct {
	events chan fsnotify.Event
	errs   chan error
}

func (m mute) Add(string) error    { return nil }
func (m mute) Remove(string) error { return nil }
func (m mute) Close() error        { close(m.events); close(m.errs); return nil }

// TestAuditsFindNothing holds that a look at everything does not take an edit that
// events tell of for one that they do not.
func TestAuditsFindNothing(t *testing.T) {
	t.Parallel()
	m := system()
	m.audit = 10 * time.Millisecond
	s := newDir(t).start(Options{}, m)
	s.link("nowhere", "content/dangling.md")
	must(t, syscall.Mkfifo(s.path("content/pipe.md"), 0o644))
	s.all("content/dangling.md", "content/pipe.md")
	for i := range 25 {
		s.save("content/a.md")
		s.save("content/x/" + string(rune('a'+i)) + ".md")
		time.Sleep(time.Duration(i) * 4 * time.Millisecond)
		s.next()
	}
	if len(s.told()) > 0 {
		t.Errorf("%q", s.told())
	}
}

func TestSpecialFiles(t *testing.T) {
	t.Parallel()
	s := watchedSite(t)
	must(t, syscall.Mkfifo(s.path("content/pipe.md"), 0o644))
	s.expect("content/pipe.md")
	must(t, syscall.Mkfifo(s.path("content/pipe2.md"), 0o644))
	s.mv("content/pipe2.md", "content/a.md")
	s.all("content/a.md")
	s.rm("content/pipe.md")
	s.expect("content/pipe.md")
	s.save("content/b.md")
	s.expect("content/b.md")
}

// TestNoPermission is run as nobody, since root may do everything.
func TestNoPermission(t *testing.T) {
	t.Parallel()
	if os.Getuid() == 0 {
		exe, err := os.Executable()
		must(t, err)
		dir, err := os.MkdirTemp("", "watch")
		must(t, err)
		defer os.RemoveAll(dir)
		must(t, os.Chmod(dir, 0o777))
		data, err := os.ReadFile(exe)
		must(t, err)
		exe = filepath.Join(dir, "watch.test")
		must(t, os.WriteFile(exe, data, 0o755))
		cmd := exec.Command(exe, "-test.run", "^TestNoPermission$", "-test.count=1")
		cmd.Env = append(os.Environ(), "TMPDIR="+dir)
		cmd.Dir = dir
		cmd.SysProcAttr = &syscall.SysProcAttr{Credential: &syscall.Credential{Uid: 65534, Gid: 65534}}
		if out, err := cmd.CombinedOutput(); err != nil {
			t.Fatalf("%v\n%s", err, out)
		}
		return
	}
	s := watchedSite(t, "content/x/y/1.md")
	must(t, os.Chmod(s.path("content/a.md"), 0))
	s.expect("content/a.md")
	must(t, os.Chmod(s.path("content/a.md"), 0o600))
	s.expect("content/a.md")
	s.save("content/x/y/1.md")
	s.expect("content/x/y/1.md")
	must(t, os.Chmod(s.path("content/x"), 0))
	s.all("content/x", "content/x/y/1.md")
	s.save("content/b.md")
	s.expect("content/b.md")
	must(t, os.Chmod(s.path("content/x"), 0o755))
	s.all("content/x", "content/x/y/1.md")
	s.save("content/x/y/1.md")
	s.expect("content/x/y/1.md")
}

func TestCloseInAStorm(t *testing.T) {
	t.Parallel()
	for range 5 {
		s := watchedSite(t)
		stop := make(chan struct{})
		done := make(chan struct{})
		go func() {
			defer close(done)
			for i := 0; ; i++ {
				select {
				case <-stop:
					return
				default:
					p := s.path("content/s" + string(rune('a'+i%26)))
					_ = os.MkdirAll(p, 0o755)
					_ = os.WriteFile(filepath.Join(p, "x.md"), []byte{byte(i)}, 0o644)
					_ = os.RemoveAll(p)
				}
			}
		}()
		time.Sleep(40 * time.Millisecond)
		closed := make(chan error, 2)
		for range 2 {
			go func() { closed <- s.w.Close() }()
		}
		for range 2 {
			select {
			case err := <-closed:
				must(t, err)
			case <-time.After(patience):
				t.Fatal("Close does not return")
			}
		}
		close(stop)
		<-done
		for range s.w.Changes() { // it is closed
		}
	}
}

func TestNothingIsLeft(t *testing.T) {
	count := func() (goroutines, files int) {
		list, err := os.ReadDir("/proc/self/fd")
		if err != nil {
			t.Skip("needs /proc")
		}
		return runtime.NumGoroutine(), len(list)
	}
	s := newDir(t)
	goroutines, files := count()
	for i := range 200 {
		opts := Options{}
		if i%4 == 0 {
			opts.Poll = time.Millisecond
		}
		w, err := New(s.dir, []string{"content", "layouts"}, []string{"config.toml"}, opts)
		must(t, err)
		if i%3 == 0 {
			s.save("content/a.md")
		}
		if i%15 == 0 {
			<-w.Changes()
		}
		must(t, w.Close())
	}
	var g, f int
	for d := time.Now().Add(patience); time.Now().Before(d); time.Sleep(10 * time.Millisecond) {
		if g, f = count(); g <= goroutines && f <= files {
			return
		}
	}
	t.Errorf("%d goroutines and %d files were %d and %d", g, f, goroutines, files)
}

func TestCauses(t *testing.T) {
	if got := shortage(errors.New("test")); got != "the system does not tell of changes: test" {
		t.Error(got)
	}
}
