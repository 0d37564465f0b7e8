package watch

import (
	"fmt"
	"os"
	"testing"
)

func TestLinks(t *testing.T) {
	t.Parallel()
	s := newDir(t, "common/deep/x.md", "common/y.md", "other/deep/x.md")
	s.link("a.md", "content/to-file.md")
	s.link("sub", "content/to-folder")
	s.link("to-folder", "content/twice")
	s.link("../common", "content/common")
	s.link("../common/y.md", "content/y.md")
	s.link("../../outside", "content/outside")
	s.link("/etc", "content/etc")
	s.link("..", "content/up")
	s.link(".", "content/loop")
	s.link("self", "content/self")
	s.link("later.md", "content/dangling.md")
	s.link("../later/x.md", "content/far.md")
	s.link("../config.toml", "content/config.toml")
	s.start(Options{}, system())

	s.save("content/a.md")
	s.tells("content/a.md", "content/to-file.md")
	s.save("content/sub/c.md")
	s.tells("content/sub/c.md", "content/to-folder/c.md", "content/twice/c.md")
	s.save("content/twice/new/d.md")
	s.tells("content/sub/new/d.md", "content/to-folder/new/d.md", "content/twice/new/d.md")
	s.save("common/deep/x.md")
	s.tells("content/common/deep/x.md")
	s.save("common/new/z.md")
	s.tells("content/common/new/z.md")
	s.put("common/y.tmp", "another y")
	s.mv("common/y.tmp", "common/y.md")
	s.tells("content/common/y.md", "content/y.md")
	s.save("content/later.md")
	s.tells("content/dangling.md", "content/later.md")
	s.save("later/x.md")
	s.tells("content/far.md")
	s.save("later/x.md")
	s.tells("content/far.md")
	s.save("config.toml")
	s.tells("config.toml", "content/config.toml")
	s.save("public/index.html")
	s.none()

	s.mv("content/sub", "content/moved")
	s.settle("content/moved/c.md", "content/sub/c.md", "content/to-folder/c.md", "content/twice/c.md")
	s.save("content/moved/c.md")
	s.tells("content/moved/c.md")
	s.rm("content/to-folder")
	s.link("moved", "content/to-folder")
	s.settle("content/to-folder/c.md", "content/twice/c.md")
	s.save("content/moved/new/d.md")
	s.settle("content/moved/new/d.md", "content/to-folder/new/d.md", "content/twice/new/d.md")

	s.rm("content/common")
	s.link("../other", "content/common")
	s.settle("content/common/deep/x.md", "content/common/new/z.md", "content/common/y.md")
	s.save("other/deep/x.md")
	s.tells("content/common/deep/x.md")
	s.save("common/deep/x.md")
	s.none()
	s.mv("other", "other2")
	s.settle("content/common/deep/x.md")
	s.mv("other2", "other")
	s.settle("content/common/deep/x.md")
	s.save("other/deep/x.md")
	s.tells("content/common/deep/x.md")
}

func TestTopFolderIsALink(t *testing.T) {
	t.Parallel()
	elsewhere := newDir(t)
	s := newDir(t)
	s.rm("content")
	s.link(elsewhere.path("content"), "content")
	elsewhere.link("a.md", "content/to-file.md")
	s.start(Options{}, system())
	elsewhere.save("content/a.md")
	s.tells("content/a.md", "content/to-file.md")
	elsewhere.save("content/new/x.md")
	s.tells("content/new/x.md")
	elsewhere.mv("content", "gone")
	s.settle("content/a.md", "content/b.md", "content/new/x.md")
	elsewhere.mv("gone", "content")
	s.settle("content/a.md", "content/b.md", "content/new/x.md")
	elsewhere.save("content/a.md")
	s.tells("content/a.md", "content/to-file.md")
}

func TestLinksThatMultiply(t *testing.T) {
	t.Parallel()
	s := newDir(t)
	for i := range 7 {
		must(t, os.MkdirAll(s.path(fmt.Sprintf("content/d%d", i)), 0o755))
		for j := range 12 {
			s.link(fmt.Sprintf("../d%d", i+1), fmt.Sprintf("content/d%d/l%d", i, j))
		}
	}
	s.put("content/d7/x.md", "x")
	s.start(Options{}, system())
	if s.k.linked > maxLinked {
		t.Errorf("%d entries", s.k.linked)
	}
	s.save("content/d7/x.md")
	s.all("content/d7/x.md")
}
