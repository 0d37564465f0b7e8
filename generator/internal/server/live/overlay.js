// What is wrong, on top of the page: a panel for errors, a small badge for warnings, a
// line for a page that is gone or a server that is. Nothing of it exists while all is
// well. It lives in a shadow tree, so that it and the site's styles do not meet.

export class Overlay {
  #root = null;
  #panel = null;
  #shown = ''; // the diagnostics that are shown
  #state = { errors: 0, warnings: 0, html: '', open: false, notice: '', lost: false };

  constructor() {
    addEventListener('keydown', (e) => this.#key(e));
  }

  // diagnostics shows the list of a build: open if there are errors, unless the reader
  // has hidden the same list before.
  diagnostics({ errors, warnings, html }) {
    const same = html === this.#shown;
    this.#shown = html;
    this.#set({ errors, warnings, html, open: errors > 0 && (!same || this.#state.open) });
  }

  // notice shows a line about the page itself; '' takes it away.
  notice(text) {
    this.#set({ notice: text });
  }

  // lost says whether the server is gone.
  lost(is) {
    this.#set({ lost: is });
  }

  #set(change) {
    this.#state = { ...this.#state, ...change };
    const { errors, warnings, notice, lost } = this.#state;
    if (errors + warnings === 0 && !notice && !lost) {
      this.#root?.host.remove();
      this.#root = this.#panel = null;
      return;
    }
    if (!this.#root) this.#begin();
    this.#line('notice', notice);
    this.#line('lost', lost ? 'The preview is not running. This page waits for it.' : '');
    this.#showPanel();
    this.#showBadge();
  }

  #begin() {
    const host = make('explainer-preview');
    this.#root = host.attachShadow({ mode: 'open' });
    const style = make('link', { rel: 'stylesheet', href: new URL('diagnostics.css', import.meta.url).pathname });
    host.style.display = 'none';
    style.addEventListener('load', () => host.style.removeProperty('display'), { once: true });
    const corner = make('div', { className: 'corner', lang: 'en', dir: 'ltr' });
    corner.append(make('p', { id: 'notice', className: 'notice' }, { role: 'status' }), make('p', { id: 'lost', className: 'notice' }, { role: 'status' }));
    // A live region speaks only of what comes into it after it is there.
    this.#root.append(style, corner, make('p', { id: 'alert', className: 'spoken', lang: 'en' }, { role: 'alert' }));
    document.documentElement.append(host);
  }

  #key(e) {
    if (e.key !== 'Escape' || !this.#state.open || e.defaultPrevented) return;
    this.#toggle(false);
  }

  #toggle(open) {
    const inside = this.#root?.activeElement;
    this.#set({ open });
    if (open) this.#panel?.querySelector('.list').focus();
    else if (inside) this.#root?.getElementById('badge')?.focus();
  }

  #line(id, text) {
    const line = this.#root.getElementById(id);
    if (line.textContent !== text) line.textContent = text;
    line.hidden = !text;
  }

  #showPanel() {
    const { errors, warnings, html, open } = this.#state;
    const title = errors > 0 ? `The site has ${count(errors, 'error')}` : `The site has ${count(warnings, 'warning')}`;
    const alert = this.#root.getElementById('alert');
    const spoken = errors > 0 ? title : '';
    if (alert.textContent !== spoken) alert.textContent = spoken;
    if (!open) {
      this.#panel?.remove();
      this.#panel = null;
      return;
    }
    if (!this.#panel) {
      this.#panel = panel(() => this.#toggle(false));
      this.#root.append(this.#panel);
    }
    this.#panel.querySelector('h2').textContent = title;
    this.#panel.querySelector('.about').textContent = errors > 0 ? 'This is the page as it was in the last good build.' : '';
    const list = this.#panel.querySelector('.list');
    if (list.source === html) return;
    list.source = html;
    const parsed = new DOMParser().parseFromString(html, 'text/html'); // made by the server, all text escaped
    list.replaceChildren(...parsed.body.childNodes);
  }

  #showBadge() {
    const { errors, warnings, open } = this.#state;
    let badge = this.#root.getElementById('badge');
    if (errors + warnings === 0 || open) {
      badge?.remove();
      return;
    }
    if (!badge) {
      badge = make('button', { id: 'badge', type: 'button' });
      badge.addEventListener('click', () => this.#toggle(true));
      this.#root.querySelector('.corner').append(badge);
    }
    badge.className = errors > 0 ? 'badge error' : 'badge';
    badge.textContent = errors > 0 ? count(errors, 'error') : count(warnings, 'warning');
  }
}

// panel returns an empty panel. It takes no focus: who is typing goes on typing.
function panel(hide) {
  const section = make('section', { className: 'panel', lang: 'en', dir: 'ltr' }, { 'aria-labelledby': 'title' });
  const head = make('div', { className: 'head' });
  const button = make('button', { type: 'button', textContent: 'Hide' }, { 'aria-keyshortcuts': 'Escape' });
  button.addEventListener('click', hide);
  head.append(make('h2', { id: 'title' }), button);
  const list = make('div', { className: 'list', tabIndex: 0 }, { role: 'group', 'aria-labelledby': 'title' });
  section.append(head, make('p', { className: 'about' }), list);
  return section;
}

function make(name, properties = {}, attributes = {}) {
  const element = Object.assign(document.createElement(name), properties);
  for (const [key, value] of Object.entries(attributes)) element.setAttribute(key, value);
  return element;
}

function count(n, what) {
  return `${n} ${what}${n === 1 ? '' : 's'}`;
}
