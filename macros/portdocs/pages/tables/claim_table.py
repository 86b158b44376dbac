"""What the site claims, and what is to be thought of it."""

from __future__ import annotations

from portdocs.checks import all_checks
from portdocs.claims import ClaimResult, Evidence, Verdict, evaluate_claims
from portdocs.pages.findings import findings_of
from portdocs.pages.format import check_page
from portdocs.pages.inline import Badge, Cell, Code, Inline, PageLink, SourceLink, Text, lines, message
from portdocs.pages.table import Column, Row, Table
from portdocs.registry import Registry

_WORST_FIRST = (Verdict.CONTRADICTED, Verdict.INCONCLUSIVE, Verdict.UNCHECKED, Verdict.VERIFIED)
COLUMNS = (
    Column("Verdict", order=_WORST_FIRST),
    Column("Claim"),
    Column("Evidence"),
    Column("Checked by"),
    Column("Declared"),
)
_HINTS = {
    Verdict.VERIFIED: "The checks found nothing against it",
    Verdict.CONTRADICTED: "A check has a finding against it",
    Verdict.INCONCLUSIVE: "A check needs a fact that is unknown",
    Verdict.UNCHECKED: "No check can verify it",
}
MOST = 20
"""More evidence than that is counted, not listed."""


def claim_table(registry: Registry) -> Table:
    """Every claim with its verdict and the evidence for it."""
    rows = tuple(Row(_cells(result)) for result in evaluate_claims(registry, findings_of(registry)))
    return Table("claims", "Claims", COLUMNS, rows, "Nothing is claimed.", True)


def _cells(result: ClaimResult) -> tuple[Cell, ...]:
    verdict, claim = result.verdict, result.claim
    evidence = [_evidence(verdict, one) for one in result.evidence[:MOST]]
    if more := len(result.evidence[MOST:]):
        evidence.append((Text(f"and {more} more"),))
    return (
        (Badge(verdict, verdict, _HINTS[verdict]),),
        (Text(claim.statement),),
        lines(evidence),
        lines(_check(id) for id in claim.verified_by),
        (SourceLink(claim.location),),
    )


def _check(id: str) -> Cell:
    known = any(check.id == id for check in all_checks())
    return (PageLink(Code(id), check_page(id)),) if known else (Code(id),)


def _evidence(verdict: Verdict, evidence: Evidence) -> Cell:
    inspected = "inspected " if verdict is Verdict.VERIFIED else ""
    location: tuple[Inline, ...] = (Text(" "), SourceLink(evidence.location)) if evidence.location else ()
    return (*message(inspected + evidence.message), *location)
