package cli

import (
	"context"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

func TestUserCache(t *testing.T) {
	env := map[string]string{"HOME": "/home/a", "XDG_CACHE_HOME": "/x", "LocalAppData": "/l"}
	get := func(without ...string) func(string) string {
		return func(name string) string {
			for _, w := range without {
				if w == name {
					return ""
				}
			}
			return env[name]
		}
	}
	for _, c := range []struct {
		system, want string
		getenv       func(string) string
	}{
		{"linux", "/x", get()},
		{"linux", "/home/a/.cache", get("XDG_CACHE_HOME")},
		{"linux", "", get("XDG_CACHE_HOME", "HOME")},
		{"darwin", "/home/a/Library/Caches", get()},
		{"windows", "/l", get()},
		{"linux", "", func(string) string { return "not/absolute" }},
	} {
		if got := filepath.ToSlash(userCache(c.getenv, c.system)); got != c.want {
			t.Errorf("%s: %q, want %q", c.system, got, c.want)
		}
	}
}

// TestCacheFolder builds a site as a person does, and looks where what is kept is.
func TestCacheFolder(t *testing.T) {
	dir, kept := t.TempDir(), filepath.Join(t.TempDir(), "kept")
	run := func(args ...string) string {
		t.Helper()
		var said strings.Builder
		env := Env{Stdout: io.Discard, Stderr: &said, Now: time.Now, Getenv: func(name string) string {
			return map[string]string{"EXPLAINER_CACHE": kept}[name]
		}}
		if code := Run(context.Background(), append([]string{"-C", dir}, args...), env); code != exitOK {
			t.Fatal(args, code, said.String())
		}
		return said.String()
	}
	files := func() []string {
		list, err := filepath.Glob(filepath.Join(kept, "*"))
		if err != nil {
			t.Fatal(err)
		}
		return list
	}
	run("init", dir)
	run("build", "--no-cache")
	if list := files(); len(list) > 0 {
		t.Error(list)
	}
	run("build", "-o", filepath.Join(t.TempDir(), "out"))
	list := files()
	if len(list) != 1 || filepath.Ext(list[0]) != ".cache" {
		t.Fatal(list)
	}
	old := time.Now().Add(-cacheFor - time.Hour)
	other := filepath.Join(kept, "0123.cache")
	if err := os.WriteFile(other, nil, 0o600); err != nil {
		t.Fatal(err)
	}
	if err := os.Chtimes(other, old, old); err != nil {
		t.Fatal(err)
	}
	run("check")
	if got := files(); len(got) != 1 || got[0] != list[0] {
		t.Errorf("%q, want %q", got, list)
	}
	kept = filepath.Join(list[0], "no", "folder")
	if said := run("build"); !strings.Contains(said, "note: nothing is kept for the next run: ") {
		t.Error(said)
	}
	if said := run("build", "-q", "--atomic"); said != "" {
		t.Error(said)
	}
}
