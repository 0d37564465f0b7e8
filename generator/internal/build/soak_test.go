package build_test

import (
	"flag"
	"fmt"
	"runtime"
	"testing"

	"explainer/generator/internal/build"
	"explainer/generator/internal/sitetest"
)

var soakEdits = flag.Int("soak.edits", 10_000, "how many edits one Builder takes while its memory is measured")

// TestSoak has one Builder take a great many edits of a small site, as a preview that runs
// for weeks does. Every name, address and text is a new one, and the site stays as
// large as it is. So does what the Builder needs. With -short the edits are a thousand at most.
func TestSoak(t *testing.T) {
	if !sitetest.Alone(t, fmt.Sprintf("-soak.edits=%d", *soakEdits)) {
		return
	}
	edits := *soakEdits
	if testing.Short() {
		edits = min(edits, 1_000)
	}
	t.Run("preview", func(t *testing.T) { soak(t, preview, edits) })
	t.Run("build", func(t *testing.T) { soak(t, oneProcess, edits/10) })
}

func soak(t *testing.T, s subject, edits int) {
	site, start := newFolder(t), village(t)
	next := s(build.Options{Dir: site.dir, DryRun: true, Today: today(t)})
	var first, last usage
	for i := range edits {
		e := soakEdit(start, i)
		r, err := next(e, site.show(start.after(e)))
		must(t, err)
		if !r.OK() && i%10 != 9 {
			t.Fatalf("edit %d: %v\n%s", i, r.Diags, e)
		}
		switch i + 1 {
		case edits / 5:
			first = measure()
		case edits:
			last = measure()
		}
	}
	runtime.KeepAlive(next)
	t.Logf("after %d edits: %v; after %d: %v", edits/5, first, edits, last)
	if last.heap > first.heap+first.heap/50+64<<10 {
		t.Errorf("%d bytes after %d edits, %d after %d", first.heap, edits/5, last.heap, edits)
	}
	if last.goroutines > first.goroutines || last.handles > first.handles {
		t.Errorf("goroutines or open files are left over: %v, then %v", first, last)
	}
}

// soakEdit returns the i-th edit of the state that a site begins with.
func soakEdit(s state, i int) edit {
	a := author{s: s}
	fresh := fmt.Sprintf("fresh-%d", i)
	switch i % 10 {
	case 0, 1, 2, 3:
		return edit{"text", a.change("content/explainers/mill.md", func(d *document) { d.body += "\nIt is " + fresh + ".\n" })}
	case 4:
		return edit{"title", a.change("content/explainers/mill.md", func(d *document) { d.top.set("title", quoted(fresh)) })}
	case 5:
		return edit{"name", a.change("content/actors/miller.md", func(d *document) { d.top.set("name", quoted("Name "+fresh)) })}
	case 6:
		return edit{"actor", a.rewrite("content/actors/"+fresh+".md", "+++\nname = \"Actor "+fresh+"\"\n+++\n\nA life.\n")}
	case 7:
		return edit{"explainer", a.rewrite("content/explainers/"+fresh+".md", "+++\ntitle = \"Of "+fresh+"\"\nactors = [\""+fresh+"-stub\"]\n+++\n\nText.\n")}
	case 8:
		return edit{"file", a.rewrite("content/files/"+fresh+".txt", fresh)}
	}
	return edit{"broken", a.rewrite("content/about.md", "+++\ntitle = = "+fresh+"\n+++\n")}
}

// usage is what a process holds: bytes on the heap after collection, goroutines, and open
// files, where that can be known.
type usage struct {
	heap       uint64
	goroutines int
	handles    int
}

func measure() usage {
	var m runtime.MemStats
	for range 3 { // what finalizers let go
		runtime.GC()
	}
	runtime.ReadMemStats(&m)
	return usage{m.HeapAlloc, runtime.NumGoroutine(), openFiles()}
}

// String returns the usage for people.
func (u usage) String() string {
	return fmt.Sprintf("%d KB, %d goroutines, %d open files", u.heap>>10, u.goroutines, u.handles)
}
