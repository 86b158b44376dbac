"""Diagram → layout: Graphviz draws small graphs best, everything else is laid out in rows."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from functools import lru_cache
from itertools import product
from pathlib import Path

from portdocs.pages.diagrams.columns import ALL, Density
from portdocs.pages.diagrams.geometry import MARGIN, Box, Layout
from portdocs.pages.diagrams.graphviz import Shape, shape_of
from portdocs.pages.diagrams.graphviz_layout import layout_of_shape
from portdocs.pages.diagrams.grid_layout import DENSITIES, WIDTH, Grid
from portdocs.pages.diagrams.legend import legend_height, with_legend
from portdocs.pages.diagrams.model import Diagram, Node
from portdocs.pages.diagrams.spacing import BOTTOM, CAPTION, HEADING, SHELF_GAP
from portdocs.pages.diagrams.text_layout import HEADING_HEIGHT, cards, heading, natural_card

MAX_HEIGHT = 1140.0
"""The height of a diagram that is at most one and a half screens with its tools, caption and lists."""
_MAX_GRAPH_HEIGHT = 720.0
_TEXT_SPANS = (ALL, 2, 1)
"""The numbers of columns that a node may take for its texts, in the order in which they are tried."""
_SMALL = 14
"""The number of nodes up to which Graphviz is tried."""
_HANDFUL = 5
"""The number of widest nodes that decide on the width of a column."""
_MAX_FAN = 6
"""The number of edges from one node before they are drawn as a trunk."""


def layout(diagram: Diagram, cache: Path | None = None) -> Layout:
    """Place everything; `cache` is a folder with earlier layouts of Graphviz, which may be deleted at any time."""
    if _is_small(diagram) and (graph := _graph(shape_of(diagram), cache)):
        placed = with_legend(diagram, replace(graph, cards=cards(diagram)), graph.width)
        if placed.width <= WIDTH and placed.height <= _MAX_GRAPH_HEIGHT:
            return placed
    grid = Grid(diagram)
    return next(_fitting(grid), None) or _placed(grid, replace(DENSITIES[-1], text_span=1))


def _fitting(grid: Grid) -> Iterator[Layout]:
    """The grids that are not too tall: texts in full come first, then space."""
    for span, plain in product(_TEXT_SPANS, DENSITIES):
        density = replace(plain, text_span=span)
        if grid.is_at_most(MAX_HEIGHT, density) and (placed := _placed(grid, density)).height <= MAX_HEIGHT:
            yield placed


def _placed(grid: Grid, density: Density) -> Layout:
    placed = grid.layout(density)
    return with_legend(grid.diagram, placed, placed.width if placed.height < _MAX_GRAPH_HEIGHT else WIDTH)


@lru_cache(maxsize=4096)  # the diagrams of services have few shapes
def _graph(shape: Shape, cache: Path | None) -> Layout | None:
    """The layout of Graphviz; None if a line runs through something."""
    placed = layout_of_shape(shape, cache)
    return placed if _is_clean(shape, placed) else None


def _is_clean(shape: Shape, placed: Layout) -> bool:
    """True if no line runs through a node or the title of a frame."""
    titles = (
        Box(x, y - HEADING_HEIGHT / 2, width, height)
        for (width, height, _), (x, y) in zip(shape.frames, placed.headings, strict=True)
    )
    boxes = (*placed.nodes, *titles)
    points = (point for strokes in placed.strokes for stroke in strokes for point in stroke.samples())
    return not any(box.holds(point, within=2) for point in points for box in boxes)


def fits(diagram: Diagram) -> bool:
    """True if it is not too tall at one of the greater densities; wider columns can be lower where names are long."""
    limit = MAX_HEIGHT - legend_height(diagram, WIDTH)
    if len(diagram.nodes) <= _HANDFUL and _height_in_one_column(diagram) <= limit:
        return True
    grid = Grid(diagram)
    densities = (replace(density, text_span=1) for density in (*DENSITIES[-2:], *DENSITIES[3:5]))
    return any(grid.is_at_most(limit, density) for density in densities)


def _height_in_one_column(diagram: Diagram) -> float:
    """The height of a few nodes if each were in a section of its own: found without arranging them."""
    nodes = sum(_greatest_height(node) + CAPTION + SHELF_GAP for node in diagram.nodes)
    frames = sum(HEADING - HEADING_HEIGHT + heading(group).height + BOTTOM + SHELF_GAP for group in diagram.groups)
    return nodes + frames + 2 * MARGIN


def _greatest_height(node: Node) -> float:
    """The height of a node in a column as wide as the widest of a few nodes: at most two lines for each of its own."""
    card = natural_card(node)
    return card.height if card.width <= DENSITIES[0].card_width else card.height + card.text_height


def _is_small(diagram: Diagram) -> bool:
    """True if each edge can be drawn on its own."""
    fans = Counter(end for edge in diagram.edges for end in ((edge.source, "out"), (edge.target, "in")))
    return (
        len(diagram.nodes) <= _SMALL
        and len(diagram.edges) <= 1.6 * len(diagram.nodes)
        and max(fans.values(), default=0) <= _MAX_FAN
    )
