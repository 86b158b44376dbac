// Questions that name more than one thing: a port and a host, free ports of a team, several ports.
"use strict";

(() => {
  const portdocs = (window.portdocs ??= {});
  const { portQuery, aboutPort, nextFree } = portdocs.ports;
  const { wordsOf, mentioned } = portdocs.words;
  const ASKS_FOR_FREE = /\bfree\b.*\bports?\b|\b(next|ports?)\b.*\bfree\b/i;
  const FIRST_UNPRIVILEGED = 1024; // see ip(7)

  /** True if a question is about free ports. */
  const asksForFree = (/** @type {string} */ text) => ASKS_FOR_FREE.test(text);

  /** The next free ports of a host, suite or owner: outside all ranges for a host, then of each range. */
  function freeHits(
    /** @type {any} */ known,
    /** @type {any} */ index,
    /** @type {string} */ asked,
    /** @type {any} */ scope,
    /** @type {string} */ today,
  ) {
    const name = wordsOf(asked)
      .filter((word) => !["next", "ports"].includes(word))
      .join(" ");
    const named = index.phrases.get(name)?.find((/** @type {any} */ one) => ["host", "suite", "owner"].includes(one.kind));
    const { kind, row } = named ?? { kind: "host", row: name ? undefined : scope.host?.[0] };
    if (!row) return [];
    const wanted = {
      host: (/** @type {any} */ range) => !range.host || range.host === row,
      suite: (/** @type {any} */ range) => range.suite === row,
      owner: (/** @type {any} */ range) => range.suite?.owner === row.name,
    }[kind];
    const ranges = known.ranges.filter(wanted).map((/** @type {any} */ range) => ({ kind: "range", row: range }));
    if (kind !== "host") return ranges;
    const query = { port: FIRST_UNPRIVILEGED - 1, host: row };
    const [{ port }] = nextFree(known, { query, ranges: [] }, today);
    return port === null ? ranges : [{ kind: "port", facts: aboutPort(known, { ...query, port }, today) }, ...ranges];
  }

  /** An address with its port, or a port of four digits with a host, within other words; null if there is none. */
  function portWithin(/** @type {any} */ known, /** @type {any} */ index, /** @type {string} */ asked) {
    const pieces = asked.split(/\s+/);
    for (const [at, piece] of pieces.entries()) {
      const query = pieces.length > 1 ? portQuery(known, piece, false) : null;
      if (query?.bind || query?.host) return query;
      const others = wordsOf(pieces.filter((_, n) => n !== at).join(" "));
      // The number of `service 1999` is a name.
      const isName = index.phrases.has(wordsOf(pieces.slice(Math.max(0, at - 1), at + 1).join(" ")).join(" "));
      const named = query && query.port > 999 && !isName ? mentioned(index, others, ({ kind }) => kind === "host") : null;
      if (named) return { ...query, host: named.entries[0].row };
    }
    return null;
  }

  /** The ranges and the services with ports of a run such as `8000-8099`; null if the text is not one. */
  function inRun(/** @type {any} */ known, /** @type {any} */ index, /** @type {string} */ text) {
    const [, from, to] = /^(\d{1,5})-(\d{1,5})$/.exec(text) ?? [];
    if (!to) return null;
    const meets = (/** @type {number | number[]} */ ports) => {
      const [first, last] = Array.isArray(ports) ? ports : [ports, ports];
      return first <= Number(to) && Number(from) <= last;
    };
    const isIn = (/** @type {any} */ { kind, row }) =>
      kind === "range" ? row.ports.some(meets) : kind === "service" && row.bindings.some((/** @type {any} */ one) => meets(one.ports));
    const found = index.entries.filter(isIn);
    const isRange = (/** @type {any} */ { kind }) => kind === "range";
    return found.length ? [...found.filter(isRange), ...found.filter((/** @type {any} */ one) => !isRange(one))] : null;
  }

  portdocs.questions = { asksForFree, freeHits, portWithin, inRun };
})();
