"""Differences between two states of the registry: what changes in the infrastructure, not lines of YAML.

Each kind of difference is a module in `portdocs.diff.detectors`, found by discovery: the function of its name takes the
`Comparison` and yields changes. Everything here is a pure function of two registries.
"""

from __future__ import annotations

from portdocs.diff.change import Change, ChangeLevel, ChangeReport, most_dangerous_first
from portdocs.diff.compare import Comparison, RegistryState
from portdocs.discovery import functions
from portdocs.registry.loader import no_garbage_collection

__all__ = ["Change", "ChangeLevel", "ChangeReport", "RegistryState", "compare"]


def compare(old: RegistryState, new: RegistryState) -> tuple[Change, ...]:
    """All changes, the most dangerous first; order, comments and spelling of the YAML make no difference."""
    comparison = Comparison(old, new)
    with no_garbage_collection():
        detectors = functions(f"{__name__}.detectors").values()
        return most_dangerous_first(change for detector in detectors for change in detector(comparison))
