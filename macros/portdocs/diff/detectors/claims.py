"""Sentences that the site makes, and whether they are still true."""

from __future__ import annotations

from collections.abc import Iterator

from portdocs.claims import Verdict
from portdocs.diff.change import Change, ChangeLevel
from portdocs.diff.compare import Comparison, RegistryState
from portdocs.registry import Claim

_ORDER = [Verdict.VERIFIED, Verdict.STATED, Verdict.CANNOT_TELL, Verdict.CONTRADICTED]
"""From what a reader may rely on to what is untrue."""


def claims(comparison: Comparison) -> Iterator[Change]:
    """Claims made and dropped, and verdicts that changed; a claim is known by its sentence."""
    before, after = _by_sentence(comparison.old), _by_sentence(comparison.new)
    for sentence, claim in before.items():
        if sentence not in after and comparison.new.lacks("claims", sentence, claim.location.file):
            yield _one(ChangeLevel.CHANGE, "claim-removed", sentence, f"no longer claimed: {sentence}", old=claim)
    for sentence, claim in after.items():
        verdict = comparison.new.verdicts[sentence]
        if sentence in before:
            yield from _kept(sentence, before[sentence], claim, comparison.old.verdicts[sentence], verdict)
        elif comparison.old.lacks("claims", sentence, claim.location.file):
            level = ChangeLevel.DANGER if verdict is Verdict.CONTRADICTED else ChangeLevel.CHANGE
            yield _one(level, "claim-added", sentence, f"claimed, {verdict}: {sentence}", new=claim)


def _by_sentence(world: RegistryState) -> dict[str, Claim]:
    return {claim.statement: claim for claim in world.registry.claims}


def _kept(sentence: str, old: Claim, new: Claim, was: Verdict, is_: Verdict) -> Iterator[Change]:
    if was is is_:
        return
    worse = _ORDER.index(is_) > _ORDER.index(was)
    level = ChangeLevel.DANGER if is_ is Verdict.CONTRADICTED else ChangeLevel.CHANGE if worse else ChangeLevel.BETTER
    yield _one(level, "claim-verdict", sentence, f"{is_} instead of {was}: {sentence}", old=old, new=new)


def _one(
    level: ChangeLevel, kind: str, sentence: str, message: str, *, old: Claim | None = None, new: Claim | None = None
) -> Change:
    return Change(
        level, kind, f"claim:{sentence}", message, old.location if old else None, new.location if new else None
    )
