"""The positions of the parts of a diagram, in pixels: computed by a layout, drawn as SVG."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise
from typing import Literal, TypeAlias

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

    def holds(self, point: Point, within: float = 0.0) -> bool:
        """True if a point is inside, at least so far from each edge."""
        x, y = point
        return self.x + within < x < self.right - within and self.y + within < y < self.bottom - within


@dataclass(frozen=True, slots=True)
class Stroke:
    """A line from point to point; an arrowhead ends at `tip`. Of a curve the points are Bézier control points: one,
    then three more for each piece."""

    points: tuple[Point, ...]
    tip: Point | None
    is_curve: bool = False

    def samples(self) -> Iterator[Point]:
        """Points on it, some pixels apart."""
        pieces = _curve_pieces(self.points) if self.is_curve else pairwise(self.points)
        for start, *handles, end in pieces:
            steps = int(abs(end[0] - start[0]) + abs(end[1] - start[1])) // 4 + 2
            yield from (_between((start, *handles, end), step / steps) for step in range(steps + 1))


def _curve_pieces(points: tuple[Point, ...]) -> Iterator[tuple[Point, ...]]:
    return (points[first : first + 4] for first in range(0, len(points) - 1, 3))


def _between(points: tuple[Point, ...], part: float) -> Point:
    """The point on a line or a Bézier curve, by de Casteljau's construction."""
    while len(points) > 1:
        points = tuple((a + (c - a) * part, b + (d - b) * part) for (a, b), (c, d) in pairwise(points))
    return points[0]


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


SampleKind: TypeAlias = Literal["dot", "sign", "count", "edge"]


@dataclass(frozen=True, slots=True)
class LegendItem:
    """A sample, and the words that explain it."""

    sample: SampleKind
    value: str
    """An exposure, the name of a sign, a number, or the kind or status of an edge."""
    text: str
    x: float
    """The left end of the sample."""
    y: float
    """The middle of its height."""


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
    legend: tuple[LegendItem, ...] = ()

    @property
    def is_cut(self) -> bool:
        """True if the texts of a node are not shown in full."""
        return any(card.is_cut for card in self.cards)
