// Pan and zoom. The diagram becomes wider or narrower within its box, which scrolls sideways; up and down the page
// itself scrolls.
"use strict";

(() => {
  const portdocs = /** @type {any} */ (window).portdocs ??= {};
  const STEP = 1.25;
  const MOST = 3;
  const FITS = 0.8; // a diagram that needs to shrink no further than this fits; pages/diagrams/figure.py says the same
  const DRAG = 4; // pixels that a mouse moves before a press is a drag and no click
  const HEADER = 60; // pixels at the top of the window that the page's header covers
  const KEYS = { "+": "in", "=": "in", "-": "out", 0: "reset" };

  /**
   * @typedef {object} View
   * @property {HTMLElement} figure
   * @property {HTMLElement} box what scrolls sideways, and in full screen up and down too
   * @property {SVGSVGElement} svg
   * @property {number} width its natural size
   * @property {number} height
   * @property {{distance: number, scale: number} | null} pinch
   * @property {() => void} changed called after each change of the scale or of the available space
   */

  function isFull(/** @type {View} */ view) {
    return document.fullscreenElement === view.figure;
  }

  function scale(/** @type {View} */ view) {
    return view.svg.getBoundingClientRect().width / view.width;
  }

  /** The scale at which the whole diagram is visible. */
  function whole(/** @type {View} */ view) {
    const height = isFull(view) ? view.box.clientHeight : window.innerHeight - 2 * HEADER;
    return Math.min(view.box.clientWidth / view.width, height / view.height);
  }

  function isOffered(/** @type {View} */ view) {
    return isFull(view) || view.figure.classList.contains("pdd-zoomed") || whole(view) < FITS;
  }

  function overflows(/** @type {View} */ view) {
    const { scrollWidth, clientWidth, scrollHeight, clientHeight } = view.box;
    return scrollWidth > clientWidth + 1 || (isFull(view) && scrollHeight > clientHeight + 1);
  }

  function pan(/** @type {View} */ view, /** @type {number} */ x, /** @type {number} */ y) {
    view.box.scrollLeft += x;
    if (isFull(view)) view.box.scrollTop += y;
    else window.scrollBy({ top: y, behavior: "instant" });
  }

  /**
   * Shows the diagram at a scale, and keeps the point at a position of the window where it is.
   * @param {View} view
   * @param {number} wanted
   * @param {{x: number, y: number}} place
   */
  function zoom(view, wanted, place) {
    const before = view.svg.getBoundingClientRect();
    resize(view, Math.max(Math.min(wanted, MOST), Math.min(whole(view), 1)));
    const after = view.svg.getBoundingClientRect();
    const ratio = after.width / before.width;
    pan(view, after.left + (place.x - before.left) * ratio - place.x, after.top + (place.y - before.top) * ratio - place.y);
    view.changed();
  }

  function resize(/** @type {View} */ view, /** @type {number} */ scale) {
    view.figure.classList.add("pdd-zoomed");
    view.svg.style.setProperty("--pdd-width", `${Math.round(view.width * scale)}px`);
  }

  /** Resets it to the size in the style sheet; in full screen, to the whole diagram. */
  function reset(/** @type {View} */ view) {
    if (isFull(view)) resize(view, Math.min(whole(view), 1.5));
    else view.figure.classList.remove("pdd-zoomed");
    view.changed();
  }

  /** The upper middle of the visible part of a diagram, so that a button above it stays where it is. */
  function middle(/** @type {View} */ view) {
    const { left, width, top } = view.box.getBoundingClientRect();
    return { x: left + width / 2, y: Math.max(top, isFull(view) ? 0 : HEADER) };
  }

  function act(/** @type {View} */ view, /** @type {string} */ action) {
    if (action === "reset") reset(view);
    else zoom(view, scale(view) * (action === "in" ? STEP : 1 / STEP), middle(view));
  }

  // Keys

  function onKey(/** @type {View} */ view, /** @type {KeyboardEvent} */ event) {
    const action = /** @type {Record<string, string>} */ (KEYS)[event.key];
    const typing = event.target instanceof Element && event.target.closest("select, input");
    if (!action || typing || event.ctrlKey || event.metaKey || event.altKey || !isOffered(view)) return;
    event.preventDefault();
    act(view, action);
  }

  // Wheel: with Ctrl, or while the diagram has the focus and shows that. At either end the page scrolls on.

  function onWheel(/** @type {View} */ view, /** @type {WheelEvent} */ event) {
    const meant = event.ctrlKey || event.metaKey;
    if (!(meant || view.box.matches(":focus-visible")) || !event.deltaY || !isOffered(view)) return;
    const before = scale(view);
    const lines = event.deltaMode === WheelEvent.DOM_DELTA_LINE ? 18 : 1;
    const turn = Math.max(-90, Math.min(90, event.deltaY * lines));
    zoom(view, before * Math.exp(-turn / 300), { x: event.clientX, y: event.clientY });
    if (meant || Math.abs(scale(view) - before) > 0.001) event.preventDefault();
  }

  // Drag by mouse; a finger scrolls by itself

  function onPress(/** @type {View} */ view, /** @type {PointerEvent} */ press) {
    if (press.pointerType !== "mouse" || press.button !== 0 || !overflows(view)) return;
    const stop = new AbortController();
    let { clientX: x, clientY: y } = press;
    let moved = false;
    const move = (/** @type {PointerEvent} */ event) => {
      moved ||= Math.hypot(event.clientX - x, event.clientY - y) >= DRAG;
      if (!moved) return;
      view.figure.classList.add("pdd-dragging");
      pan(view, x - event.clientX, y - event.clientY);
      ({ clientX: x, clientY: y } = event);
    };
    const end = () => {
      stop.abort();
      view.figure.classList.remove("pdd-dragging");
      if (moved) swallowClick(view.box);
    };
    window.addEventListener("pointermove", move, { signal: stop.signal });
    window.addEventListener("pointerup", end, { signal: stop.signal });
    window.addEventListener("pointercancel", end, { signal: stop.signal });
  }

  /** Ignores the click that a browser sends at the end of a drag. */
  function swallowClick(/** @type {HTMLElement} */ box) {
    const stop = new AbortController();
    const swallow = (/** @type {Event} */ event) => {
      event.preventDefault();
      event.stopPropagation();
    };
    box.addEventListener("click", swallow, { capture: true, signal: stop.signal });
    setTimeout(() => stop.abort());
  }

  // Pinch

  function onTouch(/** @type {View} */ view, /** @type {TouchEvent} */ event) {
    if (event.touches.length !== 2 || !isOffered(view)) {
      view.pinch = null;
      return;
    }
    if (event.cancelable) event.preventDefault();
    const { distance, ...place } = fingers(event.touches);
    view.pinch ??= { distance, scale: scale(view) };
    zoom(view, (view.pinch.scale * distance) / view.pinch.distance, place);
  }

  function fingers(/** @type {TouchList} */ [a, b]) {
    return {
      distance: Math.hypot(a.clientX - b.clientX, a.clientY - b.clientY) || 1,
      x: (a.clientX + b.clientX) / 2,
      y: (a.clientY + b.clientY) / 2,
    };
  }

  function listen(/** @type {View} */ view) {
    const { figure, box } = view;
    figure.addEventListener("keydown", (event) => onKey(view, event));
    box.addEventListener("wheel", (event) => onWheel(view, event), { passive: false });
    box.addEventListener("pointerdown", (event) => onPress(view, event));
    box.addEventListener("dragstart", (event) => { if (overflows(view)) event.preventDefault(); });
    for (const kind of /** @type {const} */ (["touchstart", "touchmove", "touchend"])) {
      box.addEventListener(kind, (event) => onTouch(view, event), { passive: false });
    }
    figure.addEventListener("fullscreenchange", () => reset(view));
    new ResizeObserver(() => view.changed()).observe(box);
  }

  /**
   * Makes a diagram zoomable; returns what a tool bar needs.
   * @param {HTMLElement} figure
   * @param {HTMLElement} box
   * @param {SVGSVGElement} svg
   * @param {() => void} changed
   */
  function zoomable(figure, box, svg, changed) {
    const { width, height } = svg.viewBox.baseVal;
    /** @type {View} */
    const view = { figure, box, svg, width, height, pinch: null, changed };
    listen(view);
    return {
      act: (/** @type {string} */ action) => act(view, action),
      isOffered: () => isOffered(view),
      percent: () => Math.round(scale(view) * 100),
    };
  }

  portdocs.zoomable = zoomable;
})();
