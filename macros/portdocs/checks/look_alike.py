"""Two ids or names look the same.

Ids are compared within their kind: `1` and `l`, `0` and `o`, `rn` and `m`, `vv` and `w` look alike, and so do one
hyphen and two. A word of a name should not mix letters of scripts that look alike, such as Latin and Cyrillic.

## Why it matters

In a review or an incident, one is mistaken for the other.

## Fails

```yaml
services:
  mail-1: {owner: Mail Team}
  mail-l: {owner: Mail Team}
```

## Passes

```yaml
services:
  mail-1: {owner: Mail Team}
  mail-2: {owner: Mail Team}
```
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Mapping
from typing import Final

from portdocs.checks._common import Problem
from portdocs.registry import Host, Range, Registry, Service, Severity, Suite

SEVERITY = Severity.WARNING
INSPECTS = ("services",)

_SAME: Final = (("1", "l"), ("0", "o"), ("rn", "m"), ("vv", "w"))
_SCRIPTS: Final = frozenset({"Latin", "Cyrillic", "Greek", "Armenian", "Cherokee", "Fullwidth", "Mathematical"})
"""Scripts with letters that look alike, as the names of their characters start."""


def look_alike(registry: Registry) -> Iterator[Problem]:
    """One problem for each id that looks like an earlier one, and for each name with letters of several scripts."""
    kinds: tuple[Mapping[str, Service | Host | Suite | Range], ...]
    kinds = (registry.services, registry.hosts, registry.suites, registry.ranges)
    for entries in kinds:
        first: dict[str, str] = {}
        for id, entry in entries.items():
            other = first.setdefault(_appearance(id), id)
            if other != id:
                problem = f"the id `{id}` looks like `{other}`"
                yield Problem(entry.location, problem, "rename one of them", (entry,), (entries[other].location,))
            if word := _mixed_word(entry.name or ""):
                scripts = " and ".join(sorted(_scripts(word)))
                problem = f"`{word}` in the name has letters of several scripts ({scripts})"
                yield Problem(entry.at.value_location("name"), problem, "write it in one of them", (entry,))


def _appearance(id: str) -> str:
    """The id with one spelling for all characters that look the same."""
    for old, new in _SAME:
        id = id.replace(old, new)
    return re.sub("-+", "-", id)


def _mixed_word(name: str) -> str | None:
    words = (word for word in re.findall(r"\w+", name) if not word.isascii())
    return next((word for word in words if len(word) > 2 and len(_scripts(word)) > 1), None)


def _scripts(word: str) -> set[str]:
    names = (unicodedata.name(character, "") for character in word if character.isalpha())
    return {name.partition(" ")[0].title() for name in names} & _SCRIPTS
