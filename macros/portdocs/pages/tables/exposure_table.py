"""The exposure of every listener."""

from __future__ import annotations

from operator import itemgetter
from typing import TypeAlias

from portdocs.pages.cells import (
    EXPOSURE_ORDER,
    SERVICE_FACETS,
    address,
    binds,
    exposure_badges,
    host_link,
    service_facets,
    service_link,
)
from portdocs.pages.filters import selected_services
from portdocs.pages.inline import NOTHING, Cell, SourceIcon
from portdocs.pages.natural_sort import natural_key
from portdocs.pages.table import EVERY_LISTENER, Column, Row, Table
from portdocs.pages.verification import ORDER, listener_verification
from portdocs.registry import Host, Listener, Registry, Service
from portdocs.topology.exposure import Exposure, actual_reach, listener_reach, observed_reach

_Entry: TypeAlias = tuple[Exposure, Service, Listener, Host]

COLUMNS = (
    Column("Exposure", order=EXPOSURE_ORDER, facet=True),
    Column("Service", "name"),
    Column("Port", "port"),
    Column("Host", "name", optional=True, facet=True),
    Column("Bind", "address"),
    Column("Verified", optional=True, order=ORDER),
    Column("Declared", "source"),
)


def exposure_table(registry: Registry, *, suite: str | None = None, host: str | None = None) -> Table:
    """Every listener by exposure: first those that a scan saw differ from the data, then the most exposed."""
    services = selected_services(registry, suite=suite, host=host)
    found = [row for service in services for row in registry.of_entry(_rows, service, host)]
    rows = tuple(row for _, row in sorted(found, key=itemgetter(0)))
    empty = "No listener is declared here."
    return Table("exposure", "Exposure", COLUMNS, rows, empty, complete=EVERY_LISTENER, facets=SERVICE_FACETS)


def _rows(registry: Registry, service: Service, host: str | None, /) -> tuple[tuple[tuple[object, ...], Row], ...]:
    """The rows of a service, each with its sort key."""
    facets = service_facets(registry, service)
    entries = [
        (actual_reach(registry, service, listener, machine).exposure, service, listener, machine)
        for listener in service.listeners or ()
        for machine in registry.hosts_of(service)
        if host in (None, machine.id) and service.status != "retired"
    ]
    return tuple((_order(registry, entry), Row(_cells(registry, *entry[1:]), facets=facets)) for entry in entries)


def _order(registry: Registry, entry: _Entry) -> tuple[object, ...]:
    """Differences first, then the most exposed; what does not run yet is last."""
    level, service, listener, host = entry
    agrees = observed_reach(registry, service, listener, host) in (
        None,
        listener_reach(registry, service, listener, host),
    )
    rank = EXPOSURE_ORDER.index(level)
    return (agrees, service.status == "planned", rank, natural_key(host.id), natural_key(service.id), listener.location)


def _cells(registry: Registry, service: Service, listener: Listener, host: Host) -> tuple[Cell, ...]:
    return (
        exposure_badges(registry, service, listener, host),
        service_link(service),
        address(listener),
        host_link(host) if len(registry.hosts) > 1 else NOTHING,
        binds(listener),
        listener_verification(registry, service, listener, host),
        (SourceIcon(listener.at.value_location("bind")),),
    )
