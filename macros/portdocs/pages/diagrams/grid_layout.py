"""Diagram → layout in rows: chains of proxies on top, frames below, nodes in a grid as wide as the page.

For diagrams that are too large for Graphviz to draw well. Edges into a frame are one line, a trunk; those of a single
service are drawn while a reader points at it.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
from itertools import pairwise

from portdocs.pages.diagrams.containers import FLOWS, Container, container_tree, flows_of
from portdocs.pages.diagrams.geometry import MARGIN, Box, Caption, Layout, Point
from portdocs.pages.diagrams.grid_edges import GridEdges
from portdocs.pages.diagrams.model import Diagram, Node
from portdocs.pages.diagrams.routing import Place, Spot
from portdocs.pages.diagrams.text_layout import Card, card_of, heading, pill

WIDTH = 1080.0
"""The width of a page's content on a usual screen, with its navigation; it may shrink by a tenth."""
_LEFT, _RIGHT, _BOTTOM = 18.0, 10.0, 10.0
"""The space in a frame; its corridor is at the left."""
_INSET = 6.0
"""The space between a frame and the only frame in it; they share one line for their headings."""
_COLUMN_GAP, _SHELF_GAP = 12.0, 20.0
_HEADING, _CAPTION = 40.0, 26.0
_MIN_CARD, _MAX_CARD = 132.0, 264.0
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


DENSITIES = (
    Density(),
    Density(198),
    Density(198, short=True),
    Density(152, short=True, bare=True),
    Density(152, short=True, bare=True, max_sections=1),
    Density(136, short=True, bare=True, max_sections=1, row_gap=7),
)
"""From the airiest to the densest."""


@dataclass(frozen=True)
class _Item:
    """A node or a container in a row, from the upper left corner of what holds it."""

    x: float
    y: float
    width: float
    height: float
    node: int | None = None
    inside: _Arranged | None = None


@dataclass(frozen=True)
class _Arranged:
    """A container with everything in it, in rows."""

    container: Container
    width: float
    height: float
    rows: tuple[tuple[_Item, ...], ...]
    gaps: tuple[float, ...]
    title: float = 0.0
    """The width of its heading."""


@dataclass
class _Rows:
    """The rows of a container while they are filled, from `top` downwards."""

    bottom: float
    width: float = 0.0
    rows: list[tuple[_Item, ...]] = field(default_factory=list)
    gaps: list[float] = field(default_factory=list)

    def add(self, row: Iterable[_Item], gap: float) -> None:
        """Place a row a gap below what is there. The gap above the first row is the space that is there already."""
        y = self.bottom + (gap if self.rows else 0)
        self.gaps.append(y - (gap / 2 if self.rows else min(11.0, self.bottom) / 2))
        placed = tuple(replace(item, y=y) for item in row)
        self.rows.append(placed)
        self.width = max(self.width, *(item.x + item.width for item in placed))
        self.bottom = max(item.y + item.height for item in placed)


class _Arranger:
    """Arranges containers within a width; cards in grids are equally wide."""

    def __init__(self, diagram: Diagram, tree: Container, width: float, density: Density) -> None:
        self.diagram = diagram
        self.row_gap = density.row_gap
        chains = _entries(tree)
        natural = [card_of(node, short=density.short, bare=density.bare) for node in diagram.nodes]
        inner = width - 2 * MARGIN - _nesting(tree)
        widths = sorted(card.width for at, card in enumerate(natural) if at not in chains)
        self.card_width = _card_width(widths, inner, density.card_width)
        self.cards = tuple(
            natural[at] if at in chains else self._in_column(node, density) for at, node in enumerate(diagram.nodes)
        )
        self.pills = {(edge.source, edge.target): pill(edge).width for edge in diagram.edges if edge.kind in FLOWS}

    def _in_column(self, node: Node, density: Density) -> Card:
        card = card_of(node, self.card_width, short=density.short, bare=density.bare)
        return replace(card, width=self.card_width)

    def arrange(self, container: Container, width: float, is_root: bool = False) -> _Arranged:
        """Place everything in a container that may be at most so wide."""
        left, right = _sides(container, is_root)
        inner = width - left - right
        rows = _Rows(_top(container))
        for chain in self._chain_rows(container.entries, inner):
            rows.add(chain, _SHELF_GAP)
        for row in self._grid_rows(container.members, inner):
            rows.add(row, self.row_gap)
        for shelf in self._shelves(container.children, inner):
            rows.add(shelf, _SHELF_GAP)
        placed = tuple(tuple(replace(item, x=item.x + left) for item in row) for row in rows.rows)
        title = heading(self.diagram.groups[container.group])[1] + left + right if container.group is not None else 0
        bottom = rows.bottom + (0 if container.group is None else _INSET if container.is_wrapper else _BOTTOM)
        gaps = (*rows.gaps, rows.bottom + _BOTTOM / 2)
        return _Arranged(
            container,
            max(rows.width + left + right, title),
            bottom,
            placed,
            gaps,
            title - left - right + 14 if title else 0.0,
        )

    def _chain_rows(self, entries: tuple[int, ...], width: float) -> Iterator[tuple[_Item, ...]]:
        """Entries side by side, with space for the words on the edges between them where all fit."""
        gaps = [self._words_between(a, b) for a, b in pairwise(entries)]
        total = sum(self.cards[at].width for at in entries) + sum(gaps)
        if total > width:
            gaps = [_CHAIN_GAP] * len(gaps)
        row: list[_Item] = []
        x = 0.0
        for at, gap in zip(entries, [0.0, *gaps], strict=bool(entries)):
            card = self.cards[at]
            if row and x + gap + card.width > width:
                yield tuple(row)
                row, x = [], 0.0
            x += gap if row else 0
            row.append(_Item(x, 0, card.width, card.height, at))
            x += card.width
        if row:
            yield _level(row)

    def _words_between(self, a: int, b: int) -> float:
        words = self.pills.get((self.diagram.nodes[a].key, self.diagram.nodes[b].key), 0)
        return words + 2 * 16.0 if words else _CHAIN_GAP

    def _grid_rows(self, members: tuple[int, ...], width: float) -> Iterator[tuple[_Item, ...]]:
        if not members:
            return
        most = max(1, int((width + _COLUMN_GAP) // (self.card_width + _COLUMN_GAP)))
        rows = -(-len(members) // most)
        columns = -(-len(members) // rows)
        step = self.card_width + _COLUMN_GAP
        for first in range(0, len(members), columns):
            row = members[first : first + columns]
            height = max(self.cards[at].height for at in row)
            yield tuple(_Item(step * column, 0, self.card_width, height, at) for column, at in enumerate(row))

    def _shelves(self, children: tuple[Container, ...], width: float) -> Iterator[tuple[_Item, ...]]:
        """Containers side by side where they fit."""
        shelf: list[_Item] = []
        x = 0.0
        for child in children:
            arranged = self.arrange(child, width)
            if shelf and x + arranged.width > width:
                yield tuple(shelf)
                shelf, x = [], 0.0
            shelf.append(_Item(x, 0, arranged.width, arranged.height, inside=arranged))
            x += arranged.width + _COLUMN_GAP
        if shelf:
            yield tuple(shelf)


def _level(row: list[_Item]) -> tuple[_Item, ...]:
    height = max(item.height for item in row)
    return tuple(replace(item, height=height) for item in row)


def _sides(container: Container, is_root: bool) -> tuple[float, float]:
    if is_root or container.group is None:
        return _LEFT - 4, 0.0
    return (_INSET, _INSET) if container.is_wrapper else (_LEFT, _RIGHT)


def _top(container: Container) -> float:
    if container.is_wrapper:
        return _INSET
    return _HEADING if container.group is not None else _CAPTION if container.caption else 0.0


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


class _Positions:
    """The final places of nodes, frames, sections and captions."""

    def __init__(self) -> None:
        self.nodes: dict[int, Place] = {}
        self.frames: dict[int, Spot] = {}
        self.headings: dict[int, Point] = {}
        self.captions: list[Caption] = []

    def put(
        self, arranged: _Arranged, x: float, y: float, parent: Spot | None = None, row: int = 0, before: float = 0
    ) -> None:
        """Place a container and all in it; `before` is the space in front of its heading."""
        box = Box(x, y, arranged.width, arranged.height)
        spot = Spot(
            box,
            x + (_INSET if arranged.container.is_wrapper else _LEFT) / 2,
            parent,
            row,
            [y + gap for gap in arranged.gaps],
        )
        container = arranged.container
        if container.group is not None:
            self.frames[container.group] = spot
            self.headings[container.group] = (
                x + (_LEFT + _INSET if container.is_wrapper else _LEFT) + before,
                y + (_HEADING / 2 - 3 if not container.is_wrapper else _HEADING / 2 - 3 + _INSET),
            )
        elif container.caption:
            self.captions.append(Caption(container.caption, x + _LEFT - 4, y + _CAPTION / 2 - 4))
        for number, items in enumerate(arranged.rows):
            for item in items:
                if item.inside:
                    title = arranged.title + before if container.is_wrapper else 0.0
                    self.put(item.inside, x + item.x, y + item.y, spot, number, title)
                elif item.node is not None:
                    self.nodes[item.node] = Place(Box(x + item.x, y + item.y, item.width, item.height), spot, number)


def grid_layout(diagram: Diagram, density: Density = Density(), width: float = WIDTH) -> Layout:
    """The diagram in rows, at most so wide."""
    flows = flows_of(diagram)
    tree = container_tree(diagram, flows, density.max_sections)
    arranger = _Arranger(diagram, tree, width, density)
    arranged = arranger.arrange(tree, width - 2 * MARGIN, is_root=True)
    positions = _Positions()
    positions.put(arranged, MARGIN - _LEFT / 2, MARGIN)
    edges = GridEdges(diagram, flows, positions.nodes)
    return Layout(
        arranged.width + 2 * MARGIN - _LEFT / 2 + 2,
        arranged.height + 2 * MARGIN,
        arranger.cards,
        tuple(positions.nodes[at].box for at in range(len(diagram.nodes))),
        tuple(positions.frames[at].box for at in range(len(diagram.groups))),
        tuple(positions.headings[at] for at in range(len(diagram.groups))),
        edges.pills(),
        tuple((stroke,) for stroke in edges.strokes),
        edges.on_demand,
        edges.trunks(),
        tuple(positions.captions),
    )
