package main_test

import (
	"context"
	"io/fs"
	"net"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"explainer/generator/internal/build"
)

// link is a put that makes a symbolic link below the site's folder.
func link(target, name string) func(*testing.T) {
	return func(t *testing.T) {
		if err := os.Symlink(target, filepath.FromSlash(name)); err != nil {
			t.Skip("needs a file system and a user that may make symbolic links:", err)
		}
	}
}

func mkdir(t *testing.T, name string) {
	t.Helper()
	if err := os.MkdirAll(filepath.FromSlash(name), 0o755); err != nil {
		t.Fatal(err)
	}
}

func folder(names ...string) func(*testing.T) {
	return func(t *testing.T) {
		for _, name := range names {
			mkdir(t, name)
		}
	}
}

// all does one put after another.
func all(puts ...func(*testing.T)) func(*testing.T) {
	return func(t *testing.T) {
		for _, put := range puts {
			put(t)
		}
	}
}

// dated is a put that sets the time of every file of the folders.
func dated(when time.Time, dirs ...string) func(*testing.T) {
	return func(t *testing.T) {
		for _, dir := range dirs {
			err := filepath.WalkDir(dir, func(p string, _ fs.DirEntry, err error) error {
				if err != nil {
					return err
				}
				return os.Chtimes(p, when, when)
			})
			if err != nil {
				t.Skip("needs a file system with such times:", err)
			}
		}
	}
}

// TestBadFiles has one input for each way in which a file can be none.
func TestBadFiles(t *testing.T) {
	inputs := []bad{
		{"symlink-to-a-page", link("good.md", "content/explainers/again.md")},
		{"symlink-to-a-folder", all(named("guide/a.md"), link("guide", "content/help"))},
		{"symlink-to-nothing", link("nothing.md", "content/explainers/bad.md")},
		{"symlink-outside", link("../../config.toml", "content/explainers/bad.md")},
		{"symlink-outside-absolute", link("/etc/passwd", "content/passwd.txt")},
		{"symlink-outside-to-a-folder", link("../..", "content/up")},
		{"symlink-to-itself", link("bad.md", "content/explainers/bad.md")},
		{"symlink-in-a-loop", all(link("b", "content/a"), link("a", "content/b"))},
		{"symlink-to-its-own-folder", link(".", "content/explainers/here")},
		{"symlink-config", all(func(t *testing.T) { write(t, "content/real.toml", "title = \"Test\"\n") }, remove("config.toml"), link("content/real.toml", "config.toml"))},
		{"symlink-config-outside", all(remove("config.toml"), link("../config.toml", "config.toml"))},
		{"symlink-layout-outside", all(folder("layouts"), link("/etc/passwd", "layouts/page.html"))},
		{"folder-for-a-page", folder("content/explainers/bad.md")},
		{"folder-for-the-config", all(remove("config.toml"), folder("config.toml"))},
		{"folder-for-a-layout", folder("layouts/explainer.html")},
		{"file-for-the-content", all(remove("content"), func(t *testing.T) { write(t, "content", "") })},
		{"file-for-the-layouts", func(t *testing.T) { write(t, "layouts", "") }},
		{"file-for-the-explainers", all(remove("content/explainers"), func(t *testing.T) { write(t, "content/explainers", "") })},
		{"socket", func(t *testing.T) {
			l, err := net.Listen("unix", "content/socket")
			if err != nil {
				t.Skip("needs a file system with sockets:", err)
			}
			t.Cleanup(func() { l.Close() })
		}},
		{"times-of-1970", dated(time.Unix(0, 0), "content", "config.toml", "public")},
		{"times-of-2106", dated(time.Unix(1<<32, 0), "content", "config.toml", "public")},
	}
	check(t, "files", append(inputs, systemFiles()...))
}

func remove(name string) func(*testing.T) {
	return func(t *testing.T) {
		if err := os.RemoveAll(name); err != nil {
			t.Fatal(err)
		}
	}
}

// TestChangesDuringTheBuild changes a file to copy after it was listed and before it
// is copied. There is an error that names it, and no file is torn.
func TestChangesDuringTheBuild(t *testing.T) {
	for name, c := range map[string]struct {
		change func(t *testing.T)
		want   string
	}{
		"deleted":  {remove("content/data.bin"), "data.bin"},
		"grown":    {func(t *testing.T) { write(t, "content/data.bin", strings.Repeat("x", 100_000)) }, "data.bin"},
		"shorter":  {func(t *testing.T) { write(t, "content/data.bin", "") }, "data.bin"},
		"a folder": {func(t *testing.T) { remove("content/data.bin")(t); mkdir(t, "content/data.bin") }, "data.bin"},
	} {
		t.Run(name, func(t *testing.T) {
			site(t)
			before := state(t, "public")
			write(t, "content/data.bin", strings.Repeat("data", 1000))
			changed := false
			b := build.New(build.Options{Dir: ".", Progress: func(done, of int) {
				if done == of && !changed {
					changed = true
					c.change(t)
				}
			}})
			_, err := b.Build(context.Background())
			if err == nil || !strings.Contains(err.Error(), c.want) {
				t.Errorf("the error is %v", err)
			}
			if after := state(t, "public"); after != before {
				t.Errorf("public/ changed:\n%s\nbefore\n%s", after, before)
			}
		})
	}
}
