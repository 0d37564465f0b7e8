// What a page has loaded besides its own HTML: which of it a build has changed, and how
// to show the change.

import { address, isStylesheet, succeed } from './morph.js';

const mostFiles = 200; // that are looked after at a time

performance.setResourceTimingBufferSize?.(1000);

const withoutVersion = (url) => {
  const u = new URL(url, document.baseURI);
  u.searchParams.delete('explainer-version');
  u.hash = '';
  return u.href;
};

// outputOf returns the output path of a URL, or null if it is no file of the site.
const outputOf = (url, base) => {
  try {
    const u = new URL(url);
    const path = decodeURIComponent(u.pathname);
    const ours = u.origin === location.origin && path.startsWith(base) && !path.startsWith('/_explainer/');
    return ours ? path.slice(base.length) : null;
  } catch {
    return null;
  }
};

// loaded returns the URLs of the site that the page itself uses. What a script has
// fetched is data that it looks after.
function loaded(base) {
  const urls = new Set();
  for (const entry of performance.getEntriesByType('resource')) {
    if (!['fetch', 'xmlhttprequest', 'beacon', 'iframe'].includes(entry.initiatorType)) urls.add(withoutVersion(entry.name));
  }
  for (const link of document.querySelectorAll('link[rel~=stylesheet][href]')) urls.add(withoutVersion(link.href));
  for (const img of document.images) if (img.currentSrc) urls.add(withoutVersion(img.currentSrc));
  return [...urls].filter((url) => outputOf(url, base));
}

// tags holds the entity tag of each file that the page shows. The browser's cache is no
// memory for that: other pages renew what is in it.
const tags = new Map();

async function tagOf(url, cache) {
  try {
    const response = await fetch(url, { cache });
    response.body?.cancel();
    return response.headers.get('etag');
  } catch {
    return null; // nobody there
  }
}

// remember notes the tags of what the page has loaded since it was last called; the
// browser has the files in its cache.
export async function remember(base) {
  const unknown = loaded(base).filter((url) => !tags.has(url)).slice(0, mostFiles);
  await Promise.all(unknown.map(async (url) => tags.set(url, await tagOf(url, 'force-cache'))));
}

// changedSince returns the URLs of files that the server has another version of.
async function changedSince(base) {
  const known = loaded(base).filter((url) => tags.has(url)).slice(0, mostFiles);
  const now = await Promise.all(known.map((url) => tagOf(url, 'no-cache')));
  return known.filter((url, i) => now[i] && now[i] !== tags.get(url));
}

// refresh shows what has changed among the files of the page. It returns whether there is a
// change that only loading the page again can show, such as a script or a font.
export async function refresh(news, state) {
  let changed;
  if (news.all) {
    changed = new Set(await changedSince(state.base));
  } else {
    const outputs = new Set(news.changed);
    changed = new Set(loaded(state.base).filter((url) => outputs.has(outputOf(url, state.base))));
  }
  await Promise.all([...changed].map(async (url) => tags.set(url, await tagOf(url, 'no-cache'))));
  await remember(state.base);
  const shown = new Set([...stylesheets(changed, news.version), ...images(changed, news.version)]);
  // The page's own address is among what has been loaded where it frames itself.
  return [...changed].some((url) => !shown.has(url) && url !== withoutVersion(location.href));
}

function stylesheets(changed, version) {
  const shown = [];
  for (const link of document.querySelectorAll('link[rel~=stylesheet][href]')) {
    const url = withoutVersion(link.href);
    if (!isStylesheet(link) || !changed.has(url)) continue;
    const next = link.cloneNode();
    next.setAttribute('href', address(link.getAttribute('href'), version));
    succeed(link, next);
    shown.push(url);
  }
  return shown;
}

function images(changed, version) {
  const shown = [];
  for (const img of document.images) {
    const url = img.currentSrc && withoutVersion(img.currentSrc);
    if (!url || !changed.has(url)) continue;
    // A picture with a choice of sources loads again only as a whole.
    if (img.srcset || img.parentElement?.localName === 'picture') continue;
    img.setAttribute('src', address(img.getAttribute('src'), version));
    shown.push(url);
  }
  return shown;
}
