package main

import (
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

// filesOrNone returns the paths in the output of the files with an ending.
func (s *sample) filesOrNone(ending string) []string {
	list, _ := filepath.Glob(filepath.Join(s.dir, "assets", "*"+ending))
	return list
}

func (s *sample) size(t *testing.T, file string) int64 {
	t.Helper()
	info, err := os.Stat(file)
	if err != nil {
		t.Fatal(err)
	}
	return info.Size()
}

// sideways finds what makes a page scroll sideways, what scrolls within it, and text
// that is cut off. A table written in a text may scroll in its own frame: WCAG 2.2,
// 1.4.10 leaves tables their two dimensions.
const sideways = `(() => {
	const root = document.documentElement, found = [];
	const name = (e) => e.tagName.toLowerCase() + (e.id ? '#' + e.id : '') + [...e.classList].map((c) => '.' + c).join('') + ' ' + JSON.stringify(e.textContent.trim().slice(0, 40));
	if (root.scrollWidth > root.clientWidth) found.push('the page is ' + root.scrollWidth + ' wide of ' + root.clientWidth);
	for (const e of document.body.querySelectorAll('*')) {
		const box = e.getBoundingClientRect(), style = getComputedStyle(e);
		if (!box.width || !box.height || style.visibility === 'hidden' || e.closest('.table-wrap, .vh, .skip')) continue;
		if (style.clipPath !== 'none' && box.width <= 1) continue;
		if (box.right > root.clientWidth + 1 || box.left < -1) {
			// An item that begins with a separator is shifted under the clip of its line.
			if (!e.closest('.inline, .card-meta, .entity-meta')) found.push('sticks out: ' + name(e) + ' ' + Math.round(box.left) + ' to ' + Math.round(box.right));
		}
		if (style.display === 'inline' || e.scrollWidth <= e.clientWidth + 1) continue;
		if (/auto|scroll/.test(style.overflowX)) found.push('scrolls by itself: ' + name(e));
		if (/hidden|clip/.test(style.overflowX)) found.push('is cut: ' + name(e));
	}
	return found.slice(0, 8);
})()`

// smallTargets finds targets of less than 24 by 24 pixels, but for links within a line of text,
// whose size the text gives (WCAG 2.2, 2.5.8). It names them by the classes around them.
const smallTargets = `(() => {
	const found = {};
	const name = (e) => e.tagName.toLowerCase() + [...e.classList].map((c) => '.' + c).join('');
	for (const e of document.querySelectorAll('a[href], button, select, summary, input:not([disabled]), [tabindex="0"]')) {
		const box = e.getBoundingClientRect(), style = getComputedStyle(e);
		if (!box.width || !box.height || style.visibility === 'hidden' || e.closest('.vh, .skip')) continue;
		const word = e.localName === 'a' && e.textContent.trim(); // may be short; how far others keep away is axe's to say
		if ((box.width >= 23.5 || word) && box.height >= 23.5) continue;
		let block = e.parentElement;
		while (getComputedStyle(block).display.startsWith('inline')) block = block.parentElement;
		if (style.display.startsWith('inline') && block.textContent.trim().length > e.textContent.trim().length) continue;
		const path = [e.parentElement.parentElement, e.parentElement, e].map(name).join(' > ');
		found[path] ??= box.width.toFixed(1) + ' by ' + box.height.toFixed(1) + ' pixels: ' + e.outerHTML.slice(0, 90).replace(/\s+/g, ' ');
	}
	return found;
})()`

// reflow holds that nothing scrolls sideways at 320 pixels and at 400 %, and that targets are
// large enough for a finger.
func reflow(p *sheet, v view) {
	p.t.Helper()
	for _, text := range ask[[]string](p, sideways) {
		p.t.Errorf("at %s: %s", v, text)
	}
	small := ask[map[string]string](p, smallTargets)
	for _, target := range slices.Sorted(maps.Keys(small)) {
		p.t.Errorf("at %s: a target is small: %s: %s", v, target, small[target])
	}
}

// unseenFocus focuses everything that can have the focus, one after the other, and finds what does
// not show it: by an outline of two pixels or more that stands out from what is behind it by 3:1
// (WCAG 2.2, 2.4.13 and 1.4.11).
const unseenFocus = `(() => {
	const found = [];
	const rgb = (c) => (c.match(/[\d.]+/g) ?? []).map(Number);
	const light = (c) => { const [r, g, b] = c.map((x) => (x /= 255) <= .04045 ? x / 12.92 : ((x + .055) / 1.055) ** 2.4); return .2126 * r + .7152 * g + .0722 * b };
	const behind = (e) => { for (let p = e.parentElement; p; p = p.parentElement) { const c = rgb(getComputedStyle(p).backgroundColor); if (c.length === 3 || c[3] > 0) return c } return [255, 255, 255] };
	let count = 0;
	for (const e of document.querySelectorAll('a[href], button, select, summary, input:not([disabled]), [tabindex="0"]')) {
		e.focus({preventScroll: true});
		if (document.activeElement !== e) { if (e.checkVisibility()) found.push('cannot be focused: ' + e.outerHTML.slice(0, 120)); continue }
		count++;
		const s = getComputedStyle(e), a = light(rgb(s.outlineColor)), b = light(behind(e));
		const contrast = (Math.max(a, b) + .05) / (Math.min(a, b) + .05);
		if (!e.matches(':focus-visible') || s.outlineStyle === 'none' || parseFloat(s.outlineWidth) < 2 || contrast < 3) {
			found.push(e.outerHTML.slice(0, 120) + ': outline ' + s.outline + ', contrast ' + contrast.toFixed(1));
		}
	}
	if (count < 5) found.push('only ' + count + ' elements took the focus');
	return found.slice(0, 6);
})()`

// focusShows holds that the focus is always to be seen, light and dark.
func focusShows(p *sheet) {
	p.t.Helper()
	p.look(wide())
	p.tab() // from here on the browser shows the focus as it does for a keyboard
	for _, v := range []view{wide(), inDark(wide())} {
		p.look(v)
		for _, text := range ask[[]string](p, unseenFocus) {
			p.t.Errorf("at %s: %s", v, text)
		}
	}
}

// printed holds that paper is white and ink is black whatever the screen has, that no
// furniture is printed, and that addresses of sources are written out.
func printed(p *sheet, k pageKind) {
	p.t.Helper()
	v := inDark(wide())
	v.print = true
	p.look(v)
	colours := ask[[]string](p, `[getComputedStyle(document.documentElement).backgroundColor, getComputedStyle(document.body).backgroundColor, getComputedStyle(document.body).color]`)
	for i, c := range colours {
		paper := i < 2 && (c == "rgb(255, 255, 255)" || c == "rgba(0, 0, 0, 0)")
		if !paper && !(i == 2 && c == "rgb(0, 0, 0)") {
			p.t.Errorf("printed from a dark screen, paper and ink are %v", colours)
			break
		}
	}
	shown := ask[string](p, `[...document.querySelectorAll('.menu, .skip, .copy, .theme, .pager, .jump, nav:not(.breadcrumbs)')].filter((e) => e.checkVisibility()).map((e) => e.className || e.tagName).join(' ')`)
	if shown != "" {
		p.t.Errorf("furniture is printed: %s", shown)
	}
	if k.name != "explainer" {
		return
	}
	missing := ask[[]string](p, `[...document.querySelectorAll('.sources a[rel~=external]')].filter((a) => ![a, a.closest('li')].some((e) =>
		getComputedStyle(e, '::after').content.includes(a.href) || e.textContent.includes(a.href))).map((a) => a.href)`)
	if len(missing) > 0 {
		p.t.Errorf("printed sources lack %d addresses: %s", len(missing), strings.Join(missing[:min(3, len(missing))], " "))
	}
	if ask[int](p, `document.querySelectorAll('.sources a[rel~=external]').length`) == 0 {
		p.t.Error("the explainer has no sources with addresses")
	}
}
