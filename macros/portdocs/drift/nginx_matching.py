"""The names, locations and patterns of nginx (nginx.org, "Server names" and "location"), and which of them match."""

from __future__ import annotations

import re
import warnings
from collections.abc import Iterable, Iterator

from portdocs.scan import ObservedRoute
from portdocs.scan.path_match import PathMatch

Chain = tuple[PathMatch, ...]
"""A location and its enclosing locations, outermost first; empty for the server itself."""

_NAMED = re.compile(r"\(\?<(?=[A-Za-z_])")
_UNLIKE = re.compile(r"…|\[\[:|\[[.=]|\\[QEKRXNhHvVpPzZG]|\(\?[^:=!<P]|\(\*")
"""Text that was cut off, and syntax whose meaning differs between PCRE and Python."""
_AGAIN = re.compile(r"\\[1-9]")
_ONE = re.compile(r"\\.|\[\^?\]?[^\]]*\]")
"""A single-character item: an escape or a class."""
_GROUP = re.compile(r"\((?:\?(?:[:=!]|<[=!]|P?<\w+>))?([^()]*)\)([*+{]?)")
_MAX_STEPS = 20_000_000


def name_matches(name: str, host: str) -> bool:
    """True if a name in lowercase, which may have a wildcard, answers for a host."""
    if name == host or (host == "*" and name in ("_", "*")):
        return True
    if name.startswith("."):
        return host in (name[1:], "*" + name) or host.endswith(name)
    if name.startswith("*."):
        return host.endswith(name[1:]) and host != name[1:]
    return name.endswith(".*") and host.startswith(name[:-1]) and host != name[:-1]


def name_specificity(name: str, host: str) -> tuple[int, int]:
    """The rank of a matching name: exact, then the longest `*.x`, then the longest `x.*`."""
    kind = 3 if name in (host, "." + host) else 2 if name.startswith((".", "*")) else 1
    return kind, len(name.lstrip("*"))


def pattern_matches(pattern: str, host: str) -> bool | None:
    """True if a regular expression matches a host; None if that cannot be decided."""
    if host == "*":  # every name that no other server has
        return False
    if "*" in host or pattern.startswith("$"):
        return None
    return matches(pattern[1:].lstrip(" "), host, any_case=True)


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
