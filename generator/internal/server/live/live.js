// Keeps an open page of the preview up to date. A page knows the version of the site
// that it was served at. The server tells of every new version what has changed; the
// page then shows what concerns it and does nothing otherwise.

import { connect } from './channel.js';
import { morph, morphPart, versionParameter } from './morph.js';
import { Overlay } from './overlay.js';
import { move, partOf, placesOf } from './part.js';
import { refresh, remember as rememberFiles } from './resources.js';
import { keepInView } from './scroll.js';

const selector = 'script[data-explainer-token]';

// state is what the page knows of itself: its script element says it.
let state = read(document);
let source = null; // the page's HTML as it came, parsed; what is open may have been changed by scripts
let text = null; // the same as text, with mark in place of the preview's own script; null if that is not known
let places = null; // where the elements of source begin in text; null if that is not known
const mostText = 1 << 20; // characters; of larger pages the news have nothing
const mark = '<script data-explainer-token></script>';
const overlay = new Overlay();

function read(doc) {
  const own = doc.querySelector(selector);
  if (!own) return null;
  const { explainerToken: token, run, version, base, page, hash, state: kind } = own.dataset;
  return { token, run, version: Number(version), base, page, hash, kind };
}

// parse returns a page's HTML as a document without the preview's own script.
function parse(html) {
  const doc = new DOMParser().parseFromString(html, 'text/html');
  const said = read(doc);
  doc.querySelector(selector)?.remove();
  return { doc, said };
}

// marked returns the text of a page with mark in place of the preview's own script.
function marked(html, token) {
  const at = html.lastIndexOf(`<script type="module" src="/_explainer/live.js" data-explainer-token="${token}"`);
  const end = html.indexOf('</script>', at);
  return at < 0 || end < 0 ? null : html.slice(0, at) + mark + html.slice(end + '</script>'.length);
}

// load returns the page at an address as the server has it now, or null if nobody answers
// there, or somebody else does.
async function load(address, cache = 'no-cache') {
  try {
    const response = await fetch(address, { cache, redirect: 'follow' });
    const html = await response.text();
    const { doc, said } = parse(html);
    return said && { doc, said, text: marked(html, said.token), url: response.url };
  } catch {
    return null;
  }
}

// remember keeps the source of the open page, which the browser has in its cache.
async function remember() {
  const kept = await load(location.href, 'force-cache');
  if (kept && kept.said.hash === state.hash) know(kept.doc, kept.text);
  await rememberFiles(state.base);
}

// Whatever happens is handled one after the other.
let queue = Promise.resolve();
function inTurn(task) {
  queue = queue.then(task).catch((error) => console.error('preview:', error));
  return queue;
}

const question = () =>
  `token=${encodeURIComponent(state.token)}&version=${state.version}&page=${encodeURIComponent(state.page)}`;

// catchUp asks for everything that happened since the page's version.
async function catchUp() {
  let response;
  try {
    response = await fetch(`/_explainer/changes?${question()}`, { cache: 'no-store' });
  } catch {
    return; // the connection says when there is somebody again
  }
  if (response.status === 403) await renew();
  else if (response.ok) await apply(await response.json());
}

// renew makes the acquaintance of a server that has been started since. It returns whether
// there is one.
async function renew() {
  const now = await load(location.href);
  if (!now) return false;
  state = { ...state, token: now.said.token, run: now.said.run, version: -1 }; // it does not know our versions
  await catchUp();
  return true;
}

async function heard(news) {
  if (news.run !== state.run) await renew();
  else if (news.from !== state.version || news.all) await catchUp();
  else await apply(news);
}

async function apply(news) {
  if (news.run !== state.run) return;
  const first = news.version === state.version;
  state.version = news.version;
  if (state.kind === 'waiting') {
    if (!first) location.reload();
    return;
  }
  const moved = news.ready && destination(news.moved);
  if (moved) {
    show(await load(hrefOf(moved)));
  } else if (news.ready && concerns(news)) {
    show(patched(news) ?? await load(location.href));
  }
  await showDiagnostics(news);
  if (news.ready && await refresh(news, state)) location.reload();
}

function concerns(news) {
  return news.all || news.changed.includes(state.page) || news.removed.includes(state.page) ||
    (state.kind === 'missing' && news.changed.includes('404.html'));
}

// destination returns the output to which the page has moved, if need be by several steps.
function destination(moved) {
  let to = state.page;
  for (let steps = 0; moved[to] && steps < 20; steps++) to = moved[to];
  return to === state.page ? null : to;
}

function hrefOf(output) {
  const path = output.replace(/(^|\/)index\.html$/, '$1');
  return state.base.split('/').map(encodeURIComponent).join('/') + path.split('/').map(encodeURIComponent).join('/');
}

// patched returns the page as the news have it, if they do and it is the successor of the
// one that is known.
function patched({ pages = [] }) {
  const patch = pages.find(({ page }) => page === state.page);
  if (!patch || !source || state.kind !== 'page') return null;
  const { page, hash, from, of, head, tail } = patch;
  const said = { page, hash, kind: 'page' };
  if (hash === state.hash) return { said, url: location.href };
  if (from !== state.hash || text?.length !== of) return null;
  const html = text.slice(0, head) + patch.text + text.slice(of - tail);
  return { patch, said, text: html, url: location.href };
}

// show brings the page up to date with what came from an address.
function show(next) {
  if (!next || next.said.kind === 'waiting') return;
  if (next.said.kind === 'missing' && state.kind === 'page') {
    overlay.notice('This page is no longer part of the site.');
    return;
  }
  overlay.notice('');
  const { page, hash, kind } = next.said;
  const url = new URL(next.url);
  const way = url.pathname === location.pathname ? null : url.pathname + location.search + location.hash;
  if (hash !== state.hash && !showPart(next) && !showWhole(next, way)) return;
  if (way) history.replaceState(history.state, '', way);
  if (!source) know(next.doc, next.text);
  state = { ...state, page, hash, kind };
}

// showPart changes the one element of the page in which a patch is, if there is one.
function showPart({ patch, text: html }) {
  const part = patch && places && partOf(places, text, patch);
  if (!part) return false;
  let there = false;
  keepInView(() => { there = morphPart(part.old, part.will); });
  if (!there) return false;
  move(places, part, patch);
  text = html;
  checkSoon();
  return true;
}

// showWhole changes all of the page that is another. It reports false if the page is loaded
// again, if need be by way of another address.
function showWhole({ doc, text: html }, way) {
  doc ??= parse(html).doc;
  if (!source) source = copy();
  if (scripts(source) !== scripts(doc)) {
    if (way) location.replace(way);
    else location.reload();
    return false;
  }
  keepInView(() => morph(document.documentElement, source.documentElement, doc.documentElement));
  know(doc, html);
  return true;
}

// know takes a document and its text as the source of the open page.
function know(doc, html) {
  [source, text, places] = [doc, html?.length > mostText ? null : html, null];
  checkSoon();
}

// check learns where the elements of the source begin. If it has been put together wrongly
// from its parts, it is put right.
function check() {
  if (!source || text === null) return;
  const { doc } = parse(text);
  if (!source.isEqualNode(doc)) {
    keepInView(() => morph(document.documentElement, source.documentElement, doc.documentElement));
    source = doc;
  }
  places = placesOf(text, source);
}

// checkSoon has it checked when nobody waits for an edit: a moment after the last one, but at
// most a few seconds after the first, and not put off while the places are not known.
let checking = 0;
let latest = 0;
function checkSoon() {
  const now = performance.now();
  if (checking && (!places || now > latest)) return;
  if (!checking) latest = now + 3000;
  clearTimeout(checking);
  checking = setTimeout(() => {
    checking = 0;
    inTurn(check);
  }, 300);
}

// copy returns the open page as if it were its source.
function copy() {
  return parse(document.documentElement.outerHTML.replace(versionParameter, '')).doc;
}

// scripts returns what a page would run: a change of it needs the page to be loaded again.
// Blocks of data, such as JSON-LD, are not run.
function scripts(doc) {
  return [...doc.querySelectorAll('script')]
    .filter((s) => !s.type || /^(module|importmap|(text|application)\/(x-)?(java|ecma)script)$/i.test(s.type))
    .map((s) => s.outerHTML)
    .join('\n');
}

let told = ''; // the version whose diagnostics are shown
async function showDiagnostics({ run, version, errors, warnings }) {
  if (told === `${run} ${version}`) return;
  let html = '';
  if (errors + warnings > 0) {
    try {
      const response = await fetch(`/_explainer/diagnostics?${question()}`, { cache: 'no-store' });
      if (!response.ok) return;
      html = await response.text();
    } catch {
      return;
    }
  }
  told = `${run} ${version}`;
  overlay.diagnostics({ errors, warnings, html });
}

// A lost connection is told when it lasts: a server that is started again is soon back.
let loss = 0;
function lost() {
  clearTimeout(loss);
  loss = setTimeout(() => overlay.lost(true), 3000);
}

function found() {
  clearTimeout(loss);
  overlay.lost(false);
  inTurn(catchUp);
}

if (state) {
  if (state.kind !== 'waiting') inTurn(remember);
  inTurn(catchUp);
  connect({
    address: () => `/_explainer/events?${question()}`,
    heard: (news) => inTurn(() => heard(news)),
    lost,
    found,
    renew: async () => {
      let there = false;
      await inTurn(async () => { there = await renew(); });
      return there;
    },
  });
  addEventListener('pageshow', (e) => e.persisted && inTurn(catchUp));
}
