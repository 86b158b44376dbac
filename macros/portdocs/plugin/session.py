"""What one run of mkdocs knows: it outlives the rebuilds of `mkdocs serve`, and is never reloaded.

Everything else of this package may be reloaded after an edit; so this holds plain values only.
"""

from __future__ import annotations

import sys
import traceback
from dataclasses import dataclass, field
from pathlib import Path
from types import ModuleType


@dataclass
class Session:
    """The state between mkdocs' events."""

    serving: bool = False
    keeps: bool = False
    """Whether a build leaves its pages to the next one."""
    last_good: dict[str, bytes] = field(default_factory=dict)
    """The data files of the last registry that loaded, by name."""
    problems: tuple[str, ...] = ()
    """What is wrong with the data now: the site shows the last good one below it."""
    code: dict[str, int] = field(default_factory=dict)
    """The modification time of each source file at the last load, in nanoseconds."""
    code_problem: str = ""
    """Why the edited code does not load: the code from before goes on."""


SESSION = Session()


def forget_edited_code(package: Path) -> dict[str, ModuleType]:
    """Drops the loaded modules of this package where one of its files was edited since, so that they load anew.

    Returns what was dropped, for `restore_code` where the edit does not load.
    """
    now = {str(path): path.stat().st_mtime_ns for path in sorted(package.rglob("*.py"))}
    edited = bool(SESSION.code) and now != SESSION.code
    SESSION.code = now
    if not edited:
        return {}
    SESSION.code_problem = ""
    return {name: sys.modules.pop(name) for name in _loaded()}


def restore_code(dropped: dict[str, ModuleType], error: BaseException) -> None:
    """Goes on with the code from before an edit that does not load, and keeps why."""
    for name in _loaded():
        del sys.modules[name]
    sys.modules.update(dropped)
    frame = traceback.extract_tb(error.__traceback__)[-1]
    file, line = frame.filename, frame.lineno
    if isinstance(error, SyntaxError):
        file, line = error.filename or file, error.lineno or line
    SESSION.code_problem = f"{Path(file).name}:{line}: error: the edited code does not load: {error}"


def _loaded() -> list[str]:
    return [name for name in sys.modules if name.partition(".")[0] == "macros" and name != __name__]
