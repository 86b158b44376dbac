// Buttons that copy a command, a path or an address. The theme's script copies the `data-clipboard-text` of a button and
// confirms it. Without scripts there are no buttons, because they would do nothing.
"use strict";

(() => {
  /** `subject` distinguishes a button from the others of its page. */
  function button(/** @type {string} */ text, /** @type {string} */ subject) {
    const made = document.createElement("button");
    made.type = "button";
    made.className = "pd-copy";
    made.dataset.clipboardText = text;
    made.setAttribute("aria-label", `Copy ${subject}`);
    made.textContent = "Copy";
    return made;
  }

  function mount() {
    for (const line of document.querySelectorAll(":is(.pd-copyable, .pd-command > div):not(:has(.pd-copy))")) {
      const text = line.querySelector("code")?.textContent ?? "";
      const purpose = line.closest(".pd-command")?.querySelector("p")?.textContent ?? "";
      line.append(button(text, line.matches(".pd-copyable") ? text : `the command: ${purpose}`));
    }
  }

  // The theme reports each page that it navigates to, but none if the page was opened from disk.
  document.addEventListener("DOMContentLoaded", mount);
  /** @type {any} */ (window).document$?.subscribe(mount);
})();
