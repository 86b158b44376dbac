// The deferred rows of long tables. A page contains its first rows only, so that it becomes usable at once; the others are
// in a <noscript>, without what `finish` can add from the head of the table. They are added a few at a time while the
// browser is idle; in a very long table only until it fills a few screens, and the others on request: by its button. Print
// is in table-lines.js. Also the hints of badges, which a table contains once per kind.
"use strict";

(() => {
  const INITIAL_ROWS = 50; // added to a table that was sorted or filtered before the browser may paint
  const CHUNK_ROWS = 25; // added in one idle period
  const MAX_ROWS_BY_THEMSELVES = 500; // of a longer table, the button adds the others
  const MIN_ROWS_BY_THEMSELVES = 100;
  const ANY_FILE = "portdocs-file"; // in the URL of a line, as in pages/table.py
  const MORE_ROWS = 500; // added by one press of the button
  const START_DELAY = 300; // milliseconds after the page has loaded
  const portdocs = (/** @type {any} */ (window).portdocs ??= {});

  /**
   * @typedef {object} Deferred the rows that are not in their table yet, in order: elements, then unparsed HTML
   * @property {Element[]} rows
   * @property {string[]} html
   */

  /** @type {WeakMap<HTMLTableElement, Deferred>} */
  const deferredRows = new WeakMap();
  /** @type {WeakMap<HTMLTableElement, Element[]>} all rows of a table that was sorted or filtered */
  const everyRow = new WeakMap();
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
    const body = noscript?.textContent?.split(/<\/?tbody>/)[1];
    // The text of cells is escaped, so it contains no tags.
    return { rows: [], html: body?.split(/(?=<tr\b)/) ?? [] };
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

  /** Removes the next rows from the deferred ones. @returns {Element[]} */
  function take(/** @type {Deferred} */ deferred, /** @type {number} */ count) {
    return deferred.rows.length ? deferred.rows.splice(0, count) : parse(deferred.html.splice(0, count));
  }

  /** @returns {Element[]} */
  function takeAll(/** @type {Deferred} */ deferred) {
    return [...deferred.rows.splice(0), ...parse(deferred.html.splice(0))];
  }

  // Rows as they are shown

  /** Adds to a deferred row what it lacks. */
  function finish(/** @type {HTMLTableElement} */ table, /** @type {Element} */ row) {
    const cells = [.../** @type {HTMLTableRowElement} */ (row).cells];
    if (cells[0].hasAttribute("scope")) return;
    cells[0].setAttribute("scope", "row");
    portdocs.breakNames(row);
    const heads = /** @type {HTMLTableSectionElement} */ (table.tHead).rows[0].cells;
    cells.forEach((cell, column) => finishCell(table, cell, heads[column].className));
  }

  function finishCell(/** @type {HTMLTableElement} */ table, /** @type {HTMLElement} */ cell, /** @type {string} */ kind) {
    if (kind) cell.className = kind;
    for (const word of cell.querySelectorAll("b")) word.replaceWith(badge(word.textContent ?? ""));
    if (kind === "pd-source") cell.replaceChildren(icon(String(table.dataset.lines), cell.textContent ?? ""));
    if (!["pd-port", "pd-address"].includes(kind) || cell.childElementCount || !cell.textContent) return;
    const code = document.createElement("code");
    code.append(...cell.childNodes);
    cell.append(code);
  }

  function badge(/** @type {string} */ word) {
    const made = document.createElement("span");
    made.className = `pd-badge pd-badge--${word}`;
    made.textContent = word;
    return made;
  }

  /** The icon that links to a line of data, `data/x.yml:12`. */
  function icon(/** @type {string} */ url, /** @type {string} */ place) {
    const [, file, line] = /** @type {RegExpExecArray} */ (/^(.*):(\d+)$/s.exec(place));
    const isLinked = url && !/^(\/|\.\.)/.test(file);
    const made = document.createElement(isLinked ? "a" : "span");
    const path = file.split("/").map(encodeURIComponent).join("/");
    if (isLinked) made.setAttribute("href", url.replace(ANY_FILE, () => path).replace(/0$/, line));
    made.className = "pd-source";
    made.textContent = place;
    return made;
  }

  /** Shows these rows after the others of a table. */
  function append(/** @type {HTMLTableElement} */ table, /** @type {Element[]} */ rows) {
    for (const lines of [...table.tBodies].slice(1)) lines.remove();
    for (const row of rows) finish(table, row);
    table.tBodies[0].append(...rows);
    offerMore(table);
  }

  /** The button below a very long table that adds further rows. */
  function offerMore(/** @type {HTMLTableElement} */ table) {
    const frame = table.closest(".pd-frame");
    frame?.querySelector(".pd-more")?.remove();
    const [shown, more] = [table.tBodies[0].rows.length, countOf(deferredOf(table))];
    if (!more || isGrowing(table)) return;
    const button = document.createElement("button");
    button.type = "button";
    button.className = "pd-more";
    const [next, all] = [more > MORE_ROWS ? `${MORE_ROWS} more` : "all", (shown + more).toLocaleString("en")];
    button.textContent = `Show ${next} rows (${shown.toLocaleString("en")} of ${all} shown)`;
    button.addEventListener("click", () => {
      const last = table.tBodies[0].rows[shown - 1];
      append(table, take(deferredOf(table), MORE_ROWS));
      const following = last?.nextElementSibling?.querySelector("a");
      if (following instanceof HTMLElement) following.focus({ preventScroll: true });
    });
    frame?.append(button);
  }

  const countOf = (/** @type {Deferred} */ deferred) => deferred.rows.length + deferred.html.length;

  /** True if the next rows of a table come by themselves. */
  function isGrowing(/** @type {HTMLTableElement} */ table) {
    const [shown, more] = [table.tBodies[0].rows.length, countOf(deferredOf(table))];
    return more > 0 && (shown + more <= MAX_ROWS_BY_THEMSELVES || shown < MIN_ROWS_BY_THEMSELVES);
  }

  /** All rows of a table in the order of the page, deferred ones included. @returns {Element[]} */
  function all(/** @type {HTMLTableElement} */ table) {
    const deferred = deferredOf(table);
    deferred.rows = takeAll(deferred);
    const rows = [...table.tBodies[0].rows, ...deferred.rows];
    everyRow.set(table, rows);
    return rows;
  }

  /** Shows these rows in this order: the first ones now, the others when the browser is idle. */
  function arrange(/** @type {HTMLTableElement} */ table, /** @type {Element[]} */ rows) {
    const deferred = { rows: [...rows], html: [] };
    deferredRows.set(table, deferred);
    table.tBodies[0].replaceChildren();
    append(table, take(deferred, INITIAL_ROWS));
    schedule();
  }

  function complete(/** @type {HTMLTableElement} */ table) {
    if (isIncomplete(table)) append(table, takeAll(deferredOf(table)));
  }

  /** @returns {HTMLTableElement[]} */
  const tables = () =>
    [...document.querySelectorAll(".pd-frame table[data-table]")].map((table) => /** @type {HTMLTableElement} */ (table));

  /** Adds all rows that would come by themselves. */
  function grow(/** @type {HTMLTableElement} */ table) {
    while (isGrowing(table)) append(table, take(deferredOf(table), CHUNK_ROWS));
  }

  const whenIdle = (/** @type {() => void} */ work) =>
    "requestIdleCallback" in window ? requestIdleCallback(work) : setTimeout(work, 50);

  function schedule() {
    if (isRunning) return;
    isRunning = true;
    setTimeout(() => whenIdle(addChunk), START_DELAY);
  }

  function addChunk() {
    const table = tables().find(isGrowing);
    isRunning = Boolean(table);
    if (!table) return;
    append(table, take(deferredOf(table), CHUNK_ROWS));
    whenIdle(addChunk);
  }

  /** A fragment without escapes; as it is if they are invalid. */
  function decoded(/** @type {string} */ fragment) {
    try {
      return decodeURIComponent(fragment);
    } catch {
      return fragment;
    }
  }

  /** Scrolls to the target of the URL: a deferred row, or an element that deferred rows would push down later. */
  function scrollToTarget() {
    const id = decoded(location.hash.slice(1));
    if (!id || !tables().some(isIncomplete)) return;
    const target = document.getElementById(id);
    const isBefore = (/** @type {HTMLTableElement} */ table) =>
      target && isGrowing(table) && table.compareDocumentPosition(target) & Node.DOCUMENT_POSITION_FOLLOWING;
    tables().filter((table) => !target || isBefore(table)).forEach(target ? grow : complete);
    document.getElementById(id)?.scrollIntoView();
  }

  function mount() {
    scrollToTarget();
    if (!tables().some(isGrowing)) return;
    if (document.readyState === "complete") schedule();
    else window.addEventListener("load", schedule, { once: true });
  }

  /** Shows the text of an icon as its hint, and copies that of a badge from an equal one in the table. */
  function addHint(/** @type {Event} */ event) {
    const target = event.target instanceof Element ? event.target : null;
    const icon = target?.closest(".pd-source:not(th, td, [title])");
    icon?.setAttribute("title", icon.textContent ?? "");
    const badge = target?.closest("table .pd-badge:not([title], [aria-label])");
    const table = badge?.closest("table");
    if (!badge || !table) return;
    const withHint = `.${badge.className.split(" ").join(".")}:is([title], [aria-label])`;
    const rows = everyRow.get(table) ?? deferredOf(table).rows;
    const candidates = [table, ...rows].flatMap((part) => [...part.querySelectorAll(withHint)]);
    const equal = candidates.find((one) => one.textContent === badge.textContent);
    const hint = equal?.getAttribute("title") ?? equal?.getAttribute("aria-label");
    if (hint) badge.setAttribute("title", hint);
  }

  /** Adds rows until a table has as many as come by themselves at most. */
  function fill(/** @type {HTMLTableElement} */ table) {
    const missing = MAX_ROWS_BY_THEMSELVES - table.tBodies[0].rows.length;
    if (missing > 0) append(table, take(deferredOf(table), missing));
  }

  /** The rows of a table that are not shown once those that come by themselves are. @returns {Element[]} */
  function rest(/** @type {HTMLTableElement} */ table) {
    grow(table);
    const deferred = deferredOf(table);
    deferred.rows = takeAll(deferred);
    return deferred.rows;
  }

  document.addEventListener("pointerover", addHint);
  window.addEventListener("hashchange", scrollToTarget);

  portdocs.deferredRows = { all, arrange, fill, finish, rest, tables };
  /** @type {any} */ (window).document$.subscribe(mount);
})();
