//go:build casefold

package watch

import (
	"os"
	"os/exec"
	"testing"
)

// The test needs root and a kernel whose tmpfs can ignore case (Linux 6.13), which few
// machines have, so it is asked for by name: go test -tags casefold.
func TestSeveralSpellings(t *testing.T) {
	t.Parallel()
	s := newDir(t)
	if out, err := exec.Command("mount", "-t", "tmpfs", "-o", "casefold", "tmpfs", s.path("content")).CombinedOutput(); err != nil {
		t.Fatalf("no file system that ignores case: %s", out)
	}
	t.Cleanup(func() { _ = exec.Command("umount", "-l", s.path("content")).Run() })
	must(t, os.Mkdir(s.path("content/x"), 0o755))
	if out, err := exec.Command("chattr", "+F", s.path("content/x")).CombinedOutput(); err != nil {
		t.Fatalf("no folder that ignores case: %s", out)
	}
	s.put("content/x/a.md", "a")
	s.start(Options{}, system())
	s.mv("content/x/a.md", "content/x/A.md")
	s.expect("content/x/A.md", "content/x/a.md")
}
