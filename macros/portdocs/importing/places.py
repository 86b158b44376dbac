"""Where services run and whose they are: hosts and suites from headings, columns, titles and options."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from itertools import permutations

from portdocs.importing import names
from portdocs.importing.confidence import Reading, machine_addresses
from portdocs.importing.entry import Entry
from portdocs.importing.page import At, Grid, Heading
from portdocs.importing.split import name_of_heading
from portdocs.importing.values import is_bind
from portdocs.importing.words import ENVIRONMENTS, NOISE, PORT

_IP = re.compile(r"(?<![\w.])(?:[0-9]{1,3}\.){3}[0-9]{1,3}(?![\w.]|/[0-9])")
_HOST = re.compile(
    r"^\W*(?:host|server|vm|node|machine|servidor|serveur|rechner|сервер|хост|узел|主机|服务器|节点|サーバー|서버)\s*[:：]\s*(.+)$",
    re.I,
)
_SPLIT = re.compile(r"\s+[-–—|]\s+|[:：]\s+")
_MOST_ROWS = 30
"""Rows of one name that are compared with each other."""
Headings = tuple[Heading, ...]


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
        self.groups = _groups([one for one in readings if one.take])
        self.hosts: dict[str, Host] = {}
        self.suites: dict[str, At | None] = {}

    def of(self, reading: Reading, entry: Entry, header: str) -> tuple[str, str]:
        """The host and suite of a row, empty if unknown; `header` is that of a column that is a host."""
        at = reading.page.at(entry.row.line)
        group = self.groups.get(reading.grid.headings, "")
        is_host = ENVIRONMENTS.search(group)
        named = (header, entry.facts.get("host"), _host_of(reading.grid), entry.facts.get("environment"))
        host = next((one for one in (*named, group if is_host else "", self.host) if one), "")
        column = entry.facts.get("suite") or ("" if is_host else name_of_heading(group))
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
    for title in (heading.title for heading in reversed(grid.headings)):
        if match := _HOST.match(title):
            return match[1]
        if (address := _IP.search(title)) and not is_bind(address[0]) and names.has_letter(_IP.sub("", title)):
            return title
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


def _groups(readings: Sequence[Reading]) -> dict[Headings, str]:
    """The titles that are places of their own (projects, environments), by the headings of grids.

    They repeat two names of other headings with other ports; environments repeat one.
    """
    rows: dict[str, list[tuple[Headings, str, bool]]] = {}
    for reading in readings:
        is_environment = bool(ENVIRONMENTS.search(reading.grid.heading))
        for entry in reading.entries if len(reading.entries) < 5000 else ():
            ports = " ".join(str(one.ports) for one in entry.listeners if one.ports)
            if entry.kind == "service" and ports:
                rows.setdefault(names.key(entry.name), []).append((reading.grid.headings, ports, is_environment))
    clashes = Counter(
        (one, other)
        for same in rows.values()
        for (one, ports, is_one), (other, other_ports, is_other) in permutations(same[:_MOST_ROWS], 2)
        if one != other and (ports != other_ports or (is_one and is_other))
    )
    groups: dict[Headings, str] = {}
    for (one, other), count in clashes.items():
        title = next((heading.title for heading in one if heading not in other), "")
        if title and count >= (1 if ENVIRONMENTS.search(title) else 2):
            groups.setdefault(one, title)
    return groups
