//go:build unix

package main_test

import (
	"bytes"
	"fmt"
	"io"
	"os"
	"os/exec"
	"strings"
	"sync"
	"syscall"
	"testing"

	"github.com/gofrs/flock"
)

// large makes the site of the current folder large enough that a build takes a while.
func large(t *testing.T, pages int) {
	t.Helper()
	for i := range pages {
		write(t, fmt.Sprintf("content/explainers/e%d.md", i), fmt.Sprintf("+++\ntitle = \"E%d?\"\n+++\nSee [[e%d]].\n", i, (i+1)%pages))
	}
}

// TestTwoBuilds runs several builds of one site into one folder at the same time.
func TestTwoBuilds(t *testing.T) {
	site(t)
	large(t, 100)
	var wg sync.WaitGroup
	for range 4 {
		wg.Go(func() {
			if out, err := program(t, "build", "-q").CombinedOutput(); err != nil || strings.ReplaceAll(string(out), "waiting for another build that is writing there\n", "") != "" {
				t.Errorf("%v\n%s", err, out)
			}
		})
	}
	wg.Wait()
	after := state(t, "public")
	if got := run(t, "build", "-q"); got != "exit code 0\n" || !sameSite(after, state(t, "public")) {
		t.Errorf("the folder is not what one build writes; built again: %s", got)
	}
}

// sameSite compares two states but for the program's own books.
func sameSite(a, b string) bool { return books(a) == books(b) }

func books(state string) string {
	var kept []string
	for line := range strings.Lines(state) {
		if !strings.Contains(line, "/.explainer-") {
			kept = append(kept, line)
		}
	}
	return strings.Join(kept, "")
}

// TestSignals ends a build that waits for another one.
func TestSignals(t *testing.T) {
	for _, sig := range []syscall.Signal{syscall.SIGTERM, syscall.SIGINT} {
		t.Run(sig.String(), func(t *testing.T) {
			site(t)
			before := state(t, "public")
			write(t, "content/new.md", "+++\ntitle = \"New\"\n+++\n")
			lock := flock.New("public/.explainer-lock")
			if err := lock.Lock(); err != nil {
				t.Fatal(err)
			}
			defer lock.Unlock()
			cmd := program(t, "build")
			pipe, err := cmd.StderrPipe()
			if err != nil {
				t.Fatal(err)
			}
			if err := cmd.Start(); err != nil {
				t.Fatal(err)
			}
			const waiting = "waiting for another build that is writing there\n"
			said := make([]byte, len(waiting))
			if _, err := io.ReadFull(pipe, said); err != nil || string(said) != waiting {
				t.Errorf("it says %q, %v", said, err)
			}
			if err := cmd.Process.Signal(sig); err != nil {
				t.Fatal(err)
			}
			rest, err := io.ReadAll(pipe)
			if err != nil || string(rest) != "explainer: stopped\n" {
				t.Errorf("then it says %q, %v", rest, err)
			}
			cmd.Wait()
			if code := cmd.ProcessState.ExitCode(); code != 1 {
				t.Errorf("exit code %d", code)
			}
			if after := state(t, "public"); after != before {
				t.Errorf("public/ changed:\n%s", after)
			}
		})
	}
}

// TestClosedOutput gives the program pipes that nobody reads. The site is whole all
// the same, since it is written before anything is said.
func TestClosedOutput(t *testing.T) {
	site(t)
	write(t, "content/x.md", "+++\ntitle = \"X\"\n+++\n<b>A warning.</b>\n")
	want := ""
	for _, args := range [][]string{{"build"}, {"build", "--format", "json"}} {
		if err := os.RemoveAll("public"); err != nil {
			t.Fatal(err)
		}
		r, w, err := os.Pipe()
		if err != nil {
			t.Fatal(err)
		}
		r.Close()
		cmd := program(t, args...)
		cmd.Stdout, cmd.Stderr = w, w
		if err := cmd.Run(); err == nil {
			t.Errorf("%v: nobody could read what it said, and it did not mind", args)
		}
		w.Close()
		if _, err := os.Stat("public/x/index.html"); err != nil {
			t.Errorf("%v: %v", args, err)
		}
		want = state(t, "public")
	}
	if got := run(t, "build", "-q"); !strings.HasPrefix(got, "exit code 0\n") || !sameSite(want, state(t, "public")) {
		t.Errorf("the site was not whole: %s", got)
	}
}

// TestFullDisk lets no file grow beyond a few kilobytes, as a disk does that is full:
// the build fails in so many words, and leaves no torn file.
func TestFullDisk(t *testing.T) {
	shell, err := exec.LookPath("sh")
	if err != nil {
		t.Skip("needs a shell with ulimit:", err)
	}
	site(t)
	before := map[string]string{}
	for line := range strings.Lines(books(state(t, "public"))) {
		before[strings.Fields(line)[0]] = line
	}
	write(t, "content/large.bin", strings.Repeat("x", 100_000))
	self, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	link(self, "explainer")(t)
	cmd := exec.CommandContext(t.Context(), shell, "-c", "trap '' XFSZ; ulimit -f 40; exec ./explainer build -q")
	var said bytes.Buffer
	cmd.Stdout, cmd.Stderr = &said, &said
	if err := cmd.Run(); err == nil {
		t.Skip("needs a system that bounds the size of files")
	}
	if want := "explainer: cannot write \"public/large.bin\": file too large\n"; said.String() != want {
		t.Errorf("it says %q, want %q", said.String(), want)
	}
	for line := range strings.Lines(books(state(t, "public"))) {
		if was, ok := before[strings.Fields(line)[0]]; !ok || was != line {
			t.Errorf("public/ has %s", line)
		}
	}
	remove("explainer")(t)
	if got := run(t, "build", "-q"); got != "exit code 0\n" {
		t.Errorf("with room again: %s", got)
	}
}
