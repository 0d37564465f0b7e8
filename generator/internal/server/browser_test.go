package server

import (
	"context"
	"fmt"
	"net"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/chromedp/chromedp"

	"explainer/generator/internal/browsertest"
	"explainer/generator/internal/diag"
)

// TestBrowser runs what needs a browser in one, each on a server of its own.
func TestBrowser(t *testing.T) {
	ctx := browsertest.Start(t, 1000, 600, 50*time.Second)
	for _, c := range []struct {
		name string
		test func(*testing.T, context.Context)
	}{
		{"KeepsWhatTheReaderDid", browserKeepsWhatTheReaderDid},
		{"StylesScriptsImages", browserStylesScriptsImages},
		{"ShowsErrors", browserShowsErrors},
		{"BeforeTheFirstGoodBuild", browserBeforeTheFirstGoodBuild},
		{"PagesComeAndGo", browserPagesComeAndGo},
		{"ManyTabs", browserManyTabs},
		{"FindsTheServerAgain", browserFindsTheServerAgain},
		{"MorphsAnything", browserMorphsAnything},
		{"PutsPagesTogether", browserPutsPagesTogether},
		{"UnderAStrictPolicy", browserUnderAStrictPolicy},
	} {
		t.Run(c.name, func(t *testing.T) { c.test(t, ctx) })
	}
}

// tab is one open page.
type tab struct {
	t   *testing.T
	ctx context.Context

	mu       sync.Mutex
	messages []string // of the console: warnings, errors, exceptions
}

// open opens an address in a tab of its own and waits until the page has its script
// running and its source in mind.
func open(t *testing.T, browser context.Context, address string) *tab {
	t.Helper()
	ctx, cancel := chromedp.NewContext(browser)
	t.Cleanup(cancel)
	p := &tab{t: t, ctx: ctx}
	console := chromedp.Console(ctx)
	go func() {
		for m, err := range console {
			if err != nil {
				return
			}
			if kind := string(m.Type); kind == "error" || kind == "warning" || kind == string(chromedp.ConsoleException) {
				p.mu.Lock()
				p.messages = append(p.messages, kind+": "+m.Text)
				p.mu.Unlock()
			}
		}
	}()
	p.goTo(address)
	p.wait("the preview's script", `performance.getEntriesByType('resource').some((e) => e.name.includes('/_explainer/changes'))`)
	return p
}

func (p *tab) goTo(address string) {
	p.t.Helper()
	if err := chromedp.Do(p.ctx, chromedp.Navigate(address)); err != nil {
		p.t.Fatal(err)
	}
	// A mark that only loading the page again takes away.
	p.do("window.sameDocument = true")
}

// do runs a script in the page.
func (p *tab) do(script string) {
	p.t.Helper()
	if _, err := chromedp.Run(p.ctx, chromedp.Evaluate[any]("{"+script+"} null")); err != nil {
		p.t.Fatalf("%s: %v", script, err)
	}
}

// is reports whether an expression is true in the page.
func (p *tab) is(expression string) bool {
	p.t.Helper()
	is, err := chromedp.Run(p.ctx, chromedp.Evaluate[bool]("Boolean("+expression+")"))
	if err != nil {
		return false // between two documents
	}
	return is
}

// wait waits until an expression is true in the page.
func (p *tab) wait(what, expression string) {
	p.t.Helper()
	for range 300 {
		if p.is(expression) {
			return
		}
		time.Sleep(40 * time.Millisecond)
	}
	p.t.Fatalf("%s: never was %s\nconsole: %q\npage: %s", what, expression, p.console(), p.html())
}

// holds fails the test if an expression is not true in the page.
func (p *tab) holds(what, expression string) {
	p.t.Helper()
	if !p.is(expression) {
		p.t.Errorf("%s: not %s", what, expression)
	}
}

func (p *tab) html() string {
	html, err := chromedp.Run(p.ctx, chromedp.Evaluate[string]("document.documentElement.outerHTML"))
	if err != nil {
		return err.Error()
	}
	return strings.ReplaceAll(html, longText+"\n", "")
}

func (p *tab) console() []string {
	p.mu.Lock()
	defer p.mu.Unlock()
	return append([]string(nil), p.messages...)
}

// quiet fails the test if the console has said anything.
func (p *tab) quiet() {
	p.t.Helper()
	if said := p.console(); len(said) > 0 {
		p.t.Errorf("console: %q", said)
	}
}

func (p *tab) press(key string) {
	p.t.Helper()
	if err := chromedp.Do(p.ctx, chromedp.KeyEvent(key)); err != nil {
		p.t.Fatal(err)
	}
}

// preview is what the tests reach in the shadow tree.
const preview = `document.querySelector('explainer-preview')?.shadowRoot`

const longText = `<p>Lorem ipsum dolor sit amet, consectetur adipiscing elit, sed do eiusmod tempor incididunt ut labore.</p>`

// long is a page to scroll in, with everything that a reader can have changed.
func long(title, first, middle string) File {
	return text(`<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8">
<title>` + title + `</title>
<link rel="icon" href="data:,">
<link rel="stylesheet" href="/style.css">
<script>document.documentElement.dataset.theme = 'dark'</script>
</head>
<body>
<h1>` + title + `</h1>
` + first + `
<form><input id="typed" value="given"><textarea>given</textarea></form>
` + strings.Repeat(longText+"\n", 20) + `
<details id="more"><summary>More</summary><p>Hidden.</p></details>
<p id="middle">` + middle + `</p>
<p>A <a id="link" href="/other/">link</a>.</p>
` + strings.Repeat(longText+"\n", 40) + `
</body>
</html>
`)
}

// site is two such pages and what belongs to them.
func site() Update {
	return Update{Changed: map[string]File{
		"index.html":       long("Home", "<p>One.</p>", "Before."),
		"other/index.html": long("Other", "", "Another page."),
		"404.html":         long("Not found", "", ""),
		"style.css":        text("body{color:rgb(1,1,1)} p{margin:0 0 20px}"),
	}}
}

func home(first, middle string) Update {
	return Update{Changed: map[string]File{"index.html": long("Home", first, middle)}}
}

func browserKeepsWhatTheReaderDid(t *testing.T, ctx context.Context) {
	s := New(Options{})
	s.Apply(site())
	addr, _ := serve(t, s)
	p := open(t, ctx, "http://"+addr+"/")

	p.do(`more.open = true; document.body.append(Object.assign(document.createElement('aside'), {id: 'added'}));
		typed.value = 'my words'; document.querySelector('textarea').value = 'more words';
		middle.scrollIntoView(); scrollBy(0, -50); window.where = Math.round(middle.getBoundingClientRect().top);
		document.getElementById('link').focus({preventScroll: true}); window.kept = [...document.querySelectorAll('p')].at(-1)`)
	s.Apply(home("<p>One.</p><p>Two.</p><ul><li>Three.</li></ul>", "After."))
	p.wait("new text", `middle.textContent === 'After.'`)
	p.holds("not loaded again", `window.sameDocument`)
	p.holds("new elements", `document.querySelectorAll('h1 ~ p').length > 60 && document.querySelector('li').textContent === 'Three.'`)
	p.holds("the text in view stays in view", `Math.abs(middle.getBoundingClientRect().top - window.where) <= 1 && scrollY > 500`)
	p.holds("focus", `document.activeElement.id === 'link'`)
	p.holds("open details", `more.open`)
	p.holds("typed text", `typed.value === 'my words' && document.querySelector('textarea').value === 'more words'`)
	p.holds("what a script added", `document.getElementById('added') && document.documentElement.dataset.theme === 'dark'`)
	p.holds("elements that did not change", `window.kept.isConnected`)

	p.do(`typed.focus(); typed.setSelectionRange(2, 4)`)
	s.Apply(home("<ul><li>Three.</li></ul><p>Two.</p>", "After <em>all</em>."))
	p.wait("markup within text", `middle.innerHTML === 'After <em>all</em>.'`)
	p.holds("focus and selection in a field", `document.activeElement.id === 'typed' && typed.selectionStart === 2 && typed.selectionEnd === 4`)

	p.do(`getSelection().setBaseAndExtent(middle.firstChild, 0, middle.firstChild, 5)`)
	s.Apply(home("", "After it <em>all</em>."))
	p.wait("text", `middle.textContent === 'After it all.'`)
	p.holds("selected text", `getSelection().toString() === 'After'`)

	s.Apply(Update{Changed: map[string]File{"other/index.html": long("Other", "", "Changed.")}})
	s.Apply(Update{Changed: map[string]File{"index.html": long("New title", "", "Last.")}})
	p.wait("title", `document.title === 'New title' && document.querySelector('h1').textContent === 'New title'`)
	p.holds("still the same document", `window.sameDocument`)
	p.holds("no furniture", `!document.querySelector('explainer-preview')`)
	p.quiet()
}

func browserStylesScriptsImages(t *testing.T, ctx context.Context) {
	s := New(Options{})
	u := site()
	const svg = `<svg xmlns="http://www.w3.org/2000/svg" width="%d" height="10"/>`
	u.Changed["i.svg"] = text(fmt.Sprintf(svg, 10))
	u.Changed["a.js"] = text("window.ran = 1")
	u.Changed["index.html"] = long("Home", `<img id="i" src="/i.svg" alt="">`, `<script src="/a.js"></script><script type="application/json">{"a":1}</script>`)
	s.Apply(u)
	addr, _ := serve(t, s)
	p := open(t, ctx, "http://"+addr+"/")
	color := func(v string) string { return `getComputedStyle(document.body).color === '` + v + `'` }
	p.holds("style at first", color("rgb(1, 1, 1)"))

	p.do(`window.bare = 0; new MutationObserver(() => document.styleSheets.length === 0 && window.bare++).observe(document.head, {childList: true});
		requestAnimationFrame(function look() { if (getComputedStyle(document.body).color === 'rgb(0, 0, 0)') window.bare++; requestAnimationFrame(look) })`)
	s.Apply(Update{Changed: map[string]File{"style.css": text("body{color:rgb(2,2,2)}")}})
	p.wait("new style", color("rgb(2, 2, 2)"))
	p.wait("one stylesheet", `document.querySelectorAll('link[rel=stylesheet]').length === 1`)
	s.Apply(Update{Changed: map[string]File{"style.css": text("body{color:rgb(3,3,3)}")}})
	p.wait("newer style", color("rgb(3, 3, 3)")+` && document.querySelectorAll('link[rel=stylesheet]').length === 1`)

	// The style has another name now, as it does when names carry fingerprints.
	next := strings.Replace(string(u.Changed["index.html"].Data), "/style.css", "/style.2.css", 1)
	next = strings.Replace(next, `{"a":1}`, `{"a":2}`, 1)
	s.Apply(Update{Changed: map[string]File{"style.2.css": text("body{color:rgb(4,4,4)}"), "index.html": text(next)}, Removed: []string{"style.css"}})
	p.wait("style of another name", color("rgb(4, 4, 4)")+` && document.querySelectorAll('link[rel=stylesheet]').length === 1`)
	p.holds("a block of data is no script", `document.querySelector('[type="application/json"]').textContent === '{"a":2}'`)
	p.holds("never without style", `window.bare === 0`)

	s.Apply(Update{Changed: map[string]File{"i.svg": text(fmt.Sprintf(svg, 30))}})
	p.wait("new image", `document.getElementById('i').naturalWidth === 30`)
	s.Apply(Update{Changed: map[string]File{"index.html": text(strings.Replace(next, "<h1>Home", "<h1>House", 1))}})
	p.wait("text after all that", `document.querySelector('h1').textContent === 'House'`)
	p.holds("not loaded again", `window.sameDocument`)

	p.do(`scrollTo(0, 700)`)
	s.Apply(Update{Changed: map[string]File{"a.js": text("window.ran = 2")}})
	p.wait("a new script runs", `window.ran === 2`)
	p.wait("scrolled as before", `Math.abs(scrollY - 700) < 2`)
	p.do(`window.sameDocument = true`)
	s.Apply(Update{Changed: map[string]File{"index.html": text(strings.Replace(next, `<script src="/a.js">`, `<script>window.ran = 3</script><script src="/none.js" type="text/plain">`, 1))}})
	p.wait("a script in the page runs", `window.ran === 3 && !window.sameDocument`)
	p.quiet()
}

func browserShowsErrors(t *testing.T, ctx context.Context) {
	s := New(Options{})
	s.Apply(site())
	addr, _ := serve(t, s)
	p := open(t, ctx, "http://"+addr+"/")
	q := open(t, ctx, "http://"+addr+"/other/")
	p.do(`typed.focus()`)

	s.Apply(Update{Diags: failure(), Failed: true})
	for _, p := range []*tab{p, q} {
		p.wait("panel", preview+`?.querySelector('.panel h2')?.textContent === 'The site has 1 error'`)
		p.wait("the line at fault", preview+`.querySelector('.panel mark')?.textContent === '<b>'`)
		p.wait("shown", `document.querySelector('explainer-preview').getBoundingClientRect().width > 0 && getComputedStyle(`+preview+`.querySelector('.panel')).position === 'fixed'`)
		p.holds("said to who cannot see", preview+`.querySelector('[role=alert]').textContent === 'The site has 1 error'`)
		p.holds("the page stays", `document.querySelector('#middle')`)
	}
	p.holds("focus is not taken", `document.activeElement.id === 'typed'`)
	p.press("x")
	p.holds("typing goes on", `typed.value.includes('x')`)
	p.press("\x1b")
	p.wait("Escape hides", `!`+preview+`.querySelector('.panel')`)
	p.holds("a badge stays", preview+`.querySelector('#badge').textContent === '1 error'`)
	p.do(preview + `.querySelector('#badge').click()`)
	p.wait("the badge opens", preview+`.querySelector('.panel .list') === `+preview+`.activeElement`)
	p.press("\x1b")
	p.wait("Escape gives the focus back", preview+`.activeElement === `+preview+`.querySelector('#badge')`)

	late := open(t, ctx, "http://"+addr+"/other/")
	late.wait("a page opened later", preview+`?.querySelector('.panel')`)

	warned := Update{Diags: diag.List{diag.FileErrorf("stub", "a.md", "short"), diag.FileErrorf("stub", "b.md", "short")}}
	for i := range warned.Diags {
		warned.Diags[i].Severity = diag.Warning
	}
	s.Apply(warned)
	for _, p := range []*tab{p, q, late} {
		p.wait("warnings are a badge", preview+`?.querySelector('#badge')?.textContent === '2 warnings' && !`+preview+`.querySelector('.panel')`)
	}
	s.Apply(Update{})
	for _, p := range []*tab{p, q, late} {
		p.wait("nothing when all is well", `!document.querySelector('explainer-preview')`)
		p.holds("not loaded again", `window.sameDocument`)
		p.quiet()
	}
}

func browserBeforeTheFirstGoodBuild(t *testing.T, ctx context.Context) {
	s := New(Options{Base: "/repo/"})
	addr, _ := serve(t, s)
	p := open(t, ctx, "http://"+addr+"/repo/other/")
	p.holds("says so", `document.querySelector('h1').textContent === 'Building the site'`)
	s.Apply(Update{Diags: failure(), Failed: true})
	p.wait("the errors", `document.querySelector('h1').textContent === 'The site has 1 error' && document.querySelector('mark').textContent === '<b>'`)
	s.Apply(site())
	p.wait("the site", `document.querySelector('h1').textContent === 'Other'`)
	p.holds("no furniture", `!document.querySelector('explainer-preview')`)
}

func browserPagesComeAndGo(t *testing.T, ctx context.Context) {
	s := New(Options{Base: "/repo/"})
	s.Apply(site())
	addr, _ := serve(t, s)
	p := open(t, ctx, "http://"+addr+"/repo/other/")
	p.do(`scrollTo(0, 300)`)
	notice := preview + `?.querySelector('#notice')?.textContent`
	s.Apply(Update{Removed: []string{"other/index.html"}})
	p.wait("gone", notice+` === 'This page is no longer part of the site.'`)
	p.holds("still to be read", `middle.textContent === 'Another page.'`)
	s.Apply(Update{Changed: map[string]File{"other/index.html": long("Other", "", "Back.")}})
	p.wait("back", `middle.textContent === 'Back.' && !document.querySelector('explainer-preview')`)

	s.Apply(Update{
		Changed: map[string]File{"зе/index.html": long("Moved", "", "Moved.")},
		Removed: []string{"other/index.html"}, Moved: map[string]string{"/other/": "/зе/"},
	})
	p.wait("followed", `location.pathname === '/repo/%D0%B7%D0%B5/' && middle.textContent === 'Moved.' && document.title === 'Moved'`)
	p.holds("scrolled as before, in the same document", `Math.abs(scrollY - 300) < 2 && window.sameDocument`)
	s.Apply(Update{Changed: map[string]File{"зе/index.html": long("Moved", "", "Edited.")}})
	p.wait("edited after the move", `middle.textContent === 'Edited.'`)
	p.holds("no furniture", `!document.querySelector('explainer-preview')`)

	missing := open(t, ctx, "http://"+addr+"/repo/new/")
	missing.holds("not found", `document.title === 'Not found'`)
	s.Apply(Update{Changed: map[string]File{"new/index.html": long("New", "", "Here now.")}})
	missing.wait("found", `middle.textContent === 'Here now.' && document.title === 'New'`)
}

// browserManyTabs opens more pages than a browser opens connections to a server.
func browserManyTabs(t *testing.T, ctx context.Context) {
	s := New(Options{})
	s.Apply(site())
	addr, _ := serve(t, s)
	var tabs []*tab
	for range 9 {
		tabs = append(tabs, open(t, ctx, "http://"+addr+"/"))
	}
	s.Apply(home("", "For all."))
	for _, p := range tabs {
		p.wait("new text", `middle.textContent === 'For all.'`)
	}
	if n := s.streams.Load(); n != 1 {
		t.Errorf("%d pages hold %d connections, want one", len(tabs), n)
	}
	// The page that holds the connection goes; another takes it.
	tabs[0].goTo("about:blank")
	s.Apply(home("", "For the rest."))
	for _, p := range tabs[1:] {
		p.wait("new text without the first", `middle.textContent === 'For the rest.'`)
		p.holds("same document", `window.sameDocument`)
		p.quiet()
	}
}

func browserFindsTheServerAgain(t *testing.T, ctx context.Context) {
	s := New(Options{})
	s.Apply(site())
	addr, stop := serve(t, s)
	p := open(t, ctx, "http://"+addr+"/")
	q := open(t, ctx, "http://"+addr+"/other/")
	s.Apply(home("", "Before the end."))
	p.wait("text", `middle.textContent === 'Before the end.'`)
	if err := stop(); err != nil {
		t.Fatal(err)
	}
	lost := preview + `?.querySelector('#lost')?.textContent === 'The preview is not running. This page waits for it.'`
	p.wait("says so", lost)

	l, err := net.Listen("tcp", addr)
	if err != nil {
		t.Fatal(err)
	}
	s = New(Options{})
	served, cancel := context.WithCancel(t.Context())
	ended := make(chan error, 1)
	go func() { ended <- s.Serve(served, l) }()
	defer func() {
		cancel()
		if err := <-ended; err != nil {
			t.Error(err)
		}
	}()
	u := site()
	u.Changed["index.html"] = long("Home", "", "After the start.")
	u.Changed["style.css"] = text("body{color:rgb(9,9,9)}")
	s.Apply(u)
	p.wait("catches up", `middle.textContent === 'After the start.'`)
	for _, p := range []*tab{p, q} {
		p.wait("style", `getComputedStyle(document.body).color === 'rgb(9, 9, 9)'`)
		p.wait("no furniture", `!document.querySelector('explainer-preview')`)
		p.holds("same document", `window.sameDocument`)
	}
	s.Apply(home("", "And goes on."))
	p.wait("goes on", `middle.textContent === 'And goes on.'`)
	s.Apply(Update{Changed: map[string]File{"other/index.html": long("Other", "", "So does this.")}})
	q.wait("goes on", `middle.textContent === 'So does this.'`)
}
