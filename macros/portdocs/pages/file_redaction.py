"""Remove the redacted facts of a public site from its finished files, however they are written there.

Facts such as findings are derived from the complete registry, and their texts may name anything in it. So every file of
the site is searched for the values themselves: as text, and with the escapes of HTML, JSON, CSV and URLs.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from ipaddress import ip_address
from itertools import groupby

from portdocs.diff.change import Change
from portdocs.diff.timeline import History
from portdocs.registry import Registry
from portdocs.registry.addresses import literal_addresses
from portdocs.registry.redaction import ADDRESSES, COMMANDS, FILES, HIDDEN

SUFFIXES = frozenset({".html", ".json", ".js", ".csv", ".txt", ".md", ".xml", ".svg"})
"""The files of a site that may show data."""
MIN_PATH_CHARACTERS = 5
"""Shorter paths are not searched for: `/` is in every tag of HTML."""

_IPV4 = r"\d{1,3}\.\d{1,3}\.\d{1,3}\.\d{1,3}(?!\d)"
_IPV6 = r"(?<![0-9A-Za-z:.])(?:[0-9A-Fa-f]{0,4}:){2,7}(?:(?:\d{1,3}\.){3}\d{1,3}|[0-9A-Fa-f]{1,4})?(?![0-9A-Za-z])"
_ADDRESSES = [re.compile(rf"(?P<address>{family})(?:/\d{{1,3}}(?!\d))?") for family in (_IPV4, _IPV6)]
_SOCKET = re.compile(r"unix:(/[^\s'\"`,;)]+)")
_ENCODED = re.compile(
    r"&#(?P<decimal>[0-9]{1,7});|&#x(?P<hex>[0-9A-Fa-f]{1,6});|&(?P<name>amp|lt|gt|quot|apos);"
    r"|\\u(?P<json>[0-9A-Fa-f]{4})|%(?P<url>[0-7][0-9A-Fa-f])|\\(?P<escaped>[\"\\/])"
    r"|(?P<csv>\"\")|(?P<break><wbr ?/?>|\u200b)"
)
_NAMED = {"amp": "&", "lt": "<", "gt": ">", "quot": '"', "apos": "'"}


def addresses_in(text: str) -> set[str]:
    """The IP addresses in a text, as they are written there; without loopback and unspecified ones."""
    return {found["address"] for found in _find_addresses(text) if _is_secret(found["address"])}


def _find_addresses(text: str) -> Iterator[re.Match[str]]:
    return (match for family in _ADDRESSES for match in family.finditer(text))


def _is_secret(text: str) -> bool:
    try:
        ip = ip_address(text)
    except ValueError:
        return False
    return not (ip.is_loopback or ip.is_unspecified)


@dataclass(frozen=True)
class Redaction:
    """The values to remove from a site."""

    addresses: frozenset[str] = frozenset()
    """In their canonical spelling."""
    words: tuple[str, ...] = ()
    """Paths, commands and names of other machines."""

    def clean(self, text: str) -> str:
        """The text with HIDDEN in place of each value."""
        plain = _Plain(text)
        spans = sorted({*self._addresses(plain.text), *self._words(plain.text)})
        parts, position = [], 0
        for start, end in (plain.source_span(*span) for span in spans):
            if start >= position:
                parts += [text[position:start], HIDDEN]
            position = max(position, end)
        return "".join([*parts, text[position:]]) if spans else text

    def _addresses(self, plain: str) -> Iterator[tuple[int, int]]:
        if self.addresses:
            for match in _find_addresses(plain):
                if _canonical(match["address"]) in self.addresses:
                    yield match.span()

    def _words(self, plain: str) -> Iterator[tuple[int, int]]:
        return (match.span() for match in self._pattern.finditer(plain)) if self.words else iter(())

    @cached_property
    def _pattern(self) -> re.Pattern[str]:
        return re.compile(rf"(?<![\w.<])(?:{_alternatives(sorted(self.words))})(?!\w)")


def redaction(registry: Registry, kinds: Iterable[str], texts: Iterable[str]) -> Redaction:
    """The values to remove: those that the complete registry declares, and what `texts` (its files and its history)
    contain of the same kind."""
    kinds = set(kinds)
    joined = "\n".join(texts)
    words = {
        *(_machines(registry) if ADDRESSES in kinds else ()),
        *((*_paths(registry), *_SOCKET.findall(joined)) if kinds & {ADDRESSES, FILES} else ()),
        *(_files(registry) if FILES in kinds else ()),
        *(_commands(registry) if COMMANDS in kinds else ()),
    }
    found = map(_canonical, addresses_in(joined)) if ADDRESSES in kinds else ()
    return Redaction(frozenset(found), tuple(word for word in words if len(word) >= MIN_PATH_CHARACTERS))


def redact_history(history: History, kinds: Iterable[str]) -> History:
    """The history without changes of health commands, if commands are redacted."""
    if COMMANDS not in kinds:
        return history
    releases = tuple(replace(release, changes=_without_commands(release.changes)) for release in history.releases)
    return replace(history, releases=releases, unreleased=_without_commands(history.unreleased))


def _without_commands(changes: Iterable[Change]) -> tuple[Change, ...]:
    return tuple(change for change in changes if change.kind != "health-command")


def _canonical(text: str) -> str:
    try:
        ip = ip_address(text)
    except ValueError:
        return text
    return str(getattr(ip, "ipv4_mapped", None) or ip)


def _machines(registry: Registry) -> Iterator[str]:
    """The names of machines that proxies connect to; a name without a dot is that of a container."""
    hosts = (endpoint.target.host for endpoint in registry.endpoints if endpoint.target)
    return (host for host in hosts if "." in host and not literal_addresses(host))


def _paths(registry: Registry) -> Iterator[str]:
    """The paths of unix sockets."""
    for service in registry.services.values():
        yield from (listener.socket for listener in service.listeners or () if listener.socket)
    yield from (endpoint.target.path for endpoint in registry.endpoints if endpoint.target and endpoint.target.path)


def _files(registry: Registry) -> Iterator[str]:
    """The paths of configuration files, of the data, and of the files that were compared with it."""
    for service in registry.services.values():
        yield from (file.path for file in service.files)
        yield service.location.file
    entries = (*registry.endpoints, *registry.claims, *registry.ignores, *registry.baseline)
    sections = (registry.suites, registry.zones, registry.hosts, registry.ranges, registry.checks)
    yield from (entry.location.file for entry in entries)
    yield from (entry.location.file for section in sections for entry in section.values())
    for host in registry.verification.hosts.values():
        names = [name for read in host.sources.values() for name in read.files]
        names += [one.file for item in host.entries for one in item.seen.values() if one.file]
        yield from (name for name in (*names, *(one.file for one in host.undeclared)) if "/" in name or "." in name)


def _commands(registry: Registry) -> Iterator[str]:
    """The health commands, with and without the `$`; a bare word could be any word of a page."""
    for service in registry.services.values():
        for listener in service.listeners or ():
            if (listener.health or "").startswith("$ "):
                command = " ".join((listener.health or "").split())
                yield from (listener.health or "", command)
                yield from [command.removeprefix("$ ")] if command.count(" ") > 1 else []


def _alternatives(words: Sequence[str]) -> str:
    """A pattern of some sorted words, the longest first, that compares each common start once."""
    groups = [list(group) for _, group in groupby(words, key=lambda word: word[:1])]
    return "|".join(map(_group, reversed(groups)))


def _group(words: list[str]) -> str:
    # The first and last of sorted words differ at the end of the start that all of them share.
    pairs = zip(words[0], words[-1], strict=False)
    start = words[0][: next((n for n, (a, b) in enumerate(pairs) if a != b), len(words[0]))]
    rest = [word[len(start) :] for word in words]
    longer = [word for word in rest if word]
    if not longer:
        return re.escape(start)
    optional = "?" if len(longer) < len(rest) else ""
    return f"{re.escape(start)}(?:{_alternatives(longer)}){optional}"


class _Plain:
    """A text without escapes, and the position of each of its characters in the original."""

    def __init__(self, source: str) -> None:
        self._starts, self._origins = [0], [0]
        parts, position, length = [], 0, 0
        for match in _ENCODED.finditer(source):
            literal = source[position : match.start()]
            char = _decoded(match)
            parts += [literal, char]
            self._add(length + len(literal), match.start())
            length += len(literal) + len(char)
            position = match.end()
            self._add(length, position)
        self.text = "".join([*parts, source[position:]])

    def _add(self, start: int, origin: int) -> None:
        """From `start` on, characters are at `origin` and the following positions."""
        self._starts.append(start)
        self._origins.append(origin)

    def source_span(self, start: int, end: int) -> tuple[int, int]:
        """The part of the original that became a part of the text."""
        after = bisect_right(self._starts, end - 1)
        has_boundary = after < len(self._starts) and self._starts[after] == end
        return self._origin(start), self._origins[after] if has_boundary else self._origin(end - 1) + 1

    def _origin(self, index: int) -> int:
        segment = bisect_right(self._starts, index) - 1
        return self._origins[segment] + index - self._starts[segment]


_DECODERS: dict[str, Callable[[str], str]] = {
    "decimal": lambda text: _char(int(text)),
    "hex": lambda text: _char(int(text, 16)),
    "name": _NAMED.__getitem__,
    "json": lambda text: _char(int(text, 16)),
    "url": lambda text: _char(int(text, 16)),
    "escaped": str,
    "csv": lambda _: '"',
    "break": lambda _: "",
}


def _decoded(match: re.Match[str]) -> str:
    kind = match.lastgroup or ""
    return _DECODERS[kind](match[kind])


def _char(code: int) -> str:
    return chr(code) if code <= 0x10FFFF else "\ufffd"
