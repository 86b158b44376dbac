"""Evaluate claims: the first verdict with evidence, from the worst to the best."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

from portdocs.checks import Check, all_checks
from portdocs.claims.assumptions import accepted_behind_firewall, firewalls
from portdocs.claims.evidence import Evidence, inspected
from portdocs.claims.missing_data import unknown_facts
from portdocs.claims.relevance import is_relevant
from portdocs.registry import Claim, Finding, Registry
from portdocs.topology.claim_scope import scope_of


class Verdict(StrEnum):
    """The result for a claim; see the package's documentation."""

    VERIFIED = "verified"
    CONTRADICTED = "contradicted"
    INCONCLUSIVE = "inconclusive"
    UNCHECKED = "unchecked"


@dataclass(frozen=True, slots=True)
class ClaimResult:
    """A claim with its verdict, and at least one reason for it."""

    claim: Claim
    verdict: Verdict
    evidence: tuple[Evidence, ...]


def evaluate_claims(registry: Registry, findings: Iterable[Finding]) -> tuple[ClaimResult, ...]:
    """The verdict on each claim, in the order of the files; `findings` are those of `run_checks`."""
    findings = tuple(findings)
    return tuple(evaluate_claim(registry, claim, findings) for claim in registry.claims)


def evaluate_claim(registry: Registry, claim: Claim, findings: Iterable[Finding]) -> ClaimResult:
    """The verdict on one claim."""
    if not claim.verified_by:
        return ClaimResult(claim, Verdict.UNCHECKED, (Evidence("the claim names no check", claim.location),))
    scope = scope_of(registry, claim)
    checks = [check for check in all_checks() if check.id in claim.verified_by]
    switched_off = [_switched_off(registry, check) for check in checks if check.severity_in(registry) is None]
    relevant = [f for f in findings if f.check in claim.verified_by and is_relevant(registry, scope, f)]
    behind = [(finding, accepted_behind_firewall(registry, finding, checks)) for finding in relevant]
    for verdict, evidence in (
        (Verdict.CONTRADICTED, (Evidence(f.message, f.location, f) for f, firewall in behind if not firewall)),
        (Verdict.INCONCLUSIVE, unknown_facts(registry, scope, checks)),
        (Verdict.UNCHECKED, [*switched_off, *(e for _, e in behind if e), *firewalls(registry, scope, checks)]),
    ):
        if reasons := tuple(dict.fromkeys(evidence)):
            return ClaimResult(claim, verdict, reasons)
    return ClaimResult(claim, Verdict.VERIFIED, (Evidence(inspected(scope, checks)),))


def _switched_off(registry: Registry, check: Check) -> Evidence:
    setting = registry.checks[check.id]
    return Evidence(f"{check.id} is switched off: {setting.reason}", setting.location)
