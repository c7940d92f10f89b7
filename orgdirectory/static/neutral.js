/* What an entry under Back leads to: in the same visit the page that it stands for, else the exit. */
(() => {
  const entry = history.state;
  if (!entry?.visit || entry.visit !== window.name) {
    location.replace(document.documentElement.dataset.exit);
    return;
  }
  addEventListener("pagehide", () => history.replaceState(entry, "", "/-/"));
  history.replaceState(entry, "", entry.at);
  location.reload();
})();
