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
    window.speechSynthesis?.cancel();
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
const addButton = (place, press) => {
  const button = document.createElement("button");
  button.type = "button";
  button.textContent = place.dataset.label;
  button.addEventListener("click", () => press(button));
  place.append(button);
  return button;
};

document.querySelectorAll("[data-button]").forEach((place) => {
  const { button: does, done } = place.dataset;
  const text = () => document.getElementById(place.dataset.of)?.textContent.trim().replace(/[ \n]+/g, " ");
  const acts = {
    copy: navigator.clipboard && (() => navigator.clipboard.writeText(text())),
    share: navigator.share && (() => navigator.share({ url: text() })),
    print: () => print(),
  };
  if (!acts[does]) return;
  addButton(place, async (button) => {
    try {
      await acts[does]();
      if (done) button.textContent = done;
    } catch { /* she changed her mind, or the browser said no */ }
  });
});

/* Reading aloud the heading and what is marked by data-speak: by voices of the device itself only, so that nothing is sent to anybody. */
(() => {
  const synthesis = window.speechSynthesis, place = document.querySelector('[data-button="speak"]');
  if (!synthesis || !place) return;
  const NUMBER = '[href^="tel:"], [href^="sms:"], [href*="//wa.me/"]', SILENT = ".cite, [aria-hidden], [data-button]";
  const digitByDigit = (number) => number.replace(/[-\u2010-\u2015()\s]*(\d)/g, " $1,");
  let button, reading;

  const voice = (language) => synthesis.getVoices().find(
    ({ lang, localService }) => localService && lang.toLowerCase().split(/[-_]/)[0] === language);

  /* What is read, as [language, words]: a new pair wherever the language changes. */
  const passages = () => {
    const found = [];
    document.querySelectorAll("main h1:not([data-speak] *), [data-speak]").forEach((part) => {
      const nodes = document.createTreeWalker(part, NodeFilter.SHOW_TEXT);
      for (let node = nodes.nextNode(); node; node = nodes.nextNode()) {
        const at = node.parentElement, { lang } = at.closest("[lang]");
        if (!node.data.trim() || at.closest(SILENT)) continue;
        const words = at.closest(NUMBER) ? digitByDigit(node.data) : node.data;
        if (found.at(-1)?.[0] === lang) found.at(-1)[1] += ` ${words}`;
        else found.push([lang, words]);
      }
      if (found.length) found.at(-1)[1] += "\n";
    });
    return found;
  };

  const stop = () => {
    synthesis.cancel();
    reading = null;
    if (button) button.textContent = place.dataset.label;
  };

  const read = () => {
    const spoken = passages().filter(([language]) => voice(language)).map(([language, words]) => {
      const utterance = new SpeechSynthesisUtterance(words);
      utterance.voice = voice(language);
      utterance.lang = utterance.voice.lang;
      return utterance;
    });
    if (!spoken.length) return;
    const ended = () => reading === spoken && stop();
    spoken.forEach((utterance) => utterance.addEventListener("error", ended));
    spoken.at(-1).addEventListener("end", ended);
    reading = spoken;
    button.textContent = place.dataset.done;
    spoken.forEach((utterance) => synthesis.speak(utterance));
  };

  const offer = () => {
    if (!button && voice(document.documentElement.lang)) {
      button = addButton(place, () => reading ? stop() : read());
    }
  };

  offer();
  synthesis.addEventListener?.("voiceschanged", offer); // some browsers know their voices only later
  addEventListener("pagehide", stop);
  document.addEventListener("visibilitychange", () => document.hidden && stop());
})();
