// The menus above a table that leave the rows with one value: a host, suite, owner, exposure or protocol. The page contains
// the values of each (see pages/facets.py), so that no row has to be read before a menu is used.
"use strict";

(() => {
  const portdocs = (/** @type {any} */ (window).portdocs ??= {});

  /**
   * The facets of a table. `extra` is the value of a row for a facet without a column.
   * @param {HTMLTableElement} table
   * @param {string[]} slugs the names of the columns in the URL
   */
  function of(table, slugs) {
    const blocks = (table.dataset.facets ?? "").split("\n\n").filter(Boolean);
    let place = 0;
    return blocks.map((block) => {
      const [title, ...values] = block.split("\n");
      const slug = title.toLowerCase().replace(/[^a-z0-9]+/g, "-");
      const column = slugs.indexOf(slug);
      const extra = column < 0 ? byNumber(values, place++) : () => "";
      const menu = menuOf(title, values);
      const matches = (/** @type {HTMLTableRowElement} */ row) =>
        column < 0 ? extra(row) === menu.value : valuesOf(row.cells[column]).includes(menu.value);
      return { title, slug, menu, extra, matches };
    });
  }

  /** A row has the number of its value. */
  const byNumber = (/** @type {string[]} */ values, /** @type {number} */ place) => (/** @type {HTMLTableRowElement} */ row) =>
    values[Number((row.dataset.f ?? "").split(",")[place] || -1)] ?? "";

  /** The values of a cell: its links and badges, else its text. @returns {string[]} */
  function valuesOf(/** @type {HTMLElement} */ cell) {
    const parts = [...cell.querySelectorAll("a, b, .pd-badge")];
    return (parts.length ? parts : [cell]).map(portdocs.tableCells.text);
  }

  function menuOf(/** @type {string} */ title, /** @type {string[]} */ values) {
    const menu = document.createElement("select");
    menu.className = "pd-tools__facet";
    menu.setAttribute("aria-label", title);
    menu.append(new Option(`${title}: all`, ""), ...values.map((value) => new Option(value, value)));
    return menu;
  }

  portdocs.tableFacets = { of };
})();
