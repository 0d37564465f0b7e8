// Edits that stay within one element of a page, which are nearly all: that element alone is
// parsed. Which one it is tell the places in the source at which its start tags stand.

// Elements that can be parsed by themselves, where they are only in one another.
const names = 'address|article|aside|blockquote|dd|details|div|dl|dt|figcaption|figure|footer|h[1-6]|header|li|main|nav|ol|p|section|ul';
const plain = new RegExp(`^(${names})$`);
const starts = new RegExp(`<(${names})(?=[\\s>])`, 'g');
const attribute = 'data-explainer-at';

// What is in these concerns more than the place where they are.
const weighty = 'script, style, link, meta, base, template, noscript';
const most = 1 << 15; // characters of an element; a larger one is no quicker than the page

// placesOf returns a Map from plain elements of the document of a source to where they
// begin in the source; or null.
export function placesOf(text, source) {
  const marked = text.replace(starts, (tag, name, at) => `${tag} ${attribute}=${at}`);
  const doc = new DOMParser().parseFromString(marked, 'text/html');
  const found = doc.querySelectorAll(`[${attribute}]`);
  const at = new Map([...found].map((element) => [element, Number(element.getAttribute(attribute))]));
  for (const element of found) element.removeAttribute(attribute);
  doc.querySelector('script[data-explainer-token]')?.remove();
  // What looks like a start tag may be none, such as in a comment.
  if (!source.isEqualNode(doc)) return null;
  const places = new Map();
  const same = source.getElementsByTagName('*');
  [...doc.getElementsByTagName('*')].forEach((element, i) => at.has(element) && places.set(same[i], at.get(element)));
  return places;
}

// partOf returns the smallest element that is known to hold all of a patch, and what it
// becomes; or null.
export function partOf(places, text, { of, head, tail, text: middle }) {
  let old = null;
  for (const [element, at] of places) {
    const begun = at + `<${element.localName}>`.length <= head; // the edit is behind its name
    if (begun && at >= (places.get(old) ?? 0)) old = element;
  }
  for (; old && places.has(old); old = old.parentElement) {
    const start = places.get(old);
    const end = endOf(text, start, old.localName);
    if (end < 0 || end - start + middle.length > most) return null;
    if (end <= of - tail) continue; // it ends before the edit does
    if (!alone(old)) return null;
    const now = text.slice(start, end);
    const was = old.outerHTML === now ? old : parseIn(old, now);
    const will = parseIn(old, text.slice(start, head) + middle + text.slice(of - tail, end));
    if (!was?.isEqualNode(old) || will?.localName !== old.localName || was.querySelector(weighty) || will.querySelector(weighty)) return null;
    return { old, will };
  }
  return null;
}

// alone reports whether what an element is in has no say in how it is parsed.
function alone(element) {
  for (let e = element.parentElement; e; e = e.parentElement) {
    if (e.localName === 'body') return true;
    if (!plain.test(e.localName)) return false;
  }
  return false;
}

// endOf returns where the element ends that begins at a place, or -1.
function endOf(text, start, name) {
  const tags = new RegExp(`<(/?)${name}(?=[\\s>])[^>]*>`, 'g');
  tags.lastIndex = start;
  let depth = 0;
  for (let tag = tags.exec(text); tag; tag = tags.exec(text)) {
    depth += tag[1] ? -1 : 1;
    if (depth === 0) return tags.lastIndex;
  }
  return -1;
}

// parseIn returns the one element that a text makes in the place of another, or null. What
// follows must not be drawn into it, nor into a link or the like that it leaves open.
function parseIn(element, text) {
  const around = element.parentElement.cloneNode(false);
  around.innerHTML = `${text}.`;
  const [made, follows, ...more] = around.childNodes;
  if (follows?.data !== '.' || more.length > 0) return null;
  made.remove();
  return made;
}

// move brings the places up to date when a patch has made an element of another.
export function move(places, { old, will }, { of, head, tail, text: middle }) {
  const start = places.get(old);
  const by = head + middle.length + tail - of;
  for (const [element, at] of places) {
    if (at >= start && (element === old || old.contains(element))) places.delete(element);
    else if (at >= of - tail) places.set(element, at + by);
  }
  places.set(will, start);
}
