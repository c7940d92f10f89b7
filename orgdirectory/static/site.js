/* The script is asked for without waiting (async), so that the way out works before the whole page is there. */
const whenRead = (act) => {
  if (document.readyState === "loading") addEventListener("DOMContentLoaded", act);
  else act();
};

/* Leaving the site in a hurry. Whoever goes on from a page leaves an entry under Back whose address and title
   say nothing; the page stands in the entry's state, and neutral.js opens it again during the same visit only.
   So the way out waits for nobody: it makes the present entry neutral, ends the visit, and goes.
   The visit is known by the tab's name, which is gone with the tab. */
(() => {
  const NEUTRAL = "/-/", BLANK = "\u200b", VISIT = /^-[a-z0-9]+$/, PRESSES = 3, HELD = 1000, WITHIN = 5000; // ms
  const OPEN = CSS.supports("selector(:popover-open)") ? "dialog[open], :popover-open" : "dialog[open]";
  const page = document.documentElement, before = history.state ?? {};
  const newVisit = () => `-${Math.random().toString(36).slice(2)}`;
  const visit = VISIT.test(window.name) ? window.name : before.visit ?? newVisit();
  let leaving = false, outward = false, presses = [], down = 0, place = location.href, title, sought;

  const wayOut = () => document.querySelector("[data-quick-exit]");

  const makeNeutral = (state) => {
    title = document.title;
    document.title = BLANK;
    history.replaceState(state, "", NEUTRAL);
  };

  /* The second entry takes the place of all that could be reached by Forward. */
  const leave = () => {
    const link = wayOut();
    if (leaving || !link) return;
    leaving = true;
    window.speechSynthesis?.cancel();
    page.hidden = true;
    page.style.display = "none";
    try {
      window.name = "";
      makeNeutral(null);
      history.pushState(null, "", NEUTRAL);
    } catch { /* a browser that forbids it still leaves */ }
    location.replace(link.href);
    document.body.remove();
  };

  /* Fields, so that what was typed is there again as well. */
  const fields = () => [...document.querySelectorAll(
    "input:not([type=hidden], [type=password], [type=file]), select, textarea")];
  const content = ({ type }) => ["checkbox", "radio"].includes(type) ? "checked" : "value";

  const goOn = () => {
    if (leaving || outward || !wayOut()) return;
    const typed = fields().map((field) => field[content(field)]);
    makeNeutral({ visit, at: location.href, y: scrollY, typed });
  };

  const comeBack = ({ y, typed }) => {
    const same = fields();
    if (typed?.length === same.length) same.forEach((field, i) => { field[content(field)] = typed[i]; });
    history.scrollRestoration = "manual"; // a browser would go by the place on /-/
    scrollTo(0, y);
  };

  const showAddress = (address) => {
    history.replaceState({ visit }, "", address);
    place = address;
  };

  /* A place within the page is an entry, too: the one before it becomes neutral when the link is followed. */
  const goWithin = (address) => {
    if (address !== place) {
      makeNeutral({ visit, at: place, y: scrollY });
      history.pushState({ visit }, "", address);
      document.title = title;
      place = address;
    }
    location.replace(address); // scrolls, and says which place is meant
  };

  /* Back within the page; Forward, or a place that was typed, would leave an entry behind that is not neutral:
     its place is shown, but not gone to. */
  const moved = () => {
    if (history.state?.at) showAddress(history.state.at);
    else if (location.href !== place) {
      sought = decodeURIComponent(location.hash.slice(1));
      history.back();
    } else if (sought) {
      document.getElementById(sought)?.scrollIntoView();
      sought = "";
    }
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

  const clicked = (event) => {
    if (event.defaultPrevented || event.ctrlKey || event.metaKey || event.shiftKey || event.altKey) return;
    const link = event.target.closest("a[href]"), act = link?.matches("[data-quick-exit]") ? leave
      : link?.matches("[href^='#']") && (() => goWithin(link.href));
    outward = /^http/.test(link?.protocol) && link.origin !== location.origin; // Back from there must work
    if (outward) history.scrollRestoration = "auto";
    if (!act) return;
    event.preventDefault();
    act();
  };

  window.name = visit;
  showAddress(place);
  addEventListener("pagehide", goOn);
  addEventListener("pageshow", ({ persisted }) => {
    outward = false;
    if (!persisted) return;
    if (leaving) return location.replace(NEUTRAL);
    document.title = title;
    showAddress(history.state.at);
  });
  addEventListener("popstate", moved);
  whenRead(() => before.at && comeBack(before));
  addEventListener("load", () => fetch(NEUTRAL, { priority: "low" }).catch(() => { })); // Back needs no server
  document.addEventListener("keydown", pressed);
  document.addEventListener("keyup", released);
  document.addEventListener("click", clicked);
  for (const other of ["pointerdown", "click", "wheel", "input", "compositionstart", "blur"]) {
    addEventListener(other, forget, { capture: true, passive: true });
  }
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

whenRead(() => document.querySelectorAll("[data-button]").forEach((place) => {
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
}));

/* Reading aloud the heading and what is marked by data-speak: by voices of the device itself only, so that nothing is sent to anybody. */
whenRead(() => {
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
});
