// The answers of the search as items of the theme's result list. It sets text, never markup.
"use strict";

(() => {
  const portdocs = (window.portdocs ??= {});
  const { pageOf, filtered, entryAnswer, endpointAnswer, rangeAnswer, serviceAnswer, serviceUse, usage } =
    portdocs.entries;
  const MAX_NOTES = 6;
  const MAX_RANGES = 2;
  const MAX_ENDPOINTS = 5;
  const SCORE = 1e9; // the theme opens the result with the highest score
  const natural = new Intl.Collator(undefined, { numeric: true }).compare;

  /** The answers of some hits: see search-hits.js. */
  function answersOf(/** @type {any} */ known, /** @type {any[]} */ hits, /** @type {string} */ today) {
    return hits.flatMap((hit) =>
      hit.kind === "port" ? portAnswers(known, hit.facts) : [entryAnswer(known, hit, today)],
    );
  }

  // A port

  const STATES = {
    used: "is in use",
    "maybe used": "may be in use",
    observed: "is in use, but not declared",
    held: "is on hold",
    conflict: "may conflict",
    claimed: "may be in use; owner unknown",
    maybe: "may be in use",
    free: "is free",
  };

  /** The answer, then the services that use the port, the ranges that it is in, and the endpoints that have it. */
  function portAnswers(/** @type {any} */ known, /** @type {any} */ facts) {
    const uses = grouped(facts.bindings);
    const others = grouped(facts.others);
    const listed = uses.length > 1 ? uses : facts.bindings.length ? [] : others;
    const services = listed.map((group) => serviceUse(known, group));
    const ranges = facts.next
      .filter((/** @type {any} */ next) => next.range)
      .map((/** @type {any} */ next) => rangeAnswer(known, next.range, next.port));
    const idle = [...new Set(facts.idle.map((/** @type {any} */ one) => one.service))].map((row) =>
      serviceAnswer(known, row, "service", undefined),
    );
    const endpoints = facts.endpoints
      .slice(0, MAX_ENDPOINTS)
      .map((/** @type {any} */ row) => endpointAnswer(known, "URL", row));
    return [portAnswer(known, facts, uses), ...services, ...idle, ...ranges, ...endpoints];
  }

  function portAnswer(/** @type {any} */ known, /** @type {any} */ facts, /** @type {any[][]} */ uses) {
    const { query, state, next } = facts;
    const title = `${nameOf(query)} ${STATES[state]}${usedBy(known, facts, uses)}`;
    const free = next
      .filter((/** @type {any} */ one) => !one.range && one.port !== null)
      .map((/** @type {any} */ { port }) => `next free port outside all ranges: ${port}`);
    const lines = [
      ...(uses.length === 1 ? uses[0].map(usage) : []),
      ...fewer(facts),
      ...(state === "used" ? [] : free),
    ];
    return {
      kind: query.bind ? "address" : "port",
      title,
      lines: lines.map(capitalised),
      href: portPage(known, facts, uses),
      state,
    };
  }

  /** The first notes, few of them about ranges: several hosts may reserve the same ports. */
  function fewer(/** @type {any} */ { notes, ranges, state }) {
    const hidden = new Set(ranges.slice(MAX_RANGES).map((/** @type {any} */ range) => range.note));
    const isShown = (/** @type {any} */ { text, isAdvice }) => !hidden.has(text) && !(isAdvice && state === "used");
    const shown = notes.filter(isShown).slice(0, MAX_NOTES);
    if (hidden.size)
      shown.push({ text: `${hidden.size} more ranges reserve it; add host: to search one host`, against: true });
    // Reasons not to take a port are no warnings about a port that is taken.
    return state === "used" ? shown.map((/** @type {any} */ note) => ({ ...note, against: note.isObserved })) : shown;
  }

  function portPage(
    /** @type {any} */ known,
    /** @type {any} */ { query, observed, others, ranges, held },
    /** @type {any[][]} */ uses,
  ) {
    if (uses.length === 1) return pageOf(known, "service", uses[0][0].service);
    if (uses.length) return filtered(known, "ports", `${query.port}`);
    if (observed.length) return pageOf(known, "host", observed[0].host);
    const service = others[0]?.service ?? held[0]?.service;
    if (service) return pageOf(known, "service", service);
    return ranges.length ? pageOf(known, "range", ranges[0]) : pageOf(known, "ports", null);
  }

  /** `10.0.0.4:443`, `53/udp`, `443 on web`. */
  function nameOf(/** @type {any} */ { port, transport, bind, host }) {
    const name = port + (transport ? `/${transport}` : "");
    if (bind && bind !== "unknown") return `${bind.includes(":") ? `[${bind}]` : bind}:${name}`;
    return host ? `${name} on ${host.name}` : name;
  }

  function usedBy(
    /** @type {any} */ known,
    /** @type {any} */ { query, bindings, state },
    /** @type {any[][]} */ uses,
  ) {
    const isEverywhere = known.hosts.length > 1 && !query.host && !query.bind;
    if (!uses.length) return state === "free" && isEverywhere ? " on every host" : "";
    const services = new Set(bindings.map((/** @type {any} */ binding) => binding.service));
    if (services.size === 1) return ` by ${bindings[0].service.name}`;
    const hosts = new Set(bindings.map((/** @type {any} */ binding) => binding.host));
    return isEverywhere ? ` on ${hosts.size} of ${known.hosts.length} hosts` : ` by ${services.size} services`;
  }

  /** The bindings of each service on each host, by the names of both. */
  function grouped(/** @type {any[]} */ bindings) {
    const groups = new Map();
    for (const binding of bindings) {
      const key = `${binding.service.id} ${binding.host.id}`;
      groups.set(key, [...(groups.get(key) ?? []), binding]);
    }
    return [...groups.values()].sort(
      ([a], [b]) => natural(a.service.name, b.service.name) || natural(a.host.name, b.host.name),
    );
  }

  function capitalised(/** @type {any} */ line) {
    const text = line.text ?? line;
    const starts = /^(tcp|udp) /.test(text) ? text : text.charAt(0).toUpperCase() + text.slice(1);
    return { text: starts, against: Boolean(line.against) };
  }

  // Elements

  function element(/** @type {string} */ tag, /** @type {string} */ className, /** @type {any[]} */ ...children) {
    const made = document.createElement(tag);
    if (className) made.className = className;
    made.append(...children);
    return made;
  }

  /** An item of the theme's list. */
  function item(/** @type {any} */ { kind, title, lines, href, state }) {
    const badge = element("span", "pd-answer__kind", kind);
    const heading = element("h1", "", element("span", "pd-answer__title", title), " ", badge);
    const texts = lines
      .filter((/** @type {any} */ line) => line?.text ?? line)
      .map((/** @type {any} */ line) => element("p", line.against ? "pd-answer__against" : "", line.text ?? line));
    const article = element("article", "md-search-result__article md-typeset", heading, ...texts);
    article.dataset.mdScore = String(SCORE);
    const link = element("a", "md-search-result__link", article);
    link.href = href;
    link.tabIndex = -1;
    const made = element("li", "md-search-result__item pd-answer", link);
    if (state) made.dataset.state = state.replace(" ", "-");
    return made;
  }

  portdocs.answers = { answersOf, item };
})();
