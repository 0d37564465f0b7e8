package layout_test

import (
	"bytes"
	"context"
	"html/template"
	"io/fs"
	"os"
	"strings"
	"testing"

	explainer "explainer"
	"explainer/generator/internal/config"
	"explainer/generator/internal/content"
	"explainer/generator/internal/corpus"
	"explainer/generator/internal/diag"
	"explainer/generator/internal/edtf"
	"explainer/generator/internal/layout"
	"explainer/generator/internal/render"
	"explainer/generator/internal/site"
	"explainer/generator/internal/source"
)

// loadBuiltin loads the built-in layouts.
func loadBuiltin(tb testing.TB, interpret bool) *layout.Set {
	tb.Helper()
	sub, err := fs.Sub(explainer.Layouts, "layouts")
	if err != nil {
		tb.Fatal(err)
	}
	var files []layout.File
	for path, data := range readTree(tb, sub, ".html") {
		files = append(files, layout.File{Source: source.New("layouts/"+path, data), Name: path})
	}
	var ds diag.List
	asset := func(name string) (string, error) { return "/base/assets/" + name, nil }
	set := layout.Load(files, layout.Options{
		Views: render.Views(), Funcs: template.FuncMap{"asset": asset, "integrity": asset}, Interpret: interpret,
	}, &ds)
	if len(ds) > 0 {
		tb.Fatal(ds)
	}
	return set
}

func readTree(tb testing.TB, tree fs.FS, extension string) map[string][]byte {
	tb.Helper()
	files := map[string][]byte{}
	err := fs.WalkDir(tree, ".", func(path string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() || !strings.HasSuffix(path, extension) {
			return err
		}
		files[path], err = fs.ReadFile(tree, path)
		return err
	})
	if err != nil || len(files) == 0 {
		tb.Fatal("no files", err)
	}
	return files
}

// linkTree links the documents of a content folder. Lists go on after pageSize entries.
func linkTree(tb testing.TB, tree fs.FS, pageSize int) *site.Site {
	tb.Helper()
	var docs []*content.Document
	for path, data := range readTree(tb, tree, ".md") {
		docs = append(docs, content.Parse(source.New("content/"+path, data), path, content.Options{}))
	}
	today, err := edtf.Parse(corpus.Today)
	if err != nil {
		tb.Fatal(err)
	}
	cfg := config.Default()
	cfg.Title, cfg.PageSize = "Sample & Site", pageSize
	return site.Link(cfg, docs, nil, site.Options{Today: today.Earliest(), Drafts: true, Future: true})
}

// TestBuiltinCompiled: html/template executes none of the built-in layouts.
func TestBuiltinCompiled(t *testing.T) {
	set := loadBuiltin(t, false)
	for name, view := range render.Views() {
		if err := set.Compiled(name, view); err != nil {
			t.Errorf("%s: %v", name, err)
		}
	}
}

// TestBuiltinSame: all pages of the sample site, and of a site that was made up, have
// the bytes that html/template gives them.
func TestBuiltinSame(t *testing.T) {
	compiled, interpreted := loadBuiltin(t, false), loadBuiltin(t, true)
	made := t.TempDir()
	if err := corpus.Write(made, 1, 40); err != nil {
		t.Fatal(err)
	}
	for _, test := range []struct {
		name, dir string
		pageSize  int
	}{{"sample", "../../../content", 20}, {"sample in parts", "../../../content", 3}, {"made up", made + "/content", 20}} {
		t.Run(test.name, func(t *testing.T) {
			if testing.Short() && test.pageSize < 20 {
				t.Skip("some 2,000 pages")
			}
			plan := render.NewPlan(linkTree(t, os.DirFS(test.dir), test.pageSize), nil)
			got := render.Input{Layouts: compiled}.Pages(context.Background(), plan.Jobs)
			want := render.Input{Layouts: interpreted}.Pages(context.Background(), plan.Jobs)
			for i, w := range want {
				if len(w.Diags)+len(got[i].Diags) > 0 {
					t.Fatal(w.Path(), w.Diags, got[i].Diags)
				}
				if !bytes.Equal(got[i].Data, w.Data) {
					t.Errorf("%s: the pages differ", w.Path())
				}
			}
			t.Logf("%d pages", len(want))
		})
	}
}
