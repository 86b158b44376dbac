"""Known drift: entries of `ignore`."""

from __future__ import annotations

from collections.abc import Iterator

from portdocs.diff.change import Change, ChangeLevel, change_of
from portdocs.diff.compare import Comparison, RegistryState
from portdocs.registry import Ignore


def ignores(comparison: Comparison) -> Iterator[Change]:
    """Entries of `ignore` that were added or removed."""
    before, after = _by_identity(comparison.old), _by_identity(comparison.new)
    for key, ignore in after.items():
        if key not in before and comparison.old.definitely_absent("ignore", ignore.subject, ignore.location.file):
            message = f"drift of {ignore.subject} is now ignored: {ignore.reason}"
            yield change_of(ChangeLevel.CHANGE, "ignore-added", message, new=ignore)
    for key, ignore in before.items():
        if key not in after and comparison.new.definitely_absent("ignore", ignore.subject, ignore.location.file):
            message = f"drift of {ignore.subject} is no longer ignored"
            yield change_of(ChangeLevel.CHANGE, "ignore-removed", message, ignore)


def _by_identity(state: RegistryState) -> dict[tuple[object, ...], Ignore]:
    return {(one.subject, one.process, one.host, one.until): one for one in state.registry.ignores}
