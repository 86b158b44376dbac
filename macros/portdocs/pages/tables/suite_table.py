"""The suites."""

from __future__ import annotations

from portdocs.pages.cells import suite_link, suite_owner, suite_page
from portdocs.pages.findings import finding_counts, findings_in
from portdocs.pages.inline import NOTHING, Cell, SourceIcon, Text
from portdocs.pages.natural_sort import natural_key
from portdocs.pages.table import Column, Row, Table
from portdocs.registry import Registry, Suite

COLUMNS = (
    Column("Suite"),
    Column("Owner"),
    Column("Contact", optional=True),
    Column("Services", "number"),
    Column("Endpoints", "number"),
    Column("Findings", optional=True),
    Column("Declared", "source", optional=True),
)


def suite_table(registry: Registry) -> Table:
    """Every suite with its owner, numbers of services and endpoints, and findings, by name."""
    ordered = sorted(registry.suites.values(), key=lambda s: (natural_key(s.title.casefold()), s.id))
    rows = tuple(Row(_cells(registry, suite)) for suite in ordered)
    return Table("suites", "Suites", COLUMNS, rows, "No suite is declared.")


def _cells(registry: Registry, suite: Suite) -> tuple[Cell, ...]:
    services = registry.services_in(suite)
    endpoints = {id(e) for service in services for e in registry.endpoints_to(service)}
    return (
        suite_link(suite),
        suite_owner(suite),
        (Text(suite.contact),) if suite.contact else NOTHING,
        (Text(str(len(services))),),
        (Text(str(len(endpoints))),),
        finding_counts(findings_in(registry, services), suite_page(suite)),
        (SourceIcon(suite.location),),
    )
