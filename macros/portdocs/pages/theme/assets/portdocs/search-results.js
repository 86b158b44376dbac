// The answers of the search as items of the theme's result list. It sets text, never markup.
"use strict";

(() => {
  const portdocs = (window.portdocs ??= {});
  const { shownPorts, shownBinding } = portdocs.addresses;
  const ID = "portdocs-id"; // as in pages/search_data.py
  const MAX_NOTES = 6;
  const MAX_RANGES = 2;
  const MAX_HOSTS = 3;
  const MAX_EXPOSURES = 2;
  const MAX_PORTS = 5;
  const MAX_ENDPOINTS = 5;
  const SCORE = 1e9; // the theme opens the result with the highest score
  const natural = new Intl.Collator(undefined, { numeric: true }).compare;
  /** The kind of a service that was found by a word of a field, by field. */
  const FOUND_BY = { unit: "unit", files: "file", process: "process", protocols: "protocol" };

  // Links

  function pageOf(/** @type {any} */ known, /** @type {string} */ kind, /** @type {any} */ row) {
    const page = known.pages[kind].replace(ID, encodeURIComponent(row?.id ?? ""));
    return new URL(page, known.root).href;
  }

  /** A page with its table filtered by some words. */
  function filtered(/** @type {any} */ known, /** @type {string} */ table, /** @type {string} */ words) {
    const url = new URL(pageOf(known, table, null));
    url.searchParams.set("filter", `${table}.${words}`);
    return url.href;
  }

  // Answers: `{kind, title, lines, href}`, where a line is text or `{text, against}`

  function answersOf(/** @type {any} */ known, /** @type {any[]} */ hits, /** @type {string} */ today) {
    return hits.flatMap((hit) => (hit.kind === "port" ? portAnswers(known, hit.facts) : [entryAnswer(known, hit, today)]));
  }

  function entryAnswer(/** @type {any} */ known, /** @type {any} */ { kind, row, title, match, binding }, /** @type {string} */ today) {
    if (kind === "URL" || kind === "domain") return endpointAnswer(known, kind, row);
    if (kind === "host") return hostAnswer(known, row);
    if (kind === "suite") return suiteAnswer(known, row);
    if (kind === "owner") return ownerAnswer(known, row);
    if (kind === "range") return rangeAnswer(known, row, portdocs.ports.nextInRange(known, row, today));
    if (kind === "protocol") return protocolAnswer(known, row);
    if (binding) return serviceUse(known, [binding]);
    return serviceAnswer(known, row, kind === "service" ? foundBy(row, match) : kind, title);
  }

  function hostAnswer(/** @type {any} */ known, /** @type {any} */ row) {
    const services = known.services.filter((/** @type {any} */ service) => service.hosts.includes(row));
    const lines = [joined(row.addresses.join(", "), count(services, "service"), row.problems)];
    return { kind: "host", title: row.name, lines, href: pageOf(known, "host", row) };
  }

  function suiteAnswer(/** @type {any} */ known, /** @type {any} */ row) {
    const services = known.services.filter((/** @type {any} */ service) => service.suite === row);
    const lines = [joined(row.owner ?? "unowned", row.contact, count(services, "service"), row.problems)];
    return { kind: "suite", title: row.name, lines, href: pageOf(known, "suite", row) };
  }

  const joined = (/** @type {any[]} */ ...parts) => parts.filter(Boolean).join(" · ");

  const count = (/** @type {any[]} */ rows, /** @type {string} */ what) => `${rows.length.toLocaleString("en")} ${what}${rows.length === 1 ? "" : "s"}`;

  /** The kind of the field that has the matched words: a service is found by its name, or by others of its facts. */
  function foundBy(/** @type {any} */ row, /** @type {Record<string, string[]> | undefined} */ match) {
    const fields = Object.values(match ?? {}).flat();
    if (!fields.includes("label") || fields.includes("name")) return "service";
    const has = (/** @type {string} */ field) => portdocs.words.wordsOf(row[field].join(" ")).some((/** @type {string} */ word) => word in (match ?? {}));
    return FOUND_BY[Object.keys(FOUND_BY).find(has) ?? ""] ?? "service";
  }

  /** A service; as a unit or a file it is titled with that, as a process or a protocol it says which. */
  function serviceAnswer(/** @type {any} */ known, /** @type {any} */ row, /** @type {string} */ kind, /** @type {string | undefined} */ title) {
    const own = { unit: row.unit.join(", "), file: title ?? row.files.join(", ") };
    const what = { process: row.process.join(", "), protocol: row.protocols.join(", "), unit: row.name, file: row.name };
    const href = pageOf(known, "service", row);
    return { kind, title: own[kind] ?? row.name, lines: [joined(what[kind], whereabouts(row), exposures(row.bindings), unusual(row), ownerOf(row), row.problems)], href };
  }

  /** `Team (#contact)`. */
  function ownerOf(/** @type {any} */ { owner, suite }) {
    if (!owner) return "unowned";
    return suite?.contact && suite.owner === owner ? `${owner} (${suite.contact})` : owner;
  }

  const unusual = (/** @type {any} */ { status }) => (status === "active" ? "" : status);

  /** The ports and hosts of a service: `8000, 8001 on web`. */
  function whereabouts(/** @type {any} */ row) {
    const ports = [...new Set(row.bindings.map((/** @type {any} */ b) => shownPorts(b.ports)))].sort(natural);
    const sockets = row.is_unknown ? ["unknown listeners"] : [...ports, ...row.elsewhere];
    const shown = sockets.length > MAX_PORTS ? `${sockets.length} listeners` : sockets.join(", ");
    return [shown, hostsOf(row)].filter(Boolean).join(" ");
  }

  /** Who can reach some listeners. */
  function exposures(/** @type {any[]} */ bindings) {
    const labels = [...new Set(bindings.map(({ exposure }) => (exposure.startsWith("unknown") ? `exposure ${exposure}` : exposure)))];
    return labels.length > MAX_EXPOSURES ? "" : labels.filter((label) => label !== "planned").join("; ");
  }

  function hostsOf(/** @type {any} */ { hosts }) {
    if (!hosts.length) return "";
    return `on ${hosts.length > MAX_HOSTS ? `${hosts.length} hosts` : hosts.map((/** @type {any} */ host) => host.name).join(", ")}`;
  }

  function endpointAnswer(/** @type {any} */ known, /** @type {string} */ kind, /** @type {any} */ row) {
    const end = row.redirect ? [`redirects to ${row.redirect}`] : [row.target, row.to?.name];
    const path = [...row.via.map((/** @type {any} */ proxy) => proxy.name), ...end].filter(Boolean);
    const href = row.to ? pageOf(known, "service", row.to) : pageOf(known, "access", null);
    return { kind, title: row.urls.join(", "), lines: [`→ ${path.join(" → ")}`, joined(row.purpose, row.to?.owner)], href };
  }

  function rangeAnswer(/** @type {any} */ known, /** @type {any} */ row, /** @type {number | null} */ port) {
    const next = port === null ? "no free port" : `next free ${port}`;
    const lines = [joined(row.ports.map(shownPorts).join(", "), row.suite?.name, row.host && `on ${row.host.name}`, next), row.purpose];
    return { kind: "range", title: row.name, lines, href: pageOf(known, "range", row) };
  }

  function ownerAnswer(/** @type {any} */ known, /** @type {any} */ row) {
    const services = known.services.filter((/** @type {any} */ service) => service.owner === row.name);
    const suites = known.suites.filter((/** @type {any} */ suite) => suite.owner === row.name);
    const isOneSuite = suites.length === 1 && services.every((/** @type {any} */ service) => service.suite === suites[0]);
    const words = portdocs.words.wordsOf(row.name).map((/** @type {string} */ word) => `owner:${word}`);
    const table = suites.length ? "suites" : "services";
    const href = isOneSuite ? pageOf(known, "suite", suites[0]) : filtered(known, table, words.join(" "));
    return { kind: "owner", title: row.name, lines: [joined(count(services, "service"), suites.map((/** @type {any} */ s) => s.name).join(", "), row.problems)], href };
  }

  function protocolAnswer(/** @type {any} */ known, /** @type {any} */ row) {
    const words = portdocs.words.wordsOf(row.name).map((/** @type {string} */ word) => `protocol:${word}`);
    return { kind: "protocol", title: row.name, lines: [count(row.services, "service")], href: filtered(known, "ports", words.join(" ")) };
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
    const ranges = facts.next.filter((/** @type {any} */ next) => next.range).map((/** @type {any} */ next) => rangeAnswer(known, next.range, next.port));
    const idle = [...new Set(facts.idle.map((/** @type {any} */ one) => one.service))].map((row) => serviceAnswer(known, row, "service", undefined));
    const endpoints = facts.endpoints.slice(0, MAX_ENDPOINTS).map((/** @type {any} */ row) => endpointAnswer(known, "URL", row));
    return [portAnswer(known, facts, uses), ...services, ...idle, ...ranges, ...endpoints];
  }

  function portAnswer(/** @type {any} */ known, /** @type {any} */ facts, /** @type {any[][]} */ uses) {
    const { query, state, next } = facts;
    const title = `${nameOf(query)} ${STATES[state]}${usedBy(known, facts, uses)}`;
    const free = next.filter((/** @type {any} */ one) => !one.range && one.port !== null).map((/** @type {any} */ { port }) => `next free port outside of all ranges: ${port}`);
    const lines = [...(uses.length === 1 ? uses[0].map(usage) : []), ...fewer(facts), ...(state === "used" ? [] : free)];
    return { kind: query.bind ? "address" : "port", title, lines: lines.map(capitalised), href: portPage(known, facts, uses), state };
  }

  /** The first notes, few of them about ranges: several hosts may reserve the same ports. */
  function fewer(/** @type {any} */ { notes, ranges, state }) {
    const hidden = new Set(ranges.slice(MAX_RANGES).map((/** @type {any} */ range) => range.note));
    const isShown = (/** @type {any} */ { text, isAdvice }) => !hidden.has(text) && !(isAdvice && state === "used");
    const shown = notes.filter(isShown).slice(0, MAX_NOTES);
    if (hidden.size) shown.push({ text: `${hidden.size} more ranges reserve it; add host: to search one host`, against: true });
    // Reasons not to take a port are no warnings about a port that is taken.
    return state === "used" ? shown.map((/** @type {any} */ note) => ({ ...note, against: note.isObserved })) : shown;
  }

  function portPage(/** @type {any} */ known, /** @type {any} */ { query, observed, others, ranges, held }, /** @type {any[][]} */ uses) {
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

  function usedBy(/** @type {any} */ known, /** @type {any} */ { query, bindings, state }, /** @type {any[][]} */ uses) {
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
    return [...groups.values()].sort(([a], [b]) => natural(a.service.name, b.service.name) || natural(a.host.name, b.host.name));
  }

  const serviceUse = (/** @type {any} */ known, /** @type {any[]} */ group) => ({
    kind: "service",
    title: group[0].service.name,
    lines: group.map(usage),
    href: pageOf(known, "service", group[0].service),
  });

  /** `tcp 127.0.0.1:8000 on web · loopback · Team`. */
  const usage = (/** @type {any} */ binding) =>
    joined(`${shownBinding(binding)} on ${binding.host.name}`, exposures([binding]), unusual(binding.service), ownerOf(binding.service));

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
    const texts = lines.filter((/** @type {any} */ line) => line?.text ?? line).map((/** @type {any} */ line) => element("p", line.against ? "pd-answer__against" : "", line.text ?? line));
    const article = element("article", "md-search-result__article md-typeset", heading, ...texts);
    article.dataset.mdScore = String(SCORE);
    const link = element("a", "md-search-result__link", article);
    link.href = href;
    link.tabIndex = -1;
    const made = element("li", "md-search-result__item pd-answer", link);
    if (state) made.dataset.state = state.replace(" ", "-");
    return made;
  }

  portdocs.results = { answersOf, item };
})();
