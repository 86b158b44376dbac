// The data of the search: loads what pages/search_data.py writes, once however many pages are visited, and turns its
// columns into rows that refer to each other.
"use strict";

(() => {
  const portdocs = (window.portdocs ??= {});
  const VERSION = 2;
  const OWN_ID = "\0"; // a service's id in its units, containers and files
  const script = document.currentScript?.src;

  /** @type {Promise<any> | null} */
  let loading = null;

  /** The decoded data; a failed request is repeated with the next question. */
  function load() {
    loading ??= fetched().then((data) => decode(data, new URL("../../", script).href));
    loading.catch(() => {
      loading = null;
    });
    return loading;
  }

  async function fetched() {
    if (location.protocol === "file:") return scripted(new URL("search-data-file.js", script).href);
    const answer = await fetch(new URL("search-data.json", script));
    if (!answer.ok) throw new Error(`the server answered ${answer.status}`);
    return answer.json();
  }

  /** A page that was opened from disk may not fetch a file, but may run a script. */
  function scripted(/** @type {string} */ source) {
    return new Promise((resolve, reject) => {
      const element = document.createElement("script");
      element.src = source;
      element.onload = () => resolve(window.portdocsSearchData);
      element.onerror = () => reject(new Error("its file is missing"));
      document.head.append(element);
    });
  }

  /** The tables as rows; `root` is the URL of the site. */
  function decode(/** @type {any} */ data, /** @type {string} */ root) {
    if (data.schema_version !== VERSION) throw new Error("this page is older than its data; reload it");
    const tables = Object.entries(data).filter(([, value]) => value?.length !== undefined && !Array.isArray(value));
    const known = { ...data, root, ...Object.fromEntries(tables.map(([name, table]) => [name, rows(table)])) };
    known.services.forEach(spellOut);
    for (const kind of ["hosts", "suites", "ranges"]) for (const row of known[kind]) row.id ||= slug(row.name);
    for (const kind of ["services", "bindings", "observed", "held", "idle", "unknown", "ranges", "endpoints"])
      for (const row of known[kind]) connect(known, row);
    for (const binding of known.bindings) binding.service.bindings.push(binding);
    for (const endpoint of known.endpoints) {
      endpoint.parsed = endpoint.urls.map(portdocs.addresses.parseUrl);
      endpoint.to?.endpoints.push(endpoint);
    }
    return known;
  }

  function rows(/** @type {any} */ { length, ...columns }) {
    const made = Array.from({ length }, () => /** @type {any} */ ({}));
    for (const [name, column] of Object.entries(columns)) {
      const read = reader(column);
      for (let at = 0; at < length; at += 1) made[at][name] = read(at);
    }
    return made;
  }

  /** A function that reads a value of a column: see pages/search_columns.py. */
  function reader(/** @type {any} */ column) {
    if (Array.isArray(column)) return (/** @type {number} */ at) => column[at];
    if ("same" in column) return () => column.same;
    return (/** @type {number} */ at) => column.texts[column.at[at]];
  }

  function spellOut(/** @type {any} */ service) {
    service.id ||= slug(service.name);
    for (const kind of ["unit", "container", "files"])
      service[kind] = service[kind].map((/** @type {string} */ name) => name.replaceAll(OWN_ID, service.id));
    service.bindings = [];
    service.endpoints = [];
  }

  const slug = (/** @type {string} */ name) =>
    name
      .toLowerCase()
      .replace(/[^a-z0-9]+/g, "-")
      .replace(/^-+|-+$/g, "");

  /** Replaces positions by the rows that they refer to, and single ports by runs. */
  function connect(/** @type {any} */ known, /** @type {any} */ row) {
    const refer = (/** @type {string} */ key, /** @type {any[]} */ table) => {
      if (Array.isArray(row[key])) row[key] = row[key].map((/** @type {number} */ at) => table[at]);
      else if (key in row) row[key] = row[key] === null ? null : table[row[key]];
    };
    for (const key of ["service", "to", "via"]) refer(key, known.services);
    for (const key of ["host", "hosts"]) refer(key, known.hosts);
    refer("suite", known.suites);
  }

  portdocs.searchData = { load, decode };
})();
