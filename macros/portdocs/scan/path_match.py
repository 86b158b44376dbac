"""The paths that a location of a proxy answers, in nginx's terms (nginx.org, "location")."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

_MODIFIERS = ("=", "^~", "~*", "~", "")
_SIMPLE = re.compile(r"\^?(/[\w/-]*)(\.\*)?(\$)?")
"""A regular expression of cloudflared that is a path: `^/api/.*`."""


@dataclass(frozen=True, slots=True, repr=False)
class PathMatch:
    """A modifier and a path or pattern, which alone decide whether two are equal."""

    modifier: str
    """nginx's: empty for a prefix, `=`, `^~` for a prefix that ends the search, `~`, or `~*` in any case."""
    path: str
    """A path, a regular expression after `~` and `~*`, or the name of a named location."""
    text: str = field(compare=False)
    """As written in its file."""

    def __repr__(self) -> str:  # observations of one line are sorted by it
        return repr(self.text)

    def __str__(self) -> str:
        return self.text

    @property
    def is_pattern(self) -> bool:
        """True for a regular expression."""
        return self.modifier.startswith("~")

    @property
    def prefix(self) -> str | None:
        """The path; None for a regular expression or a named location."""
        return self.path if self.path.startswith("/") and not self.is_pattern else None


ALL_PATHS = PathMatch("", "/", "/")


def nginx_path(text: str) -> PathMatch:
    """The paths of a location of nginx: `^~ /api/`, with or without the space."""
    modifier = next(one for one in _MODIFIERS if text.startswith(one))
    return PathMatch(modifier, text.removeprefix(modifier).lstrip(" "), text)


def tunnel_path(text: str) -> PathMatch:
    """The paths of a regular expression of cloudflared."""
    simple = _SIMPLE.fullmatch(text or "/")
    if not simple:
        return PathMatch("~", text, text)
    return PathMatch("=" if simple[3] and not simple[2] else "", simple[1], text)


def proxy_path(text: str, *, is_exact: bool = False) -> PathMatch:
    """The paths of a location of another proxy: `/api/*` is the prefix `/api/`. An exact one is without the paths below
    it."""
    path = text or "/"
    if not path.startswith("/") or re.search(r"[()\[\]^$|\\{}]", path):
        return PathMatch("~", path, text)
    if is_exact:
        return PathMatch("=", path, text)
    bare = path.removesuffix("*")
    if "*" in bare:
        return PathMatch("~", f"^{re.escape(path).replace(re.escape('*'), '.*')}$", text)
    return PathMatch("", bare, text)
