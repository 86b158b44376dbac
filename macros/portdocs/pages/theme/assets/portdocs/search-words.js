// Finds entries of the registry by words: whole words and numbers, the last word while it is typed, then typos.
// MiniSearch (vendor/minisearch.js) matches and ranks; names that a question mentions narrow the rest of it.
"use strict";

(() => {
  const portdocs = (window.portdocs ??= {});
  const STOP_WORDS = new Set(
    `a an and any are at by can do does for free from how i in is it me my of on or our owns port run runs show taken
    that the there this to used uses we what when where which who whose with`.split(/\s+/),
  );
  const BOOST = { name: 6, label: 3, text: 1 };
  const WEIGHT = { host: 2, suite: 2, owner: 2, protocol: 2 };
  /** The order of entries with the same name. */
  const KINDS = ["service", "host", "suite", "range", "owner", "unit", "file", "protocol"];
  const SCOPES = new Set(["host", "suite", "owner", "protocol"]);
  const MIN_PREFIX = 2; // letters: fewer begin too many words
  const MIN_FUZZY = 4; // letters: a shorter word with a typo is another word
  const MIN_TWO_TYPOS = 6; // letters: two swapped ones count as two typos

  /** Words in lower case: `host7` is one word, and so is 10. */
  function wordsOf(/** @type {string} */ text) {
    const lower = text.toLowerCase().replace(/['’]s\b/g, "");
    // Unicode classes take ten times as long, and most data needs none.
    const separator = /^[\0-\x7f]*$/.test(lower) ? /[^a-z0-9]+/ : /[^\p{L}\p{M}\p{N}]+/u;
    return lower.split(separator).filter(Boolean);
  }

  /** The words of an entry: also the parts of `host7`, so that `host 7` finds it. */
  const indexedWords = (/** @type {string} */ text) => [...new Set(wordsOf(text).flatMap(withParts))];

  const withParts = (/** @type {string} */ word) =>
    /\d/.test(word) && /[^\d]/.test(word) ? [word, ...(word.match(/\d+|[^\d]+/g) ?? [])] : [word];

  /** The index of a registry: `{entries, matcher, phrases, vocabulary}`; `phrases` has the entries of each whole name. */
  function wordIndex(/** @type {any} */ known) {
    const entries = [...entriesOf(known)];
    const vocabulary = new Set();
    const matcher = new window.MiniSearch({
      fields: Object.keys(BOOST),
      idField: "at",
      tokenize: indexedWords,
      processTerm: (/** @type {string} */ word) => vocabulary.add(word) && word,
      searchOptions: {
        tokenize: wordsOf,
        processTerm: (/** @type {string} */ word) => word,
        boost: BOOST,
        combineWith: "AND",
      },
    });
    matcher.addAll(entries.map((entry, at) => Object.assign(entry, { at })));
    return { entries, matcher, phrases: phrasesOf(entries), vocabulary };
  }

  /** `{kind, row, names, ...fields}` of everything that has a name; `names` has other kinds of names by kind. */
  function* entriesOf(/** @type {any} */ known) {
    const titles = (/** @type {any} */ { id, name }) => ({
      name: id === name ? id : `${id} ${name}`,
      names: [[id], [name]],
    });
    for (const row of known.services) yield { kind: "service", row, ...titles(row), ...serviceFields(row) };
    for (const row of known.hosts) yield { kind: "host", row, ...titles(row) };
    for (const row of known.suites) yield { kind: "suite", row, ...titles(row) };
    for (const row of known.ranges) yield { kind: "range", row, ...titles(row), text: row.purpose ?? "" };
    for (const row of known.owners) yield { kind: "owner", row, name: row.name, names: [[row.name]] };
    for (const row of known.endpoints)
      yield { kind: "URL", row, name: row.urls.join(" "), names: [], text: row.purpose ?? "" };
    yield* protocolsOf(known);
  }

  function serviceFields(/** @type {any} */ row) {
    const names = [[row.id], [row.name], ...row.container.map((/** @type {string} */ one) => [one])];
    names.push(
      ...row.unit.map((/** @type {string} */ one) => [one, "unit"]),
      ...row.files.map((/** @type {string} */ one) => [one, "file"]),
    );
    const labels = [row.container, row.unit, row.files, row.process, row.protocols].flat();
    return { label: labels.join(" "), text: row.text, names };
  }

  /** The protocols that several services speak. */
  function* protocolsOf(/** @type {any} */ known) {
    const names = new Set(known.services.flatMap((/** @type {any} */ service) => service.protocols));
    for (const name of names) {
      const services = known.services.filter((/** @type {any} */ service) => service.protocols.includes(name));
      if (services.length > 1) yield { kind: "protocol", row: { name, services }, name, names: [[name]] };
    }
  }

  function phrasesOf(/** @type {any[]} */ entries) {
    const phrases = new Map();
    for (const { kind, row, names } of entries)
      for (const [name, itsKind = kind] of names) {
        const phrase = wordsOf(name).join(" ");
        const found = phrases.get(phrase);
        if (!found) phrases.set(phrase, [{ kind: itsKind, row, title: name }]);
        else if (!found.some((/** @type {any} */ one) => one.row === row))
          found.push({ kind: itsKind, row, title: name });
      }
    return phrases;
  }

  /** The entries with exactly this name. */
  const called = (/** @type {any} */ index, /** @type {string[]} */ words) =>
    [...(index.phrases.get(words.join(" ")) ?? [])].sort((a, b) => KINDS.indexOf(a.kind) - KINDS.indexOf(b.kind));

  /** The longest name within some words: `{entries, rest}`, where `rest` has the other words; null if there is none. */
  function mentioned(
    /** @type {any} */ index,
    /** @type {string[]} */ words,
    /** @type {(entry: any) => boolean} */ counts,
  ) {
    for (let length = words.length; length > 0; length -= 1)
      for (let start = 0; start + length <= words.length; start += 1) {
        const entries = called(index, words.slice(start, start + length)).filter(counts);
        if (entries.length) return { entries, rest: [...words.slice(0, start), ...words.slice(start + length)] };
      }
    return null;
  }

  /** The entries that contain all words, the best first. With typos, a word that no entry contains may be another one. */
  function matching(
    /** @type {any} */ index,
    /** @type {string[]} */ words,
    /** @type {(entry: any) => boolean} */ isWanted,
    withTypos = false,
  ) {
    const last = words.length - 1;
    const isText = (/** @type {string} */ word) => !/\p{N}/u.test(word);
    const isBeginning = (/** @type {string} */ word, /** @type {number} */ at) =>
      at === last && word.length >= MIN_PREFIX && isText(word);
    const typos = (/** @type {string} */ word) =>
      withTypos &&
      !index.vocabulary.has(word) &&
      isText(word) &&
      word.length >= MIN_FUZZY &&
      (word.length < MIN_TWO_TYPOS ? 1 : 2);
    // Spares the work on the other words.
    if (!words.every((word, at) => index.vocabulary.has(word) || isBeginning(word, at) || typos(word))) return [];
    const found = index.matcher.search(words.join(" "), {
      prefix: isBeginning,
      fuzzy: typos,
      boostDocument: (/** @type {number} */ at) => WEIGHT[index.entries[at].kind] ?? 1,
      filter: (/** @type {any} */ { id }) => isWanted(index.entries[id]),
    });
    const ranked = found.map((/** @type {any} */ { id, score, match }) => ({ ...index.entries[id], score, match }));
    return ranked.sort((/** @type {any} */ a, /** @type {any} */ b) => b.score - a.score || a.at - b.at);
  }

  /**
   * The entries that some words mean, the best first: those called so, else those that contain all words. A host, suite,
   * owner or protocol that the words mention narrows the others. `isWanted` limits what is found.
   * @returns {{entries: any[], isSimilar?: boolean}}
   */
  function find(
    /** @type {any} */ index,
    /** @type {string[]} */ all,
    /** @type {(entry: any) => boolean} */ isWanted,
  ) {
    const meant = all.filter((word) => !STOP_WORDS.has(word));
    const words = meant.length ? meant : all;
    const exact = (called(index, all).length ? called(index, all) : called(index, words)).filter(isWanted);
    if (exact.length)
      return {
        entries: distinct([
          ...exact,
          ...exact.flatMap((one) => related(index, one, isWanted)),
          ...matching(index, words, isWanted),
        ]),
      };
    const scope = mentioned(index, words, ({ kind }) => SCOPES.has(kind));
    if (scope?.rest.length) {
      const within = (/** @type {any} */ entry) =>
        isWanted(entry) && scope.entries.some((one) => belongs(entry, one.kind, one.row));
      const narrowed = matching(index, scope.rest, within);
      if (narrowed.length) return { entries: narrowed };
    }
    const found = matching(index, words, isWanted);
    if (found.length) return { entries: found };
    const name = mentioned(index, words, isWanted);
    if (name)
      return { entries: distinct([...name.entries, ...name.entries.flatMap((one) => related(index, one, isWanted))]) };
    return { entries: matching(index, words, isWanted, true), isSimilar: true };
  }

  /** The services of a host, suite, owner or protocol, after the suites of an owner; the endpoints of a service. */
  function related(
    /** @type {any} */ index,
    /** @type {any} */ { kind, row },
    /** @type {(entry: any) => boolean} */ isWanted,
  ) {
    if (kind === "range") return [];
    if (!SCOPES.has(kind))
      return index.entries.filter(
        (/** @type {any} */ one) => one.kind === "URL" && one.row.to === row && isWanted(one),
      );
    const entries = (/** @type {string} */ what) =>
      index.entries.filter((/** @type {any} */ one) => one.kind === what && belongs(one, kind, row) && isWanted(one));
    return [...entries("suite"), ...entries("service")];
  }

  /** True if an entry belongs to a host, suite, owner or protocol. */
  function belongs(/** @type {any} */ { kind, row }, /** @type {string} */ scope, /** @type {any} */ of) {
    if (kind === "suite") return scope === "owner" && row.owner === of.name;
    const subject = kind === "URL" ? row.to : row;
    if (!subject || !["service", "unit", "file", "URL", "range"].includes(kind)) return false;
    if (scope === "host") return subject.hosts ? subject.hosts.includes(of) : subject.host === of;
    if (scope === "suite") return subject.suite === of;
    if (scope === "owner") return (subject.owner ?? subject.suite?.owner) === of.name;
    return Boolean(of.services?.includes(subject));
  }

  /** Each row once. */
  function distinct(/** @type {any[]} */ entries) {
    const rows = new Set();
    return entries.filter(({ row }) => !rows.has(row) && rows.add(row));
  }

  /** True for a word that questions are made of, and that names nothing. */
  const isStopWord = (/** @type {string} */ word) => STOP_WORDS.has(word);

  portdocs.words = { wordsOf, wordIndex, find, mentioned, belongs, isStopWord };
})();
