// Zooms the port map, describes the mark under the pointer, and moves the focus with arrow keys. The page contains the
// complete map; this redraws its elements for a part of it. Positions are computed as in pages/port_map/geometry.py.
"use strict";

(() => {
  const SVG = "http://www.w3.org/2000/svg";
  const WHOLE = /** @type {[number, number]} */ ([0, 65535]);
  const [ROW_HEIGHT, BAR_TOP, BAR_HEIGHT] = [40, 17, 18];
  const MAX_ROWS = 14;
  const STEPS = [10, 20, 50, 100, 200, 500, 1000, 2000, 5000];
  const SHAPES = /** @type {Record<string, [number, number]>} */ ({
    full: [0, BAR_HEIGHT],
    low: [BAR_HEIGHT / 2, BAR_HEIGHT / 2],
    foot: [BAR_HEIGHT - 4, 4],
    whole: [-2, BAR_HEIGHT + 4],
  });
  const LABEL = 42; // pixels for the number of a port
  const NEAR = 10; // pixels around a mark that still count as it: a mark of one port is narrower than a finger

  /** @typedef {{node: SVGElement, first: number, last: number, shape: [number, number]}} Item */

  const run = (/** @type {string} */ text) => /** @type {[number, number]} */ (text.split("-").map(Number));

  function html(
    /** @type {string} */ tag,
    /** @type {Record<string, string>} */ attributes,
    /** @type {string} */ text = "",
  ) {
    const made = document.createElement(tag);
    for (const [name, value] of Object.entries(attributes)) made.setAttribute(name, value);
    made.textContent = text;
    return made;
  }

  function svgElement(
    /** @type {string} */ tag,
    /** @type {Record<string, string | number>} */ attributes,
    /** @type {string} */ text = "",
  ) {
    const made = document.createElementNS(SVG, tag);
    for (const [name, value] of Object.entries(attributes)) made.setAttribute(name, String(value));
    made.textContent = text;
    return made;
  }

  // Drawing

  /** The number of ports in a row, and the first port of the first row. */
  function scaleOf(/** @type {[number, number]} */ [first, last]) {
    const rows = (/** @type {number} */ step) => Math.floor(last / step) - Math.floor(first / step) + 1;
    const step = STEPS.find((one) => rows(one) <= MAX_ROWS) ?? 5000;
    return { step, start: Math.floor(first / step) * step, rows: rows(step) };
  }

  function draw(/** @type {any} */ map) {
    const scale = scaleOf(map.view);
    map.scale = scale;
    map.svg.setAttribute("height", scale.rows * ROW_HEIGHT);
    map.figure.classList.toggle("pd-map--near", scale.step <= 500);
    ticks(map, scale);
    for (const item of map.items) place(item, scale);
    for (const item of map.items) if (scale.step <= 20) name(map, item, scale);
    map.visible = map.links.filter((/** @type {Item} */ item) => item.node.style.display !== "none");
    rove(map, map.visible.includes(map.current) ? map.current : map.visible[0]);
  }

  function ticks(/** @type {any} */ map, /** @type {any} */ { step, start, rows }) {
    for (const old of map.svg.querySelectorAll(".pd-map__tick")) old.remove();
    for (let row = 0; row < rows; row += 1) {
      map.svg.append(
        svgElement("text", { class: "pd-map__tick", x: 0, y: row * ROW_HEIGHT + BAR_TOP - 5 }, String(start + row * step)),
      );
    }
  }

  /** Redraws an item; one outside of the view is hidden. */
  function place(/** @type {Item} */ item, /** @type {any} */ { step, start, rows }) {
    for (const old of item.node.querySelectorAll("rect, text")) old.remove();
    const [low, high] = [Math.max(item.first, start), Math.min(item.last, start + rows * step - 1)];
    item.node.style.display = low <= high ? "" : "none";
    for (
      let row = Math.floor((low - start) / step);
      low <= high && row <= Math.floor((high - start) / step);
      row += 1
    ) {
      const from = start + row * step;
      const [first, last] = [Math.max(low, from), Math.min(high, from + step - 1)];
      const across = { x: `${(100 * (first - from)) / step}%`, width: `${(100 * (last - first + 1)) / step}%` };
      item.node.append(
        svgElement("rect", { ...across, y: row * ROW_HEIGHT + BAR_TOP + item.shape[0], height: item.shape[1] }),
      );
    }
  }

  /** Writes the port on a mark that is wide enough. */
  function name(/** @type {any} */ map, /** @type {Item} */ item, /** @type {any} */ { step, start }) {
    const inside = item.first >= start && item.first <= map.view[1];
    if (!inside || !item.node.matches(".pd-map__mark") || map.svg.clientWidth / step < LABEL) return;
    const [row, at] = [Math.floor((item.first - start) / step), (item.first - start) % step];
    const place = {
      x: `${(100 * (at + 0.5)) / step}%`,
      y: row * ROW_HEIGHT + BAR_TOP + (item.shape[0] ? 8 : 13),
      "text-anchor": "middle",
    };
    item.node.append(svgElement("text", { class: "pd-map__label", ...place }, String(item.first)));
  }

  // Zooming

  function show(/** @type {any} */ map, /** @type {[number, number]} */ [first, last]) {
    const size = Math.min(Math.max(last - first + 1, 10), 65536);
    const from = Math.min(Math.max(first, 0), 65536 - size);
    map.view = [from, from + size - 1];
    draw(map);
    const value = map.view.join("-");
    const known = [...map.select.options].some((/** @type {HTMLOptionElement} */ option) => option.value === value);
    map.other.hidden = known;
    map.other.value = known ? "" : value;
    map.other.textContent = known ? "" : `Ports ${value}`;
    map.select.value = value;
    const whole = size === 65536;
    for (const button of map.moves) button.disabled = whole;
    remember(whole ? "" : value);
  }

  function zoom(
    /** @type {any} */ map,
    /** @type {number} */ factor,
    /** @type {number | undefined} */ around = undefined,
  ) {
    const [first, last] = map.view;
    const centre = around ?? (inView(map, map.current) ? map.current.first : (first + last) / 2);
    const size = Math.max(10, Math.round((last - first + 1) * factor));
    const from = Math.round(centre - size / 2);
    show(map, [from, from + size - 1]);
  }

  const inView = (/** @type {any} */ map, /** @type {Item | undefined} */ item) =>
    item && map.pointed && item.first <= map.view[1] && item.last >= map.view[0];

  function move(/** @type {any} */ map, /** @type {number} */ by) {
    const size = map.view[1] - map.view[0] + 1;
    show(map, [map.view[0] + by * size, map.view[1] + by * size]);
  }

  function remember(/** @type {string} */ value) {
    const url = new URL(location.href);
    if (value) url.searchParams.set("map", value);
    else url.searchParams.delete("map");
    if (url.href !== location.href) history.replaceState(history.state, "", url);
  }

  function asked() {
    const match = /^([0-9]{1,5})-([0-9]{1,5})$/.exec(new URLSearchParams(location.search).get("map") ?? "");
    const [first, last] = match ? [Number(match[1]), Number(match[2])] : WHOLE;
    return /** @type {[number, number]} */ (first <= last && last <= 65535 ? [first, last] : WHOLE);
  }

  // Pointing

  /** The mark under or near the pointer, else the range. */
  function pointedAt(/** @type {any} */ map, /** @type {MouseEvent} */ event) {
    const box = map.svg.getBoundingClientRect();
    const { step, start } = map.scale;
    const row = Math.floor((event.clientY - box.top) / ROW_HEIGHT);
    const port = start + row * step + ((event.clientX - box.left) / box.width) * step;
    const reach = (NEAR / box.width) * step;
    const [low, high] = [start + row * step, start + (row + 1) * step];
    const away = (/** @type {Item} */ item) => Math.max(item.first - port, port - item.last - 1, 0);
    const near = map.visible.filter(
      (/** @type {Item} */ i) => i.node.matches(".pd-map__mark") && i.last >= low && i.first < high && away(i) <= reach,
    );
    near.sort(
      (/** @type {Item} */ a, /** @type {Item} */ b) => away(a) - away(b) || a.last - a.first - (b.last - b.first),
    );
    const under = map.visible.find((/** @type {Item} */ item) =>
      item.node.contains(/** @type {Node} */ (event.target)),
    );
    return { port: Math.floor(port), item: near[0] ?? under };
  }

  function say(/** @type {any} */ map, /** @type {Item | undefined} */ item) {
    map.readout.textContent = item?.node.getAttribute("aria-label") ?? map.help;
    map.svg.classList.toggle("pd-map__svg--over", Boolean(item));
  }

  function onClick(/** @type {any} */ map, /** @type {MouseEvent} */ event) {
    const { port, item } = event.detail === 0 ? { port: 0, item: map.current } : pointedAt(map, event);
    if (event.ctrlKey || event.metaKey || event.shiftKey) return;
    const under = item?.node.contains(/** @type {Node} */ (event.target));
    if (item?.node.matches(".pd-map__band")) {
      // The first click zooms in, the second one opens the row of the range.
      if (map.view[0] === item.first && map.view[1] === item.last) return;
      event.preventDefault();
      show(map, [item.first, item.last]);
    } else if (item && !under) {
      event.preventDefault();
      location.assign(String(item.node.getAttribute("xlink:href")));
    } else if (!item && map.scale.step > 10) {
      zoom(map, 0.1, port);
    }
  }

  // Keys

  /** Makes an item the one element that the Tab key reaches. */
  function rove(/** @type {any} */ map, /** @type {Item | undefined} */ item) {
    map.current?.node.setAttribute("tabindex", "-1");
    map.current = item;
    item?.node.setAttribute("tabindex", "0");
  }

  function onKey(/** @type {any} */ map, /** @type {KeyboardEvent} */ event) {
    const at = map.visible.indexOf(map.current);
    const last = map.visible.length - 1;
    const goals = /** @type {Record<string, number>} */ ({
      ArrowRight: Math.min(at + 1, last),
      ArrowLeft: Math.max(at - 1, 0),
      Home: 0,
      End: last,
    });
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    if (event.key in goals) {
      rove(map, map.visible[goals[event.key]]);
      map.current?.node.focus();
    } else if (event.key === "+") zoom(map, 0.5, map.current?.first);
    else if (event.key === "-") zoom(map, 2, map.current?.first);
    else if (event.key === "Escape") show(map, WHOLE);
    else return;
    event.preventDefault();
  }

  // Building

  function controls(/** @type {any} */ map) {
    const bar = html("div", { class: "pd-map__bar", role: "group", "aria-label": "Part of the port map" });
    const button = (/** @type {string} */ sign, /** @type {string} */ label, /** @type {() => void} */ act) => {
      const made = /** @type {HTMLButtonElement} */ (
        html("button", { type: "button", class: "pd-map__button", "aria-label": label, title: label }, sign)
      );
      made.addEventListener("click", act);
      return made;
    };
    map.select = html("select", { class: "pd-map__select", "aria-label": "Show" });
    map.select.append(...map.figure.querySelector("template").content.cloneNode(true).children);
    map.other = html("option", { hidden: "" });
    map.select.append(map.other);
    map.select.addEventListener("change", () => show(map, run(map.select.value)));
    const nearer = button("+", "Zoom in", () => zoom(map, 0.5));
    map.moves = [
      button("−", "Zoom out", () => zoom(map, 2)),
      button("←", "Lower ports", () => move(map, -1)),
      button("→", "Higher ports", () => move(map, 1)),
    ];
    bar.append(map.select, nearer, ...map.moves);
    return bar;
  }

  function itemsOf(/** @type {SVGElement} */ svg) {
    return [...svg.querySelectorAll("[data-ports]")].map((found) => {
      const node = /** @type {SVGElement} */ (found);
      const [first, last] = run(String(node.dataset.ports));
      return { node, first, last, shape: SHAPES[String(node.dataset.shape)] };
    });
  }

  function mount(/** @type {HTMLElement} */ figure) {
    if (figure.querySelector(".pd-map__bar")) return;
    const svg = figure.querySelector(".pd-map__svg");
    if (!(svg instanceof SVGElement)) return;
    const items = itemsOf(svg);
    const links = items.filter((item) => item.node.matches("a")).sort((a, b) => a.first - b.first || b.last - a.last);
    const map = /** @type {any} */ ({
      figure,
      svg,
      items,
      links,
      visible: links,
      help: "Hover over a mark, or use the arrow keys on the map. Click an empty area to zoom in.",
    });
    map.readout = html("p", { class: "pd-map__readout" });
    figure.prepend(controls(map), map.readout);
    listen(map);
    say(map, undefined);
    show(map, asked());
  }

  function listen(/** @type {any} */ map) {
    const { svg } = map;
    svg.addEventListener("pointermove", (/** @type {PointerEvent} */ event) => {
      const { item } = pointedAt(map, event);
      say(map, item);
      map.pointed = true;
      if (item) rove(map, item);
    });
    svg.addEventListener("pointerleave", () => say(map, undefined));
    // Not on the svg itself, which a focus listener would make reachable with the Tab key.
    map.figure.addEventListener("focusin", (/** @type {FocusEvent} */ event) => {
      const item = map.links.find((/** @type {Item} */ one) => one.node === event.target);
      if (item) {
        map.pointed = true;
        rove(map, item);
        say(map, item);
      }
    });
    svg.addEventListener("click", (/** @type {MouseEvent} */ event) => onClick(map, event));
    svg.addEventListener("keydown", (/** @type {KeyboardEvent} */ event) => onKey(map, event));
  }

  const mountAll = () =>
    document.querySelectorAll("[data-portdocs-map]").forEach((figure) => mount(/** @type {HTMLElement} */ (figure)));
  // The theme reports each page that it navigates to, the first one included.
  const pages = /** @type {any} */ (window).document$;
  if (pages) pages.subscribe(mountAll);
  if (document.readyState === "loading") document.addEventListener("DOMContentLoaded", mountAll);
  else mountAll();
})();
