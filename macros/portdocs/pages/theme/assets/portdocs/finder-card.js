// The answers of the port finder as elements. It sets text, never markup.
"use strict";

(() => {
  const portdocs = /** @type {any} */ (/** @type {any} */ (window).portdocs ??= {});
  const MAX_LISTENERS = 8;
  const MAX_ENDPOINTS = 5;
  const MAX_RANGES = 5;
  const natural = new Intl.Collator(undefined, { numeric: true }).compare;
  const EXPOSURE = /** @type {Record<string, string>} */ ({
    loopback: "Reachable only from the host itself",
    closed: "The host's firewall blocks it",
    network: "Reachable from the network",
    unknown: "Unknown bind address, so exposure cannot be determined",
  });

  /** An element with attributes and children; text stays text. */
  function el(
    /** @type {string} */ tag,
    /** @type {Record<string, any>} */ attributes = {},
    /** @type {any[]} */ ...children
  ) {
    const made = document.createElement(tag);
    for (const [name, value] of Object.entries(attributes)) {
      if (value !== null && value !== undefined && value !== false)
        made.setAttribute(name, value === true ? "" : String(value));
    }
    made.append(...children.flat().filter((child) => child !== null && child !== undefined && child !== ""));
    return made;
  }

  const code = (/** @type {string} */ text) => el("code", {}, text);
  const badge = (/** @type {string} */ word, /** @type {string} */ hint = "") =>
    el("span", { class: `pd-badge pd-badge--${word}`, title: hint || null }, word);

  /** Several things with line breaks between them. */
  const lines = (/** @type {any[][]} */ all) => all.flatMap((line, n) => (n ? [el("br"), ...line] : line));

  /** The first items of a list, and the number of the others. */
  function atMost(/** @type {any[]} */ all, /** @type {number} */ most, /** @type {string} */ what) {
    const more = all.length - most;
    return more > 0 ? [...all.slice(0, most), [`and ${more} more ${what}`]] : all;
  }

  // Rows: the choices of an answer

  /** `127.0.0.1:8000`, `[::1]:8000`, or only the port if the bind is unknown. */
  function socket(/** @type {any} */ binding) {
    const ports = portdocs.shownRun(binding.ports);
    if (binding.bind === "unknown") return ports;
    return binding.bind.includes(":") ? `[${binding.bind}]:${ports}` : `${binding.bind}:${ports}`;
  }

  const hostName = (/** @type {any} */ known, /** @type {string} */ id) => known.hosts.get(id)?.name ?? id;

  /** The services or endpoints of an answer, each with distinguishing details. */
  function rows(/** @type {any} */ known, /** @type {any} */ answer) {
    if (answer.kind === "port") return [...usersOf(known, answer), ...elsewhere(answer)];
    if (answer.kind === "endpoints") return answer.endpoints.map((/** @type {any} */ e) => endpointRow(known, e));
    if (answer.kind === "services") return answer.services.map((/** @type {any} */ s) => serviceRow(known, s));
    return [];
  }

  function usersOf(/** @type {any} */ known, /** @type {any} */ answer) {
    const groups = new Map();
    for (const binding of answer.bindings) {
      const key = `${binding.service.id} ${binding.host}`;
      if (!groups.has(key))
        groups.set(key, { service: binding.service, host: binding.host, sockets: [], exposures: [] });
      groups.get(key).sockets.push(`${binding.transport} ${socket(binding)}`);
      groups.get(key).exposures.push(binding.exposure);
    }
    const sorted = [...groups.values()].sort(
      (a, b) => natural(a.service.name, b.service.name) || natural(a.host, b.host),
    );
    return sorted.map((group) => ({
      ...group,
      detail: `${group.sockets.join(", ")} on ${hostName(known, group.host)}`,
    }));
  }

  function elsewhere(/** @type {any} */ answer) {
    const detail = (/** @type {any} */ s) =>
      s.status === "external"
        ? "external"
        : s.status === "retired"
          ? "used it, is retired"
          : "inside its container only";
    const known = new Map(answer.elsewhere.map((/** @type {any} */ e) => [e.service.id, e.service]));
    return [...known.values()].map((service) => ({ service, detail: detail(service), exposures: [] }));
  }

  function endpointRow(/** @type {any} */ known, /** @type {any} */ endpoint) {
    const service = known.services.get(endpoint.to) ?? null;
    return {
      service,
      endpoint,
      title: endpoint.urls[0][0],
      detail: service ? `to ${service.name}` : `redirects to ${endpoint.redirect}`,
      exposures: [],
    };
  }

  function serviceRow(/** @type {any} */ known, /** @type {any} */ service) {
    const ports = [
      ...new Set(
        (service.listeners ?? [])
          .filter((/** @type {any} */ l) => l.port)
          .map((/** @type {any} */ l) => portdocs.shownRun(l.port)),
      ),
    ];
    const hosts = (service.hosts ?? []).map((/** @type {string} */ id) => hostName(known, id));
    const where = hosts.length ? `on ${hosts.join(", ")}` : "";
    return { service, detail: [ports.join(", "), where].filter(Boolean).join(" "), exposures: [] };
  }

  const titleOf = (/** @type {any} */ row) => row.title ?? row.service.name;

  // The headline: the answer in a sentence

  function nameOf(/** @type {any} */ known, /** @type {any} */ query) {
    const port = query.port + (query.transport ? `/${query.transport}` : "");
    const bind = query.bind?.includes(":") ? `[${query.bind}]` : query.bind;
    if (bind) return `${bind}:${port}`;
    return query.host ? `${port} on ${hostName(known, query.host)}` : port;
  }

  /** The answer in a sentence; `tone` sets its colour. */
  function headline(/** @type {any} */ known, /** @type {any} */ answer, /** @type {string} */ text) {
    if (answer.kind === "mistake") return { tone: "none", words: capital(answer.text) };
    if (answer.kind === "nothing") return { tone: "none", words: `No match for “${text}” among ports, addresses, URLs, services, hosts, owners, units and containers` };
    if (answer.kind === "port") return portHeadline(known, answer);
    const found = rows(known, answer);
    const what = answer.kind === "endpoints" ? "endpoints" : "services";
    return { tone: "found", words: found.length === 1 ? only(known, found[0]) : `${found.length} ${what}` };
  }

  /** The sentence for a single match. */
  function only(/** @type {any} */ known, /** @type {any} */ row) {
    if (row.endpoint)
      return `${row.title} ${row.service ? "points" : "redirects"} to ${row.service?.name ?? row.endpoint.redirect}`;
    const listeners = row.service.listeners ?? [];
    const where = [
      ...new Set(
        listeners.map((/** @type {any} */ l) =>
          l.port ? portdocs.shownRun(l.port) : (l.socket ?? `${portdocs.shownRun(l.inside)} inside its container`),
        ),
      ),
    ];
    if (row.service.unknown) return `The listeners of ${row.service.name} are unknown`;
    const verb = row.service.status === "retired" ? "listened" : "listens";
    return where.length
      ? `${row.service.name} ${verb} on ${where.slice(0, 5).join(", ")}`
      : `${row.service.name} has no listeners`;
  }

  const capital = (/** @type {string} */ words) => words.charAt(0).toUpperCase() + words.slice(1);

  function portHeadline(/** @type {any} */ known, /** @type {any} */ answer) {
    const name = nameOf(known, answer.port);
    if (answer.state === "taken")
      return { tone: "taken", words: `${name} ${answer.sure ? "is" : "may be"} in use${usedWhere(known, answer)}` };
    if (answer.state === "observed") return { tone: "claimed", words: `${name} is in use, but not declared` };
    if (answer.state === "claimed") return { tone: "claimed", words: `${name} may be in use; owner unknown` };
    if (answer.state === "unsure") return { tone: "claimed", words: `${name} may be in use` };
    if (answer.state === "rests") return { tone: "rests", words: `${name} is held` };
    const everywhere = known.data.hosts.length > 1 && !answer.port.host && !answer.port.bind ? " on every host" : "";
    return { tone: "free", words: `${name} is free${everywhere}` };
  }

  function usedWhere(/** @type {any} */ known, /** @type {any} */ answer) {
    if (answer.services.length === 1) return ` by ${answer.services[0].name}`;
    const hosts = new Set(answer.bindings.map((/** @type {any} */ b) => b.host));
    if (known.data.hosts.length === 1 || answer.port.host) return ` by ${answer.services.length} services`;
    return ` on ${hosts.size} of ${known.data.hosts.length} hosts`;
  }

  // Notes on a port

  function about(/** @type {any} */ answer, /** @type {any} */ links) {
    if (answer.kind !== "port") return null;
    const items = fewer(answer.remarks).map((r) =>
      el("li", { class: r.against && answer.state !== "taken" ? "pd-finder__against" : null }, remark(r, links)),
    );
    items.push(...answer.next.map((/** @type {any} */ n) => el("li", {}, next(answer, n))));
    if (answer.endpoints.length)
      items.push(
        el(
          "li",
          {},
          lines(
            atMost(
              answer.endpoints.map((/** @type {any} */ e) => [code(e.urls[0][0])]),
              MAX_ENDPOINTS,
              "endpoints",
            ),
          ),
        ),
      );
    const title = answer.state === "taken" ? "About this port" : "Before you take it";
    return el("div", { class: "pd-finder__about" }, el("h3", {}, title), el("ul", {}, items));
  }

  /** The notes with a limited number of ranges: several hosts may reserve the same ports. */
  function fewer(/** @type {any[]} */ remarks) {
    const ranges = remarks.filter((r) => r.range);
    const more = ranges.length - MAX_RANGES;
    if (more <= 0) return remarks;
    const rest = {
      text: `${more} more ranges reserve it; write a host and a colon before the port to search one host`,
      against: true,
    };
    return [...ranges.slice(0, MAX_RANGES), rest, ...remarks.filter((r) => !r.range)];
  }

  function remark(/** @type {any} */ { text, range }, /** @type {any} */ links) {
    const words = capital(text);
    return range ? [words, " ", el("a", { href: links.range(range) }, "Show range")] : [words];
  }

  function next(/** @type {any} */ answer, /** @type {any} */ { range, port }) {
    if (range && port === null) return [`No free port in ${range.name}`];
    if (port === null) return ["No free port above it"];
    if (port === answer.port.port) return [`Lowest free port of ${range.name}`];
    const what = range ? `Next free in ${range.name}: ` : "Next free port outside of all ranges: ";
    return [what, el("a", { href: `?port=${port}`, "data-find": port }, port)];
  }

  // The card of a service

  function card(/** @type {any} */ known, /** @type {any} */ row, /** @type {any} */ links) {
    /** @type {[string, any[]][]} */
    const facts = row.endpoint
      ? [
          ["Route", path(known, row.endpoint)],
          ["Purpose", [row.endpoint.purpose]],
        ]
      : [];
    if (row.service) facts.push(...factsOf(known, row.service, links));
    const shown = facts.filter(([, cell]) => cell.some(Boolean));
    return el(
      "div",
      { class: "pd-finder__card" },
      heading(row, links),
      row.service?.description ? el("p", {}, row.service.description) : null,
      el(
        "dl",
        { class: "pd-facts" },
        shown.map(([term, cell]) => el("div", {}, el("dt", {}, term), el("dd", {}, cell))),
      ),
    );
  }

  function heading(/** @type {any} */ row, /** @type {any} */ links) {
    const { service } = row;
    if (!service) return el("h3", {}, titleOf(row));
    const words = [service.status, ...new Set(row.exposures)].map((word) => badge(word, EXPOSURE[word]));
    const page = el("a", { class: "pd-finder__page", href: links.service(service.id) }, service.name);
    return el(
      "h3",
      {},
      page,
      words.flatMap((one) => [" ", one]),
    );
  }

  /** @returns {[string, any[]][]} */
  function factsOf(/** @type {any} */ known, /** @type {any} */ service, /** @type {any} */ links) {
    const each = (/** @type {string[] | undefined} */ all) => lines((all ?? []).map((one) => [code(one)]));
    const linked = (/** @type {string[] | undefined} */ ids) =>
      lines((ids ?? []).map((id) => [el("a", { href: links.service(id) }, known.services.get(id)?.name ?? id)]));
    return [
      [service.status === "retired" ? "Retired on" : "To be retired on", [service.retired_on]],
      ["Owner", [service.owner ?? badge("unowned", "No owner is declared")]],
      ["Contact", [service.contact]],
      [
        "Host",
        lines(
          (service.hosts ?? []).map((/** @type {string} */ id) => [
            el("a", { href: links.host(id) }, hostName(known, id)),
          ]),
        ),
      ],
      ["Listens on", listens(known, service)],
      [
        "Health",
        lines(
          (service.listeners ?? [])
            .filter((/** @type {any} */ l) => l.health)
            .map((/** @type {any} */ l) => [code(l.health)]),
        ),
      ],
      ["Endpoints", endpoints(known, service)],
      ["Unit", each(service.unit)],
      ["Container", each(service.container)],
      ["Files", each(service.files)],
      ["Depends on", linked(service.needs)],
      ["Needed by", linked(service.needed_by)],
      ["Declared", [code(service.declared)]],
    ];
  }

  function listens(/** @type {any} */ known, /** @type {any} */ service) {
    if (service.unknown) return [badge("unknown", "Not declared")];
    const several = (service.hosts ?? []).length > 1;
    const sockets = (service.listeners ?? []).flatMap((/** @type {any} */ listener) =>
      listener.taken
        ? listener.taken.map((/** @type {any} */ taken) => binding(known, listener, taken, several))
        : [
            [
              code(listener.socket ? `unix:${listener.socket}` : portdocs.shownRun(listener.port ?? listener.inside)),
              listener.port || listener.socket ? "" : " in its container",
            ],
          ],
    );
    return lines(atMost(sockets, MAX_LISTENERS, "listeners"));
  }

  function binding(
    /** @type {any} */ known,
    /** @type {any} */ listener,
    /** @type {any[]} */ [host, transport, bind, exposure],
    /** @type {boolean} */ several,
  ) {
    const protocol = listener.protocol ? ` ${listener.protocol}` : "";
    const where = several ? ` on ${hostName(known, host)}` : "";
    const words = [
      badge(exposure, EXPOSURE[exposure]),
      listener.proxied ? badge("proxied", "An endpoint reaches it through a proxy") : null,
    ];
    return [
      code(`${transport} ${socket({ ports: listener.port, bind })}`),
      `${protocol}${where} `,
      ...words.flatMap((w) => (w ? [w, " "] : [])),
    ];
  }

  function endpoints(/** @type {any} */ known, /** @type {any} */ service) {
    const found = known.endpointsTo.get(service.id) ?? [];
    return lines(
      atMost(
        found.flatMap((/** @type {any} */ e) => e.urls.map((/** @type {any} */ url) => [urlLink(url)])),
        MAX_ENDPOINTS,
        "endpoints",
      ),
    );
  }

  /** A URL, linked if a browser can follow it: http or https without a wildcard; the data contains only checked schemes. */
  function urlLink(/** @type {any[]} */ [text, scheme, host]) {
    const real = ["http", "https"].includes(scheme) && !host.includes("*");
    return real ? el("a", { href: text, rel: "noopener" }, text) : code(text);
  }

  function path(/** @type {any} */ known, /** @type {any} */ endpoint) {
    const steps = [lines(endpoint.urls.map((/** @type {any} */ url) => [urlLink(url)]))];
    for (const id of endpoint.via ?? []) steps.push([known.services.get(id)?.name ?? id]);
    if (endpoint.redirect) steps.push([`redirects to ${endpoint.redirect}`]);
    if (endpoint.target) steps.push([code(endpoint.target)]);
    return steps.flatMap((step, n) => (n ? [" → ", ...step] : step));
  }

  Object.assign(portdocs, { el, rows, titleOf, headline, about, card });
})();
