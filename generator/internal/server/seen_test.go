package server

import (
	"bufio"
	"bytes"
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"net/http"
	"testing"
	"unicode/utf16"

	"github.com/chromedp/chromedp"
)

// patched does what a page does with a patch.
func patched(t *testing.T, p *patch, from string) string {
	t.Helper()
	old := utf16.Encode([]rune(from))
	if len(old) != p.Of || p.Head+p.Tail > p.Of {
		t.Fatalf("%d units, but the patch is for %+v", len(old), p)
	}
	next := append(append(append([]uint16(nil), old[:p.Head]...), utf16.Encode([]rune(p.Text))...), old[p.Of-p.Tail:]...)
	return string(utf16.Decode(next))
}

func TestPatch(t *testing.T) {
	random := rand.New(rand.NewPCG(1, 2))
	letters := []rune("ab é ї 世 界 🌍 🌎 <p> ")
	word := func(most int) string {
		text := make([]rune, random.IntN(most))
		for i := range text {
			text[i] = letters[random.IntN(len(letters))]
		}
		return string(text)
	}
	for range 3000 {
		head, tail := word(300), word(600)
		from, to := head+word(5)+tail, head+word(5)+tail
		p := newPatch([]byte(from), []byte(to))
		if got := patched(t, p, from); got != to {
			t.Fatalf("%q\nbecame %q\nnot    %q\nby %+v", from, got, to, p)
		}
	}
	if p := newPatch(nil, bytes.Repeat([]byte("a"), mostPatch+1)); p != nil {
		t.Errorf("a patch of %d bytes is made", len(p.Text))
	}
}

func TestSeenKeepsFewPages(t *testing.T) {
	var s seen
	s.look("p0", "a", []byte("<p>one</p>"), 1)
	for i := range mostSeen + 3 {
		s.look(fmt.Sprintf("p%d", i), "a", []byte("<p>one</p>"), 1)
	}
	if len(s.pages) != mostSeen || s.has("p2") || !s.has("p3") {
		t.Errorf("%d pages are kept, p2 %v, p3 %v", len(s.pages), s.has("p2"), s.has("p3"))
	}
	if p := s.look("p3", "b", []byte("<p>two</p>"), 2); p == nil || p.From != "a" || p.Hash != "b" || p.Page != "p3" {
		t.Errorf("%+v", p)
	}
	if p := s.look("p3", "a", []byte("<p>one</p>"), 1); p == nil || p.Hash != "b" {
		t.Errorf("a page of an older version took the place of a newer one: %+v", p)
	}
	if p := s.look("p3", "b", []byte("<p>two</p>"), 3); p == nil || p.From != "a" {
		t.Errorf("what became of a page is forgotten where it stayed the same: %+v", p)
	}
	for name, data := range map[string][]byte{"no UTF-8": []byte("\xff"), "very large": make([]byte, mostBytes+1)} {
		if s.look("p3", "c", data, 4); s.has("p3") {
			t.Errorf("a page is kept that is %s", name)
		}
		s.look("p3", "d", []byte("<p>three</p>"), 5)
	}
}

// TestNewsHavePatches looks at one page, and then listens.
func TestNewsHavePatches(t *testing.T) {
	s := New(Options{})
	s.Apply(small())
	before := insert(small().Changed["index.html"].Data, mark)
	get(s, "/")
	get(s, "/style.css")
	addr, _ := serve(t, s)
	r, err := http.NewRequestWithContext(t.Context(), "GET", "http://"+addr+"/_explainer/events?version=1&page=index.html&token="+s.token, nil)
	if err != nil {
		t.Fatal(err)
	}
	res, err := http.DefaultTransport.RoundTrip(r)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { res.Body.Close() })
	stream := bufio.NewReader(res.Body)
	message := func() news {
		_, n := event(t, stream)
		return n
	}
	if n := message(); n.Version != 1 || len(n.Pages) != 0 {
		t.Errorf("%+v", n)
	}
	s.Apply(Update{Changed: map[string]File{"index.html": page("home, sweet home 🏡\n"), "actors/x/index.html": page("x2"), "style.css": text("q{}")}})
	n := message()
	if len(n.Pages) != 1 || n.Pages[0].Page != "index.html" || n.Pages[0].From != hashOf(small().Changed["index.html"].Data) {
		t.Fatalf("%+v", n)
	}
	if got, want := patched(t, n.Pages[0], string(before)), string(insert(page("home, sweet home 🏡\n").Data, mark)); got != want {
		t.Errorf("%q, want %q", got, want)
	}
	s.pages = pagesThatFail{}
	s.Apply(Update{Pages: []string{"index.html"}})
	if n := message(); len(n.Pages) != 0 || len(n.Changed) != 1 {
		t.Errorf("of a page that cannot be made: %+v", n)
	}
	s.pages = nil
	s.Apply(Update{Removed: []string{"index.html"}})
	if n := message(); len(n.Pages) != 0 || len(n.Removed) != 1 {
		t.Errorf("of a page that is gone: %+v", n)
	}
}

// pagesThatFail has every page, and none can be made.
type pagesThatFail struct{}

func (pagesThatFail) Has(string) bool             { return true }
func (pagesThatFail) Page(string) ([]byte, error) { return nil, errors.New("broken") }

// partCases edits random sources at random, and holds that what is put together from parts is
// what the whole is.
const partCases = `(async () => {
	const { move, partOf, placesOf } = await import('/_explainer/part.js');
	let seed = 7;
	const random = (n) => { seed = (seed * 1103515245 + 12345) % 2147483648; return Math.floor(seed / 65536) % n; };
	const any = (list) => list[random(list.length)];
	const names = ['p', 'p', 'p', 'div', 'section', 'ul', 'li', 'li', 'em', 'a', 'b', 'table', 'td', 'details', 'form', 'button', 'select', 'h2', 'dl', 'dd'];
	const bits = ['text ', 'more ', '\n', '&amp; ', '&#39;', '"', '<br>', '<p', '</p>', '<li>', '</div>', '<a href="/">', '</a>', '<b>', '<hr>', '>', '🌍'];
	const odd = ['<!-- <p> -->', '<img alt="<p>">', '<script>"<p>"</script>', '<textarea><p></textarea>'];
	const tree = (depth) => {
		let html = '';
		for (let i = random(5); i > 0; i--) {
			if (depth === 0 || random(3) === 0) { html += random(12) ? any(['text ', 'word ', '\n']) : any(random(9) ? bits : odd); continue; }
			const name = any(names);
			html += '<' + name + any(['', '', ' class="c"', ' id=i']) + '>' + tree(depth - 1) + (random(40) ? '</' + name + '>' : '');
		}
		return html;
	};
	const whole = (text) => new DOMParser().parseFromString(text, 'text/html');
	let used = 0;
	for (let i = 0; i < 1500; i++) {
		let text = '<!DOCTYPE html><title>t</title><body><main>' + tree(5) + tree(5) + '</main></body>';
		const doc = whole(text);
		const places = placesOf(text, doc);
		for (let edits = 0; places && edits < 6; edits++) {
			const head = random(text.length);
			const cut = Math.min(random(3) ? 0 : random(9), text.length - head);
			const patch = { of: text.length, head, tail: text.length - head - cut, text: random(3) ? any(['x', 'word ', ' ']) : any(bits) };
			const next = text.slice(0, head) + patch.text + text.slice(head + cut);
			const part = partOf(places, text, patch);
			if (!part) break;
			used++;
			part.old.replaceWith(part.will);
			move(places, part, patch);
			if (!doc.isEqualNode(whole(next))) return i + ': ' + text + '\nedited ' + next + '\nis ' + doc.documentElement.outerHTML + '\nnot ' + whole(next).documentElement.outerHTML;
			text = next;
			for (const [element, at] of places) {
				if (!text.startsWith('<' + element.localName, at) || !doc.contains(element)) return i + ': ' + element.outerHTML + ' is not at ' + at + ' in ' + text;
			}
		}
	}
	return used > 500 ? '' : 'only ' + used + ' edits were of a part';
})()`

// browserPutsPagesTogether holds that a page shows what the news have of it, without asking, and
// asks where they do not fit.
func browserPutsPagesTogether(t *testing.T, ctx context.Context) {
	s := New(Options{})
	s.Apply(site())
	addr, _ := serve(t, s)
	p := open(t, ctx, "http://"+addr+"/")
	wrong, err := chromedp.Run(p.ctx, chromedp.Evaluate[string](partCases, chromedp.EvalAwaitPromise))
	if err != nil || wrong != "" {
		t.Errorf("%v %s", err, wrong)
	}
	p.do(`const ask = window.fetch; window.asked = 0;
		window.fetch = (url, ...rest) => { if (String(url) === location.href) window.asked++; return ask(url, ...rest); }
		const parse = DOMParser.prototype.parseFromString; window.parsed = 0;
		DOMParser.prototype.parseFromString = function (...args) { window.parsed++; return parse.apply(this, args); }`)
	show := func(first, middle string) {
		t.Helper()
		s.Apply(home(first, middle))
		p.wait("new text", `middle.innerHTML === '`+middle+`' && document.body.textContent.includes('`+first+`')`)
	}
	show("", "After 🌍.")
	show("", "After 🌍 and <em>more</em>.")
	show("", "After 🌍 and <em>still</em> more.")
	p.holds("the page did not ask", `window.asked === 0`)
	p.do(`window.parsed = 0`)
	p.wait("places are known", `window.parsed > 0`)
	p.do(`window.parsed = 0; window.kept = middle`)
	show("", "A part.")
	show("", "A part of it.")
	p.holds("only the part was parsed", `window.parsed === 0 && window.asked === 0 && window.kept === middle`)

	// Another source than the page's is what the server has seen last.
	s.seen.look("index.html", "another", []byte("<p>another</p>"), s.version)
	show("One.", "Asked for.")
	p.holds("the page asked", `window.asked === 1`)
	show("Two.", "Not asked for.")
	p.holds("the page did not ask again", `window.asked === 1`)
	p.holds("not loaded again", `window.sameDocument`)
	p.quiet()
}
