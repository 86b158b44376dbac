"""The records of what was verified on the machines, and when: `data/verified/*.json`.

`portdocs drift --record` writes them. They are read like any other input: they may contain anything.
"""

from __future__ import annotations

import datetime
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Annotated, Any, Literal

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, PlainSerializer, PlainValidator, StringConstraints

from portdocs.registry.addresses import parse_bind
from portdocs.registry.findings import Finding
from portdocs.registry.ports import Ports, parse_ports

FOLDER = "verified"
SUFFIX = ".json"
_MAX_TEXT = 2_000


@dataclass(frozen=True, slots=True, order=True)
class DriftKey:
    """The name under which a declaration is verified: a listener of a service, or a URL with its route.

    `topology.verification_keys` makes them. A declaration that changes has another key, and so is not verified yet.
    """

    kind: Literal["listener", "endpoint"]
    subject: str
    """The service's id, or the URL."""
    detail: str
    """The socket, or the route."""


def _check_time(text: str) -> str:
    datetime.datetime.strptime(text, "%Y-%m-%dT%H:%M:%SZ")
    return text


Time = Annotated[
    str,
    StringConstraints(pattern=r"^[0-9]{4}(-[0-9]{2}){2}T[0-9]{2}(:[0-9]{2}){2}Z$"),
    AfterValidator(_check_time),
]
"""A moment in UTC, to the second: `2026-11-25T08:00:00Z` (RFC 3339)."""


def day_of(time: str) -> str:
    """The day of a moment: `2026-11-25`."""
    return time.partition("T")[0]


Source = Literal[
    "nginx", "systemd", "compose", "sockets", "traefik", "caddy", "cloudflared", "kubernetes", "firewall", "containers"
]
Line = Annotated[str, StringConstraints(max_length=_MAX_TEXT)]
Bind = Annotated[Line, AfterValidator(parse_bind)]
LineNumber = Annotated[int, Field(ge=1, le=10**9)]


class _Strict(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid", hide_input_in_errors=True, defer_build=True)


class Observation(_Strict):
    """The last statement of one source about a declaration."""

    at: Time
    held_by: Line | None = None
    """The holder of a listener, if the source knows it; records of earlier versions lack it."""
    differs: Line | None = None
    """The difference as a sentence; None if the source agrees."""
    kind: Line | None = None
    binds: tuple[Bind, ...] | None = None
    """The observed addresses, if they differ from the declared ones."""
    file: Line | None = None
    """The file of the source that shows the difference."""
    line: LineNumber | None = None


class DeclaredItem(_Strict):
    """A declaration, and what each source said about it: a service's listener, or an endpoint with its route."""

    service: Line | None = None
    listener: Line | None = None
    endpoint: Line | None = None
    way: Line | None = None
    seen: dict[Source, Observation]

    @property
    def held_by(self) -> str | None:
        """The holder that a source names; None for "open, holder unknown"."""
        return next((one.held_by for one in self.seen.values() if one.held_by and not one.differs), None)

    @property
    def key(self) -> DriftKey:
        """The key of the declaration."""
        if self.service is not None:
            return DriftKey("listener", self.service, self.listener or "")
        return DriftKey("endpoint", self.endpoint or "", self.way or "")


class UndeclaredItem(_Strict):
    """An observation without a declaration."""

    at: Time
    source: Source
    kind: Line
    subject: Line
    message: Line
    file: Line
    line: LineNumber


class SourceRead(_Strict):
    """The last time that a kind of source was read, and its files."""

    at: Time
    files: tuple[Line, ...] = ()


def _read_ports(value: Any) -> Ports:
    if isinstance(value, Ports):
        return value
    if not isinstance(value, str):
        raise ValueError("expected ports as text")
    return parse_ports(value)


class RecordedOpening(_Strict):
    """Ports that a firewall lets in, for zones by their ids; without zones for everyone."""

    ports: Annotated[Ports, PlainValidator(_read_ports), PlainSerializer(str)]
    transport: Literal["tcp", "udp"] | None = None
    zones: tuple[Line, ...] = ()


class HostVerification(_Strict):
    """Everything recorded about one host."""

    sources: dict[Source, SourceRead] = {}
    entries: tuple[DeclaredItem, ...] = ()
    undeclared: tuple[UndeclaredItem, ...] = ()
    ignored: tuple[UndeclaredItem, ...] = ()
    """Undeclared listeners that an `ignore` entry covers: their ports are still in use."""
    firewall: tuple[RecordedOpening, ...] | None = None
    """The openings in the firewall of the machine; None if no scan could tell."""


class RecordFile(_Strict):
    """The content of a record."""

    schema_version: Literal[1]
    hosts: dict[Line, HostVerification]


@dataclass(frozen=True, slots=True)
class Verification:
    """The records of all hosts, and what is wrong with their files."""

    hosts: Mapping[str, HostVerification] = field(default_factory=dict)
    findings: tuple[Finding, ...] = ()
    entries: Mapping[tuple[str, DriftKey], DeclaredItem] = field(default_factory=dict)
    """By host and key."""

    def seen(self, host: str, key: DriftKey) -> Mapping[str, Observation]:
        """The observations of a key on a host by source; empty if it was never verified."""
        item = self.entries.get((host, key))
        return {str(source): observation for source, observation in item.seen.items()} if item else {}

    def has_unknown_holder(self, host: str, key: DriftKey) -> bool:
        """True for a listener that a source saw open, and of which no source could tell the holder."""
        item = self.entries.get((host, key))
        agrees = item is not None and not any(one.differs for one in item.seen.values())
        return key.kind == "listener" and agrees and item is not None and item.held_by is None


NEVER_VERIFIED = Verification()


def is_record(name: str) -> bool:
    """True for a record, false for a YAML file."""
    return name.endswith(SUFFIX)
