"""What a page says, before it is put together: services, endpoints, ranges, files, claims, each with its place."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal, TypeAlias

from portdocs.importing.pages import Section
from portdocs.importing.ports import PortUse
from portdocs.registry.ports import Ports
from portdocs.registry.yaml_writer import printable

Kind: TypeAlias = Literal["table", "section", "list", "line", "address", "code", "variable", "sentence", "drawing"]
"""Where a service was met; the first ones are surer than the last. An address is a line that gives a URL of one."""

TAKEN_AS_ONE = "taken as one"
"""The kind of the remarks that two rows became one entry: nothing is left out."""

CONFIDENCE: dict[str, str] = {
    "table": "high",
    "section": "high",
    "list": "medium",
    "line": "medium",
    "address": "medium",
    "code": "low",
    "variable": "low",
    "sentence": "low",
    "drawing": "low",
}


@dataclass(frozen=True, slots=True, order=True)
class At:
    """A line of a page."""

    file: str
    line: int

    def __str__(self) -> str:
        return f"{self.file}:{self.line}"


@dataclass(slots=True)
class Mention:
    """A service at one place of a page."""

    name: str
    at: At
    kind: Kind
    block: int
    """The number of the block: two rows of one table are two services."""
    group: str = ""
    """The heading above it."""
    uses: list[PortUse] = field(default_factory=list)
    facts: dict[str, str] = field(default_factory=dict)
    """Values by key of the registry: description, status, owner, host, environment, container, unit,
    protocol, health, purpose."""
    runtime: dict[str, str] = field(default_factory=dict)
    links: dict[str, str] = field(default_factory=dict)
    notes: list[str] = field(default_factory=list)
    files: list[tuple[str, str]] = field(default_factory=list)
    depends_on: list[str] = field(default_factory=list)
    section: Section | None = None
    """What it stands below."""


@dataclass(frozen=True, slots=True)
class EndpointMention:
    """A public address and what it leads to."""

    urls: tuple[str, ...]
    at: At
    port: int | None = None
    tls: bool | None = None
    target: str | None = None
    service: str | None = None
    via: str | None = None
    purpose: str | None = None
    redirect: bool = False


@dataclass(frozen=True, slots=True)
class RangeMention:
    """Ports kept for a purpose."""

    name: str
    ports: tuple[Ports, ...]
    at: At
    purpose: str | None = None
    known: bool = True
    """False for ports that are only said to be taken."""


@dataclass(frozen=True, slots=True)
class FileMention:
    """A configuration file, and what the page calls it."""

    path: str
    name: str
    at: At


@dataclass(frozen=True, slots=True)
class ClaimMention:
    """A sentence about security."""

    statement: str
    ports: tuple[int, ...]
    at: At


@dataclass(frozen=True, slots=True)
class HostMention:
    """A machine, with its address where the page has it."""

    name: str
    address: str | None
    at: At


@dataclass(frozen=True, slots=True, order=True)
class Remark:
    """A line of the report."""

    at: At
    kind: str
    """`not imported`, `contradiction`, `assumed`, `taken as one`, `not repaired`, `repaired`."""
    message: str
    numbers: tuple[int, ...] = ()
    """The ports that it speaks of."""

    @property
    def asks_for_a_look(self) -> bool:
        """Whether somebody has to do something about it; the others only tell what was done."""
        return self.kind not in ("repaired", TAKEN_AS_ONE)

    def __str__(self) -> str:
        # Names and texts of a page are in it: nothing that a terminal obeys gets through.
        return printable(f"{self.at}: {self.kind}: {' '.join(self.message.split())}")


@dataclass
class Found:
    """Everything that pages say."""

    mentions: list[Mention] = field(default_factory=list)
    endpoints: list[EndpointMention] = field(default_factory=list)
    ranges: list[RangeMention] = field(default_factory=list)
    files: list[FileMention] = field(default_factory=list)
    claims: list[ClaimMention] = field(default_factory=list)
    hosts: list[HostMention] = field(default_factory=list)
    owners: dict[str, tuple[str, At]] = field(default_factory=dict)
    """Who answers for the services of a page, by its file."""
    suites: dict[str, tuple[str, At]] = field(default_factory=dict)
    """What the title of a page names, by its file."""
    proxies: list[tuple[str, At]] = field(default_factory=list)
    """Proxies that are named without a port, in the order of the page."""
    counted: set[tuple[int, int]] = field(default_factory=set)
    """Numbers of a line that a column says are counts, sizes, years or the like."""
    remarks: list[Remark] = field(default_factory=list)
