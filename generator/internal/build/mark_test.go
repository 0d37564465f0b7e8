package build

import (
	"math/rand/v2"
	"os"
	"path/filepath"
	"testing"
	"time"

	"explainer/generator/internal/corpus"
)

// TestNothingToDo holds that a new process that finds nothing changed, here or in the
// output, does nothing and tells the same, and that any change is seen.
func TestNothingToDo(t *testing.T) {
	t.Parallel()
	dir, out := filepath.Join(t.TempDir(), "site"), filepath.Join(t.TempDir(), "out")
	must(t, corpus.Write(dir, benchSeed, 8))
	page, manifest := filepath.Join(out, "about", "index.html"), filepath.Join(out, ".explainer-manifest")
	opts := Options{Dir: dir, Out: out, Today: corpusDay(t), Once: true, Program: "this one", Started: time.Now().Add(time.Hour).UnixNano()}
	run := func(o Options) Result { return mustBuild(t, New(o)) }
	marked := func(r Result) bool { // a build that does nothing makes no pages
		return len(r.Made) == 0
	}
	first := run(opts)
	clean := snapshot(t, out)
	again := run(opts)
	if !marked(again) || again.Counts != first.Counts || again.Base != first.Base || again.Written.Unchanged != first.Written.Written || again.Written.Written != 0 {
		t.Fatalf("again: %d pages made, %+v %+v", len(again.Made), again.Counts, again.Written)
	}
	content := filepath.Join(dir, ContentDir, "about.md")
	changes := map[string]func() (Options, func()){
		"a file is touched": func() (Options, func()) {
			past := time.Now().Add(-time.Hour)
			must(t, os.Chtimes(content, past, past))
			return opts, func() {}
		},
		"a file is new": func() (Options, func()) {
			put(t, dir, "content/new.txt", "new")
			return opts, func() { must(t, os.Remove(filepath.Join(dir, "content/new.txt"))) }
		},
		"a layout is new": func() (Options, func()) {
			put(t, dir, "layouts/partials/footer.html", "other")
			return opts, func() { must(t, os.RemoveAll(filepath.Join(dir, "layouts"))) }
		},
		"the config is another": func() (Options, func()) {
			text := get(t, dir, "config.toml")
			put(t, dir, "config.toml", text+"# more\n")
			return opts, func() { put(t, dir, "config.toml", text) }
		},
		"the program is another": func() (Options, func()) {
			o := opts
			o.Program = "another"
			return o, func() {}
		},
		"the day is another": func() (Options, func()) {
			o := opts
			o.Today++
			return o, func() {}
		},
		"a page was changed": func() (Options, func()) {
			must(t, os.WriteFile(page, []byte("changed"), 0o644))
			return opts, func() {}
		},
		"a page is gone": func() (Options, func()) {
			must(t, os.Remove(page))
			return opts, func() {}
		},
		"the manifest is gone": func() (Options, func()) {
			must(t, os.Remove(manifest))
			return opts, func() {}
		},
	}
	for name, change := range changes {
		t.Run(name, func(t *testing.T) {
			run(opts)
			o, undo := change()
			if r := run(o); marked(r) {
				t.Error("nothing was done")
			}
			undo()
			run(opts)
			if d := differences(snapshot(t, out), clean); d != "" {
				t.Error(d)
			}
		})
	}
	t.Run("changed within the last tick", func(t *testing.T) {
		o := opts
		o.Started = time.Now().UnixNano()
		put(t, dir, "content/about.md", get(t, dir, "content/about.md"))
		run(o)
		if r := run(o); marked(r) {
			t.Error("a change that leaves no trace would not be seen")
		}
	})
}

// TestDamagedManifest cuts the manifest and flips bits of it: the next build ends in the
// same files.
func TestDamagedManifest(t *testing.T) {
	t.Parallel()
	dir, out := filepath.Join(t.TempDir(), "site"), filepath.Join(t.TempDir(), "out")
	must(t, corpus.Write(dir, benchSeed, 4))
	manifest := filepath.Join(out, ".explainer-manifest")
	opts := Options{Dir: dir, Out: out, Today: corpusDay(t), Once: true, Program: "this one", Started: time.Now().Add(time.Hour).UnixNano()}
	mustBuild(t, New(opts))
	clean := snapshot(t, out)
	whole, err := os.ReadFile(manifest)
	must(t, err)
	r := rand.New(rand.NewPCG(1, 1))
	for i := range 24 {
		data := append([]byte(nil), whole...)
		at := r.IntN(len(data))
		if i%2 == 0 {
			data = data[:at]
		} else {
			data[at] ^= 1 << r.IntN(8)
		}
		must(t, os.WriteFile(manifest, data, 0o644))
		mustBuild(t, New(opts))
		if d := differences(snapshot(t, out), clean); d != "" {
			t.Fatalf("byte %d: %s", at, d)
		}
	}
}
