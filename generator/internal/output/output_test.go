package output

import (
	"bytes"
	"context"
	"errors"
	"io"
	"io/fs"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
)

type files map[string]string

func (f files) set(t testing.TB) *Set {
	t.Helper()
	s := new(Set)
	for path, data := range f {
		if err := s.Add(path, []byte(data)); err != nil {
			t.Fatal(err)
		}
	}
	return s
}

func write(t testing.TB, dir string, f files) Report {
	t.Helper()
	r, err := Write(context.Background(), dir, f.set(t), Options{})
	if err != nil {
		t.Fatal(err)
	}
	return r
}

// writeErr returns the error of a Write that must fail.
func writeErr(t testing.TB, dir string, f files) error {
	t.Helper()
	_, err := Write(context.Background(), dir, f.set(t), Options{})
	if err == nil {
		t.Fatal("no error")
	}
	return err
}

// onDisk returns every file of a folder but the generator's own, folders that
// are empty with a slash at the end, and links as "-> target".
func onDisk(t testing.TB, dir string) files {
	t.Helper()
	got := files{}
	err := filepath.WalkDir(dir, func(path string, d fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		rel, _ := filepath.Rel(dir, path)
		rel = filepath.ToSlash(rel)
		switch {
		case rel == manifestName || rel == lockName || rel == ".":
		case d.IsDir():
			if list, _ := os.ReadDir(path); len(list) == 0 {
				got[rel+"/"] = ""
			}
		case d.Type()&fs.ModeSymlink != 0:
			target, _ := os.Readlink(path)
			got[rel] = "-> " + target
		case d.Type().IsRegular():
			data, err := os.ReadFile(path)
			if err != nil {
				return err
			}
			got[rel] = string(data)
		default:
			got[rel] = d.Type().String()
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	return got
}

func expect(t testing.TB, dir string, want files) {
	t.Helper()
	if d := cmp.Diff(want, onDisk(t, dir)); d != "" {
		t.Fatalf("on disk (-want +got):\n%s", d)
	}
}

func put(t testing.TB, dir, path, data string) {
	t.Helper()
	full := filepath.Join(dir, path)
	if err := os.MkdirAll(filepath.Dir(full), 0o755); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(full, []byte(data), 0o644); err != nil {
		t.Fatal(err)
	}
}

func must(t testing.TB, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

func TestSetRefuses(t *testing.T) {
	for path, want := range map[string]string{
		"":                       `"" is not a path inside the output folder`,
		".":                      `"." is not a path inside the output folder`,
		"/etc/passwd":            `"/etc/passwd" is not a path inside the output folder`,
		"../x":                   `"../x" is not a path inside the output folder`,
		"a/../../x":              `"a/../../x" is not a path inside the output folder`,
		"a//b":                   `"a//b" is not a path inside the output folder`,
		"a/./b":                  `"a/./b" is not a path inside the output folder`,
		"a/":                     `"a/" is not a path inside the output folder`,
		"a\xff":                  `"a\xff" is not a path inside the output folder`,
		"a\nb":                   `"a\nb" has a control character`,
		"a\x00b":                 `"a\x00b" has a control character`,
		`a\b`:                    `"a\\b" has a "\" or ":", which separate paths on some systems`,
		"c:x":                    `"c:x" has a "\" or ":", which separate paths on some systems`,
		".explainer-manifest":    `".explainer-manifest" has a name that begins with ".explainer-", which the generator keeps for itself`,
		"a/.Explainer-tmp-1/b":   `"a/.Explainer-tmp-1/b" has a name that begins with ".explainer-", which the generator keeps for itself`,
		"taken.html":             `"taken.html" is written twice`,
		"folder":                 `"folder" is a file and a folder at once`,
		"taken.html/a/b":         `"taken.html" is a file and a folder at once`,
		strings.Repeat("x", 256): `"` + strings.Repeat("x", 256) + `" has a name of more than 255 bytes`,
	} {
		s := files{"taken.html": "", "folder/x": ""}.set(t)
		if err := s.Add(path, nil); err == nil || err.Error() != want {
			t.Errorf("Add(%q) = %v, want %s", path, err, want)
		}
		if err := s.Reserve(path); err == nil || err.Error() != want {
			t.Errorf("Reserve(%q) = %v, want %s", path, err, want)
		}
		if s.Len() != 2 {
			t.Errorf("Add(%q) changed the set", path)
		}
	}
	s := files{"b": "", "a/é 100%.html": "", "a-": ""}.set(t)
	if got, want := s.Paths(), []string{"a-", "a/é 100%.html", "b"}; !slices.Equal(got, want) {
		t.Errorf("Paths() = %q, want %q", got, want)
	}
}

func TestBuildsInARow(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "new", "public")
	first := files{"index.html": "home", "a/index.html": "a", "a/b/c/index.html": "c", "style.css": "body{}"}
	if got, want := write(t, dir, first), (Report{Written: 4, Bytes: 12}); !cmp.Equal(got, want) {
		t.Errorf("first: %+v", got)
	}
	expect(t, dir, first)
	for range 2 { // once compared by bytes, once by the manifest
		if got, want := write(t, dir, first), (Report{Unchanged: 4}); !cmp.Equal(got, want) {
			t.Errorf("again: %+v", got)
		}
	}
	second := files{"index.html": "HOME", "style.css": "body{}", "d/index.html": "d"}
	if got, want := write(t, dir, second), (Report{Written: 2, Unchanged: 1, Removed: 2, Bytes: 5}); !cmp.Equal(got, want) {
		t.Errorf("second: %+v", got)
	}
	expect(t, dir, second) // the folders a, a/b and a/b/c are gone too
	write(t, dir, files{})
	expect(t, dir, files{})
}

// age makes everything in the folder look as if it had been written long before
// the manifest, so that the manifest is believed.
func age(t *testing.T, dir string) {
	t.Helper()
	root, err := os.OpenRoot(dir)
	must(t, err)
	defer root.Close()
	m := readManifest(root)
	if !m.complete {
		t.Fatal("no manifest")
	}
	m.began += int64(time.Hour)
	must(t, os.WriteFile(filepath.Join(dir, manifestName), m.encode(), 0o644))
}

func TestUnchangedIsUntouched(t *testing.T) {
	dir := t.TempDir()
	f := files{"a.html": "a", "x/b.css": "b"}
	write(t, dir, f)
	old := time.Date(2001, 2, 3, 4, 5, 6, 7, time.UTC)
	for path := range f {
		must(t, os.Chtimes(filepath.Join(dir, path), old, old))
	}
	write(t, dir, f)
	age(t, dir)
	before, err := os.Stat(filepath.Join(dir, manifestName))
	must(t, err)
	write(t, dir, f)
	for path := range f {
		info, err := os.Stat(filepath.Join(dir, path))
		must(t, err)
		if !info.ModTime().Equal(old) {
			t.Errorf("%s was touched", path)
		}
	}
	after, err := os.Stat(filepath.Join(dir, manifestName))
	must(t, err)
	if !os.SameFile(before, after) {
		t.Error("the manifest was written although nothing changed")
	}
}

func TestChangedBySomebody(t *testing.T) {
	dir := t.TempDir()
	f := files{"a.html": "ours 1", "b.html": "ours 2", "c.html": "ours 3", "d/d.html": "ours 4"}
	write(t, dir, f)
	age(t, dir)
	info, err := os.Stat(filepath.Join(dir, "b.html"))
	must(t, err)
	time.Sleep(20 * time.Millisecond) // a tick of the file system's clock
	put(t, dir, "a.html", "somebody else's")
	put(t, dir, "b.html", "theirs")
	must(t, os.Chtimes(filepath.Join(dir, "b.html"), info.ModTime(), info.ModTime()))
	must(t, os.Remove(filepath.Join(dir, "c.html")))
	must(t, os.RemoveAll(filepath.Join(dir, "d")))
	if got, want := write(t, dir, f), (Report{Written: 4, Bytes: 24}); !cmp.Equal(got, want) {
		t.Errorf("%+v", got)
	}
	expect(t, dir, f)
}

func TestRacyChangeIsSeen(t *testing.T) {
	dir := t.TempDir()
	f := files{"a.html": "ours!!"}
	for range 20 {
		write(t, dir, f)
		put(t, dir, "a.html", "theirs")
		write(t, dir, f)
		expect(t, dir, f)
	}
}

func TestChangedAndNoLongerNeededIsKept(t *testing.T) {
	dir := t.TempDir()
	write(t, dir, files{"a.html": "a", "x/b.html": "b", "x/y/c.html": "c"})
	put(t, dir, "x/b.html", "edited")
	got := write(t, dir, files{"a.html": "a"})
	if want := (Report{Unchanged: 1, Removed: 1, Kept: []string{"x/b.html"}}); !cmp.Equal(got, want) {
		t.Errorf("%+v", got)
	}
	expect(t, dir, files{"a.html": "a", "x/b.html": "edited"})
	if got := write(t, dir, files{"a.html": "a"}); len(got.Kept) != 0 {
		t.Errorf("told twice: %+v", got)
	}
	// It is theirs now.
	err := writeErr(t, dir, files{"a.html": "a", "x/b.html": "new"})
	want := filepath.Join(dir, "x/b.html") + ": the site needs a file here, and this one was not written by the generator\n" +
		"nothing was written; move what is in the way out of the output folder, or delete it, and build again"
	if err.Error() != want {
		t.Errorf("got  %s\nwant %s", err, want)
	}
	must(t, os.Remove(filepath.Join(dir, "x/b.html")))
	write(t, dir, files{"a.html": "a"})
	expect(t, dir, files{"a.html": "a"}) // the emptied folder was ours all the time
}

func TestForeignFilesSurvive(t *testing.T) {
	dir := t.TempDir()
	foreign := files{".gitignore": "*\n!.gitignore\n", "notes/a.txt": "mine", "CNAME": "x.test", "empty/": "", "link": "-> /nowhere"}
	for path, data := range foreign {
		if path, ok := strings.CutSuffix(path, "/"); ok {
			must(t, os.Mkdir(filepath.Join(dir, path), 0o755))
		} else if target, ok := strings.CutPrefix(data, "-> "); ok {
			must(t, os.Symlink(target, filepath.Join(dir, path)))
		} else {
			put(t, dir, path, data)
		}
	}
	for _, f := range []files{{"notes/b.html": "b", "index.html": "1"}, {"index.html": "2"}, {}, {"empty/x.html": "x"}, {}} {
		write(t, dir, f)
		want := maps.Clone(foreign)
		maps.Copy(want, f)
		if f["empty/x.html"] != "" {
			delete(want, "empty/")
		}
		expect(t, dir, want)
	}
}

func TestForeignInTheWay(t *testing.T) {
	dir := t.TempDir()
	write(t, dir, files{"index.html": "1"})
	put(t, dir, "equal.html", "same")
	put(t, dir, "about.html", "mine")
	put(t, dir, "file", "mine")
	must(t, os.Mkdir(filepath.Join(dir, "folder"), 0o755))
	must(t, os.Symlink("/etc", filepath.Join(dir, "etc")))
	must(t, os.Symlink("/etc/passwd", filepath.Join(dir, "passwd")))
	before := onDisk(t, dir)
	err := writeErr(t, dir, files{
		"index.html": "2", "new.html": "n", "equal.html": "same", "about.html": "site", "file/x.html": "x",
		"folder": "f", "etc/motd": "m", "passwd": "p",
	})
	e := (*ConflictError)(nil)
	if !errors.As(err, &e) {
		t.Fatalf("%T: %v", err, err)
	}
	want := []Conflict{
		{"about.html", "the site needs a file here, and this one was not written by the generator"},
		{"etc", "the site needs a folder here, and this is a symbolic link, which is never followed"},
		{"file", "the site needs a folder here, and this is a file that the generator did not write"},
		{"folder", "the site needs a file here, and this is a folder that the generator did not make"},
		{"passwd", "the site needs a file here, and this is a symbolic link that the generator did not make"},
	}
	if d := cmp.Diff(want, e.Conflicts); d != "" {
		t.Errorf("-want +got:\n%s", d)
	}
	expect(t, dir, before)
}

func TestConflictErrorIsShort(t *testing.T) {
	e := &ConflictError{Dir: "public"}
	for range 12 {
		e.Conflicts = append(e.Conflicts, Conflict{"a", "b"})
	}
	want := strings.Repeat("public/a: b\n", 10) + "and 2 more\n" +
		"nothing was written; move what is in the way out of the output folder, or delete it, and build again"
	if got := filepath.ToSlash(e.Error()); got != want {
		t.Errorf("got\n%s", got)
	}
}

func TestWithoutManifest(t *testing.T) {
	dir := t.TempDir()
	f := files{"index.html": "1", "a/x.html": "x", "old.html": "o"}
	write(t, dir, f)
	must(t, os.Remove(filepath.Join(dir, manifestName)))
	put(t, dir, "mine.txt", "mine")
	got := write(t, dir, files{"index.html": "2", "a/x.html": "x"})
	if want := (Report{Written: 1, Unchanged: 1, Bytes: 1}); !cmp.Equal(got, want) {
		t.Errorf("%+v", got)
	}
	expect(t, dir, files{"index.html": "2", "a/x.html": "x", "old.html": "o", "mine.txt": "mine"})
	write(t, dir, files{})
	expect(t, dir, files{"old.html": "o", "mine.txt": "mine"}) // what was adopted can be removed, with its folder
}

func TestFileBecomesFolderAndBack(t *testing.T) {
	dir := t.TempDir()
	a := files{"about": "page", "x/y/z.html": "z", "x/w.html": "w"}
	b := files{"about/index.html": "page", "about/deep/er": "d", "x": "now a file"}
	for _, f := range []files{a, b, a, b, a} {
		write(t, dir, f)
		expect(t, dir, f)
	}
	put(t, dir, "x/mine.txt", "mine")
	put(t, dir, "about", "edited")
	before := onDisk(t, dir)
	err := writeErr(t, dir, b)
	want := filepath.Join(dir, "about") + ": the site needs a folder here, and this file was changed since the generator wrote it\n" +
		filepath.Join(dir, "x/mine.txt") + ": the site needs a file in place of this folder, and this was not written by the generator, or was changed since\n" +
		"nothing was written; move what is in the way out of the output folder, or delete it, and build again"
	if err.Error() != want {
		t.Errorf("got  %s\nwant %s", err, want)
	}
	expect(t, dir, before)
}

func TestReserve(t *testing.T) {
	var s Set
	for _, path := range []string{"a/x", "b"} {
		must(t, s.Reserve(path))
	}
	if s.Len() != 2 || !s.Has("b") || s.Data("b") != nil || strings.Join(s.Paths(), " ") != "a/x b" {
		t.Errorf("%d paths: %q", s.Len(), s.Paths())
	}
	for path, want := range map[string]string{"b": `"b" is written twice`, "b/c": `"b" is a file and a folder at once`, "a": `"a" is a file and a folder at once`} {
		if err := s.Add(path, nil); err == nil || err.Error() != want {
			t.Errorf("Add(%q) = %v, want %s", path, err, want)
		}
	}
}

func TestAddFile(t *testing.T) {
	dir := t.TempDir()
	data := bytes.Repeat([]byte("0123456789"), 100_000)
	content := data
	add := func(size int) (Report, error) {
		s := new(Set)
		must(t, s.AddFile("img/big.bin", int64(size), func() (io.ReadCloser, error) {
			return io.NopCloser(bytes.NewReader(content)), nil
		}))
		return Write(context.Background(), dir, s, Options{})
	}
	for i, want := range []Report{{Written: 1, Bytes: 1_000_000}, {Unchanged: 1}} {
		if r, err := add(len(data)); err != nil || !cmp.Equal(r, want) {
			t.Errorf("%d: %+v, %v", i, r, err)
		}
	}
	content = slices.Clone(data)
	content[999_999] = 'x'
	if r, err := add(len(data)); err != nil || r.Written != 1 {
		t.Errorf("last byte changed: %+v, %v", r, err)
	}
	expect(t, dir, files{"img/big.bin": string(content)})
	for _, size := range []int{999_999, 1_000_001} {
		_, err := add(size)
		want := `cannot read what goes to "` + filepath.Join(dir, "img/big.bin") + `": the file changed while it was being copied; build again`
		if err == nil || err.Error() != want {
			t.Errorf("size %d: %v", size, err)
		}
	}
	expect(t, dir, files{"img/big.bin": string(content)})
}

func TestAddFileChangesWhileWritten(t *testing.T) {
	dir := t.TempDir()
	write(t, dir, files{"a.bin": "old"})
	opened := 0
	s := new(Set)
	must(t, s.AddFile("a.bin", 3, func() (io.ReadCloser, error) {
		opened++
		return io.NopCloser(strings.NewReader([]string{"new", "new", "NEW", "NEW"}[opened])), nil
	}))
	_, err := Write(context.Background(), dir, s, Options{})
	if !errors.Is(err, errChanged) {
		t.Errorf("%v", err)
	}
	expect(t, dir, files{"a.bin": "old"}) // and no temporary file
}

func TestNothingIsWrittenThroughLinks(t *testing.T) {
	outside := t.TempDir()
	put(t, outside, "victim", "safe")
	put(t, outside, "index.html", "safe")
	dir := t.TempDir()
	f := files{"a/index.html": "a", "b/index.html": "b", "c.html": "c", "d.html": "d"}
	write(t, dir, f)
	// Links in place of files of ours, to the outside and to the inside.
	must(t, os.Remove(filepath.Join(dir, "c.html")))
	must(t, os.Symlink(filepath.Join(outside, "victim"), filepath.Join(dir, "c.html")))
	must(t, os.Remove(filepath.Join(dir, "d.html")))
	must(t, os.Symlink("a/index.html", filepath.Join(dir, "d.html")))
	write(t, dir, f)
	expect(t, dir, f)
	// A link in place of a folder of ours: neither written nor removed through.
	for _, target := range []string{outside, "b"} {
		must(t, os.RemoveAll(filepath.Join(dir, "a")))
		must(t, os.Symlink(target, filepath.Join(dir, "a")))
		err := writeErr(t, dir, files{"a/index.html": "A", "b/index.html": "b"})
		if !strings.HasPrefix(err.Error(), filepath.Join(dir, "a")+": the site needs a folder here, and this is a symbolic link") {
			t.Errorf("%v", err)
		}
	}
	put(t, dir, "b/index.html", "a") // what stood at a/index.html
	got := write(t, dir, files{"b/index.html": "a"})
	if got.Unchanged != 1 || got.Removed != 2 {
		t.Errorf("%+v", got)
	}
	expect(t, dir, files{"b/index.html": "a", "a": "-> b"})
	expect(t, outside, files{"victim": "safe", "index.html": "safe"})
}

func TestOwnNamesAsLinks(t *testing.T) {
	outside := t.TempDir()
	put(t, outside, "victim", "safe")
	dir := t.TempDir()
	must(t, os.Symlink(filepath.Join(outside, "victim"), filepath.Join(dir, manifestName)))
	must(t, os.Symlink(filepath.Join(outside, "victim"), filepath.Join(dir, tempPrefix+"manifest")))
	must(t, os.Symlink(filepath.Join(outside, "victim"), filepath.Join(dir, tempPrefix+"0")))
	write(t, dir, files{"index.html": "1"})
	must(t, os.Remove(filepath.Join(dir, lockName)))
	must(t, os.Symlink(filepath.Join(outside, "made"), filepath.Join(dir, lockName)))
	err := writeErr(t, dir, files{"index.html": "2"})
	want := `cannot lock the output folder: "` + filepath.Join(dir, lockName) + `" is not a regular file; remove it`
	if err.Error() != want {
		t.Errorf("%v", err)
	}
	expect(t, outside, files{"victim": "safe"})
}

func TestOrder(t *testing.T) {
	w := &writer{}
	w.plant(files{"a/b/p.html": "", "a/p.html": "", "index.html": "", "z.css": "", "a/b/c/d.json": "", "q/p.html": ""}.set(t))
	var got [][]string
	for _, batch := range w.batches() {
		var names []string
		for _, j := range batch {
			for _, it := range j.items {
				names = append(names, it.path)
			}
		}
		got = append(got, names)
	}
	want := [][]string{{"a/b/c/d.json", "z.css"}, {"a/b/p.html"}, {"a/p.html", "q/p.html"}, {"index.html"}}
	if d := cmp.Diff(want, got); d != "" {
		t.Errorf("-want +got:\n%s", d)
	}
}

func TestNamesThatAreHard(t *testing.T) {
	dir := t.TempDir()
	deep := strings.Repeat("d/", 60) + "index.html"
	f := files{
		"100%/index.html": "1", "🙂/index.html": "2", strings.Repeat("x", 255): "3", "-rf": "4", " a b ": "5",
		"f 1": "6", "d x/sum 0": "7", deep: "8", "e\u0301": "9", "\u00e9": "10", "\u2028": "11",
	}
	write(t, dir, f)
	expect(t, dir, f)
	age(t, dir)
	if r := write(t, dir, f); r.Unchanged != len(f) {
		t.Errorf("%+v", r)
	}
	write(t, dir, files{})
	expect(t, dir, files{})
}

func TestContextEnds(t *testing.T) {
	dir := t.TempDir()
	write(t, dir, files{"a.html": "1"})
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	if _, err := Write(ctx, dir, files{"a.html": "2"}.set(t), Options{}); !errors.Is(err, context.Canceled) {
		t.Errorf("%v", err)
	}
	expect(t, dir, files{"a.html": "1"})
}

func TestModes(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "o")
	put(t, dir, "x.html", "x")
	must(t, os.Chmod(filepath.Join(dir, "x.html"), 0o777))
	write(t, dir, files{"a/x.html": "x", "x.html": "y"})
	for _, path := range []string{"a/x.html", "x.html", manifestName} {
		info, err := os.Stat(filepath.Join(dir, path))
		must(t, err)
		if info.Mode()&^0o644 != 0 || info.Mode()&0o600 != 0o600 {
			t.Errorf("%s has mode %v", path, info.Mode())
		}
	}
}
