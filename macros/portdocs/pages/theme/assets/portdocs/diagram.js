// Tools for diagrams: a bar with zoom, full screen and "Save as SVG", a filter by host and suite, and the way from the
// Internet to the card that is looked at. Without this script the diagram, its links and its sentences remain.
"use strict";

(() => {
  const portdocs = /** @type {any} */ (window).portdocs;
  const { INTERNET, index, upstream, hops, name } = portdocs.diagramPaths;
  const { NAMES, part, menus, asked, narrowed } = portdocs.diagramFilter;
  const PAUSE = 80; // milliseconds that the mouse rests on a card before its way is lit
  const NAMED = 3; // ways that are named, where many lead to one card

  /**
   * @typedef {object} State
   * @property {HTMLElement} figure
   * @property {SVGSVGElement} svg
   * @property {any} index made when it is first needed
   * @property {any} chosen what the filter leaves, null for everything
   * @property {Node[]} said what the line says while no way is lit
   * @property {string | null} lit the key of the card whose way is lit
   * @property {string} pointer what last pointed: mouse, touch, pen; empty for the keyboard
   * @property {number} timer
   * @property {HTMLElement} line names the hops
   * @property {Map<string, HTMLSelectElement>} menus of the filter, by kind
   */

  /** The diagrams of the page. */
  let states = /** @type {State[]} */ ([]);

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

  function indexOf(/** @type {State} */ state) {
    state.index ??= index(state.figure);
    return state.index;
  }

  // What is lit, and what stands back

  function light(/** @type {State} */ state, /** @type {string | null} */ key) {
    clearTimeout(state.timer);
    if (key === state.lit) return;
    state.lit = key;
    const ways = key === null || key === INTERNET ? [] : hops(indexOf(state), key);
    const selection = ways.length ? upstream(indexOf(state), [key]) : state.chosen;
    show(state, selection, ways.length > 0);
    if (key === null || key === INTERNET) state.line.replaceChildren(...state.said);
    else tell(state, key, ways);
  }

  function show(/** @type {State} */ state, /** @type {any} */ selection, /** @type {boolean} */ isLit) {
    const { cards, edges } = indexOf(state);
    for (const [key, card] of cards) card.classList.toggle("pdd-dim", Boolean(selection) && !selection.cards.has(key));
    for (const edge of edges) {
      const dim = Boolean(selection) && !selection.edges.has(edge);
      for (const part of edge.parts) part.classList.toggle("pdd-dim", dim);
    }
    state.svg.classList.toggle("pdd-lit", isLit);
  }

  /** Names the hops of the ways to a card. */
  function tell(/** @type {State} */ state, /** @type {string} */ key, /** @type {string[][]} */ ways) {
    const lines = ways.slice(0, NAMED).map(way);
    if (ways.length > NAMED) lines.push(element("span", {}, `and ${ways.length - NAMED} more`));
    if (!ways.length) lines.push(noWay(state, key));
    const canOpen = state.pointer === "touch" && isLink(indexOf(state).cards.get(key));
    if (canOpen) lines.push(element("span", {}, "Tap it again to open its page."));
    state.line.replaceChildren(...lines);
  }

  function noWay(/** @type {State} */ state, /** @type {string} */ key) {
    return element("span", {}, "No way from the Internet is drawn to ", element("bdi", {}, name(indexOf(state), key)), ".");
  }

  /** Each hop keeps its own direction of writing. */
  function way(/** @type {string[]} */ steps) {
    const parts = steps.flatMap((step) => [" → ", element("bdi", {}, step)]);
    return element("span", {}, ...parts.slice(1));
  }

  function isLink(/** @type {Element | null | undefined} */ card) {
    return card?.localName === "a";
  }

  /** @returns {SVGElement | null} */
  function cardAt(/** @type {Event} */ event) {
    return event.target instanceof Element ? event.target.closest(".pdd-card") : null;
  }

  function keyAt(/** @type {Event} */ event) {
    return cardAt(event)?.dataset.key ?? null;
  }

  // A mouse rests on a card, a keyboard walks to it, a finger taps it

  function onOver(/** @type {State} */ state, /** @type {PointerEvent} */ event) {
    if (event.pointerType === "touch" || event.buttons) return;
    const key = keyAt(event);
    clearTimeout(state.timer);
    state.timer = window.setTimeout(() => light(state, key), PAUSE);
  }

  function onFocus(/** @type {State} */ state, /** @type {FocusEvent} */ event) {
    if (cardAt(event)?.matches(":focus-visible")) light(state, keyAt(event));
  }

  /** The first tap on a card lights its way, the second follows its link. */
  function onClick(/** @type {State} */ state, /** @type {MouseEvent} */ event) {
    if (state.pointer !== "touch") return;
    const key = keyAt(event);
    if (key !== null && key !== state.lit && isLink(cardAt(event))) {
      event.preventDefault();
      event.stopPropagation();
    }
    light(state, key);
  }

  function listen(/** @type {State} */ state, /** @type {HTMLElement} */ box) {
    const { svg } = state;
    svg.addEventListener("pointerover", (event) => onOver(state, event));
    svg.addEventListener("pointerleave", (event) => { if (event.pointerType !== "touch") light(state, null); });
    svg.addEventListener("focusin", (event) => onFocus(state, event));
    svg.addEventListener("focusout", () => light(state, null));
    box.addEventListener("pointerdown", (event) => { state.pointer = event.pointerType; }, { capture: true });
    box.addEventListener("click", (event) => onClick(state, event), { capture: true });
    state.figure.addEventListener("keydown", (event) => {
      state.pointer = "";
      if (event.key === "Escape") light(state, null);
    });
  }

  // The filter by host and suite

  /** Shows what the page's address asks for. */
  function choose(/** @type {State} */ state) {
    const choice = /** @type {[string, string][]} */ (asked(state.figure));
    const ids = new Map(choice);
    for (const [kind, select] of state.menus) select.value = ids.get(kind) ?? "";
    if (state.menus.size) narrow(state, choice.filter(([kind]) => state.menus.has(kind)));
    else pointOut(state, choice);
  }

  function narrow(/** @type {State} */ state, /** @type {[string, string][]} */ choice) {
    if (!choice.length && !state.chosen) return;
    state.chosen = choice.length ? narrowed(indexOf(state), choice) : null;
    state.lit = null;
    show(state, state.chosen, false);
    const { count, all } = state.chosen ?? {};
    say(state, choice.length ? [element("span", {}, `${count} of ${all} services, with the ways that lead to them.`)] : []);
  }

  /** A diagram that folds its services cannot leave some out: the link to the diagram that was asked for, instead. */
  function pointOut(/** @type {State} */ state, /** @type {[string, string][]} */ choice) {
    const links = choice.flatMap(([kind, id]) => part(state.figure, kind, id) ?? []);
    say(state, links.map((link) => element("span", {}, "Services are folded here. See the diagram of ", link.cloneNode(true), ".")));
  }

  function say(/** @type {State} */ state, /** @type {Node[]} */ said) {
    state.said = said;
    state.line.replaceChildren(...said);
  }

  function menuTools(/** @type {State} */ state) {
    state.menus = menus(state.figure, () => indexOf(state), () => states.forEach(choose));
    return [...state.menus].map(([kind, menu]) => element("label", {}, element("span", {}, NAMES[kind]), menu));
  }

  // The bar of tools

  function button(/** @type {string} */ text, /** @type {string} */ label, /** @type {() => void} */ act) {
    const made = element("button", { type: "button", ...(label && { "aria-label": label, title: label }) }, text);
    made.addEventListener("click", act);
    return made;
  }

  function zoomTools(/** @type {State} */ state, /** @type {HTMLElement} */ box) {
    const percent = element("output");
    const tools = element("span", { class: "pdd-tools__zoom" });
    const zoom = portdocs.zoomable(state.figure, box, state.svg, () => {
      tools.hidden = !zoom.isOffered();
      state.figure.classList.toggle("pdd-pans", !tools.hidden);
      percent.textContent = `${zoom.percent()} %`;
    });
    tools.append(
      button("−", "Zoom out (key −)", () => zoom.act("out")),
      percent,
      button("+", "Zoom in (key +)", () => zoom.act("in")),
      button("Reset", "Reset the zoom (key 0)", () => zoom.act("reset")),
    );
    tools.hidden = true;
    return tools;
  }

  function fullScreenTool(/** @type {State} */ state) {
    const { figure } = state;
    const isOpen = () => document.fullscreenElement === figure;
    const toggle = () => (isOpen() ? document.exitFullscreen() : figure.requestFullscreen());
    // A browser may refuse; the diagram then stays on its page.
    const tool = button("Full screen", "", () => toggle().catch(() => {}));
    tool.hidden = !document.fullscreenEnabled;
    figure.addEventListener("fullscreenchange", () => {
      tool.textContent = isOpen() ? "Close full screen" : "Full screen";
    });
    return tool;
  }

  function saveTool(/** @type {State} */ state) {
    return button("Save as SVG", "", async () => {
      light(state, null);
      state.line.replaceChildren(await portdocs.saveDiagram(state.svg).catch(() => "The diagram could not be saved."));
    });
  }

  function setUp(/** @type {HTMLElement} */ figure) {
    const svg = /** @type {SVGSVGElement | null} */ (figure.querySelector(".pdd-svg"));
    const box = /** @type {HTMLElement | null} */ (figure.querySelector(".pdd-scroll"));
    if (!svg || !box || figure.querySelector(".pdd-tools")) return [];
    const line = element("p", { class: "pdd-line", role: "status" });
    const nothing = { index: null, chosen: null, said: [], lit: null, pointer: "", timer: 0 };
    const state = /** @type {State} */ ({ figure, svg, line, menus: new Map(), ...nothing });
    const title = svg.getAttribute("aria-label") ?? "";
    const tools = element("div", { class: "pdd-tools", role: "group", "aria-label": `Tools: ${title}` });
    tools.append(...menuTools(state), zoomTools(state, box), fullScreenTool(state), saveTool(state));
    box.before(tools);
    box.after(line);
    listen(state, box);
    choose(state);
    return [state];
  }

  function start() {
    states = states.filter((state) => state.figure.isConnected);
    const figures = /** @type {NodeListOf<HTMLElement>} */ (document.querySelectorAll(".pd-diagram"));
    for (const figure of figures) states.push(...setUp(figure));
  }

  window.addEventListener("popstate", () => states.forEach(choose));
  // The theme tells of each page that it navigates to, but of none at all where the page was opened from a disk.
  document.addEventListener("DOMContentLoaded", start);
  /** @type {any} */ (window).document$?.subscribe(start);
})();
