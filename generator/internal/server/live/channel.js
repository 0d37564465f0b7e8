// One connection for all open pages of a browser, which allows six to a server: the page
// that holds a lock listens to the server and passes on what it hears. When it closes,
// the lock goes to another page. A browser without locks or channels has a connection
// for each page.

const name = 'explainer-preview';

// connect calls heard with each message of the server, and lost and found when the
// server goes and comes back. address returns where to connect. When the server turns the
// connection down, renew is called; it returns a promise of whether to try again.
export function connect({ address, heard, lost, found, renew }) {
  const others = 'BroadcastChannel' in window ? new BroadcastChannel(name) : null;
  const tell = (kind, data) => {
    others?.postMessage({ kind, data });
    receive(kind, data);
  };
  const receive = (kind, data) => ({ heard, lost, found })[kind]?.(data);
  if (!others || !navigator.locks) {
    const close = listen(tell, address, renew);
    addEventListener('pagehide', close);
    addEventListener('pageshow', (e) => e.persisted && listen(tell, address, renew));
    return;
  }
  others.onmessage = (e) => receive(e.data.kind, e.data.data);
  const take = () => navigator.locks.request(name, () => {
    const close = listen(tell, address, renew);
    return new Promise((release) => {
      // A page that is left may be kept, for the way back, and its lock with it.
      addEventListener('pagehide', () => release(close()), { once: true });
    });
  });
  take();
  addEventListener('pageshow', (e) => e.persisted && take());
}

// listen connects, and connects again for as long as it is not closed. It returns the
// function that closes it.
function listen(tell, address, renew) {
  let away = false;
  let closed = false;
  let wait = 250;
  let events;
  const open = () => {
    events = new EventSource(address());
    events.onopen = () => {
      wait = 250;
      if (away) tell('found');
      away = false;
    };
    events.onmessage = (e) => tell('heard', JSON.parse(e.data));
    events.onerror = () => {
      if (closed) return;
      if (!away) tell('lost');
      away = true;
      // The browser connects again by itself, unless the server has turned it down.
      if (events.readyState === EventSource.CLOSED) later();
    };
  };
  const again = async () => {
    if (closed) return;
    if (!(await renew())) later();
    else if (!closed) open();
  };
  const later = () => {
    setTimeout(again, wait);
    wait = Math.min(2 * wait, 4000);
  };
  open();
  return () => {
    closed = true;
    events.close();
  };
}
