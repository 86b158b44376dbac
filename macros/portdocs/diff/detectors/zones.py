"""Zones: added and removed ones, and their networks."""

from __future__ import annotations

from collections.abc import Iterator

from portdocs.diff.change import Change, ChangeLevel, change_of
from portdocs.diff.compare import Comparison
from portdocs.registry.model import Zone


def zones(comparison: Comparison) -> Iterator[Change]:
    """Changes of the networks that requests come from."""
    for zone in comparison.removed(Zone):
        message = f"{zone.title} is no longer a zone"
        yield change_of(ChangeLevel.CHANGE, "zone-removed", message, zone)
    for zone in comparison.added(Zone):
        message = f"{zone.title} is a new zone"
        yield change_of(ChangeLevel.CHANGE, "zone-added", message, new=zone)
    for id, zone in comparison.new.registry.zones.items():
        old = comparison.old.registry.zones.get(id)
        if old and set(old.addresses) != set(zone.addresses):
            message = f"{zone.title} consists of {_networks(zone.addresses)} instead of {_networks(old.addresses)}"
            yield change_of(ChangeLevel.CHANGE, "zone-changed", message, old, zone)


def _networks(addresses: tuple[object, ...]) -> str:
    return ", ".join(sorted(map(str, addresses))) or "unknown networks"
