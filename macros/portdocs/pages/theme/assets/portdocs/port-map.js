// The details of a mark on the port map, in place: on hover and focus as a note, after a click with a link to its page.
// The arrow keys move along a strip. Without this script each mark is a link to that page.
"use strict";

(() => {
  const TARGETS = /** @type {Record<string, string>} */ ({
    "pd-map__band": "Open in Ranges",
    "pd-map--claimed": "Open in Security",
    "pd-map--observed": "Open in Verified",
  });
  const GAP = 8; // pixels between a mark and its details

  /** @typedef {{figure: HTMLElement, panel: HTMLElement, current: HTMLAnchorElement | null, isPinned: boolean}} State */

  const isLink = (/** @type {unknown} */ one) => one instanceof HTMLAnchorElement && one.matches(".pd-map__strip a");
  const linkAt = (/** @type {Event} */ event) => /** @type {HTMLAnchorElement | null} */ (
    event.target instanceof Element ? event.target.closest(".pd-map__strip a") : null
  );
  const linksOf = (/** @type {Element | null} */ strip) => /** @type {HTMLAnchorElement[]} */ ([...(strip?.querySelectorAll("a") ?? [])]);

  function show(/** @type {State} */ state, /** @type {HTMLAnchorElement} */ link, /** @type {boolean} */ isPinned) {
    state.current?.classList.remove("pd-map__current");
    link.classList.add("pd-map__current");
    Object.assign(state, { current: link, isPinned });
    const label = document.createElement("p");
    label.textContent = link.getAttribute("aria-label");
    state.panel.replaceChildren(label, ...(isPinned ? [target(link)] : []));
    state.panel.hidden = false;
    // Next to its mark in the order of the Tab key, and over the page, so that nothing moves.
    link.closest(".pd-map__host")?.append(state.panel);
    place(state.panel, link);
  }

  function target(/** @type {HTMLAnchorElement} */ link) {
    const made = document.createElement("a");
    made.href = link.href;
    const kind = Object.keys(TARGETS).find((name) => link.classList.contains(name));
    made.textContent = kind ? TARGETS[kind] : "Open its page";
    return made;
  }

  function place(/** @type {HTMLElement} */ panel, /** @type {Element} */ link) {
    const [box, host] = [link.getBoundingClientRect(), /** @type {Element} */ (panel.parentElement).getBoundingClientRect()];
    const middle = (box.left + box.right) / 2 - host.left - panel.offsetWidth / 2;
    panel.style.left = `${Math.max(0, Math.min(middle, host.width - panel.offsetWidth))}px`;
    panel.style.top = `${box.bottom - host.top + GAP}px`;
  }

  function hide(/** @type {State} */ state) {
    state.panel.hidden = true;
    state.isPinned = false;
    state.current?.classList.remove("pd-map__current");
  }

  /** Makes a mark the one of its strip that the Tab key reaches. */
  function rove(/** @type {HTMLAnchorElement} */ link) {
    for (const one of linksOf(link.closest(".pd-map__strip"))) one.tabIndex = one === link ? 0 : -1;
  }

  function onKey(/** @type {State} */ state, /** @type {KeyboardEvent} */ event) {
    if (event.key === "Escape" && !state.panel.hidden) {
      if (state.panel.contains(document.activeElement)) state.current?.focus();
      hide(state);
      return;
    }
    const link = linkAt(event);
    const links = linksOf(link?.closest(".pd-map__strip") ?? null);
    const at = links.indexOf(/** @type {HTMLAnchorElement} */ (link));
    const goals = /** @type {Record<string, number>} */ ({ ArrowRight: at + 1, ArrowLeft: at - 1, Home: 0, End: links.length - 1 });
    const goal = links[goals[event.key]];
    if (!link || !goal || event.ctrlKey || event.metaKey || event.altKey) return;
    event.preventDefault();
    rove(goal);
    goal.focus();
  }

  function onClick(/** @type {State} */ state, /** @type {MouseEvent} */ event) {
    const link = linkAt(event);
    if (!link) return state.panel.contains(/** @type {Node} */ (event.target)) ? undefined : hide(state);
    if (event.ctrlKey || event.metaKey || event.shiftKey) return;
    event.preventDefault();
    event.stopPropagation(); // the theme would open the page
    rove(link);
    show(state, link, true);
    state.panel.querySelector("a")?.focus({ preventScroll: true });
  }

  function mount(/** @type {HTMLElement} */ figure) {
    if (figure.querySelector(".pd-map__panel")) return;
    const panel = document.createElement("div");
    panel.className = "pd-map__panel";
    panel.setAttribute("role", "status");
    panel.hidden = true;
    figure.append(panel);
    const state = /** @type {State} */ ({ figure, panel, current: null, isPinned: false });
    for (const strip of figure.querySelectorAll(".pd-map__strip")) linksOf(strip).forEach((link, at) => (link.tabIndex = at ? -1 : 0));
    figure.addEventListener("pointerover", (event) => {
      const link = linkAt(event);
      if (link && !state.isPinned) show(state, link, false);
    });
    figure.addEventListener("pointerout", (event) => {
      if (linkAt(event) && !state.isPinned && !isLink(document.activeElement)) hide(state);
    });
    figure.addEventListener("focusin", (event) => {
      const link = linkAt(event);
      if (link && !(state.isPinned && link === state.current)) show(state, link, false);
    });
    figure.addEventListener("focusout", (event) => {
      if (!figure.contains(/** @type {Node | null} */ (event.relatedTarget)) && !state.isPinned) hide(state);
    });
    figure.addEventListener("keydown", (event) => onKey(state, event));
    figure.addEventListener("click", (event) => onClick(state, event), true);
    document.addEventListener("click", (event) => {
      if (!figure.contains(/** @type {Node} */ (event.target))) hide(state);
    });
  }

  const mountAll = () =>
    document.querySelectorAll("[data-portdocs-map]").forEach((figure) => mount(/** @type {HTMLElement} */ (figure)));
  // The theme reports each page that it navigates to, but none if the page was opened from disk.
  document.addEventListener("DOMContentLoaded", mountAll);
  /** @type {any} */ (window).document$?.subscribe(mountAll);
})();
