"""Select the location of a server that answers a path (nginx.org, "location")."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from portdocs.drift.nginx_regex import matches
from portdocs.scan import ObservedRoute

Chain = tuple[str, ...]
"""A location and its enclosing locations, outermost first; empty for the server itself."""

_MODIFIER = re.compile(r"=|\^~|~\*?|")


class Undecided(Exception):
    """A pattern that cannot be evaluated takes precedence over the matching location."""


def split(location: str) -> tuple[str, str]:
    """The modifier and the path or pattern, with or without a space between them."""
    match = _MODIFIER.match(location)
    modifier = match[0] if match else ""
    return modifier, location[len(modifier) :].lstrip(" ")


def chain_of(route: ObservedRoute) -> Chain:
    """The location of a route and its enclosing locations."""
    return () if route.location is None else (*route.within, route.location)


class Locations:
    """The locations of a server, searched in nginx's order."""

    def __init__(self, chains: Iterable[Chain]) -> None:
        self._levels: dict[Chain, _Level] = {}
        for chain in dict.fromkeys(chains):
            for at in range(len(chain)):
                self._levels.setdefault(chain[:at], _Level()).add(chain[at])

    def find(self, path: str) -> Chain:
        """The innermost location that answers a path. Raises Undecided.

        A path includes everything below it: `/api` also matches `location /api/`, and `location = /` answers for the
        whole server only if nothing else does."""
        return self._find((), path or "/")[0]

    def _find(self, at: Chain, path: str) -> tuple[Chain, bool]:
        """The location, and whether the search ends there."""
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
    """The locations of one block by name."""

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
        """The longest matching prefix; `/api/` also matches `/api`."""
        lengths = range(len(path) - 1, 0, -1)
        candidates = (path, f"{path}/", *(path[:length] for length in lengths))
        return next((self._prefixes[one] for one in candidates if one in self._prefixes), None)

    def patterns_of(self, path: str) -> Iterator[str]:
        """The patterns that match the path, in order."""
        for name, (modifier, text) in self._patterns.items():
            paths = (path,) if text.endswith("$") else (path, path.rstrip("/") + "/")
            found = [matches(text, one, any_case=modifier == "~*") for one in paths]
            if True not in found and None in found:
                raise Undecided(name)
            if True in found:
                yield name
