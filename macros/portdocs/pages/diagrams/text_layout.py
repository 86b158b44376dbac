"""The lines on a node, an edge and a frame, wrapped to the space they have, and the size that they give it.

Layout and SVG both ask here, so that a node is drawn as large as it was laid out. Lengths are in pixels.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Literal, TypeAlias

from portdocs.pages.diagrams.model import DIFFERS, EXPOSURES, Diagram, Edge, Group, Node
from portdocs.pages.diagrams.text_width import fit, text_width, wrap

LineKind: TypeAlias = Literal["name", "domain", "code", "fact"]

SIZES: dict[LineKind, float] = {"name": 14.0, "domain": 12.5, "code": 12.0, "fact": 12.0}
"""Font sizes; the style sheet says the same. None is smaller than 12, so that text stays readable where a diagram
shrinks a little to fit its page."""
SMALL = 12.0
HEIGHTS: dict[LineKind, float] = {"name": 19.0, "domain": 17.0, "code": 16.0, "fact": 17.0}

PADDING, PLATE, GAP, DOT = 9.0, 28.0, 8.0, 12.0
TEXT_WIDTH = 210.0
"""The width that the lines of a node may take where nothing else limits it."""
PILL_WIDTH, PILL_PADDING, PILL_LINE = 190.0, 9.0, 15.0
HEADING_HEIGHT, HEADING_WIDTH = 26.0, 420.0
_MAX_LINES: dict[LineKind, int] = {"name": 4, "domain": 5, "code": 4, "fact": 4}

_SPACE = re.compile(r"\s+")


@dataclass(frozen=True, slots=True)
class Line:
    """One line of text on a node; its kind is a CSS class."""

    text: str
    kind: LineKind
    exposure: str = ""
    """A dot precedes the text, in the colour of this exposure."""


@dataclass(frozen=True, slots=True)
class Card:
    """A node as it is written: its lines, and the size of it all."""

    lines: tuple[Line, ...]
    width: float
    height: float
    has_plate: bool = True
    """True if its picture or sign is shown at its left."""

    @property
    def indent(self) -> float:
        """The space before its lines."""
        return PADDING + (PLATE + GAP if self.has_plate else 0)

    @property
    def text_height(self) -> float:
        """The height of its lines."""
        return sum(HEIGHTS[line.kind] for line in self.lines)


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
    """The nodes as written, in the diagram's order; those in one frame are equally wide, which lines them up."""
    own = [card_of(node) for node in diagram.nodes]
    widest: dict[str | None, float] = {}
    for node, card in zip(diagram.nodes, own, strict=True):
        if node.kind not in SOURCES:
            widest[node.group] = max(card.width, widest.get(node.group, 0))
    return tuple(
        card if node.kind in SOURCES else replace(card, width=widest[node.group])
        for node, card in zip(diagram.nodes, own, strict=True)
    )


SOURCES = ("internet", "zone")
"""The kinds of node that requests come from."""


@lru_cache(maxsize=8192)  # each node is measured for several layouts of several diagrams
def card_of(node: Node, width: float | None = None, *, short: bool = False, bare: bool = False) -> Card:
    """A node at most so wide; `short` leaves out what its page and its tooltip say too, `bare` signs that only repeat
    its kind."""
    has_plate = not bare or bool(node.icon) or node.in_container or node.kind not in ("service", "host", "group")
    frame = 2 * PADDING + (PLATE + GAP if has_plate else 0)
    room = TEXT_WIDTH if width is None else width - frame
    lines = tuple(_tile_lines(node, room, bare) if short and node.count else _lines(node, room, short, bare))
    widest = max(text_width(line.text, SIZES[line.kind], **_font(line.kind)) + _dot(line) for line in lines)
    height = sum(HEIGHTS[line.kind] for line in lines)
    return Card(lines, even(widest + frame), even(max(height, PLATE) + 2 * PADDING - (12 if bare else 6)), has_plate)


def _lines(node: Node, width: float, short: bool, bare: bool) -> Iterator[Line]:
    yield from _wrapped(node.label, "name", width)
    for domain in node.domains[:1] if short else node.domains:
        yield from _wrapped(domain, "domain", width)
    is_brief = short and bool(node.domains)
    has_dot = is_brief and not bare
    for number, detail in enumerate(node.details[:1] if short else node.details):
        yield from _wrapped(detail, "code", width, node.exposure if has_dot and number == 0 else "")
    facts = _brief_facts(node) if is_brief else facts_of(node)
    if facts:
        yield from _wrapped(facts, "fact", width, "" if is_brief else node.exposure)


def _tile_lines(node: Node, width: float, bare: bool) -> Iterator[Line]:
    """A tile on two lines: its name, and the number of services with the worst that is known about them."""
    yield from _wrapped(node.label, "name", width)
    services = f"{node.count:,} {'service' if node.count == 1 else 'services'}"
    options = [
        (services, node.worst),
        (f"{node.count:,}", node.worst),
        (f"{node.count:,}", node.alert or node.exposure),
    ]
    words = [" · ".join(filter(None, option)) for option in options[: 3 if bare else 1]]
    fitting = (one for one in words if text_width(one, SMALL) <= width - DOT)
    yield from _wrapped(next(fitting, words[-1]), "fact", width, node.exposure)


def facts_of(node: Node) -> str:
    """Its status, who reaches it, and its marks, in words."""
    return " · ".join(filter(None, (node.status, EXPOSURES.get(node.exposure, node.exposure), *node.marks)))


def _brief_facts(node: Node) -> str:
    """Only what must not be missed; a dot next to its listener shows who reaches it."""
    reached = EXPOSURES["zones"] if node.exposure == "zones" else ""
    return " · ".join(filter(None, (node.status, reached, *(mark for mark in node.marks if mark == DIFFERS))))


def _wrapped(text: str, kind: LineKind, width: float, exposure: str = "") -> Iterator[Line]:
    """The lines of a text; a dot in the colour of an exposure precedes the first one."""
    lines = wrap(one_line(text), width - (DOT if exposure else 0), SIZES[kind], _MAX_LINES[kind], **_font(kind))
    for number, line in enumerate(lines):
        yield Line(line, kind, exposure if number == 0 else "")


def _font(kind: LineKind) -> dict[str, bool]:
    return {"bold": kind == "name", "mono": kind == "code"}


def _dot(line: Line) -> float:
    return DOT if line.exposure else 0


def pills(diagram: Diagram) -> tuple[Pill, ...]:
    """The words on each edge, in the diagram's order; none on an edge to a node that shows the same name itself."""
    named = {node.key for node in diagram.nodes if node.domains}
    return tuple(
        Pill("", "", 0, 0) if edge.kind == "proxy" and edge.target in named else pill(edge) for edge in diagram.edges
    )


def pill(edge: Edge) -> Pill:
    """The words on an edge, and the size of them."""
    label = fit(one_line(edge.label), PILL_WIDTH, SMALL)
    detail = fit(one_line(edge.detail), PILL_WIDTH, SMALL, mono=True)
    if not (label or detail):
        return Pill("", "", 0, 0)
    width = max(text_width(label, SMALL), text_width(detail, SMALL, mono=True))
    lines = bool(label) + bool(detail)
    return Pill(label, detail, even(width + 2 * PILL_PADDING), even(PILL_LINE * lines + 6))


def heading(group: Group) -> tuple[str, float]:
    """The title of a frame, and its width with the word for its kind."""
    name = fit(one_line(group.label), HEADING_WIDTH, SIZES["name"], bold=True)
    return name, even(text_width(name, SIZES["name"], bold=True) + text_width(f"{group.kind} ", SMALL) + 8)


def even(length: float) -> float:
    """Rounded up to two pixels, so that halves of it are whole."""
    return -(-length // 2) * 2.0
