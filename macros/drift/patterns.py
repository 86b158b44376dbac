"""Regular expressions of nginx, as far as Python understands them alike."""

from __future__ import annotations

import re
import warnings

_NAMED = re.compile(r"\(\?<(?=[A-Za-z_])")
_UNLIKE = re.compile(r"…|\[\[:|\[[.=]|\\[QEKRXNhHvVpPzZG]|\(\?[^:=!<P]|\(\*")
"""What is cut off, or means something else to PCRE than to Python."""
_SLOW = re.compile(r"[*+}][^()]*\)+[*+{]|\|[^()]*\)+[*+{]|\\[1-9]|\)+[*+{][^()]*\)+[*+{]")
"""Repeated repetitions, which may take for ever on a path that does not match."""
_MOST = 2000


def matches(pattern: str, text: str, *, any_case: bool) -> bool | None:
    """Whether a pattern is found in a text; None where that cannot be told."""
    if _UNLIKE.search(pattern) or _SLOW.search(pattern) or len(text) > _MOST:
        return None
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error")
            compiled = re.compile(_NAMED.sub("(?P<", pattern), re.IGNORECASE if any_case else 0)
    except (re.error, Warning, OverflowError, RecursionError):
        return None
    return compiled.search(text) is not None
