"""The configuration files."""

from __future__ import annotations

from collections.abc import Iterable
from operator import itemgetter

from portdocs.pages.cells import host_links, service_link
from portdocs.pages.filters import selected_services
from portdocs.pages.inline import NOTHING, Code, SourceIcon, Text
from portdocs.pages.table import Column, Row, Table
from portdocs.registry import File, Host, Registry, Service
from portdocs.registry.redaction import FILES

COLUMNS = (
    Column("File", "long"),
    Column("Service", "name"),
    Column("Host", "name", optional=True, facet=True),
    Column("Purpose"),
    Column("Declared", "source"),
)


def file_table(
    registry: Registry, *, suite: str | None = None, host: str | None = None, status: str | None = None
) -> Table:
    """Every configuration file with its service, by host and path."""
    services = selected_services(registry, suite=suite, host=host, status=status)
    found = [row for service in services for row in registry.of_entry(_rows, service, host)]
    rows = tuple(row for _, row in sorted(found, key=itemgetter(0)))
    empty = "No configuration file is declared here."
    if FILES in registry.redacted:
        empty = "This site does not publish configuration files."
    return Table("files", "Configuration files", COLUMNS, rows, empty)


def _rows(registry: Registry, service: Service, host: str | None, /) -> tuple[tuple[tuple[object, ...], Row], ...]:
    """The rows of a service, each with its sort key."""
    hosts = [one for one in registry.hosts_of(service) if host in (None, one.id)]
    shown = hosts if host is None else []  # a path means something on a host only
    return tuple(
        (([one.id for one in hosts], file.path, service.id), _row(service, file, shown)) for file in service.files
    )


def _row(service: Service, file: File, hosts: Iterable[Host]) -> Row:
    cells = (
        (Code(file.path),),
        service_link(service),
        host_links(hosts),
        (Text(file.purpose),) if file.purpose else NOTHING,
        (SourceIcon(file.location),),
    )
    return Row(cells)
