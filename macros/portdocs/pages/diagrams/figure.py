"""A diagram on a page: the picture, what it leaves out, and a text version for screen readers and search."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import get_args

from portdocs.pages.diagrams.edge_paths import number_paths
from portdocs.pages.diagrams.geometry import Layout
from portdocs.pages.diagrams.icons import icon_index
from portdocs.pages.diagrams.layout import layout
from portdocs.pages.diagrams.model import ARROW, Diagram, Group, GroupKind
from portdocs.pages.diagrams.outline import outline_html
from portdocs.pages.diagrams.svg import svg
from portdocs.pages.diagrams.svg_markup import attributes
from portdocs.pages.diagrams.text_layout import heading, one_line
from portdocs.pages.escape import for_template
from portdocs.pages.links import Links

_SIZES = ((380, "s"), (640, "m"), (920, "l"))
"""The widths up to which a diagram is small, medium or large: the style sheet shows the list instead
where its text would shrink below 11 pixels."""

_CUT = "Some long names are shortened: the text version has them in full."


def figure_html(diagram: Diagram, links: Links, cache: Path | None = None) -> str:
    """The diagram for a page; `cache` is the folder that keeps layouts from build to build.

    A diagram by host has the one by suite after it, hidden: the script switches between them.
    """
    if not diagram.nodes:
        return '<p class="pd-empty">There is nothing to show yet.</p>'
    if diagram.by_suite is None:
        return _figure(diagram, links, cache)
    by_host = _figure(diagram, links, cache, ' data-view="host"')
    by_suite = _figure(diagram.by_suite, links, cache, ' data-view="suite" data-search-exclude hidden')
    return f"{by_host}\n{by_suite}"


def _figure(diagram: Diagram, links: Links, cache: Path | None, facts: str = "") -> str:
    placed = layout(diagram, cache)
    label = for_template(one_line(diagram.title))
    # Material's search leaves an element out until the next closing tag of its name: no <div> is within this one.
    return (
        f'<figure class="pd-diagram pd-diagram--{_size(placed.width)}"{facts}>\n'
        f'<div class="pdd-scroll" role="region" aria-label="{label}" tabindex="0" data-search-exclude>\n'
        f"{svg(diagram, placed, links)}\n</div>\n{outline_html(diagram, links)}\n"
        f"{_caption(diagram, placed)}"
        f"{_in_words(diagram)}{_parts(diagram, links)}\n</figure>"
    )


def icons_used(diagram: Diagram) -> frozenset[str]:
    """The names of the pictures that the site has to ship for a diagram."""
    nodes = (*diagram.nodes, *(diagram.by_suite.nodes if diagram.by_suite else ()))
    return frozenset(node.icon for node in nodes if node.icon in icon_index())


def _size(width: float) -> str:
    return next((name for most, name in _SIZES if width <= most), "xl")


def _caption(diagram: Diagram, placed: Layout) -> str:
    """Its notes: the headings above it and its frames say what it shows, and its label does for screen readers."""
    notes = _notes(diagram, placed).strip()
    return f"<figcaption>{notes}</figcaption>\n" if notes else ""


def _notes(diagram: Diagram, placed: Layout) -> str:
    """The note, and hints that are only true of the picture."""
    is_cut = placed.is_cut or any(heading(group).is_cut for group in diagram.groups)
    hints = " ".join(filter(None, (diagram.hint, _CUT if is_cut else "")))
    notes = ((diagram.note, "pdd-note"), (hints, "pdd-note pdd-hint"))
    return "".join(f' <span class="{name}">{for_template(one_line(text))}</span>' for text, name in notes if text)


def _in_words(diagram: Diagram) -> str:
    """The sentences, where search and screen readers find them."""
    items = "\n".join([*_path_items(diagram), *(_item(steps) for steps in diagram.steps()[len(diagram.paths) :])])
    return f'<details class="pdd-words"><summary>Text version</summary>\n<ul>\n{items}\n</ul>\n</details>'


def _path_items(diagram: Diagram) -> Iterator[str]:
    """The endpoints, each with the number of its path, by which the script finds it."""
    numbers = number_paths(diagram).of_urls if diagram.paths else {}
    for path in diagram.paths:
        facts = attributes(data_path=numbers[path.url]) if path.url in numbers else ""
        yield _item(path.steps, facts, path.stops)


def _item(steps: tuple[str, ...], facts: str = "", stops: tuple[int, ...] = ()) -> str:
    # Each step keeps its own writing direction, so that a right-to-left name does not reverse the arrows.
    words = (
        f"<bdi{' data-stop' if index in stops else ''}>{for_template(one_line(step))}</bdi>"
        for index, step in enumerate(steps)
    )
    return f"<li{facts}>{ARROW.join(words)}</li>"


def _parts(diagram: Diagram, links: Links) -> str:
    """Links to the diagrams of single hosts and suites; without groups, the script turns them into a filter."""
    if not diagram.parts:
        return ""
    grouped = " data-grouped" if diagram.grouped else ""
    lists = "\n".join(_list_of(kind, diagram.parts, links) for kind in get_args(GroupKind))
    # Out of the search: the tables of hosts and suites say the same.
    return f'\n<nav class="pdd-parts" aria-label="Diagrams of parts" data-search-exclude{grouped}>\n{lists}\n</nav>'


def _list_of(kind: GroupKind, parts: tuple[Group, ...], links: Links) -> str:
    items = [_part(part, part.page, links) for part in parts if part.kind == kind and part.page]
    if not items:
        return ""
    summary = f"Diagrams of single {kind}s ({len(items):,})"
    return f"<details><summary>{summary}</summary><ul>{''.join(items)}</ul></details>"


def _part(part: Group, page: str, links: Links) -> str:
    where = f'href="{for_template(links.page(page))}"{attributes(data_kind=part.kind, data_id=part.key)}'
    return f"<li><a {where}>{for_template(one_line(part.label))}</a></li>"
