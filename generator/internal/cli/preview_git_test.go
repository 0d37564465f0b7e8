package cli

import (
	"fmt"
	"io"
	"net/http"
	"os"
	"os/exec"
	"strings"
	"testing"
	"time"
)

// get asks the preview for a page.
func (s *serving) get(path string) string {
	s.Helper()
	r, err := http.Get(s.address + path)
	if err != nil {
		s.Fatal(err)
	}
	defer r.Body.Close()
	data, err := io.ReadAll(r.Body)
	if err != nil {
		s.Fatal(err)
	}
	return string(data)
}

// TestServeACheckout checks out a branch that changes 5,000 files under a running preview:
// it may not build for each of them.
func TestServeACheckout(t *testing.T) {
	if testing.Short() {
		t.Skip("makes 5,000 files")
	}
	if _, err := exec.LookPath("git"); err != nil {
		t.Skip("needs git: apt-get install git")
	}
	const n = 5000
	s := &serving{TB: t, dir: t.TempDir()}
	git := func(args ...string) {
		t.Helper()
		cmd := exec.Command("git", append([]string{"-c", "user.name=a", "-c", "user.email=a@example.org", "-c", "core.autocrlf=false"}, args...)...)
		cmd.Dir = s.dir
		cmd.Env = append(os.Environ(), "GIT_CONFIG_GLOBAL="+os.DevNull, "GIT_CONFIG_NOSYSTEM=1")
		if out, err := cmd.CombinedOutput(); err != nil {
			t.Fatalf("%v: %v\n%s", args, err, out)
		}
	}
	write := func(word string) {
		for i := range n {
			s.put(fmt.Sprintf("content/part%d/p%d.md", i%50, i), fmt.Sprintf("+++\ntitle = \"Page %d\"\n+++\n\n%s %d.\n", i, word, i))
		}
	}
	s.put("config.toml", "title = \"Site\"\n")
	git("init", "-q", "-b", "one")
	write("First")
	git("add", "config.toml", "content")
	git("commit", "-q", "-m", "one")
	git("checkout", "-q", "-b", "two")
	write("Second")
	git("commit", "-q", "-a", "-m", "two")

	s = serveSite(t, s.dir, freePort(t))
	for _, c := range []struct{ branch, word string }{{"one", "First"}, {"two", "Second"}} {
		before := s.stderr.builds()
		begin := time.Now()
		git("checkout", "-q", c.branch)
		took := time.Since(begin)
		last := fmt.Sprintf("part%d/p%d/", (n-1)%50, n-1)
		for quiet := time.Now(); time.Since(quiet) < 2*time.Second; time.Sleep(100 * time.Millisecond) {
			if time.Since(begin) > time.Minute {
				t.Fatalf("%s: it does not end\n%s", c.branch, s.stderr)
			}
			if strings.Count(s.stderr.String(), "\n") == 0 || s.stderr.builds() == before || !strings.Contains(s.get(last), c.word) {
				quiet = time.Now()
			}
		}
		for _, i := range []int{0, 1, n / 2, n - 1} {
			if text := s.get(fmt.Sprintf("part%d/p%d/", i%50, i)); !strings.Contains(text, fmt.Sprintf("%s %d.", c.word, i)) {
				t.Errorf("%s: page %d is that of another branch", c.branch, i)
			}
		}
		builds := s.stderr.builds() - before
		t.Logf("%s: git took %v; %d builds", c.branch, took.Round(time.Millisecond), builds)
		// One for the checkout; another for what came before git held its lock, or was half
		// written then.
		if builds > 2 {
			t.Errorf("%s: %d builds for one checkout\n%s", c.branch, builds, s.stderr)
		}
	}
}
