//go:build unix

package main_test

import (
	"bytes"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
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
		{"unreadable-page", all(page("+++\ntitle = \"Bad?\"\n+++\n"), chmod("content/explainers/bad.md", 0), forbidden)},
		{"unreadable-folder", all(named("guide/a.md"), chmod("content/guide", 0), forbidden)},
		{"unreadable-config", all(chmod("config.toml", 0), forbidden)},
		{"read-only-output", all(named("new.md"), chmod("public", 0o555), forbidden)},
	}
}

// nobody is a user without rights, and the group of that number.
const nobody = 65534

// forbidden makes an input one of permissions. Root may do everything, so if root
// runs the test the site is given to nobody, who then builds it.
func forbidden(t *testing.T) {
	if os.Geteuid() != 0 {
		return
	}
	here, err := os.Getwd()
	if err != nil {
		t.Fatal(err)
	}
	for d := here; len(d) > len(os.TempDir()); d = filepath.Dir(d) {
		if err := os.Chmod(d, 0o755); err != nil {
			t.Fatal(err)
		}
	}
	err = filepath.WalkDir(".", func(p string, _ fs.DirEntry, err error) error {
		return errors.Join(err, os.Lchown(p, nobody, nobody))
	})
	if err != nil {
		t.Fatal(err)
	}
	t.Setenv(asNobody, "1")
}

// asNobody names the variable that makes run a process of nobody's.
const asNobody = "EXPLAINER_TEST_AS_NOBODY"

// runAsNobody is run, by a process that gives up what root may do.
func runAsNobody(t *testing.T, args ...string) string {
	t.Helper()
	cmd := program(t, args...)
	cmd.Args[0] = "explainer-as-nobody"
	var out, errs bytes.Buffer
	cmd.Stdout, cmd.Stderr = &out, &errs
	code := 0
	var exit *exec.ExitError
	if err := cmd.Run(); errors.As(err, &exit) {
		code = exit.ExitCode()
	} else if err != nil {
		t.Fatal(err)
	}
	return fmt.Sprintf("exit code %d\n%s%s", code, out.String(), errs.String())
}

// becomeNobody gives up what root may do.
func becomeNobody() error {
	return errors.Join(syscall.Setgroups(nil), syscall.Setgid(nobody), syscall.Setuid(nobody))
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
