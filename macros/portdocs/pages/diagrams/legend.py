"""The legend of a diagram: the dots, signs and lines in it that no words next to them explain."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import TypeAlias

from portdocs.pages.diagrams.geometry import MARGIN, Layout, LegendItem, SampleKind
from portdocs.pages.diagrams.model import CONTAINER, EXPOSURES, Diagram
from portdocs.pages.diagrams.text_layout import SMALL
from portdocs.pages.diagrams.text_width import text_width

Sample: TypeAlias = "tuple[SampleKind, str, str]"
"""A sample: its kind, its value and its label."""
LEGEND_LINE = 22.0
"""The height of a line of the legend."""
SAMPLES: dict[SampleKind, float] = {"dot": 12.0, "sign": 20.0, "count": 24.0, "edge": 34.0}
"""The width of each sample, with the space after it."""
_ABOVE, _GAP = 12.0, 22.0
_EDGES = {
    "endpoint": "request",
    "proxy": "passed on by a proxy",
    "redirect": "redirect",
    "depends": "depends on",
}


def with_legend(diagram: Diagram, placed: Layout, width: float) -> Layout:
    """The layout with a legend at most so wide below everything else."""
    left = min((box.x for box in (*placed.nodes, *placed.groups)), default=MARGIN)
    items = tuple(_placed(_samples(diagram, _dots(placed), _counts(diagram, placed)), left, placed.height, width))
    if not items:
        return placed
    right = max(item.x + _width(item.sample, item.text) for item in items) + MARGIN
    height = items[-1].y + LEGEND_LINE / 2
    return replace(placed, width=max(placed.width, right), height=height, legend=items)


def legend_height(diagram: Diagram, width: float) -> float:
    """The height of the largest legend that a diagram may need."""
    dots, counts = {node.exposure for node in diagram.nodes}, {node.count for node in diagram.nodes} - {0}
    items = _placed(_samples(diagram, dots, counts), 2 * MARGIN, 0, width)
    return max((item.y + LEGEND_LINE / 2 for item in items), default=0.0)


def _samples(diagram: Diagram, dots: set[str], counts: set[int]) -> list[Sample]:
    shown = [(exposure, words) for exposure, words in EXPOSURES.items() if exposure in dots]
    exposures: list[Sample] = [("dot", exposure, words) for exposure, words in shown]
    numbers: list[Sample] = [("count", f"{min(counts):,}", "number of services")] if counts else []
    return [*exposures, *_signs(diagram), *numbers, *_lines(diagram)]


def _counts(diagram: Diagram, placed: Layout) -> set[int]:
    """The numbers of services that no word explains."""
    tiles = ((node.count, card) for node, card in zip(diagram.nodes, placed.cards, strict=True) if node.count)
    return {count for count, card in tiles if not any("service" in line.text for line in card.lines)}


def _dots(placed: Layout) -> set[str]:
    """The exposures that only a dot shows."""
    lines = [line for card in placed.cards for line in card.lines if line.exposure]
    return {line.exposure for line in lines if EXPOSURES.get(line.exposure, "") not in line.text}


def _signs(diagram: Diagram) -> Iterator[Sample]:
    if any(node.in_container for node in diagram.nodes):
        yield "sign", "container", CONTAINER


def _lines(diagram: Diagram) -> Iterator[Sample]:
    """The kinds of edges, where there are several."""
    used = {edge.kind for edge in diagram.edges}
    if len(used) > 1 or used == {"depends"}:
        yield from (("edge", kind, words) for kind, words in _EDGES.items() if kind in used)
    if any(edge.status == "planned" for edge in diagram.edges):
        yield "edge", "planned", "planned"


def _placed(samples: list[Sample], left: float, top: float, width: float) -> Iterator[LegendItem]:
    """The samples next to each other, on as many lines as they need."""
    x, y = left, top + _ABOVE
    for sample, value, words in samples:
        if x > left and x + _width(sample, words) > width - MARGIN:
            x, y = left, y + LEGEND_LINE
        yield LegendItem(sample, value, words, x, y)
        x += _width(sample, words) + _GAP


def _width(sample: SampleKind, words: str) -> float:
    return SAMPLES[sample] + text_width(words, SMALL)
