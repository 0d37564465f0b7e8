package overlay

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"testing"
	"testing/fstest"

	"github.com/google/go-cmp/cmp"

	"explainer/generator/internal/tree"
)

func builtin(paths ...string) fstest.MapFS {
	m := fstest.MapFS{}
	for _, p := range paths {
		m[p] = &fstest.MapFile{Data: []byte("built in " + p)}
	}
	return m
}

func disk(t *testing.T, paths ...string) *tree.Tree {
	t.Helper()
	dir := t.TempDir()
	for _, p := range paths {
		full := filepath.Join(dir, p)
		if err := os.MkdirAll(filepath.Dir(full), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(full, []byte("site's "+p), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	tr, err := tree.Open(dir)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { tr.Close() })
	return tr
}

func expect(t *testing.T, o *FS, want ...string) []tree.Problem {
	t.Helper()
	files, problems := o.Files()
	var got []string
	for _, f := range files {
		got = append(got, f.Name()+" = "+string(f.Data))
	}
	if d := cmp.Diff(want, got); d != "" {
		t.Errorf("-want +got:\n%s", d)
	}
	return problems
}

func TestFiles(t *testing.T) {
	b := builtin("page.html", "partials/_head.html", "style.css", ".gitkeep", ".git/x", "old.html~")
	problems := expect(t, New(disk(t, "page.html", "partials/foot.html", "page.html~"), b),
		"layouts/page.html = site's page.html",
		"<built-in>/layouts/partials/_head.html = built in partials/_head.html",
		"layouts/partials/foot.html = site's partials/foot.html",
		"<built-in>/layouts/style.css = built in style.css",
	)
	if len(problems) != 0 {
		t.Errorf("%v", problems)
	}
	expect(t, New(nil, b),
		"<built-in>/layouts/page.html = built in page.html",
		"<built-in>/layouts/partials/_head.html = built in partials/_head.html",
		"<built-in>/layouts/style.css = built in style.css",
	)
	expect(t, New(disk(t, "a.html"), nil), "layouts/a.html = site's a.html")
	expect(t, &FS{})
}

func TestBrokenFileHidesTheBuiltIn(t *testing.T) {
	dir := t.TempDir()
	if err := os.Symlink("/etc/passwd", filepath.Join(dir, "page.html")); err != nil {
		t.Fatal(err)
	}
	tr, err := tree.Open(dir)
	if err != nil {
		t.Fatal(err)
	}
	defer tr.Close()
	problems := expect(t, New(tr, builtin("page.html", "x.css")), "<built-in>/layouts/x.css = built in x.css")
	if len(problems) != 1 || problems[0].Path != "page.html" || problems[0].Kind != tree.Escapes {
		t.Errorf("%v", problems)
	}
}

// failing is a file system in which one file cannot be opened.
type failing struct{ fs.FS }

func (f failing) Open(name string) (fs.File, error) {
	if name == "page.html" {
		return nil, errors.New("broken")
	}
	return f.FS.Open(name)
}

func TestBuiltInThatFails(t *testing.T) {
	problems := expect(t, New(nil, failing{builtin("page.html", "x.css")}), "<built-in>/layouts/x.css = built in x.css")
	if len(problems) != 1 || problems[0].Error() != "page.html: it cannot be read: broken" {
		t.Errorf("%v", problems)
	}
}
