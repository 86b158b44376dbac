"""One card as SVG: a background, a picture on a light plate, the name, addresses and facts."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Literal

from portdocs.pages.diagrams.fallback_icons import GLYPHS
from portdocs.pages.diagrams.geometry import Box
from portdocs.pages.diagrams.icons import icon_index
from portdocs.pages.diagrams.model import Node, NodeKind
from portdocs.pages.diagrams.svg_markup import attributes, inert
from portdocs.pages.diagrams.text_layout import DOT, HEIGHTS, PADDING, PLATE, SOURCES, Card, one_line
from portdocs.pages.links import Links

ICONS = "assets/portdocs/icons"
"""The folder of the pictures, from the root of the site."""

_RADIUS, _PICTURE, _GLYPH = 10.0, 20.0, 18.0


def linked(content: str, classes: str, page: str | None, title: str, links: Links, facts: str = "") -> str:
    """The content as a link to a page, or as it is without one; the title shows in full what may have been cut.

    `facts` are further attributes, written out.
    """
    inside = f"<title>{inert(title)}</title>{content}" if title else content
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
    rect = attributes(class_="pdd-ground", x=box.x, y=box.y, width=box.width, height=box.height, rx=radius)
    if node.kind in ("group", "host"):
        return f"{_pile(box)}<rect{rect}/>"
    if node.kind == "proxy":
        return f'<rect{rect}/><path class="pdd-accent"{attributes(d=_bar(box))}/>'
    return f"<rect{rect}/>"


def _pile(box: Box) -> str:
    """The edges of further cards below the first."""
    behind = attributes(x=box.x + 4, y=box.y + 4, width=box.width, height=box.height, rx=_RADIUS)
    return f'<rect class="pdd-behind"{behind}/>'


def _bar(box: Box) -> str:
    return f"M{box.x + 5:.1f} {box.y + 11:.1f}V{box.y + box.height - 11:.1f}"


def icon_path(node: Node) -> str | None:
    """The picture of a node, from the root of the site; None for a plain sign."""
    return f"{ICONS}/{node.icon}.png" if node.icon in icon_index() else None


def _picture(node: Node, box: Box, links: Links) -> str:
    left, top = box.x + PADDING, box.y + (box.height - PLATE) / 2
    kind = "picture" if node.icon in icon_index() else "sign"
    plate = attributes(class_=f"pdd-plate pdd-plate--{kind}", x=left, y=top, width=PLATE, height=PLATE, rx=8)
    if kind == "sign":
        inset = (PLATE - _GLYPH) / 2
        at = attributes(x=left + inset, y=top + inset, width=_GLYPH, height=_GLYPH, viewBox="0 0 24 24")
        return f'<rect{plate}/><svg class="pdd-sign"{at}><path d="{GLYPHS[_sign(node)]}"/></svg>'
    inset = (PLATE - _PICTURE) / 2
    at = attributes(x=left + inset, y=top + inset, width=_PICTURE, height=_PICTURE)
    badge = _badge(left + PLATE, top + PLATE) if node.in_container else ""
    return f"<rect{plate}/><image{attributes(href=links.asset(f'{ICONS}/{node.icon}.png'))}{at}/>{badge}"


def _sign(node: Node) -> NodeKind | Literal["container"]:
    return "container" if node.kind == "service" and node.in_container else node.kind


def _badge(right: float, bottom: float) -> str:
    """The sign of a container at the corner of a picture."""
    ground = attributes(class_="pdd-plate pdd-plate--sign", x=right - 11, y=bottom - 11, width=15, height=15, rx=4)
    sign = attributes(x=right - 9.5, y=bottom - 9.5, width=12, height=12, viewBox="0 0 24 24")
    return f'<rect{ground}/><svg class="pdd-sign"{sign}><path d="{GLYPHS["container"]}"/></svg>'


def _texts(words: Card, box: Box) -> Iterator[str]:
    """The lines of a node below each other, in the middle of its height."""
    left = box.x + words.indent
    y = box.y + (box.height - words.text_height) / 2
    for line in words.lines:
        y += HEIGHTS[line.kind]
        middle = y - HEIGHTS[line.kind] / 2
        x = left + (DOT if line.exposure else 0)
        yield _dot(line.exposure, left, middle) if line.exposure else ""
        yield f"<text{attributes(class_=f'pdd-{line.kind}', x=x, y=middle)}>{inert(line.text)}</text>"


def _dot(exposure: str, x: float, y: float) -> str:
    return f"<circle{attributes(class_=f'pdd-dot pdd-dot--{exposure}', cx=x + 4, cy=y, r=3.5)}/>"
