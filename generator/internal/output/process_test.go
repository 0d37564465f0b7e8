package output

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io/fs"
	"maps"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"syscall"
	"testing"
	"time"
)

// helperEnv makes the test binary a helper instead: "what|dir".
const helperEnv = "EXPLAINER_OUTPUT_HELPER"

func TestMain(m *testing.M) {
	what, dir, ok := strings.Cut(os.Getenv(helperEnv), "|")
	if !ok {
		os.Exit(m.Run())
	}
	switch what {
	case "loop":
		for i := 0; ; i++ {
			if _, err := Write(context.Background(), dir, generation(i%7), Options{}); err != nil {
				fmt.Println(err)
				os.Exit(1)
			}
			fmt.Println("written")
		}
	case "stages":
		for i := 0; ; i++ {
			if err := viaStage(dir, generation(i%7), Options{}, i%5 == 4); err != nil {
				fmt.Println(err)
				os.Exit(1)
			}
			fmt.Println("written")
		}
	case "versions", "staged versions":
		for {
			n, err := current(dir)
			switch {
			case err == nil && what == "versions":
				_, err = Write(context.Background(), dir, version(n+1), Options{Atomic: true})
			case err == nil:
				err = viaStage(dir, version(n+1), Options{Atomic: true}, false)
			}
			if err != nil {
				fmt.Println(err)
				os.Exit(1)
			}
			fmt.Println("written")
		}
	case "unprivileged":
		os.Exit(unprivileged(dir))
	}
}

// viaStage writes a set as Write does, or gives up, with all its files staged.
func viaStage(dir string, from *Set, opts Options, giveUp bool) error {
	s, err := Begin(context.Background(), dir, opts)
	if err != nil {
		return err
	}
	defer s.Abort()
	set := new(Set)
	for path, c := range from.files {
		if err := errors.Join(s.Put(path, c.data), set.AddPut(path, s)); err != nil {
			return err
		}
	}
	if giveUp {
		return nil
	}
	_, err = s.Commit(context.Background(), set, Mark{})
	return err
}

func helper(t *testing.T, what, dir string) *exec.Cmd {
	t.Helper()
	exe, err := os.Executable()
	must(t, err)
	cmd := exec.Command(exe)
	cmd.Env = append(os.Environ(), helperEnv+"="+what+"|"+dir)
	return cmd
}

// generation returns one of several sites that share paths, differ in bytes, and
// turn files into folders. Every file says in its first and last byte what it is.
func generation(n int) *Set {
	s := new(Set)
	letter := string(rune('a' + n))
	for i := range 40 + 10*n {
		body := letter + strings.Repeat(letter, 5_000+100*i) + letter
		path := fmt.Sprintf("explainers/%d/index.html", i)
		if i%10 == n {
			path = fmt.Sprintf("explainers/%d", i)
		}
		if err := s.Add(path, []byte(body)); err != nil {
			panic(err)
		}
	}
	return s
}

// torn returns what is wrong with any file of the folder: each must be of one
// letter throughout and of a length that a generation gave it.
func torn(dir string) error {
	return filepath.WalkDir(dir, func(path string, d fs.DirEntry, err error) error {
		if errors.Is(err, fs.ErrNotExist) || errors.Is(err, syscall.ENOTDIR) {
			return nil // removed, or a file by now
		}
		if d != nil && d.Name() == stagedName && err == nil {
			return fs.SkipDir // nobody reads it
		}
		if err != nil || d.IsDir() || strings.HasPrefix(d.Name(), ".") {
			return err
		}
		data, err := os.ReadFile(path)
		if errors.Is(err, fs.ErrNotExist) || err == nil && len(data) > 5_000 && (len(data)-2)%100 == 0 &&
			strings.Count(string(data), string(data[:1])) == len(data) {
			return nil
		}
		if errors.Is(err, syscall.EISDIR) || errors.Is(err, syscall.ENOTDIR) {
			return nil // a folder by now, or in what was one
		}
		return fmt.Errorf("%s is torn: %d bytes, %v", path, len(data), err)
	})
}

// Killed at any moment, every file is whole, and the next run mends the rest.
func TestKilled(t *testing.T) {
	if testing.Short() {
		t.Skip("starts 30 processes")
	}
	dir := t.TempDir()
	put(t, dir, "foreign.txt", "f"+strings.Repeat("f", 5_100)+"f")
	reading, stop := context.WithCancel(context.Background())
	var wg sync.WaitGroup
	var reads atomic.Int64
	wg.Go(func() {
		for reading.Err() == nil {
			if err := torn(dir); err != nil {
				t.Error(err)
				return
			}
			reads.Add(1)
		}
	})
	interrupted, staging := 0, 0
	for i := range 30 {
		cmd := helper(t, []string{"loop", "stages"}[i%2], dir)
		out, err := cmd.StdoutPipe()
		must(t, err)
		must(t, cmd.Start())
		line, _ := bufio.NewReader(out).ReadString('\n')
		if line != "written\n" {
			t.Errorf("the run after the kill: %s", line)
		}
		time.Sleep(time.Duration(rand.IntN(40_000)) * time.Microsecond)
		must(t, cmd.Process.Kill())
		_ = cmd.Wait()
		root, err := os.OpenRoot(dir)
		must(t, err)
		if m := readManifest(root); !m.known {
			t.Error("no whole manifest after the kill")
		} else if !m.complete {
			interrupted++
		} else if _, err := os.Lstat(filepath.Join(dir, stagedName)); err == nil {
			staging++
			oneGeneration(t, dir)
		}
		root.Close()
		if err := torn(dir); err != nil {
			t.Error(err)
		}
		if i%3 == 0 {
			mended(t, dir, i%7)
		}
	}
	stop()
	wg.Wait()
	if interrupted == 0 || staging == 0 || reads.Load() == 0 {
		t.Errorf("nothing was tried: %d runs cut short, %d while staging, %d readings", interrupted, staging, reads.Load())
	}
	mended(t, dir, 3)
}

// unstaged is what is on the disk but for staged files.
func unstaged(t testing.TB, dir string) files {
	got := onDisk(t, dir)
	maps.DeleteFunc(got, func(path, _ string) bool { return strings.HasPrefix(path, stagedName+"/") })
	return got
}

// oneGeneration holds that a folder is one whole site and no mixture: whoever was killed
// while staging has changed nothing.
func oneGeneration(t *testing.T, dir string) {
	t.Helper()
	got := unstaged(t, dir)
	delete(got, "foreign.txt")
	delete(got, tempPrefix+"manifest") // being written when the kill came
	for n := range 7 {
		same := maps.EqualFunc(got, generation(n).files, func(data string, c *content) bool { return data == string(c.data) })
		if same {
			return
		}
	}
	t.Errorf("killed while staging: %d files are no whole site: %q", len(got), slices.Sorted(maps.Keys(got)))
}

// mended writes a generation over what is there and checks that nothing else is.
func mended(t *testing.T, dir string, n int) {
	t.Helper()
	set := generation(n)
	r, err := Write(context.Background(), dir, set, Options{})
	if err != nil {
		t.Fatal(err)
	}
	if len(r.Kept) > 0 {
		t.Errorf("kept as if foreign: %q", r.Kept)
	}
	want := files{"foreign.txt": "f" + strings.Repeat("f", 5_100) + "f"}
	for path, c := range set.files {
		want[path] = string(c.data)
	}
	expect(t, dir, want)
}

func TestTwoWriters(t *testing.T) {
	dir := t.TempDir()
	var wg sync.WaitGroup
	for i := range 4 {
		wg.Go(func() {
			for j := range 5 {
				if _, err := Write(context.Background(), dir, generation((i+j)%7), Options{}); err != nil {
					t.Error(err)
				}
				if err := torn(dir); err != nil {
					t.Error(err)
				}
			}
		})
	}
	wg.Wait()
	put(t, dir, "foreign.txt", "f"+strings.Repeat("f", 5_100)+"f")
	mended(t, dir, 0)
}

func TestBusy(t *testing.T) {
	dir := t.TempDir()
	root, err := os.OpenRoot(dir)
	must(t, err)
	defer root.Close()
	unlock, err := lock(context.Background(), root, dir, nil)
	must(t, err)
	ctx, cancel := context.WithCancel(context.Background())
	told := 0
	_, err = Write(ctx, dir, files{"a": "1"}.set(t), Options{Busy: func() { told++; cancel() }})
	want := fmt.Sprintf("stopped waiting for another build that writes to %q: context canceled", dir)
	if err == nil || err.Error() != want || told != 1 {
		t.Errorf("told %d times, %v", told, err)
	}
	_, err = Write(context.Background(), dir, files{"a": "1"}.set(t), Options{Busy: func() { told++; unlock() }})
	if err != nil || told != 2 {
		t.Errorf("told %d times, %v", told, err)
	}
	expect(t, dir, files{"a": "1"})
}
