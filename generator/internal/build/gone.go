package build

import (
	"bytes"
	"regexp"
	"strings"

	"explainer/generator/internal/content"
	"explainer/generator/internal/diag"
	"explainer/generator/internal/output"
	"explainer/generator/internal/site"
	"explainer/generator/internal/source"
	"explainer/generator/internal/view"
)

// pageGone is the id of the warnings of gone.
const pageGone = "page-gone"

// gone warns of pages that the last build put into the output folder and this one does
// not: links to them from anywhere in the world would break. The manifest of the folder
// knows no more of them than where they were, so the page that took the place of one is
// guessed: the only new page whose address ends alike, or whose title is the same.
func (b *Builder) gone(s *site.Site, set *output.Set, taken *sink) diag.List {
	var previous []string
	titleOf := func(path string) string { return title(set.Data(path)) }
	if taken != nil {
		previous = taken.previous
		titleOf = func(path string) string { return taken.titles[path] }
	} else {
		previous = output.Previous(b.out())
	}
	var lost []string
	for _, path := range previous {
		if isPage(path) && !set.Has(path) {
			lost = append(lost, path)
		}
	}
	moved := map[string]bool{} // addresses that lead on without a page
	for _, r := range s.Redirects {
		moved[r.From] = true
	}
	var ds diag.List
	var guess *arrivals
	for _, path := range lost {
		address := addressOf(path)
		if moved[address] {
			continue
		}
		if guess == nil {
			guess = newArrivals(s, set, previous, titleOf)
		}
		ds.Add(guess.tell(address, title(output.Head(b.out(), path, 64<<10))))
	}
	return ds
}

// isPage reports whether a path of the output is a page of its own, and no further part
// of a list.
func isPage(path string) bool {
	return strings.HasSuffix(path, ".html") && !view.IsPart(addressOf(path))
}

// addressOf returns the address that a file of the output answers.
func addressOf(path string) string { return "/" + strings.TrimSuffix(path, "index.html") }

// arrivals are the pages that were not there before, by what may tell that they are old
// ones at another address.
type arrivals struct {
	node    map[string]*site.Node // by address
	byName  map[string][]string   // addresses by their last element
	byTitle map[string][]string
}

func newArrivals(s *site.Site, set *output.Set, previous []string, titleOf func(path string) string) *arrivals {
	a := &arrivals{node: map[string]*site.Node{}, byName: map[string][]string{}, byTitle: map[string][]string{}}
	for _, n := range s.Nodes() {
		a.node[n.URL] = n
	}
	for _, path := range set.Paths() {
		address := addressOf(path)
		if isIn(previous, path) || !isPage(path) || a.node[address] == nil {
			continue
		}
		a.byName[lastElement(address)] = append(a.byName[lastElement(address)], address)
		if t := titleOf(path); t != "" {
			a.byTitle[t] = append(a.byTitle[t], address)
		}
	}
	return a
}

func lastElement(address string) string {
	address = strings.TrimSuffix(strings.TrimSuffix(address, "/"), ".html")
	return address[strings.LastIndexByte(address, '/')+1:]
}

// tell returns the warning about one page.
func (a *arrivals) tell(address, title string) diag.Diagnostic {
	now := a.byName[lastElement(address)]
	if len(now) != 1 && title != "" {
		now = a.byTitle[title]
	}
	if len(now) != 1 {
		return diag.Warningf("page-gone", source.Span{}, "the page %s was there after the last build and is gone", address).
			WithHelp("if it has moved, write aliases = [%q] into the page that took its place; if not, nothing need be done", address)
	}
	d := diag.Warningf("page-gone", source.Span{}, "the page %s was there after the last build and is gone; most likely it is %s now", address, now[0])
	n := a.node[now[0]]
	if n.Doc == nil {
		return d.WithHelp("give it a file, with aliases = [%q]", address)
	}
	d.Path = n.Doc.File.Path
	if n.Kind == content.Actor || n.Kind == content.Region {
		return d.WithHelp("add %q to the aliases of %s, and links to the old address lead there", address, d.Path)
	}
	return d.WithHelp("write aliases = [%q] into %s, and links to the old address lead there", address, d.Path)
}

var titleElement = regexp.MustCompile(`(?is)<title[^>]*>\s*(.*?)\s*</title>`)

// title returns the words of a page's title element, as they are written.
func title(page []byte) string {
	m := titleElement.FindSubmatch(page[:min(len(page), 64<<10)])
	if m == nil {
		return ""
	}
	return string(bytes.Join(bytes.Fields(m[1]), []byte(" ")))
}
