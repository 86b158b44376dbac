// The further rows of long tables. A page comes with the first ones alone, so that it answers at once; the others wait in
// a <noscript>, and are moved over a few at a time while the reader does nothing, or all as soon as they are needed.
// And the hints of badges.
"use strict";

(() => {
  const FIRST = 50; // rows that are laid out as soon as they are asked for
  const AT_ONCE = 25; // rows that are laid out between two chances to answer
  const PAUSE = 300; // milliseconds that a page has for itself before the first of them
  const portdocs = (/** @type {any} */ (window).portdocs ??= {});

  /**
   * @typedef {object} Rest rows that are not in their table yet, in their order; a browser reads those written last
   * @property {Element[]} rows
   * @property {string[]} written
   */

  /** @type {WeakMap<HTMLTableElement, Rest>} */
  const rests = new WeakMap();
  let running = false;

  /** What of a table waits; read from its page once. @returns {Rest} */
  function restOf(/** @type {HTMLTableElement} */ table) {
    const rest = rests.get(table) ?? read(table.parentElement?.querySelector(":scope > noscript"));
    rests.set(table, rest);
    return rest;
  }

  /** Text where the browser read the page, elements where the theme fetched it. @returns {Rest} */
  function read(/** @type {Element | null | undefined} */ noscript) {
    noscript?.remove();
    if (noscript?.firstElementChild) return { rows: aged(noscript.querySelectorAll("tbody > tr")), written: [] };
    const body = noscript?.textContent?.split(/<\/?tbody>/)[1].trim();
    // No text of a cell holds a tag: it is escaped.
    return { rows: [], written: body?.split(/(?<=<\/tr>)\s*/) ?? [] };
  }

  /** The rows that some text is written for. @returns {Element[]} */
  function parsed(/** @type {string[]} */ written) {
    const page = document.createElement("template");
    page.innerHTML = `<table><tbody>${written.join("")}</tbody></table>`;
    return aged(page.content.querySelectorAll("tbody > tr"));
  }

  function aged(/** @type {NodeListOf<Element>} */ rows) {
    for (const row of rows) portdocs.tellAges?.(row);
    return [...rows];
  }

  const waits = (/** @type {HTMLTableElement} */ table) => Boolean(restOf(table).rows.length || restOf(table).written.length);

  /** Takes the next rows that wait, so many that are laid out: a hidden one is not. @returns {Element[]} */
  function take(/** @type {Rest} */ rest, /** @type {number} */ count) {
    if (!rest.rows.length) return parsed(rest.written.splice(0, count));
    let [end, shown] = [0, 0];
    for (; end < rest.rows.length && shown < count; end += 1) shown += Number(!(/** @type {HTMLElement} */ (rest.rows[end]).hidden));
    return rest.rows.splice(0, end);
  }

  /** Takes all that wait. @returns {Element[]} */
  function takeAll(/** @type {Rest} */ rest) {
    return [...rest.rows.splice(0), ...parsed(rest.written.splice(0))];
  }

  /** All rows of a table, those that wait included, in the order of its page. @returns {Element[]} */
  function all(/** @type {HTMLTableElement} */ table) {
    const rest = restOf(table);
    rest.rows = takeAll(rest);
    return [...table.tBodies[0].rows, ...rest.rows];
  }

  /** Shows these rows of a table, in their order: the first ones now, as on a page that was just loaded. */
  function arrange(/** @type {HTMLTableElement} */ table, /** @type {Element[]} */ rows) {
    const rest = { rows: [...rows], written: [] };
    rests.set(table, rest);
    table.tBodies[0].replaceChildren(...take(rest, FIRST));
    later();
  }

  function complete(/** @type {HTMLTableElement} */ table) {
    if (waits(table)) table.tBodies[0].append(...takeAll(restOf(table)));
  }

  /** @returns {HTMLTableElement[]} */
  const tables = () => [...document.querySelectorAll(".pd-frame table[data-table]")].map((table) => /** @type {HTMLTableElement} */ (table));
  const completeAll = () => tables().forEach(complete);

  // While the reader does nothing

  const idle = (/** @type {() => void} */ work) => ("requestIdleCallback" in window ? requestIdleCallback(work) : setTimeout(work, 50));

  function later() {
    if (running) return;
    running = true;
    setTimeout(() => idle(next), PAUSE);
  }

  /** Some rows of the first table that is not complete, then those after them. */
  function next() {
    const table = tables().find(waits);
    running = Boolean(table);
    if (!table) return;
    table.tBodies[0].append(...take(restOf(table), AT_ONCE));
    idle(next);
  }

  /** Shows what the address names: a row that waits, or a place that rows would push away once they come. */
  function reach() {
    const id = decodeURIComponent(location.hash.slice(1));
    if (!id || !tables().some(waits)) return;
    const target = document.getElementById(id);
    tables().filter((table) => !target || table.compareDocumentPosition(target) & Node.DOCUMENT_POSITION_FOLLOWING).forEach(complete);
    document.getElementById(id)?.scrollIntoView();
  }

  function mount() {
    reach();
    if (!tables().some(waits)) return;
    if (document.readyState === "complete") later();
    else window.addEventListener("load", later, { once: true });
  }

  /** What a badge means is written on one of its kind in a table. */
  function hint(/** @type {Event} */ event) {
    const badge = event.target instanceof Element ? event.target.closest("table .pd-badge:not([title], [aria-label])") : null;
    const table = badge?.closest("table");
    if (!badge || !table) return;
    const told = `.${badge.className.split(" ").join(".")}:is([title], [aria-label])`;
    const found = [table, ...restOf(table).rows].flatMap((part) => [...part.querySelectorAll(told)]);
    const same = found.find((one) => one.textContent === badge.textContent);
    const words = same?.getAttribute("title") ?? same?.getAttribute("aria-label");
    if (words) badge.setAttribute("title", words);
  }

  document.addEventListener("pointerover", hint);
  window.addEventListener("beforeprint", completeAll);
  window.addEventListener("hashchange", reach);
  // The search of the browser finds what is there.
  window.addEventListener("keydown", (event) => {
    if ((event.key === "f" && (event.ctrlKey || event.metaKey)) || event.key === "F3") completeAll();
  });

  portdocs.tableRest = { all, arrange };
  /** @type {any} */ (window).document$.subscribe(mount);
})();
