"""Which location of a server answers a path (nginx.org, "location")."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from portdocs.drift.nginx_regex import matches
from portdocs.scan import ObservedRoute

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


def chain_of(route: ObservedRoute) -> Chain:
    """The location of a route with those around it."""
    return () if route.location is None else (*route.within, route.location)


class Locations:
    """The locations of a server, looked through as nginx does."""

    def __init__(self, chains: Iterable[Chain]) -> None:
        self._levels: dict[Chain, _Level] = {}
        for chain in dict.fromkeys(chains):
            for at in range(len(chain)):
                self._levels.setdefault(chain[:at], _Level()).add(chain[at])

    def find(self, path: str) -> Chain:
        """The innermost location that answers a path. Raises Undecided.

        A path stands for all below it: `/api` is looked for in `location /api/` too, and `location = /` answers for
        the whole of a server only where nothing else does."""
        return self._find((), path or "/")[0]

    def _find(self, at: Chain, path: str) -> tuple[Chain, bool]:
        """The location, and whether that is the last word."""
        level = self._levels.get(at)
        if level is None:
            return at, False
        name = level.prefix_of(path)
        exact = level.exact.get(path)
        if exact and (path != "/" or not name):
            return (*at, exact), True
        found, is_done, looks_on = at, False, True
        if name:
            looks_on = split(name)[0] != "^~"
            found, is_done = self._find((*at, name), path)
        if looks_on and not is_done:
            for pattern in level.patterns_of(path):
                return self._find((*at, pattern), path)[0], True
        return found, is_done


class _Level:
    """The locations that stand in one block, each by its name."""

    def __init__(self) -> None:
        self.exact: dict[str, str] = {}
        self._prefixes: dict[str, str] = {}
        self._patterns: dict[str, tuple[str, str]] = {}

    def add(self, name: str) -> None:
        modifier, text = split(name)
        if modifier[:1] == "~":
            self._patterns.setdefault(name, (modifier, text))
        elif text.startswith("/"):
            (self.exact if modifier == "=" else self._prefixes).setdefault(text, name)

    def prefix_of(self, path: str) -> str | None:
        """The longest of those that the path begins with, and of `/api` `/api/` too."""
        lengths = range(len(path) - 1, 0, -1)
        candidates = (path, f"{path}/", *(path[:length] for length in lengths))
        return next((self._prefixes[one] for one in candidates if one in self._prefixes), None)

    def patterns_of(self, path: str) -> Iterator[str]:
        """The patterns that the path has, in their order."""
        for name, (modifier, text) in self._patterns.items():
            paths = (path,) if text.endswith("$") else (path, path.rstrip("/") + "/")
            found = [matches(text, one, any_case=modifier == "~*") for one in paths]
            if True not in found and None in found:
                raise Undecided(name)
            if True in found:
                yield name
