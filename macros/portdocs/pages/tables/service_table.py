"""The services."""

from __future__ import annotations

from portdocs.pages.cells import STATUS_ORDER, address, host_links, owner, service_link, suite_link, unusual_status
from portdocs.pages.filters import selected_services
from portdocs.pages.inline import NOTHING, UNKNOWN_BADGE, Cell, SourceIcon, Text, at_most
from portdocs.pages.natural_sort import natural_key
from portdocs.pages.table import Column, Row, Table
from portdocs.registry import Registry, Service

COLUMNS = (
    Column("Service", "name"),
    Column("Ports", "port"),
    Column("Suite", "name", facet=True),
    Column("Host", "name", optional=True, facet=True),
    Column("Owner", facet=True),
    Column("Status", optional=True, order=STATUS_ORDER),
    Column("Description"),
    Column("Declared", "source"),
)
MAX_PORTS = 6


def service_table(
    registry: Registry, *, suite: str | None = None, host: str | None = None, status: str | None = None
) -> Table:
    """Every service by name, with its ports and owner."""
    services = selected_services(registry, suite=suite, host=host, status=status)
    ordered = sorted(services, key=lambda s: (natural_key(s.title.casefold()), s.id))
    rows = tuple(registry.of_entry(_row, service) for service in ordered)
    return Table("services", "Services", COLUMNS, rows, "No service is declared here.")


def _row(registry: Registry, service: Service) -> Row:
    cells = (
        service_link(service),
        _ports(service),
        suite_link(registry.suite_of(service)),
        host_links(registry.hosts_of(service)) if len(registry.hosts) > 1 else NOTHING,
        owner(registry, service),
        unusual_status(service),
        (Text(service.description),) if service.description else NOTHING,
        (SourceIcon(service.location),),
    )
    return Row(cells)


def _ports(service: Service) -> Cell:
    if service.listeners is None:
        return (UNKNOWN_BADGE,)
    return at_most([address(listener) for listener in service.listeners], MAX_PORTS)
