/* Below the names of a record's form: the records that it may be, while they are typed. Optional. */
{
  const PAUSE = 400; // milliseconds
  const inputs = [...document.querySelectorAll("[data-alike]")];
  const of = /\/(\d+)\/change\/$/.exec(location.pathname)?.[1] ?? "";
  const status = document.createElement("div");
  let timer, request;

  const ask = async () => {
    request?.abort();
    const names = inputs.map((input) => input.value.trim()).filter((name) => name.length > 2);
    if (!names.length) return status.replaceChildren();
    const { signal } = request = new AbortController();
    const query = new URLSearchParams([["of", of], ...names.map((name) => ["name", name])]);
    try {
      const answer = await fetch(`${inputs[0].dataset.alike}?${query}`, { signal, cache: "no-store" });
      if (answer.ok && !answer.redirected) status.innerHTML = (await answer.text()).trim(); // escaped by the server
    } catch {
      if (!signal.aborted) status.replaceChildren();
    }
  };

  if (inputs.length) {
    status.setAttribute("role", "status");
    status.className = "alike";
    inputs[0].closest(".form-row").after(status);
    for (const input of inputs) input.addEventListener("input", () => {
      clearTimeout(timer);
      timer = setTimeout(ask, PAUSE);
    });
  }
}
