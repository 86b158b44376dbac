"""Routes from the directives of a site, one per line and path, and the request matchers that select them
(caddyserver.com, "Request Matchers")."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace

from portdocs.registry.ports import Ports
from portdocs.registry.urls import Target, is_host
from portdocs.scan.caddy.syntax import Directive
from portdocs.scan.observations import Action, Unresolved
from portdocs.scan.safe_files import Broken, clean
from portdocs.scan.unknown_values import is_known, shown
from portdocs.scan.values import parse_ports

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


MAX_ANSWERS = 20_000
_BLOCKS = ("handle", "handle_path", "route")
_ACTIONS: dict[str, Action] = {
    "reverse_proxy": "proxy",
    "php_fastcgi": "proxy",
    "redir": "redirect",
    "file_server": "files",
    "respond": "status",
    "abort": "status",
    "error": "status",
}
_DEFAULT_PORTS = {"": 80, "http": 80, "h2c": 80, "https": 443}
_UPSTREAM = re.compile(r"(?:([a-z0-9+]+)://)?(\[[^\]]*\]|[^:/\[\]]*)(?::([0-9-]+))?(?:/.*)?")


class UnknownUpstream(Exception):
    """The file does not say what a proxy connects to; has the reason."""


@dataclass(frozen=True, slots=True)
class Answer:
    """The effect of a line on some requests."""

    file: str
    line: int
    scope: Scope
    action: Action
    targets: tuple[Target, ...] = ()
    redirect: str = ""


def answers(
    directives: Iterable[Directive], definitions: Definitions, around: Scope, visits: list[int] | None = None
) -> Iterator[Answer | Unresolved]:
    """The answers of the directives of a site or block. Raises Broken if blocks for several paths contain each other
    too often; `visits` has an entry for each block."""
    block = list(directives)
    visits = visits if visits is not None else []
    visits.append(len(block))
    if len(visits) > MAX_ANSWERS:
        line = block[0].line if block else 1
        raise Broken("more combinations of paths than can be followed; leave the file out", line)
    known = {**definitions, **{one.name: one for one in block if one.name.startswith("@")}}
    for one in block:
        if one.name in _BLOCKS and one.block is not None:
            for scope in _scopes(one, known, around):
                yield from answers(one.block, known, scope, visits)
        elif one.name in _ACTIONS:
            yield from _answer(one, _ACTIONS[one.name], known, around)


def _scopes(one: Directive, definitions: Definitions, around: Scope) -> list[Scope]:
    matcher = one.arguments[0] if one.arguments and is_matcher(one.arguments[0]) else ""
    if one.name == "redir" and len(one.arguments) == 1:
        matcher = ""
    return [scope.inside(around) for scope in scopes_of(matcher, definitions)]


def _answer(one: Directive, action: Action, definitions: Definitions, around: Scope) -> Iterator[Answer | Unresolved]:
    arguments = list(one.arguments)
    has_matcher = bool(arguments) and is_matcher(arguments[0]) and not (one.name == "redir" and len(arguments) == 1)
    targets: tuple[Target, ...] = ()
    redirect = ""
    rest = arguments[1:] if has_matcher else arguments
    if action == "proxy":
        try:
            targets = tuple(dict.fromkeys(_targets(one, rest)))
        except UnknownUpstream as unknown:
            text = shown(" ".join([one.name, *arguments]), 120)
            yield Unresolved(one.file, one.line, text, str(unknown))
    elif action == "redirect":
        redirect = shown(rest[0], 200) if rest else ""
    for scope in _scopes(one, definitions, around):
        yield Answer(one.file, one.line, scope, action, targets, redirect)


def _targets(one: Directive, arguments: list[str]) -> Iterator[Target]:
    upstreams = list(arguments)
    for line in one.block or ():
        if line.name == "to":
            upstreams += line.arguments
        elif line.name == "dynamic":
            raise UnknownUpstream("its upstreams are looked up for each request (dynamic)")
    if not upstreams:
        raise UnknownUpstream("it names no upstream")
    for upstream in upstreams:
        yield from _upstream(upstream)


def _upstream(text: str) -> Iterator[Target]:
    """The addresses of `host`, `:8080`, `https://host`, `host:8001-8003`, and `unix//path`."""
    if not is_known(text):
        raise UnknownUpstream("it contains a variable without a value")
    if text.startswith(("unix/", "unix+h2c/")):
        yield Target("", None, clean(text.partition("/")[2]))
        return
    if "{" in text:
        raise UnknownUpstream("it contains a placeholder that is known only at run time")
    match = _UPSTREAM.fullmatch(text)
    scheme = (match[1] or "") if match else "?"
    default = _DEFAULT_PORTS.get(scheme)
    if match is None or default is None:
        raise UnknownUpstream("it is not a host with a port")
    host = match[2].strip("[]") or "localhost"
    if not is_host(host):
        raise UnknownUpstream("it is not a host with a port")
    try:
        ports = parse_ports(match[3]) if match[3] else Ports.one(default)
    except ValueError as error:
        raise UnknownUpstream(str(error)) from None
    if len(ports) > 1000:
        raise UnknownUpstream("it names more than 1000 ports")
    for port in range(ports.first, ports.last + 1):
        yield Target(clean(host), port)
