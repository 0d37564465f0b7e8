// What a page has loaded besides its own HTML: which of it a build has changed, and how
// to show the change.

import { address, isStylesheet, succeed } from './morph.js';

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

// differs reports whether the server has another version of a URL than the browser has
// kept.
async function differs(url) {
  try {
    const kept = await fetch(url, { cache: 'force-cache' });
    const now = await fetch(url, { cache: 'no-cache' });
    return kept.headers.get('etag') !== now.headers.get('etag');
  } catch {
    return false; // nobody there
  }
}

// refresh shows what has changed among the files of the page. It returns whether there is a
// change that only loading the page again can show, such as a script or a font.
export async function refresh(news, state) {
  let changed;
  if (news.all) {
    const all = loaded(state.base).slice(0, 100);
    const differ = await Promise.all(all.map(differs));
    changed = new Set(all.filter((_, i) => differ[i]));
  } else if (news.changed.length > 0) {
    const outputs = new Set(news.changed);
    changed = new Set(loaded(state.base).filter((url) => outputs.has(outputOf(url, state.base))));
  } else {
    return false;
  }
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
