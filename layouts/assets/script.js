// What a page can do beyond being read. Everything works without this script: it adds
// cards that tell what a link leads to, the place in the contents, links to copy, and
// the choice of colours. The words come from the page, as attributes of the script's
// own element. In the preview the page changes under the script, which therefore looks
// at the document each time and keeps nothing that it could ask again.
'use strict';
{
  const say = document.currentScript.dataset;
  const root = document.documentElement;
  const make = (name, attributes = {}, text = '') => {
    const element = document.createElement(name);
    for (const [key, value] of Object.entries(attributes)) element.setAttribute(key, value);
    element.textContent = text;
    return element;
  };

  // --- The choice of colours: as the system has them, light or dark ---

  const recall = () => root.dataset.theme ?? 'system';
  const choose = (theme) => {
    if (theme === 'system') delete root.dataset.theme;
    else root.dataset.theme = theme;
    try {
      if (theme === 'system') localStorage.removeItem('theme');
      else localStorage.setItem('theme', theme);
    } catch {
      // The choice then holds for this page.
    }
  };
  const label = make('label', { class: 'theme' }, `${say.theme} `);
  const select = label.appendChild(make('select'));
  for (const [value, text] of [['system', say.system], ['light', say.light], ['dark', say.dark]]) {
    select.append(make('option', { value }, text));
  }
  select.value = recall();
  select.addEventListener('change', () => choose(select.value));
  document.querySelector('.colophon')?.append(label);
  // Another tab may have chosen.
  addEventListener('storage', (e) => {
    if (e.key !== 'theme') return;
    if (e.newValue) root.dataset.theme = e.newValue;
    else delete root.dataset.theme;
    select.value = recall();
  });

  // --- A link to copy at each heading, claim and date ---

  const status = document.body.appendChild(make('p', { class: 'vh', role: 'status' }));
  const places = 'main :is(h2, h3)[id]:not(.vh, .label), .claims > li[id] > .claim-meta, .event[id] > .event-date';
  const offer = () => {
    for (const place of document.querySelectorAll(places)) {
      if (place.querySelector('.copy')) continue;
      const id = place.id || place.parentElement.id;
      // What is copied is for people: a colon stays one (RFC 3986, 3.5).
      const link = make('a', { class: 'copy', href: `#${encodeURI(id)}`, 'aria-label': say.copy, title: say.copy });
      // Who hears the headings of a page should not hear this with each of them.
      if (/^h\d$/.test(place.localName)) place.ariaLabel = place.textContent.trim();
      (place.querySelector('li:last-child') ?? place).append(' ', link);
    }
  };
  offer();
  // The preview puts new text into the page.
  const main = document.querySelector('main');
  if (main) new MutationObserver(offer).observe(main, { childList: true, subtree: true });

  addEventListener('click', async (e) => {
    const link = e.target.closest?.('.copy');
    if (!link || !navigator.clipboard) return; // the link itself leads to the place
    e.preventDefault();
    history.replaceState(history.state, '', link.hash);
    try {
      await navigator.clipboard.writeText(link.href);
    } catch {
      return;
    }
    link.classList.add('is-copied');
    status.textContent = say.copied;
    setTimeout(() => {
      link.classList.remove('is-copied');
      status.textContent = '';
    }, 2000);
  });

  // --- The contents show which part is being read ---

  const wide = matchMedia('(min-width: 68.75em)');
  let asked = false;
  const follow = () => {
    asked = false;
    const links = [...document.querySelectorAll('.contents a')];
    if (!wide.matches || links.length === 0) return;
    let current = null;
    for (const link of links) {
      const target = document.getElementById(decodeURIComponent(link.hash.slice(1)));
      if (target && target.getBoundingClientRect().top < innerHeight / 4) current = link;
    }
    for (const link of links) {
      if (link === current) link.setAttribute('aria-current', 'true');
      else link.removeAttribute('aria-current');
    }
  };
  const soon = () => {
    if (!asked) requestAnimationFrame(follow);
    asked = true;
  };
  for (const event of ['scroll', 'resize']) addEventListener(event, soon, { passive: true });
  soon();

  // --- Cards: what a link leads to, without going there ---
  //
  // A card comes when the pointer rests on a link, when the keyboard brings the focus
  // to one, and at the first tap on a link in running text; the second tap follows it.
  // It stays while the pointer is on the link or on the card, and goes with Escape, with
  // the focus, or with a tap elsewhere (WCAG 2.2, 1.4.13). It stands above or below the
  // link, so it never covers it. What it says is taken from the page it leads to.

  const rest = 350; // milliseconds that a pointer rests before a card comes or goes
  const fresh = 60_000; // milliseconds for which a page that was fetched is used
  const pages = new Map(); // by address: { at, page }
  const card = make('div', { class: 'preview', id: '_preview', role: 'tooltip', hidden: '' });
  document.body.append(card);
  let shown = null; // the link that the card is about
  let timer = 0;
  let planned = null; // what has been planned last
  let touched = false; // the last pointer was a finger

  const load = (url) => {
    const known = pages.get(url.pathname);
    if (known && Date.now() - known.at < fresh) return known.page;
    const page = fetch(url.pathname)
      .then((r) => (r.ok ? r.text() : ''))
      .then((html) => new DOMParser().parseFromString(html, 'text/html'))
      .catch(() => null);
    pages.set(url.pathname, { at: Date.now(), page });
    return page;
  };

  // about returns what to say of a link: the lines of a source on this page, or those
  // that a page of the site has marked for its card.
  const about = async (link) => {
    const url = new URL(link.href);
    if (url.pathname === location.pathname) {
      const entry = document.getElementById(decodeURIComponent(url.hash.slice(1)));
      if (!entry?.matches('.sources > li')) return null;
      return { lines: [...entry.querySelectorAll('.source-title, .card-meta:not(:last-child)')].map(words), root };
    }
    const page = await load(url);
    const marked = [...(page?.querySelectorAll('[data-card]') ?? [])].slice(0, 4);
    if (marked.length === 0) return null;
    const lines = marked.map(words);
    const description = page.querySelector('meta[name="description"]')?.content;
    if (description) lines.push(description);
    return { lines, root: page.documentElement, picture: page.querySelector('.portrait img')?.getAttribute('src') };
  };
  const words = (element) => element.textContent.replace(/\s+/g, ' ').trim();

  const leads = (link) =>
    link && link.origin === location.origin && link.matches('main a:not(.copy, .preview a)') &&
    !link.closest('nav, .ways, .more, .pager, .entity-name, .card-title, .lead-title') && !/\.\w+$/.test(link.pathname);
  const inText = (link) => link.matches('.prose a, .cite a');

  const show = async (link, still) => {
    const said = await about(link);
    if (!said || !still() || !link.isConnected) return;
    card.lang = said.root.lang;
    card.dir = said.root.dir;
    card.replaceChildren(...said.lines.map((line, i) => make(i ? 'p' : 'strong', {}, line)));
    if (said.picture) card.prepend(make('img', { src: said.picture, alt: '' }));
    hide();
    card.hidden = false;
    place(link);
    shown = link;
    link.setAttribute('aria-describedby', card.id);
  };

  const place = (link) => {
    const edge = 8;
    const at = [...link.getClientRects()].at(-1) ?? link.getBoundingClientRect();
    const first = link.getClientRects()[0] ?? at;
    const { width, height } = card.getBoundingClientRect();
    const left = Math.max(edge, Math.min(at.left, root.clientWidth - width - edge));
    const below = at.bottom + height + edge < innerHeight || first.top < height + edge;
    card.style.left = `${left + scrollX}px`;
    card.style.top = `${(below ? at.bottom + 4 : first.top - height - 4) + scrollY}px`;
  };

  const hide = () => {
    card.hidden = true;
    shown?.removeAttribute('aria-describedby');
    shown = null;
  };

  // plan shows the card of a link, or hides it for null, unless something else happens
  // within a time.
  const plan = (link, after) => {
    clearTimeout(timer);
    const mine = (planned = { link });
    timer = setTimeout(() => (link ? show(link, () => planned === mine) : hide()), after);
  };

  addEventListener('pointerdown', (e) => {
    touched = e.pointerType === 'touch';
    if (shown && touched && !card.contains(e.target) && !shown.contains(e.target)) plan(null, 0);
  });
  addEventListener('pointerover', (e) => {
    if (e.pointerType === 'touch') return;
    const link = e.target.closest?.('a[href]');
    if (card.contains(e.target) || (link && link === shown)) clearTimeout(timer);
    else if (leads(link)) plan(link, rest);
    // What scrolls under a pointer at rest takes no card from who uses the keyboard.
    else if (document.activeElement !== (shown ?? planned?.link)) plan(null, rest);
  });
  addEventListener('focusin', (e) => {
    if (touched || e.target.closest?.('a[href]') === shown) return;
    if (leads(e.target.closest?.('a[href]')) && e.target.matches(':focus-visible')) plan(e.target, rest);
    else plan(null, 0);
  });
  addEventListener('click', (e) => {
    const link = e.target.closest?.('a[href]');
    if (card.contains(e.target)) shown?.click();
    else if (touched && leads(link) && inText(link) && link !== shown) {
      e.preventDefault();
      plan(link, 0);
    }
  });
  addEventListener('keydown', (e) => e.key === 'Escape' && plan(null, 0));
}
