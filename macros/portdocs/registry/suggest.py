"""Suggest a known name for an unknown one."""

from __future__ import annotations

from collections.abc import Iterable


def did_you_mean(word: str, known: Iterable[str], *, what: str = "one of", most: int = 8) -> str:
    """The end of a message about an unknown word: the closest known one, or the first `most` of them.

    Returns text such as "did you mean `port`?", "expected one of: `a`, `b`", or "there are none" if nothing is known.
    """
    names = sorted(set(known))
    if nearest := closest(word, names):
        return f"did you mean `{nearest}`?"
    if not names:
        return "there are none"
    more = f" and {len(names) - most} more" if len(names) > most else ""
    return f"expected {what}: " + ", ".join(f"`{name}`" for name in names[:most]) + more


def closest(word: str, known: Iterable[str]) -> str | None:
    """The known name closest to the word; None if none is similar."""
    import difflib  # slow to import, and needed for mistakes only

    folded = {name.casefold(): name for name in known}
    near = difflib.get_close_matches(word.casefold()[:100], folded, n=1, cutoff=0.6)
    return folded[near[0]] if near else None
