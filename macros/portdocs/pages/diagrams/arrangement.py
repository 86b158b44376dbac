"""Containers → rows within a width: chains of entries first, then grids of equally wide nodes, then containers."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
from itertools import pairwise

from portdocs.pages.diagrams.containers import FLOWS, Container
from portdocs.pages.diagrams.geometry import MARGIN
from portdocs.pages.diagrams.model import Diagram, Node
from portdocs.pages.diagrams.text_layout import SMALL, Card, card_of, heading, pill
from portdocs.pages.diagrams.text_width import text_width

LEFT, RIGHT, BOTTOM = 18.0, 10.0, 10.0
"""The space in a frame; its corridor is at the left."""
SECTION_LEFT = 15.0
"""The space at the left of a section without a frame."""
INSET = 6.0
"""The space between a frame and the only frame in it; they share one line for their headings."""
HEADING, CAPTION = 40.0, 30.0
_TOP = 12.0
"""The space above nodes without a heading: lines arrive there."""
_HEADING_GAP = 16.0
"""The space between the headings of a frame and of the only frame in it."""
_COLUMN_GAP, _SHELF_GAP = 12.0, 20.0
_MIN_CARD, _MAX_CARD = 118.0, 264.0
_CHAIN_GAP = 34.0


@dataclass(frozen=True, slots=True)
class Density:
    """The level of detail of a diagram."""

    card_width: float = 244.0
    """The width of a node where its text needs it; columns may be wider."""
    short: bool = False
    """True for nodes with fewer lines."""
    bare: bool = False
    """True for nodes without a sign of their kind."""
    row_gap: float = 11.0
    max_sections: int = 4
    """The number of sections of one frame by what leads to them; beyond it they are one."""
    max_span: int = 3
    """The number of columns of the largest node."""


@dataclass(frozen=True)
class Item:
    """A node or a container in a row, from the upper left corner of what holds it."""

    x: float
    y: float
    width: float
    height: float
    node: int | None = None
    inside: Arranged | None = None


@dataclass(frozen=True)
class Arranged:
    """A container with everything in it, in rows."""

    container: Container
    width: float
    height: float
    rows: tuple[tuple[Item, ...], ...]
    gaps: tuple[float, ...]
    """The y of the gap above each row, and of the one below the last."""
    title: float = 0.0
    """The width of its heading, with the space after it."""


@dataclass
class _Rows:
    """The rows of a container while they are filled, from `top` downwards."""

    bottom: float
    width: float = 0.0
    rows: list[tuple[Item, ...]] = field(default_factory=list)
    gaps: list[float] = field(default_factory=list)

    def add(self, row: Iterable[Item], gap: float) -> None:
        """Place a row a gap below what is there. The gap above the first row is the space that is there already."""
        y = self.bottom + (gap if self.rows else 0)
        self.gaps.append(y - (gap / 2 if self.rows else min(12.0, self.bottom) / 2))
        placed = tuple(replace(item, y=y) for item in row)
        self.rows.append(placed)
        self.width = max(self.width, *(item.x + item.width for item in placed))
        self.bottom = max(item.y + item.height for item in placed)


class Arranger:
    """Arranges containers within a width; cards in grids are equally wide."""

    def __init__(self, diagram: Diagram, tree: Container, width: float, density: Density) -> None:
        self.diagram = diagram
        self.density = density
        chains = _entries(tree)
        natural = [card_of(node, short=density.short, bare=density.bare) for node in diagram.nodes]
        inner = width - 2 * MARGIN - _nesting(tree)
        widths = sorted(card.width for at, card in enumerate(natural) if at not in chains)
        self.card_width = _card_width(widths, inner, density.card_width)
        self.cards = tuple(
            natural[at] if at in chains else self._in_column(node) for at, node in enumerate(diagram.nodes)
        )
        self.pills = {(edge.source, edge.target): pill(edge).width for edge in diagram.edges if edge.kind in FLOWS}

    def _span(self, node: Node) -> int:
        return min(node.span, self.density.max_span)

    def _width(self, columns: int) -> float:
        return columns * self.card_width + (columns - 1) * _COLUMN_GAP

    def _in_column(self, node: Node) -> Card:
        width = self._width(self._span(node))
        return replace(card_of(node, width, short=self.density.short, bare=self.density.bare), width=width)

    def arrange(self, container: Container, width: float, is_root: bool = False) -> Arranged:
        """Place everything in a container that may be at most so wide."""
        left, right = _sides(container, is_root)
        inner = width - left - right
        rows = _Rows(_top(container))
        for chain in self._chain_rows(container.entries, inner):
            rows.add(chain, _SHELF_GAP)
        for row in self._grid_rows(container.members, inner):
            rows.add(row, self.density.row_gap)
        for shelf in self._shelves(container.children, inner):
            rows.add(shelf, _SHELF_GAP)
        return Arranged(
            container,
            max(rows.width + left + right, self._headings(container) + LEFT + RIGHT),
            rows.bottom + (0 if container.group is None else INSET if container.is_wrapper else BOTTOM),
            tuple(tuple(replace(item, x=item.x + left) for item in row) for row in rows.rows),
            (*rows.gaps, rows.bottom + BOTTOM / 2),
            self._title(container),
        )

    def _title(self, container: Container) -> float:
        if container.group is None:
            return text_width(container.caption, SMALL, bold=True)
        return heading(self.diagram.groups[container.group])[1] + _HEADING_GAP

    def _headings(self, container: Container) -> float:
        """The width of the headings on the first line of a container."""
        inner = self._headings(container.children[0]) + 2 * INSET if container.is_wrapper else 0.0
        return self._title(container) + inner

    def _chain_rows(self, entries: tuple[int, ...], width: float) -> Iterator[tuple[Item, ...]]:
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
                yield _level(row)
                row, x = [], 0.0
            x += gap if row else 0
            row.append(Item(x, 0, card.width, card.height, at))
            x += card.width
        if row:
            yield _level(row)

    def _words_between(self, a: int, b: int) -> float:
        words = self.pills.get((self.diagram.nodes[a].key, self.diagram.nodes[b].key), 0)
        return words + 2 * 16.0 if words else _CHAIN_GAP

    def _grid_rows(self, members: tuple[int, ...], width: float) -> Iterator[tuple[Item, ...]]:
        """Nodes in columns, as many in each row as in the others."""
        spans = [self._span(self.diagram.nodes[at]) for at in members]
        most = max(1, int((width + _COLUMN_GAP) // (self.card_width + _COLUMN_GAP)))
        rows = -(-sum(spans) // most)
        columns = max(-(-sum(spans) // rows), *spans) if members else 0
        row: list[Item] = []
        column = 0
        for at, span in zip(members, spans, strict=True):
            if column + span > columns:
                yield _level(row)
                row, column = [], 0
            x = column * (self.card_width + _COLUMN_GAP)
            row.append(Item(x, 0, self._width(span), self.cards[at].height, at))
            column += span
        if row:
            yield _level(row)

    def _shelves(self, children: tuple[Container, ...], width: float) -> Iterator[tuple[Item, ...]]:
        """Containers next to each other where they fit."""
        shelf: list[Item] = []
        x = 0.0
        for child in children:
            arranged = self.arrange(child, width)
            if shelf and x + arranged.width > width:
                yield tuple(shelf)
                shelf, x = [], 0.0
            shelf.append(Item(x, 0, arranged.width, arranged.height, inside=arranged))
            x += arranged.width + _COLUMN_GAP
        if shelf:
            yield tuple(shelf)


def _level(row: list[Item]) -> tuple[Item, ...]:
    height = max(item.height for item in row)
    return tuple(replace(item, height=height) for item in row)


def _sides(container: Container, is_root: bool) -> tuple[float, float]:
    if is_root or container.group is None:
        return SECTION_LEFT, 0.0
    return (INSET, INSET) if container.is_wrapper else (LEFT, RIGHT)


def _top(container: Container) -> float:
    if container.is_wrapper:
        return INSET
    if container.group is not None:
        return HEADING
    return CAPTION if container.caption else _TOP if container.entries or container.members else 0.0


def _entries(container: Container) -> frozenset[int]:
    return frozenset(container.entries).union(*map(_entries, container.children))


def _nesting(container: Container, is_root: bool = True) -> float:
    """The width that the frames around the deepest grid take; nothing without a grid."""
    inner = [_nesting(child, False) for child in container.children]
    if not (container.members or any(inner)):
        return 0.0
    return sum(_sides(container, is_root)) + max(inner, default=0.0)


def _card_width(widths: list[float], inner: float, most: float) -> float:
    """Equal columns that fill the width, wide enough for most nodes."""
    usual = widths[len(widths) * 4 // 5] if widths else _MIN_CARD
    wanted = min(max(usual, _MIN_CARD), most)
    columns = max(1, int((inner + _COLUMN_GAP) // (wanted + _COLUMN_GAP)))
    return min(float((inner - (columns - 1) * _COLUMN_GAP) // columns), _MAX_CARD)
