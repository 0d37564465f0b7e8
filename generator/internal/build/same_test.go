//go:build unix

package build

import (
	"bytes"
	"context"
	"crypto/sha256"
	"fmt"
	"io/fs"
	"math/rand/v2"
	"os"
	"os/exec"
	"os/signal"
	"path/filepath"
	"runtime/debug"
	"strconv"
	"strings"
	"syscall"
	"testing"

	"explainer/generator/internal/content"
	"explainer/generator/internal/corpus"
	"explainer/generator/internal/diag"
)

// childEnv makes the test binary a child that builds instead of testing. Its fields
// are separated by newlines: what to do, and arguments.
const childEnv = "EXPLAINER_BUILD_CHILD"

func TestMain(m *testing.M) {
	if os.Getenv("GOGC") == "" {
		// A fifth of the time would go to collecting what thousands of builds leave.
		debug.SetGCPercent(400)
		debug.SetMemoryLimit(4 << 30)
	}
	order, ok := os.LookupEnv(childEnv)
	if !ok {
		os.Exit(m.Run())
	}
	args := strings.Split(order, "\n")
	var err error
	switch args[0] {
	case "digest":
		err = digestChild(args[1], args[2], args[3])
	case "loop":
		err = loopChild(args[1], args[2], args[3])
	}
	if err != nil {
		fmt.Println(err)
		os.Exit(1)
	}
}

func child(tb testing.TB, env []string, args ...string) *exec.Cmd {
	tb.Helper()
	exe, err := os.Executable()
	must(tb, err)
	cmd := exec.Command(exe)
	cmd.Env = append(append(os.Environ(), env...), childEnv+"="+strings.Join(args, "\n"))
	return cmd
}

// childDay is the day on which children build: Today of the corpus.
func childDay() (Options, error) {
	var o Options
	d, err := parseDay(corpus.Today)
	o.Today = d
	return o, err
}

// digestChild builds a site with a umask and prints one sum of all outputs and
// diagnostics.
func digestChild(dir, out, umask string) error {
	mask, err := strconv.ParseInt(umask, 8, 32)
	if err != nil {
		return err
	}
	syscall.Umask(int(mask))
	opts, err := childDay()
	if err != nil {
		return err
	}
	opts.Dir, opts.Out = dir, out
	r, err := build(New(opts))
	if err != nil {
		return err
	}
	sum, err := digest(out, r)
	fmt.Printf("%s, %d files, %d diagnostics\n", sum, r.Counts.Files, len(r.Diags))
	return err
}

// digest returns a sum of the files of a folder, paths and bytes, and of what the
// build said.
func digest(out string, r Result) (string, error) {
	h := sha256.New()
	err := filepath.WalkDir(out, func(path string, d fs.DirEntry, err error) error {
		if os.IsNotExist(err) && path == out {
			return fs.SkipAll
		}
		if err != nil || d.IsDir() || isOurs(d.Name()) {
			return err
		}
		data, err := os.ReadFile(path)
		rel, _ := filepath.Rel(out, path)
		fmt.Fprintf(h, "%s %d\n%s", filepath.ToSlash(rel), len(data), data)
		return err
	})
	if err == nil {
		err = diag.WriteJSON(h, r.Diags)
	}
	return fmt.Sprintf("%x", h.Sum(nil)[:12]), err
}

// loopChild builds two sites by turns into one folder until a signal ends it, most of them
// as the command line does, with pages staged.
func loopChild(a, b, out string) error {
	ctx, stop := signal.NotifyContext(context.Background(), syscall.SIGTERM, syscall.SIGINT)
	defer stop()
	opts, err := childDay()
	if err != nil {
		return err
	}
	opts.Out = out
	for i := 0; ; i++ {
		opts.Dir, opts.Once = [2]string{a, b}[i%2], i%3 > 0
		r, err := New(opts).Build(ctx)
		if ctx.Err() != nil {
			fmt.Println("stopped")
			return nil
		}
		if err != nil || !r.OK() {
			return fmt.Errorf("build %d: %w, %v", i, err, r.Diags)
		}
		fmt.Println("built")
	}
}

// copySite copies the folders of a site, its files in a random order, so that a file
// system that lists them in the order of making lists them in another.
func copySite(tb testing.TB, from, to string, seed uint64) {
	tb.Helper()
	var paths []string
	for _, part := range []string{"config.toml", ContentDir, LayoutsDir} {
		err := filepath.WalkDir(filepath.Join(from, part), func(path string, d fs.DirEntry, err error) error {
			if os.IsNotExist(err) {
				return nil
			}
			if err == nil && !d.IsDir() {
				rel, _ := filepath.Rel(from, path)
				paths = append(paths, filepath.ToSlash(rel))
			}
			return err
		})
		must(tb, err)
	}
	r := rand.New(rand.NewPCG(seed, 0))
	r.Shuffle(len(paths), func(i, j int) { paths[i], paths[j] = paths[j], paths[i] })
	for _, p := range paths {
		put(tb, to, p, get(tb, from, p))
	}
}

// breakSite spoils some files of a site, each in its own way, so that there is much
// to be said.
func breakSite(tb testing.TB, dir string) {
	tb.Helper()
	explainers, err := filepath.Glob(filepath.Join(dir, ContentDir, content.ExplainersDir, "*.md"))
	must(tb, err)
	for i, name := range explainers[:min(40, len(explainers))] {
		data, err := os.ReadFile(name)
		must(tb, err)
		text := string(data)
		switch i % 5 {
		case 0:
			text += "\nSee [[no-such-page]] and [it](../actors/nobody.md).\n"
		case 1:
			text = strings.Replace(text, "actors = [", "actors = [\"some-stub\", ", 1)
		case 2:
			text = strings.Replace(text, "summary", "sumary", 1)
		case 3:
			text = strings.Replace(text, "title = ", "title = = ", 1)
		case 4:
			text = strings.Replace(text, "authors = ", "aliases = [\"/about/\"]\nauthors = ", 1)
		}
		must(tb, os.WriteFile(name, []byte(text), 0o644))
	}
}

// TestSameEverywhere builds the same sites under everything that must not matter.
func TestSameEverywhere(t *testing.T) {
	if testing.Short() {
		t.Skip("starts some 20 processes")
	}
	t.Parallel()
	size := 200
	sites := map[string]func(dir string){
		"sample":         func(dir string) { copySite(t, repository, dir, 0) },
		"corpus":         func(dir string) { must(t, corpus.Write(dir, 11, size)) },
		"corpus, broken": func(dir string) { must(t, corpus.Write(dir, 12, size)); breakSite(t, dir) },
	}
	conditions := []struct {
		name  string
		env   []string
		umask string
		moved bool
	}{
		{name: "one processor", env: []string{"GOMAXPROCS=1"}},
		{name: "eight processors", env: []string{"GOMAXPROCS=8"}},
		{name: "Kolkata", env: []string{"TZ=Asia/Kolkata", "LANG=C", "LC_ALL=C"}},
		{name: "St John's", env: []string{"TZ=America/St_Johns", "LANG=tr_TR.UTF-8", "LC_ALL=tr_TR.UTF-8"}},
		{name: "Arabic, little memory", env: []string{"LANG=ar", "LC_ALL=ar_EG.UTF-8", "GOGC=5"}},
		{name: "strict umask, another folder", umask: "077", moved: true},
	}
	for name, write := range sites {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			dir, want := filepath.Join(t.TempDir(), "site"), ""
			write(dir)
			for i, c := range conditions {
				from := dir
				if c.moved {
					from = filepath.Join(t.TempDir(), "some where", "else")
					copySite(t, dir, from, uint64(i))
				}
				umask := c.umask
				if umask == "" {
					umask = "022"
				}
				cmd := child(t, c.env, "digest", from, filepath.Join(t.TempDir(), "out"), umask)
				got, err := cmd.CombinedOutput()
				if err != nil {
					t.Fatalf("%s: %v\n%s", c.name, err, got)
				}
				if want == "" {
					want = string(got)
					t.Log(strings.TrimSpace(want))
				}
				if string(got) != want {
					t.Errorf("%s: %s, want %s", c.name, bytes.TrimSpace(got), want)
				}
			}
		})
	}
}

// TestOrderOfFilesDoesNotMatter gives the files of a folder in random orders.
func TestOrderOfFilesDoesNotMatter(t *testing.T) {
	t.Parallel()
	for _, broken := range []bool{false, true} {
		dir := corpusSite(t, 13, 60)
		if broken {
			breakSite(t, dir)
		}
		want := ""
		for seed := range uint64(6) {
			out := filepath.Join(t.TempDir(), "out")
			b := New(Options{Dir: dir, Out: out, Today: corpusDay(t)})
			in, err := b.read()
			must(t, err)
			r := rand.New(rand.NewPCG(seed, 0))
			if seed > 0 {
				r.Shuffle(len(in.entries), func(i, j int) { in.entries[i], in.entries[j] = in.entries[j], in.entries[i] })
				in.list(in.entries)
			}
			result := finish(t, b, in)
			in.close()
			got, err := digest(out, result)
			must(t, err)
			if want == "" {
				want = got
			}
			if got != want {
				t.Errorf("broken %v, order %d: another site or other diagnostics than in byte order", broken, seed)
			}
		}
	}
}

// finish takes a build from the files that were read to its end.
func finish(tb testing.TB, b *Builder, in *input) Result {
	tb.Helper()
	r, err := b.build(context.Background(), in)
	must(tb, err)
	return r
}
