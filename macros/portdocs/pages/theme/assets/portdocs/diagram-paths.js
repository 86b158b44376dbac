// The paths through a diagram: which edges lead from the Internet to a card, and what each step is called.
// Reads the data attributes that pages/diagrams/svg.py writes; a path is a number that all edges of one path share.
"use strict";

(() => {
  const portdocs = /** @type {any} */ (window).portdocs ??= {};
  /** The Internet and zones: where requests come from. Their keys begin with a character that no id has. */
  const isSource = (/** @type {string} */ key) => key.startsWith("@");

  /**
   * @typedef {object} Edge
   * @property {string} from the key of a card
   * @property {string} to
   * @property {string[]} paths
   * @property {boolean} isRedirect
   * @property {boolean} isDependency
   * @property {string | undefined} label its words
   * @property {Element[]} parts its line, then its words where it has any
   *
   * @typedef {object} Index
   * @property {Map<string, SVGElement>} cards by key
   * @property {Edge[]} edges
   * @property {Map<string, Edge[]>} into the edges that end at a card
   * @property {Map<string, Edge[]>} from the edges that start at a card
   * @property {Trunk[]} trunks
   * @property {Map<string, Element[]>} sentences the sentences of each path
   *
   * @typedef {object} Trunk one line for many edges
   * @property {Element} line
   * @property {Edge[]} edges
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
      from: grouped(edges, (one) => one.from),
      trunks: all(figure, ".pdd-trunk").map((line) => ({
        line,
        edges: String(line.dataset.edges).split(" ").map((at) => edges[Number(at)]),
      })),
      sentences: grouped(all(figure, "li[data-path]"), (line) => String(line.dataset.path)),
    };
  }

  /** @returns {SVGElement[]} */
  function all(/** @type {Element} */ root, /** @type {string} */ selector) {
    return Array.from(root.querySelectorAll(selector));
  }

  /** @returns {Edge} */
  function edge(/** @type {SVGElement} */ line) {
    const { from, to, paths, label } = line.dataset;
    const isRedirect = line.classList.contains("pdd-edge--redirect");
    const isDependency = line.classList.contains("pdd-edge--depends");
    return { from: String(from), to: String(to), paths: paths?.split(" ") ?? [], isRedirect, isDependency, label, parts: [line] };
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
   * The routes of a path back from a card, as edges; only those that do reach the Internet.
   * @param {Index} index
   * @param {string} key
   * @param {string} path
   * @param {Edge[]} passed
   * @returns {Edge[][]}
   */
  function pathsBack(index, key, path, passed = []) {
    if (isSource(key)) return [passed];
    const next = arriving(index, key).filter((one) => one.paths.includes(path) && !visited(passed, one.from));
    return next.flatMap((one) => pathsBack(index, one.from, path, [...passed, one]));
  }

  function visited(/** @type {Edge[]} */ passed, /** @type {string} */ key) {
    return passed.some((one) => one.to === key);
  }

  /** The routes back from a card by path. */
  function pathsTo(/** @type {Index} */ index, /** @type {string} */ key) {
    const paths = new Set(arriving(index, key).flatMap((one) => one.paths));
    const routes = new Map([...paths].map((path) => [path, pathsBack(index, key, path)]));
    return new Map([...routes].filter(([, found]) => found.length));
  }

  /**
   * Everything on the paths from the Internet to some cards, and the cards themselves.
   * @param {Index} index
   * @param {Iterable<string>} keys
   * @returns {Selection}
   */
  function upstream(index, keys) {
    const cards = new Set(keys);
    const edges = new Set([...cards].flatMap((key) => [...pathsTo(index, key).values()].flat(2)));
    for (const one of edges) cards.add(one.from);
    return { cards, edges };
  }

  /**
   * Everything related to a card: the paths that lead to it, what requests reach through it, what it depends on, and what
   * depends on it.
   * @param {Index} index
   * @param {string} key
   * @returns {Selection}
   */
  function related(index, key) {
    const { cards, edges } = upstream(index, [key]);
    const paths = new Set([...edges].flatMap((one) => one.paths));
    const isOn = (/** @type {Edge} */ one) => !one.isDependency && (!paths.size || one.paths.some((path) => paths.has(path)));
    follow(index.from, "to", key, isOn, cards, edges);
    follow(index.from, "to", key, (one) => one.isDependency, cards, edges);
    follow(index.into, "from", key, (one) => one.isDependency, cards, edges);
    return { cards, edges };
  }

  /**
   * Adds everything that edges of a kind lead to, one after the other.
   * @param {Map<string, Edge[]>} edgesOf
   * @param {"from" | "to"} end
   * @param {string} key
   * @param {(one: Edge) => boolean} isWanted
   * @param {Set<string>} cards
   * @param {Set<Edge>} edges
   */
  function follow(edgesOf, end, key, isWanted, cards, edges) {
    const waiting = [key];
    const visited = new Set(waiting);
    for (let at = waiting.pop(); at !== undefined; at = waiting.pop()) {
      for (const one of (edgesOf.get(at) ?? []).filter(isWanted)) {
        edges.add(one);
        cards.add(one[end]);
        if (!visited.has(one[end])) waiting.push(one[end]);
        visited.add(one[end]);
      }
    }
  }

  /**
   * The hops of every path to a card: `Internet`, `https://x.org (443, TLS)`, `nginx`, `127.0.0.1:8000`, `API`.
   * @param {Index} index
   * @param {string} key
   * @returns {string[][]}
   */
  function hops(index, key) {
    const found = [...pathsTo(index, key)].flatMap(([path, routes]) => {
      const lines = index.sentences.get(path);
      return lines ? lines.map((line) => cut(line, isLast(index, key, path), routes[0].length)) : [drawn(index, routes[0])];
    });
    return [...new Map(found.map((steps) => [steps.join("\n"), steps])).values()];
  }

  function isLast(/** @type {Index} */ index, /** @type {string} */ key, /** @type {string} */ path) {
    return !index.edges.some((one) => one.from === key && one.paths.includes(path));
  }

  /** The steps of a sentence: all of them, or those up to the card at this number of edges from the Internet. */
  function cut(/** @type {Element} */ line, /** @type {boolean} */ whole, /** @type {number} */ edges) {
    const steps = Array.from(line.querySelectorAll("bdi"));
    const stop = steps.filter((step) => step.hasAttribute("data-stop"))[edges];
    const end = whole || !stop ? steps.length : steps.indexOf(stop) + 1;
    return steps.slice(0, end).map((step) => String(step.textContent));
  }

  /** A path in the words of the diagram, where there are too many endpoints for sentences of their own. */
  function drawn(/** @type {Index} */ index, /** @type {Edge[]} */ back) {
    const steps = [...back].reverse().flatMap((one) => [one.label, name(index, one.to)]);
    return [name(index, back[back.length - 1].from), ...steps.filter(Boolean)];
  }

  function name(/** @type {Index} */ index, /** @type {string} */ key) {
    return String(index.cards.get(key)?.dataset.name ?? "");
  }

  portdocs.diagramPaths = { isSource, index, upstream, related, hops, name };
})();
