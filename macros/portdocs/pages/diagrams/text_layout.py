"""What is written on a card, an edge and a frame, cut to the room there is, and how large that makes them.

Layout and SVG both ask here, so that what was laid out is what is drawn. Lengths are in pixels.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, replace

from portdocs.pages.diagrams.model import EXPOSURES, Diagram, Edge, Group, Node
from portdocs.pages.diagrams.text_width import fit, text_width

NAME, CODE, SMALL = 14.0, 12.0, 11.5
"""Font sizes of names, of what a machine reads, and of everything else; the style sheet says the same."""

PADDING, PLATE, GAP = 11.0, 34.0, 10.0
NAME_LINE, CODE_LINE, CHIP_LINE = 20.0, 16.0, 21.0
CHIP_HEIGHT, CHIP_PADDING, CHIP_GAP, DOT_ROOM = 17.0, 7.0, 5.0, 9.0
TEXT_ROOM = 200.0
PILL_ROOM, PILL_PADDING, PILL_LINE = 190.0, 9.0, 15.0
HEADING_HEIGHT, HEADING_ROOM = 26.0, 260.0

_SPACE = re.compile(r"\s+")


@dataclass(frozen=True, slots=True)
class Chip:
    """A word in a small frame; its kind is a CSS class, the word carries the meaning."""

    word: str
    kind: str

    @property
    def width(self) -> float:
        """Its width with the room inside its frame, and for the dot of an exposure."""
        return text_width(self.word, SMALL) + 2 * CHIP_PADDING + (DOT_ROOM if self.has_dot else 0)

    @property
    def has_dot(self) -> bool:
        """Whether a coloured dot stands before the word."""
        return self.kind.startswith("exposure")


@dataclass(frozen=True, slots=True)
class Card:
    """A node as it is written."""

    name: str
    details: tuple[str, ...]
    chips: tuple[tuple[Chip, ...], ...]
    """In rows."""
    width: float

    @property
    def text_height(self) -> float:
        """The height of its lines."""
        return NAME_LINE + CODE_LINE * len(self.details) + CHIP_LINE * len(self.chips)

    @property
    def height(self) -> float:
        """The height of the card."""
        return _even(max(self.text_height, PLATE) + 2 * PADDING - 4)


@dataclass(frozen=True, slots=True)
class Pill:
    """The words on an edge; without any it has no size and the edge runs through."""

    label: str
    detail: str
    width: float
    height: float


def one_line(text: str) -> str:
    """The text with all white space, line ends included, as single spaces."""
    return _SPACE.sub(" ", text).strip()


def cards(diagram: Diagram) -> tuple[Card, ...]:
    """The cards in the diagram's order; those in one frame are equally wide, which lines them up."""
    own = [_card(node) for node in diagram.nodes]
    widest: dict[str | None, float] = {}
    for node, card in zip(diagram.nodes, own, strict=True):
        if node.kind != "internet":
            widest[node.group] = max(card.width, widest.get(node.group, 0))
    return tuple(
        card if node.kind == "internet" else replace(card, width=widest[node.group])
        for node, card in zip(diagram.nodes, own, strict=True)
    )


def _card(node: Node) -> Card:
    name = fit(one_line(node.label), TEXT_ROOM, NAME, bold=True)
    details = tuple(fit(one_line(line), TEXT_ROOM, CODE, mono=True) for line in node.details)
    rows = _rows(_chips(node))
    widths = [
        text_width(name, NAME, bold=True),
        *(text_width(line, CODE, mono=True) for line in details),
        *(_row_width(row) for row in rows),
    ]
    return Card(name, details, rows, _even(max(widths) + PLATE + GAP + 2 * PADDING))


def _chips(node: Node) -> Iterable[Chip]:
    if node.status:
        yield Chip(node.status, f"status {node.status}")
    if node.exposure:
        yield Chip(EXPOSURES[node.exposure], f"exposure {node.exposure}")
    for mark in node.marks:
        yield Chip(fit(one_line(mark), TEXT_ROOM - 2 * CHIP_PADDING, SMALL), "mark")


def _rows(chips: Iterable[Chip]) -> tuple[tuple[Chip, ...], ...]:
    """As many side by side as there is room for."""
    rows: list[tuple[Chip, ...]] = []
    for chip in chips:
        if rows and _row_width((*rows[-1], chip)) <= TEXT_ROOM:
            rows[-1] = (*rows[-1], chip)
        else:
            rows.append((chip,))
    return tuple(rows)


def _row_width(row: tuple[Chip, ...]) -> float:
    return sum(chip.width for chip in row) + CHIP_GAP * (len(row) - 1)


def pill(edge: Edge) -> Pill:
    """What an edge says, and the size of it."""
    label = fit(one_line(edge.label), PILL_ROOM, SMALL)
    detail = fit(one_line(edge.detail), PILL_ROOM, SMALL, mono=True)
    if not (label or detail):
        return Pill("", "", 0, 0)
    width = max(text_width(label, SMALL), text_width(detail, SMALL, mono=True))
    lines = bool(label) + bool(detail)
    return Pill(label, detail, _even(width + 2 * PILL_PADDING), _even(PILL_LINE * lines + 6))


def heading(group: Group) -> tuple[str, float]:
    """What stands over a frame, and its width with the word for its kind."""
    name = fit(one_line(group.label), HEADING_ROOM, NAME, bold=True)
    return name, _even(text_width(name, NAME, bold=True) + text_width(f"{group.kind} ", SMALL) + 8)


def _even(length: float) -> float:
    """Rounded up to two pixels, so that halves of it are whole."""
    return -(-length // 2) * 2.0
