"""Suggest a known name for an unknown one."""

from __future__ import annotations

from collections.abc import Collection, Hashable, Iterable
from typing import Final

MAX_COMPARISONS: Final = 5_000
"""Comparisons of unknown words with known names: about 10 microseconds each, so that they take less than reading the
entries."""


class Suggestions:
    """Suggestions for the many unknown words that one file may contain."""

    def __init__(self) -> None:
        self._texts: dict[tuple[str, Hashable], str] = {}
        self._comparisons = 0

    def __call__(self, word: str, kind: Hashable, known: Collection[str]) -> str:
        """The end of a message, as of `did_you_mean`; after MAX_COMPARISONS without a suggestion.

        `kind` identifies the known names.
        """
        key = (word, kind)
        if key not in self._texts:
            if self._comparisons >= MAX_COMPARISONS:
                return "expected a known name"
            self._comparisons += len(known)
            self._texts[key] = did_you_mean(word, known)
        return self._texts[key]


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
