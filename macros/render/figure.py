"""A drawing on a page: the picture, what it leaves out, and the same in words for whoever cannot see it."""

from __future__ import annotations

from pathlib import Path

from macros.render.drawing import ARROW, Drawing
from macros.render.icons import icon_index
from macros.render.layout import layout
from macros.render.lettering import one_line
from macros.render.links import Links
from macros.render.markup import inert
from macros.render.svg import svg

_LEAST = 0.8
"""How far a drawing may shrink to fit its page before it scrolls sideways."""


def figure_html(drawing: Drawing, links: Links, cache: Path | None = None) -> str:
    """The drawing for a page; `cache` is the folder that keeps layouts from build to build."""
    if not drawing.nodes:
        return '<p class="pd-empty">There is nothing to draw.</p>'
    places = layout(drawing, cache)
    label = inert(one_line(drawing.title))
    # Material's search leaves an element out until the next closing tag of its name: no <div> is within this one.
    return (
        f'<figure class="portdocs-drawing portdocs-drawing--{_least_width(places.width)}">\n'
        f'<div class="pdd-scroll" role="region" aria-label="{label}" tabindex="0" data-search-exclude>\n'
        f"{svg(drawing, places, links)}\n</div>\n"
        f"<figcaption>{label}{_note(drawing)}</figcaption>\n{_in_words(drawing)}\n</figure>"
    )


def icons_used(drawing: Drawing) -> frozenset[str]:
    """The names of the pictures that the site has to ship for a drawing."""
    return frozenset(node.icon for node in drawing.nodes if node.icon in icon_index())


def _least_width(width: float) -> int:
    """The class for how narrow a drawing may become, in steps of 100 pixels; the style sheet has as many."""
    return min(20, int(width * _LEAST // 100))


def _note(drawing: Drawing) -> str:
    return f' <span class="pdd-note">{inert(one_line(drawing.note))}</span>' if drawing.note else ""


def _in_words(drawing: Drawing) -> str:
    """The sentences, where search and screen readers find them."""
    # Each step keeps its own direction of writing: a name from right to left does not turn the arrows around.
    items = "\n".join(
        f"<li>{ARROW.join(f'<bdi>{inert(one_line(step))}</bdi>' for step in steps)}</li>" for steps in drawing.steps()
    )
    return f'<details class="pdd-words"><summary>This drawing in words</summary>\n<ul>\n{items}\n</ul>\n</details>'
