"""Who can reach what: the exposure of every listener, most open first."""

from __future__ import annotations

from portdocs.pages.filters import selected_services
from portdocs.pages.format import (
    EXPOSURE_HINTS,
    EXPOSURE_ORDER,
    address,
    binds,
    exposure_badges,
    host_link,
    service_link,
)
from portdocs.pages.inline import Cell, SourceLink, Text
from portdocs.pages.natural_sort import natural_key
from portdocs.pages.table import EVERY_LISTENER, Column, Row, Table
from portdocs.pages.verification import ORDER, listener_seen
from portdocs.registry import Host, Listener, Registry, Service
from portdocs.topology.exposure import Exposure, listener_exposure

COLUMNS = (
    Column("Exposure", order=EXPOSURE_ORDER),
    Column("Service", "name"),
    Column("Port", "port"),
    Column("Host", "name"),
    Column("Bind", "address"),
    Column("What it means"),
    Column("Verified", optional=True, order=ORDER),
    Column("Declared"),
)


def exposure_table(registry: Registry, *, suite: str | None = None, host: str | None = None) -> Table:
    """Every listener by who can reach it."""
    found = [
        (listener_exposure(registry, service, listener, machine), service, listener, machine)
        for service in selected_services(registry, suite=suite, host=host)
        if service.status != "retired"
        for listener in service.listeners or ()
        for machine in registry.hosts_of(service)
        if host in (None, machine.id)
    ]
    found.sort(key=lambda f: (EXPOSURE_ORDER.index(f[0]), natural_key(f[3].id), natural_key(f[1].id), f[2].location))
    rows = tuple(Row(_cells(registry, *entry)) for entry in found)
    return Table(
        "exposure", "Exposure of every listener", COLUMNS, rows, "Nothing listens here.", complete=EVERY_LISTENER
    )


def _cells(registry: Registry, reach: Exposure, service: Service, listener: Listener, host: Host) -> tuple[Cell, ...]:
    inside = "A path on the machine" if listener.socket else "Reached by name in its container's network only"
    meaning = EXPOSURE_HINTS[reach] if listener.port else inside
    return (
        exposure_badges(registry, service, listener, host),
        service_link(service),
        address(listener),
        host_link(host),
        binds(listener),
        (Text(meaning),),
        listener_seen(registry, service, listener, host),
        (SourceLink(listener.at.value_location("bind")),),
    )
