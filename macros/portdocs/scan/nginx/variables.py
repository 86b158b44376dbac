"""nginx variables with a literal value from `set`; all others depend on the running nginx."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from portdocs.scan.nginx.parse import Directive

_VARIABLE = re.compile(r"\$(?:\{(\w+)\}|(\w+))", re.ASCII)
_MAX_STEPS = 20
MAX_LENGTH = 2_000
"""Of a value in which a variable was replaced: far longer than any target."""
_STOPS = {"last", "break"}

Values = dict[str, str | None]


class UnknownVariable(Exception):
    """A variable without a known literal value."""


def literal_variables(blocks: Sequence[Directive]) -> Values:
    """The variables in effect at a line, given its enclosing blocks, outermost first; None for one that is set
    conditionally. A location runs the `set` lines of its server and its own, not those of an enclosing location
    (ngx_http_rewrite_module)."""
    values: Values = {}
    inner = max((at for at, block in enumerate(blocks) if block.name == "location"), default=0)
    if inner:
        _run(blocks[0], (), values)
    _run(blocks[inner], blocks[inner + 1 :], values)
    if inner and blocks[inner].args[0].startswith("@"):
        # An internal redirect to this location may have set it before.
        values |= dict.fromkeys(_set_in_locations(blocks[0], blocks[inner]))
    return values


def _run(block: Directive, taken: Sequence[Directive], values: Values) -> None:
    """Run the `set` lines of a block in order, including those of the `if` blocks in `taken`."""
    may_stop = False
    for line in block.block:
        if line.name == "set" and len(line.args) == 2:
            values[_name(line)] = None if may_stop else _value(line.args[1], values)
        elif taken and line is taken[0]:
            _run(line, taken[1:], values)
        elif line.name == "break":
            break
        may_stop |= leaves(line)
    others = [line for line in block.block if line.name == "if" and not (taken and line is taken[0])]
    values |= dict.fromkeys(_name(one) for line in others for one in line.block if one.name == "set" and one.args)


def leaves(line: Directive) -> bool:
    """True if a line may end the rewrite phase of a block early, without an answer."""
    if line.name == "if":
        return any(one.name == "break" or leaves(one) for one in line.block)
    return line.name == "rewrite" and bool(_STOPS & set(line.args[2:]))


def _set_in_locations(block: Directive, without: Directive) -> Iterator[str]:
    for line in block.block:
        if line.name == "location" and line is not without:
            yield from _set_in_locations(line, without)
        elif block.name != "server":
            yield from (_name(one) for one in (line, *line.block) if one.name == "set" and one.args)


def _name(line: Directive) -> str:
    return line.args[0].lstrip("$").lower()


def _value(text: str, values: Values) -> str | None:
    try:
        return expand(text, values)
    except UnknownVariable:
        return None


def expand_known(text: str, values: Values) -> str:
    """The text with every variable replaced that has a literal value."""
    expanded = _VARIABLE.sub(lambda match: values.get((match[1] or match[2]).lower()) or match[0], text)
    return expanded if len(expanded) <= MAX_LENGTH else text


def expand(text: str, values: Values) -> str:
    """Replace the variables of a text. Raises UnknownVariable with the first unknown one."""
    found = _VARIABLE.search(text)
    for _ in range(_MAX_STEPS):
        if not found:
            return text
        value = values.get((found[1] or found[2]).lower())
        if value is None or len(text) + len(value) > MAX_LENGTH:
            raise UnknownVariable(found[1] or found[2])
        text = text[: found.start()] + value + text[found.end() :]
        found = _VARIABLE.search(text, found.start() + len(value))
    raise UnknownVariable(text[:40])
