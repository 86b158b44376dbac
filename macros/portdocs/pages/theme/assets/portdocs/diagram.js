// Tools for diagrams: a bar with search, zoom, full screen and files, a filter by host and suite, and everything related
// to the card that a reader points at. Without this script the diagram, its links and its sentences remain.
"use strict";

(() => {
  const portdocs = /** @type {any} */ (window).portdocs;
  const { isSource, index, related, hops, name } = portdocs.diagramPaths;
  const { NAMES, part, menus, asked, narrowed } = portdocs.diagramFilter;
  const PAUSE = 80; // milliseconds of hovering over a card before its path is highlighted
  const NAMED = 3; // paths that are named, where many lead to one card
  const FEW = 8; // nodes that need no search

  /**
   * @typedef {object} State
   * @property {HTMLElement} figure
   * @property {SVGSVGElement} svg
   * @property {any} index made when it is first needed
   * @property {any} chosen what the filter leaves, null for everything
   * @property {Node[]} said the content of the line while nothing is highlighted
   * @property {string | null} highlighted the key of the card that is highlighted
   * @property {string} pointer the type of the last pointer: mouse, touch, pen; empty for the keyboard
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

  // What is highlighted, and what is dimmed

  function highlight(/** @type {State} */ state, /** @type {string | null} */ key) {
    clearTimeout(state.timer);
    if (key === state.highlighted) return;
    state.highlighted = key;
    const selection = key === null || isSource(key) ? null : related(indexOf(state), key);
    const isHighlighted = Boolean(selection?.edges.size);
    show(state, isHighlighted ? selection : state.chosen, isHighlighted);
    if (!selection) state.line.replaceChildren(...state.said);
    else announce(state, String(key), hops(indexOf(state), key));
  }

  function show(/** @type {State} */ state, /** @type {any} */ selection, /** @type {boolean} */ isHighlighted) {
    const { cards, edges, trunks } = indexOf(state);
    const isOut = (/** @type {any} */ set, /** @type {any} */ one) => Boolean(selection) && !set.has(one);
    for (const [key, card] of cards) card.classList.toggle("pdd-dim", isOut(selection?.cards, key));
    for (const edge of edges) {
      for (const part of edge.parts) part.classList.toggle("pdd-dim", isOut(selection?.edges, edge));
    }
    for (const { line, edges: inside } of trunks) {
      line.classList.toggle("pdd-dim", inside.every((/** @type {any} */ edge) => isOut(selection?.edges, edge)));
    }
    state.svg.classList.toggle("pdd-highlighted", isHighlighted);
  }

  /** Names the hops of the paths to a card. */
  function announce(/** @type {State} */ state, /** @type {string} */ key, /** @type {string[][]} */ paths) {
    const lines = paths.slice(0, NAMED).map(pathLine);
    if (paths.length > NAMED) lines.push(element("span", {}, `and ${paths.length - NAMED} more`));
    if (!paths.length) lines.push(noPath(state, key));
    const canOpen = state.pointer === "touch" && isLink(indexOf(state).cards.get(key));
    if (canOpen) lines.push(element("span", {}, "Tap it again to open its page."));
    state.line.replaceChildren(...lines);
  }

  function noPath(/** @type {State} */ state, /** @type {string} */ key) {
    return element("span", {}, "No path from the Internet leads to ", element("bdi", {}, name(indexOf(state), key)), ".");
  }

  /** Each hop keeps its own text direction. */
  function pathLine(/** @type {string[]} */ steps) {
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

  // Arrow keys go along edges: to the nearest node in their direction, a connected one first

  const DIRECTIONS = /** @type {Record<string, [number, number]>} */ ({
    ArrowRight: [1, 0], ArrowLeft: [-1, 0], ArrowDown: [0, 1], ArrowUp: [0, -1],
  });

  function onArrow(/** @type {State} */ state, /** @type {KeyboardEvent} */ event) {
    const direction = DIRECTIONS[event.key];
    const card = cardAt(event);
    if (!direction || !card || event.ctrlKey || event.metaKey || event.altKey) return;
    const { cards, from, into } = indexOf(state);
    const key = String(card.dataset.key);
    const onward = (from.get(key) ?? []).map((/** @type {any} */ one) => one.to);
    const back = (into.get(key) ?? []).map((/** @type {any} */ one) => one.from);
    const connected = [...onward, ...back].map((one) => cards.get(one));
    const next = nearest(card, connected, direction) ?? nearest(card, [...cards.values()], direction);
    if (!next) return;
    event.preventDefault();
    next.focus();
  }

  /**
   * The nearest of some cards in a direction; distance to the side counts twice.
   * @param {SVGElement} card
   * @param {(SVGElement | undefined)[]} others
   * @param {[number, number]} direction
   */
  function nearest(card, others, [right, down]) {
    const start = middleOf(card);
    const rated = others.flatMap((other) => {
      if (!other || other === card || !isLink(other)) return [];
      const end = middleOf(other);
      const [x, y] = [end.x - start.x, end.y - start.y];
      const ahead = x * right + y * down;
      return ahead > 1 ? [{ other, distance: ahead + 2 * Math.abs(x * down + y * right) }] : [];
    });
    rated.sort((a, b) => a.distance - b.distance);
    return rated[0]?.other;
  }

  function middleOf(/** @type {Element} */ card) {
    const { left, top, width, height } = card.getBoundingClientRect();
    return { x: left + width / 2, y: top + height / 2 };
  }

  // Search within the diagram

  /** A diagram of a few nodes needs no search. */
  function searchTools(/** @type {State} */ state) {
    return state.svg.querySelectorAll(".pdd-card").length > FEW ? [searchTool(state)] : [];
  }

  function searchTool(/** @type {State} */ state) {
    const field = element("input", { type: "search", placeholder: "Find in diagram", "aria-label": "Find in diagram" });
    field.addEventListener("input", () => search(state, field.value));
    field.addEventListener("keydown", (event) => {
      if (event.key !== "Enter") return;
      const { cards } = indexOf(state);
      const matches = [...(state.chosen?.cards ?? [])].map((key) => cards.get(key));
      matches.find((card) => isLink(card))?.focus();
    });
    return field;
  }

  function search(/** @type {State} */ state, /** @type {string} */ text) {
    const words = text.toLowerCase().split(/\s+/).filter(Boolean);
    state.highlighted = null;
    if (!words.length) {
      state.chosen = null;
      say(state, []);
      show(state, null, false);
      choose(state);
      return;
    }
    const isMatch = (/** @type {Element} */ card) => words.every((word) => String(card.textContent).toLowerCase().includes(word));
    const keys = [...indexOf(state).cards].filter(([, card]) => isMatch(card)).map(([key]) => key);
    state.chosen = { cards: new Set(keys), edges: new Set() };
    show(state, state.chosen, false);
    say(state, [element("span", {}, keys.length === 1 ? "1 match." : `${keys.length} matches.`)]);
  }

  // Hover, focus and tap highlight a card

  function onOver(/** @type {State} */ state, /** @type {PointerEvent} */ event) {
    if (event.pointerType === "touch" || event.buttons) return;
    const key = keyAt(event);
    clearTimeout(state.timer);
    state.timer = window.setTimeout(() => highlight(state, key), PAUSE);
  }

  function onFocus(/** @type {State} */ state, /** @type {FocusEvent} */ event) {
    if (cardAt(event)?.matches(":focus-visible")) highlight(state, keyAt(event));
  }

  /** The first tap on a card highlights its path, the second follows its link. */
  function onClick(/** @type {State} */ state, /** @type {MouseEvent} */ event) {
    if (state.pointer !== "touch") return;
    const key = keyAt(event);
    if (key !== null && key !== state.highlighted && isLink(cardAt(event))) {
      event.preventDefault();
      event.stopPropagation();
    }
    highlight(state, key);
  }

  function listen(/** @type {State} */ state, /** @type {HTMLElement} */ box) {
    const { svg } = state;
    svg.addEventListener("pointerover", (event) => onOver(state, event));
    svg.addEventListener("pointerleave", (event) => { if (event.pointerType !== "touch") highlight(state, null); });
    svg.addEventListener("focusin", (event) => onFocus(state, event));
    svg.addEventListener("focusout", () => highlight(state, null));
    box.addEventListener("pointerdown", (event) => { state.pointer = event.pointerType; }, { capture: true });
    box.addEventListener("click", (event) => onClick(state, event), { capture: true });
    state.figure.addEventListener("keydown", (event) => {
      state.pointer = "";
      if (event.key === "Escape") highlight(state, null);
      onArrow(state, event);
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
    state.highlighted = null;
    show(state, state.chosen, false);
    const { count, all } = state.chosen ?? {};
    say(state, choice.length ? [element("span", {}, `${count} of ${all} services, with the paths that lead to them.`)] : []);
  }

  /** A diagram that groups its services cannot leave some out: link to the requested diagram instead. */
  function pointOut(/** @type {State} */ state, /** @type {[string, string][]} */ choice) {
    const links = choice.flatMap(([kind, id]) => part(state.figure, kind, id) ?? []);
    say(state, links.map((link) => element("span", {}, "Services are grouped here. See the diagram of ", link.cloneNode(true), ".")));
  }

  function say(/** @type {State} */ state, /** @type {Node[]} */ said) {
    state.said = said;
    state.line.replaceChildren(...said);
  }

  function menuTools(/** @type {State} */ state) {
    state.menus = menus(state.figure, () => indexOf(state), () => states.forEach(choose));
    return [...state.menus].map(([kind, menu]) => element("label", {}, element("span", {}, NAMES[kind]), menu));
  }

  // The switch between a diagram by host and the one by suite

  const VIEWS = { host: "By host", suite: "By suite" };

  /** Shows the diagrams that the page's address asks for. */
  function switchViews() {
    const asked = new URLSearchParams(location.search).get("group") === "suite" ? "suite" : "host";
    const figures = /** @type {NodeListOf<HTMLElement>} */ (document.querySelectorAll(".pd-diagram[data-view]"));
    for (const figure of figures) {
      figure.hidden = figure.dataset.view !== asked;
      const menu = /** @type {HTMLSelectElement | null} */ (figure.querySelector(".pdd-views"));
      if (menu) menu.value = String(figure.dataset.view);
    }
  }

  function viewTools(/** @type {State} */ state) {
    if (!state.figure.dataset.view) return [];
    const menu = element("select", { class: "pdd-views", "aria-label": "Group" });
    menu.append(...Object.entries(VIEWS).map(([view, text]) => new Option(text, view)));
    menu.addEventListener("change", () => {
      const url = new URL(location.href);
      if (menu.value === "suite") url.searchParams.set("group", "suite");
      else url.searchParams.delete("group");
      // The theme keeps in each step of the history how far the page was scrolled.
      history.pushState({ x: window.scrollX, y: window.scrollY }, "", url);
      switchViews();
    });
    return [menu];
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

  function saveTool(/** @type {State} */ state, /** @type {"svg" | "png"} */ format) {
    return button(`Save as ${format.toUpperCase()}`, "", async () => {
      highlight(state, null);
      const saved = portdocs.saveDiagram(state.svg, format).catch(() => "The diagram could not be saved.");
      state.line.replaceChildren(await saved);
    });
  }

  function setUp(/** @type {HTMLElement} */ figure) {
    const svg = /** @type {SVGSVGElement | null} */ (figure.querySelector(".pdd-svg"));
    const box = /** @type {HTMLElement | null} */ (figure.querySelector(".pdd-scroll"));
    if (!svg || !box || figure.querySelector(".pdd-tools")) return [];
    const line = element("p", { class: "pdd-line", role: "status" });
    const nothing = { index: null, chosen: null, said: [], highlighted: null, pointer: "", timer: 0 };
    const state = /** @type {State} */ ({ figure, svg, line, menus: new Map(), ...nothing });
    const title = svg.getAttribute("aria-label") ?? "";
    const tools = element("div", { class: "pdd-tools", role: "group", "aria-label": `Tools: ${title}` });
    tools.append(...viewTools(state), ...searchTools(state), ...menuTools(state), zoomTools(state, box), fullScreenTool(state));
    tools.append(saveTool(state, "svg"), saveTool(state, "png"));
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
    switchViews();
  }

  window.addEventListener("popstate", () => {
    states.forEach(choose);
    switchViews();
  });
  // The theme reports each page that it navigates to, but none if the page was opened from disk.
  document.addEventListener("DOMContentLoaded", start);
  /** @type {any} */ (window).document$?.subscribe(start);
})();
