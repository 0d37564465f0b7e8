package tree

import (
	"errors"
	"net"
	"os"
	"path/filepath"
	"runtime"
	"syscall"
	"testing"
)

func TestSpecialFiles(t *testing.T) {
	dir := t.TempDir()
	put(t, dir, "a.md", "a")
	must(t, syscall.Mkfifo(filepath.Join(dir, "pipe.md"), 0o644))
	link(t, dir, "to-pipe", "pipe.md")
	want := []string{
		"pipe.md: not-regular: it is a named pipe, not a file",
		"socket.md: not-regular: it is a socket, not a file",
		"to-pipe: not-regular: it is a named pipe, not a file",
	}
	t.Chdir(dir) // the address of a socket is short
	l, err := net.Listen("unix", "socket.md")
	must(t, err)
	defer l.Close()
	if err := syscall.Mknod("device.md", syscall.S_IFCHR|0o600, 1<<8|5); err == nil { // as /dev/zero; not everybody may
		want = append([]string{"device.md: not-regular: it is a device, not a file"}, want...)
	}
	paths, problems := scanned(t, dir, Options{}) // and does not hang
	expect(t, "paths", paths, []string{"a.md"})
	expect(t, "problems", problems, want)
	tr := open(t, dir)
	for _, name := range []string{"pipe.md", "socket.md", "to-pipe"} {
		if _, err := tr.Read(name); err == nil {
			t.Errorf("%s was read", name)
		}
	}
}

// Root may read everything. A thread that takes nobody's identity for files may
// not.
func TestUnreadable(t *testing.T) {
	dir := t.TempDir()
	put(t, dir, "a.md", "a")
	put(t, dir, "locked/b.md", "b")
	must(t, os.Chmod(filepath.Join(dir, "a.md"), 0))
	must(t, os.Chmod(filepath.Join(dir, "locked"), 0))
	tr := open(t, dir)
	if os.Getuid() == 0 {
		must(t, os.Chmod(dir, 0o755))
		runtime.LockOSThread() // never unlocked: the thread ends with the test
		must(t, syscall.Setfsuid(65534))
		defer func() { must(t, syscall.Setfsuid(0)) }()
	}
	entries, problems := tr.Scan(Options{})
	if len(entries) != 1 || entries[0].Path != "a.md" || len(problems) != 1 {
		t.Errorf("%v, %v", entries, problems)
	}
	_, err := tr.Read("a.md")
	for i, err := range []error{err, problems[0]} {
		p := Problem{}
		if !errors.As(err, &p) || p.Kind != Unreadable || p.Detail != "there is no permission to read it" || !errors.Is(err, syscall.EACCES) {
			t.Errorf("%d: %#v", i, err)
		}
	}
}
