package build_test

import (
	"context"
	"io/fs"
	"math/rand/v2"
	"os"
	"path/filepath"
	"testing"

	"explainer/generator/internal/build"
)

// keptProcesses builds as the command line does, each time with a new Builder that finds what
// the last one left in the cache. Now and then somebody checks the site in between, builds it
// with other options, or the cache is damaged, gone, or of another program.
func keptProcesses(opts build.Options) func(edit, []string) (result, error) {
	opts.Once, opts.Program, opts.Cache = true, "a program", filepath.Join(filepath.Dir(opts.Out), "kept", "cache")
	return func(e edit, changed []string) (result, error) {
		name := e.String()
		ctx := context.Background()
		switch {
		case chance(name+"1", 5):
			check := opts
			check.DryRun = true
			if _, err := build.New(check).Build(ctx); err != nil {
				return result{}, err
			}
		case chance(name+"2", 9):
			other, uncached := opts, opts
			other.Drafts = !other.Drafts
			uncached.Cache, uncached.DryRun = "", true
			will, err := build.New(uncached).Build(ctx)
			if err != nil {
				return result{}, err
			}
			// What it writes would stay, rightly, where the build that is looked at has errors.
			other.DryRun = chance(name, 2) || !will.OK()
			if _, err := build.New(other).Build(ctx); err != nil {
				return result{}, err
			}
		case chance(name+"3", 9):
			damage(opts.Cache, name)
		}
		o := opts
		if chance(name+"4", 20) {
			o.Program = "another program"
		}
		r, err := build.New(o).Build(ctx)
		if err == nil && r.Unkept != nil {
			err = r.Unkept
		}
		b := build.New(o)
		return result{r, b.Reads, b.Page}, err
	}
}

// damage cuts a file off, flips a bit of it or removes it.
func damage(path, how string) {
	data, err := os.ReadFile(path)
	if err != nil {
		return
	}
	r := rand.New(rand.NewPCG(uint64(len(how)), uint64(len(data))))
	at := r.IntN(len(data))
	switch r.IntN(3) {
	case 0:
		data = data[:at]
	case 1:
		data[at] ^= 1 << r.IntN(8)
	default:
		_ = os.Remove(path)
		return
	}
	_ = os.WriteFile(path, data, 0o600)
}

// TestOracleAcrossProcesses makes random edits, and holds each build that goes on from what
// another process left against a clean one.
func TestOracleAcrossProcesses(t *testing.T) {
	t.Parallel()
	o := newOracle(12, func(tb testing.TB, seed uint64) plot {
		p := plotOf(tb, seed)
		p.options.Live, p.disk, p.subject, p.edits = false, true, keptProcesses, 25
		return p
	})
	o.edit(t)
	t.Logf("%d edits; %s", o.all.edits, o.all.String())
	if *oracleSeed == 0 && o.all.made*2 > o.all.pages {
		t.Errorf("most pages were made again: %s", o.all.String())
	}
}

// TestKept holds that a build takes what the last process left: after an edit of one text few
// pages are made, and without it all.
func TestKept(t *testing.T) {
	t.Parallel()
	site := newFolder(t)
	s := corpusState(3, 20)
	site.show(s)
	opts := build.Options{Dir: site.dir, Out: filepath.Join(t.TempDir(), "out"), Today: today(t), Once: true, Program: "a program", Cache: filepath.Join(t.TempDir(), "new", "cache")}
	made := func(o build.Options) int {
		t.Helper()
		r, err := build.New(o).Build(context.Background())
		if err != nil || !r.OK() || r.Unkept != nil {
			t.Fatal(err, r.Unkept, r.Diags)
		}
		return len(r.Made)
	}
	all := made(opts)
	if n := made(opts); n != 0 {
		t.Errorf("%d pages were made of a site that is the same", n)
	}
	page := filepath.Join(site.dir, "content", "about.md")
	data, err := os.ReadFile(page)
	must(t, err)
	must(t, os.WriteFile(page, append(data, "\nA new line.\n"...), 0o644))
	check := opts
	check.DryRun = true
	if n := made(check); n < 1 || n > 2 {
		t.Errorf("%d pages were checked for one text", n)
	}
	if n := made(opts); n < 1 || n > 2 {
		t.Errorf("%d pages were made for one text", n)
	}
	for name, change := range map[string]func(*build.Options){
		"another program": func(o *build.Options) { o.Program = "another" },
		"no cache":        func(o *build.Options) { o.Cache = "" },
		"other options":   func(o *build.Options) { o.Drafts = true },
		"another folder":  func(o *build.Options) { o.Out = filepath.Join(t.TempDir(), "other") },
		"another day":     func(o *build.Options) { o.Today++ },
	} {
		o := opts
		change(&o)
		if n := made(o); n < all {
			t.Errorf("%s: %d pages of %d were made", name, n, all)
		}
		made(opts) // the state is of these options again
	}
	// Somebody changes a page, and removes another: they are made again.
	about := filepath.Join(opts.Out, "about", "index.html")
	want, err := os.ReadFile(about)
	must(t, err)
	must(t, os.WriteFile(about, []byte("by hand"), 0o644))
	must(t, os.Remove(filepath.Join(opts.Out, "404.html")))
	if n := made(opts); n != 2 {
		t.Errorf("%d pages were made for two that are not what they were", n)
	}
	if got, err := os.ReadFile(about); err != nil || string(got) != string(want) {
		t.Errorf("%.100s, %v", got, err)
	}
}

// TestUnkept holds that a site is built where nothing can be kept, and that this is said.
func TestUnkept(t *testing.T) {
	t.Parallel()
	site := newFolder(t)
	site.show(village(t))
	top := t.TempDir()
	must(t, os.WriteFile(filepath.Join(top, "file"), nil, 0o644))
	opts := build.Options{Dir: site.dir, Out: filepath.Join(top, "out"), Today: today(t), Once: true, Program: "a program", Cache: filepath.Join(top, "file", "cache")}
	r, err := build.New(opts).Build(context.Background())
	if err != nil || !r.OK() || r.Unkept == nil || r.Written.Written == 0 {
		t.Error(err, r.Unkept, r.Written)
	}
	_, err = os.Stat(opts.Cache)
	if err == nil {
		t.Error(fs.ErrExist)
	}
}
