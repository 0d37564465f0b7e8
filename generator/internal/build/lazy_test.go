package build_test

import (
	"context"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"explainer/generator/internal/build"
	"explainer/generator/internal/corpus"
)

// TestPreviewKeepsWhatIsLookedAt holds that a page that was asked for is not made again for
// who asks next, unless an edit has reached it; and that few are kept.
func TestPreviewKeepsWhatIsLookedAt(t *testing.T) {
	t.Parallel()
	dir := filepath.Join(t.TempDir(), "site")
	must(t, corpus.Write(dir, 1, 20))
	opts := build.Options{Dir: dir, DryRun: true, Live: true, Today: today(t)}
	b := build.New(opts)
	first, err := b.Build(context.Background())
	must(t, err)
	page := func(path string) []byte {
		data, err := b.Page(path)
		must(t, err)
		return data
	}
	same := func(a, b []byte) bool { return &a[0] == &b[0] }

	files, err := filepath.Glob(filepath.Join(dir, "content", "explainers", "*.md"))
	must(t, err)
	name := filepath.Base(files[3])
	path := "explainers/" + strings.TrimSuffix(name, ".md") + "/index.html"
	before := page(path)
	if !same(before, page(path)) {
		t.Error("a page is made twice")
	}
	text, err := os.ReadFile(files[3])
	must(t, err)
	must(t, os.WriteFile(files[3], append(text, "\nOne sentence more.\n"...), 0o644))
	r, err := b.Rebuild(context.Background(), []string{"content/explainers/" + name})
	must(t, err)
	if !slices.ContainsFunc(r.Made, func(m build.Made) bool { return m.Path() == path && m.Changed }) {
		t.Fatalf("the edit has not changed %s: %v", path, r.Diags)
	}
	after := page(path)
	if !strings.Contains(string(after), "One sentence more.") || !same(after, page(path)) {
		t.Error("the edited page is not there, or is made twice")
	}
	clean := build.New(opts)
	_, err = clean.Build(context.Background())
	must(t, err)
	if want, err := clean.Page(path); err != nil || string(want) != string(after) {
		t.Errorf("the page is not that of a clean build: %v", err)
	}
	asked := 0
	for _, p := range first.Pages {
		if p != path && asked < 100 {
			page(p)
			asked++
		}
	}
	if asked < 100 || same(after, page(path)) {
		t.Errorf("a page is still kept after %d others", asked)
	}
}
