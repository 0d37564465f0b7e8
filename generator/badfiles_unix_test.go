//go:build unix

package main_test

import (
	"os"
	"os/exec"
	"syscall"
	"testing"
)

// systemFiles are the inputs that not every system has.
func systemFiles() []bad {
	fifo := func(name string) func(*testing.T) {
		return func(t *testing.T) {
			os.RemoveAll(name)
			if err := syscall.Mkfifo(name, 0o644); err != nil {
				t.Skip("needs a file system with named pipes:", err)
			}
		}
	}
	chmod := func(name string, mode os.FileMode) func(*testing.T) {
		return func(t *testing.T) {
			if os.Geteuid() == 0 {
				t.Skip("needs a user who is not root: root may read everything")
			}
			if err := os.Chmod(name, mode); err != nil {
				t.Fatal(err)
			}
			t.Cleanup(func() { os.Chmod(name, 0o755) })
		}
	}
	return []bad{
		{"named-pipe-for-a-page", fifo("content/explainers/bad.md")},
		{"named-pipe-to-copy", fifo("content/pipe.txt")},
		{"named-pipe-for-the-config", fifo("config.toml")},
		{"named-pipe-for-a-layout", all(folder("layouts"), fifo("layouts/page.html"))},
		{"named-pipe-for-the-content", fifo("content")},
		{"device", link("/dev/zero", "content/zero.bin")},
		{"device-for-the-config", all(remove("config.toml"), link("/dev/zero", "config.toml"))},
		{"unreadable-page", all(page("+++\ntitle = \"Bad?\"\n+++\n"), chmod("content/explainers/bad.md", 0))},
		{"unreadable-folder", all(named("guide/a.md"), chmod("content/guide", 0))},
		{"unreadable-config", chmod("config.toml", 0)},
		{"read-only-output", all(named("new.md"), chmod("public", 0o555))},
	}
}

// program returns a command that runs the program as one of its own, from the
// current folder.
func program(t *testing.T, args ...string) *exec.Cmd {
	t.Helper()
	self, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	cmd := exec.CommandContext(t.Context(), self, args...)
	cmd.Args[0] = "explainer" // what TestMain goes by
	cmd.Env = append(os.Environ(), "SOURCE_DATE_EPOCH=1767225600")
	return cmd
}
