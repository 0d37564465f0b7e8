package main

import (
	"context"
	"maps"
	"slices"
	"strings"
	"sync"
	"testing"

	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/chromedp"
)

// notes keeps the first note of each name. Tests that run side by side add to it.
type notes struct {
	mu   sync.Mutex
	said map[string]string
}

func (n *notes) add(name, text string) {
	n.mu.Lock()
	defer n.mu.Unlock()
	if n.said == nil {
		n.said = map[string]string{}
	}
	if _, ok := n.said[name]; !ok {
		n.said[name] = text
	}
}

// log prints the notes.
func (n *notes) log(t *testing.T, what string) {
	for _, name := range slices.Sorted(maps.Keys(n.said)) {
		t.Logf("%s: %s: %s", what, name, n.said[name])
	}
}

// looks are the checks of what one loaded page shows. A page is loaded once for all of them, since loading
// it takes longer than most.
type looks struct {
	site  *sample
	kind  pageKind
	first bool // the first site, with which all is done that does not depend on the direction of text
	axe   string
	*notes
}

// eachKind looks at every kind of page, each in a tab of its own.
func eachKind(t *testing.T, browser context.Context, sites ...*sample) {
	source := axeSource(t)
	undecided := &notes{}
	t.Cleanup(func() { undecided.log(t, "axe has not decided") })
	for i, s := range sites {
		for _, k := range pageKinds() {
			t.Run(strings.Trim(s.base+k.name, "/"), func(t *testing.T) {
				t.Parallel()
				looks{s, k, i == 0, source, undecided}.all(newSheet(t, browser, wide()))
			})
		}
	}
}

// all does every check of a kind of page.
func (l looks) all(p *sheet) {
	p.t.Helper()
	p.goTo(l.site.at(l.kind.path))
	text := ask[string](p, shownText)
	p.do("scrollTo(0, document.documentElement.scrollHeight)") // pictures that are loaded late
	p.settle()
	p.do("scrollTo(0, 0)")
	l.quiet(p)
	p.do(l.axe)
	views := []view{wide(), narrow(), zoomed(), inDark(narrow()), inDark(wide())}
	for _, v := range views {
		if v.dark && !l.first {
			continue // the colours of all sites are the same
		}
		p.look(v)
		if !v.dark {
			reflow(p, v)
		}
		if v.scale == 1 {
			picture(p, l.site, l.kind, v)
		}
		if v.scale == 1 && (l.first || v == narrow()) { // a direction shows where there is little room
			axe(p, l.kind, v, l.rules(v), l.notes)
		}
	}
	if l.first {
		focusShows(p)
		l.quiet(p)
		printed(p, l.kind)
		withoutScript(p, l.site, l.kind, text)
	}
}

// rules returns the rules of axe that can judge otherwise than they did before.
func (l looks) rules(v view) string {
	switch {
	case v.dark:
		return axeColours
	case l.first:
		return axeAll
	}
	return axeDirection
}

// quiet fails on any message of the console, on a request that fails, and on one that
// leaves the site.
func (l looks) quiet(p *sheet) {
	p.t.Helper()
	said, addresses, _ := p.heard()
	for _, text := range said {
		p.t.Errorf("the console says: %s", text)
	}
	for _, a := range addresses {
		if !strings.HasPrefix(a, l.site.url+l.site.base) && !strings.HasPrefix(a, "data:") {
			p.t.Errorf("the page asks for %s", a)
		}
	}
}

// shownText is the text of a page, as it is shown.
const shownText = `document.querySelector('main').innerText.replace(/\s+/g, ' ')`

// withoutScript holds that a page without scripts has all of its content and nothing
// that does nothing.
func withoutScript(p *sheet, s *sample, k pageKind, with string) {
	p.t.Helper()
	p.look(wide())
	_, err := chromedp.Call(p.ctx, emulation.SetScriptExecutionDisabled, emulation.SetScriptExecutionDisabledParams{Value: true})
	p.must(err)
	p.goTo(s.at(k.path))
	without := ask[string](p, shownText)
	dead := ask[string](p, `[...document.querySelectorAll('button, select, .copy')].map((e) => e.outerHTML.slice(0, 80)).join()`)
	if with != without {
		p.t.Errorf("the text is another one without the script: %d and %d bytes", len(with), len(without))
	}
	if dead != "" {
		p.t.Errorf("there are controls that do nothing without the script: %s", dead)
	}
}
