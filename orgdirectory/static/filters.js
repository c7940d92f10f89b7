/* The button of a filter says how many it will show, as soon as a choice is made: the number alone is asked for.
   Words that were typed are sent by the button only. */
document.querySelectorAll("[data-filters]").forEach((form) => {
  const shown = form.querySelector("[data-live]"), words = form.querySelector("[name=q]");
  let request;
  if (shown) form.addEventListener("change", async ({ target }) => {
    request?.abort();
    if (target === words) return;
    shown.textContent = "";
    if (words && words.value !== words.defaultValue) return;
    const { signal } = request = new AbortController();
    try {
      const answer = await fetch(`${form.action}?${new URLSearchParams(new FormData(form))}`, {
        signal, headers: { Accept: "application/json" },
        credentials: "omit", cache: "no-store", referrerPolicy: "no-referrer",
      });
      const { words: number } = answer.ok && await answer.json();
      if (!signal.aborted) shown.textContent = number;
      form.toggleAttribute("data-counted", true);
    } catch { /* the button works without a number */ }
  });
});
