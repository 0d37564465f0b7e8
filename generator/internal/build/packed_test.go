package build_test

import (
	"context"
	"os"
	"path/filepath"
	"runtime"
	"testing"

	"explainer/generator/internal/build"
)

// TestPackedDamage destroys the file that a preview has put its texts into, while it runs. Its
// pages are what they were.
func TestPackedDamage(t *testing.T) {
	t.Parallel()
	for name, damage := range map[string]func(path string) error{
		"removed": os.Remove,
		"cut":     func(path string) error { return os.Truncate(path, 10) },
		"written over": func(path string) error {
			info, err := os.Stat(path)
			if err != nil {
				return err
			}
			f, err := os.OpenFile(path, os.O_WRONLY, 0)
			if err != nil {
				return err
			}
			_, err = f.Write(make([]byte, info.Size()))
			f.Close()
			return err
		},
	} {
		for _, warm := range []bool{false, true} {
			site, start, cache := newFolder(t), village(t), filepath.Join(t.TempDir(), "cache")
			site.show(start)
			opts := build.Options{Dir: site.dir, DryRun: true, Live: true, Today: today(t), Program: "a program", Cache: cache}
			if warm {
				if _, err := build.New(opts).Build(context.Background()); err != nil {
					t.Fatal(err)
				}
			}
			b := build.New(opts)
			r, err := b.Build(context.Background())
			must(t, err)
			if !r.OK() || r.Unkept != nil {
				t.Fatal(r.Diags, r.Unkept)
			}
			opts.Cache = "" // pages that b was asked for would not be made again
			plain := build.New(opts)
			_, err = plain.Build(context.Background())
			must(t, err)
			want := map[string]string{}
			for _, path := range []string{"explainers/mill/index.html", "actors/miller/index.html", "index.html"} {
				data, err := plain.Page(path)
				must(t, err)
				want[path] = string(data)
			}
			must(t, damage(cache))
			runtime.GC()
			runtime.GC()
			for path, page := range want {
				data, err := b.Page(path)
				must(t, err)
				if string(data) != page {
					t.Errorf("%s, warm: %v: %s is another page", name, warm, path)
				}
			}
		}
	}
}
