"""Zones: added and removed ones, and their networks."""

from __future__ import annotations

from collections.abc import Iterator

from portdocs.diff.change import Change, ChangeLevel
from portdocs.diff.compare import Comparison
from portdocs.registry import Subject


def zones(comparison: Comparison) -> Iterator[Change]:
    """Changes of the networks that requests come from."""
    before, after = comparison.old.registry.zones, comparison.new.registry.zones
    for id, zone in before.items():
        if id not in after and comparison.new.definitely_absent("zones", id, zone.location.file):
            message = f"{zone.title} is no longer a zone"
            yield Change(ChangeLevel.CHANGE, "zone-removed", Subject("zone", id), message, zone.location, None)
    for id, zone in after.items():
        old = before.get(id)
        if old is None:
            if comparison.old.definitely_absent("zones", id, zone.location.file):
                message = f"{zone.title} is a new zone"
                yield Change(ChangeLevel.CHANGE, "zone-added", Subject("zone", id), message, None, zone.location)
        elif set(old.addresses) != set(zone.addresses):
            message = f"{zone.title} consists of {_networks(zone.addresses)} instead of {_networks(old.addresses)}"
            yield Change(ChangeLevel.CHANGE, "zone-changed", Subject("zone", id), message, old.location, zone.location)


def _networks(addresses: tuple[object, ...]) -> str:
    return ", ".join(sorted(map(str, addresses))) or "unknown networks"
