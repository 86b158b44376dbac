// Buttons that copy what stands beside them: a command, a path, an address. The theme's script copies what a button
// holds in `data-clipboard-text`, and says so. Without scripts there are none, since they could do nothing.
"use strict";

(() => {
  /** `what` tells a button from the others of its page. */
  function button(/** @type {string} */ text, /** @type {string} */ what) {
    const made = document.createElement("button");
    made.type = "button";
    made.className = "pd-copy";
    made.dataset.clipboardText = text;
    made.setAttribute("aria-label", `Copy ${what}`);
    made.textContent = "Copy";
    return made;
  }

  function mount() {
    for (const line of document.querySelectorAll(":is(.pd-copyable, .pd-command__line):not(:has(.pd-copy))")) {
      const text = line.querySelector("code")?.textContent ?? "";
      const purpose = line.closest(".pd-command")?.querySelector(".pd-command__for")?.textContent ?? "";
      line.append(button(text, line.matches(".pd-copyable") ? text : `the command: ${purpose}`));
    }
  }

  // The theme tells of each page that it navigates to, but of none at all where the page was opened from a disk.
  document.addEventListener("DOMContentLoaded", mount);
  /** @type {any} */ (window).document$?.subscribe(mount);
})();
