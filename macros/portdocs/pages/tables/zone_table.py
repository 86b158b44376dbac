"""The zones: the networks that requests come from, other than the Internet."""

from __future__ import annotations

from portdocs.pages.cells import url_links
from portdocs.pages.inline import UNKNOWN_BADGE, Cell, Code, SourceIcon, Text, at_most, lines
from portdocs.pages.natural_sort import natural_key
from portdocs.pages.table import Column, Row, Table
from portdocs.registry import Registry
from portdocs.registry.model import Zone
from portdocs.topology.exposure import actual_reach

COLUMNS = (
    Column("Zone"),
    Column("Networks", "address"),
    Column("Listeners that only zones reach", "number"),
    Column("Endpoints used from it"),
    Column("Declared", "source"),
)
MAX_ENDPOINTS = 5
"""Endpoints that are listed; the others are counted."""


def zone_table(registry: Registry) -> Table:
    """Every zone with its networks, the number of listeners that it reaches, and the endpoints used from it."""
    ordered = sorted(registry.zones, key=lambda id: (natural_key(registry.zones[id].title.casefold()), id))
    counts = _listeners(registry) if ordered else {}
    rows = tuple(Row(_cells(registry, id, registry.zones[id], counts.get(id, 0))) for id in ordered)
    return Table("zones", "Zones", COLUMNS, rows, "", True)


def _listeners(registry: Registry) -> dict[str, int]:
    """The number of listeners that each zone reaches, of those that the Internet does not."""
    counts: dict[str, int] = {}
    for service in registry.services.values():
        for listener in (service.listeners or ()) if service.status in ("active", "deprecated") else ():
            for host in registry.hosts_of(service):
                for id in actual_reach(registry, service, listener, host).zones:
                    counts[id] = counts.get(id, 0) + 1
    return counts


def _cells(registry: Registry, id: str, zone: Zone, listeners: int) -> tuple[Cell, ...]:
    endpoints = [url_links(endpoint) for endpoint in registry.endpoints if id in endpoint.from_]
    return (
        (Text(zone.title),),
        lines((Code(str(network)),) for network in zone.addresses) or (UNKNOWN_BADGE,),
        (Text(str(listeners)),),
        at_most(endpoints, MAX_ENDPOINTS) or (Text("none"),),
        (SourceIcon(zone.location),),
    )
