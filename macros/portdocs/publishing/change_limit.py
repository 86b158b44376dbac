"""The guard against accidents: a pull request that changes a large part of the services needs a label."""

from __future__ import annotations

from dataclasses import dataclass

from portdocs.diff import RegistryState, compare
from portdocs.diff.compare import Comparison
from portdocs.registry import Service, Subject

MIN_SERVICES = 10
"""With fewer services, every change would be a large one."""
MAX_CHANGED_RATIO = 0.3
"""Share of the services that may be removed or changed without a label."""


@dataclass(frozen=True, slots=True)
class ChangeSize:
    """The number of services before, and of those that are removed or changed."""

    before: int
    removed: int
    changed: int

    @property
    def is_large(self) -> bool:
        """True if the change has to be confirmed."""
        return self.before >= MIN_SERVICES and self.removed + self.changed > MAX_CHANGED_RATIO * self.before

    def __str__(self) -> str:
        counts = f"{self.removed} of {self.before} services would be removed and {self.changed} changed"
        return f"{counts}, which is more than {MAX_CHANGED_RATIO:.0%}"


def change_size(old: RegistryState, new: RegistryState) -> ChangeSize:
    """The size of a change; a finding that appears or disappears does not make its service a changed one."""
    comparison = Comparison(old, new)
    subjects = {change.subject for change in compare(old, new) if not change.kind.startswith("finding-")}
    changed = {after.id for _, after in comparison.service_pairs if Subject("service", after.id) in subjects}
    return ChangeSize(len(old.registry.services), len(list(comparison.removed(Service))), len(changed))
