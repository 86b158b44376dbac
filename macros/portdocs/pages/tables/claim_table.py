"""The claims with their verdicts."""

from __future__ import annotations

from portdocs.checks import all_checks
from portdocs.claims import ClaimResult, Evidence, Verdict, evaluate_claims
from portdocs.pages.cells import check_page
from portdocs.pages.findings import findings_of
from portdocs.pages.inline import (
    Badge,
    Cell,
    Code,
    Inline,
    PageLink,
    SourceIcon,
    SourceLink,
    Text,
    at_most,
    lines,
    message,
)
from portdocs.pages.table import Column, Row, Table
from portdocs.registry import Registry

_WORST_FIRST = (Verdict.CONTRADICTED, Verdict.INCONCLUSIVE, Verdict.UNCHECKED, Verdict.VERIFIED)
COLUMNS = (
    Column("Verdict", order=_WORST_FIRST),
    Column("Claim"),
    Column("Evidence"),
    Column("Checked by"),
    Column("Declared", "source"),
)
_HINTS = {
    Verdict.VERIFIED: "The checks found nothing that contradicts it",
    Verdict.CONTRADICTED: "A check found something that contradicts it",
    Verdict.INCONCLUSIVE: "A check needs a fact that is unknown",
    Verdict.UNCHECKED: "No check can verify it",
}
MAX_EVIDENCE = 20
"""Pieces of evidence that are listed; the others are counted."""


def claim_table(registry: Registry) -> Table:
    """Every claim with its verdict and the evidence for it, contradicted ones first."""
    results = evaluate_claims(registry, findings_of(registry))
    worst_first = sorted(results, key=lambda result: _WORST_FIRST.index(result.verdict))
    rows = tuple(Row(_cells(result)) for result in worst_first)
    return Table("claims", "Claims", COLUMNS, rows, "No claims are declared.", True)


def _cells(result: ClaimResult) -> tuple[Cell, ...]:
    verdict, claim = result.verdict, result.claim
    return (
        (Badge(verdict, verdict, _HINTS[verdict]),),
        (Text(claim.statement),),
        at_most([_evidence(verdict, one) for one in result.evidence], MAX_EVIDENCE),
        lines(_check(id) for id in claim.verified_by),
        (SourceIcon(claim.location),),
    )


def _check(id: str) -> Cell:
    known = any(check.id == id for check in all_checks())
    return (PageLink(Code(id), check_page(id)),) if known else (Code(id),)


def _evidence(verdict: Verdict, evidence: Evidence) -> Cell:
    """The reason for a verdict. The page of a check says what to do."""
    fact = evidence.message
    if verdict is Verdict.VERIFIED:
        fact = f"checked {fact}"
    elif verdict is Verdict.CONTRADICTED and evidence.finding:
        fact = evidence.finding.problem
    location: tuple[Inline, ...] = (Text(" "), SourceLink(evidence.location)) if evidence.location else ()
    return (*message(fact), *location)
