package server

import (
	"context"
	"strings"
	"testing"

	"github.com/chromedp/chromedp"
)

// morphCases makes pairs of random trees and holds that the live one becomes the second,
// that elements with an id stay the same elements, and that what a script has added or set
// survives. It returns what went wrong, or "".
const morphCases = `(async () => {
	const { morph } = await import('/_explainer/morph.js');
	let seed = 1;
	const random = (n) => { seed = (seed * 1103515245 + 12345) % 2147483648; return Math.floor(seed / 65536) % n; };
	const names = ['p', 'div', 'em', 'ul', 'details', 'section'];
	const tree = (depth) => {
		let html = '';
		for (let i = random(6); i > 0; i--) {
			const name = names[random(names.length)];
			const kind = random(8);
			if (kind === 0) html += 'text ' + random(4);
			else if (kind === 1) html += '\n';
			else if (kind === 2) html += '<!--' + random(3) + '-->';
			else {
				const id = random(3) === 0 ? ' data-id="' + random(12) + '"' : '';
				const attribute = random(3) === 0 ? ' class="c' + random(3) + '"' : '';
				html += '<' + name + id + attribute + '>' + (depth > 0 ? tree(depth - 1) : random(5)) + '</' + name + '>';
			}
		}
		return html;
	};
	// Trees as the parser makes them of sources; each id once.
	const parse = (html) => {
		const doc = new DOMParser().parseFromString('<main>' + html + '</main>', 'text/html');
		const seen = new Set();
		for (const e of doc.querySelectorAll('[data-id]')) {
			if (!seen.has(e.dataset.id)) e.id = 'i' + e.dataset.id;
			seen.add(e.dataset.id);
			e.removeAttribute('data-id');
		}
		return doc.querySelector('main');
	};
	for (let i = 0; i < 1000; i++) {
		const was = parse(tree(3));
		// An edit of the same tree, or another tree.
		let will = was.cloneNode(true);
		if (random(4) === 0) will = parse(tree(3));
		for (let edits = random(5); edits > 0; edits--) {
			const all = [...will.querySelectorAll('*')];
			const one = all[random(all.length || 1)];
			if (!one) break;
			switch (random(5)) {
			case 0: one.remove(); break;
			case 1: one.before(one.cloneNode(true)); one.removeAttribute('id'); one.querySelectorAll('[id]').forEach((e) => e.removeAttribute('id')); break;
			case 2: one.className = 'n' + random(5); break;
			case 3: one.append('more ' + random(9)); break;
			case 4: will.append(one); break;
			}
		}
		will.normalize();
		const live = document.importNode(was, true);
		document.body.append(live);
		const touched = random(2) === 0;
		const foreign = document.createElement('aside');
		if (touched) {
			const all = [live, ...live.querySelectorAll('*')];
			const inside = all[random(all.length)];
			inside.insertBefore(foreign, inside.childNodes[random(4)] ?? null);
			for (const e of all) e.dataset.script = 'x';
		}
		const before = new Map([...live.querySelectorAll(':scope > [id]')].map((e) => [e.id, e]));
		const parent = foreign.parentNode;
		morph(live, was, will);
		if (touched && parent?.isConnected && !foreign.isConnected) return i + ': what a script added is gone\n' + live.outerHTML;
		foreign.remove();
		const got = live.cloneNode(true);
		for (const e of [got, ...got.querySelectorAll('*')]) e.removeAttribute('data-script');
		if (got.outerHTML !== will.outerHTML) return i + ': ' + was.outerHTML + '\nbecame ' + got.outerHTML + '\nnot    ' + will.outerHTML;
		for (const e of live.querySelectorAll(':scope > [id]')) {
			const old = before.get(e.id);
			if (old && old.localName === e.localName && old !== e) return i + ': ' + e.id + ' is another element than before';
		}
		live.remove();
	}
	return '';
})()`

func browserMorphsAnything(t *testing.T, ctx context.Context) {
	s := New(Options{})
	s.Apply(site())
	addr, _ := serve(t, s)
	p := open(t, ctx, "http://"+addr+"/")
	wrong, err := chromedp.Run(p.ctx, chromedp.Evaluate[string](morphCases, chromedp.EvalAwaitPromise))
	if err != nil || wrong != "" {
		t.Errorf("%v %s", err, wrong)
	}
}

// browserUnderAStrictPolicy opens a page that lets nothing in but files of its origin.
func browserUnderAStrictPolicy(t *testing.T, ctx context.Context) {
	strict := func(words string) File {
		f := long("Strict", "", words)
		html := strings.Replace(string(f.Data), `<script>document.documentElement.dataset.theme = 'dark'</script>`, "", 1)
		return text(strings.Replace(html, `<meta charset="utf-8">`, `<meta charset="utf-8"><meta http-equiv="Content-Security-Policy" content="default-src 'self'; img-src data:">`, 1))
	}
	s := New(Options{})
	u := site()
	u.Changed["index.html"] = strict("Before.")
	s.Apply(u)
	addr, _ := serve(t, s)
	p := open(t, ctx, "http://"+addr+"/")
	s.Apply(Update{Changed: map[string]File{"index.html": strict("After."), "style.css": text("body{color:rgb(5,5,5)}")}})
	p.wait("text", `middle.textContent === 'After.'`)
	p.wait("style", `getComputedStyle(document.body).color === 'rgb(5, 5, 5)'`)
	s.Apply(Update{Diags: failure(), Failed: true})
	p.wait("panel", `getComputedStyle(`+preview+`?.querySelector('.panel') ?? document.body).position === 'fixed'`)
	p.quiet()
}
