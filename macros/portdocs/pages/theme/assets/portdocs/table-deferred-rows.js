// The deferred rows of long tables. A page contains its first rows only, so that it becomes usable at once; the others are
// in a <noscript>. They are added a few at a time while the browser is idle, or all at once as soon as they are needed.
// Also the hints of badges, which a table contains once per kind.
"use strict";

(() => {
  const INITIAL_ROWS = 50; // added to a table that was sorted or filtered before the browser may paint
  const CHUNK_ROWS = 25; // added in one idle period
  const START_DELAY = 300; // milliseconds after the page has loaded
  const portdocs = (/** @type {any} */ (window).portdocs ??= {});

  /**
   * @typedef {object} Deferred the rows that are not in their table yet, in order: elements, then unparsed HTML
   * @property {Element[]} rows
   * @property {string[]} html
   */

  /** @type {WeakMap<HTMLTableElement, Deferred>} */
  const deferredRows = new WeakMap();
  let isRunning = false;

  /** The deferred rows of a table, read from its page once. @returns {Deferred} */
  function deferredOf(/** @type {HTMLTableElement} */ table) {
    const deferred = deferredRows.get(table) ?? read(table.parentElement?.querySelector(":scope > noscript"));
    deferredRows.set(table, deferred);
    return deferred;
  }

  /** The content is text if the browser parsed the page, and elements if the theme fetched it. @returns {Deferred} */
  function read(/** @type {Element | null | undefined} */ noscript) {
    noscript?.remove();
    if (noscript?.firstElementChild) return { rows: withAges(noscript.querySelectorAll("tbody > tr")), html: [] };
    const body = noscript?.textContent?.split(/<\/?tbody>/)[1].trim();
    // The text of cells is escaped, so it contains no tags.
    return { rows: [], html: body?.split(/(?<=<\/tr>)\s*/) ?? [] };
  }

  /** @returns {Element[]} */
  function parse(/** @type {string[]} */ html) {
    const template = document.createElement("template");
    template.innerHTML = `<table><tbody>${html.join("")}</tbody></table>`;
    return withAges(template.content.querySelectorAll("tbody > tr"));
  }

  function withAges(/** @type {NodeListOf<Element>} */ rows) {
    for (const row of rows) portdocs.showAges?.(row);
    return [...rows];
  }

  const isIncomplete = (/** @type {HTMLTableElement} */ table) =>
    Boolean(deferredOf(table).rows.length || deferredOf(table).html.length);

  /** Removes the next rows, `count` of them visible, from the deferred ones. @returns {Element[]} */
  function take(/** @type {Deferred} */ deferred, /** @type {number} */ count) {
    if (!deferred.rows.length) return parse(deferred.html.splice(0, count));
    let [end, visible] = [0, 0];
    for (; end < deferred.rows.length && visible < count; end += 1)
      visible += Number(!(/** @type {HTMLElement} */ (deferred.rows[end]).hidden));
    return deferred.rows.splice(0, end);
  }

  /** @returns {Element[]} */
  function takeAll(/** @type {Deferred} */ deferred) {
    return [...deferred.rows.splice(0), ...parse(deferred.html.splice(0))];
  }

  /** All rows of a table in the order of the page, deferred ones included. @returns {Element[]} */
  function all(/** @type {HTMLTableElement} */ table) {
    const deferred = deferredOf(table);
    deferred.rows = takeAll(deferred);
    return [...table.tBodies[0].rows, ...deferred.rows];
  }

  /** Shows these rows in this order: the first ones now, the others when the browser is idle. */
  function arrange(/** @type {HTMLTableElement} */ table, /** @type {Element[]} */ rows) {
    const deferred = { rows: [...rows], html: [] };
    deferredRows.set(table, deferred);
    table.tBodies[0].replaceChildren(...take(deferred, INITIAL_ROWS));
    schedule();
  }

  function complete(/** @type {HTMLTableElement} */ table) {
    if (isIncomplete(table)) table.tBodies[0].append(...takeAll(deferredOf(table)));
  }

  /** @returns {HTMLTableElement[]} */
  const tables = () =>
    [...document.querySelectorAll(".pd-frame table[data-table]")].map((table) => /** @type {HTMLTableElement} */ (table));
  const completeAll = () => tables().forEach(complete);

  const whenIdle = (/** @type {() => void} */ work) =>
    "requestIdleCallback" in window ? requestIdleCallback(work) : setTimeout(work, 50);

  function schedule() {
    if (isRunning) return;
    isRunning = true;
    setTimeout(() => whenIdle(addChunk), START_DELAY);
  }

  function addChunk() {
    const table = tables().find(isIncomplete);
    isRunning = Boolean(table);
    if (!table) return;
    table.tBodies[0].append(...take(deferredOf(table), CHUNK_ROWS));
    whenIdle(addChunk);
  }

  /** Scrolls to the target of the URL: a deferred row, or an element that deferred rows would push down later. */
  function scrollToTarget() {
    const id = decodeURIComponent(location.hash.slice(1));
    if (!id || !tables().some(isIncomplete)) return;
    const target = document.getElementById(id);
    const isBefore = (/** @type {HTMLTableElement} */ table) =>
      !target || table.compareDocumentPosition(target) & Node.DOCUMENT_POSITION_FOLLOWING;
    tables().filter(isBefore).forEach(complete);
    document.getElementById(id)?.scrollIntoView();
  }

  function mount() {
    scrollToTarget();
    if (!tables().some(isIncomplete)) return;
    if (document.readyState === "complete") schedule();
    else window.addEventListener("load", schedule, { once: true });
  }

  /** Copies the hint of a badge from an equal one in the table. */
  function addHint(/** @type {Event} */ event) {
    const badge = event.target instanceof Element ? event.target.closest("table .pd-badge:not([title], [aria-label])") : null;
    const table = badge?.closest("table");
    if (!badge || !table) return;
    const withHint = `.${badge.className.split(" ").join(".")}:is([title], [aria-label])`;
    const candidates = [table, ...deferredOf(table).rows].flatMap((part) => [...part.querySelectorAll(withHint)]);
    const equal = candidates.find((one) => one.textContent === badge.textContent);
    const hint = equal?.getAttribute("title") ?? equal?.getAttribute("aria-label");
    if (hint) badge.setAttribute("title", hint);
  }

  document.addEventListener("pointerover", addHint);
  window.addEventListener("beforeprint", completeAll);
  window.addEventListener("hashchange", scrollToTarget);
  // The search of the browser finds only rows of the document.
  window.addEventListener("keydown", (event) => {
    if ((event.key === "f" && (event.ctrlKey || event.metaKey)) || event.key === "F3") completeAll();
  });

  portdocs.deferredRows = { all, arrange };
  /** @type {any} */ (window).document$.subscribe(mount);
})();
