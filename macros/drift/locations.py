"""Which location of a server answers a path (nginx.org, "location")."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from macros.drift.patterns import matches
from macros.sources import Route

Chain = tuple[str, ...]
"""A location with those around it, outermost first; empty for the server itself."""

_MODIFIER = re.compile(r"=|\^~|~\*?|")


class Undecided(Exception):
    """A pattern that nobody but nginx can match comes before what would answer."""


def split(location: str) -> tuple[str, str]:
    """The modifier and the path or pattern; a modifier may be glued to it."""
    match = _MODIFIER.match(location)
    modifier = match[0] if match else ""
    return modifier, location[len(modifier) :].lstrip(" ")


def chain_of(route: Route) -> Chain:
    """The location of a route with those around it."""
    return () if route.location is None else (*route.within, route.location)


def find(routes: Iterable[Route], path: str) -> Chain:
    """The innermost location that answers a path. Raises Undecided.

    A path stands for all below it: `/api` is looked for in `location /api/` too, and `location = /` answers for the
    whole of a server only where nothing else does."""
    levels: dict[Chain, dict[str, None]] = {}
    for route in routes:
        chain = chain_of(route)
        for at in range(len(chain)):
            levels.setdefault(chain[:at], {}).setdefault(chain[at])
    return _find(levels, (), path or "/")[0]


def _find(levels: dict[Chain, dict[str, None]], at: Chain, path: str) -> tuple[Chain, bool]:
    """The location, and whether that is the last word."""
    here = [(name, *split(name)) for name in levels.get(at, ())]
    prefixes = [(name, modifier, text) for name, modifier, text in here if modifier[:1] != "~" and text[:1] == "/"]
    exact = next((name for name, modifier, text in prefixes if modifier == "=" and text == path), None)
    open_ones = [(text == path, len(text), name, modifier) for name, modifier, text in prefixes if modifier != "="]
    open_ones = [one for one in open_ones if _is_below(path, split(one[2])[1])]
    if exact and (path != "/" or not open_ones):
        return (*at, exact), True
    found, is_done, looks_on = at, False, True
    if open_ones:
        *_, name, modifier = max(open_ones)
        looks_on = modifier != "^~"
        found, is_done = _find(levels, (*at, name), path)
    if looks_on and not is_done:
        for name in _patterns(here, path):
            return _find(levels, (*at, name), path)[0], True
    return found, is_done


def _patterns(here: Sequence[tuple[str, str, str]], path: str) -> Iterable[str]:
    for name, modifier, text in here:
        if modifier in ("~", "~*"):
            paths = (path,) if text.endswith("$") else (path, path.rstrip("/") + "/")
            found = [matches(text, one, any_case=modifier == "~*") for one in paths]
            if True not in found and None in found:
                raise Undecided(name)
            if True in found:
                yield name


def _is_below(path: str, prefix: str) -> bool:
    return path.startswith(prefix) or path == prefix.rstrip("/")
