package output

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
)

// mount gives the test a file system of its own, or skips it.
func mount(t *testing.T, options string) string {
	t.Helper()
	dir := t.TempDir()
	if err := syscall.Mount("tmpfs", dir, "tmpfs", 0, options); err != nil {
		t.Skip("cannot mount a tmpfs here:", err)
	}
	t.Cleanup(func() { _ = syscall.Unmount(dir, syscall.MNT_DETACH) })
	return dir
}

func TestFullDisk(t *testing.T) {
	dir := mount(t, "size=256k")
	small := files{"index.html": "home", "a.html": "a"}
	write(t, dir, small)
	big := files{"index.html": "new home", "a.html": strings.Repeat("x", 100_000), "b/b.html": strings.Repeat("y", 300_000)}
	err := writeErr(t, dir, big)
	want := fmt.Sprintf("cannot write %q: no space left on device", filepath.Join(dir, "b/b.html"))
	if err.Error() != want || !errors.Is(err, syscall.ENOSPC) {
		t.Errorf("%v", err)
	}
	expect(t, dir, files{"index.html": "home", "a.html": "a", "b/": ""}) // b comes first, and nothing after it
	write(t, dir, small)
	expect(t, dir, small)
}

func TestFullDiskBeforeTheManifest(t *testing.T) {
	dir := mount(t, "size=64k")
	write(t, dir, files{"index.html": "home"})
	err := os.WriteFile(filepath.Join(dir, "filler"), make([]byte, 1<<20), 0o644)
	if !errors.Is(err, syscall.ENOSPC) {
		t.Fatal(err)
	}
	err = writeErr(t, dir, files{"index.html": "HOME"})
	want := fmt.Sprintf("cannot write %q: no space left on device", filepath.Join(dir, manifestName))
	if err.Error() != want {
		t.Errorf("%v", err)
	}
	must(t, os.Remove(filepath.Join(dir, "filler")))
	expect(t, dir, files{"index.html": "home"})
	write(t, dir, files{})
	expect(t, dir, files{}) // the old manifest was still good
}

// TestAtomicMount: a mount point cannot change places with another folder. What the site
// has stays as it is.
func TestAtomicMount(t *testing.T) {
	dir := mount(t, "")
	write(t, dir, files{"a.html": "1", "same.html": "1"})
	put(t, dir, "foreign.txt", "foreign")
	_, err := Write(context.Background(), dir, files{"a.html": "2", "same.html": "1"}.set(t), Options{Atomic: true})
	want := fmt.Sprintf("cannot put the new site in the place of %q in one step: device or resource busy\n\n"+
		"nothing was changed; build without --atomic, or into a folder of another file system", dir)
	if err == nil || err.Error() != want {
		t.Errorf("%v", err)
	}
	noStaging(t, dir)
	expect(t, dir, files{"a.html": "1", "same.html": "1", "foreign.txt": "foreign"})
	if r := write(t, dir, files{"a.html": "2", "same.html": "1"}); r.Written != 1 || r.Unchanged != 1 {
		t.Errorf("%+v", r)
	}
}

// TestAtomicCopies: where the system makes no hard links, files are copied.
func TestAtomicCopies(t *testing.T) {
	dir := out(t)
	writeAtomic(t, dir, files{"a.html": "1", "x/same.html": "1"})
	info, err := os.Stat(filepath.Join(dir, "x/same.html"))
	must(t, err)
	w, release, err := open(context.Background(), dir, Options{})
	must(t, err)
	defer release()
	s, err := stagingOf(w)
	must(t, err)
	defer s.beside.Close()
	must(t, s.beside.Mkdir("copies", 0o755))
	s.root, err = s.beside.OpenRoot("copies")
	must(t, err)
	defer s.root.Close()
	must(t, s.root.Mkdir("x", 0o755))
	must(t, s.copy(w.root, "x/same.html"))
	copied, err := os.Stat(filepath.Join(filepath.Dir(dir), "copies/x/same.html"))
	must(t, err)
	if !copied.ModTime().Equal(info.ModTime()) || copied.Mode() != info.Mode() || copied.Size() != 1 {
		t.Errorf("%v %v", copied, info)
	}
}

func TestReadOnlyDisk(t *testing.T) {
	dir := mount(t, "")
	write(t, dir, files{"index.html": "home"})
	if err := syscall.Mount("", dir, "", syscall.MS_REMOUNT|syscall.MS_RDONLY, ""); err != nil {
		t.Skip("cannot make a mount read-only here:", err)
	}
	err := writeErr(t, dir, files{"index.html": "HOME"})
	want := fmt.Sprintf("cannot lock the output folder %q: read-only file system", dir)
	if err.Error() != want && !strings.HasSuffix(err.Error(), "index.html\": read-only file system") &&
		!strings.HasSuffix(err.Error(), "manifest\": read-only file system") {
		t.Errorf("%v", err)
	}
	expect(t, dir, files{"index.html": "home"})
}

// Root may do everything, so what permission refuses is tried as nobody, in a
// process of its own.
func TestNoPermission(t *testing.T) {
	if os.Getuid() != 0 {
		t.Skip("needs root, to become somebody else")
	}
	dir := t.TempDir()
	for d := dir; len(d) > len(os.TempDir()); d = filepath.Dir(d) {
		must(t, os.Chmod(d, 0o777))
	}
	if out, err := helper(t, "unprivileged", dir).CombinedOutput(); err != nil {
		t.Errorf("%v\n%s", err, out)
	}
}

// unprivileged is the other half of TestNoPermission.
func unprivileged(dir string) int {
	failed := 0
	check := func(what string, err error, want string) {
		if fmt.Sprint(err) != want {
			fmt.Printf("%s: got  %v\n%s: want %s\n", what, err, what, want)
			failed = 1
		}
	}
	at := func(path string) string { return filepath.Join(dir, path) }
	if err := errors.Join(syscall.Setgroups(nil), syscall.Setgid(65534), syscall.Setuid(65534)); err != nil {
		fmt.Println(err)
		return 1
	}
	build := func(out string, f map[string]string) error {
		s := new(Set)
		for path, data := range f {
			if err := s.Add(path, []byte(data)); err != nil {
				return err
			}
		}
		_, err := Write(context.Background(), at(out), s, Options{})
		return err
	}
	check("setup", os.Mkdir(at("ro"), 0o555), "<nil>")
	check("read-only folder", build("ro", nil), fmt.Sprintf("cannot lock the output folder %q: permission denied", at("ro")))
	check("below a read-only folder", build("ro/public", nil), fmt.Sprintf("cannot make the output folder %q: permission denied", at("ro/public")))

	check("first", build("o", map[string]string{"a.html": "1", "x/b.html": "1"}), "<nil>")
	check("chmod", os.Chmod(at("o/a.html"), 0), "<nil>")
	check("unreadable file of ours is replaced", build("o", map[string]string{"a.html": "1", "x/b.html": "1"}), "<nil>")
	if data, err := os.ReadFile(at("o/a.html")); string(data) != "1" {
		check("read back", err, "<nil>")
	}
	check("chmod", os.Chmod(at("o/x"), 0o555), "<nil>")
	check("read-only folder of ours", build("o", map[string]string{"a.html": "2", "x/b.html": "2"}),
		fmt.Sprintf("cannot write %q: permission denied", at("o/x/b.html")))
	check("chmod", os.Chmod(at("o/x"), 0o755), "<nil>")
	check("again", build("o", map[string]string{"a.html": "2"}), "<nil>")
	if _, err := os.Lstat(at("o/x")); !errors.Is(err, fs.ErrNotExist) {
		check("the emptied folder", err, "gone")
	}
	return failed
}

func TestSpecialFiles(t *testing.T) {
	dir := t.TempDir()
	must(t, syscall.Mkfifo(filepath.Join(dir, "pipe"), 0o644))
	err := writeErr(t, dir, files{"pipe": "x"})
	if !strings.HasPrefix(err.Error(), filepath.Join(dir, "pipe")+": the site needs a file here, and this is neither a file nor a folder\n") {
		t.Errorf("%v", err)
	}
	must(t, os.Remove(filepath.Join(dir, "pipe")))
	write(t, dir, files{"pipe": "x", "gone": "y"})
	for _, name := range []string{"pipe", "gone"} {
		must(t, os.Remove(filepath.Join(dir, name)))
		must(t, syscall.Mkfifo(filepath.Join(dir, name), 0o644))
	}
	if r := write(t, dir, files{"pipe": "x"}); len(r.Kept) != 1 || r.Kept[0] != "gone" {
		t.Errorf("%+v", r)
	}
	must(t, os.Remove(filepath.Join(dir, manifestName)))
	must(t, syscall.Mkfifo(filepath.Join(dir, manifestName), 0o644))
	write(t, dir, files{"pipe": "x"}) // does not hang
	expect(t, dir, files{"pipe": "x", "gone": "p---------"})
}

// TestStageFullDisk: a disk that is full while pages are staged leaves the old site whole.
func TestStageFullDisk(t *testing.T) {
	dir := mount(t, "size=256k")
	write(t, dir, files{"index.html": "home", "a.html": "a"})
	before := everything(t, dir)
	s, err := Begin(context.Background(), dir, Options{})
	must(t, err)
	must(t, s.Put("a.html", []byte(strings.Repeat("x", 100_000))))
	err = s.Put("b/b.html", []byte(strings.Repeat("y", 300_000)))
	want := fmt.Sprintf("cannot write %q: no space left on device", filepath.Join(dir, "b/b.html"))
	if err == nil || err.Error() != want || !errors.Is(err, syscall.ENOSPC) {
		t.Errorf("%v", err)
	}
	s.Abort()
	if after := everything(t, dir); strings.Join(after, "\n") != strings.Join(before, "\n") {
		t.Errorf("before\n%q\nafter\n%q", before, after)
	}
	writeStaged(t, dir, files{"index.html": "HOME"}, Options{})
	expect(t, dir, files{"index.html": "HOME"})
}

// TestStageMounts: files of a folder that is of another file system are copied, and a mount
// point cannot change places with another folder.
func TestStageMounts(t *testing.T) {
	dir := mount(t, "")
	must(t, os.Mkdir(filepath.Join(dir, "other"), 0o755))
	if err := syscall.Mount("tmpfs", filepath.Join(dir, "other"), "tmpfs", 0, ""); err != nil {
		t.Skip("cannot mount a tmpfs here:", err)
	}
	t.Cleanup(func() { _ = syscall.Unmount(filepath.Join(dir, "other"), syscall.MNT_DETACH) })
	page := strings.Repeat("<p>A page.</p>\n", 200)
	f := files{"a.html": page, "other/b.html": page, "other/deep/c.html": page}
	if r := writeStaged(t, dir, f, Options{Compress: true}); r.Written != 9 {
		t.Errorf("%+v", r)
	}
	for path, data := range f {
		if plain(t, dir, path+".br") != data || !sameTime(t, dir, path+".br", path) || onDisk(t, dir)[path] != data {
			t.Errorf("%s is not as it should be", path)
		}
	}
	before := onDisk(t, dir)
	s, set := staged(t, dir, files{"a.html": "2"}, Options{Atomic: true})
	_, err := s.Commit(context.Background(), set, Mark{})
	if err == nil || !strings.Contains(err.Error(), "in one step: device or resource busy") {
		t.Errorf("%v", err)
	}
	noStaging(t, dir)
	expect(t, dir, before)
}
