package main

import (
	"context"
	"fmt"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/chromedp/cdproto/emulation"
	cdplog "github.com/chromedp/cdproto/log"
	"github.com/chromedp/cdproto/network"
	"github.com/chromedp/cdproto/runtime"
	"github.com/chromedp/chromedp"
	"github.com/chromedp/chromedp/kb"
)

// view is how a reader looks at a page.
type view struct {
	width, height int64   // CSS pixels
	scale         float64 // device pixels for one of them
	dark, touch   bool
	print         bool
}

func (v view) String() string {
	s := fmt.Sprintf("%d", v.width)
	if v.dark {
		s += "-dark"
	}
	if v.print {
		s += "-print"
	}
	return s
}

// the views that most tests take.
func narrow() view { return view{width: 320, height: 640, scale: 1} }
func wide() view   { return view{width: 1440, height: 900, scale: 1} }

// zoomed is a window of 1280 pixels at 400 %.
func zoomed() view { return view{width: 320, height: 256, scale: 4} }

func inDark(v view) view { v.dark = true; return v }

// sheet is one tab, and what it has said and fetched.
type sheet struct {
	t   *testing.T
	ctx context.Context

	mu        sync.Mutex
	said      []string // messages of the console, failed requests
	addresses []string // what was asked for
	bytes     float64  // over the network, headers included
	open      map[network.RequestID]bool
}

// newSheet opens a tab for a test.
func newSheet(t *testing.T, browser context.Context, v view) *sheet {
	t.Helper()
	ctx, cancel := context.WithTimeout(browser, 3*time.Minute)
	t.Cleanup(cancel)
	ctx, cancel = chromedp.NewContext(ctx, chromedp.WithNewWindow(true)) // tabs behind others draw nothing
	t.Cleanup(cancel)
	p := &sheet{t: t, ctx: ctx, open: map[network.RequestID]bool{}}
	p.must(chromedp.Listen(ctx, p.hear))
	_, err := chromedp.Call(ctx, network.Enable, network.EnableParams{})
	p.must(err)
	_, err = chromedp.Call(ctx, cdplog.Enable, struct{}{})
	p.must(err)
	// The tab in front has the focus, the others only think so.
	_, err = chromedp.Call(ctx, emulation.SetFocusEmulationEnabled, emulation.SetFocusEmulationEnabledParams{Enabled: true})
	p.must(err)
	p.look(v)
	return p
}

func (p *sheet) must(err error) {
	p.t.Helper()
	if err != nil {
		p.t.Fatal(err)
	}
}

// hear takes note of an event of the tab.
func (p *sheet) hear(event any) {
	p.mu.Lock()
	defer p.mu.Unlock()
	switch e := event.(type) {
	case *runtime.EventConsoleAPICalled:
		var words []string
		for _, a := range e.Args {
			words = append(words, string(a.Value)+a.Description)
		}
		p.said = append(p.said, fmt.Sprintf("console.%s: %s", e.Type, strings.Join(words, " ")))
	case *runtime.EventExceptionThrown:
		p.said = append(p.said, fmt.Sprintf("exception: %s %v", e.ExceptionDetails.Text, e.ExceptionDetails.Exception))
	case *cdplog.EventEntryAdded:
		p.said = append(p.said, fmt.Sprintf("%s: %s %s", e.Entry.Level, e.Entry.Text, e.Entry.URL))
	case *network.EventRequestWillBeSent:
		p.addresses = append(p.addresses, e.Request.URL)
		p.open[e.RequestID] = true
	case *network.EventResponseReceived:
		if e.Response.Status >= 400 {
			p.said = append(p.said, fmt.Sprintf("status %d: %s", e.Response.Status, e.Response.URL))
		}
	case *network.EventLoadingFailed:
		delete(p.open, e.RequestID)
		if !e.Canceled {
			p.said = append(p.said, "request failed: "+e.ErrorText)
		}
	case *network.EventLoadingFinished:
		delete(p.open, e.RequestID)
		p.bytes += e.EncodedDataLength
	}
}

// heard returns what the tab has said, which addresses it asked for and how many bytes
// came, since the last call.
func (p *sheet) heard() (said, addresses []string, bytes float64) {
	p.mu.Lock()
	defer p.mu.Unlock()
	said, addresses, bytes = p.said, p.addresses, p.bytes
	p.said, p.addresses, p.bytes = nil, nil, 0
	return said, addresses, bytes
}

// settle waits until the page has nothing to do and waits for nothing.
func (p *sheet) settle() {
	p.t.Helper()
	for range 100 {
		ask[any](p, `new Promise((then) => requestIdleCallback(() => requestAnimationFrame(() => requestIdleCallback(() => then(0)))))`)
		p.mu.Lock()
		n := len(p.open)
		p.mu.Unlock()
		if n == 0 {
			return
		}
	}
	p.t.Errorf("requests never end: %d", len(p.open))
}

// look sets how the page is looked at. Nothing moves, so that no test waits.
func (p *sheet) look(v view) {
	p.t.Helper()
	options := []chromedp.EmulateViewportOption{chromedp.EmulateScale(v.scale)}
	if v.touch {
		options = append(options, chromedp.EmulateTouch, chromedp.EmulateMobile)
	}
	scheme, media := "light", ""
	if v.dark {
		scheme = "dark"
	}
	if v.print {
		media = "print"
	}
	p.must(chromedp.Do(p.ctx, chromedp.EmulateViewport(v.width, v.height, options...)))
	_, err := chromedp.Call(p.ctx, emulation.SetEmulatedMedia, emulation.SetEmulatedMediaParams{Media: media, Features: []*emulation.MediaFeature{
		{Name: "prefers-color-scheme", Value: scheme}, {Name: "prefers-reduced-motion", Value: "reduce"},
	}})
	p.must(err)
}

func (p *sheet) goTo(address string) {
	p.t.Helper()
	p.must(chromedp.Do(p.ctx, chromedp.Navigate(address)))
}

// press presses a key.
func (p *sheet) press(key string, options ...chromedp.KeyOption) {
	p.t.Helper()
	p.must(chromedp.Do(p.ctx, chromedp.KeyEvent(key, options...)))
}

func (p *sheet) tab() { p.t.Helper(); p.press(kb.Tab) }

// do runs a script in the page.
func (p *sheet) do(script string) {
	p.t.Helper()
	ask[any](p, "(() => {"+script+"; return 0})()")
}

// ask returns the value of an expression in the page, or of the promise that it is.
func ask[T any](p *sheet, expression string) T {
	p.t.Helper()
	value, err := chromedp.Run(p.ctx, chromedp.Evaluate[T](expression, chromedp.EvalAwaitPromise))
	if err != nil {
		p.t.Fatalf("%.200s: %v", expression, err)
	}
	return value
}

// holds fails the test if an expression is not true in the page.
func (p *sheet) holds(what, expression string) bool {
	p.t.Helper()
	ok := ask[bool](p, "Boolean("+expression+")")
	if !ok {
		p.t.Errorf("%s: not %s", what, expression)
	}
	return ok
}

// comes waits until an expression is true in the page, for three seconds at most.
func (p *sheet) comes(what, expression string) bool {
	p.t.Helper()
	for range 100 {
		if ask[bool](p, "Boolean("+expression+")") {
			return true
		}
		time.Sleep(30 * time.Millisecond)
	}
	p.t.Errorf("%s: never was %s", what, expression)
	return false
}

// budgets holds what a page weighs: script under 15 KB and style under 25 KB before
// compression, and the first view of each explainer under 60 KB over the network, with
// compression and everything included.
func budgets(t *testing.T, browser context.Context, s *sample) {
	for ending, limit := range map[string]int64{".js": 15_000, ".css": 25_000} {
		total := int64(0)
		for _, file := range s.filesOrNone(ending) {
			total += s.size(t, file)
		}
		t.Logf("%s: %d bytes of %d", ending, total, limit)
		if total >= limit {
			t.Errorf("the %s files have %d bytes; they must stay under %d", ending, total, limit)
		}
	}
	most, heaviest := 0.0, ""
	p := newSheet(t, browser, view{width: 390, height: 844, scale: 2, touch: true})
	_, err := chromedp.Call(p.ctx, network.SetCacheDisabled, network.SetCacheDisabledParams{CacheDisabled: true})
	p.must(err)
	for _, file := range s.files(t, "index.html") {
		slug, ok := strings.CutPrefix(file, "explainers/")
		if !ok || slug == "index.html" {
			continue
		}
		p.heard()
		p.goTo(s.at(strings.TrimSuffix(file, "index.html")))
		p.settle() // what is asked for after the page is there
		_, addresses, bytes := p.heard()
		if bytes > most {
			most, heaviest = bytes, fmt.Sprintf("%s, %d requests", file, len(addresses))
		}
		if bytes >= 60_000 {
			t.Errorf("%s: the first view takes %.0f bytes over the network; it must stay under 60,000: %q", file, bytes, addresses)
		}
	}
	t.Logf("the heaviest first view takes %.0f bytes: %s", most, heaviest)
	if most == 0 {
		t.Error("no explainer was looked at")
	}
}
