"""The findings of the checks."""

from __future__ import annotations

from portdocs.pages.cells import check_page
from portdocs.pages.filters import selected_services
from portdocs.pages.findings import findings_from, findings_in, findings_of, findings_on
from portdocs.pages.inline import NOTHING, Badge, Cell, Code, PageLink, SourceLink, Text, lines, message
from portdocs.pages.table import Column, Row, Table
from portdocs.registry import Finding, Registry, Severity
from portdocs.registry.findings import Subject

COLUMNS = (
    Column("Severity", order=tuple(Severity)),
    Column("Finding"),
    Column("Accepted because", optional=True),
    Column("Check"),
    Column("Location"),
)
_HINTS = {
    Severity.ERROR: "Stops a build",
    Severity.WARNING: "Needs attention",
    Severity.ACCEPTED: "Accepted by the team, with a reason",
}
_ORDER = list(_HINTS)


def finding_table(
    registry: Registry,
    *,
    severity: str | None = None,
    check: str | None = None,
    service: str | None = None,
    suite: str | None = None,
    host: str | None = None,
) -> Table:
    """The findings, all or those of a service, suite or host: errors, then warnings, then accepted ones."""
    if suite or host:
        findings = findings_in(registry, selected_services(registry, suite=suite, host=host))
    elif service:
        findings = findings_on(registry, Subject("service", service))
    else:
        findings = findings_from(registry, check) if check else findings_of(registry)
    chosen = [f for f in findings if severity in (None, f.severity) and check in (None, f.check)]
    rows = tuple(Row(_cells(finding)) for finding in sorted(chosen, key=lambda f: _ORDER.index(f.severity)))
    is_off = check in registry.checks and registry.checks[check].severity == "off" if check else False
    empty = "This check is switched off." if is_off else "The checks found nothing."
    table = Table("findings", "Findings", COLUMNS, rows, empty, complete="")
    return table.without("Check") if check else table


def _cells(finding: Finding) -> tuple[Cell, ...]:
    return (
        (Badge(finding.severity, finding.severity, _HINTS[finding.severity]),),
        message(finding.message),
        (Text(finding.reason),) if finding.reason else NOTHING,
        (PageLink(Code(finding.check), check_page(finding.check)),),
        lines((SourceLink(location),) for location in (finding.location, *finding.related)),
    )
