// Carries the difference between two versions of a page's source over to the document
// that is open. Three trees are walked together: the document as it lives, the source
// that it came from (was), and the source that it shall come from (will). Where was and
// will are equal nothing is touched, so that whatever a reader or a script has done
// since stays: focus, typed text, open details, playing media, added classes.

export const versionParameter = /(\?|&amp;|&)explainer-version=\d+/g;

// address returns an address with a parameter that makes the browser load it anew.
export function address(old, version) {
  const [, path, fragment = ''] = old.replace(versionParameter, '').match(/^([^#]*)(#.*)?$/s);
  return `${path}${path.includes('?') ? '&' : '?'}explainer-version=${version}${fragment}`;
}

// leaving are the stylesheets that stay until their successors are there.
const leaving = new WeakSet();

// deep says that there are templates, of whose contents isEqualNode knows nothing.
let deep = false;

// shown has for the nodes of sources that were compared the nodes that stand for them in the
// open document.
const shown = new WeakMap();

export function morph(live, was, will) {
  const focused = document.activeElement;
  deep = [live, was, will].some((tree) => tree.querySelector('template'));
  if (!same(was, will)) element(live, was, will);
  if (focused && focused !== document.activeElement && focused.isConnected) {
    focused.focus({ preventScroll: true });
  }
}

// morphPart carries over what one element of the source, will, has other than the one in its
// place, which it then takes. Neither has templates. It reports whether the open document
// still has that element.
export function morphPart(was, will) {
  deep = false;
  const live = stands(was);
  if (!live) return false;
  element(live, was, will);
  was.replaceWith(will);
  shown.set(will, live);
  return true;
}

// element carries over a difference that there is.
function element(live, was, will) {
  if (isStylesheet(live) && was.getAttribute('href') !== will.getAttribute('href')) {
    succeed(live, document.importNode(will, true));
    return;
  }
  attributes(live, was, will);
  if (live.localName === 'template' || live.localName === 'noscript') {
    live.innerHTML = will.innerHTML; // their content is parsed differently in a live document
    return;
  }
  children(live, was, will);
}

// attributes changes those that differ between the sources, and no other.
function attributes(live, was, will) {
  for (const a of was.attributes) {
    if (!will.hasAttributeNS(a.namespaceURI, a.localName)) live.removeAttributeNS(a.namespaceURI, a.localName);
  }
  for (const a of will.attributes) {
    if (was.getAttributeNS(a.namespaceURI, a.localName) !== a.value) live.setAttributeNS(a.namespaceURI, a.name, a.value);
  }
}

// characters replaces the part of a text that differs, so that a selection elsewhere in
// it stays.
function characters(live, was, will) {
  if (was.data === will.data) return;
  const old = live.data;
  const next = will.data;
  let start = 0;
  while (start < old.length && start < next.length && old[start] === next[start]) start++;
  let end = 0;
  while (end < old.length - start && end < next.length - start && old.at(-1 - end) === next.at(-1 - end)) end++;
  live.replaceData(start, old.length - start - end, next.slice(start, next.length - end));
}

function children(live, was, will) {
  const wasKids = [...was.childNodes];
  const willKids = [...will.childNodes];
  const liveKids = staying(live);
  const equal = new Set(); // of the new ones those that were there before
  const liveOf = standing(wasKids, live) ?? pairs(wasKids, liveKids); // nodes of scripts have no partner: they stay
  const wasOf = pairs(willKids, wasKids, equal);

  const kept = new Set(wasOf.values());
  for (const old of wasKids) {
    if (!kept.has(old)) liveOf.get(old)?.remove();
  }
  const stay = unmoved(willKids.map((n) => liveOf.get(wasOf.get(n))), liveKids);
  let after = null; // the node that the next one follows
  for (const next of willKids) {
    const old = wasOf.get(next);
    let node = liveOf.get(old);
    if (!node || !node.isConnected) {
      node = place(live, document.importNode(next, true), after);
    } else {
      if (!stay.has(node)) place(live, node, after);
      if (node.nodeType !== Node.ELEMENT_NODE) characters(node, old, next);
      else if (!equal.has(next) && !same(old, next)) element(node, old, next);
      // A stylesheet may have got a successor, which now stands in its place.
      if (leaving.has(node)) node = node.nextSibling;
    }
    after = node;
    shown.set(next, node);
  }
}

// standing returns the nodes that are known to stand for those of a source, if they still
// do: a script may have put others in their places.
function standing(list, live) {
  const known = new Map(list.map((node) => [node, shown.get(node)]));
  return list.every((node) => known.get(node)?.parentNode === live && !leaving.has(known.get(node))) ? known : null;
}

// stands returns the node of the open document that stands for one of its source, or null.
function stands(node) {
  const parent = node.parentElement;
  if (!parent) return document.documentElement;
  const live = stands(parent);
  if (!live) return null;
  const kids = [...parent.childNodes];
  const of = standing(kids, live) ?? pairs(kids, staying(live));
  for (const [kid, other] of of) shown.set(kid, other);
  return of.get(node) ?? null;
}

// staying returns the children of an element without those that wait to be removed.
function staying(live) {
  return [...live.childNodes].filter((n) => !leaving.has(n));
}

// place puts a node behind another, or first. Where the browser can move a node without
// taking it out, it keeps its state.
function place(parent, node, after) {
  const before = after ? after.nextSibling : parent.firstChild;
  if (before === node) return node;
  if (parent.moveBefore && node.isConnected) parent.moveBefore(node, before);
  else parent.insertBefore(node, before);
  return node;
}

// key is the same for nodes that are equal, contents and all.
function key(node) {
  if (node.nodeType === Node.ELEMENT_NODE) return node.outerHTML.replace(versionParameter, '');
  return node.nodeName + (node.data ?? '');
}

// same reports whether nodes are equal, contents and all. It may miss that two are, if
// only one of them is a parsed source or carries the parameter of a version.
function same(a, b) {
  return a.isEqualNode(b) && (!deep || key(a) === key(b));
}

// sort is the same for nodes that can become one another.
function sort(node) {
  if (node.nodeType !== Node.ELEMENT_NODE) return node.nodeName;
  const of = (name) => node.getAttribute(name) ?? '';
  switch (node.localName) {
    case 'link': return `link ${of('rel')} ${of('type')} ${of('media')}`;
    case 'meta': return `meta ${of('name')} ${of('property')} ${of('http-equiv')} ${of('media')}`;
    case 'input': return `input ${of('type')} ${of('name')}`;
    default: return node.nodeName;
  }
}

const isBlank = (node) => node.nodeType === Node.TEXT_NODE && !node.data.trim();

// pairs returns for each node of a list its partner in another: first those that are
// equal at both ends, then those of the same id, then equal ones, then, in the gaps
// between, those of the same sort in order.
// Those that are found equal at the ends are added to a set.
function pairs(list, others, equal = new Set()) {
  const partner = new Map();
  let start = 0;
  let end = list.length;
  let otherEnd = others.length;
  const ends = (node, other) => {
    partner.set(node, other);
    equal.add(node);
  };
  while (start < end && start < otherEnd && same(list[start], others[start])) {
    ends(list[start], others[start++]);
  }
  while (end > start && otherEnd > start && same(list[end - 1], others[otherEnd - 1])) {
    ends(list[--end], others[--otherEnd]);
  }
  if (end - start === 1 && otherEnd - start === 1 && alike(list[start], others[start])) {
    partner.set(list[start], others[start]); // most edits: one thing is left
  } else if (end > start && otherEnd > start) {
    between(list.slice(start, end), others.slice(start, otherEnd), partner);
  }
  return partner;
}

// alike reports whether nodes can become one another.
function alike(a, b) {
  return a.id === b.id && sort(a) === sort(b);
}

// between finds the partners of what is left between equal ends.
function between(list, others, partner) {
  const keys = list.map(key);
  const otherKeys = others.map(key);
  const free = new Set(others);
  const take = (node, other) => {
    partner.set(node, other);
    free.delete(other);
  };

  const byName = new Map(); // "#id" or key to nodes that are free
  const note = (name, node) => byName.set(name, [...(byName.get(name) ?? []), node]);
  others.forEach((node, i) => {
    if (node.id) note(`#${node.id} ${node.nodeName}`, node);
    else if (!isBlank(node)) note(otherKeys[i], node);
  });
  list.forEach((node, i) => {
    const name = node.id ? `#${node.id} ${node.nodeName}` : keys[i];
    const other = byName.get(name)?.shift();
    if (other) take(node, other);
  });
  fillGaps(list, others, partner, free, take);
}

function fillGaps(list, others, partner, free, take) {
  const position = new Map(others.map((n, i) => [n, i]));
  let next = 0;
  for (const node of list) {
    const known = partner.get(node);
    if (known) {
      next = Math.max(next, position.get(known) + 1);
      continue;
    }
    for (let i = next; i < others.length; i++) {
      if (!free.has(others[i])) break; // the partner of a node further on
      if (alike(others[i], node)) {
        take(node, others[i]);
        next = i + 1;
        break;
      }
    }
  }
}

// unmoved returns as many of the wanted nodes as possible that already stand in the
// wanted order: a longest increasing subsequence of their places.
function unmoved(wanted, current) {
  const place = new Map(current.map((n, i) => [n, i]));
  const nodes = wanted.filter((n) => place.has(n));
  const tails = []; // indexes into nodes: the end of the best run of each length
  const before = [];
  nodes.forEach((node, i) => {
    let low = 0;
    let high = tails.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if (place.get(nodes[tails[middle]]) < place.get(node)) low = middle + 1;
      else high = middle;
    }
    before[i] = low > 0 ? tails[low - 1] : -1;
    tails[low] = i;
  });
  const stay = new Set();
  for (let i = tails.at(-1) ?? -1; i >= 0; i = before[i]) stay.add(nodes[i]);
  return stay;
}

export function isStylesheet(node) {
  return node.localName === 'link' && node.relList?.contains('stylesheet') && node.isConnected;
}

// succeed puts a stylesheet in the place of another, which stays until the new one has
// come, so that the page is never without.
export function succeed(old, next) {
  const done = () => old.remove();
  leaving.add(old);
  next.addEventListener('load', done, { once: true });
  next.addEventListener('error', done, { once: true });
  old.after(next);
}
