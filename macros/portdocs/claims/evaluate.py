"""Judges claims: the first verdict for which there is evidence, the worst first."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

from portdocs.checks import rules
from portdocs.claims.assumptions import accepted_behind_firewall, firewalls
from portdocs.claims.coverage import looked_at
from portdocs.claims.evidence import Evidence
from portdocs.claims.missing_data import unknowns
from portdocs.claims.relevance import about
from portdocs.registry import Claim, Finding, Registry
from portdocs.topology.claim_scope import scope_of


class Verdict(StrEnum):
    """What is to be thought of a claim."""

    VERIFIED = "verified"
    CONTRADICTED = "contradicted"
    CANNOT_TELL = "cannot tell"
    STATED = "stated"


@dataclass(frozen=True, slots=True)
class ClaimResult:
    """A claim with its verdict, and at least one reason for it."""

    claim: Claim
    verdict: Verdict
    evidence: tuple[Evidence, ...]


def judgements(registry: Registry, findings: Iterable[Finding]) -> tuple[ClaimResult, ...]:
    """The judgement on each claim, in the order of the files; `findings` are those of `checks.run`."""
    findings = tuple(findings)
    return tuple(judgement(registry, claim, findings) for claim in registry.claims)


def judgement(registry: Registry, claim: Claim, findings: Iterable[Finding]) -> ClaimResult:
    """The judgement on one claim."""
    if not claim.verified_by:
        return ClaimResult(claim, Verdict.STATED, (Evidence("no check is named that could verify it", claim.location),))
    scope = scope_of(registry, claim)
    checks = [check for check in rules() if check.id in claim.verified_by]
    is_about = about(registry, scope)
    found = [finding for finding in findings if finding.check in claim.verified_by and is_about(finding)]
    behind = [(finding, accepted_behind_firewall(registry, finding, checks)) for finding in found]
    for verdict, evidence in (
        (Verdict.CONTRADICTED, (Evidence(f.message, f.location, f) for f, firewall in behind if not firewall)),
        (Verdict.CANNOT_TELL, unknowns(registry, scope, checks)),
        (Verdict.STATED, [*(e for _, e in behind if e), *firewalls(registry, scope, checks)]),
    ):
        if reasons := tuple(dict.fromkeys(evidence)):
            return ClaimResult(claim, verdict, reasons)
    return ClaimResult(claim, Verdict.VERIFIED, (Evidence(looked_at(scope, checks)),))
