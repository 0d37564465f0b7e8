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
    listen(tell, address, renew);
    return;
  }
  others.onmessage = (e) => receive(e.data.kind, e.data.data);
  navigator.locks.request(name, () => {
    listen(tell, address, renew);
    return new Promise(() => {}); // held until the page goes
  });
}

function listen(tell, address, renew) {
  let away = false;
  let wait = 250;
  const open = () => {
    const events = new EventSource(address());
    events.onopen = () => {
      wait = 250;
      if (away) tell('found');
      away = false;
    };
    events.onmessage = (e) => tell('heard', JSON.parse(e.data));
    events.onerror = () => {
      if (!away) tell('lost');
      away = true;
      // The browser connects again by itself, unless the server has turned it down.
      if (events.readyState === EventSource.CLOSED) again();
    };
  };
  const again = async () => {
    if (!(await renew())) {
      setTimeout(again, wait);
      wait = Math.min(2 * wait, 4000);
      return;
    }
    open();
  };
  addEventListener('pagehide', () => (away = true)); // the end of this page is no loss
  open();
}
