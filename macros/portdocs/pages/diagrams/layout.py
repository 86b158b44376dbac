"""Diagram → layout: Graphviz draws small graphs best, everything else is laid out in rows."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

from portdocs.pages.diagrams.geometry import Box, Layout
from portdocs.pages.diagrams.graphviz_layout import graphviz_layout
from portdocs.pages.diagrams.grid_layout import DENSITIES, WIDTH, grid_height, grid_layout
from portdocs.pages.diagrams.model import Diagram
from portdocs.pages.diagrams.text_layout import HEADING_HEIGHT, heading

MAX_HEIGHT = 1140.0
"""The height of a diagram that is at most one and a half screens with its tools, caption and lists."""
_MAX_GRAPH_HEIGHT = 720.0
_SMALL = 14
"""The number of nodes up to which Graphviz is tried."""
_MAX_FAN = 6
"""The number of edges from one node before they are drawn as a trunk."""


def layout(diagram: Diagram, cache: Path | None = None) -> Layout:
    """Place everything; `cache` is a folder with earlier layouts of Graphviz, which may be deleted at any time."""
    if _is_small(diagram):
        placed = graphviz_layout(diagram, cache)
        if placed.width <= WIDTH and placed.height <= _MAX_GRAPH_HEIGHT and _is_clean(diagram, placed):
            return placed
    for density in DENSITIES:
        placed = grid_layout(diagram, density)
        if placed.height <= MAX_HEIGHT:
            break
    return placed


def _is_clean(diagram: Diagram, placed: Layout) -> bool:
    """True if no line runs through a node or the title of a frame."""
    titles = (
        Box(x, y - HEADING_HEIGHT / 2, heading(group)[1], HEADING_HEIGHT)
        for group, (x, y) in zip(diagram.groups, placed.headings, strict=True)
    )
    boxes = (*placed.nodes, *titles)
    points = (point for strokes in placed.strokes for stroke in strokes for point in stroke.samples())
    return not any(box.holds(point, within=2) for point in points for box in boxes)


def fits(diagram: Diagram) -> bool:
    """True if it is not too tall at one of the greater densities; wider columns can be lower where names are long."""
    return any(grid_height(diagram, density) <= MAX_HEIGHT for density in (DENSITIES[-1], *DENSITIES[2:4]))


def _is_small(diagram: Diagram) -> bool:
    """True if each edge can be drawn on its own."""
    fans = Counter(end for edge in diagram.edges for end in ((edge.source, "out"), (edge.target, "in")))
    return (
        len(diagram.nodes) <= _SMALL
        and len(diagram.edges) <= 1.6 * len(diagram.nodes)
        and max(fans.values(), default=0) <= _MAX_FAN
    )
