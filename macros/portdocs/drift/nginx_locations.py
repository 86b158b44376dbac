"""Select the location of a server that answers a path (nginx.org, "location")."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from portdocs.drift.nginx_regex import matches
from portdocs.scan import ObservedRoute
from portdocs.scan.path_match import PathMatch

Chain = tuple[PathMatch, ...]
"""A location and its enclosing locations, outermost first; empty for the server itself."""


class Undecided(Exception):
    """A pattern that cannot be evaluated takes precedence over the matching location."""


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
            looks_on = name.modifier != "^~"
            found, is_done = self._find((*at, name), path)
        if looks_on and not is_done:
            for pattern in level.patterns_of(path):
                return self._find((*at, pattern), path)[0], True
        return found, is_done


class _Level:
    """The locations of one block by path."""

    def __init__(self) -> None:
        self.exact: dict[str, PathMatch] = {}
        self._prefixes: dict[str, PathMatch] = {}
        self._patterns: dict[PathMatch, None] = {}

    def add(self, one: PathMatch) -> None:
        if one.is_pattern:
            self._patterns[one] = None
        elif one.prefix:
            (self.exact if one.modifier == "=" else self._prefixes).setdefault(one.path, one)

    def prefix_of(self, path: str) -> PathMatch | None:
        """The longest matching prefix; `/api/` also matches `/api`."""
        lengths = range(len(path) - 1, 0, -1)
        candidates = (path, f"{path}/", *(path[:length] for length in lengths))
        return next((self._prefixes[one] for one in candidates if one in self._prefixes), None)

    def patterns_of(self, path: str) -> Iterator[PathMatch]:
        """The patterns that match the path, in order."""
        for pattern in self._patterns:
            paths = (path,) if pattern.path.endswith("$") else (path, path.rstrip("/") + "/")
            found = [matches(pattern.path, one, any_case=pattern.modifier == "~*") for one in paths]
            if True not in found and None in found:
                raise Undecided(pattern.text)
            if True in found:
                yield pattern
