package output

import (
	"context"
	"os"
	"path/filepath"
	"testing"
)

// TestKeep lets files stay that an earlier build wrote, with their twins, and holds that none
// stays that is another, is gone or was never written.
func TestKeep(t *testing.T) {
	for _, opts := range []Options{{}, {Compress: true}, {Atomic: true}, {Atomic: true, Compress: true}} {
		dir := out(t)
		large := make([]byte, 4000)
		before := files{"a.html": string(large), "b.html": "2", "x/c.html": "3", "x/d.html": "4"}
		if Of(dir) != "" {
			t.Error("a folder that is not there was written")
		}
		_, err := Write(context.Background(), dir, before.set(t), opts)
		must(t, err)
		of := Of(dir)
		put(t, dir, "b.html", "by hand")
		must(t, os.Remove(filepath.Join(dir, "x/c.html")))
		put(t, dir, "foreign.html", "5")
		s, err := Begin(context.Background(), dir, opts)
		must(t, err)
		if of == "" || s.Of() != of {
			t.Errorf("of %q, and then %q", of, s.Of())
		}
		set := new(Set)
		for path, want := range map[string]bool{"a.html": true, "b.html": false, "x/c.html": false, "x/d.html": true, "foreign.html": false, "never.html": false} {
			kept, err := s.Keep(path)
			must(t, err)
			if kept != want {
				t.Errorf("%+v: %s stays: %v", opts, path, kept)
			}
			if kept {
				must(t, set.AddPut(path, s))
			} else if set.AddPut(path, s) == nil {
				t.Errorf("%s was added", path)
			}
		}
		must(t, s.Put("b.html", []byte("new")))
		must(t, set.AddPut("b.html", s))
		r, err := s.Commit(context.Background(), set, Mark{})
		must(t, err)
		want := files{"a.html": string(large), "b.html": "new", "x/d.html": "4", "foreign.html": "5"}
		if opts.Compress {
			for _, k := range codings() {
				name := "a.html" + k.suffix
				data, err := os.ReadFile(filepath.Join(dir, name))
				must(t, err)
				want[name] = string(data)
			}
		}
		expect(t, dir, want)
		if r.Written != 1 || Of(dir) == of || Of(dir) != s.Of() {
			t.Errorf("%+v: %+v, of %q, on disk %q", opts, r, s.Of(), Of(dir))
		}
	}
}

// TestHalfAManifest clears what a build has left that was killed before it changed anything, also
// where the next one has nothing to change.
func TestHalfAManifest(t *testing.T) {
	dir := out(t)
	f, mark := files{"a.html": "1"}, Mark{From: "inputs", Note: "note"}
	_, err := Write(context.Background(), dir, f.set(t), Options{Mark: mark})
	must(t, err)
	put(t, dir, tempManifest, "half of")
	if _, _, ok := Standing(context.Background(), dir, mark.From); ok {
		t.Error("a folder with half a manifest is as it should be")
	}
	r, err := Write(context.Background(), dir, f.set(t), Options{Mark: mark})
	must(t, err)
	expect(t, dir, f)
	if r.Written != 0 {
		t.Errorf("%+v", r)
	}
	if _, n, ok := Standing(context.Background(), dir, mark.From); !ok || n != 1 {
		t.Error(n, ok)
	}
}
