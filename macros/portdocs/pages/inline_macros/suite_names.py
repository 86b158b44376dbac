"""The names of all suites."""

from __future__ import annotations

from portdocs.pages.cells import suite_link
from portdocs.pages.inline import Cell, Inline, Text
from portdocs.pages.natural_sort import natural_key
from portdocs.registry import Registry


def suite_names(registry: Registry) -> Cell:
    """All suites, linked and separated by commas, or "no suite"."""
    parts: list[Inline] = []
    for suite in sorted(registry.suites.values(), key=lambda s: (natural_key(s.title.casefold()), s.id)):
        parts += (Text(", "), *suite_link(suite)) if parts else suite_link(suite)
    return tuple(parts) or (Text("no suite"),)
