// Ages of verifications. The build has no clock, so a page contains dates; this shows them as ages, and marks those as
// stale that are older than the site allows. Without this script the dates remain.
"use strict";

(() => {
  const DAY = 24 * 60 * 60 * 1000;
  const UNITS = /** @type {[Intl.RelativeTimeFormatUnit, number][]} */ ([
    ["year", 365 * DAY],
    ["month", 30 * DAY],
    ["day", DAY],
    ["hour", DAY / 24],
    ["minute", DAY / 24 / 60],
  ]);

  const format = new Intl.RelativeTimeFormat("en", { numeric: "always" });

  /** `3 days ago`; a time in the future, from a wrong clock, is shown as such. */
  function age(/** @type {number} */ elapsed) {
    for (const [unit, length] of UNITS) {
      if (Math.abs(elapsed) >= length) return format.format(-Math.trunc(elapsed / length), unit);
    }
    return "just now";
  }

  function showAge(/** @type {HTMLElement} */ element) {
    const time = element.querySelector("time");
    const at = Date.parse(time?.dateTime ?? "");
    if (!time || Number.isNaN(at)) return;
    const elapsed = Date.now() - at;
    time.textContent = age(elapsed);
    time.title = time.dateTime.replace("T", " ").replace(/(:\d\d)?Z$/, " UTC");
    const days = Number(element.dataset.portdocsSeen);
    const badge = element.querySelector(".pd-badge");
    if (!badge || badge.matches(".pd-badge--stale") || !(elapsed > days * DAY)) return;
    badge.textContent = badge.matches(".pd-badge--verified") ? "stale" : `${badge.textContent}, stale`;
    badge.classList.remove("pd-badge--verified", "pd-badge--open");
    badge.classList.add("pd-badge--stale");
    badge.setAttribute("title", `Verified more than ${days} days ago`);
  }

  function showAges(/** @type {ParentNode} */ root) {
    const elements = /** @type {NodeListOf<HTMLElement>} */ (root.querySelectorAll("[data-portdocs-seen]"));
    for (const element of elements) showAge(element);
  }

  // For deferred rows of tables.
  (/** @type {any} */ (window).portdocs ??= {}).showAges = showAges;

  // The theme reports each page that it navigates to, but none if the page was opened from disk.
  document.addEventListener("DOMContentLoaded", () => showAges(document));
  /** @type {any} */ (window).document$?.subscribe(() => showAges(document));
})();
