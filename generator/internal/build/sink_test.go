package build

import (
	"context"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"explainer/generator/internal/corpus"
)

// TestOnce holds that a build that remembers nothing, and a dry run, come to the same as
// any other: in what is written, in what is told, after a change too.
func TestOnce(t *testing.T) {
	t.Parallel()
	for _, compress := range []bool{false, true} {
		for _, atomic := range []bool{false, true} {
			dir := filepath.Join(t.TempDir(), "site")
			must(t, corpus.Write(dir, benchSeed, 20))
			if compress {
				put(t, dir, "config.toml", get(t, dir, "config.toml")+"\n[publish]\ncompress = true\n")
			}
			plain := Options{Dir: dir, Out: filepath.Join(t.TempDir(), "plain"), Today: corpusDay(t)}
			once, dry := plain, plain
			once.Out, once.Once, once.Atomic = filepath.Join(t.TempDir(), "once"), true, atomic
			for i, change := range []func(){
				func() {},
				func() { // a page moves, one goes, a layout changes
					put(t, dir, "content/guide/moved.md", get(t, dir, "content/guide/reading.md"))
					must(t, os.Remove(filepath.Join(dir, "content/guide/reading.md")))
					must(t, os.Remove(filepath.Join(dir, "content/guide/printing.md")))
					put(t, dir, "layouts/partials/footer.html", "<p>Another footer.</p>")
				},
			} {
				change()
				dry.Out, dry.Once, dry.DryRun = plain.Out, true, true
				checked, err := build(New(dry))
				must(t, err)
				want, err := build(New(plain))
				must(t, err)
				got, err := build(New(once))
				must(t, err)
				if !got.OK() || i > 0 && len(got.Diags) == 0 {
					t.Fatalf("step %d: %v", i, got.Diags)
				}
				if d := differences(snapshot(t, once.Out), snapshot(t, plain.Out)); d != "" {
					t.Errorf("compress %v, atomic %v, step %d:\n%s", compress, atomic, i, d)
				}
				if left := leftovers(t, once.Out); len(left) > 0 {
					t.Errorf("left: %v", left)
				}
				told := diagnostics(t, want.Diags)
				if diagnostics(t, got.Diags) != told || diagnostics(t, checked.Diags) != told {
					t.Errorf("step %d: %s\nonce:\n%s\ndry:\n%s", i, told, diagnostics(t, got.Diags), diagnostics(t, checked.Diags))
				}
				if got.Counts != want.Counts || checked.Counts != want.Counts || got.Written.Written != want.Written.Written || len(got.Made) != len(want.Made) {
					t.Errorf("step %d: %+v %+v, %+v %+v", i, got.Counts, got.Written, want.Counts, want.Written)
				}
			}
		}
	}
}

// TestGivenUp holds that a page that cannot be made, or the end of the build, leaves the
// output as it was, though other pages have been made.
func TestGivenUp(t *testing.T) {
	t.Parallel()
	dir := filepath.Join(t.TempDir(), "site")
	must(t, corpus.Write(dir, benchSeed, 20))
	top := t.TempDir()
	opts := Options{Dir: dir, Out: filepath.Join(top, "deep", "out"), Today: corpusDay(t), Once: true}
	bad := func() {
		t.Helper()
		put(t, dir, "layouts/region.html", `{{slice .Title 10000}}`)
		r, err := build(New(opts))
		must(t, err)
		if r.OK() || r.Diags[0].ID != "layout-exec" || r.Diags[len(r.Diags)-1].ID != "layout-exec" || r.Written.Written != 0 {
			t.Fatalf("%v, %+v", r.Diags, r.Written)
		}
		must(t, os.RemoveAll(filepath.Join(dir, "layouts")))
	}
	bad()
	if _, err := os.Stat(filepath.Dir(opts.Out)); !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("the output folder was made: %v", err)
	}
	mustBuild(t, New(opts))
	before, manifest := snapshot(t, opts.Out), get(t, opts.Out, ".explainer-manifest")
	put(t, dir, "config.toml", strings.Replace(get(t, dir, "config.toml"), `title = "Corpus"`, `title = "Other"`, 1))
	same := func(when string) {
		t.Helper()
		if d := differences(snapshot(t, opts.Out), before); d != "" || get(t, opts.Out, ".explainer-manifest") != manifest {
			t.Errorf("after %s:\n%s", when, d)
		}
		if left := leftovers(t, opts.Out); len(left) > 0 {
			t.Errorf("after %s there are %v", when, left)
		}
	}
	bad()
	same("a bad page")
	ctx, cancel := context.WithCancel(context.Background())
	defer cancel()
	stopped := opts
	stopped.Progress = func(int, int) { cancel() }
	if _, err := New(stopped).Build(ctx); !errors.Is(err, context.Canceled) {
		t.Errorf("%v", err)
	}
	same("the end of the build")
}
