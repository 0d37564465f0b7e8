package build_test

import (
	"fmt"
	"maps"
	"os"
	"path"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

// op is one change of one file. Edits are data, so that they can be printed, taken
// back, left out, and done again from the beginning. An op whose file or text is not there
// (since an edit before it was left out) does nothing.
type op struct {
	Do   string // write, replace, remove, rename
	Path string // of a file of the site, or of a folder for remove and rename
	Old  string // replace: the text that is replaced where it stands first
	New  string // write and replace: the text; rename: the path
}

// String returns the op in a line, its texts cut where they are long.
func (o op) String() string {
	short := func(s string) string {
		if r := []rune(s); len(r) > 160 {
			return fmt.Sprintf("%q and %d bytes more", string(r[:160]), len(s)-len(string(r[:160])))
		}
		return fmt.Sprintf("%q", s)
	}
	switch o.Do {
	case "write":
		return fmt.Sprintf("write %s: %s", o.Path, short(o.New))
	case "replace":
		return fmt.Sprintf("in %s replace %s by %s", o.Path, short(o.Old), short(o.New))
	case "rename":
		return fmt.Sprintf("rename %s to %s", o.Path, o.New)
	}
	return o.Do + " " + o.Path
}

// edit is what is done between two builds.
type edit struct {
	Kind string
	Ops  []op
}

// String returns the edit, an op a line.
func (e edit) String() string {
	const most = 40
	text := e.Kind
	for i, o := range e.Ops {
		if i == most {
			return text + fmt.Sprintf("\n\tand %d more", len(e.Ops)-most)
		}
		text += "\n\t" + o.String()
	}
	return text
}

// script returns edits as a numbered list.
func script(edits []edit) string {
	var b strings.Builder
	for i, e := range edits {
		fmt.Fprintf(&b, "%d. %s\n", i+1, e)
	}
	return b.String()
}

// state is the files of a site by path. Folders are there as long as they hold files.
type state map[string]string

// do carries out an op.
func (s state) do(o op) {
	switch o.Do {
	case "write":
		s.put(o.Path, o.New)
	case "replace":
		if text, ok := s[o.Path]; ok {
			s[o.Path] = strings.Replace(text, o.Old, o.New, 1)
		}
	case "remove":
		s.takeOut(o.Path)
	case "rename":
		for p, text := range s.takeOut(o.Path) {
			s.put(o.New+strings.TrimPrefix(p, o.Path), text)
		}
	}
}

// put sets a file, in place of whatever its path or a part of it was before.
func (s state) put(p, text string) {
	s.takeOut(p)
	for dir := path.Dir(p); dir != "."; dir = path.Dir(dir) {
		delete(s, dir)
	}
	s[p] = text
}

// takeOut removes a file, or a folder with all that is in it, and returns it.
func (s state) takeOut(p string) state {
	out := state{}
	for q, text := range s {
		if q == p || strings.HasPrefix(q, p+"/") {
			out[q] = text
			delete(s, q)
		}
	}
	return out
}

// after returns the state that an edit leaves behind.
func (s state) after(e edit) state {
	next := maps.Clone(s)
	for _, o := range e.Ops {
		next.do(o)
	}
	return next
}

// ways returns ops that lead from one state to another.
func ways(from, to state) []op {
	var ops []op
	for _, p := range slices.Sorted(maps.Keys(from)) {
		if _, kept := to[p]; !kept {
			ops = append(ops, op{Do: "remove", Path: p})
		}
	}
	for _, p := range slices.Sorted(maps.Keys(to)) {
		switch old, there := from[p]; {
		case !there:
			ops = append(ops, op{Do: "write", Path: p, New: to[p]})
		case old != to[p]:
			ops = append(ops, replacing(p, old, to[p]))
		}
	}
	return ops
}

// replacing returns the op that makes one text of another: the lines that differ, with
// as many lines before them as it takes to find them.
func replacing(p, old, text string) op {
	a, b := strings.SplitAfter(old, "\n"), strings.SplitAfter(text, "\n")
	start, end := 0, 0
	for start < min(len(a), len(b)) && a[start] == b[start] {
		start++
	}
	for end < min(len(a), len(b))-start && a[len(a)-1-end] == b[len(b)-1-end] {
		end++
	}
	for ; ; start-- {
		from := strings.Join(a[start:len(a)-end], "")
		if from != "" && strings.Index(old, from) == len(strings.Join(a[:start], "")) {
			return op{Do: "replace", Path: p, Old: from, New: strings.Join(b[start:len(b)-end], "")}
		}
		if start == 0 {
			return op{Do: "write", Path: p, New: text}
		}
	}
}

// folder is a folder on disk that follows states.
type folder struct {
	testing.TB
	dir  string
	have state
}

func newFolder(tb testing.TB) *folder {
	tb.Helper()
	return &folder{TB: tb, dir: filepath.Join(tb.TempDir(), "site"), have: state{}}
}

// show makes the folder hold a state, and returns the paths that changed, sorted. Files
// that are right already are not touched.
func (f *folder) show(s state) []string {
	f.Helper()
	var changed []string
	native := func(p string) string { return filepath.Join(f.dir, filepath.FromSlash(p)) }
	for p := range f.have {
		if _, kept := s[p]; kept {
			continue
		}
		changed = append(changed, p)
		must(f, os.Remove(native(p)))
		for dir := path.Dir(p); dir != "content" && dir != "."; dir = path.Dir(dir) {
			if os.Remove(native(dir)) != nil {
				break // something is in it still
			}
		}
	}
	for _, p := range slices.Sorted(maps.Keys(s)) {
		if old, there := f.have[p]; there && old == s[p] {
			continue
		}
		changed = append(changed, p)
		must(f, os.MkdirAll(filepath.Dir(native(p)), 0o755))
		must(f, os.WriteFile(native(p), []byte(s[p]), 0o644))
	}
	f.have = maps.Clone(s)
	slices.Sort(changed)
	return changed
}

func must(tb testing.TB, err error) {
	tb.Helper()
	if err != nil {
		tb.Fatal(err)
	}
}
