/* Graphs, optional: neighbours of the record under pointer or focus stand out; zoom */
document.querySelectorAll("[data-zoom-in] .scroll svg").forEach((svg) => {
  const lines = svg.querySelector("path"), lit = lines.cloneNode();
  lit.setAttribute("class", "lit");
  lines.after(lit);
  const nodes = [...svg.querySelectorAll("a")];
  const place = (a) => a.getAttribute("transform").match(/\d+/g).join();
  const segments = lines.getAttribute("d").split(/(?=M)/).map((d) => {
    const at = d.match(/-?\d+/g);
    return { d, ends: [at.slice(0, 2).join(), at.slice(-2).join()] };
  });

  const light = (element) => {
    const a = element?.closest("svg a");
    const own = segments.filter(({ ends }) => a && ends.includes(place(a)));
    const near = new Set(own.flatMap(({ ends }) => ends));
    lit.setAttribute("d", own.map(({ d }) => d).join(""));
    svg.classList.toggle("dim", near.size);
    for (const node of nodes) node.classList.toggle("near", near.has(place(node)));
  };
  svg.addEventListener("mouseover", ({ target }) => light(target.closest("a") ?? document.activeElement));
  svg.addEventListener("mouseleave", () => light(document.activeElement));
  svg.addEventListener("focusin", ({ target }) => light(target));
  svg.addEventListener("focusout", () => light());
  light();
});

document.querySelectorAll("[data-zoom-in]").forEach((figure) => {
  const { zoomIn, zoomOut, zoomReset } = figure.dataset, box = figure.querySelector(".scroll");
  const drawn = [...box.querySelectorAll("svg")].map((svg) => [svg, parseFloat(svg.getAttribute("width"))]);
  const bar = document.createElement("p");
  let zoom = 1;
  const button = (text, label, zoomed) => {
    const made = document.createElement("button");
    made.textContent = text;
    made.ariaLabel = made.title = label;
    made.onclick = () => {
      zoom = Math.min(Math.max(zoomed(), 0.4), 4);
      for (const [svg, width] of drawn) svg.setAttribute("width", `${width * zoom}rem`);
    };
    bar.append(made);
  };
  bar.className = "zoom";
  button("+", zoomIn, () => zoom * 1.25);
  button("−", zoomOut, () => zoom / 1.25);
  button(zoomReset, zoomReset, () => 1);
  box.before(bar);
});
