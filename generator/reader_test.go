package main

import (
	"context"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/chromedp/chromedp"

	"explainer/generator/internal/browsertest"
)

// reader is a page in a browser.
type reader struct {
	t   *testing.T
	ctx context.Context
	at  string // address of the site

	width int64
}

// read builds a site, serves it under the policy that hosts are told, and opens a
// browser of a width in CSS pixels.
func read(t *testing.T, files map[string]string, config string, width int64) *reader {
	t.Helper()
	ctx := browsertest.Start(t, int(width), 800, time.Minute)
	out := buildSite(t, files, config)
	pages := http.FileServer(http.Dir(out))
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Content-Security-Policy", "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'")
		pages.ServeHTTP(w, r)
	}))
	t.Cleanup(server.Close)
	return &reader{t, ctx, server.URL, width}
}

func (r *reader) open(path string) {
	r.t.Helper()
	if err := chromedp.Do(r.ctx, chromedp.EmulateViewport(r.width, 800), chromedp.Navigate(r.at+path)); err != nil {
		r.t.Fatal(err)
	}
}

// wait waits until an expression is true.
func (r *reader) wait(what, expression string) {
	r.t.Helper()
	for end := time.Now().Add(10 * time.Second); ; time.Sleep(20 * time.Millisecond) {
		ok, err := chromedp.Run[bool](r.ctx, chromedp.Evaluate[bool]("Boolean("+expression+")"))
		if err != nil {
			r.t.Fatal(what, err)
		}
		if ok {
			return
		}
		if time.Now().After(end) {
			shot(r, "failed")
			state, _ := chromedp.Run[string](r.ctx, chromedp.Evaluate[string]("document.hasFocus() + ' ' + document.activeElement.outerHTML.slice(0, 200) + ' ' + document.querySelector('.preview')?.outerHTML"))
			r.t.Log(state)
			r.t.Fatalf("%s: %s never held", what, expression)
		}
	}
}

// run runs a statement.
func (r *reader) run(script string) {
	r.t.Helper()
	if _, err := chromedp.Run[bool](r.ctx, chromedp.Evaluate[bool]("("+script+", true)")); err != nil {
		r.t.Fatal(script, err)
	}
}

// shot keeps a picture of the page where SHOTS names a folder.
func shot(r *reader, name string) {
	if dir := os.Getenv("SHOTS"); dir != "" {
		if png, err := chromedp.Run[[]byte](r.ctx, chromedp.FullScreenshot(90)); err == nil {
			os.WriteFile(filepath.Join(dir, strings.ReplaceAll(r.t.Name(), "/", "-")+name+".jpg"), png, 0o644)
		}
	}
}

const cardShown = `!document.querySelector('.preview').hidden`

// TestCards holds that a card comes to who points or moves the focus, says what the
// page it leads to says of itself, never lies over the link, stays while the pointer is
// on it, and goes with Escape and with the focus (WCAG 2.2, 1.4.13).
func TestCards(t *testing.T) {
	r := read(t, everything, "title = \"Ж\"\n", 1200)
	r.open("/explainers/x/")
	r.wait("the script", `document.querySelector('.preview')`)
	if err := chromedp.Do(r.ctx, chromedp.MouseClickXY(2, 2)); err != nil { // the page has the focus from here on
		t.Fatal(err)
	}
	r.run(`window.link = document.querySelector('.prose a[href$="/actors/bob/"]')`)
	r.run(`(link.focus({ focusVisible: true }), 0)`)
	r.wait("the card", cardShown)
	shot(r, "card")
	r.wait("its words", `document.querySelector('.preview strong').textContent === 'Ї' && document.querySelector('.preview').textContent.includes('state')`)
	r.wait("the link describes itself by it", `link.getAttribute('aria-describedby') === '_preview'`)
	r.wait("the card beside the link", `(() => {
		const a = link.getBoundingClientRect(), b = document.querySelector('.preview').getBoundingClientRect();
		return b.top >= a.bottom || b.bottom <= a.top;
	})()`)
	r.run(`document.querySelector('.preview').dispatchEvent(new PointerEvent('pointerover', { bubbles: true, pointerType: 'mouse' }))`)
	r.run(`link.dispatchEvent(new KeyboardEvent('keydown', { key: 'Escape', bubbles: true }))`)
	r.wait("Escape", "!("+cardShown+") && !link.hasAttribute('aria-describedby')")
	r.run(`link.blur()`)
	r.run(`link.focus({ focusVisible: true })`)
	r.wait("the card again", cardShown)
	r.run(`document.querySelector('.contents a').focus({ focusVisible: true })`)
	r.wait("the focus elsewhere", "!("+cardShown+")")
	r.run(`document.querySelector('.cite a').dispatchEvent(new PointerEvent('pointerover', { bubbles: true, pointerType: 'mouse' }))`)
	r.wait("the card of a source", cardShown+` && document.querySelector('.preview').textContent.includes('П')`)
}

// TestColours holds that the choice of colours is remembered, and set before the page
// is painted.
func TestColours(t *testing.T) {
	r := read(t, everything, "title = \"Ж\"\nlanguage = \"uk\"\n", 1200)
	const paper = `getComputedStyle(document.body).backgroundColor`
	r.open("/explainers/x/")
	r.wait("the choice", `document.querySelector('.theme select').value === 'system' && document.querySelector('.theme').textContent.startsWith('Кольори')`)
	for _, c := range []struct{ theme, colour string }{{"dark", "rgb(22, 21, 19)"}, {"light", "rgb(253, 252, 249)"}} {
		r.run(`(document.querySelector('.theme select').value = '` + c.theme + `', document.querySelector('.theme select').dispatchEvent(new Event('change')))`)
		r.wait(c.theme, paper+` === '`+c.colour+`'`)
		r.open("/actors/ann/")
		r.wait("remembered", `document.documentElement.dataset.theme === '`+c.theme+`' && document.querySelector('.theme select')?.value === '`+c.theme+`' && `+paper+` === '`+c.colour+`'`)
	}
	r.run(`(document.querySelector('.theme select').value = 'system', document.querySelector('.theme select').dispatchEvent(new Event('change')))`)
	r.wait("as the system", `!document.documentElement.hasAttribute('data-theme') && localStorage.getItem('theme') === null`)
}

// TestPlaces holds that headings, claims and dates offer their address, and that the
// contents show what is being read.
func TestPlaces(t *testing.T) {
	r := read(t, everything, "title = \"Ж\"\n", 1400)
	r.open("/explainers/x/")
	r.wait("links to copy", `['#a', '#_positions', '#claim:two', '[id^="date:"]'].every((s) => document.querySelector((s.startsWith('#') ? '#' + CSS.escape(s.slice(1)) : s) + ' .copy')?.ariaLabel)`)
	r.run(`document.getElementById('_sources').scrollIntoView()`)
	r.wait("the contents", `document.querySelector('.contents [aria-current]')?.hash === '#_sources'`)
}

// TestNarrow holds that no page scrolls sideways on the narrowest screen, in either
// direction of writing.
func TestNarrow(t *testing.T) {
	for _, config := range []string{"title = \"Ж\"\nlanguage = \"ar\"\n", "title = \"Ж\"\nlanguage = \"uk\"\n"} {
		r := read(t, everything, config, 320)
		for _, page := range []string{"/", "/explainers/", "/explainers/x/", "/explainers/second/", "/actors/ann/", "/actors/org/", "/regions/land/", "/regions/", "/questions/law/", "/timeline/", "/sources/", "/sources/paper/", "/about/", "/guide/"} {
			r.open(page)
			r.wait("no sideways scroll on "+page, `document.documentElement.scrollWidth <= innerWidth`)
			shot(r, strings.ReplaceAll(page, "/", "_"))
		}
	}
}
