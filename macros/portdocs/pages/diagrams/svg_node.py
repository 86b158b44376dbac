"""One card as SVG: a background, a picture on a light plate, the name, addresses and facts."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Literal

from portdocs.pages.diagrams.geometry import Box
from portdocs.pages.diagrams.icons import icon_index
from portdocs.pages.diagrams.model import Node, NodeKind
from portdocs.pages.diagrams.svg_markup import attributes, number, rectangle, text_at
from portdocs.pages.diagrams.text_layout import DOT, HEIGHTS, PADDING, PLATE, SOURCES, Card, one_line
from portdocs.pages.escape import for_template
from portdocs.pages.links import Links

ICONS = "assets/portdocs/icons"
"""The folder of the pictures, from the root of the site."""

_RADIUS, _PICTURE, _GLYPH = 10.0, 20.0, 18.0


GLYPHS: dict[NodeKind | Literal["container"], str] = {
    # A globe.
    "internet": "M3 12a9 9 0 1 0 18 0a9 9 0 1 0-18 0M3.6 9h16.8M3.6 15h16.8M12 3c-5 5-5 13 0 18c5-5 5-13 0-18",
    # A network: a node with others around it.
    "zone": "M12 9.5a2.5 2.5 0 1 0 0 5a2.5 2.5 0 1 0 0-5M12 9.5V4M9.7 13.2L4.5 16.5M14.3 13.2l5.2 3.3",
    # One way in, two ways on.
    "proxy": "M3 12h6l4-5h7M9 12l4 5h7M17.5 4.5l2.5 2.5l-2.5 2.5M17.5 14.5l2.5 2.5l-2.5 2.5",
    # A window with a prompt.
    "service": "M5 4h14a2 2 0 0 1 2 2v12a2 2 0 0 1-2 2H5a2 2 0 0 1-2-2V6a2 2 0 0 1 2-2zM7 9l3 3l-3 3M12.5 15h4",
    # A closed box.
    "container": "M12 3l8 4.2v9.6l-8 4.2l-8-4.2V7.2l8-4.2M4 7.2l8 4.2l8-4.2M12 11.4V21",
    # Out of the box.
    "external": "M10 5H6a2 2 0 0 0-2 2v11a2 2 0 0 0 2 2h11a2 2 0 0 0 2-2v-4M14 4h6v6M20 4l-9 9",
    # A pile.
    "group": "M12 3l9 4.5l-9 4.5l-9-4.5zM3 12l9 4.5l9-4.5M3 16.5l9 4.5l9-4.5",
    # Two drawers of a rack.
    "host": "M5 4h14a1 1 0 0 1 1 1v5a1 1 0 0 1-1 1H5a1 1 0 0 1-1-1V5a1 1 0 0 1 1-1zM7.5 7.5h.01M11 7.5h5"
    "M5 13h14a1 1 0 0 1 1 1v5a1 1 0 0 1-1 1H5a1 1 0 0 1-1-1v-5a1 1 0 0 1 1-1zM7.5 16.5h.01M11 16.5h5",
}
"""Plain signs for nodes without a picture, drawn by lines in the colour of the text on a field of 24 by 24."""


def linked(content: str, classes: str, page: str | None, title: str, links: Links, facts: str = "") -> str:
    """The content as a link to a page, or as it is without one; the title shows in full what may have been cut.

    `facts` are further attributes, written out.
    """
    inside = f"<title>{for_template(title)}</title>{content}" if title else content
    if page is None:
        return f"<g{attributes(class_=classes)}{facts}>{inside}</g>"
    # Browsers know a link by its `xlink:href`; other tools that read the page know it by its role.
    return f"<a{attributes(class_=classes, role='link', href=links.page(page))}{facts}>{inside}</a>"


def card_svg(node: Node, words: Card, box: Box, links: Links, facts: str = "") -> str:
    """The card of a node at its place; `facts` are attributes for the script."""
    states = [node.status, node.alert, f"reach-{node.exposure}" if node.exposure else ""]
    classes = " ".join(["pdd-card", f"pdd-card--{node.kind}", *(f"pdd-card--{state}" for state in states if state)])
    classes += " pdd-tile" if node.count else ""
    picture = _picture(node, box, links) if words.has_plate else ""
    content = f"{_background(node, box)}{picture}{''.join(_texts(words, box))}"
    return linked(content, classes, node.page, one_line(node.tooltip or node.label), links, facts)


def _background(node: Node, box: Box) -> str:
    radius = box.height / 2 if node.kind in SOURCES else _RADIUS
    rect = rectangle(box.x, box.y, box.width, box.height, radius, "pdd-ground")
    if node.kind in ("group", "host"):
        return f"{_pile(box)}{rect}"
    if node.kind == "proxy":
        return f'{rect}<path class="pdd-accent" d="{_bar(box)}"/>'
    return rect


def _pile(box: Box) -> str:
    """The edges of further cards below the first."""
    return rectangle(box.x + 4, box.y + 4, box.width, box.height, _RADIUS, "pdd-behind")


def _bar(box: Box) -> str:
    return f"M{box.x + 5:.1f} {box.y + 11:.1f}V{box.y + box.height - 11:.1f}"


def icon_path(node: Node) -> str | None:
    """The picture of a node, from the root of the site; None for a plain sign."""
    return f"{ICONS}/{node.icon}.png" if node.icon in icon_index() else None


def _picture(node: Node, box: Box, links: Links) -> str:
    left, top = box.x + PADDING, box.y + (box.height - PLATE) / 2
    kind = "picture" if node.icon in icon_index() else "sign"
    plate = rectangle(left, top, PLATE, PLATE, 8, f"pdd-plate pdd-plate--{kind}")
    if kind == "sign":
        inset = (PLATE - _GLYPH) / 2
        return f"{plate}{glyph_svg(_sign(node), left + inset, top + inset, _GLYPH)}"
    inset = (PLATE - _PICTURE) / 2
    at = attributes(x=left + inset, y=top + inset, width=_PICTURE, height=_PICTURE)
    badge = _badge(left + PLATE, top + PLATE) if node.in_container else ""
    return f"{plate}<image{attributes(href=links.asset(f'{ICONS}/{node.icon}.png'))}{at}/>{badge}"


def _sign(node: Node) -> NodeKind | Literal["container"]:
    return "container" if node.kind == "service" and node.in_container else node.kind


def _badge(right: float, bottom: float) -> str:
    """The sign of a container at the corner of a picture."""
    ground = rectangle(right - 11, bottom - 11, 15, 15, 4, "pdd-plate pdd-plate--sign")
    return f"{ground}{glyph_svg('container', right - 9.5, bottom - 9.5, 12)}"


def glyph_svg(kind: NodeKind | Literal["container"], x: float, y: float, size: float) -> str:
    """A plain sign, from its upper left corner."""
    at = attributes(x=x, y=y, width=size, height=size, viewBox="0 0 24 24")
    return f'<svg class="pdd-sign"{at}><path d="{GLYPHS[kind]}"/></svg>'


def _texts(words: Card, box: Box) -> Iterator[str]:
    """The lines of a node below each other, in the middle of its height."""
    left = box.x + words.indent
    y = box.y + (box.height - words.text_height) / 2
    for line in words.lines:
        y += HEIGHTS[line.kind]
        middle = y - HEIGHTS[line.kind] / 2
        x = left + (DOT if line.exposure else 0)
        yield dot_svg(line.exposure, left, middle) if line.exposure else ""
        yield text_at(x, middle, for_template(line.text), f"pdd-{line.kind}")


def dot_svg(exposure: str, x: float, y: float) -> str:
    """A dot in the colour of an exposure, from the middle of its left side."""
    return f'<circle class="pdd-dot pdd-dot--{exposure}" cx="{number(x + 4)}" cy="{number(y)}" r="3.5"/>'
