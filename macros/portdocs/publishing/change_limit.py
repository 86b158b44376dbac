"""The guard against accidents: a change that takes away or alters a large part of what there is says so loudly."""

from __future__ import annotations

from dataclasses import dataclass

from portdocs.diff import RegistryState, compare
from portdocs.diff.compare import Comparison

FEWEST = 10
"""Of fewer services than that, any change is a large part."""
MOST = 0.3
"""A larger part of the services, removed or changed, needs a label."""


@dataclass(frozen=True, slots=True)
class Guard:
    """How much of what was there is touched."""

    before: int
    removed: int
    changed: int

    @property
    def is_large(self) -> bool:
        """Whether somebody should say that it is meant."""
        return self.before >= FEWEST and self.removed + self.changed > MOST * self.before

    def __str__(self) -> str:
        touched = f"{self.removed} of {self.before} services would be removed and {self.changed} changed"
        return f"{touched}, which is more than {MOST:.0%}"


def guard(old: RegistryState, new: RegistryState) -> Guard:
    """Counts the services that are gone, and those about which something is different; findings are no difference."""
    comparison = Comparison(old, new)
    removed = {id for id, _ in comparison.removed("services")}
    subjects = {change.subject for change in compare(old, new) if not change.kind.startswith("finding-")}
    changed = {after.id for _, after in comparison.services if f"service:{after.id}" in subjects}
    return Guard(len(old.registry.services), len(removed), len(changed))
