// The notice above an old or unreleased version: names it, and links to the same page in the latest version.
"use strict";

(() => {
  /** The name of this version: the folder that contains the site. */
  function current() {
    const config = document.getElementById("__config");
    const base = new URL(JSON.parse(config?.textContent ?? "{}").base ?? ".", document.baseURI);
    const name = base.pathname.replace(/\/$/, "").split("/").pop() ?? "";
    try {
      return decodeURIComponent(name);
    } catch {
      return name; // a folder with an invalid escape in its name
    }
  }

  /** Links to the first page of the latest version if that lacks this page. The sitemap decides, because requesting a
   * missing page would log an error in the console. */
  async function lead(/** @type {HTMLAnchorElement} */ link) {
    const home = new URL(/** @type {string} */ (link.dataset.home), document.baseURI);
    const page = /** @type {HTMLLinkElement | null} */ (document.querySelector("link[rel=canonical]"))?.href;
    const answer = await fetch(new URL("sitemap.xml", home)).catch(() => null);
    if (!page || !answer?.ok || (await answer.text()).includes(`<loc>${page}</loc>`)) return;
    link.href = home.href;
    link.textContent = "Go to the latest version";
  }

  function show() {
    const notice = document.querySelector("[data-portdocs-outdated]");
    const link = /** @type {HTMLAnchorElement | null} */ (notice?.querySelector("a") ?? null);
    if (!notice || !link || notice.closest("[hidden]")) return;
    const name = current();
    const old = `This is version ${name}, which is not the latest.`;
    const words = name === "dev" ? "This version is not released yet." : old;
    const text = notice.querySelector("span");
    if (text) text.textContent = words;
    void lead(link);
  }

  const shown = /** @type {any} */ (window).document$;
  // Whether the notice is shown is decided by the theme, once it knows the versions.
  shown?.subscribe(() => {
    show();
    const banner = document.querySelector("[data-md-component=outdated]");
    if (banner) new MutationObserver(show).observe(banner, { attributes: true, attributeFilter: ["hidden"] });
  });
})();
