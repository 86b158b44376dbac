"""Rules of routers: `Host(`a`) && PathPrefix(`/x`)` (doc.traefik.io, "Rules & Priority")."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import product

MAX_ALTERNATIVES = 500
MAX_DEPTH = 30

_TOKEN = re.compile(r"\s*(?:(&&|\|\||[!(),])|([A-Za-z]+)|`([^`]*)`|\"((?:[^\"\\]|\\.)*)\"|'([^']*)')")
_OLD = re.compile(r"\s*[A-Za-z]+\s*:\s*[^()`]*")


@dataclass(frozen=True, slots=True)
class Alternative:
    """One way for a request to match: a host, a path, and perhaps more."""

    host: str | None = None
    path: str | None = None
    is_exact: bool = False
    """True if paths below `path` do not match."""
    is_conditional: bool = False
    """True if something else is asked for, such as a header."""


def parse_rule(text: str) -> tuple[Alternative, ...]:
    """The alternatives of a rule, without duplicates. Raises ValueError."""
    if _OLD.fullmatch(text):
        found = _version_1(text)
    else:
        parser = _Parser(_tokens(text))
        found = parser.any_of(0)
        if parser.peek():
            raise ValueError("the rule does not end where it should")
    return tuple(dict.fromkeys(found))


def _tokens(text: str) -> list[tuple[str, str]]:
    """Operators and names, and strings: `("(", "")`, `("name", "Host")`, `("string", "a")`."""
    found, at, text = [], 0, text.rstrip()
    while at < len(text):
        match = _TOKEN.match(text, at)
        if not match:
            raise ValueError("a character that no rule has")
        operator, name, *strings = match.groups()
        string = next((one for one in strings if one is not None), "")
        found.append((operator, "") if operator else ("name", name) if name else ("string", string))
        at = match.end()
    return found


class _Parser:
    """Recursive descent: `||` binds less than `&&`, and that less than `!`."""

    def __init__(self, tokens: Sequence[tuple[str, str]]) -> None:
        self._tokens = tokens
        self._at = 0

    def peek(self) -> str:
        """The kind of the next token; empty at the end."""
        return self._tokens[self._at][0] if self._at < len(self._tokens) else ""

    def _take(self, kind: str) -> str:
        if self.peek() != kind:
            raise ValueError(f"expected {kind} in the rule")
        self._at += 1
        return self._tokens[self._at - 1][1]

    def any_of(self, depth: int) -> list[Alternative]:
        """Terms with `||` between them."""
        found = self._all_of(depth)
        while self.peek() == "||":
            self._take("||")
            found = _bounded([*found, *self._all_of(depth)])
        return found

    def _all_of(self, depth: int) -> list[Alternative]:
        found = self._term(depth)
        while self.peek() == "&&":
            self._take("&&")
            other = self._term(depth)
            if len(found) * len(other) > MAX_ALTERNATIVES:
                raise ValueError(f"more than {MAX_ALTERNATIVES} combinations")
            found = [_both(one, two) for one, two in product(found, other)]
        return found

    def _term(self, depth: int) -> list[Alternative]:
        if depth > MAX_DEPTH:
            raise ValueError("parentheses nested too deeply")
        if self.peek() == "!":
            self._take("!")
            self._term(depth + 1)
            return [Alternative(is_conditional=True)]
        if self.peek() == "(":
            self._take("(")
            found = self.any_of(depth + 1)
            self._take(")")
            return found
        return list(_matcher(self._take("name"), self._arguments()))

    def _arguments(self) -> list[str]:
        self._take("(")
        found = []
        while self.peek() == "string":
            found.append(self._take("string"))
            if self.peek() == ",":
                self._take(",")
        self._take(")")
        return found


def _bounded(found: list[Alternative]) -> list[Alternative]:
    if len(found) > MAX_ALTERNATIVES:
        raise ValueError(f"more than {MAX_ALTERNATIVES} combinations")
    return found


def _both(one: Alternative, other: Alternative) -> Alternative:
    clash = bool((one.host and other.host) or (one.path and other.path))
    return Alternative(
        one.host or other.host,
        one.path or other.path,
        one.is_exact if one.path else other.is_exact,
        one.is_conditional or other.is_conditional or clash,
    )


def _matcher(name: str, arguments: list[str]) -> Iterator[Alternative]:
    make = _MATCHERS.get(name.lower())
    if make is None:
        yield Alternative(is_conditional=True)
        return
    if not arguments:
        raise ValueError(f"{name} without a value")
    for argument in arguments:
        yield make(argument.strip())


_MATCHERS: dict[str, Callable[[str], Alternative]] = {
    **dict.fromkeys(
        ("host", "hostheader", "hostregexp", "hostsni", "hostsniregexp"),
        lambda value: Alternative(None if value == "*" else value),
    ),
    **dict.fromkeys(("pathprefix", "pathprefixstrip", "pathprefixstripregex"), lambda value: Alternative(path=value)),
    **dict.fromkeys(
        ("path", "pathstrip", "pathstripregex", "pathregexp"), lambda value: Alternative(path=value, is_exact=True)
    ),
}


def _version_1(text: str) -> list[Alternative]:
    """`Host:a.org,b.org;PathPrefix:/x`, as Traefik 1 has it."""
    found = [Alternative()]
    for part in text.split(";"):
        name, _, values = part.partition(":")
        arguments = [value for value in values.split(",") if value.strip()]
        other = list(_matcher(name.strip(), arguments))
        if len(found) * len(other) > MAX_ALTERNATIVES:
            raise ValueError(f"more than {MAX_ALTERNATIVES} combinations")
        found = [_both(one, two) for one, two in product(found, other)]
    return [replace(one) for one in found]
