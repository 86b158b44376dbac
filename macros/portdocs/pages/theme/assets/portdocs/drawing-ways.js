// The ways through a drawing: which arrows lead from the Internet to a card, and what each step is called.
// Reads the data attributes that pages/diagrams/svg.py writes; a thread is a number that all arrows of one way share.
"use strict";

(() => {
  const portdocs = /** @type {any} */ (window).portdocs ??= {};
  const INTERNET = "@internet";

  /**
   * @typedef {object} Arrow
   * @property {string} from the key of a card
   * @property {string} to
   * @property {string[]} threads
   * @property {boolean} isRedirect
   * @property {Element[]} parts its line, then its words where it has any
   *
   * @typedef {object} Index
   * @property {Map<string, SVGElement>} cards by key
   * @property {Arrow[]} arrows
   * @property {Map<string, Arrow[]>} into the arrows that end at a card
   * @property {Map<string, Element[]>} told the sentences of each thread
   *
   * @typedef {object} Selection
   * @property {Set<string>} cards
   * @property {Set<Arrow>} arrows
   */

  /** @returns {Index} */
  function index(/** @type {HTMLElement} */ figure) {
    const arrows = all(figure, ".pdd-edge").map(arrow);
    for (const pill of all(figure, ".pdd-pill")) arrows[Number(pill.dataset.edge)].parts.push(pill);
    return {
      cards: new Map(all(figure, ".pdd-card").map((card) => [String(card.dataset.key), card])),
      arrows,
      into: grouped(arrows, (one) => one.to),
      told: grouped(all(figure, "li[data-thread]"), (line) => String(line.dataset.thread)),
    };
  }

  /** @returns {SVGElement[]} */
  function all(/** @type {Element} */ root, /** @type {string} */ selector) {
    return Array.from(root.querySelectorAll(selector));
  }

  /** @returns {Arrow} */
  function arrow(/** @type {SVGElement} */ line) {
    const { from, to, threads } = line.dataset;
    const isRedirect = line.classList.contains("pdd-edge--redirect");
    return { from: String(from), to: String(to), threads: threads?.split(" ") ?? [], isRedirect, parts: [line] };
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

  /** The arrows on which requests reach a card: a redirect counts where nothing else leads there. */
  function arriving(/** @type {Index} */ index, /** @type {string} */ key) {
    const all = (index.into.get(key) ?? []).filter((one) => one.threads.length);
    const direct = all.filter((one) => !one.isRedirect);
    return direct.length ? direct : all;
  }

  /**
   * The ways of a thread back from a card, as arrows; only those that do reach the Internet.
   * @param {Index} index
   * @param {string} key
   * @param {string} thread
   * @param {Arrow[]} passed
   * @returns {Arrow[][]}
   */
  function waysBack(index, key, thread, passed = []) {
    if (key === INTERNET) return [passed];
    const next = arriving(index, key).filter((one) => one.threads.includes(thread) && !visited(passed, one.from));
    return next.flatMap((one) => waysBack(index, one.from, thread, [...passed, one]));
  }

  function visited(/** @type {Arrow[]} */ passed, /** @type {string} */ key) {
    return passed.some((one) => one.to === key);
  }

  /** The ways back from a card by thread. */
  function waysTo(/** @type {Index} */ index, /** @type {string} */ key) {
    const threads = new Set(arriving(index, key).flatMap((one) => one.threads));
    const ways = new Map([...threads].map((thread) => [thread, waysBack(index, key, thread)]));
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
    const arrows = new Set([...cards].flatMap((key) => [...waysTo(index, key).values()].flat(2)));
    for (const one of arrows) cards.add(one.from);
    return { cards, arrows };
  }

  /**
   * The hops of every way to a card: `Internet`, `https://x.org (443, TLS)`, `nginx`, `127.0.0.1:8000`, `API`.
   * @param {Index} index
   * @param {string} key
   * @returns {string[][]}
   */
  function hops(index, key) {
    const found = [...waysTo(index, key)].flatMap(([thread, ways]) => {
      const told = index.told.get(thread);
      return told ? told.map((line) => cut(line, isLast(index, key, thread), ways[0].length)) : [drawn(index, ways[0])];
    });
    return [...new Map(found.map((steps) => [steps.join("\n"), steps])).values()];
  }

  function isLast(/** @type {Index} */ index, /** @type {string} */ key, /** @type {string} */ thread) {
    return !index.arrows.some((one) => one.from === key && one.threads.includes(thread));
  }

  /** The steps of a sentence: all of them, or those up to a card that is so many arrows from the Internet. */
  function cut(/** @type {Element} */ line, /** @type {boolean} */ whole, /** @type {number} */ arrows) {
    const steps = Array.from(line.querySelectorAll("bdi"));
    const stop = steps.filter((step) => step.hasAttribute("data-stop"))[arrows];
    const end = whole || !stop ? steps.length : steps.indexOf(stop) + 1;
    return steps.slice(0, end).map((step) => String(step.textContent));
  }

  /** A way in the words of the drawing, where there are too many endpoints for sentences of their own. */
  function drawn(/** @type {Index} */ index, /** @type {Arrow[]} */ back) {
    const steps = [...back].reverse().flatMap((one) => [said(one), name(index, one.to)]);
    return [name(index, INTERNET), ...steps.filter(Boolean)];
  }

  function said(/** @type {Arrow} */ arrow) {
    const [label, detail] = arrow.parts.slice(1).flatMap((pill) => Array.from(pill.querySelectorAll("text")));
    return [label?.textContent, detail && `(${detail.textContent})`].filter(Boolean).join(" ");
  }

  function name(/** @type {Index} */ index, /** @type {string} */ key) {
    return String(index.cards.get(key)?.querySelector(".pdd-name")?.textContent ?? "");
  }

  portdocs.drawingWays = { INTERNET, index, upstream, hops, name };
})();
