// Addresses, ports and URLs as text: parsing, and which of them meet (see registry/addresses.py and registry/urls.py).
"use strict";

(() => {
  const portdocs = (window.portdocs ??= {});
  const WILD = new Set(["*", "unknown"]);
  const ANY = ["0.0.0.0", "::"];
  const MAX_SHOWN = 40;

  /** The port that a text names. Throws RangeError for one that does not exist. */
  function parsePort(/** @type {string} */ digits) {
    const port = Number(digits);
    const shown = digits.length > MAX_SHOWN ? `${digits.slice(0, MAX_SHOWN - 1)}…` : digits;
    if (digits.length > 1 && digits.startsWith("0"))
      throw new RangeError(`“${shown}” is not a port; write ${shown.replace(/^0+(?=.)/, "")}`);
    if (port < 1 || port > 65535) throw new RangeError(`Port ${shown} does not exist, expected 1 to 65535`);
    return port;
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

  /** True if two canonical binds share an address: what bind(2) does. */
  function bindsMeet(/** @type {string} */ a, /** @type {string} */ b) {
    if (WILD.has(a) || WILD.has(b)) return true;
    if (a.includes(":") !== b.includes(":")) return false;
    return a === b || ANY.includes(a) || ANY.includes(b);
  }

  /** True for `0.0.0.0` and `::`, which share a port only if the second socket sets IPV6_V6ONLY. */
  const mayConflict = (/** @type {string} */ a, /** @type {string} */ b) =>
    a !== b && ANY.includes(a) && ANY.includes(b);

  const isLoopback = (/** @type {string} */ bind) => /^(127\.|::1$)/.test(bind);

  /** A port, or the first and the last of several: `80`, `8000-8009`. */
  const shownPorts = (/** @type {number | number[]} */ ports) => (Array.isArray(ports) ? ports.join("-") : `${ports}`);

  /** `tcp 127.0.0.1:8000`, `tcp [::1]:8000`, or only the port if the bind is unknown. */
  function shownBinding(/** @type {any} */ { shown, transport, bind, ports }) {
    if (shown) return shown;
    if (bind === "unknown") return `${transport} ${shownPorts(ports)}`;
    return `${transport} ${bind.includes(":") ? `[${bind}]` : bind}:${shownPorts(ports)}`;
  }

  const hasPort = (/** @type {number | number[]} */ ports, /** @type {number} */ port) =>
    Array.isArray(ports) ? ports[0] <= port && port <= ports[1] : ports === port;

  const DEFAULT_PORTS = { http: 80, https: 443, ws: 80, wss: 443 };

  /** The parts of a URL; null if the text is not one. */
  function parseUrl(/** @type {string} */ text) {
    const match = /^([a-z][a-z0-9+.-]*):\/\/(\[[^\]]*\]|[^/?#\s:@]*)(?::([0-9]+))?([/?#]\S*)?$/i.exec(text);
    if (!match) return null;
    const scheme = match[1].toLowerCase();
    const port = match[3] ? Number(match[3]) : DEFAULT_PORTS[scheme];
    if (!match[2] || !port || port > 65535) return null;
    const host = match[2].toLowerCase().replace(/^\[|\]$|\.$/g, "");
    return { text, scheme, host, port, path: match[4] ?? "", transport: scheme === "udp" ? "udp" : "tcp" };
  }

  /** True if a server name, which may start with a wildcard, matches a host. */
  const isNamed = (/** @type {string} */ name, /** @type {string} */ host) =>
    name === host || name === "*" || (name.startsWith("*.") && host.endsWith(name.slice(1)));

  /** True if a URL serves requests for another one: same scheme, port and name, and a path above it. */
  function serves(/** @type {any} */ url, /** @type {any} */ wanted) {
    if (url.scheme !== wanted.scheme || url.port !== wanted.port || !isNamed(url.host, wanted.host)) return false;
    const [path, below] = [url.path.replace(/\/+$/, ""), wanted.path.replace(/\/+$/, "")];
    return !path || below === path || below.startsWith(`${path}/`) || below.startsWith(`${path}?`);
  }

  Object.assign(portdocs, {
    addresses: {
      parsePort,
      parseBind,
      bindsMeet,
      mayConflict,
      isLoopback,
      shownPorts,
      shownBinding,
      hasPort,
      parseUrl,
      isNamed,
      serves,
    },
  });
})();
