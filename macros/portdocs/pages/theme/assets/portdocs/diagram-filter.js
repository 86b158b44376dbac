// A diagram narrowed to one host or suite. The links to the diagrams of single hosts and suites are the
// options; the page's address holds the choice.
"use strict";

(() => {
  const portdocs = /** @type {any} */ (window).portdocs ??= {};
  const NAMES = { host: "Host", suite: "Suite" };
  const KINDS = /** @type {Kind[]} */ (Object.keys(NAMES));

  /**
   * @typedef {"host" | "suite"} Kind
   * @typedef {[Kind, string][]} Choice ids by kind, at most one of each
   * @typedef {[string, SVGElement]} Entry a card and its key
   */

  /** The links to the diagrams of single hosts or suites. */
  function parts(/** @type {HTMLElement} */ figure, /** @type {Kind} */ kind) {
    const links = /** @type {HTMLAnchorElement[]} */ (Array.from(figure.querySelectorAll(".pdd-parts a")));
    return links.filter((link) => link.dataset.kind === kind);
  }

  function part(/** @type {HTMLElement} */ figure, /** @type {Kind} */ kind, /** @type {string} */ id) {
    return parts(figure, kind).find((link) => link.dataset.id === id);
  }

  /** The cards of our own services. */
  function services(/** @type {{cards: Map<string, SVGElement>}} */ index) {
    return [...index.cards].filter(([, card]) => card.matches(".pdd-card--service, .pdd-card--proxy"));
  }

  function isIn(/** @type {SVGElement} */ card, /** @type {Kind} */ kind, /** @type {string} */ id) {
    return kind === "host" ? (card.dataset.hosts ?? "").split(" ").includes(id) : card.dataset.suite === id;
  }

  /** True if a choice would leave anything out. */
  function tellsApart(/** @type {HTMLAnchorElement[]} */ links, /** @type {Entry[]} */ cards, /** @type {Kind} */ kind) {
    const [first, second] = links;
    return Boolean(second || (first && cards.some(([, card]) => !isIn(card, kind, String(first.dataset.id)))));
  }

  /**
   * The menus of a diagram that shows each service; they replace its links. By kind.
   * @param {HTMLElement} figure
   * @param {() => any} index
   * @param {() => void} changed
   * @returns {Map<Kind, HTMLSelectElement>}
   */
  function menus(figure, index, changed) {
    const nav = /** @type {HTMLElement | null} */ (figure.querySelector(".pdd-parts"));
    if (!nav || nav.hasAttribute("data-grouped")) return new Map();
    nav.hidden = true;
    const kinds = KINDS.filter((kind) => tellsApart(parts(figure, kind), services(index()), kind));
    return new Map(kinds.map((kind) => [kind, menu(parts(figure, kind), kind, changed)]));
  }

  function menu(/** @type {HTMLAnchorElement[]} */ links, /** @type {Kind} */ kind, /** @type {() => void} */ changed) {
    const select = document.createElement("select");
    select.setAttribute("aria-label", NAMES[kind]);
    select.append(new Option(`All ${kind}s`, ""));
    for (const link of links) select.append(new Option(String(link.textContent), link.dataset.id));
    select.addEventListener("change", () => {
      remember(kind, select.value);
      changed();
    });
    return select;
  }

  /** Writes a choice into the page's address, as a step that the browser can go back from. */
  function remember(/** @type {Kind} */ kind, /** @type {string} */ id) {
    const url = new URL(location.href);
    if (id) url.searchParams.set(kind, id);
    else url.searchParams.delete(kind);
    // The theme keeps in each step of the history how far the page was scrolled.
    history.pushState({ x: window.scrollX, y: window.scrollY }, "", url);
  }

  /**
   * The choice in the page's address, limited to the hosts and suites of the diagram.
   * @returns {Choice}
   */
  function asked(/** @type {HTMLElement} */ figure) {
    const query = new URLSearchParams(location.search);
    const wanted = /** @type {Choice} */ (KINDS.map((kind) => [kind, query.get(kind) ?? ""]));
    return wanted.filter(([kind, id]) => part(figure, kind, id));
  }

  /** The cards that a choice leaves, the edges between them, and the paths that lead to them. */
  function narrowed(/** @type {any} */ index, /** @type {Choice} */ choice) {
    const all = services(index);
    const keys = all.filter(([, card]) => choice.every(([kind, id]) => isIn(card, kind, id))).map(([key]) => key);
    const selection = portdocs.diagramPaths.upstream(index, keys);
    for (const edge of index.edges) {
      if (keys.includes(edge.from) && keys.includes(edge.to)) selection.edges.add(edge);
    }
    return { ...selection, count: keys.length, all: all.length };
  }

  portdocs.diagramFilter = { NAMES, part, menus, asked, narrowed };
})();
