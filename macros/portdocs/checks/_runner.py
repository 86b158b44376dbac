"""Run the checks: problems become findings, and accepted ones get their reason."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from portdocs.checks import unused_acceptance
from portdocs.checks._acceptance import acceptance_of, accepted, apply_baseline
from portdocs.checks._catalog import Check, all_checks
from portdocs.checks._common import Problem
from portdocs.registry import Finding, Location, Registry, Severity, sort_by_location
from portdocs.registry.findings import Acceptance
from portdocs.registry.loader import no_garbage_collection
from portdocs.registry.model import KnownFinding
from portdocs.registry.suggest import Suggestions


def run_checks(registry: Registry) -> tuple[Finding, ...]:
    """All findings about a registry, accepted ones included, sorted by location."""
    with no_garbage_collection():
        findings, unmatched = apply_baseline(sort_by_location(_findings(registry)), registry.baseline)
        findings += (*_unmatched(registry, unmatched), *_unknown_checks(registry), *registry.verification.findings)
        return sort_by_location(findings)


def _findings(registry: Registry) -> Iterator[Finding]:
    acceptances = accepted(registry)
    for check in all_checks():
        if severity := check.severity_in(registry):
            for problem in check.find(registry):
                yield _finding(problem, check, severity, acceptance_of(problem, check, acceptances))


def _finding(problem: Problem, check: Check, severity: Severity, acceptance: Acceptance | None) -> Finding:
    return Finding(
        problem.location,
        check.id,
        _one_line(f"{problem.problem}; {problem.fix}"),
        Severity.ACCEPTED if acceptance else severity,
        problem.related,
        _one_line(acceptance.reason) if acceptance else None,
        problem.subjects,
        problem.problem,
    )


def _one_line(text: str) -> str:
    """The text as a part of a finding, which is one line: names in the data may contain line breaks."""
    return " ".join(text.split())


def _unmatched(registry: Registry, baseline: Iterable[KnownFinding]) -> Iterator[Finding]:
    """A finding of `unused-acceptance` for each entry of the baseline that matches nothing; a check that is switched
    off may find it still."""
    checks = {check.id: check for check in all_checks()}
    suggest = Suggestions()
    severity = checks[unused_acceptance.OWN_ID].severity_in(registry)
    for known in baseline:
        check = checks.get(known.check)
        if severity and (check is None or check.severity_in(registry)):
            problem, fix = unused_acceptance.problem_and_fix(known.check, checks, suggest, "no longer finds this")
            location = known.at.value_location("check")
            yield Finding(location, unused_acceptance.OWN_ID, f"{problem}; {fix}", severity, problem=problem)


def _unknown_checks(registry: Registry) -> Iterator[Finding]:
    """One error for each claim with an unknown check, and each setting of one: the loader does not know the checks."""
    ids = [check.id for check in all_checks()]
    suggest = Suggestions()
    for name, location in _named_checks(registry):
        if name not in ids:
            message = f"unknown check `{name}`; {suggest(name, 'check', ids)}; correct or remove it"
            yield Finding(location, "unknown-reference", message)


def _named_checks(registry: Registry) -> Iterator[tuple[str, Location]]:
    for claim in registry.claims:
        for index, name in enumerate(claim.verified_by):
            yield name, claim.at.value_location("verified_by", index)
    yield from ((setting.id, setting.location) for setting in registry.checks.values())
