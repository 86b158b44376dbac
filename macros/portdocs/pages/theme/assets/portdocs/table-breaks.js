// On a phone the first column is narrow: a URL or path in it wraps after a separator instead of within a word.
"use strict";

(() => {
  const portdocs = (/** @type {any} */ (window).portdocs ??= {});
  const phone = matchMedia("(width <= 45em)"); // as in tables.css
  const SEPARATOR = /(?<=[/.:@_])(?![/.:@_])/;
  const SLASH = /(?<=.\/)(?!\/)/;

  /** Adds places to wrap to the first cell of a row. */
  portdocs.breakNames = (/** @type {HTMLTableRowElement} */ row) => {
    const cell = row.cells[0];
    if (!phone.matches || cell.querySelector("wbr")) return;
    const walker = document.createTreeWalker(cell, NodeFilter.SHOW_TEXT);
    const texts = /** @type {Text[]} */ ([]);
    while (walker.nextNode()) texts.push(/** @type {Text} */ (walker.currentNode));
    for (const text of texts) {
      const parts = text.data.split(text.data.startsWith("/") ? SLASH : SEPARATOR).flatMap((part) => [document.createElement("wbr"), part]);
      text.replaceWith(...parts.slice(1));
    }
  };
})();
