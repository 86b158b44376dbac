// Answers about entries of the registry: `{kind, title, lines, href}`, where a line is text or `{text, against}`.
"use strict";

(() => {
  const portdocs = (window.portdocs ??= {});
  const { shownPorts, shownBinding } = portdocs.addresses;
  const ID = "portdocs-id"; // as in pages/search_data.py
  const MAX_HOSTS = 3;
  const MAX_EXPOSURES = 2;
  const MAX_PORTS = 5;
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

  // Answers

  function entryAnswer(
    /** @type {any} */ known,
    /** @type {any} */ { kind, row, title, match, binding },
    /** @type {string} */ today,
  ) {
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

  const count = (/** @type {any[]} */ rows, /** @type {string} */ what) =>
    `${rows.length.toLocaleString("en")} ${what}${rows.length === 1 ? "" : "s"}`;

  /** The kind of the field that has the matched words: a service is found by its name, or by others of its facts. */
  function foundBy(/** @type {any} */ row, /** @type {Record<string, string[]> | undefined} */ match) {
    const fields = Object.values(match ?? {}).flat();
    if (!fields.includes("label") || fields.includes("name")) return "service";
    const has = (/** @type {string} */ field) =>
      portdocs.words.wordsOf(row[field].join(" ")).some((/** @type {string} */ word) => word in (match ?? {}));
    return FOUND_BY[Object.keys(FOUND_BY).find(has) ?? ""] ?? "service";
  }

  /** A service; as a unit or a file it is titled with that, as a process or a protocol it says which. */
  function serviceAnswer(
    /** @type {any} */ known,
    /** @type {any} */ row,
    /** @type {string} */ kind,
    /** @type {string | undefined} */ title,
  ) {
    const own = { unit: row.unit.join(", "), file: title ?? row.files.join(", ") };
    const what = {
      process: row.process.join(", "),
      protocol: row.protocols.join(", "),
      unit: row.name,
      file: row.name,
    };
    const href = pageOf(known, "service", row);
    return {
      kind,
      title: own[kind] ?? row.name,
      lines: [joined(what[kind], whereabouts(row), exposures(row.bindings), unusual(row), ownerOf(row), row.problems)],
      href,
    };
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
    const labels = [
      ...new Set(bindings.map(({ exposure }) => (exposure.startsWith("unknown") ? `exposure ${exposure}` : exposure))),
    ];
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
    return {
      kind,
      title: row.urls.join(", "),
      lines: [`→ ${path.join(" → ")}`, joined(row.purpose, row.to?.owner)],
      href,
    };
  }

  function rangeAnswer(/** @type {any} */ known, /** @type {any} */ row, /** @type {number | null} */ port) {
    const next = port === null ? "no free port" : `next free ${port}`;
    const lines = [
      joined(row.ports.map(shownPorts).join(", "), row.suite?.name, row.host && `on ${row.host.name}`, next),
      row.purpose,
    ];
    return { kind: "range", title: row.name, lines, href: pageOf(known, "range", row) };
  }

  function ownerAnswer(/** @type {any} */ known, /** @type {any} */ row) {
    const services = known.services.filter((/** @type {any} */ service) => service.owner === row.name);
    const suites = known.suites.filter((/** @type {any} */ suite) => suite.owner === row.name);
    const isOneSuite =
      suites.length === 1 && services.every((/** @type {any} */ service) => service.suite === suites[0]);
    const words = portdocs.words.wordsOf(row.name).map((/** @type {string} */ word) => `owner:${word}`);
    const table = suites.length ? "suites" : "services";
    const href = isOneSuite ? pageOf(known, "suite", suites[0]) : filtered(known, table, words.join(" "));
    return {
      kind: "owner",
      title: row.name,
      lines: [
        joined(count(services, "service"), suites.map((/** @type {any} */ s) => s.name).join(", "), row.problems),
      ],
      href,
    };
  }

  function protocolAnswer(/** @type {any} */ known, /** @type {any} */ row) {
    const words = portdocs.words.wordsOf(row.name).map((/** @type {string} */ word) => `protocol:${word}`);
    return {
      kind: "protocol",
      title: row.name,
      lines: [count(row.services, "service")],
      href: filtered(known, "ports", words.join(" ")),
    };
  }

  const serviceUse = (/** @type {any} */ known, /** @type {any[]} */ group) => ({
    kind: "service",
    title: group[0].service.name,
    lines: group.map(usage),
    href: pageOf(known, "service", group[0].service),
  });

  /** `tcp 127.0.0.1:8000 on web · loopback · Team`. */
  const usage = (/** @type {any} */ binding) =>
    joined(
      `${shownBinding(binding)} on ${binding.host.name}`,
      exposures([binding]),
      unusual(binding.service),
      ownerOf(binding.service),
    );

  portdocs.entries = { pageOf, filtered, entryAnswer, endpointAnswer, rangeAnswer, serviceAnswer, serviceUse, usage };
})();
