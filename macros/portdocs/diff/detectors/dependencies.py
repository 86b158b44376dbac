"""Dependencies between services."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from portdocs.diff.change import Change, ChangeLevel, change_of
from portdocs.diff.compare import Comparison
from portdocs.registry import Registry


def dependencies(comparison: Comparison) -> Iterator[Change]:
    """Changes of `depends_on`."""
    for old, new in comparison.service_pairs:
        before, after = {comparison.current_id(id) for id in old.depends_on}, set(new.depends_on)
        parts = []
        if added := after - before:
            parts.append(f"depends on {_titles(comparison.new.registry, added)}")
        if removed := {id for id in old.depends_on if comparison.current_id(id) not in after}:
            parts.append(f"no longer depends on {_titles(comparison.old.registry, removed)}")
        if parts:
            yield change_of(ChangeLevel.CHANGE, "needs-changed", f"{new.title} {' and '.join(parts)}", old, new)


def _titles(registry: Registry, ids: Iterable[str]) -> str:
    return ", ".join(registry.services[id].title for id in sorted(ids))
