"""What is different in the world between two states of the registry: facts, not lines of YAML.

A kind of difference is a module in `portdocs.diff.detectors`, found by discovery: the function of its name takes the
`Comparison` and yields changes. Everything here is a pure function of two registries.
"""

from __future__ import annotations

from portdocs.diff.change import Change, ChangeLevel, most_dangerous_first
from portdocs.diff.compare import Comparison, RegistryState
from portdocs.discovery import functions
from portdocs.registry.loader import no_garbage_collection

__all__ = ["Change", "ChangeLevel", "RegistryState", "compare"]


def compare(old: RegistryState, new: RegistryState) -> tuple[Change, ...]:
    """Everything that changed, the most dangerous first; nothing for order, comments and spelling."""
    comparison = Comparison(old, new)
    with no_garbage_collection():
        found = (change for kind in functions(f"{__name__}.detectors").values() for change in kind(comparison))
        return most_dangerous_first(found)
