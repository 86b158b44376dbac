"""The columns of a grid: equally wide, as wide as most nodes need. A node takes several for its size, or where its
texts would be cut."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from portdocs.pages.diagrams.model import Node
from portdocs.pages.diagrams.spacing import COLUMN_GAP
from portdocs.pages.diagrams.text_layout import Card, card_of, natural_card

ALL = 99
"""As many columns, and then lines, as the longest text needs."""
_MIN_CARD, _MAX_CARD = 118.0, 264.0


@dataclass(frozen=True, slots=True)
class Density:
    """The level of detail of a diagram."""

    card_width: float = 236.0
    """The width of a node where its text needs it; columns may be wider."""
    short: bool = False
    """True for nodes with fewer lines."""
    bare: bool = False
    """True for nodes without a sign of their kind."""
    row_gap: float = 11.0
    max_sections: int = 4
    """The number of sections of one frame by what leads to them; beyond it they are one."""
    downwards: bool = True
    """True if what a container feeds is always below it; otherwise next to it, where that takes less space."""
    max_span: int = 3
    """The number of columns of the largest node."""
    text_span: int = ALL
    """The number of columns that a node may take for its texts; they are cut where that is not enough, unless it is
    ALL."""


class Columns:
    """The columns of a diagram, with its nodes as they are written in them; the nodes in `chains` are in none."""

    def __init__(self, nodes: tuple[Node, ...], chains: frozenset[int], inner: float, density: Density) -> None:
        self.density = density
        natural = [natural_card(node, short=density.short, bare=density.bare) for node in nodes]
        self.width = _card_width([card.width for at, card in enumerate(natural) if at not in chains], inner, density)
        self.count = self.fitting(inner)
        found = [(1, natural[at]) if at in chains else self._in_columns(node) for at, node in enumerate(nodes)]
        self.spans = tuple(span for span, _ in found)
        self.cards = tuple(card for _, card in found)

    def fitting(self, width: float) -> int:
        """The number of columns in a width, at least one."""
        return max(1, int((width + COLUMN_GAP) // (self.width + COLUMN_GAP)))

    def stretched(self, count: int, width: float) -> float:
        """The width of each of so many columns that fill a width, if that is more than their usual one."""
        filling = (width + COLUMN_GAP) / max(count, 1) - COLUMN_GAP
        return max(self.width, min(filling, _MAX_CARD))

    def _in_columns(self, node: Node) -> tuple[int, Card]:
        """The number of columns that a node takes, and its card."""
        span = min(node.span, self.density.max_span)
        card = self._card(node, span)
        while card.is_cut and span < min(self.count, self.density.text_span):
            span += 1
            card = self._card(node, span)
        is_whole = card.is_cut and self.density.text_span == ALL
        return span, self._card(node, span, whole=True) if is_whole else card

    def _card(self, node: Node, span: int, *, whole: bool = False) -> Card:
        width = across(span, self.width)
        return card_of(node, width, short=self.density.short, bare=self.density.bare, whole=whole)


def across(span: int, width: float) -> float:
    """The width of so many columns of a width."""
    return span * width + (span - 1) * COLUMN_GAP


def _card_width(widths: Iterable[float], inner: float, density: Density) -> float:
    """Equal columns that fill the width, wide enough for most nodes."""
    ordered = sorted(widths)
    usual = ordered[len(ordered) * 4 // 5] if ordered else _MIN_CARD
    wanted = min(max(usual, _MIN_CARD), density.card_width)
    columns = max(1, int((inner + COLUMN_GAP) // (wanted + COLUMN_GAP)))
    return min(float((inner - (columns - 1) * COLUMN_GAP) // columns), _MAX_CARD)
