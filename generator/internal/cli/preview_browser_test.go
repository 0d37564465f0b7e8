package cli

import (
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	explainer "explainer"

	"explainer/generator/internal/browsertest"
)

// furniture is what the preview shows in a page, in its shadow tree.
const furniture = `document.querySelector('explainer-preview')?.shadowRoot`

// longPage is an explainer to scroll in, with something to type into and to open.
func longPage(title, middle string) string {
	filler := strings.Repeat("Lorem ipsum dolor sit amet, consectetur adipiscing elit, sed do eiusmod tempor.\n\n", 25)
	return "+++\ntitle = \"" + title + "\"\ndate = 2024-01-02\n+++\n\n" + filler +
		"<details id=\"more\"><summary>More</summary><p>Hidden.</p></details>\n\n<p id=\"middle\">" + middle + "</p>\n\n" +
		"A [link](/){#link} and <input id=\"typed\" value=\"given\">.\n\n<a id=\"anchor\" href=\"/\">An anchor</a>\n\n" + filler + filler
}

// TestServeInABrowser edits the files of a site that serve serves, and looks at two pages
// that are open meanwhile.
func TestServeInABrowser(t *testing.T) {
	browser := browsertest.Start(t, 1000, 600, 100*time.Second)
	dir, port := t.TempDir(), freePort(t)
	s := &serving{TB: t, dir: dir}
	s.put("config.toml", "title = \"Site\"\n\n[markdown]\nraw_html = true\n")
	s.put("content/about.md", "+++\ntitle = \"About\"\n+++\n\nText.\n")
	s.put("content/explainers/long.md", longPage("Long", "Before."))
	s = serveSite(t, dir, port)
	p := openTab(t, browser, s.address+"explainers/long/")
	q := openTab(t, browser, s.address+"explainers/long/")
	both := []*tab{p, q}

	p.do(`more.open = true; typed.value = 'my words'; middle.scrollIntoView(); scrollBy(0, -50);
		window.where = Math.round(middle.getBoundingClientRect().top); anchor.focus({preventScroll: true})`)
	s.put("content/explainers/long.md", longPage("Long", "After."))
	for _, p := range both {
		p.wait("new text", `middle.textContent === 'After.'`)
		p.holds("not loaded again", `window.sameDocument`)
	}
	p.holds("the text in view stays in view", `Math.abs(middle.getBoundingClientRect().top - window.where) <= 2 && scrollY > 300`)
	p.holds("focus", `document.activeElement.id === 'anchor'`)
	p.holds("open details", `more.open`)
	p.holds("typed text", `typed.value === 'my words'`)

	s.put("content/explainers/long.md", strings.Replace(longPage("Long", "Broken."), "date = ", "dat = ", 1))
	for _, p := range both {
		p.wait("the errors", furniture+`?.querySelector('.panel h2')?.textContent === 'The site has 1 error'`)
		p.holds("file and line", furniture+`.textContent.includes('content/explainers/long.md:3')`)
		p.holds("the last good text", `middle.textContent === 'After.'`)
	}
	s.put("content/explainers/long.md", longPage("Long", "Mended."))
	for _, p := range both {
		p.wait("mended", `middle.textContent === 'Mended.' && !document.querySelector('explainer-preview')`)
	}

	style, err := fs.ReadFile(explainer.Layouts, "layouts/assets/style.css")
	if err != nil {
		t.Fatal(err)
	}
	p.do(`window.paragraph = document.querySelector('p')`)
	s.put("layouts/assets/style.css", string(style)+"\nbody { outline-color: rgb(1, 2, 3) }\n")
	for _, p := range both {
		p.wait("new style", `getComputedStyle(document.body).outlineColor === 'rgb(1, 2, 3)'`)
		p.holds("not loaded again", `window.sameDocument`)
	}
	p.holds("elements stay", `window.paragraph.isConnected && more.open && typed.value === 'my words'`)

	rename := func(from, to string) {
		if err := os.Rename(filepath.Join(dir, "content/explainers", from), filepath.Join(dir, "content/explainers", to)); err != nil {
			t.Fatal(err)
		}
	}
	rename("long.md", "longer.md")
	for _, p := range both {
		p.wait("the page has another address", `location.pathname === '/explainers/longer/' && middle.textContent === 'Mended.'`)
	}
	p.holds("not loaded again", `window.sameDocument`)
	if err := os.Remove(filepath.Join(dir, "content/explainers/longer.md")); err != nil {
		t.Fatal(err)
	}
	for _, p := range both {
		p.wait("gone", furniture+`?.querySelector('#notice')?.textContent === 'This page is no longer part of the site.'`)
	}
	s.put("content/explainers/longer.md", longPage("Long", "Back."))
	for _, p := range both {
		p.wait("back", `middle.textContent === 'Back.' && !document.querySelector('explainer-preview')`)
	}

	s.stop()
	for _, p := range both {
		p.wait("lost", furniture+`?.querySelector('#lost')`)
	}
	s.put("content/explainers/longer.md", longPage("Long", "Written meanwhile."))
	s = serveSite(t, dir, port)
	for _, p := range both {
		p.wait("catches up", `middle.textContent === 'Written meanwhile.' && !document.querySelector('explainer-preview')`)
	}
	s.put("content/explainers/longer.md", longPage("Long", "And on."))
	for _, p := range both {
		p.wait("goes on", `middle.textContent === 'And on.'`)
	}
}

// TestServeManyEdits saves files again and again, one build each, and holds that a preview
// keeps up with the last of them.
func TestServeManyEdits(t *testing.T) {
	if testing.Short() {
		t.Skip("waits for many builds")
	}
	s := &serving{TB: t, dir: t.TempDir()}
	s.put("config.toml", "title = \"Site\"\n")
	s.put("content/about.md", "+++\ntitle = \"About\"\n+++\n\nText.\n")
	s = serveSite(t, s.dir, freePort(t))
	for i := range 100 {
		before := s.stderr.builds()
		s.put("content/about.md", fmt.Sprintf("+++\ntitle = \"About\"\n+++\n\nEdit %d.\n", i))
		for d := time.Now().Add(20 * time.Second); s.stderr.builds() == before; time.Sleep(2 * time.Millisecond) {
			if time.Now().After(d) {
				t.Fatalf("edit %d: no build\n%s", i, s.stderr)
			}
		}
	}
	if text := s.get("about/"); !strings.Contains(text, "Edit 99.") {
		t.Errorf("the last edit is not there:\n%s", text)
	}
}
