// Names what Select2 draws for a choice by searching, and keeps the help of added rows with their fields.
// Both are left out by the scripts that Django brings; without scripts there is nothing to mend.
"use strict";
{
  const words = (select) => select.labels[0]?.textContent.trim() ?? "";

  function name(select) {
    const drawn = select.nextElementSibling;
    const label = select.labels[0];
    if (!label || !drawn?.matches(".select2-container")) return;
    const combobox = drawn.querySelector(".select2-selection");
    const value = drawn.querySelector(".select2-selection__rendered");
    label.id ||= `${select.id}_label`;
    value.id ||= `${select.id}_value`;
    value.removeAttribute("role");
    value.removeAttribute("aria-readonly");
    combobox.setAttribute("aria-labelledby", `${label.id} ${value.id}`);
    for (const relation of ["aria-describedby", "aria-invalid"]) {
      if (select.hasAttribute(relation)) combobox.setAttribute(relation, select.getAttribute(relation));
    }
    drawn.querySelector(".select2-search__field")?.setAttribute("aria-label", words(select));
  }

  const nameAll = (within) =>
    within.querySelectorAll(".admin-autocomplete:not([name*=__prefix__])").forEach(name);

  function renumber(formset) {
    for (const row of document.querySelectorAll(`#${formset}-group :is(tr.form-row, .inline-related):not(.empty-form)`)) {
      const number = row.id.slice(formset.length + 1);
      for (const field of row.querySelectorAll("[aria-describedby]")) {
        const ids = field.getAttribute("aria-describedby");
        field.setAttribute("aria-describedby", ids.replace(/-(\d+|__prefix__)-/g, `-${number}-`));
      }
    }
  }

  // What an address leads to is opened, and what it stands in.
  function unfold() {
    const target = document.getElementById(location.hash.slice(1));
    let fold = target?.querySelector("details") ?? target?.closest("details");
    if (!fold) return;
    for (; fold; fold = fold.parentElement.closest("details")) fold.open = true;
    target.scrollIntoView();
  }
  addEventListener("hashchange", unfold);
  addEventListener("load", unfold);

  // A new slug is suggested from the first name in Latin letters, until somebody writes another one.
  function suggestSlug(slug) {
    const names = slug.dataset.madeOf.split(" ").map((id) => document.getElementById(id)).filter(Boolean);
    let suggested = "";
    for (const name of names) {
      name.addEventListener("input", () => {
        if (slug.value !== suggested) return;
        suggested = names.map(({ value }) => URLify(value, 70, false)).find(Boolean) ?? "";
        slug.value = suggested;
      });
    }
  }
  addEventListener("load", () => document.querySelectorAll("[data-made-of]").forEach(suggestSlug));

  const $ = django.jQuery;
  $(() => nameAll(document)); // jQuery keeps the order: after Django's own have drawn them
  window.addEventListener("load", () => {
    for (const hint of document.querySelectorAll(".selector .help-tooltip")) hint.setAttribute("role", "img");
  });
  document.addEventListener("formset:added", ({ target, detail }) => {
    renumber(detail.formsetName);
    setTimeout(() => nameAll(target)); // the same
  });
  // Django numbers the rows anew after it has told of the one taken away.
  document.addEventListener("formset:removed", ({ detail }) => setTimeout(() => renumber(detail.formsetName)));

  $(document).on("select2:open", ({ target }) => {
    for (const part of document.querySelectorAll(".select2-dropdown :is(.select2-search__field, [role=listbox])")) {
      part.setAttribute("aria-label", words(target));
    }
  });
}
