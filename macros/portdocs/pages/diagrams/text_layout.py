"""The lines on a node, an edge and a frame, wrapped to the space they have, and the size that they give it.

Layout and SVG both ask here, so that a node is drawn as large as it was laid out. Lengths are in pixels.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Literal, TypeAlias

from portdocs.pages.diagrams.model import DIFFERS, EXPOSURES, Diagram, Edge, Group, Node
from portdocs.pages.diagrams.text_width import ELLIPSIS, text_width, wrap

LineKind: TypeAlias = Literal["name", "domain", "code", "fact"]
PillKind: TypeAlias = Literal["label", "code"]

Text: TypeAlias = "tuple[str, LineKind, str]"
"""A text of a node, its kind, and the exposure that the dot in front of it shows."""

SIZES: dict[LineKind, float] = {"name": 14.0, "domain": 12.5, "code": 12.0, "fact": 12.0}
"""Font sizes; the style sheet says the same. None is smaller than 12, so that text stays readable where a diagram
shrinks a little to fit its page."""
SMALL = 12.0
HEIGHTS: dict[LineKind, float] = {"name": 19.0, "domain": 17.0, "code": 16.0, "fact": 17.0}

PADDING, PLATE, GAP, DOT = 9.0, 28.0, 8.0, 12.0
TEXT_WIDTH = 210.0
"""The width that the lines of a node may take where nothing else limits it; twice as much where they would be cut."""
PILL_WIDTH, PILL_PADDING, PILL_LINE = 190.0, 9.0, 15.0
HEADING_HEIGHT, HEADING_WIDTH, HEADING_LINE = 24.0, 420.0, 19.0
_MAX_LINES: dict[LineKind, int] = {"name": 4, "domain": 5, "code": 4, "fact": 4}
_MANY = 4
"""The factor for these limits where nothing may be cut."""
_PILL_LINES, _HEADING_LINES = 3, 3


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
    is_cut: bool = False
    """True if a line ends before its text does."""

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

    lines: tuple[tuple[str, PillKind], ...]
    width: float
    height: float


@dataclass(frozen=True, slots=True)
class Heading:
    """The title of a frame: its name on one or more lines, after the word for its kind."""

    lines: tuple[str, ...]
    width: float
    height: float
    is_cut: bool = False


NO_WORDS = Pill((), 0, 0)


def one_line(text: str) -> str:
    """The text with all white space, line ends included, as single spaces."""
    return " ".join(text.split())


def cards(diagram: Diagram) -> tuple[Card, ...]:
    """The nodes as written, in the diagram's order; those in one frame are equally wide, which lines them up."""
    own = [natural_card(node) for node in diagram.nodes]
    widest: dict[str | None, float] = {}
    for node, card in zip(diagram.nodes, own, strict=True):
        if node.kind not in SOURCES:
            widest[node.group] = max(card.width, widest.get(node.group, 0))
    return tuple(
        card if node.kind in SOURCES else _widened(card, widest[node.group])
        for node, card in zip(diagram.nodes, own, strict=True)
    )


def _widened(card: Card, width: float) -> Card:
    return card if card.width == width else replace(card, width=width)


SOURCES = ("internet", "zone")
"""The kinds of node that requests come from."""


@lru_cache(maxsize=8192)
def natural_card(node: Node, *, short: bool = False, bare: bool = False) -> Card:
    """A node as wide as its text asks for: wider where it would be cut, then with as many lines as it takes."""
    options = {"short": short, "bare": bare}
    card = card_of(node, None, **options)
    return card_of(node, None, whole=True, **options) if card.is_cut else card


@lru_cache(maxsize=8192)  # each node is measured for several layouts of several diagrams
def card_of(
    node: Node, width: float | None = None, *, short: bool = False, bare: bool = False, whole: bool = False
) -> Card:
    """A node of a width, or as wide as its texts are; `short` leaves out what its page and tooltip also show, `bare`
    signs that only repeat its kind; `whole` takes as many lines as its texts need."""
    has_plate = not bare or bool(node.icon) or node.in_container or node.kind not in ("service", "host", "group")
    frame = 2 * PADDING + (PLATE + GAP if has_plate else 0)
    room = TEXT_WIDTH * (1 + whole) if width is None else width - frame
    texts = _tile_texts(node, room, bare) if short and node.count else _texts(node, short, bare, room)
    wrapped = [_wrapped(*text, width=room, factor=_MANY if whole else 1) for text in texts]
    lines = tuple(line for found in wrapped for line in found)
    height = even(max(sum(HEIGHTS[line.kind] for line in lines), PLATE) + 2 * PADDING - (12 if bare else 6))
    is_cut = any(_is_cut(text, found[-1].text) for (text, *_), found in zip(texts, wrapped, strict=True))
    return Card(lines, even(_widest(lines) + frame) if width is None else width, height, has_plate, is_cut)


def _widest(lines: tuple[Line, ...]) -> float:
    return max([text_width(line.text, SIZES[line.kind], **_font(line.kind)) + _dot(line) for line in lines])


def _texts(node: Node, short: bool, bare: bool, width: float) -> list[Text]:
    is_brief = short and bool(node.domains)
    dot = node.exposure if is_brief and not (bare and _needs_all(node.details[:1], width)) else ""
    facts = _brief_facts(node) if is_brief else facts_of(node)
    texts: list[Text] = [(node.label, "name", "")]
    texts += [(domain, "domain", "") for domain in (node.domains[:1] if short else node.domains)]
    details = node.details[:1] if short else node.details
    kind: LineKind = "fact" if node.count else "code"
    texts += [(detail, kind, "" if number else dot) for number, detail in enumerate(details)]
    if facts:
        texts.append((facts, "fact", "" if is_brief else node.exposure))
    return texts


def _needs_all(details: tuple[str, ...], width: float) -> bool:
    """True if an address leaves no space for a dot."""
    return any(text_width(one_line(detail), SIZES["code"], mono=True) > width - DOT for detail in details)


def _tile_texts(node: Node, width: float, bare: bool) -> list[Text]:
    """A tile in two texts: its name, and the number of services with their most severe problem."""
    services = f"{node.count:,} {'service' if node.count == 1 else 'services'}"
    options = [
        (services, node.worst),
        (services, node.alert or node.exposure),
        (f"{node.count:,}", node.worst),
        (f"{node.count:,}", node.alert or node.exposure),
    ]
    words = [" · ".join(filter(None, option)) for option in options[: 4 if bare else 1]]
    dot = "" if bare else node.exposure
    fitting = (one for one in words if text_width(one, SMALL) <= width - (DOT if dot else 0))
    return [(node.label, "name", ""), (next(fitting, words[-1]), "fact", dot)]


def facts_of(node: Node) -> str:
    """Its status, who reaches it, and its marks, in words."""
    return " · ".join(filter(None, (node.status, EXPOSURES.get(node.exposure, node.exposure), *node.marks)))


def _brief_facts(node: Node) -> str:
    """Only what must not be missed; a dot next to its listener shows who reaches it."""
    reached = EXPOSURES["zones"] if node.exposure == "zones" else ""
    return " · ".join(filter(None, (node.status, reached, *(mark for mark in node.marks if mark == DIFFERS))))


def _wrapped(text: str, kind: LineKind, exposure: str, *, width: float, factor: int) -> list[Line]:
    """The lines of a text; a dot in the colour of an exposure precedes the first one."""
    most = _MAX_LINES[kind] * factor
    lines = wrap(one_line(text), width - (DOT if exposure else 0), SIZES[kind], most, **_font(kind))
    return [Line(line, kind, "" if number else exposure) for number, line in enumerate(lines)]


def _is_cut(text: str, last_line: str) -> bool:
    return last_line.endswith(ELLIPSIS) and not one_line(text).endswith(ELLIPSIS)


def _font(kind: LineKind) -> dict[str, bool]:
    return {"bold": kind == "name", "mono": kind == "code"}


def _dot(line: Line) -> float:
    return DOT if line.exposure else 0


def pills(diagram: Diagram) -> tuple[Pill, ...]:
    """The words on each edge, in the diagram's order; none on an edge to a node that shows the same name itself."""
    named = {node.key for node in diagram.nodes if node.domains}
    return tuple(NO_WORDS if edge.kind == "proxy" and edge.target in named else pill(edge) for edge in diagram.edges)


def pill(edge: Edge) -> Pill:
    """The words on an edge, and the size of them."""
    return _pill(edge.label, edge.detail)


@lru_cache(maxsize=1024)
def _pill(label: str, detail: str) -> Pill:
    label, detail = one_line(label), one_line(detail)
    labels = wrap(label, PILL_WIDTH, SMALL, _PILL_LINES) if label else ()
    details = wrap(detail, PILL_WIDTH, SMALL, _PILL_LINES, mono=True) if detail else ()
    lines: list[tuple[str, PillKind]] = [*((line, "label") for line in labels), *((line, "code") for line in details)]
    if not lines:
        return NO_WORDS
    width = max(text_width(line, SMALL, mono=kind == "code") for line, kind in lines)
    return Pill(tuple(lines), even(width + 2 * PILL_PADDING), even(PILL_LINE * len(lines) + 6))


@lru_cache(maxsize=1024)
def heading(group: Group) -> Heading:
    """The title of a frame, and its size with the word for its kind."""
    lines = wrap(one_line(group.label), HEADING_WIDTH, SIZES["name"], _HEADING_LINES, bold=True)
    widest = max(text_width(line, SIZES["name"], bold=True) for line in lines)
    width = even(widest + text_width(f"{group.kind} ", SMALL) + 8)
    height = HEADING_HEIGHT + (len(lines) - 1) * HEADING_LINE
    return Heading(lines, width, height, _is_cut(group.label, lines[-1]))


def even(length: float) -> float:
    """Rounded up to two pixels, so that halves of it are whole."""
    return -(-length // 2) * 2.0
