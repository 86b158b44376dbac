"""What the checks say: everything that is wrong, doubtful, or known and accepted."""

from __future__ import annotations

from portdocs.pages.findings import findings_of, findings_on
from portdocs.pages.format import check_page
from portdocs.pages.inline import NOTHING, Badge, Cell, Code, PageLink, SourceLink, Text, lines, message
from portdocs.pages.table import Column, Row, Table
from portdocs.registry import Finding, Registry, Severity
from portdocs.registry.findings import Subject

COLUMNS = (
    Column("Severity", order=tuple(Severity)),
    Column("Finding"),
    Column("Accepted because", optional=True),
    Column("Check"),
    Column("Where"),
)
_HINTS = {
    Severity.ERROR: "Stops a build",
    Severity.WARNING: "Should be looked at",
    Severity.ACCEPTED: "Known to the team, with a reason",
}
_ORDER = list(_HINTS)


def finding_table(
    registry: Registry, *, severity: str | None = None, check: str | None = None, service: str | None = None
) -> Table:
    """What the checks say of everything or of one service: errors, then warnings, then what is accepted."""
    found = findings_of(registry) if service is None else findings_on(registry, Subject("service", service))
    chosen = [f for f in found if severity in (None, f.severity) and check in (None, f.check)]
    rows = tuple(Row(_cells(finding)) for finding in sorted(chosen, key=lambda f: _ORDER.index(f.severity)))
    return Table("findings", "Findings", COLUMNS, rows, "The checks found nothing here.", complete="")


def _cells(finding: Finding) -> tuple[Cell, ...]:
    return (
        (Badge(finding.severity, finding.severity, _HINTS[finding.severity]),),
        message(finding.message),
        (Text(finding.reason),) if finding.reason else NOTHING,
        (PageLink(Code(finding.check), check_page(finding.check)),),
        lines((SourceLink(location),) for location in (finding.location, *finding.related)),
    )
