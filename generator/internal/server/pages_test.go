package server

import (
	"io/fs"
	"slices"
	"strings"
	"sync"
	"testing"

	"explainer/generator/internal/diag"
)

// madeUp is pages that are made when they are asked for.
type madeUp struct {
	mu    sync.Mutex
	pages map[string]string
	asked []string
}

func (m *madeUp) Has(path string) bool {
	m.mu.Lock()
	defer m.mu.Unlock()
	_, ok := m.pages[path]
	return ok
}

func (m *madeUp) Page(path string) ([]byte, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.asked = append(m.asked, path)
	switch page, ok := m.pages[path]; {
	case !ok:
		return nil, fs.ErrNotExist
	case page == "":
		return nil, broken{}
	default:
		return []byte(page), nil
	}
}

// broken is why a page cannot be made.
type broken struct{}

func (broken) Error() string          { return "broken" }
func (broken) Diagnostics() diag.List { return failure() }

// A page that no update has brought is asked for, once somebody looks at it.
func TestPages(t *testing.T) {
	m := &madeUp{pages: map[string]string{
		"a/index.html": "<p>a", "b/index.html": "", "x.ics": "BEGIN", "404.html": "<p>not here", "moves.html": "<p>made",
	}}
	s := New(Options{Pages: m})
	if r := get(s, "/a/"); r.StatusCode != 503 || len(m.asked) > 0 {
		t.Errorf("before the first build: %d, and %q are made", r.StatusCode, m.asked)
	}
	s.Apply(Update{Changed: map[string]File{"style.css": text("p{}"), "moves.html": text("<p>copied")}, Pages: []string{"a/index.html", "b/index.html"}})
	for _, c := range []struct {
		target string
		status int
		has    string
		asked  string
	}{
		{"/a/", 200, "<p>a", "a/index.html"},
		{"/a", 301, "", ""},
		{"/b/", 500, "This page cannot be made", "b/index.html"},
		{"/x.ics", 200, "BEGIN", "x.ics"},
		{"/style.css", 200, "p{}", ""},
		{"/moves.html", 200, "<p>copied", ""},
		{"/none/", 404, "<p>not here", "404.html"},
	} {
		m.asked = nil
		r := get(s, c.target)
		if text := body(t, r); r.StatusCode != c.status || !strings.Contains(text, c.has) || strings.Join(m.asked, " ") != c.asked {
			t.Errorf("%s: %d, %q, and %q are made; want %d, %q, %q", c.target, r.StatusCode, text, m.asked, c.status, c.has, c.asked)
		}
	}
	if n := changes(t, s, "version=0"); !slices.Equal(n.Changed, []string{"a/index.html", "b/index.html", "moves.html", "style.css"}) {
		t.Errorf("told of %q", n.Changed)
	}
	s.Apply(Update{Pages: []string{"moves.html"}})
	if text := body(t, get(s, "/moves.html")); !strings.Contains(text, "<p>made") {
		t.Errorf("a page in place of a file: %q", text)
	}
}
