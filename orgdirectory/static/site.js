/* Leaving the site in a hurry; without this script the link still leaves, but the tab remembers. */
(() => {
  const NEUTRAL = "/-/", FLAG = "-", PATIENCE = 1500, PRESSES = 3, HELD = 1000, WITHIN = 5000; // milliseconds
  const FULL = 50; // entries: a tab that forgets the first of them cannot be counted
  const OPEN = CSS.supports("selector(:popover-open)") ? "dialog[open], :popover-open" : "dialog[open]";
  const link = document.querySelector("[data-quick-exit]");
  const page = document.documentElement;
  const storage = (() => { try { return sessionStorage; } catch { return null; } })();
  let leaving = false, presses = [], down = 0;

  const cover = () => {
    leaving = true;
    page.hidden = true;
    page.style.display = "none";
    document.title = "\u200b";
  };

  /* Make this entry of the tab's history neutral, drop all later ones, and go. */
  const go = (address) => {
    try {
      window.name = "";
      history.replaceState(null, "", NEUTRAL);
      history.pushState(null, "", NEUTRAL);
    } catch { /* a browser that forbids it still leaves */ }
    location.replace(address);
  };

  /* How to walk to the tab's oldest entry of a public page here, if it is not this one. The address of
     a page that sends no Referer is hidden even from us: it is null. Where it is known, no script waits. */
  const wayBack = () => {
    const { navigation } = window;
    if (navigation?.entries) {
      const entry = navigation.entries().find(({ url }) => !url || url === location.href);
      return entry && entry.index < navigation.currentEntry.index && (() => navigation.traverseTo(entry.key));
    }
    const steps = history.state?.at - window.name;
    return steps > 0 && (() => history.go(-steps));
  };

  /* Older browsers: each entry notes its place in the tab, and the tab's name is the first place of ours.
     Both are gone with the tab, and the name is cleared by the next site. */
  const note = () => {
    if (window.navigation?.entries || history.length >= FULL) return;
    if (!history.state?.at) history.replaceState({ at: history.length }, "");
    if (!/^\d+$/.test(window.name)) window.name = history.state.at;
  };

  const leave = () => {
    if (leaving) return;
    const walk = storage && wayBack();
    cover();
    if (!walk) return go(link.href);
    storage.setItem(FLAG, link.href); // read and taken away where the walk back ends
    setTimeout(() => {
      storage.removeItem(FLAG);
      go(link.href);
    }, PATIENCE);
    walk();
  };

  const arrive = () => {
    const address = storage?.getItem(FLAG);
    if (!address) return false;
    storage.removeItem(FLAG);
    cover();
    go(address);
    return true;
  };

  const busy = (event) => event.defaultPrevented || event.isComposing || event.repeat
    || event.ctrlKey || event.altKey || event.metaKey || event.getModifierState?.("AltGraph")
    || document.fullscreenElement || document.querySelector(OPEN);

  /* Shift counts as it comes up, if nothing else happened since it went down. Anything else begins the
     count anew: Shift also makes capitals, selects, scrolls sideways and, with Alt or Ctrl, changes keyboards. */
  const forget = () => { presses = []; down = 0; };

  const pressed = (event) => {
    if (event.key === "Escape" && !event.shiftKey && !busy(event)) return leave();
    if (event.key === "Shift" && !down && !busy(event)) down = event.timeStamp;
    else forget();
  };

  const released = (event) => {
    if (event.key !== "Shift" || !down || busy(event) || event.timeStamp - down > HELD) return forget();
    presses = [...presses, event.timeStamp].slice(-PRESSES);
    down = 0;
    if (presses.length === PRESSES && presses.at(-1) - presses[0] <= WITHIN) leave();
  };

  if (!link || arrive()) return;
  note();
  addEventListener("hashchange", note);
  addEventListener("pageshow", ({ persisted }) => persisted && arrive());
  document.addEventListener("keydown", pressed);
  document.addEventListener("keyup", released);
  for (const other of ["pointerdown", "click", "wheel", "input", "compositionstart", "blur"]) {
    addEventListener(other, forget, { capture: true, passive: true });
  }
  document.addEventListener("click", (event) => {
    const plain = !(event.ctrlKey || event.metaKey || event.shiftKey || event.altKey);
    if (plain && event.target.closest("[data-quick-exit]")) {
      event.preventDefault();
      leave();
    }
  });
})();

/* Buttons for what a browser can do only with a script: copy, share, print. */
document.querySelectorAll("[data-button]").forEach((place) => {
  const { button: does, label, done } = place.dataset;
  const text = () => document.getElementById(place.dataset.of)?.textContent.trim().replace(/[ \n]+/g, " ");
  const acts = {
    copy: navigator.clipboard && (() => navigator.clipboard.writeText(text())),
    share: navigator.share && (() => navigator.share({ url: text() })),
    print: () => print(),
  };
  if (!acts[does]) return;
  const button = document.createElement("button");
  button.type = "button";
  button.textContent = label;
  button.addEventListener("click", async () => {
    try {
      await acts[does]();
      if (done) button.textContent = done;
    } catch { /* she changed her mind, or the browser said no */ }
  });
  place.append(button);
});
