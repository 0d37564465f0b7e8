package server

import (
	"maps"
	"slices"
	"strings"
)

const (
	mostVersions = 1000 // whose path sets are kept
	mostKept     = 2000 // paths of one version; one with more is kept as "everything"
	mostTold     = 500  // paths in one message; with more a page looks for itself
)

// change is what one version changed, in output paths.
type change struct {
	version uint64
	all     bool // too many to list
	changed []string
	removed []string
	moved   map[string]string
}

// news is what a page is told: what happened after version From up to Version, and
// how the last build went.
type news struct {
	Run      string            `json:"run"`
	From     uint64            `json:"from"`
	Version  uint64            `json:"version"`
	All      bool              `json:"all"` // the lists are not complete
	Changed  []string          `json:"changed"`
	Removed  []string          `json:"removed"`
	Moved    map[string]string `json:"moved"`
	Ready    bool              `json:"ready"`
	Failed   bool              `json:"failed"`
	Errors   int               `json:"errors"`
	Warnings int               `json:"warnings"`
	Pages    []*patch          `json:"pages,omitempty"` // what became of pages that are being looked at; not of all
}

func newChange(version uint64, u Update) change {
	c := change{version: version, moved: map[string]string{}}
	for from, to := range u.Moved {
		c.moved[outputOf(from)] = outputOf(to)
	}
	if len(u.Changed)+len(u.Pages)+len(u.Removed) > mostKept {
		c.all = true
		return c
	}
	c.changed = slices.Concat(slices.Collect(maps.Keys(u.Changed)), u.Pages)
	slices.Sort(c.changed)
	c.removed = slices.Sorted(slices.Values(u.Removed))
	return c
}

// outputOf returns the output path of an address below the base path: of "/a/" it is
// "a/index.html".
func outputOf(address string) string {
	address = strings.TrimPrefix(address, "/")
	if address == "" || strings.HasSuffix(address, "/") {
		return address + "index.html"
	}
	return address
}

// since returns what a page has missed that knows a version, and a channel that is
// closed when there is more. A version that is not known counts as long ago. When
// there are too many paths to list, those that concern the page itself still are.
func (s *Server) since(version uint64, known bool, page string) (news, <-chan struct{}) {
	s.mu.RLock()
	defer s.mu.RUnlock()
	n := news{
		Run: s.run, From: version, Version: s.version, Ready: s.ready, Failed: s.failed,
		Errors: s.diags.Errors(), Warnings: s.diags.Warnings(),
		Changed: []string{}, Removed: []string{}, Moved: map[string]string{},
	}
	n.All = !known || version > s.version || s.version-version > uint64(len(s.history))
	first := 0
	if !n.All {
		first = len(s.history) - int(s.version-version)
	}
	n.add(s.history[first:], page)
	return n, s.next
}

// add tells the changes as one: the last word on each path counts.
func (n *news) add(changes []change, page string) {
	changed, removed := map[string]bool{}, map[string]bool{}
	for _, c := range changes {
		n.All = n.All || c.all
		for _, p := range c.changed {
			changed[p] = true
			delete(removed, p)
			delete(n.Moved, p)
		}
		for _, p := range c.removed {
			removed[p] = true
			delete(changed, p)
		}
		maps.Copy(n.Moved, c.moved)
	}
	if len(changed)+len(removed)+len(n.Moved) > mostTold {
		n.All = true
		n.Moved = steps(n.Moved, page)
		only := func(p string, _ bool) bool { return p != page }
		maps.DeleteFunc(changed, only)
		maps.DeleteFunc(removed, only)
	}
	n.Changed = append(n.Changed, slices.Sorted(maps.Keys(changed))...)
	n.Removed = append(n.Removed, slices.Sorted(maps.Keys(removed))...)
}

// steps returns the part of moved that leads on from one page.
func steps(moved map[string]string, page string) map[string]string {
	way := map[string]string{}
	for to, ok := moved[page]; ok && way[page] == ""; to, ok = moved[page] {
		way[page] = to
		page = to
	}
	return way
}
