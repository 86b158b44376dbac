"""nginx regular expressions, where Python and PCRE agree."""

from __future__ import annotations

import re
import warnings

_NAMED = re.compile(r"\(\?<(?=[A-Za-z_])")
_UNLIKE = re.compile(r"…|\[\[:|\[[.=]|\\[QEKRXNhHvVpPzZG]|\(\?[^:=!<P]|\(\*")
"""Text that was cut off, and syntax whose meaning differs between PCRE and Python."""
_AGAIN = re.compile(r"\\[1-9]")
_ONE = re.compile(r"\\.|\[\^?\]?[^\]]*\]")
"""A single-character item: an escape or a class."""
_GROUP = re.compile(r"\((?:\?(?:[:=!]|<[=!]|P?<\w+>))?([^()]*)\)([*+{]?)")
_MAX_STEPS = 20_000_000


def matches(pattern: str, text: str, *, any_case: bool) -> bool | None:
    """True if the pattern matches somewhere in the text; None if unsupported or too expensive to try."""
    if _UNLIKE.search(pattern) or _AGAIN.search(pattern) or _steps(pattern, len(text)) > _MAX_STEPS:
        return None
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error")
            compiled = re.compile(_NAMED.sub("(?P<", pattern), re.IGNORECASE if any_case else 0)
    except (re.error, Warning, OverflowError, RecursionError):
        return None
    return compiled.search(text) is not None


def _steps(pattern: str, length: int) -> float:
    """An upper bound on the backtracking steps for a text of this length: a repetition may end at each character, an
    optional item may be present or absent, one alternative is taken. Nested repetitions are unbounded."""
    rest, paths = _ONE.sub("x", pattern), 1
    while group := _GROUP.search(rest):
        inner, again = group.groups()
        if again and re.search(r"[*+?{|]", inner):
            return float("inf")
        paths *= inner.count("|") + 1
        # Repetitions stay visible to the enclosing group.
        rest = rest[: group.start()] + re.sub(r"[^*+?{]", "", inner) + "x" + again + rest[group.end() :]
    paths *= rest.count("|") + 1
    return float(paths) * 2.0 ** rest.count("?") * (length + 1.0) ** (1 + len(re.findall(r"[*+{]", rest)))
