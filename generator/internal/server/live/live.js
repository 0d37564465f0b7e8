// Keeps an open page of the preview up to date. A page knows the version of the site
// that it was served at. The server tells of every new version what has changed; the
// page then shows what concerns it and does nothing otherwise.

import { connect } from './channel.js';
import { morph } from './morph.js';
import { Overlay } from './overlay.js';
import { refresh, remember as rememberFiles } from './resources.js';
import { keepInView } from './scroll.js';

const selector = 'script[data-explainer-token]';

// state is what the page knows of itself: its script element says it.
let state = read(document);
let source = null; // the page's HTML as it came, parsed; what is open may have been changed by scripts
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

// load returns the page at an address as the server has it now, or null if nobody answers
// there, or somebody else does.
async function load(address, cache = 'no-cache') {
  try {
    const response = await fetch(address, { cache, redirect: 'follow' });
    const { doc, said } = parse(await response.text());
    return said && { doc, said, url: response.url };
  } catch {
    return null;
  }
}

// remember keeps the source of the open page, which the browser has in its cache.
async function remember() {
  const kept = await load(location.href, 'force-cache');
  if (kept && kept.said.hash === state.hash) source = kept.doc;
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
  await showDiagnostics(news);
  if (!news.ready) return;
  const moved = destination(news.moved);
  if (moved) {
    await show(hrefOf(moved));
  } else if (concerns(news)) {
    await show(location.href);
  }
  if (await refresh(news, state)) location.reload();
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

// show brings the page up to date with what an address has now.
async function show(address) {
  const next = await load(address);
  if (!next || next.said.kind === 'waiting') return;
  if (next.said.kind === 'missing' && state.kind === 'page') {
    overlay.notice('This page is no longer part of the site.');
    return;
  }
  overlay.notice('');
  const same = next.said.hash === state.hash;
  const { page, hash, kind } = next.said;
  const url = new URL(next.url);
  const elsewhere = url.pathname !== location.pathname;
  if (!source) source = copy();
  if (!same && scripts(source) !== scripts(next.doc)) {
    if (elsewhere) location.replace(url.pathname + location.search + location.hash);
    else location.reload();
    return;
  }
  if (elsewhere) history.replaceState(history.state, '', url.pathname + location.search + location.hash);
  if (!same) keepInView(() => morph(document.documentElement, source.documentElement, next.doc.documentElement));
  source = next.doc;
  state = { ...state, page, hash, kind };
}

// copy returns the open page as if it were its source.
function copy() {
  return parse(document.documentElement.outerHTML).doc;
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
