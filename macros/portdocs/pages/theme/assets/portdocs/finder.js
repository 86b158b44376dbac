// The port finder: a field that answers as you type, usable by keyboard alone, with a URL that can be shared.
// Queries are interpreted in finder-lookup.js, answers are rendered in finder-card.js.
"use strict";

(() => {
  const portdocs = /** @type {any} */ (window).portdocs;
  const { el } = portdocs;
  const VERSION = 1;
  const MAX_ROWS = 50;
  const SETTLE_DELAY = 300; // milliseconds without input until the URL and screen readers are updated

  /** @type {Promise<any> | null} */
  let loading = null;
  let count = 0;

  // Data

  /** The index over the data, loaded once however many pages are visited. */
  function load(/** @type {HTMLElement} */ root) {
    loading ??= fetched(root).then((data) => {
      if (data.schema_version !== VERSION) throw new Error("this page is older than its data; reload it");
      return portdocs.index(data);
    });
    loading.catch(() => {
      loading = null;
    });
    return loading;
  }

  /** @returns {Promise<any>} */
  async function fetched(/** @type {HTMLElement} */ root) {
    if (location.protocol === "file:") return scripted(String(root.dataset.script));
    const answer = await fetch(String(root.dataset.data));
    if (!answer.ok) throw new Error(`the server answered ${answer.status}`);
    return answer.json();
  }

  /** A page that was opened from disk may not fetch a file, but may run a script. */
  function scripted(/** @type {string} */ source) {
    return new Promise((resolve, reject) => {
      const script = el("script", { src: source });
      script.onload = () => resolve(/** @type {any} */ (window).portdocsFinderData);
      script.onerror = () => reject(new Error("its file is missing"));
      document.head.append(script);
    });
  }

  /** The URLs of pages, relative to the page of the finder. */
  function linksOf(/** @type {HTMLElement} */ root) {
    const to = (/** @type {string} */ kind) => (/** @type {string} */ id) =>
      String(root.dataset[kind]).replace("portdocs-id", encodeURIComponent(id));
    return { service: to("service"), host: to("host"), range: to("range") };
  }

  // The URL: ?port=8080, or ?find= for any other query

  function asked() {
    const parameters = new URLSearchParams(location.search);
    return parameters.get("port") ?? parameters.get("find") ?? "";
  }

  function remember(/** @type {string} */ text) {
    const url = new URL(location.href);
    url.searchParams.delete("port");
    url.searchParams.delete("find");
    if (text) url.searchParams.set(/^[0-9]+$/.test(text) ? "port" : "find", text);
    if (url.href !== location.href) history.replaceState(history.state, "", url);
  }

  // The field

  /** Replaces the sentence for browsers without scripts by the field. */
  function mount(/** @type {HTMLElement} */ root) {
    if (root.querySelector("input")) return;
    const parts = build(`pd-finder-${(count += 1)}`);
    root.replaceChildren(...parts.all);
    const finder = { root, ...parts, links: linksOf(root), rows: [], active: 0, timer: 0, path: location.pathname };
    listen(finder);
    const text = asked();
    if (text) ask(finder, text);
  }

  function build(/** @type {string} */ id) {
    const input = el("input", {
      id,
      type: "text",
      class: "pd-finder__input",
      role: "combobox",
      placeholder: "8080, 10.0.0.4:443, 53/udp, a domain, a service, an owner",
      "aria-expanded": "false",
      "aria-controls": `${id}-list`,
      "aria-autocomplete": "list",
      "aria-describedby": `${id}-hint`,
      "aria-keyshortcuts": "/",
      autocomplete: "off",
      autocapitalize: "off",
      autocorrect: "off",
      spellcheck: "false",
      enterkeyhint: "go",
      maxlength: 300,
    });
    const clear = el("button", { type: "button", class: "pd-finder__clear", "aria-label": "Clear", hidden: true }, "×");
    const key = el("kbd", { class: "pd-finder__key", "aria-hidden": "true" }, "/");
    const label = el("label", { for: id, class: "pd-finder__label" }, "Find a port, service, URL or owner");
    const hint = el(
      "span",
      { id: `${id}-hint`, class: "pd-finder__hint" },
      "Also tells you whether a port is free.",
    );
    const list = el("ul", {
      id: `${id}-list`,
      class: "pd-finder__list",
      role: "listbox",
      "aria-label": "Matches",
      hidden: true,
    });
    const head = el("p", { class: "pd-finder__head", hidden: true });
    const answer = el("div", { class: "pd-finder__answer" });
    const live = el("div", { class: "pd-finder__live", role: "status" });
    const field = el("div", { class: "pd-finder__field" }, input, clear, key);
    return { input, clear, head, list, answer, live, all: [label, field, hint, head, list, answer, live] };
  }

  function listen(/** @type {any} */ finder) {
    const { root, input, clear, list } = finder;
    input.addEventListener("focus", () => load(root).catch(() => undefined));
    input.addEventListener("input", () => answerTo(finder));
    input.addEventListener("keydown", (/** @type {KeyboardEvent} */ event) => onKey(finder, event));
    clear.addEventListener("click", () => {
      ask(finder, "");
      input.focus();
    });
    list.addEventListener("click", (/** @type {MouseEvent} */ event) => {
      const option = /** @type {HTMLElement} */ (event.target).closest("[role=option]");
      if (option) choose(finder, [...list.children].indexOf(option));
    });
    root.addEventListener("click", (/** @type {MouseEvent} */ event) => {
      const link = /** @type {HTMLElement} */ (event.target).closest("a");
      if (!link || event.ctrlKey || event.metaKey || event.shiftKey) return;
      if (!link.dataset.find) return leave(finder);
      event.preventDefault();
      event.stopPropagation();
      ask(finder, link.dataset.find);
      input.focus();
    });
  }

  /** Updates the URL before another page is opened, so that going back shows the answer. */
  function leave(/** @type {any} */ finder) {
    clearTimeout(finder.timer);
    remember(finder.input.value.trim());
  }

  function onKey(/** @type {any} */ finder, /** @type {KeyboardEvent} */ event) {
    if (event.isComposing || event.altKey || event.ctrlKey || event.metaKey) return;
    const last = finder.rows.length - 1;
    if (event.key === "Escape") ask(finder, "");
    else if (event.key === "Enter") finder.answer.querySelector(".pd-finder__page")?.click();
    else if (last < 1) return;
    else if (event.key === "ArrowDown") choose(finder, finder.active < last ? finder.active + 1 : 0);
    else if (event.key === "ArrowUp") choose(finder, finder.active > 0 ? finder.active - 1 : last);
    else return;
    event.preventDefault();
  }

  /** Puts a query into the field and answers it. */
  function ask(/** @type {any} */ finder, /** @type {string} */ text) {
    finder.input.value = text;
    answerTo(finder);
  }

  // Answers

  async function answerTo(/** @type {any} */ finder) {
    const text = finder.input.value.trim();
    finder.clear.hidden = !finder.input.value;
    settle(finder, text);
    if (!text) return show(finder, null, null, "");
    try {
      const known = await load(finder.root);
      if (finder.input.value.trim() === text) show(finder, known, portdocs.lookUp(known, text, today()), text);
    } catch (error) {
      fail(finder, error);
    }
  }

  const today = () => new Date().toISOString().slice(0, 10);

  function show(
    /** @type {any} */ finder,
    /** @type {any} */ known,
    /** @type {any} */ answer,
    /** @type {string} */ text,
  ) {
    const found = answer ? portdocs.rows(known, answer) : [];
    Object.assign(finder, {
      known,
      found: answer,
      text,
      rows: found.slice(0, MAX_ROWS),
      more: Math.max(found.length - MAX_ROWS, 0),
    });
    finder.list.replaceChildren(
      ...finder.rows.map((/** @type {any} */ row, /** @type {number} */ n) => option(finder, row, n)),
    );
    const several = finder.rows.length > 1;
    finder.list.hidden = !several;
    finder.input.setAttribute("aria-expanded", String(several));
    finder.root.dataset.state = answer ? "answered" : "empty";
    say(finder, answer ? portdocs.headline(known, answer, text) : null);
    choose(finder, 0);
  }

  function say(/** @type {any} */ finder, /** @type {{tone: string, words: string} | null} */ headline) {
    finder.head.hidden = !headline;
    finder.head.className = `pd-finder__head pd-finder__head--${headline?.tone ?? "none"}`;
    finder.head.textContent = headline?.words ?? "";
  }

  function option(/** @type {any} */ finder, /** @type {any} */ row, /** @type {number} */ number) {
    const status = row.service
      ? el("span", { class: `pd-badge pd-badge--${row.service.status}` }, row.service.status)
      : null;
    const words = [
      el("span", { class: "pd-finder__name" }, portdocs.titleOf(row)),
      " ",
      el("span", { class: "pd-finder__detail" }, row.detail),
      " ",
      status,
    ];
    return el("li", { id: `${finder.list.id}-${number}`, role: "option", class: "pd-finder__option" }, words);
  }

  /** Shows the card of a row. */
  function choose(/** @type {any} */ finder, /** @type {number} */ number) {
    finder.active = number;
    for (const [n, option] of [...finder.list.children].entries())
      option.setAttribute("aria-selected", String(n === number));
    const chosen = finder.list.children[number];
    if (chosen && !finder.list.hidden) {
      finder.input.setAttribute("aria-activedescendant", chosen.id);
      reveal(finder.list, chosen);
    } else {
      finder.input.removeAttribute("aria-activedescendant");
    }
    finder.answer.replaceChildren(...(finder.found ? parts(finder) : []));
  }

  /** Scrolls the list, but not the page, until the option is visible. */
  function reveal(/** @type {HTMLElement} */ list, /** @type {HTMLElement} */ option) {
    const [above, below] = [option.offsetTop, option.offsetTop + option.offsetHeight];
    if (above < list.scrollTop) list.scrollTop = above;
    else if (below > list.scrollTop + list.clientHeight) list.scrollTop = below - list.clientHeight;
  }

  function parts(/** @type {any} */ finder) {
    const { known, found, rows, active, links, more } = finder;
    const rest = more ? el("p", { class: "pd-finder__more" }, `and ${more} more; type to narrow`) : null;
    const card = rows[active] ? portdocs.card(known, rows[active], links) : null;
    return [rest, card, portdocs.about(found, links)].filter(Boolean);
  }

  function fail(/** @type {any} */ finder, /** @type {unknown} */ error) {
    const why = error instanceof Error ? error.message : String(error);
    finder.rows = [];
    finder.list.hidden = true;
    finder.answer.replaceChildren();
    say(finder, { tone: "none", words: `The search data could not be loaded: ${why}` });
  }

  /** Updates the URL and the text for screen readers after a pause. */
  function settle(/** @type {any} */ finder, /** @type {string} */ text) {
    clearTimeout(finder.timer);
    finder.timer = setTimeout(() => {
      // Instant navigation changes the URL before the page, so the URL may be that of another page.
      if (!finder.root.isConnected || location.pathname !== finder.path) return;
      remember(text);
      finder.live.textContent = spoken(finder);
    }, SETTLE_DELAY);
  }

  function spoken(/** @type {any} */ finder) {
    const head = finder.head.textContent;
    const row = finder.rows[finder.active];
    const help = finder.rows.length > 1 ? "Arrow keys select, Enter opens." : "Enter opens its page.";
    return row ? `${head}. ${portdocs.titleOf(row)}, ${row.detail}. ${help}` : head;
  }

  // The shortcut

  /** In the capture phase, because the search of the theme uses the same key on pages without a finder. */
  function onSlash(/** @type {KeyboardEvent} */ event) {
    if (event.key !== "/" || event.ctrlKey || event.metaKey || event.altKey || isTyping(document.activeElement)) return;
    const input = document.querySelector(".pd-finder__input");
    if (!(input instanceof HTMLInputElement)) return;
    event.preventDefault();
    event.stopImmediatePropagation();
    input.focus();
    input.select();
  }

  const isTyping = (/** @type {Element | null} */ element) =>
    element instanceof HTMLElement &&
    (element.isContentEditable || ["INPUT", "TEXTAREA", "SELECT"].includes(element.tagName));

  const mountAll = () =>
    document.querySelectorAll("[data-portdocs-finder]").forEach((root) => mount(/** @type {HTMLElement} */ (root)));

  window.addEventListener("keydown", onSlash, { capture: true });
  // The theme reports each page that it navigates to, the first one included.
  const pages = /** @type {any} */ (window).document$;
  if (pages) pages.subscribe(mountAll);
  if (document.readyState === "loading") document.addEventListener("DOMContentLoaded", mountAll);
  else mountAll();
})();
