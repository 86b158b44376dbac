"""The positions of the parts of a diagram, in pixels: computed by a layout, drawn as SVG."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TypeAlias

from portdocs.pages.diagrams.text_layout import Card

Point: TypeAlias = "tuple[float, float]"

MARGIN = 6.0
"""The space around a diagram, for focus rings and the width of lines."""


@dataclass(frozen=True, slots=True)
class Box:
    """A rectangle, from its upper left corner."""

    x: float
    y: float
    width: float
    height: float

    @property
    def right(self) -> float:
        """The right edge."""
        return self.x + self.width

    @property
    def bottom(self) -> float:
        """The lower edge."""
        return self.y + self.height


@dataclass(frozen=True, slots=True)
class Stroke:
    """A line from point to point; an arrowhead ends at `tip`. Of a curve the points are Bézier control points: one,
    then three more for each piece."""

    points: tuple[Point, ...]
    tip: Point | None
    is_curve: bool = False


@dataclass(frozen=True, slots=True)
class Trunk:
    """One line for all edges from a node into a frame or a section of it."""

    source: str
    """The key of the node that it starts at."""
    edges: tuple[int, ...]
    """The edges that it represents, by index."""
    stroke: Stroke


@dataclass(frozen=True, slots=True)
class Caption:
    """A few words above a section of a frame, left-aligned and centred at a height."""

    text: str
    x: float
    y: float


@dataclass(frozen=True, slots=True)
class Layout:
    """Places for everything in a diagram, each kind in the diagram's own order."""

    width: float
    height: float
    cards: tuple[Card, ...]
    """The lines of each node, as they were laid out."""
    nodes: tuple[Box, ...]
    groups: tuple[Box, ...]
    headings: tuple[Point, ...]
    """The start of the title of each frame: left, and the middle of its height."""
    pills: tuple[Box | None, ...]
    """The box of the words on each edge; None for an edge without words."""
    strokes: tuple[tuple[Stroke, ...], ...]
    """The lines of each edge: two that meet at its words, else one."""
    on_demand: frozenset[int] = frozenset()
    """The edges that are drawn only while a reader points at one of their ends, by index."""
    trunks: tuple[Trunk, ...] = ()
    captions: tuple[Caption, ...] = ()
