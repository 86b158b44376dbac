"""The state of the registry in one look."""

from __future__ import annotations

from collections import Counter

from portdocs.checks import all_checks
from portdocs.pages.cards._overview import Overview, Tile
from portdocs.pages.findings import findings_of
from portdocs.pages.format import EXPOSURE_HINTS, EXPOSURE_ORDER, check_page
from portdocs.pages.inline import Badge, Cell, PageLink, Text
from portdocs.pages.verification import VerifiedAt, hosts_seen
from portdocs.registry import Finding, Registry, Severity
from portdocs.topology.exposure import listener_exposure

MOST = 4
"""More kinds of findings than that are left to the page of findings."""


def overview_card(registry: Registry) -> Overview:
    """What is wrong, how much there is, and how much of it the network can reach."""
    reach = Counter(
        listener_exposure(registry, service, listener, host)
        for service in registry.services.values()
        if service.status != "retired"
        for listener in service.listeners or ()
        for host in registry.hosts_of(service)
    )
    findings = [finding for finding in findings_of(registry) if finding.severity is not Severity.ACCEPTED]
    severities = Counter(finding.severity for finding in findings)
    return Overview(
        state=next((str(severity) for severity in Severity if severities[severity]), "good"),
        verdict=_verdict(severities),
        matters=_matters(findings),
        tiles=(
            _tile(len(registry.services), "service", "services/index.md"),
            _tile(reach.total(), "listener", "ports.md"),
            _tile(len(registry.endpoints), "endpoint", "access.md"),
            _tile(len(registry.ranges), "range", "ranges.md"),
        ),
        reach=tuple((Badge(one, one, EXPOSURE_HINTS[one]), reach[one]) for one in EXPOSURE_ORDER),
        verified=_verified(registry),
    )


def _verified(registry: Registry) -> Cell:
    """When the machines were last compared, the longest ago first."""
    seen = sorted(hosts_seen(registry), key=lambda one: (one[1], one[0].id))
    if not seen:
        return (PageLink(Text("Never verified"), "verified.md"), Text(" against a machine: this is what the data says"))
    differ = _differing(registry)
    said: Cell = (Badge(f"{differ} differ", "differs"), Text(" ")) if differ else ()
    host, at, names = seen[0]
    last: Cell = (
        PageLink(Text("Last verified"), "verified.md"),
        Text(" "),
        VerifiedAt(at, ""),
        Text(f" against {names}"),
    )
    if len(registry.hosts) > 1:
        last = (*last, Text(f" on {host.title}; {len(seen)} of {len(registry.hosts)} hosts were compared"))
    return (*said, *last)


def _differing(registry: Registry) -> int:
    records = registry.verification.hosts.values()
    entries = sum(any(one.differs for one in entry.seen.values()) for record in records for entry in record.entries)
    return entries + sum(len(record.undeclared) for record in records)


def _verdict(severities: Counter[Severity]) -> str:
    errors, warnings = severities[Severity.ERROR], severities[Severity.WARNING]
    if not (errors or warnings):
        return "The checks found nothing wrong"
    said = f"{_counted(errors, 'error')} and {_counted(warnings, 'warning')}"
    return said[0].upper() + said[1:]


def _counted(count: int, what: str) -> str:
    return f"{count or 'no'} {what}{'' if count == 1 else 's'}"


def _matters(findings: list[Finding]) -> tuple[Cell, ...]:
    """What the checks found most, errors first; one line for each check."""
    counts = Counter((list(Severity).index(finding.severity), finding.check) for finding in findings)
    titles = {check.id: check.title for check in all_checks()}
    worst = sorted(counts, key=lambda key: (key[0], -counts[key], key[1]))
    shown = [_matter(list(Severity)[weight], titles.get(id, id), id, counts[weight, id]) for weight, id in worst[:MOST]]
    more = len(worst) - MOST
    return (
        (*shown, (PageLink(Text(f"and {_counted(more, 'more kind')}"), "findings.md"),)) if more > 0 else tuple(shown)
    )


def _matter(severity: Severity, title: str, id: str, count: int) -> Cell:
    return (Badge(severity, severity), Text(" "), PageLink(Text(title), check_page(id)), Text(f" ({count})"))


def _tile(count: int, what: str, page: str) -> Tile:
    return Tile(count, what if count == 1 else f"{what}s", page)
