"""The findings of the checks, computed once for all pages that show them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable

from portdocs.checks import index_by_subject, run_checks
from portdocs.pages.inline import Badge, Cell, Inline, PageLink, join_cells
from portdocs.registry import Finding, Registry, Service, Severity, sort_by_location
from portdocs.registry.findings import Subject
from portdocs.registry.registry import derived, grouped


@derived
def findings_of(registry: Registry) -> tuple[Finding, ...]:
    """All findings in a registry, sorted by location."""
    return run_checks(registry)


@derived
def _index(registry: Registry) -> dict[Subject, tuple[Finding, ...]]:
    return index_by_subject(findings_of(registry))


@derived
def _by_check(registry: Registry) -> dict[str, tuple[Finding, ...]]:
    return grouped((finding.check, finding) for finding in findings_of(registry))


def findings_from(registry: Registry, check: str) -> tuple[Finding, ...]:
    """The findings of one check."""
    return _by_check(registry).get(check, ())


def findings_on(registry: Registry, subject: Subject) -> tuple[Finding, ...]:
    """The findings about one subject, such as `Subject("service", "api")`."""
    return _index(registry).get(subject, ())


def findings_in(registry: Registry, services: Iterable[Service]) -> tuple[Finding, ...]:
    """The findings about any of several services, accepted ones included, in the order of all findings."""
    wanted = {id(one): one for service in services for one in findings_on(registry, Subject("service", service.id))}
    return sort_by_location(wanted.values())


def finding_counts(findings: Iterable[Finding], page: str | None = None) -> Cell:
    """The number of errors and warnings, as badges, linked to the findings of a page; empty if there are none."""
    counts = Counter(finding.severity for finding in findings)
    badges = [
        Badge(f"{counts[severity]} {severity}{'' if counts[severity] == 1 else 's'}", severity)
        for severity in (Severity.ERROR, Severity.WARNING)
        if counts[severity]
    ]
    parts: Iterable[Inline] = (PageLink(badge, f"{page}#findings") for badge in badges) if page else badges
    return join_cells([(part,) for part in parts], " ")
