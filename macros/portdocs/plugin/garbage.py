"""Look for garbage rarely: a build creates millions of objects that stay, and few of them form cycles."""

from __future__ import annotations

import gc

MIN_NEW_OBJECTS = 50_000
"""New objects before Python looks for cycles among them. With its own 700, that takes a third of a rebuild."""


def collect_rarely() -> None:
    """Look for cycles less often, unless that is switched off or rarer already."""
    first, *others = gc.get_threshold()
    if 0 < first < MIN_NEW_OBJECTS:
        gc.set_threshold(MIN_NEW_OBJECTS, *others)
