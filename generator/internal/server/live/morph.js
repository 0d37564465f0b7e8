// Carries the difference between two versions of a page's source over to the document
// that is open. Three trees are walked together: the document as it lives, the source
// that it came from (was), and the source that it shall come from (will). Where was and
// will are equal nothing is touched, so that whatever a reader or a script has done
// since stays: focus, typed text, open details, playing media, added classes.

const versionParameter = /(\?|&amp;|&)explainer-version=\d+/g;

// address returns an address with a parameter that makes the browser load it anew.
export function address(old, version) {
  const [, path, fragment = ''] = old.replace(versionParameter, '').match(/^([^#]*)(#.*)?$/s);
  return `${path}${path.includes('?') ? '&' : '?'}explainer-version=${version}${fragment}`;
}

// leaving are the stylesheets that stay until their successors are there.
const leaving = new WeakSet();

export function morph(live, was, will) {
  const focused = document.activeElement;
  element(live, was, will);
  if (focused && focused !== document.activeElement && focused.isConnected) {
    focused.focus({ preventScroll: true });
  }
}

function element(live, was, will) {
  if (key(was) === key(will)) return;
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
  const liveKids = [...live.childNodes].filter((n) => !leaving.has(n));
  const liveOf = pairs(wasKids, liveKids); // nodes of scripts have no partner: they stay
  const wasOf = pairs(willKids, wasKids);

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
      if (node.nodeType === Node.ELEMENT_NODE) element(node, old, next);
      else characters(node, old, next);
      // A stylesheet may have got a successor, which now stands in its place.
      if (leaving.has(node)) node = node.nextSibling;
    }
    after = node;
  }
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
function pairs(list, others) {
  const partner = new Map();
  const keys = list.map(key);
  const otherKeys = others.map(key);
  let start = 0;
  let end = list.length;
  let otherEnd = others.length;
  while (start < end && start < otherEnd && keys[start] === otherKeys[start]) {
    partner.set(list[start], others[start++]);
  }
  while (end > start && otherEnd > start && keys[end - 1] === otherKeys[otherEnd - 1]) {
    partner.set(list[--end], others[--otherEnd]);
  }
  const free = new Set(others.slice(start, otherEnd));
  const take = (node, other) => {
    partner.set(node, other);
    free.delete(other);
  };

  const byName = new Map(); // "#id" or key to nodes that are free
  const note = (name, node) => byName.set(name, [...(byName.get(name) ?? []), node]);
  for (let i = start; i < otherEnd; i++) {
    if (others[i].id) note(`#${others[i].id} ${others[i].nodeName}`, others[i]);
    else if (!isBlank(others[i])) note(otherKeys[i], others[i]);
  }
  for (let i = start; i < end; i++) {
    const name = list[i].id ? `#${list[i].id} ${list[i].nodeName}` : keys[i];
    const other = byName.get(name)?.shift();
    if (other) take(list[i], other);
  }
  fillGaps(list.slice(start, end), others.slice(start, otherEnd), partner, free, take);
  return partner;
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
      if (others[i].id === node.id && sort(others[i]) === sort(node)) {
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
