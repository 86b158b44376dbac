"""The differences between the registry and the hosts."""

from __future__ import annotations

from collections.abc import Iterator

from portdocs.pages.cells import host_link
from portdocs.pages.inline import NOTHING, Badge, Cell, SourceLink, message
from portdocs.pages.table import Column, Row, Table
from portdocs.pages.verification import ObservedAt, VerifiedAt
from portdocs.registry import Host, Location, Registry
from portdocs.registry.verification import Observation
from portdocs.topology.verification_keys import declared_locations

COLUMNS = (
    Column("Kind"),
    Column("Difference"),
    Column("Host", "name"),
    Column("Observed at"),
    Column("Declared", optional=True),
    Column("Observed", optional=True),
)


def drift_table(registry: Registry, *, host: str | None = None) -> Table:
    """The differences and undeclared items of the last comparisons, by host."""
    rows = [row for id in registry.verification.hosts if host in (None, id) for row in _rows(registry, id)]
    recorded = any(host in (None, id) for id in registry.verification.hosts)
    empty = "No differences in the last comparison." if recorded else "No host has been compared yet."
    return Table("drift", "Differences", COLUMNS, tuple(rows), empty)


def _rows(registry: Registry, id: str) -> Iterator[Row]:
    host, record = registry.hosts[id], registry.verification.hosts[id]
    locations = declared_locations(registry)
    for entry in record.entries:
        for one in entry.seen.values():
            if one.differs:
                location = locations.get(entry.key)
                if location:
                    yield Row(_cells(host, one.kind or "", one.differs, one.at, location, _observed(one)))
    for item in record.undeclared:
        yield Row(_cells(host, item.kind, item.message, item.at, None, ObservedAt(item.file, item.line)))


def _observed(one: Observation) -> ObservedAt | None:
    return ObservedAt(one.file, one.line) if one.file and one.line else None


def _cells(
    host: Host, kind: str, words: str, at: str, declared: Location | None, observed: ObservedAt | None
) -> tuple[Cell, ...]:
    return (
        (Badge(kind, "differs"),),
        message(words),
        host_link(host),
        (VerifiedAt(at, ""),),
        (SourceLink(declared),) if declared else NOTHING,
        (observed,) if observed else NOTHING,
    )
