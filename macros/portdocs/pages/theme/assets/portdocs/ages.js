// @ts-check
/* How long ago something was verified. The site is built without a clock and says a date; here it becomes an age, and
   what is older than the site allows is called stale. Without this script the date stays. */
(() => {
  const DAY = 24 * 60 * 60 * 1000;
  const STEPS = /** @type {[Intl.RelativeTimeFormatUnit, number][]} */ ([
    ["year", 365 * DAY],
    ["month", 30 * DAY],
    ["day", DAY],
    ["hour", DAY / 24],
    ["minute", DAY / 24 / 60],
  ]);

  const format = new Intl.RelativeTimeFormat("en", { numeric: "always" });

  /** `3 days ago`; a moment that is yet to come is a clock that is wrong, and said as it is. */
  function age(/** @type {number} */ since) {
    for (const [unit, length] of STEPS) {
      if (Math.abs(since) >= length) return format.format(-Math.trunc(since / length), unit);
    }
    return "just now";
  }

  function tell(/** @type {HTMLElement} */ seen) {
    const time = seen.querySelector("time");
    const at = Date.parse(time?.dateTime ?? "");
    if (!time || Number.isNaN(at)) return;
    const since = Date.now() - at;
    time.textContent = age(since);
    time.title = time.dateTime.replace("T", " ").replace("Z", " UTC");
    const days = Number(seen.dataset.portdocsSeen);
    const badge = seen.querySelector(".pd-badge");
    if (!badge || !(since > days * DAY)) return;
    badge.textContent = "stale";
    badge.classList.replace("pd-badge--verified", "pd-badge--stale");
    badge.setAttribute("title", `Verified more than ${days} days ago`);
  }

  function tellAll(/** @type {ParentNode} */ part) {
    const all = /** @type {NodeListOf<HTMLElement>} */ (part.querySelectorAll("[data-portdocs-seen]"));
    for (const seen of all) tell(seen);
  }

  // For the rows of a long table, which come to a page later.
  (/** @type {any} */ (window).portdocs ??= {}).tellAges = tellAll;

  // The theme tells of each page that it navigates to, but of none at all where the page was opened from a disk.
  document.addEventListener("DOMContentLoaded", () => tellAll(document));
  /** @type {any} */ (window).document$?.subscribe(() => tellAll(document));
})();
