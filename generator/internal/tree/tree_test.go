package tree

import (
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
)

func must(t testing.TB, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

func put(t testing.TB, dir, path, data string) {
	t.Helper()
	full := filepath.Join(dir, path)
	must(t, os.MkdirAll(filepath.Dir(full), 0o755))
	must(t, os.WriteFile(full, []byte(data), 0o644))
}

func link(t testing.TB, dir, path, target string) {
	t.Helper()
	full := filepath.Join(dir, path)
	must(t, os.MkdirAll(filepath.Dir(full), 0o755))
	must(t, os.Symlink(target, full))
}

func open(t testing.TB, dir string) *Tree {
	t.Helper()
	tr, err := Open(dir)
	must(t, err)
	t.Cleanup(func() { tr.Close() })
	return tr
}

// scanned returns the paths found, and the problems as "path: kind: detail".
func scanned(t testing.TB, dir string, opts Options) (paths, problems []string) {
	t.Helper()
	entries, list := open(t, dir).Scan(opts)
	for _, e := range entries {
		paths = append(paths, e.Path)
	}
	for _, p := range list {
		problems = append(problems, fmt.Sprintf("%s: %s: %s", p.Path, p.Kind, p.Detail))
	}
	return paths, problems
}

func expect(t testing.TB, what string, got, want []string) {
	t.Helper()
	if d := cmp.Diff(want, got); d != "" {
		t.Errorf("%s (-want +got):\n%s", what, d)
	}
}

func TestScan(t *testing.T) {
	dir := t.TempDir()
	for _, path := range []string{
		"_index.md", "b.md", "B.md", "a/x.md", "a-b.md", "a.md", "empty", "é.md", "🙂.png", ".well-known/security.txt",
		"-rf.md", "CNAME", "#tag.md~x", strings.Repeat("x", 252) + ".md",
	} {
		if path != "#tag.md~x" {
			put(t, dir, path, path)
		}
	}
	paths, problems := scanned(t, dir, Options{})
	want := []string{
		"-rf.md", ".well-known/security.txt", "B.md", "CNAME", "_index.md", "a-b.md", "a.md", "a/x.md", "b.md", "empty",
		strings.Repeat("x", 252) + ".md", "é.md", "🙂.png",
	}
	expect(t, "paths", paths, want)
	expect(t, "problems", problems, nil)

	tr := open(t, dir)
	entries, _ := tr.Scan(Options{})
	for _, e := range entries {
		data, err := tr.Read(e.Path)
		if err != nil || string(data) != e.Path || e.Size != int64(len(data)) {
			t.Errorf("Read(%q) = %q, %v; size %d", e.Path, data, err, e.Size)
		}
	}
}

func TestIgnored(t *testing.T) {
	dir := t.TempDir()
	for _, name := range []string{
		".git", ".DS_Store", "a.md~", "~", "#a.md#", "##", ".#a.md", "4913", "a.swp", ".a.swx", "a.tmp", "x___jb_tmp___",
		"x___jb_old___", "Thumbs.db", "desktop.ini", ".",
	} {
		if !Ignored(name) {
			t.Errorf("%q is not ignored", name)
		}
		if name != "." {
			put(t, dir, name+"/inside.md", "")
		}
	}
	for _, name := range []string{"_index.md", ".well-known", "a", "#", "#a", "a#", "49130", "swp", "thumbs", "a~b", "tmp", "x.tmpl"} {
		if Ignored(name) {
			t.Errorf("%q is ignored", name)
		}
	}
	paths, problems := scanned(t, dir, Options{})
	expect(t, "paths", paths, nil)
	expect(t, "problems", problems, nil)
}

func TestIgnorePatterns(t *testing.T) {
	dir := t.TempDir()
	for _, p := range []string{"a.psd", "x/b.psd", "x/y/c.md", "drafts/d.md", "x/drafts/e.md", "keep.md"} {
		put(t, dir, p, "")
	}
	paths, problems := scanned(t, dir, Options{Ignore: []string{"*.psd", "x/*/c.md", "drafts", "[", ""}})
	expect(t, "paths", paths, []string{"keep.md"})
	expect(t, "problems", problems, []string{
		`: bad-pattern: "" is not a pattern of file names`,
		`[: bad-pattern: "[" is not a pattern of file names`,
	})
	paths, _ = scanned(t, dir, Options{Ignore: []string{"x/drafts"}})
	expect(t, "paths", paths, []string{"a.psd", "drafts/d.md", "keep.md", "x/b.psd", "x/y/c.md"})
}

func TestBadNames(t *testing.T) {
	dir := t.TempDir()
	for _, name := range []string{"a\nb.md", "a%2Fb.md", "CON", "a:b", " a", "a.", `a\b`, "a\xff"} {
		put(t, dir, name+"/never seen", "")
	}
	tr := open(t, dir)
	entries, problems := tr.Scan(Options{})
	if len(entries) != 0 || len(problems) != 8 {
		t.Errorf("%d entries, %d problems", len(entries), len(problems))
	}
	for _, p := range problems {
		if p.Kind != BadName || p.Detail == "" || p.Unwrap() == nil {
			t.Errorf("%+v", p)
		}
	}
}

func TestLinks(t *testing.T) {
	outside := t.TempDir()
	put(t, outside, "secret.md", "secret")
	dir := t.TempDir()
	put(t, dir, "a/x.md", "x")
	put(t, dir, "b/y.md", "y")
	link(t, dir, "to-file.md", "a/x.md")
	link(t, dir, "b/up.md", "../a/x.md")
	link(t, dir, "to-folder", "a")
	link(t, dir, "chain", "to-folder")
	link(t, dir, "out-abs.md", filepath.Join(outside, "secret.md"))
	link(t, dir, "out-rel.md", "../../etc/passwd")
	link(t, dir, "out-folder", "..")
	link(t, dir, "in-abs.md", filepath.Join(dir, "a/x.md"))
	link(t, dir, "through", "out-folder/secret.md")
	link(t, dir, "self", "self")
	link(t, dir, "ping", "pong")
	link(t, dir, "pong", "ping")
	link(t, dir, "dangling", "nowhere")
	link(t, dir, "in-file", "a/x.md/y")
	link(t, dir, "b/loop", ".")
	link(t, dir, "b/top", "..")
	link(t, dir, "c/d", "../e")
	link(t, dir, "e/f", "../c")

	paths, problems := scanned(t, dir, Options{})
	expect(t, "paths", paths, []string{"a/x.md", "b/up.md", "b/y.md", "chain/x.md", "to-file.md", "to-folder/x.md"})
	loop := ": loop: the symbolic link leads back to a folder that it stands in"
	expect(t, "problems", problems, []string{
		"b/loop" + loop, "b/top" + loop, "c/d/f" + loop,
		`dangling: dangling: the symbolic link leads to "nowhere", which does not exist`,
		"e/f/d" + loop,
		`in-abs.md: escapes: the symbolic link leads to "` + filepath.Join(dir, "a/x.md") + `", an absolute path`,
		`in-file: dangling: the symbolic link leads to "a/x.md/y", which does not exist`,
		`out-abs.md: escapes: the symbolic link leads to "` + filepath.Join(outside, "secret.md") + `", an absolute path`,
		`out-folder: escapes: the symbolic link leads to "..", outside the folder`,
		`out-rel.md: escapes: the symbolic link leads to "../../etc/passwd", outside the folder`,
		`ping: loop: the symbolic link to "pong" leads to itself, or through too many links`,
		`pong: loop: the symbolic link to "ping" leads to itself, or through too many links`,
		`self: loop: the symbolic link to "self" leads to itself, or through too many links`,
		`through: escapes: the symbolic link leads to "out-folder/secret.md", outside the folder`,
	})
	tr := open(t, dir)
	for _, path := range []string{"out-abs.md", "out-folder/secret.md", "../x", "/etc/passwd", "through"} {
		_, err := tr.Read(path)
		if p := (Problem{}); !errors.As(err, &p) || p.Kind != Escapes {
			t.Errorf("Read(%q): %v", path, err)
		}
	}
	if data, err := tr.Read("chain/x.md"); string(data) != "x" {
		t.Errorf("%q, %v", data, err)
	}
}

// A dozen levels of two links each would be a million paths and more.
func TestLinksThatMultiply(t *testing.T) {
	dir := t.TempDir()
	const levels = 7 // os.Root follows eight links in one path
	for i := range levels {
		for j := range 12 {
			link(t, dir, fmt.Sprintf("d%d/l%d", i, j), fmt.Sprintf("../d%d", i+1))
		}
	}
	put(t, dir, fmt.Sprintf("d%d/x.md", levels), "x")
	put(t, dir, "z.md", "z")
	tr := open(t, dir)
	entries, problems := tr.Scan(Options{})
	if len(entries) > maxLinked || entries[len(entries)-1].Path != "z.md" {
		t.Errorf("%d entries, the last is %v", len(entries), entries[len(entries)-1])
	}
	tooMany := 0
	for _, p := range problems {
		if p.Kind == TooMany {
			tooMany++
		}
	}
	if tooMany != 1 {
		t.Errorf("told %d times of %d", tooMany, len(problems))
	}
}

func TestSizes(t *testing.T) {
	dir := t.TempDir()
	put(t, dir, "fits.md", "1234")
	put(t, dir, "large.md", "12345")
	tr := open(t, dir)
	entries, problems := tr.Scan(Options{MaxFile: 4})
	if len(entries) != 1 || entries[0].Path != "fits.md" || len(problems) != 1 || problems[0].Kind != TooLarge {
		t.Errorf("%v, %v", entries, problems)
	}
	const want = "large.md: the file is larger than the limit of 4 bytes"
	if got := problems[0].Error(); got != want {
		t.Errorf("got %s", got)
	}
	if _, err := tr.Read("large.md"); fmt.Sprint(err) != want {
		t.Errorf("%v", err)
	}
	if _, _, err := tr.OpenFile("large.md"); fmt.Sprint(err) != want {
		t.Errorf("%v", err)
	}
	if data, err := tr.Read("fits.md"); string(data) != "1234" {
		t.Errorf("%q, %v", data, err)
	}
}

func TestGrowsWhileRead(t *testing.T) {
	dir := t.TempDir()
	put(t, dir, "log", "1234")
	tr := open(t, dir)
	tr.Scan(Options{MaxFile: 10})
	r, info, err := tr.OpenFile("log")
	must(t, err)
	defer r.Close()
	if info.Size() != 4 {
		t.Errorf("size %d", info.Size())
	}
	f, err := os.OpenFile(filepath.Join(dir, "log"), os.O_APPEND|os.O_WRONLY, 0)
	must(t, err)
	defer f.Close()
	_, err = f.WriteString("567890")
	must(t, err)
	buf := make([]byte, 6)
	_, err = io.ReadFull(r, buf)
	must(t, err)
	_, err = f.WriteString("too much")
	must(t, err)
	rest, err := io.ReadAll(r)
	if p := (Problem{}); string(buf)+string(rest) != "1234567890" || !errors.As(err, &p) || p.Kind != TooLarge {
		t.Errorf("%q, %v", string(buf)+string(rest), err)
	}
	if _, err = r.Read(buf); err == nil {
		t.Error("reads on")
	}
}

// endless is a file that never ends, however small it said it was.
type endless struct{}

func (endless) Read(p []byte) (int, error) { return len(p), nil }

func TestReadAllIsBounded(t *testing.T) {
	if data, err := readAll(endless{}, 3, 1000); err != errTooLarge || data != nil {
		t.Errorf("%d bytes, %v", len(data), err)
	}
	for _, size := range []int64{0, 5, 9} { // what it said before it was changed
		data, err := readAll(strings.NewReader("12345"), size, 5)
		if string(data) != "12345" || err != nil {
			t.Errorf("%q, %v", data, err)
		}
	}
}

func TestVanishes(t *testing.T) {
	dir := t.TempDir()
	put(t, dir, "a/x.md", "x")
	tr := open(t, dir)
	tr.Scan(Options{})
	must(t, os.Remove(filepath.Join(dir, "a/x.md")))
	_, err := tr.Read("a/x.md")
	p := Problem{}
	if !errors.As(err, &p) || p.Kind != Vanished || !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("%#v", err)
	}
	if want := "a/x.md: the file was removed while it was being read"; err.Error() != want {
		t.Errorf("%v", err)
	}
	must(t, os.Remove(filepath.Join(dir, "a")))
	put(t, dir, "a", "a file now")
	if _, err = tr.Read("a/x.md"); !errors.As(err, &p) || p.Kind != Vanished {
		t.Errorf("%#v", err)
	}
	must(t, os.MkdirAll(filepath.Join(dir, "b.md"), 0o755))
	if _, err = tr.Read("b.md"); fmt.Sprint(err) != "b.md: it is a folder, not a file" {
		t.Errorf("%v", err)
	}
}

func TestDepth(t *testing.T) {
	dir := t.TempDir()
	deep := func(n int) string { return strings.Repeat("d/", n) + "x.md" }
	put(t, dir, deep(3), "")
	put(t, dir, deep(4), "")
	paths, problems := scanned(t, dir, Options{MaxDepth: 3})
	expect(t, "paths", paths, []string{deep(3)})
	expect(t, "problems", problems, []string{"d/d/d/d: too-deep: more than 3 folders stand inside each other"})
	put(t, dir, deep(70), "")
	paths, problems = scanned(t, dir, Options{})
	if len(paths) != 2 || len(problems) != 1 || !strings.HasSuffix(problems[0], "more than 64 folders stand inside each other") {
		t.Errorf("%q %q", paths, problems)
	}
}

func TestTimes(t *testing.T) {
	dir := t.TempDir()
	times := map[string]time.Time{"old": time.Unix(0, 0), "new": time.Date(2106, 2, 7, 6, 28, 16, 5, time.UTC)}
	for name, at := range times {
		put(t, dir, name, name)
		must(t, os.Chtimes(filepath.Join(dir, name), at, at))
	}
	entries, problems := open(t, dir).Scan(Options{})
	if len(entries) != 2 || len(problems) != 0 {
		t.Fatalf("%v, %v", entries, problems)
	}
	for _, e := range entries {
		if !e.ModTime.Equal(times[e.Path]) {
			t.Errorf("%s: %v", e.Path, e.ModTime)
		}
	}
}

func TestOpenFails(t *testing.T) {
	if _, err := Open(filepath.Join(t.TempDir(), "none")); !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("%v", err)
	}
	tr, err := Open(t.TempDir())
	must(t, err)
	must(t, tr.Close())
	if _, problems := tr.Scan(Options{}); len(problems) != 1 {
		t.Errorf("%v", problems)
	}
}

func TestKindsHaveNames(t *testing.T) {
	var seen []string
	for k := Unreadable; k <= Vanished; k++ {
		if name := k.String(); name == "" || name == "unknown" || slices.Contains(seen, name) {
			t.Errorf("kind %d is %q", k, name)
		}
		seen = append(seen, k.String())
	}
	if got := (Vanished + 1).String(); got != "unknown" {
		t.Errorf("%q", got)
	}
}

func BenchmarkScan(b *testing.B) {
	dir := b.TempDir()
	for i := range 10_000 {
		put(b, dir, fmt.Sprintf("explainers/%d.md", i), "x")
	}
	tr := open(b, dir)
	for b.Loop() {
		if entries, _ := tr.Scan(Options{}); len(entries) != 10_000 {
			b.Fatal(len(entries))
		}
	}
}
