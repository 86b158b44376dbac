// What a question means, and its hits: ports, addresses, URLs and domains by their rules, everything else by words.
"use strict";

(() => {
  const portdocs = (window.portdocs ??= {});
  const { parseBind, parseUrl, serves, isNamed } = portdocs.addresses;
  const { portQuery, placeOf, aboutPort } = portdocs.ports;
  const { wordsOf, wordIndex, find, belongs, isStopWord } = portdocs.words;
  const { asksForFree, freeHits, portWithin, inRun } = portdocs.questions;
  const FILTER = /(?:^|\s)(host|owner|suite|protocol):(?:"([^"]*)"?|(\S+))/gi;

  /** A function that finds the hits of a question in decoded data. */
  function hitFinder(/** @type {any} */ known) {
    const index = wordIndex(known);
    return (/** @type {string} */ text, /** @type {string} */ today) => {
      try {
        return hitsOf(known, index, text.trim(), today);
      } catch (error) {
        if (error instanceof RangeError) return { hits: [], mistake: error.message };
        throw error;
      }
    };
  }

  /**
   * `{hits, mistake?, isSimilar?}`; a hit is `{kind, row, ...}`, or `{kind: "port", facts}` for a port. `today` is a day
   * such as 2026-01-31.
   */
  function hitsOf(
    /** @type {any} */ known,
    /** @type {any} */ index,
    /** @type {string} */ text,
    /** @type {string} */ today,
  ) {
    // `web:443` may be a port of a host whose id is `host`.
    const direct = portHits(known, index, text, {}, today);
    if (direct) return { hits: direct };
    const { rest, scope, mistake } = scopeOf(known, text);
    if (mistake) return { hits: [], mistake };
    const isWanted = (/** @type {any} */ entry) =>
      Object.entries(scope).every(([kind, rows]) => rows.some((row) => belongs(entry, kind, row)));
    const asked = withoutStopWords(rest);
    const free = asksForFree(rest) ? freeHits(known, index, asked, scope, today) : [];
    if (free.length) return { hits: free };
    const isName = index.phrases.has(wordsOf(asked).join(" "));
    const ports = portHits(known, index, asked, scope, today);
    if (ports) return { hits: ports };
    const urls = isName ? null : urlHits(known, index, asked, today);
    if (urls) return urls;
    const certain = isName ? null : certainWithin(known, index, asked, today);
    if (certain) return { hits: certain };
    const words = wordsOf(rest);
    if (!words.length) return { hits: Object.keys(scope).length ? services(index, isWanted) : [] };
    const { entries, isSimilar } = find(index, words, isWanted);
    if (entries.length && !isSimilar) return { hits: entries };
    return hitsWithin(known, index, asked, scope, today) ?? { hits: entries, isSimilar };
  }

  /** The hits of a URL, an address with its port, or a port and a host within a question; null if it has none. */
  function certainWithin(
    /** @type {any} */ known,
    /** @type {any} */ index,
    /** @type {string} */ asked,
    /** @type {string} */ today,
  ) {
    const url = asked.split(/\s+/).find((piece) => piece.includes("://"));
    const hits = url ? (urlHits(known, index, url, today)?.hits ?? []) : [];
    const query = portWithin(known, index, asked);
    if (hits.length || !query) return hits.length ? hits : inRun(known, index, asked);
    return [{ kind: "port", facts: aboutPort(known, query, today) }];
  }

  /** The hits of an address, a domain or a port of at least two digits within a question. */
  function hitsWithin(
    /** @type {any} */ known,
    /** @type {any} */ index,
    /** @type {string} */ asked,
    /** @type {any} */ scope,
    /** @type {string} */ today,
  ) {
    const pieces = asked.split(/\s+/);
    const within = pieces.map((piece) => urlHits(known, index, piece, today)).find((one) => one?.hits.length);
    if (within) return within;
    const numbers = pieces.filter((piece) => /^\d{2,5}$/.test(piece));
    const hits = numbers.map((number) => portHits(known, index, number, scope, today)).find(Boolean);
    return hits && { hits };
  }

  /** The services that filters leave, by name. */
  function services(/** @type {any} */ index, /** @type {(entry: any) => boolean} */ isWanted) {
    return index.entries.filter((/** @type {any} */ entry) => entry.kind === "service" && isWanted(entry));
  }

  /** The filters of a query, such as `host:web`: `{rest, scope}`, where `scope` has the rows of each kind. */
  function scopeOf(/** @type {any} */ known, /** @type {string} */ text) {
    const scope = /** @type {Record<string, any[]>} */ ({});
    for (const [, kind, quoted, word] of text.matchAll(FILTER)) {
      const name = quoted ?? word;
      const rows = rowsCalled(known, kind.toLowerCase(), name);
      if (!rows.length) return { rest: "", scope, mistake: `No ${kind.toLowerCase()} matches “${name}”` };
      scope[kind.toLowerCase()] = rows;
    }
    return { rest: text.replace(FILTER, " ").trim(), scope };
  }

  /** The hosts, owners, suites or protocols whose names contain some words; the last one may be unfinished. */
  function rowsCalled(/** @type {any} */ known, /** @type {string} */ kind, /** @type {string} */ name) {
    const rows = kind === "protocol" ? protocolsOf(known) : known[`${kind}s`];
    const wanted = wordsOf(name);
    const contains = (/** @type {any} */ row, isUnfinished = false) => {
      const words = wordsOf(`${row.id ?? ""} ${row.name}`);
      const matches = (/** @type {string} */ one, /** @type {number} */ at) =>
        words.some((word) => word === one || (isUnfinished && at === wanted.length - 1 && word.startsWith(one)));
      return row.addresses?.includes(name) || wanted.every(matches);
    };
    const complete = rows.filter((/** @type {any} */ row) => contains(row));
    return complete.length ? complete : rows.filter((/** @type {any} */ row) => contains(row, true));
  }

  /** All protocols with their services. */
  function protocolsOf(/** @type {any} */ known) {
    const names = new Set(known.services.flatMap((/** @type {any} */ service) => service.protocols));
    return [...names].map((name) => ({
      name,
      services: known.services.filter((/** @type {any} */ s) => s.protocols.includes(name)),
    }));
  }

  const withoutStopWords = (/** @type {string} */ text) =>
    text
      .split(/\s+/)
      .filter((word) => !isStopWord(word.toLowerCase()))
      .join(" ");

  /** The hits of a port; null if the text does not ask for one. A host may be named next to it: `443 on web`. */
  function portHits(
    /** @type {any} */ known,
    /** @type {any} */ index,
    /** @type {string} */ text,
    /** @type {any} */ scope,
    /** @type {string} */ today,
  ) {
    const pieces = text.split(/\s+/);
    const queries = pieces.map((piece) => portQuery(known, piece, pieces.length === 1));
    const at = queries.findIndex(Boolean);
    if (at < 0) return null;
    const query = queries[at];
    const others = pieces.filter((_, n) => n !== at).join(" ");
    const place = others ? (placeOf(known, others) ?? oneCalled(index, others)) : {};
    if (!place || (others && query.host)) return null;
    const host = place.host ?? (scope.host?.length === 1 ? scope.host[0] : undefined);
    if (!host && (scope.host || others)) return null;
    const hit = { kind: "port", facts: aboutPort(known, { ...query, ...(host ? { host } : {}) }, today) };
    // A number may be part of a name, too.
    const isNumber = !others && !query.bind && !query.host;
    const named = isNumber ? find(index, [String(query.port)], () => true) : { entries: [] };
    return [hit, ...named.entries];
  }

  /** The host with this name. */
  function oneCalled(/** @type {any} */ index, /** @type {string} */ text) {
    const host = index.phrases.get(wordsOf(text).join(" "))?.find((/** @type {any} */ one) => one.kind === "host")?.row;
    return host && { host };
  }

  /** `{hits, isSimilar?}` of a URL, a domain or an address; null if the text is none of them. */
  function urlHits(
    /** @type {any} */ known,
    /** @type {any} */ index,
    /** @type {string} */ text,
    /** @type {string} */ today,
  ) {
    const url = parseUrl(text);
    if (url) {
      const endpoints = mostSpecific(known, url);
      const place = placeOf(known, url.host.includes(":") ? `[${url.host}]` : url.host);
      if (endpoints.length) return { hits: endpoints.map((/** @type {any} */ row) => ({ kind: "URL", row })) };
      if (!place) return { hits: domainHits(known, url.host) ?? [], isSimilar: true };
      return {
        hits: [
          { kind: "port", facts: aboutPort(known, { port: url.port, ...place, transport: url.transport }, today) },
        ],
      };
    }
    const address = parseBind(text);
    if (address && address !== "*" && address !== "unknown") return { hits: addressHits(known, index, address) };
    const hits = domainHits(known, text);
    return hits && { hits };
  }

  /** The endpoints with the most specific URL: an exact name before a wildcard, then the longest path. */
  function mostSpecific(/** @type {any} */ known, /** @type {any} */ wanted) {
    const rank = (/** @type {any} */ url) => (url.host === wanted.host ? 1e6 : 0) + url.path.replace(/\/+$/, "").length;
    const ranked = known.endpoints.flatMap((/** @type {any} */ row) => {
      const ranks = row.parsed.filter((/** @type {any} */ url) => url && serves(url, wanted)).map(rank);
      return ranks.length ? [{ row, rank: Math.max(...ranks) }] : [];
    });
    const best = Math.max(...ranked.map((/** @type {any} */ one) => one.rank));
    return ranked.filter((/** @type {any} */ one) => one.rank === best).map((/** @type {any} */ one) => one.row);
  }

  /** The endpoints of a domain and of its subdomains, optionally with a port; null for another text. */
  function domainHits(/** @type {any} */ known, /** @type {string} */ text) {
    const match = /^([^\s:/@]+\.[^\s:/@]+)(?::([0-9]+))?\/?$/.exec(text.toLowerCase());
    if (!match) return null;
    const [, domain, port] = match;
    const isBelow = (/** @type {any} */ url) =>
      url && (isNamed(url.host, domain) || url.host.endsWith(`.${domain}`)) && (!port || Number(port) === url.port);
    const found = known.endpoints.filter((/** @type {any} */ endpoint) => endpoint.parsed.some(isBelow));
    // A domain that is not complete yet has words.
    return found.length || port ? found.map((/** @type {any} */ row) => ({ kind: "domain", row })) : null;
  }

  /** The hosts with an address, then the listeners that are bound to it, then the services of these hosts. */
  function addressHits(/** @type {any} */ known, /** @type {any} */ index, /** @type {string} */ address) {
    const hosts = known.hosts.filter((/** @type {any} */ host) => host.addresses.includes(address));
    const bound = known.bindings.filter((/** @type {any} */ binding) => binding.bind === address);
    const there = services(index, (entry) => hosts.some((/** @type {any} */ host) => belongs(entry, "host", host)));
    const listeners = bound.map((/** @type {any} */ binding) => ({ kind: "listener", row: binding.service, binding }));
    const others = there.filter(
      (/** @type {any} */ { row }) => !bound.some((/** @type {any} */ b) => b.service === row),
    );
    return [...hosts.map((/** @type {any} */ row) => ({ kind: "host", row })), ...listeners, ...others];
  }

  portdocs.hits = { hitFinder };
})();
