"""Claims: added and removed ones, and changed verdicts."""

from __future__ import annotations

from collections.abc import Iterator

from portdocs.claims import Verdict
from portdocs.diff.change import Change, ChangeLevel
from portdocs.diff.compare import Comparison, RegistryState
from portdocs.registry import Claim, Subject

_BY_RELIABILITY = [Verdict.VERIFIED, Verdict.UNCHECKED, Verdict.INCONCLUSIVE, Verdict.CONTRADICTED]
"""From the most to the least reliable."""


def claims(comparison: Comparison) -> Iterator[Change]:
    """Claims that were added or removed, and verdicts that changed; a claim is identified by its statement."""
    before, after = _by_statement(comparison.old), _by_statement(comparison.new)
    for statement, claim in before.items():
        if statement not in after and comparison.new.definitely_absent("claims", statement, claim.location.file):
            yield _change(ChangeLevel.CHANGE, "claim-removed", statement, f"claim removed: {statement}", old=claim)
    for statement, claim in after.items():
        verdict = comparison.new.verdicts[statement]
        if statement in before:
            yield from _verdict(statement, before[statement], claim, comparison.old.verdicts[statement], verdict)
        elif comparison.old.definitely_absent("claims", statement, claim.location.file):
            level = ChangeLevel.DANGER if verdict is Verdict.CONTRADICTED else ChangeLevel.CHANGE
            yield _change(level, "claim-added", statement, f"claim added ({verdict}): {statement}", new=claim)


def _by_statement(state: RegistryState) -> dict[str, Claim]:
    return {claim.statement: claim for claim in state.registry.claims}


def _verdict(statement: str, old: Claim, new: Claim, before: Verdict, after: Verdict) -> Iterator[Change]:
    if before is after:
        return
    worse = _BY_RELIABILITY.index(after) > _BY_RELIABILITY.index(before)
    level = (
        ChangeLevel.DANGER
        if after is Verdict.CONTRADICTED
        else ChangeLevel.CHANGE
        if worse
        else ChangeLevel.IMPROVEMENT
    )
    yield _change(
        level, "claim-verdict", statement, f"claim is {after} instead of {before}: {statement}", old=old, new=new
    )


def _change(
    level: ChangeLevel, kind: str, statement: str, message: str, *, old: Claim | None = None, new: Claim | None = None
) -> Change:
    return Change(
        level, kind, Subject("claim", statement), message, old.location if old else None, new.location if new else None
    )
