// A diagram as a standalone file: colours and icons are embedded, links are removed.
"use strict";

(() => {
  const portdocs = /** @type {any} */ (window).portdocs ??= {};
  const SVG = "http://www.w3.org/2000/svg";
  const PNG_SCALE = 2;
  const XLINK = "http://www.w3.org/1999/xlink";
  const INHERITED = [
    "fill", "stroke", "stroke-width", "stroke-dasharray", "stroke-linecap", "stroke-linejoin", "paint-order", "direction",
    "font-family", "font-size", "font-weight", "font-style", "text-anchor", "dominant-baseline",
  ];
  /** Properties that elements do not inherit, with their initial values. */
  const OWN = { opacity: "1", "unicode-bidi": "normal", "text-decoration-line": "none" };

  /** Icons by address, as data URIs; fetched once however many diagrams are saved. */
  const icons = /** @type {Map<string, Promise<string>>} */ (new Map());

  /** A copy that looks the same without the page and its style sheets. */
  function standalone(/** @type {SVGSVGElement} */ svg) {
    const copy = /** @type {SVGSVGElement} */ (svg.cloneNode(true));
    const originals = [svg, ...svg.querySelectorAll("*")];
    [copy, ...copy.querySelectorAll("*")].forEach((element, at) => writeLooks(originals[at], element));
    for (const edge of copy.querySelectorAll(".pdd-on-demand")) edge.remove();
    for (const element of [copy, ...copy.querySelectorAll("*")]) strip(element);
    for (const link of copy.querySelectorAll("a")) link.replaceWith(grouped(link));
    copy.prepend(heading(svg), background());
    return copy;
  }

  function writeLooks(/** @type {Element} */ from, /** @type {Element} */ to) {
    if (from.localName === "title") return;
    const looks = getComputedStyle(from);
    const around = from.matches(".pdd-svg") ? null : getComputedStyle(/** @type {Element} */ (from.parentElement));
    for (const name of INHERITED) {
      const value = looks.getPropertyValue(name);
      if (value !== around?.getPropertyValue(name)) to.setAttribute(name, value);
    }
    for (const [name, plain] of Object.entries(OWN)) {
      const value = looks.getPropertyValue(name);
      if (value && value !== plain) to.setAttribute(name.replace("-line", ""), value);
    }
  }

  /** Removes what only the page uses. */
  function strip(/** @type {Element} */ element) {
    for (const { name } of [...element.attributes]) {
      if (name === "class" || name === "style" || name === "role" || name.startsWith("data-")) element.removeAttribute(name);
    }
  }

  /** Replaces a link by its content: its target is an address of this page's site, or on a disk. */
  function grouped(/** @type {Element} */ link) {
    const group = document.createElementNS(SVG, "g");
    for (const { name, value } of link.attributes) if (!name.includes("href")) group.setAttribute(name, value);
    group.append(...link.childNodes);
    return group;
  }

  function heading(/** @type {SVGSVGElement} */ svg) {
    const title = document.createElementNS(SVG, "title");
    title.textContent = svg.getAttribute("aria-label");
    return title;
  }

  /** The page's own background: text for a dark page is not readable on white. */
  function background() {
    const rect = document.createElementNS(SVG, "rect");
    const looks = getComputedStyle(document.body);
    for (const [name, value] of Object.entries({ width: "100%", height: "100%", stroke: "none", fill: looks.backgroundColor })) {
      rect.setAttribute(name, value);
    }
    return rect;
  }

  /** Embeds each icon once, and removes those that cannot be read. Returns the number of missing pictures. */
  async function embed(/** @type {SVGSVGElement} */ copy) {
    const images = Array.from(copy.querySelectorAll("image"));
    const addresses = [...new Set(images.map(addressOf))];
    const sources = await Promise.all(addresses.map((address) => icon(address).catch(() => "")));
    const icons = document.createElementNS(SVG, "defs");
    addresses.forEach((address, at) => {
      const places = images.filter((image) => addressOf(image) === address);
      if (sources[at]) icons.append(shared(places, sources[at], `icon-${at}`));
      else places.forEach((image) => image.remove());
    });
    if (icons.firstChild) copy.firstElementChild?.after(icons);
    return images.filter((image) => !sources[addresses.indexOf(addressOf(image))]).length;
  }

  function addressOf(/** @type {Element} */ image) {
    return String(image.getAttributeNS(XLINK, "href"));
  }

  /** One picture that replaces several: these become references to it. */
  function shared(/** @type {Element[]} */ places, /** @type {string} */ source, /** @type {string} */ id) {
    const picture = document.createElementNS(SVG, "image");
    picture.setAttribute("id", id);
    for (const name of ["width", "height"]) picture.setAttribute(name, String(places[0].getAttribute(name)));
    picture.setAttributeNS(XLINK, "xlink:href", source);
    for (const place of places) place.replaceWith(reference(place, id));
    return picture;
  }

  function reference(/** @type {Element} */ place, /** @type {string} */ id) {
    const use = document.createElementNS(SVG, "use");
    for (const name of ["x", "y"]) use.setAttribute(name, String(place.getAttribute(name)));
    use.setAttributeNS(XLINK, "xlink:href", `#${id}`);
    return use;
  }

  function icon(/** @type {string} */ address) {
    const url = new URL(address, document.baseURI).href;
    const reading = icons.get(url) ?? dataUri(url);
    icons.set(url, reading);
    reading.catch(() => icons.delete(url));
    return reading;
  }

  /** @returns {Promise<string>} */
  async function dataUri(/** @type {string} */ url) {
    // A page that was opened from a disk may show a picture, but not read it.
    if (location.protocol === "file:") throw new Error("not readable");
    const answer = await fetch(url);
    if (!answer.ok) throw new Error(String(answer.status));
    const reader = new FileReader();
    reader.readAsDataURL(await answer.blob());
    await new Promise((resolve, reject) => { reader.onload = resolve; reader.onerror = reject; });
    return String(reader.result);
  }

  /** A file name from a title, in characters that every system accepts. */
  function fileName(/** @type {string} */ title, /** @type {string} */ format) {
    const words = title.normalize("NFKD").toLowerCase().replace(/\p{M}/gu, "").match(/[a-z0-9]+/g) ?? [];
    return `${["diagram", ...words].join("-").slice(0, 80)}.${format}`;
  }

  function download(/** @type {Blob} */ file, /** @type {string} */ name) {
    const link = document.createElement("a");
    link.href = URL.createObjectURL(file);
    link.download = name;
    link.click();
    setTimeout(() => URL.revokeObjectURL(link.href), 10000);
  }

  /** @returns {Promise<Blob>} */
  async function png(/** @type {Blob} */ file, /** @type {SVGSVGElement} */ svg) {
    const { width, height } = svg.viewBox.baseVal;
    const url = URL.createObjectURL(file);
    const image = new Image();
    image.src = url;
    await image.decode().finally(() => URL.revokeObjectURL(url));
    const canvas = document.createElement("canvas");
    canvas.width = width * PNG_SCALE;
    canvas.height = height * PNG_SCALE;
    canvas.getContext("2d")?.drawImage(image, 0, 0, canvas.width, canvas.height);
    return new Promise((resolve, reject) => {
      canvas.toBlob((blob) => (blob ? resolve(blob) : reject(new Error("no picture"))));
    });
  }

  /**
   * Saves a diagram; returns a sentence about it.
   * @param {SVGSVGElement} svg
   * @param {"svg" | "png"} format
   * @returns {Promise<string>}
   */
  async function saveDiagram(svg, format) {
    const copy = standalone(svg);
    const missing = await embed(copy);
    const name = fileName(svg.getAttribute("aria-label") ?? "", format);
    const text = `<?xml version="1.0" encoding="UTF-8"?>\n${new XMLSerializer().serializeToString(copy)}\n`;
    const file = new Blob([text], { type: "image/svg+xml" });
    download(format === "png" ? await png(file, svg) : file, name);
    return missing ? `Saved as ${name}, without its icons: they could not be read from here.` : `Saved as ${name}.`;
  }

  portdocs.saveDiagram = saveDiagram;
})();
