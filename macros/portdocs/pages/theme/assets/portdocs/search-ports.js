// What is known about a port: selects from the tables of pages/search_port_data.py, which say what uses a port and why.
// tests/site/test_search_rules.py compares the answers with those of `portdocs show` and `portdocs next`.
"use strict";

(() => {
  const portdocs = (window.portdocs ??= {});
  const { parsePort, parseBind, bindsMeet, mayConflict, isLoopback, shownBinding, hasPort } = portdocs.addresses;
  const MAX_UNKNOWN = 5;
  const MAX_OTHERS = 5;
  const MAX_RANGES = 5; // whose next free port is computed: several hosts may reserve the same ports
  const PORT = /^(?:(\[[^\]]+\]|[^:[\]/\s]+):)?([0-9]+)(?:\/(tcp|udp))?$/i;

  /**
   * The port that a text asks for: `{port, transport?, bind?, host?}`; null if it asks for something else. A port that
   * does not exist is something else, too, unless `isPort`: then RangeError is thrown.
   */
  function portQuery(/** @type {any} */ known, /** @type {string} */ text, isPort = true) {
    const match = PORT.exec(text.replace(/^:/, ""));
    if (!match) return null;
    const [, where, digits, transport] = match;
    const place = where === undefined ? {} : placeOf(known, where);
    if (!place || (!isPort && !/^[1-9]\d{0,4}$/.test(digits))) return null;
    return { port: parsePort(digits), ...place, ...(transport ? { transport: transport.toLowerCase() } : {}) };
  }

  /** The part before a port: an address, or a host by its id or name. */
  function placeOf(/** @type {any} */ known, /** @type {string} */ text) {
    const wanted = text.toLowerCase();
    if (wanted === "localhost") return { bind: "127.0.0.1" };
    const host = known.hosts.find((/** @type {any} */ h) => h.id === wanted || h.name.toLowerCase() === wanted);
    if (host) return { host };
    const bind = parseBind(text);
    return bind === null ? null : { bind };
  }

  /** The hosts that a query is about: those with its address, or all. */
  function hostsOf(/** @type {any} */ known, /** @type {any} */ query) {
    if (query.host) return new Set([query.host]);
    const owners = known.hosts.filter((/** @type {any} */ host) => host.addresses.includes(query.bind));
    return new Set(owners.length ? owners : known.hosts);
  }

  /** Everything that is known about a port. `today` is a day such as 2026-01-31. */
  function aboutPort(/** @type {any} */ known, /** @type {any} */ query, /** @type {string} */ today) {
    const hosts = hostsOf(known, query);
    const here = (/** @type {any} */ service) =>
      !service.hosts.length || service.hosts.some((/** @type {any} */ host) => hosts.has(host));
    const speaks = (/** @type {any} */ row) => query.transport === undefined || query.transport === row.transport;
    const meets = (/** @type {any} */ row) => query.bind === undefined || bindsMeet(query.bind, row.bind);
    const onPort = (/** @type {any[]} */ table) => table.filter((row) => hasPort(row.ports, query.port) && speaks(row));
    const any = (/** @type {any[]} */ ports) => ports.some((one) => hasPort(one, query.port));
    const bindings = onPort(known.bindings).filter((row) => hosts.has(row.host));
    const retired = onPort(known.held).filter(({ service }) =>
      service.hosts.some((/** @type {any} */ h) => hosts.has(h)),
    );
    const facts = {
      query,
      bindings: bindings.filter(meets),
      others: bindings.filter((row) => !meets(row)),
      observed: onPort(known.observed).filter((row) => hosts.has(row.host) && meets(row)),
      held: retired.filter(({ until }) => until > today),
      free: retired.filter(({ until }) => until <= today),
      idle: known.idle.filter((/** @type {any} */ row) => any(row.ports) && here(row.service)),
      unknown: known.unknown.filter((/** @type {any} */ row) => here(row.service)),
      claims: known.claims.filter((/** @type {any} */ row) => any(row.ports)),
      former: onPort(known.former),
      ranges: known.ranges.filter((/** @type {any} */ r) => any(r.ports) && (!r.host || hosts.has(r.host))),
      endpoints: known.endpoints.filter((/** @type {any} */ endpoint) => isPublicAt(endpoint, query)),
    };
    return { ...facts, state: stateOf(facts), notes: notes(known, facts), next: nextFree(known, facts, today) };
  }

  function isPublicAt(/** @type {any} */ endpoint, /** @type {any} */ { port, transport, bind, host }) {
    if (bind !== undefined || host !== undefined) return false;
    return endpoint.parsed.some(
      (/** @type {any} */ url) => url?.port === port && (!transport || url.transport === transport),
    );
  }

  /** The state of a port; "maybe" if something that is not fully known may use it. */
  function stateOf(/** @type {any} */ facts) {
    const { query, bindings, observed, held, claims, others, unknown } = facts;
    const isCertain =
      [undefined, "unknown"].includes(query.bind) || bindings.some((/** @type {any} */ b) => b.bind !== "unknown");
    if (bindings.length) return isCertain ? "used" : "maybe used";
    if (observed.length) return "observed";
    if (held.length) return "held";
    if (others.some((/** @type {any} */ row) => mayConflict(row.bind, query.bind))) return "conflict";
    if (claims.length) return "claimed";
    return unknown.length ? "maybe" : "free";
  }

  /** The notes on a port, in the order of topology/port_notes.py. @returns {{text: string, against: boolean, isObserved?: boolean, isAdvice?: boolean}[]} */
  function notes(/** @type {any} */ known, /** @type {any} */ facts) {
    const { port } = facts.query;
    const note =
      (/** @type {boolean} */ against, /** @type {string} */ key = "note") =>
      (/** @type {any} */ row) => ({ text: row[key], against });
    const isUsed = facts.bindings.length > 0;
    const notReserved = { text: "not in a reserved range", against: false, isAdvice: true };
    return [
      ...(isUsed ? [] : facts.claims.map(note(true))),
      ...observations(facts).map((text) => ({ text, against: true, isObserved: true })),
      ...(isUsed
        ? []
        : facts.others.slice(0, MAX_OTHERS).map((/** @type {any} */ row) => onOtherAddress(facts.query, row))),
      ...(facts.ranges.length
        ? facts.ranges.map((/** @type {any} */ r) => ({ text: r.note, against: r.suite !== null }))
        : [notReserved]),
      ...facts.held.map(note(true)),
      ...facts.idle.map(note(false)),
      ...(isUsed ? [] : facts.unknown.slice(0, MAX_UNKNOWN).map(note(true))),
      ...conventions(known, port),
      // Only the browser knows the day, and only the site the releases.
      ...facts.free.map(note(false, "note_after")),
      ...facts.former.map(note(false)),
    ];
  }

  const observations = (/** @type {any} */ { observed, bindings }) => [
    ...observed.map((/** @type {any} */ row) => row.note),
    ...bindings.flatMap((/** @type {any} */ binding) => binding.notes),
  ];

  /** The note on a listener on another address than the one in the query. */
  function onOtherAddress(/** @type {any} */ { bind }, /** @type {any} */ row) {
    const where = `${shownBinding(row)} on ${row.host.name}`;
    if (mayConflict(row.bind, bind))
      return {
        text: `may conflict: ${row.service.name} listens on ${where}; see IPV6_V6ONLY in ipv6(7)`,
        against: true,
      };
    const only = isLoopback(row.bind) ? "loopback only" : "another address";
    return { text: `nothing on ${bind}; ${row.service.name} listens on ${only} (${where})`, against: false };
  }

  function conventions(/** @type {any} */ known, /** @type {number} */ port) {
    const texts = known.conventions
      .filter((/** @type {any} */ [first, last]) => first <= port && port <= last)
      .map((/** @type {any} */ one) => one[2]);
    return [...texts, known.iana[port]].filter(Boolean).map((text) => ({ text, against: true, isAdvice: true }));
  }

  /** The lowest free port of each range that the port is in; without a range, the lowest free one above it. */
  function nextFree(/** @type {any} */ known, /** @type {any} */ { query, ranges }, /** @type {string} */ today) {
    if (ranges.length)
      return ranges
        .slice(0, MAX_RANGES)
        .map((/** @type {any} */ range) => ({ range, port: nextInRange(known, range, today, query) }));
    const used = usedPorts(known, query.host ?? onlyHost(known), query.transport, today);
    const avoided = [known.ephemeral, ...known.ranges.flatMap((/** @type {any} */ range) => range.ports)];
    for (const [first, last] of avoided.map(run)) used.fill(1, first, last + 1);
    return [{ range: null, port: lowest([[query.port + 1, 65535]], used) }];
  }

  /** The lowest free port of a range; null if there is none. */
  function nextInRange(
    /** @type {any} */ known,
    /** @type {any} */ range,
    /** @type {string} */ today,
    /** @type {any} */ query = {},
  ) {
    return lowest(range.ports, usedPorts(known, query.host ?? range.host ?? onlyHost(known), query.transport, today));
  }

  const onlyHost = (/** @type {any} */ known) => (known.hosts.length === 1 ? known.hosts[0] : undefined);

  const run = (/** @type {number | number[]} */ ports) => (Array.isArray(ports) ? ports : [ports, ports]);

  function lowest(/** @type {any[]} */ ports, /** @type {Uint8Array} */ used) {
    for (const [first, last] of ports.map(run).sort((a, b) => a[0] - b[0]))
      for (let port = first; port <= last; port += 1) if (!used[port]) return port;
    return null;
  }

  /** Flags of the ports that are not free, on one host or on any: linear in listeners and ports, however long their runs are. */
  function usedPorts(
    /** @type {any} */ known,
    /** @type {any} */ host,
    /** @type {string | undefined} */ transport,
    /** @type {string} */ today,
  ) {
    const speaks = (/** @type {any} */ row) => !transport || row.transport === transport;
    const held = known.held.filter(
      (/** @type {any} */ row) => row.until > today && (!host || row.service.hosts.includes(host)) && speaks(row),
    );
    const open = [...known.bindings, ...known.observed].filter((row) => (!host || row.host === host) && speaks(row));
    const claimed = known.claims.flatMap((/** @type {any} */ row) =>
      row.ports.map((/** @type {number} */ ports) => ({ ports })),
    );
    const steps = new Int32Array(65538);
    for (const { ports } of [...open, ...held, ...claimed]) {
      const [first, last] = run(ports);
      steps[first] += 1;
      steps[last + 1] -= 1;
    }
    const used = new Uint8Array(65536);
    for (let port = 1, depth = 0; port < 65536; port += 1) {
      depth += steps[port];
      used[port] = depth > 0 ? 1 : 0;
    }
    return used;
  }

  portdocs.ports = { portQuery, placeOf, aboutPort, nextFree, nextInRange };
})();
