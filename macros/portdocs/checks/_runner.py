"""Runs the checks: problems become findings, accepted ones keep their reason."""

from __future__ import annotations

from collections.abc import Iterator

from portdocs.checks._problem import Problem
from portdocs.checks._registry import Check, rules
from portdocs.checks._suppressions import acceptance_of, accepted
from portdocs.registry import Finding, Registry, Severity, sort_by_location
from portdocs.registry.fields import Acceptance
from portdocs.registry.loader import no_garbage_collection
from portdocs.registry.suggest import did_you_mean


def run_checks(registry: Registry) -> tuple[Finding, ...]:
    """Everything that is wrong with a registry, in reading order; accepted findings are among them."""
    with no_garbage_collection():
        found = (*_found(registry), *_unknown_checks(registry), *registry.verification.findings)
        return sort_by_location(found)


def _found(registry: Registry) -> Iterator[Finding]:
    known = accepted(registry)
    for check in rules():
        for problem in check.find(registry):
            yield _finding(problem, check, acceptance_of(problem, check, known))


def _finding(problem: Problem, check: Check, acceptance: Acceptance | None) -> Finding:
    return Finding(
        problem.location,
        check.id,
        # A name in the data may hold line breaks; a finding is one line.
        " ".join(problem.message.split()),
        Severity.ACCEPTED if acceptance else check.severity,
        problem.related,
        " ".join(acceptance.reason.split()) if acceptance else None,
        problem.subjects,
    )


def _unknown_checks(registry: Registry) -> Iterator[Finding]:
    """Claims that name checks which do not exist: only here are the ids of all checks known."""
    ids = [check.id for check in rules()]
    for claim in registry.claims:
        for index, name in enumerate(claim.verified_by):
            if name not in ids:
                message = f"no check is called `{name}`; {did_you_mean(name, ids)}; correct or remove it"
                yield Finding(claim.at.value_location("verified_by", index), "unknown-reference", message)
