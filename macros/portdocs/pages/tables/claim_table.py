"""What the site claims, and what is to be thought of it."""

from __future__ import annotations

from portdocs.checks import rules
from portdocs.claims import ClaimResult, Evidence, Verdict, judgements
from portdocs.pages.findings import findings_of
from portdocs.pages.format import check_page
from portdocs.pages.inline import Badge, Cell, Code, Inline, PageLink, SourceLink, Text, lines, message
from portdocs.pages.table import Column, Row, Table
from portdocs.registry import Registry

_WORST_FIRST = (Verdict.CONTRADICTED, Verdict.CANNOT_TELL, Verdict.STATED, Verdict.VERIFIED)
COLUMNS = (
    Column("Verdict", order=_WORST_FIRST),
    Column("Claim"),
    Column("Evidence"),
    Column("Checked by"),
    Column("Declared"),
)
_HINTS = {
    Verdict.VERIFIED: "The checks looked, and found nothing against it",
    Verdict.CONTRADICTED: "A check found something that speaks against it",
    Verdict.CANNOT_TELL: "Something that a check needs is not known",
    Verdict.STATED: "Nobody checks it: it is only said",
}
MOST = 20
"""More evidence than that is counted, not listed."""


def claim_table(registry: Registry) -> Table:
    """Every claim with its verdict and the evidence for it."""
    rows = tuple(Row(_cells(judgement)) for judgement in judgements(registry, findings_of(registry)))
    return Table("claims", "Claims", COLUMNS, rows, "Nothing is claimed.", True)


def _cells(judgement: ClaimResult) -> tuple[Cell, ...]:
    verdict, claim = judgement.verdict, judgement.claim
    evidence = [_evidence(verdict, one) for one in judgement.evidence[:MOST]]
    if more := len(judgement.evidence[MOST:]):
        evidence.append((Text(f"and {more} more"),))
    return (
        (Badge(verdict, verdict.replace(" ", "-"), _HINTS[verdict]),),
        (Text(claim.statement),),
        lines(evidence),
        lines(_check(id) for id in claim.verified_by),
        (SourceLink(claim.location),),
    )


def _check(id: str) -> Cell:
    known = any(check.id == id for check in rules())
    return (PageLink(Code(id), check_page(id)),) if known else (Code(id),)


def _evidence(verdict: Verdict, evidence: Evidence) -> Cell:
    looked_at = "looked at " if verdict is Verdict.VERIFIED else ""
    location: tuple[Inline, ...] = (Text(" "), SourceLink(evidence.location)) if evidence.location else ()
    return (*message(looked_at + evidence.message), *location)
