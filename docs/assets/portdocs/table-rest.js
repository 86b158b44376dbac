// The further rows of long tables. A page comes with the first ones alone, so that it answers at once; the others wait in
// a <noscript> and are moved over while the reader does nothing, or as soon as they are needed. And the hints of badges.
"use strict";

(() => {
  const AT_ONCE = 250; // rows that are laid out between two chances to answer
  const PAUSE = 300; // milliseconds that the page has for itself

  /** @param {HTMLTableElement} table */
  const waiting = (table) => table.parentElement?.querySelector(":scope > noscript") ?? null;

  /** The rows that wait: text where the browser read the page, elements where the theme fetched it. @returns {Element[]} */
  function rowsIn(/** @type {Element} */ rest) {
    const page = document.createElement("template");
    if (!rest.firstElementChild) page.innerHTML = rest.textContent ?? "";
    return [...(rest.firstElementChild ? rest : page.content).querySelectorAll("tbody > tr")];
  }

  /** Moves all rows over that still wait. */
  function complete(/** @type {HTMLTableElement} */ table) {
    const rest = waiting(table);
    if (!rest) return;
    table.tBodies[0].append(...(pending.get(table) ?? rowsIn(rest)));
    pending.delete(table);
    rest.remove();
  }

  /** What is left of the rows of a table that is being completed. @type {WeakMap<HTMLTableElement, Element[]>} */
  const pending = new WeakMap();

  const idle = (/** @type {() => void} */ work) => ("requestIdleCallback" in window ? requestIdleCallback(work) : setTimeout(work, 50));

  /** First the page answers. */
  const later = () => setTimeout(() => idle(next), PAUSE);

  /** Some rows of the first table that is not complete, then those after them. */
  function next() {
    const table = tables().find(waiting);
    const rest = table && waiting(table);
    if (!table || !rest) return;
    const rows = pending.get(table) ?? rowsIn(rest);
    table.tBodies[0].append(...rows.splice(0, AT_ONCE));
    pending.set(table, rows);
    if (!rows.length) complete(table);
    idle(next);
  }

  /** @returns {HTMLTableElement[]} */
  const tables = () => [...document.querySelectorAll(".pd-frame table[data-table]")].map((table) => /** @type {HTMLTableElement} */ (table));
  const completeAll = () => tables().forEach(complete);

  function mount() {
    if (!tables().some(waiting)) return;
    const target = decodeURIComponent(location.hash.slice(1));
    if (target && !document.getElementById(target)) {
      completeAll();
      document.getElementById(target)?.scrollIntoView();
    } else if (document.readyState === "complete") later();
    else window.addEventListener("load", later, { once: true });
  }

  /** What a badge means is written on the first of its kind in a table. */
  function hint(/** @type {Event} */ event) {
    const badge = event.target instanceof Element ? event.target.closest("table .pd-badge:not([title])") : null;
    const first = badge?.closest("table")?.querySelector(`.${badge.className.split(" ").join(".")}`);
    const words = first?.getAttribute("title") ?? first?.getAttribute("aria-label");
    if (badge && first !== badge && words && badge.textContent === first?.textContent) badge.setAttribute("title", words);
  }

  document.addEventListener("pointerover", hint);
  window.addEventListener("beforeprint", completeAll);
  // The search of the browser finds what is there.
  window.addEventListener("keydown", (event) => {
    if ((event.key === "f" && (event.ctrlKey || event.metaKey)) || event.key === "F3") completeAll();
  });

  const portdocs = (/** @type {any} */ (window).portdocs ??= {});
  portdocs.tableRest = { complete };
  /** @type {any} */ (window).document$.subscribe(mount);
})();
