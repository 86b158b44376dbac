// Rows for the search of the browser and for print, which know only what the document contains: each row of a very long table
// that is not shown becomes one line of text, with the link of its first cell and a fifth of the elements that the row has.
"use strict";

(() => {
  const { deferredRows, tableCells } = /** @type {any} */ (window).portdocs;

  /** One row with one cell: the texts of all cells but the last, which is the icon of the source. */
  function line(/** @type {HTMLTableRowElement} */ row) {
    const [first, ...others] = [...row.cells];
    const made = document.createElement("tr");
    const cell = document.createElement("td");
    cell.colSpan = row.cells.length;
    const texts = others.slice(0, -1).map((one) => tableCells.text(one)).filter(Boolean);
    cell.append(first.querySelector("a")?.cloneNode(true) ?? tableCells.text(first), ` ${texts.join(" · ")}`);
    made.append(cell);
    return made;
  }

  function addLines(/** @type {HTMLTableElement} */ table) {
    const rows = deferredRows.rest(table);
    if (!rows.length || table.tBodies.length > 1) return;
    const body = table.createTBody();
    body.className = "pd-lines";
    body.append(...rows.map(line));
  }

  function addForPrint(/** @type {HTMLTableElement} */ table) {
    deferredRows.fill(table);
    addLines(table);
  }

  window.addEventListener("beforeprint", () => deferredRows.tables().forEach(addForPrint));
  window.addEventListener("keydown", (event) => {
    const isSearch = (event.key === "f" && (event.ctrlKey || event.metaKey)) || event.key === "F3";
    if (isSearch) deferredRows.tables().forEach(addLines);
  });
})();
