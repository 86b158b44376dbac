"""Drift that is known: what a scan may meet without a word."""

from __future__ import annotations

from collections.abc import Iterator

from portdocs.diff.change import Change, ChangeLevel
from portdocs.diff.compare import Comparison, RegistryState
from portdocs.registry import Ignore


def ignores(comparison: Comparison) -> Iterator[Change]:
    """Entries of `ignore` that came and went."""
    before, after = _by_what(comparison.old), _by_what(comparison.new)
    for what, ignore in after.items():
        if what not in before and comparison.old.lacks("ignore", ignore.subject, ignore.location.file):
            message = f"a scan may meet {ignore.subject} from now on: {ignore.reason}"
            yield Change(ChangeLevel.CHANGE, "ignore-added", f"ignore:{ignore.subject}", message, new=ignore.location)
    for what, ignore in before.items():
        if what not in after and comparison.new.lacks("ignore", ignore.subject, ignore.location.file):
            message = f"{ignore.subject} is drift again"
            yield Change(ChangeLevel.CHANGE, "ignore-removed", f"ignore:{ignore.subject}", message, old=ignore.location)


def _by_what(world: RegistryState) -> dict[tuple[object, ...], Ignore]:
    return {(one.subject, one.process, one.host, one.until): one for one in world.registry.ignores}
