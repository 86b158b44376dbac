"""Claims: added and removed ones, and changed verdicts."""

from __future__ import annotations

from collections.abc import Iterator

from portdocs.claims import Verdict
from portdocs.diff.change import Change, ChangeLevel, change_of
from portdocs.diff.compare import Comparison, RegistryState
from portdocs.registry import Claim

_BY_RELIABILITY = [Verdict.VERIFIED, Verdict.UNCHECKED, Verdict.INCONCLUSIVE, Verdict.CONTRADICTED]
"""From the most to the least reliable."""


def claims(comparison: Comparison) -> Iterator[Change]:
    """Claims that were added or removed, and verdicts that changed; a claim is identified by its statement."""
    before, after = _by_statement(comparison.old), _by_statement(comparison.new)
    for statement, claim in before.items():
        if statement not in after and comparison.new.definitely_absent("claims", statement, claim.location.file):
            yield change_of(ChangeLevel.CHANGE, "claim-removed", f"claim removed: {statement}", claim)
    for statement, claim in after.items():
        verdict = comparison.new.verdicts[statement]
        if statement in before:
            yield from _verdict(before[statement], claim, comparison.old.verdicts[statement], verdict)
        elif comparison.old.definitely_absent("claims", statement, claim.location.file):
            level = ChangeLevel.DANGER if verdict is Verdict.CONTRADICTED else ChangeLevel.CHANGE
            yield change_of(level, "claim-added", f"claim added ({verdict}): {statement}", new=claim)


def _by_statement(state: RegistryState) -> dict[str, Claim]:
    return {claim.statement: claim for claim in state.registry.claims}


def _verdict(old: Claim, new: Claim, before: Verdict, after: Verdict) -> Iterator[Change]:
    if before is after:
        return
    worse = _BY_RELIABILITY.index(after) > _BY_RELIABILITY.index(before)
    level = ChangeLevel.CHANGE if worse else ChangeLevel.IMPROVEMENT
    if after is Verdict.CONTRADICTED:
        level = ChangeLevel.DANGER
    yield change_of(level, "claim-verdict", f"claim is {after} instead of {before}: {new.statement}", old, new)
