"""The order of the default pages in a navigation that is not configured, which mkdocs sorts by name."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise

from mkdocs.structure import StructureItem
from mkdocs.structure.nav import Navigation, Section
from mkdocs.structure.pages import Page

from portdocs.pages.default_pages import DEFAULT_PAGES

_HOME, _OWN = -2, -1


def sort_default_pages(nav: Navigation, prefix: str) -> None:
    """Sort a navigation: the home page, the site's own pages in their order, then the default pages as a reader needs
    them."""
    order = {prefix + page.source: number for number, page in enumerate(DEFAULT_PAGES)} | {"index.md": _HOME}
    _sort(nav.items, order)
    nav.pages[:] = [page for item in nav.items for page in _pages(item)]
    for page in nav.pages:
        page.previous_page = page.next_page = None
    for page, following in pairwise(nav.pages):
        page.next_page, following.previous_page = following, page


def _sort(items: list[StructureItem], order: dict[str, int]) -> None:
    items.sort(key=lambda item: _rank(item, order))
    for item in items:
        if isinstance(item, Section):
            _sort(item.children, order)


def _rank(item: StructureItem, order: dict[str, int]) -> int:
    """The place of a page, or of the first page in a section"""
    return min((order[page.file.src_uri] for page in _pages(item) if page.file.src_uri in order), default=_OWN)


def _pages(item: StructureItem) -> Iterator[Page]:
    if isinstance(item, Page):
        yield item
    elif isinstance(item, Section):
        for child in item.children:
            yield from _pages(child)
