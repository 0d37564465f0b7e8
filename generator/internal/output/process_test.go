package output

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io/fs"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"sync/atomic"
	"syscall"
	"testing"
	"time"
)

// helperEnv makes the test binary a helper instead: "what dir".
const helperEnv = "EXPLAINER_OUTPUT_HELPER"

func TestMain(m *testing.M) {
	what, dir, ok := strings.Cut(os.Getenv(helperEnv), " ")
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
	case "versions":
		for {
			n, err := current(dir)
			if err == nil {
				_, err = Write(context.Background(), dir, version(n+1), Options{Atomic: true})
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

func helper(t *testing.T, what, dir string) *exec.Cmd {
	t.Helper()
	exe, err := os.Executable()
	must(t, err)
	cmd := exec.Command(exe)
	cmd.Env = append(os.Environ(), helperEnv+"="+what+" "+dir)
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
	interrupted := 0
	for i := range 30 {
		cmd := helper(t, "loop", dir)
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
	if interrupted == 0 || reads.Load() == 0 {
		t.Errorf("nothing was tried: %d runs cut short, %d readings", interrupted, reads.Load())
	}
	mended(t, dir, 3)
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
