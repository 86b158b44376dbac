"""One thing that is different in the world, and how much it weighs."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

from portdocs.registry import Location


class ChangeLevel(StrEnum):
    """What a change does to those who rely on the world as it was; the order is from the most dangerous on."""

    DANGER = "danger"
    """It opens something, or makes something untrue that was promised."""
    BREAKING = "breaking"
    """Something that others use is gone or elsewhere."""
    CHANGE = "change"
    BETTER = "better"
    """It closes something, or mends it."""


_ORDER = list(ChangeLevel)
_KINDS = ("newly-reachable", "plain-http", "reach-unknown")
"""Within a level these come first, and findings, which follow from the rest, last."""


@dataclass(frozen=True, slots=True)
class Change:
    """One difference: `subject` names what it is about as findings do, `service:api` or `endpoint:https://x.org`."""

    level: ChangeLevel
    kind: str
    subject: str
    message: str
    old: Location | None = None
    new: Location | None = None

    def __post_init__(self) -> None:
        # A value in the message may hold line breaks; a change is one line.
        object.__setattr__(self, "message", " ".join(self.message.split()))


def most_dangerous_first(changes: Iterable[Change]) -> tuple[Change, ...]:
    """The changes by level, then by subject, so that what happens to one thing stands together; none twice."""
    return tuple(dict.fromkeys(sorted(changes, key=_weight)))


def _weight(change: Change) -> tuple[int, int, str, str, str]:
    kind = _KINDS.index(change.kind) if change.kind in _KINDS else len(_KINDS) + change.kind.startswith("finding-")
    return (_ORDER.index(change.level), kind, change.subject, change.kind, change.message)
