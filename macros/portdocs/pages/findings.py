"""The findings of the checks, computed once for all pages that show them."""

from __future__ import annotations

from functools import lru_cache

from portdocs.checks import index_by_subject, run_checks
from portdocs.registry import Finding, Registry
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
