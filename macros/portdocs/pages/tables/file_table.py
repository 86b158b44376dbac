"""The configuration files."""

from __future__ import annotations

from portdocs.pages.cells import host_links, service_link
from portdocs.pages.filters import selected_services
from portdocs.pages.inline import NOTHING, Code, SourceIcon, Text
from portdocs.pages.table import Column, Row, Table
from portdocs.registry import Registry
from portdocs.registry.redaction import FILES

COLUMNS = (
    Column("File"),
    Column("Host", "name", facet=True),
    Column("Service", "name"),
    Column("Purpose"),
    Column("Declared", "source"),
)


def file_table(
    registry: Registry, *, suite: str | None = None, host: str | None = None, status: str | None = None
) -> Table:
    """Every configuration file with its service, by host and path."""
    entries = [
        (tuple(h for h in registry.hosts_of(service) if host in (None, h.id)), file, service)
        for service in selected_services(registry, suite=suite, host=host, status=status)
        for file in service.files
    ]
    rows = tuple(
        Row(
            (
                (Code(file.path),),
                host_links(hosts),
                service_link(service),
                (Text(file.purpose),) if file.purpose else NOTHING,
                (SourceIcon(file.location),),
            )
        )
        for hosts, file, service in sorted(entries, key=lambda e: ([h.id for h in e[0]], e[1].path, e[2].id))
    )
    empty = "No configuration file is declared here."
    if FILES in registry.redacted:
        empty = "This site does not publish configuration files."
    return Table("files", "Configuration files", COLUMNS, rows, empty)
