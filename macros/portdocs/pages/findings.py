"""The findings of the checks, computed once for all pages that show them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from functools import lru_cache

from portdocs.checks import index_by_subject, run_checks
from portdocs.pages.inline import Badge, Cell, join_cells
from portdocs.registry import Finding, Registry, Service, Severity
from portdocs.registry.findings import Subject


@lru_cache(maxsize=4)
def findings_of(registry: Registry) -> tuple[Finding, ...]:
    """All findings in a registry, sorted by location."""
    return run_checks(registry)


@lru_cache(maxsize=4)
def _index(registry: Registry) -> dict[Subject, tuple[Finding, ...]]:
    return index_by_subject(findings_of(registry))


def findings_on(registry: Registry, subject: Subject) -> tuple[Finding, ...]:
    """The findings about one subject, such as `Subject("service", "api")`."""
    return _index(registry).get(subject, ())


def findings_in(registry: Registry, services: Iterable[Service]) -> tuple[Finding, ...]:
    """The findings about any of several services, accepted ones included, in the order of all findings."""
    wanted = {id(one) for service in services for one in findings_on(registry, Subject("service", service.id))}
    return tuple(finding for finding in findings_of(registry) if id(finding) in wanted)


def finding_counts(findings: Iterable[Finding]) -> Cell:
    """The number of errors and warnings, as badges; empty if there are none."""
    counts = Counter(finding.severity for finding in findings)
    badges = [
        (Badge(f"{counts[severity]} {severity}{'' if counts[severity] == 1 else 's'}", severity),)
        for severity in (Severity.ERROR, Severity.WARNING)
        if counts[severity]
    ]
    return join_cells(badges, " ")
