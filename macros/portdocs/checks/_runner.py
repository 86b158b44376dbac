"""Run the checks: problems become findings, and accepted ones get their reason."""

from __future__ import annotations

from collections.abc import Iterator

from portdocs.checks._common import Problem
from portdocs.checks._registry import Check, all_checks
from portdocs.checks._suppressions import acceptance_of, accepted
from portdocs.registry import Finding, Registry, Severity, sort_by_location
from portdocs.registry.fields import Acceptance
from portdocs.registry.loader import no_garbage_collection
from portdocs.registry.suggest import did_you_mean


def run_checks(registry: Registry) -> tuple[Finding, ...]:
    """All findings about a registry, accepted ones included, sorted by location."""
    with no_garbage_collection():
        findings = (*_findings(registry), *_unknown_checks(registry), *registry.verification.findings)
        return sort_by_location(findings)


def _findings(registry: Registry) -> Iterator[Finding]:
    acceptances = accepted(registry)
    for check in all_checks():
        for problem in check.find(registry):
            yield _finding(problem, check, acceptance_of(problem, check, acceptances))


def _finding(problem: Problem, check: Check, acceptance: Acceptance | None) -> Finding:
    return Finding(
        problem.location,
        check.id,
        # A finding is one line, but names in the data may contain line breaks.
        " ".join(problem.message.split()),
        Severity.ACCEPTED if acceptance else check.severity,
        problem.related,
        " ".join(acceptance.reason.split()) if acceptance else None,
        problem.subjects,
    )


def _unknown_checks(registry: Registry) -> Iterator[Finding]:
    """One error for each claim with an unknown check: the loader does not know the checks."""
    ids = [check.id for check in all_checks()]
    for claim in registry.claims:
        for index, name in enumerate(claim.verified_by):
            if name not in ids:
                message = f"unknown check `{name}`; {did_you_mean(name, ids)}; correct or remove it"
                yield Finding(claim.at.value_location("verified_by", index), "unknown-reference", message)
