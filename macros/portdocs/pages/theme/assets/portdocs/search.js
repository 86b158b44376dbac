// The search of the site: the theme's field answers from the registry first, then from pages. The theme finds the pages
// and shows the list; this adds the answers at its top and keeps them there.
"use strict";

(() => {
  const portdocs = window.portdocs;
  const MAX_ANSWERS = 20;
  const CLOSING_DELAY = 200; // milliseconds: the theme closes the search 125 after it shows another page
  const SEARCHED =
    "ports, addresses, URLs, domains, services, hosts, suites, ranges, owners, units, files, processes, protocols";
  const HINT =
    "Search for a port (8080), an address (10.0.0.4:443), a URL, a service, host, suite, range, owner, unit or file, or for words on a page. Narrow it with host: owner: suite: protocol:";

  const find = (/** @type {string} */ name) => document.querySelector(`[data-md-component=search-${name}]`);
  const toggle = () => document.querySelector("[data-md-toggle=search]");
  const today = () => new Date().toISOString().slice(0, 10);

  /** Adds the answers to the theme's search; null on a site without it. */
  function mount() {
    const [input, result] = [find("query"), find("result")];
    if (!input || !result) return null;
    const search = {
      input,
      meta: result.firstElementChild,
      list: result.lastElementChild,
      items: [],
      summary: HINT,
      text: "",
      answered: "",
      isLeaving: false,
      isFirstPage: true,
      opened: "",
      focused: null,
    };
    /** @type {Promise<any> | null} */
    let loading = null;
    search.load = () => {
      loading ??= portdocs.searchData
        .load()
        .then((/** @type {any} */ known) => ({ known, findHits: portdocs.hits.hitFinder(known) }));
      loading.catch(() => {
        loading = null;
      });
      return loading;
    };
    search.meta.setAttribute("role", "status");
    search.meta.classList.add("pd-search__count");
    // The data is there before the first key; the index is built with the focus.
    window.requestIdleCallback?.(() => portdocs.searchData.load().catch(() => undefined));
    listen(search);
    return search;
  }

  function listen(/** @type {any} */ search) {
    const { input, meta, list } = search;
    input.addEventListener("input", () => {
      // The theme follows keys only, not what is pasted.
      input.dispatchEvent(new KeyboardEvent("keyup", { bubbles: true }));
      ask(search);
    });
    input.addEventListener("focus", () => {
      search.isLeaving = false;
      search.load().catch(() => undefined);
      if (input.value.trim() !== search.text) ask(search);
    });
    input.addEventListener("keydown", (/** @type {KeyboardEvent} */ event) => onEnter(search, event));
    input.form.addEventListener("reset", () => setTimeout(() => ask(search)));
    input.form.addEventListener("focusin", () => {
      search.focused = null;
    });
    list.addEventListener("focusin", (/** @type {FocusEvent} */ event) => {
      search.focused = event.target;
    });
    list.addEventListener("click", (/** @type {MouseEvent} */ event) => leave(search, event), { capture: true });
    toggle()?.addEventListener("change", () => onToggle(search));
    new MutationObserver(() => keep(search)).observe(list, { childList: true });
    new MutationObserver(() => say(search)).observe(meta, { childList: true });
    say(search);
  }

  // Answers

  async function ask(/** @type {any} */ search) {
    const text = search.input.value.trim();
    search.text = text;
    if (!text) return show(search, [], HINT);
    try {
      const { known, findHits } = await search.load();
      if (search.text !== text) return;
      const day = today();
      const found = findHits(text, day);
      const answers = portdocs.answers.answersOf(known, found.hits.slice(0, MAX_ANSWERS), day);
      show(search, answers.slice(0, MAX_ANSWERS), (/** @type {boolean} */ hasPages) =>
        summary(text, found, answers, hasPages),
      );
    } catch (error) {
      const why = error instanceof Error ? error.message : String(error);
      show(search, [], `The search data could not be loaded: ${why}`);
    }
  }

  /** The sentence above the list. */
  function summary(
    /** @type {string} */ text,
    /** @type {any} */ { hits, mistake, isSimilar },
    /** @type {any[]} */ answers,
    /** @type {boolean} */ hasPages,
  ) {
    if (mistake) return mistake;
    if (!hits.length)
      return hasPages
        ? `No match for “${text}” in the registry; pages with some of its words:`
        : `No match for “${text}” among ${SEARCHED} and pages`;
    if (isSimilar) return `No exact match for “${text}”; similar names:`;
    const total = Math.max(hits.length, answers.length);
    if (total > MAX_ANSWERS)
      return `The first ${MAX_ANSWERS} of ${total.toLocaleString("en")} answers; add a word, or narrow it with host: owner: suite: protocol:`;
    return total === 1 ? "1 answer" : `${total} answers`;
  }

  function show(/** @type {any} */ search, /** @type {any[]} */ answers, /** @type {any} */ text) {
    for (const item of search.items) item.remove();
    search.items = answers.map(portdocs.answers.item);
    search.summary = text;
    search.answered = search.text;
    keep(search);
  }

  /** Puts the answers back at the top of the list, which the theme empties for each of its results. */
  function keep(/** @type {any} */ search) {
    const { items, list, focused } = search;
    if (items.length && list.firstElementChild !== items[0]) {
      list.prepend(...items);
      if (document.activeElement === document.body && list.contains(focused)) focused.focus();
    }
    say(search);
  }

  function say(/** @type {any} */ search) {
    const { summary, items, list, meta } = search;
    const text = typeof summary === "string" ? summary : summary(list.children.length > items.length);
    if (meta.textContent !== text) meta.textContent = text;
  }

  /** Opens the first answer, even if it is not there yet; without one, the theme opens its best page. */
  async function onEnter(/** @type {any} */ search, /** @type {KeyboardEvent} */ event) {
    const text = search.input.value.trim();
    const isAnswered = search.answered === text;
    if (event.key !== "Enter" || event.isComposing || !text || (isAnswered && !search.items.length)) return;
    event.preventDefault();
    event.stopPropagation();
    if (!isAnswered) await ask(search);
    (search.items[0] ?? search.list).querySelector("a")?.click();
  }

  // The URL: ?port=8080, or ?q= for any other query

  function asked() {
    const parameters = new URLSearchParams(location.search);
    return parameters.get("port") ?? parameters.get("q") ?? "";
  }

  function remember(/** @type {string} */ text) {
    const url = new URL(location.href);
    url.searchParams.delete("port");
    url.searchParams.delete("q");
    if (text) url.searchParams.set(/^[0-9]+$/.test(text) ? "port" : "q", text);
    if (url.href !== location.href) history.replaceState(history.state, "", url);
  }

  /** Writes the question into the URL before a result is opened, so that going back shows the answer again. */
  function leave(/** @type {any} */ search, /** @type {MouseEvent} */ event) {
    if (event.ctrlKey || event.metaKey || event.shiftKey || !event.target.closest("a")) return;
    search.isLeaving = true;
    remember(search.text);
  }

  function onToggle(/** @type {any} */ search) {
    if (!toggle().checked && !search.isLeaving && asked()) remember("");
  }

  // Opening

  function open(/** @type {any} */ search, /** @type {string} */ text = search.input.value) {
    const box = toggle();
    if (box && !box.checked) box.click();
    search.input.value = text;
    search.input.focus();
    search.input.select();
    search.input.dispatchEvent(new InputEvent("input", { bubbles: true }));
  }

  function onKey(/** @type {any} */ search, /** @type {KeyboardEvent} */ event) {
    if (event.key.toLowerCase() !== "k" || !(event.ctrlKey || event.metaKey) || event.altKey || event.shiftKey) return;
    event.preventDefault();
    open(search);
  }

  /** Replaces the sentence for browsers without scripts by a button that looks like the field and opens it. */
  function launcher(/** @type {any} */ search, /** @type {HTMLElement} */ root) {
    if (root.querySelector("button")) return;
    const words = "portdocsMissing" in root.dataset ? missingWords() : "";
    if (words) search.input.value = words;
    const [button, label, key] = ["button", "span", "kbd"].map((tag) => document.createElement(tag));
    label.textContent = words
      ? `Search for “${words}”`
      : "Find a port, service, URL or owner, or whether a port is free";
    key.textContent = "/";
    key.setAttribute("aria-hidden", "true");
    button.type = "button";
    button.className = "pd-search__button";
    button.append(label, key);
    button.addEventListener("click", () => open(search, words || search.input.value));
    root.replaceChildren(button);
  }

  /** The words of the address of a missing page, which name what it was about. */
  function missingWords() {
    const path = location.pathname.split("/").filter(Boolean).pop() ?? "";
    try {
      return decodeURIComponent(path)
        .replace(/\.html$/, "")
        .replaceAll("-", " ")
        .slice(0, 100);
    } catch {
      return "";
    }
  }

  /** On each page that the theme shows: its button, and the answer that its URL asks for. */
  function onPage(/** @type {any} */ search) {
    for (const root of document.querySelectorAll("[data-portdocs-search]")) launcher(search, root);
    const text = asked();
    if (text && text !== search.opened) setTimeout(() => open(search, text), search.isFirstPage ? 0 : CLOSING_DELAY);
    Object.assign(search, { opened: text, isFirstPage: false });
  }

  const search = mount();
  if (search) {
    window.addEventListener("keydown", (event) => onKey(search, event), { capture: true });
    // The theme then closes the search, which is not the reader's doing: the URL stays the one that was gone back to.
    window.addEventListener("popstate", () => {
      search.isLeaving = true;
    });
    // The theme reports each page that it navigates to, the first one included.
    window.document$.subscribe(() => onPage(search));
  }
})();
