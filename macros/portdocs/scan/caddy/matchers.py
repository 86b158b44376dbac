"""Request matchers: for which paths and names a directive answers (caddyserver.com, "Request Matchers")."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

from portdocs.scan.caddy.syntax import Directive
from portdocs.scan.safe_files import clean
from portdocs.scan.unknown_values import is_known

Definitions = Mapping[str, Directive]
"""Named matchers: `@name` and its conditions."""


@dataclass(frozen=True, slots=True)
class Scope:
    """The requests that a directive answers."""

    path: str | None = None
    """As written; None for every path."""
    within: tuple[str, ...] = ()
    """The paths of the blocks around it, outermost first."""
    names: tuple[str, ...] = ()
    """The names that it matches; empty for all names of its site."""
    is_conditional: bool = False
    """True if there is another condition, such as a header."""

    def inside(self, other: Scope) -> Scope:
        """This scope within the block of another one."""
        around = (*other.within, other.path) if other.path else other.within
        if self.path is None:
            path, within = other.path, other.within
        else:
            path, within = self.path, around
        return Scope(path, within, self.names or other.names, self.is_conditional or other.is_conditional)


def is_matcher(word: str) -> bool:
    """True if the first argument of a directive is a matcher."""
    return word == "*" or word.startswith(("/", "@"))


def scopes_of(word: str, definitions: Definitions) -> list[Scope]:
    """The scopes of a matcher: one for each of its paths."""
    if word.startswith("/"):
        return [Scope(clean(word)) if is_known(word) else Scope(is_conditional=True)]
    if not word.startswith("@"):
        return [Scope()]
    definition = definitions.get(word)
    if definition is None:
        return [Scope(is_conditional=True)]
    return _defined(_conditions(definition))


def _conditions(definition: Directive) -> list[tuple[str, ...]]:
    """The conditions of `@name path /a`, and of a block with one in each row."""
    found = [definition.arguments] if len(definition.words) > 1 else []
    return found + [tuple(word.text for word in one.words) for one in definition.block or ()]


def _defined(conditions: list[tuple[str, ...]]) -> list[Scope]:
    scope, paths = Scope(), list[str]()
    for condition in conditions:
        kind, arguments = condition[0] if condition else "", [clean(one) for one in condition[1:] if is_known(one)]
        if kind == "path":
            paths += arguments
        elif kind == "path_regexp" and arguments:
            paths.append(arguments[-1])
            scope = replace(scope, is_conditional=True)
        elif kind == "host":
            scope = replace(scope, names=(*scope.names, *arguments))
        else:
            scope = replace(scope, is_conditional=True)
    return [replace(scope, path=path) for path in dict.fromkeys(paths)] or [scope]
