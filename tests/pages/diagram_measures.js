// Measures the diagram of a page; a test reads the numbers. Lengths are in pixels of the window.
() => {
  const figure = document.querySelector("figure.pd-diagram");
  const svg = figure.querySelector(".pdd-svg");
  const isPicture = svg.getBoundingClientRect().width > 0;
  const box = (element) => {
    const { left, top, right, bottom } = element.getBoundingClientRect();
    return { left, top, right, bottom, width: right - left, height: bottom - top };
  };
  const visible = (elements) => [...elements].filter((one) => one.checkVisibility() && one.getBoundingClientRect().width > 0);
  const nodes = visible(figure.querySelectorAll(isPicture ? ".pdd-card" : ".pdd-step, .pdd-item"));
  const grounds = isPicture ? nodes.map((node) => box(node.querySelector(".pdd-ground"))) : nodes.map(box);
  const inner = (a, b, by) => a.left >= b.left - by && a.right <= b.right + by && a.top >= b.top - by && a.bottom <= b.bottom + by;
  const overlap = (a, b) => a.left < b.right - 1 && b.left < a.right - 1 && a.top < b.bottom - 1 && b.top < a.bottom - 1;
  const whole = box(isPicture ? svg : figure.querySelector(".pdd-outline"));
  const scale = isPicture ? whole.width / svg.viewBox.baseVal.width : 1;
  const texts = visible(figure.querySelectorAll(isPicture ? "svg text" : ".pdd-outline :is(a, b, p, span, code)"));

  const through = () => visible(figure.querySelectorAll(".pdd-edge path:first-child, .pdd-trunk path:first-child")).flatMap((path) => {
    const { left, top } = whole;
    const points = Array.from({ length: Math.ceil(path.getTotalLength() / 4) }, (_, at) => path.getPointAtLength(at * 4));
    const hit = points.some(({ x, y }) => grounds.some((card) => {
      const [px, py] = [left + x * scale, top + y * scale];
      return px > card.left + 2 && px < card.right - 2 && py > card.top + 2 && py < card.bottom - 2;
    }));
    return hit ? [path.parentElement.dataset.from + " > " + path.parentElement.dataset.to] : [];
  });

  return {
    isPicture,
    height: box(figure).height,
    cropped: document.documentElement.scrollWidth > window.innerWidth || whole.right > window.innerWidth
      || grounds.some((card) => !inner(card, whole, 1)),
    smallest: Math.min(...texts.map((text) => parseFloat(getComputedStyle(text).fontSize) * scale)),
    nodes: nodes.length,
    onScreen: grounds.filter((card) => card.top >= 0 && card.bottom <= window.innerHeight).length,
    coverage: grounds.reduce((sum, card) => sum + card.width * card.height, 0) / (whole.width * whole.height),
    overlaps: grounds.flatMap((card, at) => grounds.slice(at + 1).filter((other) => overlap(card, other))).length,
    outside: isPicture
      ? nodes.flatMap((node, at) => [...node.querySelectorAll("text")].filter((text) => !inner(box(text), grounds[at], 1))
        .map((text) => text.textContent))
      : nodes.filter((node) => node.scrollWidth > node.clientWidth + 1).map((node) => node.textContent),
    cut: texts.filter((text) => text.textContent.endsWith("…")).map((text) => text.textContent),
    through: isPicture ? through() : [],
    unlinked: nodes.filter((node) => !node.closest("a") && !node.querySelector("a")).length,
  };
}
