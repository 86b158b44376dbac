"""Regular expressions of nginx, as far as Python understands them alike."""

from __future__ import annotations

import re
import warnings

_NAMED = re.compile(r"\(\?<(?=[A-Za-z_])")
_UNLIKE = re.compile(r"…|\[\[:|\[[.=]|\\[QEKRXNhHvVpPzZG]|\(\?[^:=!<P]|\(\*")
"""What is cut off, or means something else to PCRE than to Python."""
_AGAIN = re.compile(r"\\[1-9]")
_ONE = re.compile(r"\\.|\[\^?\]?[^\]]*\]")
"""What stands for one character: an escape, or a class."""
_GROUP = re.compile(r"\((?:\?(?:[:=!]|<[=!]|P?<\w+>))?([^()]*)\)([*+{]?)")
_MOST_STEPS = 20_000_000


def matches(pattern: str, text: str, *, any_case: bool) -> bool | None:
    """Whether a pattern is found in a text; None where that cannot be told, or might take for ever."""
    if _UNLIKE.search(pattern) or _AGAIN.search(pattern) or _steps(pattern, len(text)) > _MOST_STEPS:
        return None
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error")
            compiled = re.compile(_NAMED.sub("(?P<", pattern), re.IGNORECASE if any_case else 0)
    except (re.error, Warning, OverflowError, RecursionError):
        return None
    return compiled.search(text) is not None


def _steps(pattern: str, length: int) -> float:
    """How many ways through a text of a length there may be: a repetition may end at each character, what is optional
    may be there or not, and of alternatives one is taken. Repetitions within repetitions have no such bound."""
    rest, ways = _ONE.sub("x", pattern), 1
    while group := _GROUP.search(rest):
        inner, again = group.groups()
        if again and re.search(r"[*+?{|]", inner):
            return float("inf")
        ways *= inner.count("|") + 1
        # What is repeated within stays in sight for the group around it.
        rest = rest[: group.start()] + re.sub(r"[^*+?{]", "", inner) + "x" + again + rest[group.end() :]
    ways *= rest.count("|") + 1
    return float(ways) * 2.0 ** rest.count("?") * (length + 1.0) ** (1 + len(re.findall(r"[*+{]", rest)))
