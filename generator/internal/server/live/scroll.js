// Keeps the text that is in view where it is while the page changes around it.

// keepInView runs a change of the page and then scrolls by as much as it has moved what
// the reader was looking at.
export function keepInView(change) {
  if (scrollY === 0) {
    change();
    return;
  }
  const root = document.documentElement;
  const before = root.style.overflowAnchor;
  root.style.overflowAnchor = 'none'; // the browser's own way, where it has one, would add to ours
  const seen = inView();
  change();
  const mark = seen.find(({ node }) => node.isConnected);
  if (mark) scrollBy({ top: mark.node.getBoundingClientRect().top - mark.top, behavior: 'instant' });
  requestAnimationFrame(() => {
    root.style.overflowAnchor = before;
    if (!root.getAttribute('style')) root.removeAttribute('style');
  });
}

// inView returns elements that the reader sees, from the top down, with their places.
function inView() {
  const seen = new Map();
  for (let y = 8; y < innerHeight; y += 40) {
    const node = document.elementFromPoint(innerWidth / 2, y);
    if (!node || node === document.body || node === document.documentElement || floats(node)) continue;
    const { top } = node.getBoundingClientRect();
    // One that reaches in from far above says little about what is in view.
    if (top > -40 && !seen.has(node)) seen.set(node, top);
  }
  return [...seen].map(([node, top]) => ({ node, top }));
}

function floats(node) {
  for (let n = node; n; n = n.parentElement) {
    if (['fixed', 'sticky'].includes(getComputedStyle(n).position)) return true;
  }
  return false;
}
