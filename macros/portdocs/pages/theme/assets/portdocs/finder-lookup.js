// What is this port, address, URL, domain, service or owner? Pure functions over the data that
// pages/search_data.py writes; they say what `portdocs show` says (see topology/search.py).
"use strict";

(() => {
  /**
   * @typedef {[number, number]} Run first and last port
   * @typedef {[string, string, string, string, string[]?]} Taken host, transport, bind, exposure, notes of a record
   * @typedef {{name?: string, port?: Run, inside?: Run, socket?: string, transport?: string[], protocol?: string,
   *   health?: string, declared?: string, proxied?: boolean, taken?: Taken[]}} Listener
   * @typedef {{id: string, name: string, status: string, description?: string, retired_on?: string, owner?: string,
   *   contact?: string, suite?: string, hosts?: string[], listeners?: Listener[], unknown?: boolean, unit?: string[],
   *   container?: string[], files?: string[], needs?: string[], needed_by?: string[], declared: string}} Service
   * @typedef {[string, string, string, number, string]} Url text, scheme, host, port, path
   * @typedef {{urls: Url[], via?: string[], to?: string, target?: string, redirect?: string, purpose?: string}} Endpoint
   * @typedef {{id: string, name: string, ports: Run[], purpose?: string, suite?: string, host?: string}} Range
   * @typedef {{statement: string, ports: number[], declared: string}} Claim
   * @typedef {{service: Service, listener: Listener, host: string, transport: string, bind: string, exposure: string,
   *   ports: Run, notes: string[]}} Binding
   * @typedef {{host: string, transport: string, bind: string, ports: Run, text: string}} Observed
   * @typedef {{port: number, bind?: string, host?: string, transport?: string}} PortQuery
   * @typedef {{text: string, against: boolean, range?: string}} Remark
   * @typedef {{range: Range | null, port: number | null}} Next
   */

  const WILD = new Set(["*", "unknown"]);
  const MOST_UNKNOWN = 5;
  const MOST_OTHERS = 5;
  const MOST_RANGES = 5; // of which the next free port is worked out: several hosts may reserve the same ports

  /** Everything that a question is held against, worked out once. */
  function index(/** @type {any} */ data) {
    const bindings = data.services.flatMap(bindingsOf);
    const byId = (/** @type {{id: string}[]} */ entries) => new Map(entries.map((entry) => [entry.id, entry]));
    return {
      data,
      services: byId(data.services),
      hosts: byId(data.hosts),
      suites: byId(data.suites),
      bindings,
      retired: data.services.filter((/** @type {Service} */ service) => service.status === "retired"),
      names: data.services.map((/** @type {Service} */ service) => ({ service, folded: names(service) })),
      endpointsTo: grouped(data.endpoints, (/** @type {Endpoint} */ endpoint) => endpoint.to),
      bindingsOn: grouped(bindings, (/** @type {Binding} */ binding) => binding.host),
    };
  }

  /** @returns {Binding[]} */
  function bindingsOf(/** @type {Service} */ service) {
    return (service.listeners ?? []).flatMap((listener) =>
      (listener.taken ?? []).map(([host, transport, bind, exposure, notes]) => ({
        service,
        listener,
        host,
        transport,
        bind,
        exposure,
        ports: /** @type {Run} */ (listener.port),
        notes: notes ?? [],
      })),
    );
  }

  /** @returns {string[]} */
  function names(/** @type {Service} */ service) {
    return [service.id, service.name, ...(service.unit ?? []), ...(service.container ?? [])].map((n) =>
      n.toLowerCase(),
    );
  }

  /** Things by what they have in common; those without it are left out. */
  function grouped(/** @type {any[]} */ things, /** @type {(thing: any) => string | undefined} */ keyOf) {
    const groups = new Map();
    for (const thing of things) {
      const key = keyOf(thing);
      if (key === undefined) continue;
      if (!groups.has(key)) groups.set(key, []);
      groups.get(key).push(thing);
    }
    return groups;
  }

  // Ports and addresses

  const PORT = /^(?:(\[[^\]]+\]|[^:[\]/\s]+):)?([0-9]+)(?:\/(tcp|udp))?$/i;

  /** The port that a text asks for; null where it asks for something else. Throws for a port that does not exist. */
  function portQuery(/** @type {any} */ known, /** @type {string} */ text) {
    const match = PORT.exec(text.replace(/^(?:port\s+|:)/i, ""));
    if (!match) return null;
    const [, where, digits, transport] = match;
    const place = where === undefined ? {} : placeOf(known, where);
    if (!place) return null;
    return { port: parsePort(digits), ...place, ...(transport ? { transport: transport.toLowerCase() } : {}) };
  }

  function parsePort(/** @type {string} */ digits) {
    const port = Number(digits);
    if (digits.length > 1 && digits.startsWith("0"))
      throw new RangeError(`“${short(digits)}” is not a port; write ${short(digits.replace(/^0+(?=.)/, ""))}`);
    if (port < 1 || port > 65535) throw new RangeError(`port ${short(digits)} does not exist, expected 1 to 65535`);
    return port;
  }

  const short = (/** @type {string} */ text) => (text.length > 40 ? `${text.slice(0, 39)}…` : text);

  /** The part before a port: an address, or a host by its id or name. */
  function placeOf(/** @type {any} */ known, /** @type {string} */ text) {
    if (text.toLowerCase() === "localhost") return { bind: "127.0.0.1" };
    const host = hostCalled(known, text);
    if (host) return { host: host.id };
    const bind = parseBind(text);
    if (bind === null) return null;
    // The same address means one machine only, where one declares it.
    const machines = known.data.hosts.filter((/** @type {any} */ h) => h.addresses?.includes(bind));
    return machines.length === 1 ? { bind, host: machines[0].id } : { bind };
  }

  function hostCalled(/** @type {any} */ known, /** @type {string} */ text) {
    const wanted = text.toLowerCase();
    return known.data.hosts.find((/** @type {any} */ h) => h.id === wanted || h.name.toLowerCase() === wanted);
  }

  /** An address in its canonical spelling, as the data has it; null for anything else. */
  function parseBind(/** @type {string} */ text) {
    if (WILD.has(text)) return text;
    const bare = text.startsWith("[") && text.endsWith("]") ? text.slice(1, -1) : text;
    if (/^(0|[1-9]\d{0,2})(\.(0|[1-9]\d{0,2})){3}$/.test(bare))
      return bare.split(".").every((n) => Number(n) < 256) ? bare : null;
    if (!/^[0-9a-f:.]*:[0-9a-f:.]*$/i.test(bare)) return null;
    try {
      return unmapped(new URL(`http://[${bare}]/`).hostname.slice(1, -1));
    } catch {
      return null;
    }
  }

  /** ::ffff:a.b.c.d is a.b.c.d. */
  function unmapped(/** @type {string} */ address) {
    const match = /^::ffff:([0-9a-f]{1,4}):([0-9a-f]{1,4})$/.exec(address);
    if (!match) return address;
    const [high, low] = [parseInt(match[1], 16), parseInt(match[2], 16)];
    return [high >> 8, high & 255, low >> 8, low & 255].join(".");
  }

  /** Whether two binds share an address: what bind(2) does. */
  function bindsMeet(/** @type {string} */ a, /** @type {string} */ b) {
    if (WILD.has(a) || WILD.has(b)) return true;
    const [one, other] = [parseBind(a) ?? a, parseBind(b) ?? b];
    if (one.includes(":") !== other.includes(":")) return false;
    const any = one.includes(":") ? "::" : "0.0.0.0";
    return one === any || other === any || one === other;
  }

  const within = (/** @type {number} */ port, /** @type {Run | undefined} */ run) =>
    run !== undefined && run[0] <= port && port <= run[1];

  // Answers about a port

  function aboutPort(/** @type {any} */ known, /** @type {PortQuery} */ query, /** @type {string} */ today) {
    const { data } = known;
    const here = (/** @type {string | undefined} */ host) => !query.host || !host || host === query.host;
    const onPort = known.bindings.filter((/** @type {Binding} */ b) => hasPort(b, query) && here(b.host));
    const bindings = onPort.filter((/** @type {Binding} */ b) => hasAddress(known, b, query.bind));
    const others = onPort.filter((/** @type {Binding} */ b) => !bindings.includes(b));
    const observed = data.observed.filter(
      (/** @type {Observed} */ o) =>
        hasPort(o, query) && here(o.host) && (query.bind === undefined || bindsMeet(query.bind, o.bind)),
    );
    const claims = data.claims.filter((/** @type {Claim} */ claim) => claim.ports.includes(query.port));
    const ranges = data.ranges.filter(
      (/** @type {Range} */ r) => here(r.host) && r.ports.some((run) => within(query.port, run)),
    );
    const elsewhere = data.services.flatMap((/** @type {Service} */ s) => elsewhereOf(s, query));
    const rests = elsewhere.filter(
      (/** @type {any} */ { service, listener }) =>
        restsUntil(data, service, today) && within(query.port, listener.port),
    );
    const answer = {
      kind: "port",
      port: query,
      bindings,
      others,
      observed,
      claims,
      ranges,
      elsewhere,
      rests,
      services: [],
      endpoints: publicAt(data, query),
    };
    return {
      ...answer,
      services: [...new Set(bindings.map((/** @type {Binding} */ b) => b.service))],
      state: bindings.length ? "taken" : observed.length ? "observed" : rests.length ? "rests" : claims.length ? "claimed" : unknown(known, query).length ? "unsure" : "free",
      sure: isSure(query, bindings),
      remarks: remarks(known, answer, today),
      next: nextFree(known, query, ranges, today),
    };
  }

  /** Whether what is known decides it: not where only listeners with an unknown bind may have the address. */
  function isSure(/** @type {PortQuery} */ query, /** @type {Binding[]} */ bindings) {
    return (
      [undefined, "unknown"].includes(query.bind) || !bindings.length || bindings.some((b) => b.bind !== "unknown")
    );
  }

  function hasPort(/** @type {Binding | Observed} */ binding, /** @type {PortQuery} */ query) {
    return (
      within(query.port, binding.ports) && (query.transport === undefined || query.transport === binding.transport)
    );
  }

  /** True if a binding uses an address; an address of some hosts belongs to these alone. */
  function hasAddress(
    /** @type {any} */ known,
    /** @type {Binding} */ binding,
    /** @type {string | undefined} */ bind,
  ) {
    if (bind === undefined) return true;
    const owners = known.data.hosts.filter((/** @type {any} */ host) => (host.addresses ?? []).includes(bind));
    const isOwner = !owners.length || owners.some((/** @type {any} */ host) => host.id === binding.host);
    return isOwner && bindsMeet(bind, binding.bind);
  }

  /** Listeners on other addresses than the one in the query. @returns {Remark[]} */
  function onOtherAddresses(/** @type {any} */ known, /** @type {any} */ answer) {
    const asked = answer.port.bind;
    return answer.others.slice(0, MOST_OTHERS).map((/** @type {Binding} */ b) => {
      const address = b.bind.includes(":") ? `[${b.bind}]` : b.bind;
      const host = known.hosts.get(b.host)?.name ?? b.host;
      const where = `${b.transport} ${address}:${shownRun(b.ports)} on ${host}`;
      if (["0.0.0.0", "::"].includes(asked) && ["0.0.0.0", "::"].includes(b.bind) && asked !== b.bind) {
        const text = `may conflict: ${b.service.name} listens on ${where}; see IPV6_V6ONLY in ipv6(7)`;
        return { text, against: true };
      }
      const only = /^(127\.|::1$)/.test(parseBind(b.bind) ?? b.bind) ? "loopback only" : "another address";
      return { text: `nothing on ${asked}; ${b.service.name} listens on ${only} (${where})`, against: false };
    });
  }

  /** Listeners with the port that take none of a host: retired, external, or inside a container only. */
  function elsewhereOf(/** @type {Service} */ service, /** @type {PortQuery} */ query) {
    const idle = ["retired", "external"].includes(service.status);
    if (query.host && service.hosts?.length && !service.hosts.includes(query.host)) return [];
    const speaks = (/** @type {Listener} */ l) =>
      !query.transport || service.status !== "retired" || (l.transport ?? ["tcp"]).includes(query.transport);
    return (service.listeners ?? [])
      .filter(speaks)
      .filter((l) => (idle || !l.port) && (within(query.port, l.port) || within(query.port, l.inside)))
      .map((listener) => ({ service, listener }));
  }

  /** The endpoints whose URLs come in on a port of any address. */
  function publicAt(/** @type {any} */ data, /** @type {PortQuery} */ query) {
    if (query.bind !== undefined || query.host !== undefined) return [];
    const meets = (/** @type {Url} */ url) =>
      url[3] === query.port &&
      (query.transport === undefined || query.transport === (url[1] === "udp" ? "udp" : "tcp"));
    return data.endpoints.filter((/** @type {Endpoint} */ e) => e.urls.some(meets));
  }

  /** The day on which a retired service's ports are free again; null where they are free by now. */
  function restsUntil(/** @type {any} */ data, /** @type {Service} */ service, /** @type {string} */ today) {
    if (service.status !== "retired" || !service.retired_on) return null;
    const day = new Date(`${service.retired_on}T00:00:00Z`);
    day.setUTCDate(day.getUTCDate() + data.rest_days);
    const until = day.toISOString().slice(0, 10);
    return until > today ? until : null;
  }

  // Notes on a port, worded as in reports/port_notes.py

  /** @returns {Remark[]} */
  function remarks(/** @type {any} */ known, /** @type {any} */ answer, /** @type {string} */ today) {
    const { data } = known;
    const found = answer.bindings.length ? [] : answer.claims.map(claimed);
    found.push(...answer.observed.map((/** @type {Observed} */ o) => ({ text: o.text, against: true })));
    const notes = answer.bindings.flatMap((/** @type {Binding} */ b) => b.notes);
    found.push(...notes.map((/** @type {string} */ text) => ({ text, against: true })));
    if (!answer.bindings.length) found.push(...onOtherAddresses(known, answer));
    found.push(...answer.ranges.map((/** @type {Range} */ range) => reserved(known, range)));
    if (!answer.ranges.length) found.push({ text: "not in a reserved range", against: false });
    found.push(...answer.rests.map((/** @type {any} */ e) => ({ text: resting(data, e, today), against: true })));
    const others = answer.elsewhere.filter((/** @type {any} */ e) => !answer.rests.includes(e));
    found.push(...others.map((/** @type {any} */ e) => ({ text: has(e), against: false })));
    if (!answer.bindings.length) found.push(...unknown(known, answer.port));
    found.push(...former(data, answer.port));
    return [...found, ...meaning(data, answer.port.port)];
  }

  function resting(/** @type {any} */ data, /** @type {any} */ { service, listener }, /** @type {string} */ today) {
    const until = restsUntil(data, service, today);
    return `${service.name} was retired and its port is held until ${until} (${listener.declared})`;
  }

  /** Services whose listeners are unknown. @returns {Remark[]} */
  function unknown(/** @type {any} */ known, /** @type {PortQuery} */ query) {
    const live = (/** @type {Service} */ s) => s.unknown && !["retired", "external"].includes(s.status);
    const here = (/** @type {Service} */ s) => !query.host || s.hosts?.includes(query.host);
    const found = known.data.services.filter((/** @type {Service} */ s) => live(s) && here(s)).slice(0, MOST_UNKNOWN);
    const words = (/** @type {Service} */ s) =>
      `${s.name} has unknown listeners and may use it (${s.declared})`;
    return found.map((/** @type {Service} */ s) => ({ text: words(s), against: true }));
  }

  /** Who had the port in a release, and has it no more; the last one first. @returns {Remark[]} */
  function former(/** @type {any} */ data, /** @type {PortQuery} */ query) {
    const had = (/** @type {any} */ f) =>
      within(query.port, f.ports) && (!query.transport || query.transport === f.transport);
    const words = (/** @type {any} */ f) => `${f.name} had it until ${f.until}`;
    return (data.former ?? []).filter(had).map((/** @type {any} */ f) => ({ text: words(f), against: false }));
  }

  function claimed(/** @type {Claim} */ claim) {
    return {
      text: `named in a claim, but not declared by a service: ${claim.statement} (${claim.declared})`,
      against: true,
    };
  }

  function reserved(/** @type {any} */ known, /** @type {Range} */ range) {
    const suite = known.suites.get(range.suite);
    const holder = suite ? ` for ${suite.name}${suite.owner ? ` (${suite.owner})` : ""}` : "";
    const where = range.host ? ` on ${known.hosts.get(range.host).name}` : "";
    const purpose = range.purpose ? `: ${range.purpose}` : "";
    const text = `reserved${holder}${where} by the range ${range.name} (${range.ports.map(shownRun).join(", ")})${purpose}`;
    return { text, against: Boolean(suite), range: range.id };
  }

  function has(/** @type {any} */ { service, listener }) {
    if (service.status === "external") return `used by ${service.name}, an external service, on another host`;
    if (service.status !== "retired") return `used by ${service.name} inside its container only`;
    const day = service.retired_on ? ` on ${service.retired_on}` : "";
    return `${service.name} had ${listener.port ? "it" : "it inside its container"} and was retired${day}`;
  }

  /** @returns {Remark[]} */
  function meaning(/** @type {any} */ data, /** @type {number} */ port) {
    const found = [];
    const name = data.iana[port];
    if (within(port, data.privileged)) found.push("below 1024: a process needs a privilege to listen on it");
    if (within(port, data.ephemeral))
      found.push(`Linux assigns ${shownRun(data.ephemeral)} to outgoing connections: it may be in use when you start`);
    if (name) found.push(`registered with IANA for ${name} (as of ${data.iana_as_of})`);
    return found.map((text) => ({ text, against: true }));
  }

  const shownRun = (/** @type {Run} */ [first, last]) => (first === last ? `${first}` : `${first}-${last}`);

  /** The lowest free port of the first ranges that the port lies in; without any the nearest free port above. @returns {Next[]} */
  function nextFree(
    /** @type {any} */ known,
    /** @type {PortQuery} */ query,
    /** @type {Range[]} */ ranges,
    /** @type {string} */ today,
  ) {
    const only = known.data.hosts.length === 1 ? known.data.hosts[0].id : undefined;
    if (ranges.length) {
      return ranges.slice(0, MOST_RANGES).map((range) => {
        const taken = marks(known, query.host ?? range.host ?? only, query.transport, today);
        return { range, port: lowest(range.ports, taken) };
      });
    }
    const taken = marks(known, query.host ?? only, query.transport, today);
    const kept = [known.data.ephemeral, ...known.data.ranges.flatMap((/** @type {Range} */ range) => range.ports)];
    for (const [first, last] of kept) taken.fill(1, first, last + 1);
    return [{ range: null, port: lowest([[query.port + 1, 65535]], taken) }];
  }

  function lowest(/** @type {Run[]} */ runs, /** @type {Uint8Array} */ taken) {
    for (const [first, last] of [...runs].sort((a, b) => a[0] - b[0])) {
      for (let port = first; port <= last; port += 1) if (!taken[port]) return port;
    }
    return null;
  }

  /** Which ports are not free, on one host or on any: linear in listeners and ports, however long their runs are. */
  function marks(
    /** @type {any} */ known,
    /** @type {string | undefined} */ host,
    /** @type {string | undefined} */ transport,
    /** @type {string} */ today,
  ) {
    const steps = new Int32Array(65538);
    const add = (/** @type {Run} */ [first, last]) => {
      steps[first] += 1;
      steps[last + 1] -= 1;
    };
    for (const binding of host ? (known.bindingsOn.get(host) ?? []) : known.bindings) {
      if (!transport || binding.transport === transport) add(binding.ports);
    }
    for (const observed of known.data.observed) {
      const here = !host || observed.host === host;
      if (here && (!transport || observed.transport === transport)) add(observed.ports);
    }
    for (const service of known.retired) {
      if (!restsUntil(known.data, service, today) || (host && !service.hosts?.includes(host))) continue;
      for (const l of service.listeners ?? [])
        if (l.port && (!transport || (l.transport ?? ["tcp"]).includes(transport))) add(l.port);
    }
    for (const claim of known.data.claims) for (const port of claim.ports) add([port, port]);
    const taken = new Uint8Array(65536);
    for (let port = 1, open = 0; port < 65536; port += 1) {
      open += steps[port];
      taken[port] = open > 0 ? 1 : 0;
    }
    return taken;
  }

  // Answers about a URL or a domain

  const DEFAULT_PORTS = /** @type {Record<string, number>} */ ({ http: 80, https: 443, ws: 80, wss: 443 });

  /** @returns {Url | null} */
  function parseUrl(/** @type {string} */ text) {
    const match = /^([a-z][a-z0-9+.-]*):\/\/(\[[^\]]*\]|[^/?#\s:@]*)(?::([0-9]+))?([/?#]\S*)?$/i.exec(text);
    if (!match) return null;
    const scheme = match[1].toLowerCase();
    const port = match[3] ? Number(match[3]) : DEFAULT_PORTS[scheme];
    if (!match[2] || !port) return null;
    return [text, scheme, match[2].toLowerCase().replace(/^\[|\]$|\.$/g, ""), port, match[4] ?? ""];
  }

  const isNamed = (/** @type {string} */ name, /** @type {string} */ host) =>
    name === host || name === "*" || (name.startsWith("*.") && host.endsWith(name.slice(1)));

  function serves(/** @type {Url} */ url, /** @type {Url} */ wanted) {
    if (url[1] !== wanted[1] || url[3] !== wanted[3] || !isNamed(url[2], wanted[2])) return false;
    const [path, below] = [url[4].replace(/\/+$/, ""), wanted[4].replace(/\/+$/, "")];
    return !path || below === path || below.startsWith(`${path}/`) || below.startsWith(`${path}?`);
  }

  /** The most specific endpoints that a URL meets: an exact name before a wildcard, a long path before none. */
  function behindUrl(/** @type {any} */ known, /** @type {Url} */ wanted) {
    const rank = (/** @type {Endpoint} */ e) =>
      Math.max(
        ...e.urls
          .filter((u) => serves(u, wanted))
          .map((u) => (u[2] === wanted[2] ? 1e6 : 0) + u[4].replace(/\/+$/, "").length),
      );
    const ranked = known.data.endpoints.map((/** @type {Endpoint} */ e) => [rank(e), e]);
    const best = ranked.reduce((/** @type {number} */ most, /** @type {any} */ r) => Math.max(most, r[0]), 0);
    return ranked.filter((/** @type {any} */ r) => r[0] === best).map((/** @type {any} */ r) => r[1]);
  }

  /** The endpoints of a domain and of those below it; a port behind it narrows. */
  function behindDomain(/** @type {any} */ known, /** @type {string} */ text) {
    const match = /^([^\s:/@]+\.[^\s:/@]+)(?::([0-9]+))?\/?$/.exec(text.toLowerCase());
    if (!match) return [];
    const [, domain, port] = match;
    return known.data.endpoints.filter((/** @type {Endpoint} */ e) =>
      e.urls.some(
        (url) => (isNamed(url[2], domain) || url[2].endsWith(`.${domain}`)) && (!port || Number(port) === url[3]),
      ),
    );
  }

  /** A URL of an address or a host, such as http://10.0.0.4:8000/health, asks for its port. */
  function portOfUrl(/** @type {any} */ known, /** @type {Url} */ url) {
    const place = placeOf(known, url[2].includes(":") ? `[${url[2]}]` : url[2]);
    return place && url[3] <= 65535 ? { port: url[3], ...place, transport: url[1] === "udp" ? "udp" : "tcp" } : null;
  }

  // Answers about a name

  /** The service with this id, else those with it in their id, name, unit or container; those that start with it first. */
  function called(/** @type {any} */ known, /** @type {string} */ text) {
    if (known.services.has(text)) return [known.services.get(text)];
    const part = text.toLowerCase();
    const found = known.names.filter((/** @type {any} */ n) =>
      n.folded.some((/** @type {string} */ name) => name.includes(part)),
    );
    const starts = (/** @type {any} */ n) => n.folded.some((/** @type {string} */ name) => name.startsWith(part));
    return [...found.filter(starts), ...found.filter((/** @type {any} */ n) => !starts(n))].map((n) => n.service);
  }

  /** The services of an owner, of a suite, or on a host. */
  function ownedBy(/** @type {any} */ known, /** @type {string} */ text) {
    const part = text.toLowerCase();
    const has = (/** @type {string | undefined} */ words) => Boolean(words?.toLowerCase().includes(part));
    const hosts = new Set(
      known.data.hosts
        .filter((/** @type {any} */ h) => has(h.id) || has(h.name) || h.addresses?.includes(text))
        .map((/** @type {any} */ h) => h.id),
    );
    return known.data.services.filter(
      (/** @type {Service} */ s) =>
        has(s.owner) ||
        has(s.contact) ||
        has(s.suite) ||
        has(known.suites.get(s.suite)?.name) ||
        s.hosts?.some((id) => hosts.has(id)),
    );
  }

  /**
   * Everything that a text may mean. `today` is a day such as 2026-01-31: a retired service's port rests until one.
   * The answer's `kind` is `port`, `endpoints`, `services`, `mistake` or `nothing`.
   */
  function lookUp(/** @type {any} */ known, /** @type {string} */ text, /** @type {string} */ today) {
    const query = text.trim();
    if (!query) return null;
    try {
      const port = portQuery(known, query);
      return port ? aboutPort(known, port, today) : aboutName(known, query, today);
    } catch (error) {
      if (error instanceof RangeError) return { kind: "mistake", text: error.message };
      throw error;
    }
  }

  function aboutName(/** @type {any} */ known, /** @type {string} */ query, /** @type {string} */ today) {
    const url = parseUrl(query);
    const endpoints = query.includes("://") ? (url ? behindUrl(known, url) : []) : behindDomain(known, query);
    if (endpoints.length) return { kind: "endpoints", endpoints, services: [] };
    const port = url && portOfUrl(known, url);
    if (port) return aboutPort(known, port, today);
    const names = called(known, query);
    const services = known.services.has(query) ? names : [...new Set([...names, ...ownedBy(known, query)])];
    if (services.length) return { kind: "services", endpoints: [], services };
    const part = partOfUrl(known, query);
    return part.length ? { kind: "endpoints", endpoints: part, services: [] } : { kind: "nothing" };
  }

  const LEAST_PART = 3; // letters: fewer are in too many names to say anything

  /** The endpoints that a domain leads to while it is still being typed; the command line asks for the whole. */
  function partOfUrl(/** @type {any} */ known, /** @type {string} */ query) {
    const part = query.toLowerCase();
    if (part.length < LEAST_PART) return [];
    const has = (/** @type {Endpoint} */ e) => e.urls.some(([, , host, , path]) => `${host}${path}`.includes(part));
    return known.data.endpoints.filter(has);
  }

  const portdocs = /** @type {any} */ (/** @type {any} */ (window).portdocs ??= {});
  Object.assign(portdocs, { index, lookUp, shownRun });
})();
