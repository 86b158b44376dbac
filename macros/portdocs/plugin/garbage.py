"""Look for garbage rarely: a build creates millions of objects that stay, and few of them form cycles."""

from __future__ import annotations

import gc

MIN_NEW_OBJECTS = 50_000
"""New objects before Python looks for cycles among them. With its own 700, that takes a third of a rebuild."""
SURVIVORS_CHECKED = 1_000
"""Searches of new objects before Python searches those that survived one. With its own 10, that takes a tenth of a
build, in which they stay; only rebuilds of `mkdocs serve` replace them."""


def collect_rarely(*, serving: bool) -> None:
    """Look for cycles less often, unless that is switched off or rarer already."""
    first, second, third = gc.get_threshold()
    if 0 < first < MIN_NEW_OBJECTS:
        gc.set_threshold(MIN_NEW_OBJECTS, second if serving else SURVIVORS_CHECKED, third)
