"""A single change between two states of the registry, and its level."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum

from portdocs.registry import Claim, Finding, Host, Ignore, Location, Range, Service, Subject, Suite
from portdocs.registry.findings import SubjectKind
from portdocs.registry.model import CheckSetting, Entry, Zone


class ChangeLevel(StrEnum):
    """The effect of a change on those who rely on the previous state, the most dangerous first."""

    DANGER = "danger"
    """Exposes something, or breaks a promise of the documentation."""
    BREAKING = "breaking"
    """Removes or moves something that others use."""
    CHANGE = "change"
    IMPROVEMENT = "better"
    """Closes or fixes something."""


_LEVELS = list(ChangeLevel)
_FIRST_KINDS = ("newly-reachable", "plain-http", "reach-unknown")
"""These come first within a level; findings come last because they follow from the other changes."""


@dataclass(frozen=True, slots=True)
class Change:
    """A single difference; its subject is what it is about, as in findings."""

    level: ChangeLevel
    kind: str
    subject: Subject
    message: str
    old: Location | None = None
    new: Location | None = None

    def __post_init__(self) -> None:
        # A value in the message may contain line breaks, but a change is printed on one line.
        object.__setattr__(self, "message", " ".join(self.message.split()))


_KINDS: dict[type[Entry], SubjectKind] = {
    Service: "service", Suite: "suite", Host: "host", Range: "range", Zone: "zone", CheckSetting: "check",
    Claim: "claim", Ignore: "ignore",
}  # fmt: skip


def change_of(
    level: ChangeLevel, kind: str, message: str, old: Entry | None = None, new: Entry | None = None
) -> Change:
    """A change of an entry, with both locations; None before it was added, and after it was removed."""
    entry = new or old
    assert entry
    name = entry.statement if isinstance(entry, Claim) else entry.subject if isinstance(entry, Ignore) else entry.id
    subject = Subject(_KINDS[type(entry)], name)
    return Change(level, kind, subject, message, old.location if old else None, new.location if new else None)


@dataclass(frozen=True, slots=True)
class ChangeReport:
    """The changes between two named states, with the load problems of each."""

    old: str
    """The name of the previous state, such as `v1.2`."""
    new: str
    changes: Sequence[Change]
    old_problems: Sequence[Finding] = ()
    new_problems: Sequence[Finding] = ()

    @property
    def summary(self) -> str:
        """The number of changes as a phrase, such as `3 changes, 1 dangerous`."""
        if not self.changes:
            return "No changes" + (" in the parts that load" if self.old_problems or self.new_problems else "")
        dangerous = sum(change.level is ChangeLevel.DANGER for change in self.changes)
        count = f"{len(self.changes)} change{'s' if len(self.changes) > 1 else ''}"
        return f"{count}, {dangerous} dangerous" if dangerous else count


def most_dangerous_first(changes: Iterable[Change]) -> tuple[Change, ...]:
    """The changes without duplicates, sorted by level, then by subject so that related changes are adjacent."""
    return tuple(dict.fromkeys(sorted(changes, key=_sort_key)))


def _sort_key(change: Change) -> tuple[int, int, str, str, str]:
    if change.kind in _FIRST_KINDS:
        kind = _FIRST_KINDS.index(change.kind)
    else:
        kind = len(_FIRST_KINDS) + change.kind.startswith("finding-")
    return (_LEVELS.index(change.level), kind, str(change.subject), change.kind, change.message)
