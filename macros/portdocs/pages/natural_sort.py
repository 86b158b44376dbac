"""Natural sort order."""

from __future__ import annotations

import re
from functools import lru_cache

_NUMBER = re.compile(r"([0-9]{1,18})")


@lru_cache(maxsize=16_384)  # each name is sorted on many pages
def natural_key(text: str) -> tuple[tuple[int, str], ...]:
    """A key that sorts numbers in names by their value: `web-2` before `web-10`."""
    return tuple((int(part), "") if index % 2 else (0, part) for index, part in enumerate(_NUMBER.split(text)))
