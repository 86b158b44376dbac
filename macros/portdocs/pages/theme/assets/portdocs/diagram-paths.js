// The ways through a diagram: which edges lead from the Internet to a card, and what each step is called.
// Reads the data attributes that pages/diagrams/svg.py writes; a path is a number that all edges of one way share.
"use strict";

(() => {
  const portdocs = /** @type {any} */ (window).portdocs ??= {};
  const INTERNET = "@internet";

  /**
   * @typedef {object} Edge
   * @property {string} from the key of a card
   * @property {string} to
   * @property {string[]} paths
   * @property {boolean} isRedirect
   * @property {Element[]} parts its line, then its words where it has any
   *
   * @typedef {object} Index
   * @property {Map<string, SVGElement>} cards by key
   * @property {Edge[]} edges
   * @property {Map<string, Edge[]>} into the edges that end at a card
   * @property {Map<string, Element[]>} told the sentences of each path
   *
   * @typedef {object} Selection
   * @property {Set<string>} cards
   * @property {Set<Edge>} edges
   */

  /** @returns {Index} */
  function index(/** @type {HTMLElement} */ figure) {
    const edges = all(figure, ".pdd-edge").map(edge);
    for (const pill of all(figure, ".pdd-pill")) edges[Number(pill.dataset.edge)].parts.push(pill);
    return {
      cards: new Map(all(figure, ".pdd-card").map((card) => [String(card.dataset.key), card])),
      edges,
      into: grouped(edges, (one) => one.to),
      told: grouped(all(figure, "li[data-path]"), (line) => String(line.dataset.path)),
    };
  }

  /** @returns {SVGElement[]} */
  function all(/** @type {Element} */ root, /** @type {string} */ selector) {
    return Array.from(root.querySelectorAll(selector));
  }

  /** @returns {Edge} */
  function edge(/** @type {SVGElement} */ line) {
    const { from, to, paths } = line.dataset;
    const isRedirect = line.classList.contains("pdd-edge--redirect");
    return { from: String(from), to: String(to), paths: paths?.split(" ") ?? [], isRedirect, parts: [line] };
  }

  /**
   * @template T
   * @param {T[]} things
   * @param {(thing: T) => string} key
   * @returns {Map<string, T[]>}
   */
  function grouped(things, key) {
    const groups = new Map();
    for (const thing of things) groups.set(key(thing), [...(groups.get(key(thing)) ?? []), thing]);
    return groups;
  }

  /** The edges on which requests reach a card: a redirect counts where nothing else leads there. */
  function arriving(/** @type {Index} */ index, /** @type {string} */ key) {
    const all = (index.into.get(key) ?? []).filter((one) => one.paths.length);
    const direct = all.filter((one) => !one.isRedirect);
    return direct.length ? direct : all;
  }

  /**
   * The ways of a path back from a card, as edges; only those that do reach the Internet.
   * @param {Index} index
   * @param {string} key
   * @param {string} path
   * @param {Edge[]} passed
   * @returns {Edge[][]}
   */
  function waysBack(index, key, path, passed = []) {
    if (key === INTERNET) return [passed];
    const next = arriving(index, key).filter((one) => one.paths.includes(path) && !visited(passed, one.from));
    return next.flatMap((one) => waysBack(index, one.from, path, [...passed, one]));
  }

  function visited(/** @type {Edge[]} */ passed, /** @type {string} */ key) {
    return passed.some((one) => one.to === key);
  }

  /** The ways back from a card by path. */
  function waysTo(/** @type {Index} */ index, /** @type {string} */ key) {
    const paths = new Set(arriving(index, key).flatMap((one) => one.paths));
    const ways = new Map([...paths].map((path) => [path, waysBack(index, key, path)]));
    return new Map([...ways].filter(([, found]) => found.length));
  }

  /**
   * Everything on the ways from the Internet to some cards, and the cards themselves.
   * @param {Index} index
   * @param {Iterable<string>} keys
   * @returns {Selection}
   */
  function upstream(index, keys) {
    const cards = new Set(keys);
    const edges = new Set([...cards].flatMap((key) => [...waysTo(index, key).values()].flat(2)));
    for (const one of edges) cards.add(one.from);
    return { cards, edges };
  }

  /**
   * The hops of every way to a card: `Internet`, `https://x.org (443, TLS)`, `nginx`, `127.0.0.1:8000`, `API`.
   * @param {Index} index
   * @param {string} key
   * @returns {string[][]}
   */
  function hops(index, key) {
    const found = [...waysTo(index, key)].flatMap(([path, ways]) => {
      const told = index.told.get(path);
      return told ? told.map((line) => cut(line, isLast(index, key, path), ways[0].length)) : [drawn(index, ways[0])];
    });
    return [...new Map(found.map((steps) => [steps.join("\n"), steps])).values()];
  }

  function isLast(/** @type {Index} */ index, /** @type {string} */ key, /** @type {string} */ path) {
    return !index.edges.some((one) => one.from === key && one.paths.includes(path));
  }

  /** The steps of a sentence: all of them, or those up to a card that is so many edges from the Internet. */
  function cut(/** @type {Element} */ line, /** @type {boolean} */ whole, /** @type {number} */ edges) {
    const steps = Array.from(line.querySelectorAll("bdi"));
    const stop = steps.filter((step) => step.hasAttribute("data-stop"))[edges];
    const end = whole || !stop ? steps.length : steps.indexOf(stop) + 1;
    return steps.slice(0, end).map((step) => String(step.textContent));
  }

  /** A way in the words of the diagram, where there are too many endpoints for sentences of their own. */
  function drawn(/** @type {Index} */ index, /** @type {Edge[]} */ back) {
    const steps = [...back].reverse().flatMap((one) => [said(one), name(index, one.to)]);
    return [name(index, INTERNET), ...steps.filter(Boolean)];
  }

  function said(/** @type {Edge} */ edge) {
    const [label, detail] = edge.parts.slice(1).flatMap((pill) => Array.from(pill.querySelectorAll("text")));
    return [label?.textContent, detail && `(${detail.textContent})`].filter(Boolean).join(" ");
  }

  function name(/** @type {Index} */ index, /** @type {string} */ key) {
    return String(index.cards.get(key)?.querySelector(".pdd-name")?.textContent ?? "");
  }

  portdocs.diagramPaths = { INTERNET, index, upstream, hops, name };
})();
