// The cells of a table as text, as sort keys, and as CSV or Markdown. Depends on no table or page.
"use strict";

(() => {
  const portdocs = (/** @type {any} */ (window).portdocs ??= {});

  /** @typedef {string | number | null} Key the sort key of a cell; null sorts last in both directions */

  /** The text of a cell, with its lines joined by spaces. */
  function text(/** @type {Element} */ node) {
    const whole = node.getElementsByTagName("br").length ? written(node, (part) => part) : node.textContent ?? "";
    return whole.replace(/\s+/g, " ").trim();
  }

  /**
   * The text of a node, each piece of it passed through a function.
   * @param {Node} node
   * @param {(text: string) => string} piece
   * @param {(link: HTMLAnchorElement, label: string) => string} link
   * @returns {string}
   */
  function written(node, piece, link = (_, label) => label) {
    if (node instanceof Text) return piece(node.data);
    if (node instanceof HTMLBRElement) return " ";
    if (!(node instanceof HTMLElement)) return "";
    const inside = [...node.childNodes].map((child) => written(child, piece, link)).join("");
    return node instanceof HTMLAnchorElement ? link(node, inside) : inside;
  }

  // Order

  const collator = new Intl.Collator(document.documentElement.lang || "en", { numeric: true, sensitivity: "base" });

  /**
   * @param {string} kind port, number, address; anything else is text
   * @param {string[]} order the words of a column with an order of its own
   * @param {string} value
   * @returns {Key}
   */
  function key(kind, order, value) {
    if (!value) return null;
    if (order.length) return rank(order, value);
    if (value === "unknown") return null;
    if (kind === "port" || kind === "number") return leadingNumber(value);
    return kind === "address" ? address(value.split(" ")[0]) : value;
  }

  function rank(/** @type {string[]} */ order, /** @type {string} */ value) {
    const found = order.findIndex((word) => value.startsWith(word));
    return found < 0 ? order.length : found;
  }

  function leadingNumber(/** @type {string} */ value) {
    const digits = /^\d+/.exec(value);
    return digits ? Number(digits[0]) : null;
  }

  /** A text that sorts as the address does: wildcards, IPv4 by number, IPv6 by number, names; each with its port. */
  function address(/** @type {string} */ value) {
    const parts = /^\[(?<six>.*)\](?::(?<sixPort>\d+))?$|^(?<four>[\d.]+)(?::(?<fourPort>\d+))?$/.exec(value)?.groups;
    if (value === "*") return "0";
    if (parts?.four) return `4${ipv4(parts.four)}${padded(parts.fourPort)}`;
    if (parts?.six) return `6${ipv6(parts.six)}${padded(parts.sixPort)}`;
    return value.split(":").length > 2 && !value.includes("/") ? `6${ipv6(value)}` : `9${value.toLowerCase()}`;
  }

  function padded(/** @type {string | undefined} */ port) {
    return (port ?? "").padStart(5, "0");
  }

  function ipv4(/** @type {string} */ value) {
    return value.split(".").map((part) => Number(part).toString(16).padStart(2, "0")).join("");
  }

  function ipv6(/** @type {string} */ value) {
    const [head, tail = null] = value.replace(/%.*/, "").split("::").map(groups);
    return head + (tail === null ? "" : "0".repeat(Math.max(0, 32 - head.length - tail.length)) + tail);
  }

  /** Groups of an IPv6 address as hexadecimal digits; the last may be an IPv4 address. */
  function groups(/** @type {string} */ part) {
    return part.split(":").filter(Boolean).map((group) => (group.includes(".") ? ipv4(group) : group.toLowerCase().padStart(4, "0"))).join("");
  }

  /** Compares two keys of a kind, smaller first; null comes last in both directions. */
  function compare(/** @type {string} */ kind, /** @type {Key} */ a, /** @type {Key} */ b, /** @type {1 | -1} */ direction) {
    if (a === null || b === null) return Number(a === null) - Number(b === null);
    if (typeof a === "number" && typeof b === "number") return direction * (a - b);
    if (kind === "address") return direction * (a < b ? -1 : Number(a > b));
    return direction * collator.compare(String(a), String(b));
  }

  // Copies

  /** RFC 4180; cells that a spreadsheet would evaluate start with an apostrophe, as in `portdocs export csv`. */
  function csv(/** @type {Element[][]} */ rows) {
    return rows.map((cells) => cells.map((cell) => csvCell(text(cell))).join(",")).join("\r\n") + "\r\n";
  }

  function csvCell(/** @type {string} */ value) {
    const safe = /^[=+\-@\t\r]/.test(value) ? `'${value}` : value;
    return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
  }

  /** A Markdown table with its links; all markup in values is escaped. */
  function markdown(/** @type {Element[][]} */ rows) {
    const [head, ...body] = rows.map((cells) => cells.map(markdownCell));
    return [head, head.map(() => "---"), ...body].map((cells) => `| ${cells.join(" | ")} |\n`).join("");
  }

  function markdownCell(/** @type {Element} */ cell) {
    const escaped = (/** @type {string} */ value) => value.replace(/[\\`*_{}[\]<>|~#&]/g, "\\$&");
    // encodeURIComponent leaves parentheses as they are.
    const encoded = (/** @type {string} */ character) => `%${character.charCodeAt(0).toString(16).toUpperCase()}`;
    const linked = (/** @type {HTMLAnchorElement} */ link, /** @type {string} */ label) =>
      /^https?:/.test(link.href) ? `[${label}](${link.href.replace(/[()[\]|<>`\\!]/g, encoded)})` : label;
    return written(cell, escaped, linked).replace(/\s+/g, " ").trim();
  }

  portdocs.tableCells = { text, key, compare, csv, markdown };
})();
