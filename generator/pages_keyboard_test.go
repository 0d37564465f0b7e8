package main

import (
	"context"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/chromedp/cdproto/browser"
	"github.com/chromedp/chromedp"
	"github.com/chromedp/chromedp/kb"
)

// inOrder lists what can have the focus, in the order of the page; a group of radio buttons
// and what is closed or hidden does not count.
const inOrder = `window.stops = [...document.querySelectorAll('a[href], button, select, summary, input:not([disabled]), [tabindex="0"]')].filter((e) => e.checkVisibility({visibilityProperty: true}))`

// whereFocus says which of the stops has the focus (-1 for none), and whether the reader sees it:
// in the window, with nothing over it.
const whereFocus = `(() => {
	const e = document.activeElement;
	const seen = [...e.getClientRects()].some((r) => {
		const x = r.left + r.width / 2, y = r.top + r.height / 2, top = document.elementFromPoint(x, y);
		return top && (e.contains(top) || top.contains(e) && top !== document.documentElement && top !== document.body);
	});
	return {at: window.stops.indexOf(e), seen, what: e.outerHTML.slice(0, 120)};
})()`

type focus struct {
	At   int
	Seen bool
	What string
}

// keyboard walks through pages with the Tab key alone, each in a tab of its own.
func keyboard(t *testing.T, browser context.Context, s *sample) {
	for _, v := range []view{wide(), narrow()} {
		names := []string{"home", "explainer", "disputed-region", "question", "everything", "not-found"}
		if v == narrow() {
			names = []string{"everything"} // where the columns are stacked
		}
		for _, k := range pageKinds() {
			if !slices.Contains(names, k.name) {
				continue
			}
			t.Run(k.name+"-"+v.String(), func(t *testing.T) {
				t.Parallel()
				p := newSheet(t, browser, v)
				p.goTo(s.at(k.path))
				walk(p, k.name+" at "+v.String())
			})
		}
		t.Run("skip-"+v.String(), func(t *testing.T) {
			t.Parallel()
			skip(newSheet(t, browser, v), s)
		})
	}
}

// walk presses Tab from the top of a page to its end: every stop comes once, in the
// order of the page, and is seen; and the walk ends.
func walk(p *sheet, name string) {
	p.t.Helper()
	count := ask[int](p, "("+inOrder+").length")
	for i := range count {
		p.tab()
		f := ask[focus](p, whereFocus)
		if f.At != i {
			p.t.Errorf("%s: Tab %d came to stop %d of %d: %s", name, i+1, f.At+1, count, f.What)
			return
		}
		if !f.Seen { // the card of the stop before may be about to go
			p.comes(name+": the focus is seen on "+f.What, whereFocus+".seen")
		}
	}
	p.tab()
	if f := ask[focus](p, whereFocus); f.At > 0 {
		p.t.Errorf("%s: after the last stop Tab came to %s", name, f.What)
	}
	p.holds(name+": the menu comes before the content",
		`stops.findLastIndex((e) => e.closest('.menu')) < stops.findIndex((e) => e.closest('main')) && stops.some((e) => e.closest('.menu'))`)
}

// skip holds that the skip link is the first stop, shows itself, and leads past the menu.
func skip(p *sheet, s *sample) {
	p.t.Helper()
	p.goTo(s.at("/explainers/four-regions-annexation-claim/"))
	p.tab()
	p.holds("the first stop is the skip link", `document.activeElement.matches('.skip')`)
	p.holds("the skip link is seen", `(() => { const r = document.activeElement.getBoundingClientRect(); return r.top >= 0 && r.left >= 0 && r.bottom <= innerHeight && r.right <= innerWidth })()`)
	p.press(kb.Enter)
	p.comes("the skip link leads to the content", `location.hash === '#_main'`)
	p.tab()
	p.holds("the next stop is in the content", `document.activeElement.closest('main')`)
}

// script holds what the script adds, by keyboard, pointer and finger.
func script(t *testing.T, ctx context.Context, s *sample) {
	for _, c := range []struct {
		name string
		test func(*testing.T, context.Context, *sample)
	}{
		{"CardsByKeyboard", cardsByKeyboard},
		{"CardsByPointer", cardsByPointer},
		{"CardsByTouch", cardsByTouch},
		{"Theme", themes},
		{"Copy", copies},
		{"Contents", contentsFollow},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			c.test(t, ctx, s)
		})
	}
}

const cardPage = "/guide/everything/"

// cardLinks are links to an actor, a region, an explainer and a source in running text.
func cardLinks() []string {
	return []string{"/actors/vladimir-putin/", "/regions/crimea/", "/explainers/crimea-2014/", "/sources/budapest-memorandum-text/"}
}

// link finds in the page a link of running text to a page of the site; a citation
// leads to the entry in the list of sources, which stands for the source.
func link(path string) string {
	if strings.HasPrefix(path, "/sources/") {
		return `document.querySelector('main .cite a')`
	}
	return `document.querySelector('main .prose a[href="` + path + `"]')`
}

// card is the card that describes a link, while it is to be seen.
func card(link string) string {
	return `[...document.querySelectorAll('[role=tooltip], [role=dialog]')].find((c) => c.checkVisibility() && (` + link + `.getAttribute('aria-describedby') ?? '').split(' ').includes(c.id))`
}

const noCard = `![...document.querySelectorAll('[role=tooltip], [role=dialog]')].some((c) => c.checkVisibility())`

// cardShows holds that the card of a link comes, says something, stands in the window and
// does not cover its link.
func cardShows(p *sheet, path string) {
	p.t.Helper()
	if !p.comes(path+" has a card", card(link(path))) {
		return
	}
	p.holds(path+": the card says what the link leads to", card(link(path))+`.textContent.trim().length > 20`)
	p.holds(path+": the card is in the window",
		`(() => { const r = `+card(link(path))+`.getBoundingClientRect(); return r.left >= 0 && r.right <= document.documentElement.clientWidth && r.width >= 100 })()`)
	p.holds(path+": the card does not cover its link",
		`(() => { const c = `+card(link(path))+`.getBoundingClientRect(); return ![...`+link(path)+`.getClientRects()].some((r) => r.left < c.right && c.left < r.right && r.top < c.bottom && c.top < r.bottom) })()`)
	p.holds(path+": the page does not scroll sideways", `document.documentElement.scrollWidth <= document.documentElement.clientWidth`)
}

func cardsByKeyboard(t *testing.T, ctx context.Context, s *sample) {
	for _, v := range []view{wide(), narrow(), zoomed()} {
		t.Run(fmt.Sprintf("%sx%d", v, v.height), func(t *testing.T) {
			t.Parallel()
			focusCards(newSheet(t, ctx, v), s)
		})
	}
}

func focusCards(p *sheet, s *sample) {
	p.t.Helper()
	p.goTo(s.at(cardPage))
	p.tab()
	for _, path := range cardLinks() {
		p.do(link(path) + `.focus()`)
		cardShows(p, path)
		p.press(kb.Escape)
		p.comes("Escape closes the card", noCard)
		p.holds("Escape leaves the focus", `document.activeElement === `+link(path))
	}
	// A walk that waits at each stop for its card never loses the focus.
	p.do(inOrder + `; stops[stops.findIndex((e) => e.closest('.prose'))].focus()`)
	last := -1
	for range 12 {
		time.Sleep(450 * time.Millisecond)
		f := ask[focus](p, whereFocus)
		if f.At <= last {
			p.t.Errorf("the focus is trapped: %+v", f)
		}
		p.comes("the focus is seen on "+f.What, whereFocus+".seen")
		last = f.At
		p.tab()
	}
	said, _, _ := p.heard()
	if len(said) > 0 {
		p.t.Errorf("console: %q", said)
	}
}

func cardsByPointer(t *testing.T, ctx context.Context, s *sample) {
	p := newSheet(t, ctx, wide())
	p.goTo(s.at(cardPage))
	for _, path := range cardLinks() {
		x, y := middle(p, link(path))
		p.must(chromedp.Do(p.ctx, chromedp.MouseEvent(chromedp.MouseMoved, x, y)))
		cardShows(p, path)
		// The card stays under the pointer (WCAG 2.2, 1.4.13).
		cx, cy := middle(p, card(link(path)))
		p.must(chromedp.Do(p.ctx, chromedp.MouseEvent(chromedp.MouseMoved, cx, cy)))
		time.Sleep(600 * time.Millisecond)
		p.holds("the card stays under the pointer", card(link(path)))
		p.press(kb.Escape)
		p.comes("Escape closes the card", noCard)
		p.must(chromedp.Do(p.ctx, chromedp.MouseEvent(chromedp.MouseMoved, 5, 5)))
	}
}

func cardsByTouch(t *testing.T, ctx context.Context, s *sample) {
	p := newSheet(t, ctx, view{width: 390, height: 844, scale: 2, touch: true})
	p.goTo(s.at(cardPage))
	for _, path := range cardLinks() {
		p.do(link(path) + `.scrollIntoView({block: 'center'})`)
		tap(p, link(path))
		cardShows(p, path)
		p.holds("the first tap stays on the page", `location.pathname === '`+cardPage+`'`)
		tap(p, `document.querySelector('h1')`)
		p.comes("a tap elsewhere closes the card", noCard)
	}
	path := cardLinks()[0]
	p.do(link(path) + `.scrollIntoView({block: 'center'})`)
	tap(p, link(path))
	cardShows(p, path)
	tap(p, link(path))
	p.comes("the second tap follows the link", `location.pathname === '`+path+`'`)
}

// middle returns the middle of an element's first line, and scrolls it into view.
func middle(p *sheet, element string) (x, y float64) {
	p.t.Helper()
	at := ask[[]float64](p, `(() => { const e = `+element+`; if (!e) return [0, 0]; e.scrollIntoView({block: 'nearest'}); const r = e.getClientRects()[0]; return [r.left + r.width / 2, r.top + r.height / 2] })()`)
	return at[0], at[1]
}

func tap(p *sheet, element string) {
	p.t.Helper()
	x, y := middle(p, element)
	p.must(chromedp.Do(p.ctx, chromedp.TapXY(x, y)))
}

const paper = `getComputedStyle(document.body).backgroundColor`

// themes holds that a reader can have it light or dark against the system, that the
// choice is kept, and that the page does not flash when it is loaded again.
func themes(t *testing.T, ctx context.Context, s *sample) {
	p := newSheet(t, ctx, wide())
	p.goTo(s.at("/"))
	const control = `document.querySelector('.colophon select')`
	if !p.holds("there is a choice of colours", control) {
		return
	}
	choose := func(value string) {
		p.do(control + `.value = '` + value + `'; ` + control + `.dispatchEvent(new Event('change', {bubbles: true}))`)
	}
	light := ask[string](p, paper)
	choose("dark")
	dark := ask[string](p, paper)
	if light == dark {
		t.Errorf("dark paper is %s, as light paper is", dark)
	}
	p.goTo(s.at("/about/"))
	p.holds("the choice is kept on the next page", paper+` === '`+dark+`' && `+control+`.value === 'dark'`)
	p.look(inDark(wide()))
	choose("light")
	p.holds("light on a dark system", paper+` === '`+light+`'`)
	choose("system")
	p.holds("as the system has it", paper+` === '`+dark+`'`)
	p.look(wide())
	p.holds("as the system has it now", paper+` === '`+light+`'`)
}

// copies holds that the address of a heading and of a claim can be copied.
func copies(t *testing.T, ctx context.Context, s *sample) {
	p := newSheet(t, ctx, wide())
	for _, name := range []string{"clipboard-read", "clipboard-write"} {
		_, err := chromedp.CallBrowser(p.ctx, browser.SetPermission, browser.SetPermissionParams{
			Permission: &browser.PermissionDescriptor{Name: name}, Setting: browser.PermissionSettingGranted, Origin: s.url,
		})
		p.must(err)
	}
	p.goTo(s.at("/explainers/four-regions-annexation-claim/"))
	p.tab()
	for _, place := range []string{"main h2[id]", ".claims > li[id]"} {
		button := `document.querySelector('` + place + ` .copy')`
		if !p.holds(place+" can be copied", button) {
			continue
		}
		p.do(button + `.focus()`)
		p.press(kb.Enter)
		p.comes("it is said", `[...document.querySelectorAll('[role=status]')].some((e) => e.textContent.trim())`)
		copied := ask[string](p, `navigator.clipboard.readText().then(decodeURIComponent)`)
		if id := ask[string](p, button+`.closest('[id]').id`); copied != s.at("/explainers/four-regions-annexation-claim/")+"#"+id {
			t.Errorf("%s: copied %q", place, copied)
		}
	}
}

// contentsFollow holds that the contents stay in view and show where the reader is.
func contentsFollow(t *testing.T, ctx context.Context, s *sample) {
	p := newSheet(t, ctx, wide())
	p.goTo(s.at("/explainers/four-regions-annexation-claim/"))
	const links = `[...document.querySelectorAll('.contents a[href^="#"]')]`
	n := ask[int](p, links+`.length`)
	if n < 4 {
		t.Fatalf("the contents have %d links", n)
	}
	for _, i := range []int{1, n / 2, n - 2} {
		p.do(`const a = ` + links + `[` + strconv.Itoa(i) + `]; window.wanted = a; document.getElementById(decodeURIComponent(a.hash.slice(1))).scrollIntoView()`)
		p.comes("the contents follow", `wanted.getAttribute('aria-current') && document.querySelectorAll('.contents [aria-current]').length === 1`)
		p.holds("the contents stay in view", `(() => { const r = wanted.getBoundingClientRect(); return r.top >= 0 && r.bottom <= innerHeight })()`)
	}
}
