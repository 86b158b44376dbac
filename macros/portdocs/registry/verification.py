"""The records of what was verified on the machines, and when: `data/verified/*.json`.

`portdocs drift --record` writes them. They are read like any other input: they may contain anything.
"""

from __future__ import annotations

import datetime
import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Annotated, Any, Literal

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, StringConstraints, ValidationError

from portdocs.registry.addresses import parse_bind
from portdocs.registry.findings import Finding, Location, Severity
from portdocs.registry.ports import parse_ports
from portdocs.registry.yaml_writer import comment_text

FOLDER = "verified"
SUFFIX = ".json"
MAX_RECORD_BYTES = 20_000_000
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


def _check_ports(text: str) -> str:
    parse_ports(text)
    return text


class RecordedOpening(_Strict):
    """Ports that a firewall lets in, for zones by their ids; without zones for everyone."""

    ports: Annotated[Line, AfterValidator(_check_ports)]
    transport: Literal["tcp", "udp"] | None = None
    zones: tuple[Line, ...] = ()


class HostVerification(_Strict):
    """Everything recorded about one host."""

    sources: dict[Source, SourceRead] = {}
    entries: tuple[DeclaredItem, ...] = ()
    undeclared: tuple[UndeclaredItem, ...] = ()
    ignored: tuple[UndeclaredItem, ...] = ()
    """Undeclared listeners that an `ignore` entry covers: their ports are in use all the same."""
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


def read_record(data: bytes, name: str) -> RecordFile | Finding:
    """The record in a file, or the reason why it cannot be read."""
    if len(data) > MAX_RECORD_BYTES:
        message = f"larger than {MAX_RECORD_BYTES // 1_000_000} MB; record it again"
        return Finding(Location(name), "invalid-value", message)
    try:
        text = data.decode("utf-8")
        return RecordFile.model_validate(json.loads(text))
    except UnicodeDecodeError as error:
        return _broken(Location(name, data.count(b"\n", 0, error.start) + 1), "not UTF-8")
    except json.JSONDecodeError as error:
        return _broken(Location(name, error.lineno, error.colno), f"not valid JSON ({error.msg})")
    except ValidationError as error:
        details = error.errors(include_url=False, include_context=False, include_input=False)[0]
        return _broken(_location_of(text, details["loc"], name), f"`{_shown(details['loc'])}`: {details['msg']}")
    except (RecursionError, ValueError):
        return _broken(Location(name), "nested too deeply, or with a number that is too long")


def _broken(location: Location, problem: str) -> Finding:
    message = f"{problem}; not a record of `portdocs drift --record`: remove the file, and record again"
    return Finding(location, "invalid-value", message)


def _shown(path: Iterable[int | str]) -> str:
    return comment_text(".".join(str(part) for part in path)[:120])


def _location_of(text: str, path: Iterable[int | str], name: str) -> Location:
    """The location of a part of JSON, which is YAML too; of the nearest thing around it if the part is missing."""
    import yaml  # slow to import, and needed for broken records only

    try:
        node: Any = yaml.compose(text, Loader=getattr(yaml, "CBaseLoader", yaml.BaseLoader))
    except (yaml.YAMLError, RecursionError):
        return Location(name)
    for part in path:
        if isinstance(node, yaml.SequenceNode) and isinstance(part, int) and part < len(node.value):
            node = node.value[part]
        elif isinstance(node, yaml.MappingNode):
            node = next((value for key, value in node.value if key.value == part), None) or node
    return Location(name, node.start_mark.line + 1, node.start_mark.column + 1)


def read_verification(records: Mapping[str, bytes], hosts: Iterable[str], services: Iterable[str]) -> Verification:
    """All records of a registry. One that names an unknown host or service gets a warning: the next record drops it."""
    known_hosts, known_services = set(hosts), set(services)
    verified: dict[str, HostVerification] = {}
    findings: list[Finding] = []
    for name, data in sorted(records.items()):
        record = read_record(data, name)
        if isinstance(record, Finding):
            findings.append(record)
            continue
        findings += _unknown_names(record, data, name, known_hosts, known_services)
        for host, verification in record.hosts.items():
            if host in verified:
                message = f"`{host}` is in another record, too; keep one of the two"
                findings.append(_warning(data, name, host, message))
            elif host in known_hosts:
                verified[host] = verification
    items = {(host, item.key): item for host, verification in verified.items() for item in verification.entries}
    return Verification(dict(sorted(verified.items())), tuple(findings), items)


def _unknown_names(
    record: RecordFile, data: bytes, name: str, hosts: set[str], services: set[str]
) -> Iterator[Finding]:
    unknown: dict[str, str] = {host: "host" for host in record.hosts if host not in hosts}
    for host in record.hosts.values():
        ids = (item.service for item in host.entries)
        unknown |= {id: "service" for id in ids if id is not None and id not in services}
    for id, kind in unknown.items():
        yield _warning(data, name, id, f"unknown {kind} `{_shown([id])}`; record again to remove it")


def _warning(data: bytes, name: str, id: str, message: str) -> Finding:
    """A warning at the first occurrence of an id."""
    quoted = json.dumps(id, ensure_ascii=False).encode("utf-8", "replace")
    at = max(data.find(quoted), 0)
    column = len(data[data.rfind(b"\n", 0, at) + 1 : at].decode("utf-8", "replace")) + 1
    location = Location(name, data.count(b"\n", 0, at) + 1, column)
    return Finding(location, "unknown-reference", message, Severity.WARNING)
