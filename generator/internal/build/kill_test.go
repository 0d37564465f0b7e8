//go:build unix

package build

import (
	"bufio"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io/fs"
	"math/rand/v2"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"

	"explainer/generator/internal/corpus"
)

// foreign are files of somebody else in the output folder.
func foreign() map[string]string {
	return map[string]string{"CNAME": "example.org\n", "explainers/notes.txt": "mine\n", "own/deep/file.html": "<p>mine"}
}

// twoSites writes two versions of a site that share most paths and differ in every
// page, and in which pages there are. It returns their folders and what a clean
// build makes of each, foreign files included.
func twoSites(t *testing.T) (dirs [2]string, whole [2]files) {
	t.Helper()
	for i := range dirs {
		dirs[i] = filepath.Join(t.TempDir(), "site")
		must(t, corpus.Write(dirs[i], 5, 30))
	}
	b := dirs[1]
	put(t, b, "config.toml", strings.Replace(get(t, b, "config.toml"), `title = "Corpus"`, `title = "Another title"`, 1))
	put(t, b, "content/guide/third.md", "+++\ntitle = \"Third\"\n+++\n\nWords.\n")
	must(t, os.RemoveAll(filepath.Join(b, "content/guide/reading.md")))
	put(t, b, "content/files/data.csv", strings.Repeat("2014,1\n", 50_000))
	for i := range dirs {
		var r Result
		whole[i], r = cleanBuild(t, Options{Dir: dirs[i], Today: corpusDay(t)})
		if !r.OK() {
			t.Fatalf("site %d: %v", i, r.Diags)
		}
		for path, text := range foreign() {
			whole[i][path] = sum(text)
		}
	}
	return dirs, whole
}

func sum(text string) string {
	s := sha256.Sum256([]byte(text))
	return hex.EncodeToString(s[:])
}

// torn reads a folder and reports a file that is not one of those it may be.
func torn(dir string, whole [2]files) error {
	return filepath.WalkDir(dir, func(path string, d fs.DirEntry, err error) error {
		if errors.Is(err, fs.ErrNotExist) {
			return nil // removed meanwhile
		}
		if err != nil || d.IsDir() || isOurs(d.Name()) {
			return err
		}
		data, err := os.ReadFile(path)
		if errors.Is(err, fs.ErrNotExist) {
			return nil
		}
		rel, _ := filepath.Rel(dir, path)
		rel = filepath.ToSlash(rel)
		if s := sum(string(data)); err == nil && s != whole[0][rel] && s != whole[1][rel] {
			err = fmt.Errorf("%s is neither the old nor the new file: %d bytes", rel, len(data))
		}
		return err
	})
}

// leftovers returns files of package output that no ended build leaves.
func leftovers(t *testing.T, dir string) []string {
	t.Helper()
	var list []string
	must(t, filepath.WalkDir(dir, func(path string, d fs.DirEntry, err error) error {
		if err == nil && isOurs(d.Name()) && d.Name() != ".explainer-manifest" && d.Name() != ".explainer-lock" {
			list = append(list, path)
		}
		return err
	}))
	return list
}

// TestKilled kills builds at random moments. Every file stays whole, and the next
// build mends everything.
func TestKilled(t *testing.T) {
	if testing.Short() {
		t.Skip("starts 32 processes")
	}
	t.Parallel()
	dirs, whole := twoSites(t)
	out := filepath.Join(t.TempDir(), "out")
	for path, text := range foreign() {
		put(t, out, path, text)
	}
	seed := uint64(time.Now().UnixNano())
	t.Logf("seed %d", seed)
	r := rand.New(rand.NewPCG(seed, 0))

	done := make(chan struct{})
	var reader sync.WaitGroup
	reader.Go(func() {
		for {
			if err := torn(out, whole); err != nil {
				t.Errorf("read while it was built: %v", err)
				return
			}
			select {
			case <-done:
				return
			default:
			}
		}
	})
	signals := []syscall.Signal{syscall.SIGTERM, syscall.SIGINT}
	for i := range 32 {
		sig := syscall.SIGKILL
		if i >= 30 {
			sig = signals[i-30]
		}
		endBuild(t, dirs, out, sig, time.Duration(r.IntN(500))*time.Millisecond)
		if err := torn(out, whole); err != nil {
			t.Fatalf("after end %d: %v", i, err)
		}
		if sig != syscall.SIGKILL {
			if left := leftovers(t, out); len(left) > 0 {
				t.Errorf("after %v there are %v", sig, left)
			}
		}
		if i%5 == 4 {
			which := r.IntN(2)
			if r, err := build(New(Options{Dir: dirs[which], Out: out, Today: corpusDay(t)})); err != nil || !r.OK() {
				t.Fatal(err, r.Diags)
			}
			if d := differences(snapshot(t, out), whole[which]); d != "" {
				t.Fatalf("after end %d and a build:\n%s", i, d)
			}
			if left := leftovers(t, out); len(left) > 0 {
				t.Errorf("after end %d and a build there are %v", i, left)
			}
		}
	}
	close(done)
	reader.Wait()
}

// endBuild starts a child that builds the sites by turns, and ends it some time after
// its first build.
func endBuild(t *testing.T, dirs [2]string, out string, sig syscall.Signal, after time.Duration) {
	t.Helper()
	cmd := child(t, nil, "loop", dirs[0], dirs[1], out)
	pipe, err := cmd.StdoutPipe()
	must(t, err)
	must(t, cmd.Start())
	lines := bufio.NewScanner(pipe)
	if !lines.Scan() || lines.Text() != "built" {
		_ = cmd.Process.Kill()
		t.Fatalf("the build after an end: %q", lines.Text())
	}
	time.Sleep(after)
	must(t, cmd.Process.Signal(sig))
	last := ""
	for lines.Scan() {
		last = lines.Text()
	}
	err = cmd.Wait()
	if sig != syscall.SIGKILL && (err != nil || last != "stopped") {
		t.Errorf("after %v: %v, last words %q", sig, err, last)
	}
}

// TestTwoBuildsAtOnce lets two builds write into one folder at the same time. Both
// end well, and the folder is one of the two sites and no mixture.
func TestTwoBuildsAtOnce(t *testing.T) {
	t.Parallel()
	dirs, whole := twoSites(t)
	out := filepath.Join(t.TempDir(), "out")
	for path, text := range foreign() {
		put(t, out, path, text)
	}
	day := corpusDay(t)
	for round := range 4 {
		var both sync.WaitGroup
		for _, dir := range dirs {
			both.Go(func() {
				if r, err := build(New(Options{Dir: dir, Out: out, Today: day})); err != nil || !r.OK() {
					t.Errorf("round %d: %v, %v", round, err, r.Diags)
				}
			})
		}
		both.Wait()
		got := snapshot(t, out)
		if a, b := differences(got, whole[0]), differences(got, whole[1]); a != "" && b != "" {
			t.Fatalf("round %d: neither site:\n%s\nor\n%s", round, a, b)
		}
	}
}
