package watch

import (
	"fmt"
	"maps"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
)

// saves are what editors do to save content/a.md.
func saves() map[string][]func(*site) {
	const a = "content/a.md"
	write := func(p string) func(*site) { return func(s *site) { s.save(p) } }
	empty := func(p string) func(*site) { return func(s *site) { s.put(p, "") } }
	move := func(from, to string) func(*site) { return func(s *site) { s.mv(from, to) } }
	remove := func(p string) func(*site) { return func(s *site) { s.rm(p) } }
	more := func(s *site) {
		f, err := os.OpenFile(s.path(a), os.O_APPEND|os.O_WRONLY, 0)
		must(s, err)
		defer f.Close()
		_, err = f.WriteString("more")
		must(s, err)
	}
	return map[string][]func(*site){
		"vim": {
			write("content/.a.md.swp"), write("content/4913"), remove("content/4913"), move(a, a+"~"), write(a), remove(a + "~"), remove("content/.a.md.swp"),
		},
		"vim, backupcopy": {write("content/.a.md.swp"), write(a + "~"), empty(a), write(a), remove(a + "~"), remove("content/.a.md.swp")},
		"vim, no backup":  {empty(a), write(a)},
		"emacs": {
			func(s *site) { s.link("me@here.1:2", "content/.#a.md") }, write("content/#a.md#"), move(a, a+"~"), write(a),
			remove("content/#a.md#"), remove("content/.#a.md"),
		},
		"nano":             {empty(a), write(a)},
		"VS Code":          {empty(a), write(a), more},
		"VS Code, atomic":  {write("content/a.md.tmp"), move("content/a.md.tmp", a)},
		"JetBrains":        {write(a + "___jb_tmp___"), move(a, a+"___jb_old___"), move(a+"___jb_tmp___", a), remove(a + "___jb_old___")},
		"Helix":            {move(a, "content/.a.mdXXXX.bck"), write(a), remove("content/.a.mdXXXX.bck")},
		"GNOME":            {write("content/.goutputstream-ABC123"), move("content/.goutputstream-ABC123", a)},
		"GNOME, backup":    {write("content/.goutputstream-ABC123"), func(s *site) { must(s, os.Link(s.path(a), s.path(a+"~"))) }, move("content/.goutputstream-ABC123", a)},
		"sed -i":           {empty("content/sedZcX3a"), func(s *site) { s.put("content/sedZcX3a", "old CONTENT"); s.mv("content/sedZcX3a", a) }},
		"git":              {remove(a), write(a)},
		"removed and back": {remove(a), empty(a), write(a)},
		"twice":            {write(a), write(a)},
		"then touched": {write(a), func(s *site) {
			must(s, os.Chmod(s.path(a), 0o600))
			must(s, os.Chtimes(s.path(a), time.Now(), time.Now()))
		}},
	}
}

// listener takes sets as they come, so that two are never merged into one.
type listener struct {
	*site
	name  string
	steps []func(*site)

	mu   sync.Mutex
	sets []string
}

func (l *listener) listen() {
	for c := range l.w.Changes() {
		l.mu.Lock()
		l.sets = append(l.sets, strings.Join(c.Paths, " "))
		l.mu.Unlock()
	}
}

func (l *listener) take() []string {
	l.mu.Lock()
	defer l.mu.Unlock()
	sets := l.sets
	l.sets = nil
	return sets
}

func TestEditors(t *testing.T) {
	var all []*listener
	for name, steps := range saves() {
		for mode, opts := range map[string]Options{"": {}, ", polled": {Poll: 30 * time.Millisecond}} {
			l := &listener{site: newDir(t).start(opts, system()), name: name + mode, steps: steps}
			go l.listen()
			all = append(all, l)
		}
	}
	save := func(l *listener, pause time.Duration) {
		l.rm("content/a.md~")
		for _, step := range l.steps {
			time.Sleep(pause)
			step(l.site)
		}
	}
	clock := newMeter(t)
	check := func(round string, all []*listener) (again []*listener) {
		time.Sleep(2 * silence)
		for _, l := range all {
			for d := time.Now().Add(patience); time.Now().Before(d); time.Sleep(10 * time.Millisecond) {
				if l.mu.Lock(); len(l.sets) > 0 {
					d = time.Time{}
				}
				l.mu.Unlock()
			}
			sets := l.take()
			for i, set := range sets { // a file that was there for a moment may be named in the same set
				sets[i] = strings.TrimSuffix(set, " content/sedZcX3a")
			}
			switch one := slices.Equal(sets, []string{"content/a.md"}); {
			case one:
			case clock.longest() > DefaultQuiet/2 && strings.Contains(strings.Join(sets, " "), "content/a.md"):
				again = append(again, l)
			default:
				t.Errorf("%s, %s: %q", l.name, round, sets)
			}
		}
		return again
	}
	// once judges saves again that the machine drew out: what takes longer than a quiet
	// time is two saves to anybody who watches.
	once := func(round string, save func([]*listener)) {
		const most = 6
		left := all
		for range most {
			clock.reset()
			save(left)
			if left = check(round, left); len(left) == 0 {
				return
			}
		}
		for _, l := range left {
			t.Logf("%s, %s: the machine was never calm enough to tell one save from two", l.name, round)
		}
	}
	for _, round := range []string{"first save", "second save"} {
		once(round, func(some []*listener) {
			for _, l := range some {
				save(l, 0)
			}
		})
	}
	once("save with pauses", func(some []*listener) {
		var wg sync.WaitGroup
		for _, l := range some {
			switch strings.TrimSuffix(l.name, ", polled") {
			case "twice", "VS Code", "then touched", "sed -i": // of these every step can be seen
				save(l, 0)
			default:
				wg.Go(func() { save(l, 15*time.Millisecond) })
			}
		}
		wg.Wait()
	})
}

// meter measures for how long the machine holds up a goroutine that wants to run.
type meter struct {
	mu  sync.Mutex
	max time.Duration
}

func newMeter(t *testing.T) *meter {
	m, end := &meter{}, t.Context()
	go func() {
		const tick = time.Millisecond
		for last := time.Now(); end.Err() == nil; {
			time.Sleep(tick)
			now := time.Now()
			m.mu.Lock()
			m.max = max(m.max, now.Sub(last)-tick)
			m.mu.Unlock()
			last = now
		}
	}()
	return m
}

func (m *meter) reset() {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.max = 0
}

func (m *meter) longest() time.Duration {
	m.mu.Lock()
	defer m.mu.Unlock()
	return m.max
}

// expectSave waits until an editor has saved a file. One set tells of the file. A
// file that the editor makes for a moment may be told of, too, if the machine leaves it there
// for long enough to be seen; then that it is gone is told as well.
func (s *site) expectSave(p string, before map[string]string, done <-chan error) {
	s.Helper()
	told, times := maps.Clone(before), 0
	for quiet := false; !quiet; {
		select {
		case c := <-s.w.Changes():
			now := s.mirror()
			for _, named := range c.Paths {
				_, old := before[named]
				if named == p {
					times++
				} else if old {
					s.Errorf("of %s was told: %q", named, c.Paths)
				}
				delete(told, named)
				if data, there := now[named]; there {
					told[named] = data
				}
			}
		case <-time.After(2 * silence):
			if done == nil {
				quiet = times > 0
				continue
			}
			select {
			case <-done:
				done = nil
			case <-time.After(patience):
				s.Fatal("the editor does not end")
			}
		}
	}
	if now := s.mirror(); !maps.Equal(now, told) {
		s.Errorf("the sets did not tell (-there +told):\n%s", cmp.Diff(now, told))
	}
	if times != 1 {
		s.Errorf("%d sets for one save of %s", times, p)
	}
}

func TestRealEditors(t *testing.T) {
	t.Parallel()
	vim := func(settings string) []string {
		return []string{"vim", "-u", "NONE", "-N", "-es", "-c", settings, "-c", "%s/$/ more/", "-c", "wq", "FILE"}
	}
	emacs := func(settings string) []string {
		return []string{"emacs", "--batch", "-Q", "FILE", "--eval", "(progn " + settings + ` (insert "new ") (save-buffer))`}
	}
	nano := []string{"script", "-qec", "nano -I FILE", "/dev/null"}
	for _, c := range []struct {
		name, needs, pkg, keys string
		cmd                    []string
	}{
		{"vim", "vim", "vim", "", vim("set writebackup")},
		{"vim with backup", "vim", "vim", "", vim("set backup backupcopy=no")},
		{"vim with backupcopy", "vim", "vim", "", vim("set backup backupcopy=yes")},
		{"vim without backup", "vim", "vim", "", vim("set nowritebackup noswapfile")},
		{"emacs", "emacs", "emacs-nox", "", emacs("")},
		{"emacs by copying", "emacs", "emacs-nox", "", emacs("(setq backup-by-copying t)")},
		{"emacs by renaming", "emacs", "emacs-nox", "", emacs("(setq file-precious-flag t)")},
		{"nano", "nano", "nano", "new \x0f\r\x18", nano}, // ^O, Enter, ^X
		{"sed", "sed", "sed", "", []string{"sed", "-i", "s/old/new/", "FILE"}},
		{"perl", "perl", "perl", "", []string{"perl", "-pi", "-e", "s/old/new/", "FILE"}},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			for _, tool := range []string{c.needs, c.cmd[0]} {
				if _, err := exec.LookPath(tool); err != nil {
					t.Skipf("needs %s: apt-get install %s", tool, c.pkg)
				}
			}
			s := watchedSite(t)
			before := s.mirror()
			file := s.path("content/a.md")
			args := make([]string, len(c.cmd))
			for i, a := range c.cmd {
				args[i] = strings.ReplaceAll(a, "FILE", file)
			}
			cmd := exec.Command(args[0], args[1:]...)
			cmd.Env = append(os.Environ(), "TERM=xterm", "HOME="+t.TempDir())
			cmd.Dir = t.TempDir()
			in, err := cmd.StdinPipe()
			must(t, err)
			must(t, cmd.Start())
			for _, key := range c.keys { // as somebody would type them
				time.Sleep(60 * time.Millisecond)
				_, _ = in.Write([]byte(string(key)))
			}
			if c.keys == "" {
				in.Close()
			}
			done := make(chan error, 1)
			go func() { done <- cmd.Wait() }()
			s.expectSave("content/a.md", before, done)
			if data, _ := os.ReadFile(file); strings.TrimSpace(string(data)) == "old content/a.md" {
				t.Errorf("the editor saved nothing: %q", data)
			}
		})
	}
}

func TestGitCheckout(t *testing.T) {
	t.Parallel()
	if _, err := exec.LookPath("git"); err != nil {
		t.Skip("needs git: apt-get install git")
	}
	s := newDir(t)
	git := func(args ...string) {
		t.Helper()
		cmd := exec.Command("git", append([]string{"-c", "user.name=a", "-c", "user.email=a@example.org", "-c", "core.autocrlf=false"}, args...)...)
		cmd.Dir = s.dir
		cmd.Env = append(os.Environ(), "GIT_CONFIG_GLOBAL="+os.DevNull, "GIT_CONFIG_NOSYSTEM=1")
		if out, err := cmd.CombinedOutput(); err != nil {
			t.Fatalf("%v: %v\n%s", args, err, out)
		}
	}
	file := func(i int) string { return fmt.Sprintf("content/n%d/%d.md", i%20, i) }
	git("init", "-q")
	for i := range 600 {
		s.put(file(i), fmt.Sprint("one ", i))
	}
	git("add", "content", "layouts")
	git("commit", "-q", "-m", "one")
	git("branch", "one")
	for i := range 600 {
		switch {
		case i%3 == 0:
			s.put(file(i), fmt.Sprint("two ", i))
		case i%20 == 7: // a whole folder
			s.rm(filepath.Dir(file(i)))
		case i%7 == 0:
			s.mv(file(i), file(i)+"-moved.md")
		}
	}
	s.rm("layouts")
	for i := range 600 {
		if i%20 == 7 { // whatever order they went in
			s.rm(filepath.Dir(file(i)))
		}
	}
	git("add", "-A", "content", "layouts")
	git("commit", "-q", "-m", "two")
	git("checkout", "-q", "one")
	s.start(Options{}, system())
	files := s.mirror()
	for _, branch := range []string{"master", "one"} {
		git("checkout", "-q", branch)
		sets := 0
		seen := map[string]bool{}
		want := s.mirror()
		for d := time.Now().Add(patience); time.Now().Before(d); {
			var c Change
			select {
			case c = <-s.w.Changes():
			case <-time.After(2 * silence):
				d = time.Now()
				continue
			}
			sets++
			for _, p := range c.Paths {
				seen[p] = true
			}
		}
		for p, data := range want {
			if files[p] != data && !seen[p] {
				t.Errorf("%s: %s was not seen", branch, p)
			}
		}
		for p := range files {
			if _, there := want[p]; !there && !seen[p] {
				t.Errorf("%s: that %s is gone was not seen", branch, p)
			}
		}
		if len(seen) < 200 || sets > 12 {
			t.Errorf("%s: %d paths in %d sets", branch, len(seen), sets)
		}
		files = want
	}
}
