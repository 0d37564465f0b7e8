package watch

import (
	"fmt"
	"math/rand/v2"
	"os"
	"path"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"
)

func TestNestedNewFolders(t *testing.T) {
	t.Parallel()
	s := watchedSite(t)
	var want []string
	dir := "content"
	for i := range 30 {
		dir += fmt.Sprintf("/d%d", i)
		p := dir + "/x.md"
		s.put(p, p)
		want = append(want, p)
	}
	s.all(want...)
	for _, p := range want {
		s.save(p)
	}
	s.all(want...)
	s.mv("content/d0", "content/e0")
	s.all(want...)
	s.save("content/e0" + strings.TrimPrefix(want[29], "content/d0"))
	s.expect("content/e0" + strings.TrimPrefix(want[29], "content/d0"))
}

func TestStorm(t *testing.T) {
	s := watchedSite(t)
	var want []string
	begin := time.Now()
	for i := range 5000 {
		p := fmt.Sprintf("content/n%d/%d.md", i%50, i)
		s.put(p, p)
		want = append(want, p)
	}
	most := int(time.Since(begin)/DefaultCap) + 10
	if sets := s.all(want...); sets > most {
		t.Errorf("%d sets", sets)
	}
	s.none()
}

func TestFoldersMove(t *testing.T) {
	t.Parallel()
	s := watchedSite(t, "content/x/1.md", "content/x/y/2.md", "content/x/y/z/3.md", "elsewhere/in/4.md", "elsewhere/in/deep/5.md")
	out := []string{"content/x/1.md", "content/x/y/2.md", "content/x/y/z/3.md"}
	s.mv("content/x", "elsewhere/x")
	s.expect(out...)
	s.save("elsewhere/x/y/2.md")
	s.none()
	s.mv("elsewhere/in", "content/in")
	s.expect("content/in/4.md", "content/in/deep/5.md")
	s.mv("elsewhere/x", "content/x")
	s.expect(out...)
	s.mv("content/x/y", "content/in/y") // within
	s.expect("content/in/y/2.md", "content/in/y/z/3.md", "content/x/y/2.md", "content/x/y/z/3.md")
	s.save("content/in/y/z/3.md")
	s.expect("content/in/y/z/3.md")
	s.mv("content/in/y/z", "content/in/y/q")
	s.mv("content/in", "content/out") // and again, at once
	s.all("content/out/y/q/3.md", "content/out/4.md", "content/in/4.md", "content/in/y/z/3.md")
	for _, p := range []string{"content/out/y/q/3.md", "content/out/y/new.md", "content/out/deep/5.md"} {
		s.save(p)
		s.expect(p)
	}
	s.rm("content/out")
	s.expect("content/out/4.md", "content/out/deep/5.md", "content/out/y/2.md", "content/out/y/new.md", "content/out/y/q/3.md")
}

func TestFoldersReplaced(t *testing.T) {
	t.Parallel()
	s := watchedSite(t, "content/x/y/1.md")
	for i := range 5 {
		s.rm("content/x")
		s.put("content/x/y/1.md", fmt.Sprint("again ", i))
		s.expect("content/x/y/1.md")
	}
	s.save("content/x/y/2.md")
	s.expect("content/x/y/2.md")

	s.rm("content/x") // a file in place of a folder
	s.save("content/x")
	s.expect("content/x", "content/x/y/1.md", "content/x/y/2.md")
	s.rm("content/x")
	s.save("content/x/y/1.md")
	s.all("content/x", "content/x/y/1.md")

	s.mv("content/x", "content/x2") // exchange
	s.mv("content/sub", "content/x")
	s.mv("content/x2", "content/sub")
	s.all("content/sub/c.md", "content/sub/y/1.md", "content/x/c.md", "content/x/y/1.md")
	for _, p := range []string{"content/sub/y/1.md", "content/x/c.md", "content/sub/y/3.md", "content/x/d.md"} {
		s.save(p)
		s.expect(p)
	}
}

func TestTopFoldersComeAndGo(t *testing.T) {
	t.Parallel()
	s := watchedSite(t)
	s.rm("layouts")
	s.expect("layouts/page.html")
	s.save("layouts/deep/page.html")
	s.all("layouts/deep/page.html")
	s.rm("content")
	s.put("content/a.md", "another") // at once
	s.expect("content/a.md", "content/b.md", "content/sub/c.md")
	s.rm("config.toml")
	s.expect("config.toml")
	s.save("config.toml")
	s.expect("config.toml")
}

func TestRootComesAndGoes(t *testing.T) {
	t.Parallel()
	s := watchedSite(t)
	away := s.dir + ".away"
	all := []string{"config.toml", "content/a.md", "content/b.md", "content/sub/c.md", "layouts/page.html"}
	must(t, os.Rename(s.dir, away))
	s.expect(all...)
	must(t, os.Rename(away, s.dir))
	s.expect(all...)
	s.save("content/a.md")
	s.expect("content/a.md")
}

func TestSlowReceiver(t *testing.T) {
	t.Parallel()
	s := watchedSite(t)
	var want []string
	for i := range 20 {
		p := fmt.Sprintf("content/%02d.md", i)
		s.save(p)
		want = append(want, p)
		time.Sleep(20 * time.Millisecond)
	}
	time.Sleep(silence)
	s.expect(want...)
	s.none()
}

// TestRandomEdits does anything at all to the folders and holds what a receiver
// knows that reads nothing but what the sets name against what is there.
func TestRandomEdits(t *testing.T) {
	t.Parallel()
	for name, opts := range map[string]Options{"events": {}, "polled": {Poll: 20 * time.Millisecond}} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := newDir(t, "content/x/1.md", "content/x/y/2.md").start(opts, system())
			files := s.mirror()
			r := rand.New(rand.NewPCG(1, uint64(len(name))))
			for range 4 {
				for range 1 + r.IntN(250) {
					s.edit(r)
					if r.IntN(12) == 0 {
						time.Sleep(time.Duration(r.IntN(25)) * time.Millisecond)
					}
					select {
					case c := <-s.w.Changes():
						files = s.reread(files, c)
					default:
					}
				}
				files = s.follow(files)
			}
			if notices := s.told(); len(notices) > 0 {
				t.Errorf("%q", notices)
			}
		})
	}
}

// edit does one thing. It may fail, as when a folder is to go into itself.
func (s *site) edit(r *rand.Rand) {
	dirs, files := []string{"content", "layouts"}, []string{}
	for _, top := range []string{"content", "layouts"} {
		_ = filepath.WalkDir(s.path(top), func(p string, d os.DirEntry, err error) error {
			rel, _ := filepath.Rel(s.dir, p)
			switch {
			case err != nil || strings.Count(rel, "/") > 8:
				return filepath.SkipDir
			case d.IsDir() && rel != top:
				dirs = append(dirs, rel)
			case !d.IsDir():
				files = append(files, rel)
			}
			return nil
		})
	}
	files = append(files, "content/a.md")
	pick := func(list []string) string { return list[r.IntN(len(list))] }
	name := func() string { return path.Join(pick(dirs), string(rune('a'+r.IntN(6)))) }
	data := []byte(fmt.Sprint("data ", r.IntN(1000)))
	switch r.IntN(14) {
	case 0, 1, 2:
		_ = os.WriteFile(s.path(pick(files)), data, 0o644)
	case 3:
		_ = os.MkdirAll(s.path(name()+"/"+string(rune('a'+r.IntN(6)))), 0o755)
		_ = os.WriteFile(s.path(name()), data, 0o644)
	case 4, 5:
		_ = os.WriteFile(s.path(name()+".md"), data, 0o644)
	case 6:
		_ = os.Rename(s.path(pick(files)), s.path(name()+".md"))
	case 7:
		_ = os.Remove(s.path(pick(files)))
	case 8, 9:
		_ = os.Rename(s.path(pick(dirs)), s.path(name()))
	case 10:
		if d := pick(dirs); r.IntN(3) == 0 {
			_ = os.RemoveAll(s.path(d))
			_ = os.MkdirAll(s.path(d), 0o755)
		}
	case 11:
		_ = os.Symlink(path.Base(pick(slices.Concat(files, dirs))), s.path(name()))
	case 12:
		_ = os.Symlink("../"+path.Base(pick(slices.Concat(files, dirs))), s.path(name()))
	case 13:
		tmp := s.path(pick(dirs) + "/" + "save.tmp")
		_ = os.WriteFile(tmp, data, 0o644)
		_ = os.Rename(tmp, s.path(pick(files)))
	}
}
