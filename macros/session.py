"""What one run of mkdocs knows: it outlives the rebuilds of `mkdocs serve`, and is never reloaded.

Everything else of this package may be reloaded after an edit; so this holds plain values only.
"""

from __future__ import annotations

import sys
from dataclasses import dataclass, field
from pathlib import Path


@dataclass
class Session:
    """The state between mkdocs' events."""

    serving: bool = False
    last_good: dict[str, bytes] = field(default_factory=dict)
    """The data files of the last registry that loaded, by name."""
    problems: tuple[str, ...] = ()
    """What is wrong with the data now: the site shows the last good one below it."""
    code: dict[str, int] = field(default_factory=dict)
    """The modification time of each source file at the last load, in nanoseconds."""


SESSION = Session()


def forget_edited_code(package: Path) -> None:
    """Drops the loaded modules of this package where one of its files was edited since, so that they load anew."""
    now = {str(path): path.stat().st_mtime_ns for path in sorted(package.rglob("*.py"))}
    if SESSION.code and now != SESSION.code:
        for name in [n for n in sys.modules if n == "macros" or n.startswith("macros.")]:
            if name != __name__:
                del sys.modules[name]
    SESSION.code = now
