// Tables that sort, filter and copy, with their state in the URL: ?sort=ports.port.desc&filter=ports.nginx&facet=ports.host.web
// Without this script they are plain tables. Sort keys and copies are in table-cells.js, menus in table-facets.js.
"use strict";

(() => {
  const { text, key, compare, csv, markdown } = /** @type {any} */ (window).portdocs.tableCells;
  const { breakNames, deferredRows, tableFacets } = /** @type {any} */ (window).portdocs;
  const MIN_FILTER_ROWS = 8; // a shorter table has no filter
  const SETTLE_DELAY = 250; // milliseconds without input until the URL and screen readers are updated

  /**
   * @typedef {object} Row
   * @property {HTMLTableRowElement} row
   * @property {string} searchText the text of its cells and facets, in lower case
   *
   * @typedef {object} State
   * @property {string} name identifies the table on its page, in the URL
   * @property {HTMLTableElement} table
   * @property {HTMLTableCellElement[]} heads
   * @property {string[]} slugs the names of the columns in the URL
   * @property {number} total the number of rows
   * @property {Row[] | null} rows null until they are needed
   * @property {HTMLTableRowElement[] | null} order the sorted rows; null in the order of the page
   * @property {number} column the sort column, or -1
   * @property {1 | -1} direction
   * @property {HTMLInputElement | null} filter
   * @property {any[]} facets see table-facets.js
   * @property {HTMLElement} status
   * @property {number} timer
   */

  /** Detects whether a table fits into its region. */
  let watcher = /** @type {ResizeObserver | null} */ (null);

  /**
   * @template {keyof HTMLElementTagNameMap} T
   * @param {T} tag
   * @param {Record<string, string>} attributes
   * @param {(Node | string)[]} children
   * @returns {HTMLElementTagNameMap[T]}
   */
  function element(tag, attributes = {}, ...children) {
    const made = document.createElement(tag);
    for (const [name, value] of Object.entries(attributes)) made.setAttribute(name, value);
    made.append(...children);
    return made;
  }

  // The page

  /** Called for each page, also if it was fetched without a reload. */
  function mountAll() {
    watcher?.disconnect();
    watcher = new ResizeObserver((entries) => entries.forEach(({ target }) => fit(/** @type {HTMLElement} */ (target))));
    const names = /** @type {Map<string, number>} */ (new Map());
    for (const table of /** @type {NodeListOf<HTMLTableElement>} */ (document.querySelectorAll(".pd-frame table[data-table]"))) {
      const kind = String(table.dataset.table);
      const count = (names.get(kind) ?? 0) + 1;
      names.set(kind, count);
      watcher.observe(/** @type {HTMLElement} */ (table.parentElement));
      watcher.observe(table);
      for (const row of table.tBodies[0].rows) breakNames(row);
      const isTitled = isHeading(table, text(/** @type {Element} */ (table.caption)));
      table.closest(".pd-frame")?.classList.toggle("pd-frame--titled", isTitled);
      if (table.tBodies[0].rows.length > 1 && !table.tHead?.querySelector("button")) mount(table, count > 1 ? `${kind}-${count}` : kind);
    }
  }

  /** Only a region that scrolls needs the focus; in one that does not, the head can stay visible. */
  function fit(/** @type {HTMLElement} */ target) {
    const region = target instanceof HTMLTableElement ? target.parentElement : target;
    const table = region?.querySelector("table");
    if (!region || !table) return;
    const fits = table.offsetWidth <= region.clientWidth + 1;
    region.classList.toggle("pd-table--fits", fits);
    if (fits) region.removeAttribute("tabindex");
    else region.tabIndex = 0;
  }

  function mount(/** @type {HTMLTableElement} */ table, /** @type {string} */ name) {
    const heads = [.../** @type {HTMLTableSectionElement} */ (table.tHead).rows[0].cells];
    const slugs = heads.map((head) => text(head).toLowerCase().replace(/[^a-z0-9]+/g, "-"));
    const total = Number(table.dataset.rows);
    const status = element("span", { class: "pd-tools__status", role: "status" });
    const state = /** @type {State} */ ({ name, table, heads, slugs, total, rows: null, order: null, column: -1, direction: 1, filter: null, facets: [], status, timer: 0 });
    heads.forEach((head, column) => addSort(state, head, column));
    table.closest(".pd-frame")?.prepend(tools(state));
    recall(state);
  }

  // The tools above a table

  function tools(/** @type {State} */ state) {
    const caption = text(/** @type {Element} */ (state.table.caption));
    const title = element("span", { class: "pd-tools__title", "aria-hidden": "true" }, state.table.closest(".pd-frame--titled") ? "" : caption);
    const menu = element("div", { class: "pd-tools__menu" }, copier(state, "CSV", csv), copier(state, "Markdown", markdown));
    const copies = element("details", { class: "pd-tools__copies" }, element("summary", {}, "Copy"), menu);
    const isShort = state.total < MIN_FILTER_ROWS;
    const bar = element("div", { class: isShort ? "pd-tools pd-tools--short" : "pd-tools", role: "group", "aria-label": caption }, title);
    if (isShort) bar.append(state.status);
    else bar.append(filterField(state, caption), ...facetMenus(state), state.status);
    bar.append(copies);
    return bar;
  }

  /** True if the heading above a table is its caption. */
  function isHeading(/** @type {HTMLTableElement} */ table, /** @type {string} */ caption) {
    const isAbove = (/** @type {Element} */ one) => one.compareDocumentPosition(table) & Node.DOCUMENT_POSITION_FOLLOWING;
    const heading = [...document.querySelectorAll(".md-content :is(h1, h2, h3)")].filter(isAbove).pop();
    return heading?.firstChild?.textContent?.trim().toLowerCase() === caption.toLowerCase();
  }

  function filterField(/** @type {State} */ state, /** @type {string} */ caption) {
    const input = element("input", { type: "search", class: "pd-tools__filter", autocomplete: "off", spellcheck: "false" });
    input.addEventListener("input", () => {
      show(state);
      later(state);
    });
    state.filter = input;
    const more = element("span", { class: "pd-unseen" }, ` ${caption}`);
    return element("label", { class: "pd-tools__label" }, element("span", {}, "Filter", more), input);
  }

  function facetMenus(/** @type {State} */ state) {
    state.facets = tableFacets.of(state.table, state.slugs);
    for (const { menu } of state.facets)
      menu.addEventListener("change", () => {
        show(state);
        later(state);
      });
    return state.facets.map(({ menu }) => menu);
  }

  /** The theme's script copies the `data-clipboard-text` of the button after this has set it. */
  function copier(/** @type {State} */ state, /** @type {string} */ format, /** @type {(rows: Element[][]) => string} */ write) {
    const button = element("button", { type: "button", class: "pd-tools__copy" }, `Copy as ${format}`);
    button.addEventListener("click", () => {
      const shown = shownRows(state);
      for (const row of shown) deferredRows.finish(state.table, row);
      button.dataset.clipboardText = write([state.heads, ...shown.map((row) => [...row.cells])]);
      button.closest("details")?.removeAttribute("open");
    });
    return button;
  }

  function addSort(/** @type {State} */ state, /** @type {HTMLTableCellElement} */ head, /** @type {number} */ column) {
    if (head.matches(".pd-source")) return;
    const button = element("button", { type: "button", class: "pd-sort" }, ...head.childNodes);
    button.addEventListener("click", () => {
      turn(state, column);
      sort(state);
      later(state);
    });
    head.replaceChildren(button);
  }

  // Rows

  /** All rows with their text, in the order of the page; read once. @returns {Row[]} */
  function rowsOf(/** @type {State} */ state) {
    state.rows ??= deferredRows.all(state.table).map((/** @type {HTMLTableRowElement} */ row) => {
      return { row, searchText: [...row.cells].map(text).concat(state.facets.map((one) => one.extra(row))).join(" ").toLowerCase() };
    });
    return /** @type {Row[]} */ (state.rows);
  }

  /** All rows in the current order. @returns {HTMLTableRowElement[]} */
  const orderOf = (/** @type {State} */ state) => state.order ?? rowsOf(state).map(({ row }) => row);

  /** The rows that the filter and the menus leave, in the current order. @returns {HTMLTableRowElement[]} */
  const shownRows = (/** @type {State} */ state) => orderOf(state).filter((row) => !row.hidden);

  /** Ascending, then descending, then the order of the page. */
  function turn(/** @type {State} */ state, /** @type {number} */ column) {
    if (state.column !== column) [state.column, state.direction] = [column, 1];
    else if (state.direction === 1) state.direction = -1;
    else [state.column, state.direction] = [-1, 1];
  }

  function sort(/** @type {State} */ state) {
    state.heads.forEach((head, column) => mark(state, head, column));
    state.order = state.column < 0 ? null : sorted(state);
    deferredRows.arrange(state.table, shownRows(state));
  }

  function sorted(/** @type {State} */ state) {
    const { column, direction } = state;
    const head = state.heads[column];
    const kind = head.className.replace("pd-", "");
    const order = head.dataset.order?.split("|") ?? [];
    return rowsOf(state)
      .map(({ row }) => ({ row, at: key(kind, order, text(row.cells[column])) }))
      .sort((a, b) => compare(kind, a.at, b.at, direction))
      .map(({ row }) => row);
  }

  function mark(/** @type {State} */ state, /** @type {HTMLElement} */ head, /** @type {number} */ column) {
    if (column === state.column) head.setAttribute("aria-sort", state.direction === 1 ? "ascending" : "descending");
    else head.removeAttribute("aria-sort");
  }

  /** Finds a word of the filter: numbers as a whole, words from their start; `host:web` only in the column Host. */
  function matcher(/** @type {State} */ state, /** @type {string} */ word) {
    const [, slug = "", rest = ""] = /^([a-z-]+):(.+)$/.exec(word) ?? [];
    const column = state.slugs.indexOf(slug);
    const facet = column < 0 && state.facets.find((one) => one.slug === slug);
    const term = (column < 0 && !facet ? word : rest).replace(/[.*+?^${}()|[\]\\]/g, "\\$&");
    const [start, end] = [/^[\p{L}\p{N}]/u.test(term) ? "(?<![\\p{L}\\p{N}])" : "", /^\d+$/.test(term) ? "(?!\\d)" : ""];
    const pattern = new RegExp(start + term + end, "u");
    const wanted = (/** @type {Row} */ { row, searchText }) => {
      if (facet) return facet.extra(row).toLowerCase();
      return column < 0 ? searchText : text(row.cells[column]).toLowerCase();
    };
    return (/** @type {Row} */ one) => pattern.test(wanted(one));
  }

  /** Leaves the rows that match each word of the filter and each menu. */
  function show(/** @type {State} */ state) {
    const words = (state.filter?.value ?? "").toLowerCase().split(/\s+/).filter(Boolean);
    const facets = state.facets.filter(({ menu }) => menu.value);
    const matches = words.map((word) => matcher(state, word)).concat(facets.map((facet) => ({ row }) => facet.matches(row)));
    for (const one of rowsOf(state)) one.row.hidden = !matches.every((match) => match(one));
    deferredRows.arrange(state.table, shownRows(state));
    state.status.closest(".pd-tools")?.classList.toggle("pd-tools--filtered", matches.length > 0);
  }

  function say(/** @type {State} */ state) {
    const shown = state.rows ? state.rows.filter(({ row }) => !row.hidden).length : state.total;
    const [some, all] = [shown, state.total].map((count) => count.toLocaleString("en"));
    const count = shown === state.total ? `${all} rows` : `${some} of ${all} rows`;
    const omitted = Number(state.table.dataset.omitted ?? 0);
    const more = omitted ? `; ${omitted} more are not on this page` : "";
    const chosen = state.facets.filter(({ menu }) => menu.value).map(({ title, menu }) => `; ${title}: ${menu.value}`).join("");
    const by = state.column < 0 ? "" : `, by ${text(state.heads[state.column])}${state.direction === 1 ? "" : ", last first"}`;
    state.status.textContent = count + by + more;
    state.status.dataset.chosen = chosen + (state.filter?.value ? `; filter: ${state.filter.value}` : "");
  }

  // The URL

  /** Updates the URL and screen readers once the reader pauses. */
  function later(/** @type {State} */ state) {
    const { pathname } = location;
    clearTimeout(state.timer);
    state.timer = window.setTimeout(() => {
      // The theme changes the URL before it replaces the page.
      if (!state.table.isConnected || location.pathname !== pathname) return;
      say(state);
      remember(state);
    }, SETTLE_DELAY);
  }

  function remember(/** @type {State} */ state) {
    const url = new URL(location.href);
    const chosen = state.facets.filter(({ menu }) => menu.value).map(({ title, menu }) => `; ${title}: ${menu.value}`).join("");
    const by = state.column < 0 ? "" : `${state.slugs[state.column]}.${state.direction === 1 ? "asc" : "desc"}`;
    put(url.searchParams, "sort", state.name, by);
    put(url.searchParams, "filter", state.name, state.filter?.value.trim() ?? "");
    for (const { slug, menu } of state.facets) put(url.searchParams, "facet", `${state.name}.${slug}`, menu.value);
    if (url.href !== location.href) history.replaceState(history.state, "", url);
  }

  /** Sets the value of one table in a parameter, and keeps those of the other tables. */
  function put(/** @type {URLSearchParams} */ parameters, /** @type {string} */ name, /** @type {string} */ table, /** @type {string} */ value) {
    const others = parameters.getAll(name).filter((one) => !one.startsWith(`${table}.`));
    parameters.delete(name);
    for (const one of others) parameters.append(name, one);
    if (value) parameters.append(name, `${table}.${value}`);
  }

  /** Shows the table in the state of the URL. */
  function recall(/** @type {State} */ state) {
    const stored = (/** @type {string} */ name, /** @type {string} */ of = state.name) =>
      new URLSearchParams(location.search).getAll(name).find((one) => one.startsWith(`${of}.`))?.slice(of.length + 1) ?? "";
    const [slug, direction] = stored("sort").split(".");
    state.column = slug ? state.slugs.indexOf(slug) : -1;
    state.direction = direction === "desc" ? -1 : 1;
    if (state.column >= 0) sort(state);
    const wanted = stored("filter");
    for (const { slug, menu } of state.facets) {
      menu.value = stored("facet", `${state.name}.${slug}`);
      if (menu.selectedIndex < 0) menu.value = "";
    }
    if (state.filter && wanted) state.filter.value = wanted;
    if (wanted || state.facets.some(({ menu }) => menu.value)) show(state);
    if (state.filter) say(state);
  }

  /** @type {any} */ (window).document$.subscribe(mountAll);
})();
