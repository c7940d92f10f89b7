/* Suggestions below a search field: an ARIA combobox, and optional. */
document.querySelectorAll("[data-suggest]").forEach((box, number) => {
  const PAUSE = 200, PATIENCE = 3000; // milliseconds
  const { suggest, suggestLabel = "", suggestStatus, suggestNone } = box.dataset;
  const input = box.querySelector("input[type=search]");
  const id = `suggest-${number}`;
  let active, timer, request;

  const set = (element, attributes, ...children) => {
    for (const name in attributes) element.setAttribute(name, attributes[name]);
    element.append(...children);
    return element;
  };
  const make = (tag, ...rest) => set(document.createElement(tag), ...rest);

  const list = make("ul", { id, class: "suggest", role: "listbox", "aria-label": suggestLabel });
  const status = make("p", { class: "visually-hidden", role: "status" });
  set(input, { role: "combobox", "aria-autocomplete": "list", "aria-controls": id });
  input.parentElement.append(list, status);

  const activate = (option) => {
    if (active) set(active, { "aria-selected": false });
    active = option;
    if (!active) return input.removeAttribute("aria-activedescendant");
    set(active, { "aria-selected": true }).scrollIntoView({ block: "nearest" });
    set(input, { "aria-activedescendant": active.id });
  };

  const cancel = () => {
    clearTimeout(timer);
    request?.abort();
  };

  const show = (suggestions, message) => {
    list.replaceChildren(...suggestions.map(({ text, lang = "", dir = "auto", about = "" }, i) => make(
      "li", { id: `${id}-${i}`, role: "option", "aria-selected": false },
      make("bdi", { lang, dir }, text), " ", make("span", { class: "about" }, about),
    )));
    cancel();
    list.hidden = !suggestions.length;
    set(input, { "aria-expanded": !list.hidden });
    status.textContent = message;
    activate();
  };

  const close = () => show([]);

  const ask = async (text) => {
    const { signal } = request = new AbortController();
    timer = setTimeout(close, PATIENCE);
    try {
      const answer = await fetch(`${suggest}?q=${encodeURIComponent(text)}`, {
        signal, credentials: "omit", cache: "no-store", referrerPolicy: "no-referrer",
      });
      const { suggestions } = answer.ok && await answer.json();
      if (signal.aborted || input.value.trim() !== text) return;
      show(suggestions, suggestions.length ? suggestStatus.replace("%d", suggestions.length) : suggestNone);
    } catch {
      if (!signal.aborted) close();
    }
  };

  const typed = ({ isComposing }) => {
    const text = input.value.trim();
    if (isComposing) return;
    if (!/([\p{L}\p{N}].*?){3}/u.test(text)) return close();
    cancel();
    activate();
    status.textContent = "";
    timer = setTimeout(ask, PAUSE, text);
  };

  const pressed = (event) => {
    const { key } = event, open = !list.hidden, step = { ArrowDown: 1, ArrowUp: -1 }[key];
    if (open && step) {
      cancel(); // the list must stay as it is
      const places = [undefined, ...list.children]; // first the field
      activate(places.at((places.indexOf(active) + step) % places.length));
    } else if (step) {
      typed(event); // after Escape
    } else if (key === "Enter" && active) {
      active.click();
    } else if (key === "Escape" && open) {
      close();
      event.stopPropagation();
    } else {
      if (/Tab|Escape/.test(key)) close();
      if (/Home|End|Left|Right/.test(key)) activate();
      return;
    }
    event.preventDefault();
  };

  const listeners = { input: typed, compositionend: typed, compositionstart: close, keydown: pressed, blur: close };
  for (const type in listeners) input.addEventListener(type, listeners[type]);
  input.form.addEventListener("submit", close);
  addEventListener("pageshow", close);
  list.addEventListener("click", ({ target }) => {
    if (target === list) return;
    input.value = target.closest("li").firstChild.textContent;
    input.form.requestSubmit();
  });
  list.addEventListener("mousedown", (event) => {
    event.preventDefault(); // keep the focus
    cancel();
  });
  close();
});
