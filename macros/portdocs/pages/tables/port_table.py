"""The ports: every listener."""

from __future__ import annotations

from collections.abc import Iterator
from operator import itemgetter

from portdocs.pages.cells import (
    EXPOSURE_ORDER,
    SERVICE_FACETS,
    STATUS_ORDER,
    address,
    binds,
    exposure_badges,
    host_link,
    service_facets,
    service_link,
    unusual_status,
)
from portdocs.pages.filters import selected_services
from portdocs.pages.inline import NOTHING, UNKNOWN_BADGE, Cell, SourceIcon, Text, join_cells
from portdocs.pages.natural_sort import natural_key
from portdocs.pages.table import EVERY_LISTENER, Column, Row, Table
from portdocs.pages.verification import ORDER, listener_verification
from portdocs.registry import Host, Listener, Registry, Service

COLUMNS = (
    Column("Service", "name"),
    Column("Host", "name", optional=True, facet=True),
    Column("Port", "port"),
    Column("Protocol", optional=True, facet=True),
    Column("Bind", "address"),
    Column("Exposure", order=(*EXPOSURE_ORDER, *STATUS_ORDER), facet=True),
    Column("Verified", optional=True, order=ORDER),
    Column("Description", optional=True),
    Column("Declared", "source"),
)


def port_table(
    registry: Registry, *, suite: str | None = None, host: str | None = None, status: str | None = None
) -> Table:
    """Every listener with its port, bind and exposure, lowest port first; one row for each of its hosts.

    With a suite or host, services without listeners have a row, too.
    """
    services = selected_services(registry, suite=suite, host=host, status=status)
    found = [row for service in services for row in registry.of_entry(_rows, service, host, bool(suite))]
    rows = tuple(row for _, row in sorted(found, key=itemgetter(0)))
    empty = "No service listens on a port here."
    # As the section of a host's or suite's page, which is the heading of the table.
    caption = "Services" if host or suite else "Ports in use"
    return Table("ports", caption, COLUMNS, rows, empty, complete=EVERY_LISTENER, facets=SERVICE_FACETS)


def _rows(
    registry: Registry, service: Service, host: str | None, of_suite: bool, /
) -> tuple[tuple[tuple[object, ...], Row], ...]:
    """The rows of a service, each with its sort key."""
    shows_host = host is None and len(registry.hosts) > 1
    facets = service_facets(registry, service)
    return tuple(
        (
            (_order(listener), natural_key(machine.id if machine else ""), natural_key(service.id)),
            Row(_cells(registry, service, listener, machine, shows_host=shows_host), facets=facets),
        )
        for listener, machine in _listeners(registry, service, host, of_suite)
    )


def _listeners(
    registry: Registry, service: Service, host: str | None, of_suite: bool, /
) -> Iterator[tuple[Listener | None, Host | None]]:
    hosts: list[Host | None] = [h for h in registry.hosts_of(service) if host in (None, h.id)]
    for machine in hosts or ([None] if service.external and host is None else []):
        if service.listeners is None or (not service.listeners and (host or of_suite)):
            yield None, machine
        for listener in service.listeners or ():
            yield listener, machine


def _order(listener: Listener | None) -> tuple[int, int, str]:
    """Ports first, then ports inside containers, then sockets, then unknown listeners."""
    if listener is None:
        return (3, 0, "")
    if listener.port:
        return (0, listener.port.first, str(listener.transport))
    return (1, listener.container_port.first, "") if listener.container_port else (2, 0, listener.address)


def _cells(
    registry: Registry, service: Service, listener: Listener | None, host: Host | None, *, shows_host: bool
) -> tuple[Cell, ...]:
    description = service.description or (listener.purpose if listener else None)
    location = listener.at.value_location("port") if listener else service.at.value_location("listeners")
    return (
        service_link(service),
        host_link(host) if host and shows_host else NOTHING,
        address(listener) if listener else _unknown(service),
        _protocol(listener),
        binds(listener) if listener else _unknown(service),
        _exposure(registry, service, listener, host),
        listener_verification(registry, service, listener, host) if listener else NOTHING,
        (Text(description),) if description else NOTHING,
        (SourceIcon(location),),
    )


def _exposure(registry: Registry, service: Service, listener: Listener | None, host: Host | None) -> Cell:
    """The exposure, then the status if it is unusual; that of a planned service is that it is planned."""
    exposure: Cell = NOTHING
    if host and service.status != "retired":
        exposure = exposure_badges(registry, service, listener, host) if listener else _unknown(service)
    if listener and service.status == "planned":
        return exposure
    return join_cells(filter(None, (exposure, unusual_status(service))), " ")


def _unknown(service: Service) -> Cell:
    """Unknown listeners; empty for a service that has none."""
    return (UNKNOWN_BADGE,) if service.listeners is None else NOTHING


def _protocol(listener: Listener | None) -> Cell:
    return (Text(listener.protocol),) if listener and listener.protocol else NOTHING
