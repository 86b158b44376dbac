"""A service, range or endpoint in the making: what one row says of it, and what the other rows of it add."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from portdocs.importing.grid import At, Grid, Page, Remark, Row
from portdocs.importing.names import key
from portdocs.registry.ports import Ports

WILDCARDS = frozenset(["*", "0.0.0.0", "::"])
_LOCAL = re.compile(r"[a-z+]+://(?:localhost|127\.[\d.]+|0\.0\.0\.0|\[::1?\])(?::\d+)?/?", re.I)
"""An address of this machine, which says no more than its port."""


@dataclass(slots=True, eq=False)
class Listener:
    """A listener of a service; `at` is the line that names it first, `inside` are its ports in a container."""

    at: At
    ports: Ports | None
    inside: Ports | None = None
    transports: tuple[str, ...] = ()
    binds: tuple[str, ...] = ()
    protocol: str = ""
    name: str = ""
    purpose: str = ""
    url: str = ""

    @property
    def run(self) -> Ports | None:
        """Its ports on the host, or in its container if it has none on the host."""
        return self.ports or self.inside


@dataclass(slots=True, eq=False)
class Entry:
    """What a row says of a service, a range or an endpoint (its `kind`), or why it is left out (its `reason`).

    A service absorbs the other rows that name it. `label` names its listeners where the line above names the service;
    `facts` are by role, `urls` labels by URL, `files` purposes by path.
    """

    name: str
    row: Row
    grid: Grid
    page: Page
    label: str = ""
    kind: str = "service"
    reason: str = ""
    id: str = ""
    hosts: tuple[str, ...] = ()
    suite: str = ""
    binds: tuple[str, ...] = ()
    transports: tuple[str, ...] = ()
    protocol: str = ""
    listeners: list[Listener] = field(default_factory=list)
    by_port: dict[Ports | None, Listener] = field(default_factory=dict)
    facts: dict[str, str] = field(default_factory=dict)
    runtime: dict[str, str] = field(default_factory=dict)
    files: dict[str, str] = field(default_factory=dict)
    urls: dict[str, str] = field(default_factory=dict)
    depends: list[str] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    absorbed: list[Entry] = field(default_factory=list)
    contradictions: list[Remark] = field(default_factory=list)

    @property
    def at(self) -> At:
        """The line that names it first."""
        return self.page.at(self.row.line)

    def listens_on(self, port: int) -> bool:
        """True if it has this port on its host, or in its container if it has none on the host."""
        return any(port in one.run for one in self.listeners if one.run)

    def note(self, text: str) -> None:
        """Keep a text that no other field has."""
        known = (self.name, *self.notes, *self.facts.values(), *self.runtime.values())
        if text and not any(text in one for one in known):
            self.notes.append(text)

    def contradict(self, at: At, text: str) -> None:
        """Keep that a line of a page says something else."""
        self.contradictions.append(Remark(at, "contradiction", text))

    def listen(self, new: Listener) -> None:
        """Add a listener, or what a row says about one with the same ports."""
        one = self.by_port.get(new.run)
        if one is None or (new.ports and one.ports not in (None, new.ports)):
            one = new
            self.listeners.append(new)
        elif one.at == new.at and bool(one.transports) != bool(new.transports):  # `443, 443/udp`
            one.transports = ("tcp",)
        one.ports, one.inside = one.ports or new.ports, one.inside or new.inside
        for run in filter(None, (one.ports, one.inside)):
            self.by_port.setdefault(run, one)
        one.transports = tuple(sorted({*one.transports, *new.transports}))
        one.protocol, one.name = one.protocol or new.protocol, one.name or new.name
        one.purpose = one.purpose or new.purpose
        self.note(new.purpose if new.purpose != one.purpose else "")
        binds = tuple(dict.fromkeys((*one.binds, *new.binds)))
        if not one.binds or binds == one.binds or WILDCARDS.issuperset(binds):
            one.binds = binds
        else:
            text = f"{self.name} binds {', '.join(one.binds)} (port {one.ports}) at {one.at}"
            self.contradict(new.at, f"{text}, but {', '.join(new.binds)} here")
        if new.url and not _LOCAL.fullmatch(new.url):
            self.urls.setdefault(new.url, "")

    def absorb(self, other: Entry) -> None:
        """Take what another row says of the same service; of two values the first stays, and the other is a note."""
        self.absorbed.append(other)
        self.hosts = self.hosts or other.hosts
        for url, label in other.urls.items():
            self.urls.setdefault(url, label or ("" if key(other.name) == key(self.name) else other.name))
        for one in other.listeners:
            self.listen(one)
        for mine, more in ((self.facts, other.facts), (self.runtime, other.runtime), (self.files, other.files)):
            for name, value in more.items():
                known = mine.setdefault(name, value)
                if name == "status" and known != value:
                    self.contradict(other.at, f"{self.name} is {known} at {self.at}, but {value} here")
                elif known != value:
                    self.note(value if name in ("description", "purpose") else f"{name}: {value}")
        for text in other.notes:
            self.note(text)
        self.depends += other.depends
