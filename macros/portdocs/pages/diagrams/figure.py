"""A drawing on a page: the picture, what it leaves out, and the same in words for whoever cannot see it."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import get_args

from portdocs.pages.diagrams.edge_paths import threads
from portdocs.pages.diagrams.icons import icon_index
from portdocs.pages.diagrams.layout import layout
from portdocs.pages.diagrams.model import ARROW, Diagram, Group, GroupKind
from portdocs.pages.diagrams.svg import svg
from portdocs.pages.diagrams.svg_markup import attributes, inert
from portdocs.pages.diagrams.text_layout import one_line
from portdocs.pages.links import Links

_LEAST = 0.8
"""How far a drawing may shrink to fit its page before it scrolls sideways; `drawing-zoom.js` says the same."""


def figure_html(drawing: Diagram, links: Links, cache: Path | None = None) -> str:
    """The drawing for a page; `cache` is the folder that keeps layouts from build to build."""
    if not drawing.nodes:
        return '<p class="pd-empty">There is nothing to draw.</p>'
    locations = layout(drawing, cache)
    label = inert(one_line(drawing.title))
    # Material's search leaves an element out until the next closing tag of its name: no <div> is within this one.
    return (
        f'<figure class="portdocs-drawing portdocs-drawing--{_least_width(locations.width)}">\n'
        f'<div class="pdd-scroll" role="region" aria-label="{label}" tabindex="0" data-search-exclude>\n'
        f"{svg(drawing, locations, links)}\n</div>\n"
        f"<figcaption>{label}{_note(drawing)}</figcaption>\n{_in_words(drawing)}{_parts(drawing, links)}\n</figure>"
    )


def icons_used(drawing: Diagram) -> frozenset[str]:
    """The names of the pictures that the site has to ship for a drawing."""
    return frozenset(node.icon for node in drawing.nodes if node.icon in icon_index())


def _least_width(width: float) -> int:
    """The class for how narrow a drawing may become, in steps of 100 pixels; the style sheet has as many."""
    return min(20, int(width * _LEAST // 100))


def _note(drawing: Diagram) -> str:
    return f' <span class="pdd-note">{inert(one_line(drawing.note))}</span>' if drawing.note else ""


def _in_words(drawing: Diagram) -> str:
    """The sentences, where search and screen readers find them."""
    items = "\n".join([*_ways(drawing), *(_item(steps) for steps in drawing.steps()[len(drawing.ways) :])])
    return f'<details class="pdd-words"><summary>This drawing in words</summary>\n<ul>\n{items}\n</ul>\n</details>'


def _ways(drawing: Diagram) -> Iterator[str]:
    """The endpoints, each with the thread that the script lights for it."""
    numbers = threads(drawing).of_urls if drawing.ways else {}
    for way in drawing.ways:
        thread = attributes(data_thread=numbers[way.url]) if way.url in numbers else ""
        yield _item(way.steps, thread, way.stops)


def _item(steps: tuple[str, ...], facts: str = "", stops: tuple[int, ...] = ()) -> str:
    # Each step keeps its own direction of writing: a name from right to left does not turn the arrows around.
    words = (
        f"<bdi{' data-stop' if index in stops else ''}>{inert(one_line(step))}</bdi>"
        for index, step in enumerate(steps)
    )
    return f"<li{facts}>{ARROW.join(words)}</li>"


def _parts(drawing: Diagram, links: Links) -> str:
    """Links to the drawings of single hosts and suites; the script makes a filter of them where nothing is folded."""
    if not drawing.parts:
        return ""
    folded = " data-folded" if drawing.folded else ""
    lists = "\n".join(_list_of(kind, drawing.parts, links) for kind in get_args(GroupKind))
    # Out of the search: the tables of hosts and suites say the same.
    return f'\n<nav class="pdd-parts" aria-label="Drawings of parts" data-search-exclude{folded}>\n{lists}\n</nav>'


def _list_of(kind: GroupKind, parts: tuple[Group, ...], links: Links) -> str:
    items = [_part(part, part.page, links) for part in parts if part.kind == kind and part.page]
    if not items:
        return ""
    summary = f"Drawings of single {kind}s ({len(items):,})"
    return f"<details><summary>{summary}</summary><ul>{''.join(items)}</ul></details>"


def _part(part: Group, page: str, links: Links) -> str:
    where = f'href="{inert(links.page(page))}"{attributes(data_kind=part.kind, data_id=part.key)}'
    return f"<li><a {where}>{inert(one_line(part.label))}</a></li>"
