"""Variables of nginx that a `set` gives a literal value; every other one is known to the running nginx alone."""

from __future__ import annotations

import re
from collections.abc import Iterable

from macros.sources.nginx.parse import Directive

_VARIABLE = re.compile(r"\$(?:\{(\w+)\}|(\w+))", re.ASCII)
_MAX_STEPS = 20


class Unknown(Exception):
    """The variable that nothing literal is known of."""


def literals(blocks: Iterable[Directive]) -> dict[str, str | None]:
    """The variables that the blocks around a line set, outermost first; None for one that only sometimes is set."""
    values: dict[str, str | None] = {}
    for block in blocks:
        for directive in block.block:
            if directive.name == "set" and len(directive.args) == 2:
                values[directive.args[0].lstrip("$")] = directive.args[1]
        for name in _set_in_ifs(block):
            values[name] = None
    return values


def _set_in_ifs(block: Directive) -> Iterable[str]:
    for inner in block.block:
        if inner.name == "if":
            yield from (one.args[0].lstrip("$") for one in inner.block if one.name == "set" and one.args)


def expand(text: str, values: dict[str, str | None]) -> str:
    """The text with its variables replaced. Raises Unknown with the first one that is not known."""
    for _ in range(_MAX_STEPS):
        match = _VARIABLE.search(text)
        if not match:
            return text
        value = values.get(match[1] or match[2])
        if value is None or len(text) > 1000:
            raise Unknown(match[1] or match[2])
        text = text[: match.start()] + value + text[match.end() :]
    raise Unknown(text[:40])
