"""What changed, for people and programs: one file for each form of `portdocs diff --format`."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from importlib import import_module

from portdocs.diff import Change, ChangeLevel
from portdocs.registry import Finding

FORMATS = ("text", "json", "markdown")


@dataclass(frozen=True, slots=True)
class Report:
    """What was compared, what changed, and what could not be read on either side."""

    old: str
    """What people call the state before, such as `v1.2`."""
    new: str
    changes: Sequence[Change]
    old_problems: Sequence[Finding] = ()
    new_problems: Sequence[Finding] = ()

    @property
    def summary(self) -> str:
        """How much changed, in a few words."""
        if not self.changes:
            return "Nothing changes" + (" in what loads" if self.old_problems or self.new_problems else "")
        dangerous = sum(change.level is ChangeLevel.DANGER for change in self.changes)
        count = f"{len(self.changes)} change{'s' if len(self.changes) > 1 else ''}"
        return f"{count}, {dangerous} of them dangerous" if dangerous else count


def report(form: str, found: Report) -> str:
    """The changes in one of FORMATS, with a line end behind the last line."""
    text: str = import_module(f"{__name__}_{form}").render(found)
    return text
