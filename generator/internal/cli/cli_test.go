package cli

import (
	"bytes"
	"context"
	"errors"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

// runIn runs a command on a new example site and returns its exit code, what it
// wrote, and the site's folder.
func runIn(t *testing.T, env map[string]string, args ...string) (code int, stdout, stderr, dir string) {
	t.Helper()
	dir = filepath.Join(t.TempDir(), "site")
	var out, errs bytes.Buffer
	run := func(args ...string) int {
		return Run(t.Context(), args, Env{
			Stdout: &out, Stderr: &errs,
			Getenv: func(name string) string { return env[name] },
			Now:    func() time.Time { return time.Unix(1767225600, 0) }, // 2026-01-01
		})
	}
	if code := run("init", dir); code != exitOK {
		t.Fatalf("init: exit code %d\n%s", code, errs.String())
	}
	out.Reset()
	errs.Reset()
	code = run(append([]string{"-C", dir}, args...)...)
	return code, out.String(), errs.String(), dir
}

// TestNewTitles has the titles that a script cannot hold.
func TestNewTitles(t *testing.T) {
	const refused = " has a line break, a control character or broken bytes\n\nexplainer new --help shows what it takes\n"
	for _, c := range []struct{ title, stderr string }{
		{"Two\nlines", `explainer: the title "Two\nlines"` + refused},
		{"a\tb", `explainer: the title "a\tb"` + refused},
		{"a\x00b", `explainer: the title "a\x00b"` + refused},
		{"a\u0085b", `explainer: the title "a\u0085b"` + refused},
		{"a\u202eb", `explainer: the title "a\u202eb"` + refused},
		{"a\u2028b", `explainer: the title "a\u2028b"` + refused},
		{"a\ufeffb", `explainer: the title "a\ufeffb"` + refused},
		{"a\xffb", "explainer: the title \"a\ufffdb\"" + refused}, // the command line's parser mends it
		{"Index", "explainer: index.md is the page of its folder; choose another title, and change it in the file\n\nexplainer new --help shows what it takes\n"},
		{"😀", "explainer: no file name can be made of \"😀\": it has no letters\n\nexplainer new --help shows what it takes\n"},
	} {
		code, stdout, stderr, dir := runIn(t, nil, "new", "page", c.title)
		if code != exitUsage || stdout != "" || stderr != c.stderr {
			t.Errorf("%q: exit code %d, stdout %q, stderr\n%s\nwant\n%s", c.title, code, stdout, stderr, c.stderr)
		}
		if files, _ := filepath.Glob(filepath.Join(dir, "content", "*.md")); len(files) != 2 {
			t.Errorf("%q: there are %v", c.title, files)
		}
	}
}

// TestNewBuilds begins pages with hostile and odd titles, and builds each.
func TestNewBuilds(t *testing.T) {
	for _, title := range []string{
		"nul", "COM1", "a/../../b", `a\b`, "<script>alert(1)</script>", `"""`, "'''", "+++", "{{.}}", "[[x]]",
		"e\u0301", "\u00a0x\u00a0", strings.Repeat("long ", 50), strings.Repeat("東", 200), "🇺🇦 Україна", "x\u200dy", "%2F", "-", "- a",
		"$HOME", "`a`", "404", "timeline",
	} {
		for _, kind := range []string{"explainer", "actor", "region", "page"} {
			if kind == "page" && title == "timeline" {
				continue // that address is taken, which is told when the site is built
			}
			code, stdout, stderr, dir := runIn(t, nil, "new", kind, "--", title)
			if code == exitUsage && strings.Contains(stderr, "has no letters") {
				continue
			}
			if code != exitOK {
				t.Errorf("new %s %q: exit code %d\n%s", kind, title, code, stderr)
				continue
			}
			if rel, err := filepath.Rel(filepath.Join(dir, "content"), strings.TrimSuffix(stdout, "\n")); err != nil || !filepath.IsLocal(rel) {
				t.Errorf("new %s %q wrote %q", kind, title, stdout)
			}
			var errs bytes.Buffer
			env := Env{Stdout: io.Discard, Stderr: &errs, Getenv: func(string) string { return "" }, Now: time.Now}
			if code := Run(t.Context(), []string{"-C", dir, "check", "--strict", "--drafts", "-q"}, env); code != exitOK {
				t.Errorf("after new %s %q: exit code %d\n%s", kind, title, code, errs.String())
			}
		}
	}
}

// refusing is standard output on a full disk, or closed.
type refusing struct{}

var errRefused = errors.New("no space left on device")

func (refusing) Write([]byte) (int, error) { return 0, errRefused }

func TestOutputRefused(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "site")
	env := Env{Stdout: io.Discard, Stderr: io.Discard, Getenv: func(string) string { return "" }, Now: time.Now}
	if code := Run(t.Context(), []string{"init", dir}, env); code != exitOK {
		t.Fatalf("init: exit code %d", code)
	}
	var errs bytes.Buffer
	env.Stdout, env.Stderr = refusing{}, &errs
	for _, args := range [][]string{
		{"-C", dir, "check", "--format", "json"},
		{"-C", dir, "new", "page", "New"},
		{"version"},
	} {
		errs.Reset()
		if code := Run(t.Context(), args, env); code != exitErrors {
			t.Errorf("%v: exit code %d although nothing could be said", args, code)
		}
		if want := "explainer: no space left on device\n"; errs.String() != want {
			t.Errorf("%v: stderr %q, want %q", args, errs.String(), want)
		}
	}
	env.Stdout, env.Stderr = io.Discard, refusing{}
	if code := Run(t.Context(), []string{"-C", dir, "build"}, env); code != exitErrors {
		t.Errorf("build: exit code %d although nothing could be said", code)
	}
	if _, err := os.Stat(filepath.Join(dir, "public", "index.html")); err != nil {
		t.Errorf("the site was not written: %v", err)
	}
}

func TestCanceled(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "site")
	var errs bytes.Buffer
	env := Env{Stdout: io.Discard, Stderr: &errs, Getenv: func(string) string { return "" }, Now: time.Now}
	if code := Run(t.Context(), []string{"init", dir}, env); code != exitOK {
		t.Fatalf("init: exit code %d", code)
	}
	errs.Reset()
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if code := Run(ctx, []string{"-C", dir, "build"}, env); code != exitErrors || errs.String() != "explainer: stopped\n" {
		t.Errorf("exit code %d, stderr %q", code, errs.String())
	}
	if _, err := os.Stat(filepath.Join(dir, "public")); !os.IsNotExist(err) {
		t.Errorf("something was written: %v", err)
	}
}

// TestClock builds the site, whose one explainer is dated, for several days.
func TestClock(t *testing.T) {
	for _, c := range []struct {
		epoch string
		want  string // of the summary
	}{
		{"", "explainers  1\n"}, // 2026-01-01
		{"0", "explainers  0\n"},
		{"253402300799", "explainers  1\n"},
	} {
		_, _, stderr, _ := runIn(t, map[string]string{"SOURCE_DATE_EPOCH": c.epoch}, "check")
		if !strings.Contains(stderr, c.want) {
			t.Errorf("SOURCE_DATE_EPOCH=%q:\n%s", c.epoch, stderr)
		}
	}
}
