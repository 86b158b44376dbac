"""Containers → rows within a width: chains of entries first, then grids of equally wide nodes, then containers."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from itertools import pairwise

from portdocs.pages.diagrams.columns import Columns, Density, across
from portdocs.pages.diagrams.containers import Container
from portdocs.pages.diagrams.geometry import MARGIN
from portdocs.pages.diagrams.model import Diagram, Edge
from portdocs.pages.diagrams.spacing import (
    BOTTOM,
    CAPTION,
    COLUMN_GAP,
    HEADING,
    INSET,
    RIGHT,
    SHELF_GAP,
    TOP,
    below,
    frames_abreast,
    nesting,
    sides,
    title_x,
)
from portdocs.pages.diagrams.text_layout import HEADING_HEIGHT, SMALL, heading, pill
from portdocs.pages.diagrams.text_width import text_width

_TITLE_GAP = 16.0
"""The space after a title that another one follows."""
_CHAIN_GAP = 34.0
_FULL = 0.7
"""The part of a row's height that a frame has at least, to be as high as the row."""


@dataclass(frozen=True, slots=True)
class Item:
    """A node or a container in a row; `x` is from the left end of the row."""

    x: float
    width: float
    height: float
    node: int | None = None
    inside: Arranged | None = None


@dataclass(frozen=True, slots=True)
class Row:
    """Items next to each other; `y` is from the top of the container."""

    y: float
    items: tuple[Item, ...]


@dataclass(frozen=True, slots=True)
class Arranged:
    """A container with everything in it, in rows."""

    container: Container
    width: float
    height: float
    left: float
    """The start of its rows."""
    rows: tuple[Row, ...]
    gaps: tuple[float, ...]
    """The y of the gap above each row, and of the one below the last."""
    title: float = 0.0
    """The width of its heading, with the space after it."""


class _Rows:
    """The rows of a container while they are filled, from `bottom` downwards."""

    def __init__(self, bottom: float) -> None:
        self.bottom = bottom
        self.width = 0.0
        self.rows: list[Row] = []
        self.gaps: list[float] = []

    def add(self, items: list[Item], gap: float) -> None:
        """Place a row a gap below what is there. The gap above the first row is the space that is there already."""
        y = self.bottom + (gap if self.rows else 0)
        self.gaps.append(y - (gap / 2 if self.rows else min(12.0, self.bottom) / 2))
        self.rows.append(Row(y, _level(items)))
        self.width = max(self.width, items[-1].x + items[-1].width)
        self.bottom = y + max([item.height for item in items])


class Arranger:
    """Arranges containers within a width; columns are so wide that a number of frames fit `abreast`."""

    def __init__(
        self,
        diagram: Diagram,
        tree: Container,
        flows: Mapping[tuple[str, str], Edge],
        width: float,
        density: Density,
        abreast: int = 1,
    ) -> None:
        self.diagram = diagram
        self.density = density
        self.flows = flows
        _, around = frames_abreast(tree)
        inner = (width - 2 * MARGIN - around - (abreast - 1) * COLUMN_GAP) / abreast - (nesting(tree) - around)
        self.columns = Columns(diagram.nodes, _entries(tree), inner, density)
        self.cards = self.columns.cards

    def arrange(self, container: Container, width: float, shared: float = 0.0) -> Arranged:
        """Place everything in a container that may be at most so wide; `shared` is the height of the title that is on
        the same line as its own."""
        left, right = sides(container)
        inner = width - left - right
        title = max(shared, self._title_height(container))
        rows = _Rows(self._top(container, title))
        for chain in self._chain_rows(container.entries, inner):
            rows.add(chain, SHELF_GAP)
        titles = title_x(container) + self._titles(container) + RIGHT
        for row in self._grid_rows(container.members, inner, titles - left - right):
            rows.add(row, self.density.row_gap)
        for shelf in self._shelves(container.children, inner, title if container.has_titled_child else 0.0):
            rows.add(shelf, SHELF_GAP)
        return Arranged(
            container,
            max(rows.width + left + right, titles),
            rows.bottom + below(container),
            left,
            tuple(rows.rows),
            (*rows.gaps, rows.bottom + BOTTOM / 2),
            self._title(container),
        )

    def _title(self, container: Container) -> float:
        """The width of a title and of the space after it."""
        if container.group is None:
            return text_width(container.caption, SMALL, bold=True)
        return heading(self.diagram.groups[container.group]).width + _TITLE_GAP

    def _titles(self, container: Container) -> float:
        """The width of the titles on the first line of a container."""
        inner = self._titles(container.children[0]) if container.has_titled_child else 0.0
        return self._title(container) + inner

    def _title_height(self, container: Container) -> float:
        if container.group is None:
            return CAPTION if container.caption else 0.0
        return HEADING - HEADING_HEIGHT + heading(self.diagram.groups[container.group]).height

    def _top(self, container: Container, title: float) -> float:
        return INSET if container.has_titled_child else title or TOP

    def _chain_rows(self, entries: tuple[int, ...], width: float) -> Iterator[list[Item]]:
        """Entries next to each other, with space for the words on the edges between them where all fit."""
        gaps = [self._words_between(a, b) for a, b in pairwise(entries)]
        total = sum(self.cards[at].width for at in entries) + sum(gaps)
        if total > width:
            gaps = [_CHAIN_GAP] * len(gaps)
        row: list[Item] = []
        x = 0.0
        for at, gap in zip(entries, [0.0, *gaps], strict=bool(entries)):
            card = self.cards[at]
            if row and x + gap + card.width > width:
                yield row
                row, x = [], 0.0
            x += gap if row else 0
            row.append(Item(x, card.width, card.height, at))
            x += card.width
        if row:
            yield row

    def _words_between(self, a: int, b: int) -> float:
        edge = self.flows.get((self.diagram.nodes[a].key, self.diagram.nodes[b].key))
        words = pill(edge).width if edge else 0.0
        return words + 2 * 16.0 if words else _CHAIN_GAP

    def _grid_rows(self, members: tuple[int, ...], width: float, least: float) -> Iterator[list[Item]]:
        """Nodes in columns, as many in each row as in the others; they fill the width that titles ask for anyway."""
        spans = [self.columns.spans[at] for at in members]
        rows = -(-sum(spans) // self.columns.fitting(width))
        columns = max(-(-sum(spans) // rows), *spans) if members else 0
        unit = self.columns.stretched(columns, min(least, width))
        row: list[Item] = []
        column = 0
        for at, span in zip(members, spans, strict=True):
            if column + span > columns:
                yield row
                row, column = [], 0
            row.append(Item(column * (unit + COLUMN_GAP), across(span, unit), self.cards[at].height, at))
            column += span
        if row:
            yield row

    def _shelves(self, children: tuple[Container, ...], width: float, shared: float) -> Iterator[list[Item]]:
        """Containers next to each other where they fit; what others feed is below these."""
        shelf: list[Item] = []
        x = 0.0
        above = False
        for child in children:
            arranged = self.arrange(child, width, max(0.0, shared - INSET))
            is_below = self.density.downwards and child.feeds_others != above
            if shelf and (is_below or x + arranged.width > width):
                yield shelf
                shelf, x = [], 0.0
            shelf.append(Item(x, arranged.width, arranged.height, inside=arranged))
            x += arranged.width + COLUMN_GAP
            above = child.feeds_others
        if shelf:
            yield shelf


def _level(items: list[Item]) -> tuple[Item, ...]:
    """The items of a row, equally high; a frame stays lower where it would be mostly empty."""
    height = max([item.height for item in items])
    return tuple(item if item.height == height else _raised(item, height) for item in items)


def _raised(item: Item, height: float) -> Item:
    if item.inside is None:
        return replace(item, height=height)
    is_low = item.height < _FULL * height
    return item if is_low else replace(item, height=height, inside=replace(item.inside, height=height))


def _entries(container: Container) -> frozenset[int]:
    return frozenset(container.entries).union(*map(_entries, container.children))
