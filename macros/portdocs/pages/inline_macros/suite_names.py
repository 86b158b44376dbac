"""The names of all suites, for a sentence."""

from __future__ import annotations

from macros.registry import Registry
from macros.render.inline import Cell, Part, Text
from macros.render.labels import suite_link
from macros.render.natural import natural


def suite_names(registry: Registry) -> Cell:
    """All suites, linked and separated by commas; "no suite" where there is none."""
    parts: list[Part] = []
    for suite in sorted(registry.suites.values(), key=lambda s: (natural(s.title.casefold()), s.id)):
        parts += (Text(", "), *suite_link(suite)) if parts else suite_link(suite)
    return tuple(parts) or (Text("no suite"),)
