"""Where services run and whose they are: hosts and suites from headings, columns, titles and options."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from functools import lru_cache

from portdocs.importing import names
from portdocs.importing.confidence import Reading, machine_addresses
from portdocs.importing.entry import Entry
from portdocs.importing.page import At, Grid, Heading
from portdocs.importing.split import name_of_heading
from portdocs.importing.words import COLUMNS, ENVIRONMENTS, NOISE, PORT

_IP = re.compile(r"(?<![\w.])(?:[0-9]{1,3}\.){3}[0-9]{1,3}(?![\w.]|/[0-9])")
_HOST = re.compile(
    r"^\W*(?:host|server|vm|node|machine|servidor|serveur|rechner|сервер|хост|узел|主机|服务器|节点|サーバー|서버)\s*[:：]\s*(.+)$",
    re.I,
)
_SPLIT = re.compile(r"\s+[-–—|]\s+|[:：]\s+")
_BRACKETS = re.compile(r"[(（][^()（）]*[)）]")
_MOST_ROWS = 30
"""Rows with one name or port that are compared with each other."""


@dataclass(slots=True)
class Host:
    """A machine, by the name that the page gives it."""

    name: str
    at: At | None
    addresses: list[str] = field(default_factory=list)


class Places:
    """The hosts and suites of pages; `host` and `suite` are those of rows for which a page names none."""

    def __init__(self, readings: Sequence[Reading], host: str | None, suite: str | None) -> None:
        self.host, self.suite = host or "", suite or ""
        pages = {reading.page.name: reading.page for reading in readings}
        self.addresses = {name: address for page in pages.values() for name, address in machine_addresses(page)}
        self.groups = _groups([one for one in readings if one.take and one.grid.headings])
        self.hosts: dict[str, Host] = {}
        self.suites: dict[str, At | None] = {}

    def of(self, reading: Reading, entry: Entry, header: str) -> tuple[str, str]:
        """The host and suite of a row, empty if unknown; `header` is that of a column that is a host."""
        at = reading.page.at(entry.row.line)
        group, is_host = self.groups.get(id(reading.grid), (None, False))
        named = (header, entry.facts.get("host"), _host_of(reading.grid), entry.facts.get("environment"))
        host = next((one for one in (*named, group.title if group and is_host else "", self.host) if one), "")
        column = entry.facts.get("suite") or (name_of_heading(group.title) if group and not is_host else "")
        suite = self.suite or column or suite_of(reading.page.title)
        if suite:
            self.suites.setdefault(suite, None if self.suite else at if column else reading.page.at(1))
        return self._known(host, None if host == self.host else at) if host else "", suite

    def _known(self, text: str, at: At | None) -> str:
        """The name of the host that a text names."""
        found = [
            one for one in _IP.findall(text) if one != "127.0.0.1" and all(int(part) < 256 for part in one.split("."))
        ]
        name = " ".join(re.sub(r"[()\[\]`,;]", " ", _IP.sub(" ", text)).split()).strip(" :-–—/")
        if not name:
            name = next((name for name, address in self.addresses.items() if address in found), (found or [text])[0])
        host = self.hosts.setdefault(names.key(name), Host(name, at))
        found += [self.addresses[host.name]] if host.name in self.addresses else []
        host.addresses += [one for one in dict.fromkeys(found) if one not in host.addresses]
        return host.name


def _host_of(grid: Grid) -> str:
    """The host that a heading names: `Server: web01`, `db01 (10.0.0.6)`."""
    for heading in reversed(grid.headings):
        if match := _HOST.match(heading.title):
            return match[1]
        if _IP.search(heading.title) and names.has_letter(_IP.sub("", heading.title)):
            return heading.title
    return ""


@lru_cache(maxsize=1000)
def suite_of(title: str) -> str:
    """The subject of a title: `Creator Suite - Port Documentation` is about the Creator Suite."""
    for part in _SPLIT.split(re.sub(r"^\W+", "", title)):
        parts = part.split()
        while parts and _is_noise(parts[0]):
            parts.pop(0)
        while parts and _is_noise(parts[-1]):
            parts.pop()
        if any(map(names.has_letter, parts)):
            return " ".join(parts).strip(" ()[]:,.")
    return ""


def _is_noise(word: str) -> bool:
    return not re.search(r"\w", NOISE.sub("", PORT.sub("", word))) or bool(re.fullmatch(r"\W*port\W?\w*", word, re.I))


def _groups(readings: Sequence[Reading]) -> dict[int, tuple[Heading, bool]]:
    """The headings of grids that are places of their own, and whether they are hosts, by grid.

    They repeat two names with other ports (projects, environments), or a port under other names (machines). All
    headings next to that of a machine are machines.
    """
    grids = {id(one.grid): one.grid for one in readings}
    groups: dict[int, tuple[Heading, bool]] = {}
    for (one, other), by_name in _clashes(readings).items():
        heading, opposite = _apart(grids[one], grids[other]), _apart(grids[other], grids[one])
        if heading is None:
            continue
        titles = [_BRACKETS.sub("", each.title) for each in (heading, opposite) if each]
        is_environment = bool(ENVIRONMENTS.search(heading.title))
        if not all(by_name) and any(COLUMNS["host"].search(title) for title in titles):
            groups |= {
                key: (near, True) for key, grid in grids.items() if (near := _sibling(grid, grids[one], heading))
            }
        elif sum(by_name) >= (1 if is_environment else 2):
            groups.setdefault(one, (heading, is_environment))
    return groups


def _clashes(readings: Sequence[Reading]) -> dict[tuple[int, int], list[bool]]:
    """Pairs of grids under different headings with the same name and other ports (True), or the reverse (False)."""
    rows: dict[tuple[bool, str], list[tuple[Grid, str]]] = {}
    for reading, name, port in _named_ports(readings):
        rows.setdefault((True, name), []).append((reading.grid, port))
        rows.setdefault((False, port), []).append((reading.grid, name))
    clashes: dict[tuple[int, int], list[bool]] = {}
    for (is_name, _), same in rows.items():
        for grid, value in same[:_MOST_ROWS]:
            for other, other_value in same[:_MOST_ROWS]:
                are_places = is_name and ENVIRONMENTS.search(grid.heading) and ENVIRONMENTS.search(other.heading)
                if grid.headings != other.headings and (value != other_value or are_places):
                    clashes.setdefault((id(grid), id(other)), []).append(is_name)
    return clashes


def _named_ports(readings: Sequence[Reading]) -> Iterator[tuple[Reading, str, str]]:
    for reading in readings:
        for entry in reading.entries if len(reading.entries) < 5000 else ():
            for one in entry.listeners if entry.kind == "service" else ():
                if one.ports:
                    yield reading, names.key(entry.name), str(one.ports.first)


def _apart(one: Grid, other: Grid) -> Heading | None:
    """The outermost heading of a grid that the other is not under."""
    return next((heading for heading in one.headings if heading not in other.headings), None)


def _sibling(grid: Grid, of: Grid, heading: Heading) -> Heading | None:
    """The heading of a grid on the level of another, below the same headings."""
    depth = of.headings.index(heading)
    near = grid.headings[depth] if len(grid.headings) > depth and grid.headings[:depth] == of.headings[:depth] else None
    return near if near and near.level == heading.level else None
