"""The checks."""

from __future__ import annotations

from portdocs.checks import all_checks
from portdocs.pages.cells import check_page
from portdocs.pages.findings import findings_of
from portdocs.pages.inline import Code, PageLink, Text
from portdocs.pages.table import Column, Row, Table
from portdocs.pages.tables.check_setting_table import severity_badge
from portdocs.registry import Registry

COLUMNS = (
    Column("Check"),
    Column("Severity", facet=True),
    Column("Finds"),
    Column("Findings now", "number"),
)


def check_table(registry: Registry) -> Table:
    """Every check with its severity in this registry and its current number of findings."""
    counts: dict[str, int] = {}
    for finding in findings_of(registry):
        counts[finding.check] = counts.get(finding.check, 0) + 1
    rows = tuple(
        Row(
            (
                (PageLink(Code(check.id), check_page(check.id)),),
                (severity_badge(check.severity_in(registry) or "off"),),
                (Text(check.title),),
                (Text(str(counts.get(check.id, 0))),),
            )
        )
        for check in all_checks()
    )
    return Table("checks", "Checks", COLUMNS, rows, "There are no checks.")
