"""Checks that were switched off or on, or count as another severity now: entries of `checks`."""

from __future__ import annotations

from collections.abc import Iterator

from portdocs.diff.change import Change, ChangeLevel, change_of
from portdocs.diff.compare import Comparison


def check_settings(comparison: Comparison) -> Iterator[Change]:
    """Entries of `checks` that were added, removed or changed."""
    before, after = comparison.old.registry.checks, comparison.new.registry.checks
    for id, setting in after.items():
        old = before.get(id)
        if old is None and not comparison.old.definitely_absent("checks", id, setting.location.file):
            continue
        if old is None or old.severity != setting.severity:
            state = "switched off" if setting.severity == "off" else f"counted as {setting.severity}"
            message = f"the check {id} is now {state}: {setting.reason}"
            yield change_of(ChangeLevel.CHANGE, "check-changed", message, old, setting)
    for id, setting in before.items():
        if id not in after and comparison.new.definitely_absent("checks", id, setting.location.file):
            message = f"the check {id} has its default severity again (it was {setting.severity})"
            yield change_of(ChangeLevel.CHANGE, "check-changed", message, setting)
