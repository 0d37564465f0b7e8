// Runs before the first paint, so that nothing flashes: the colours that the reader has
// chosen on an earlier page. Without a choice the page follows the system.
try {
  const chosen = localStorage.getItem('theme');
  if (chosen === 'light' || chosen === 'dark') document.documentElement.dataset.theme = chosen;
} catch {
  // A browser may refuse to remember anything.
}
