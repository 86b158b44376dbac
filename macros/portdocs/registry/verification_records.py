"""The records of what was verified, as files: JSON that `portdocs drift --record` writes; they may hold anything."""

from __future__ import annotations

import datetime
import json
from collections.abc import Iterable, Iterator, Mapping
from typing import Annotated, Any, Literal

import yaml
from pydantic import AfterValidator, BaseModel, ConfigDict, Field, StringConstraints, ValidationError

from portdocs.registry.drift_key import DriftKey
from portdocs.registry.findings import Finding, Location, Severity
from portdocs.registry.verification import Verification
from portdocs.registry.yaml_writer import printable

MAX_BYTES = 20_000_000
_SHORT = 2_000


def _is_time(text: str) -> str:
    datetime.datetime.strptime(text, "%Y-%m-%dT%H:%M:%SZ")
    return text


Time = Annotated[str, StringConstraints(pattern=r"^[0-9]{4}(-[0-9]{2}){2}T[0-9]{2}(:[0-9]{2}){2}Z$"),
                 AfterValidator(_is_time)]  # fmt: skip
"""A moment in UTC, to the second: `2026-11-25T08:00:00Z` (RFC 3339)."""
Source = Literal["nginx", "systemd", "compose", "sockets"]
Line = Annotated[str, StringConstraints(max_length=_SHORT)]


class _Strict(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid", hide_input_in_errors=True, defer_build=True)


class Observation(_Strict):
    """What one source said of something declared, the last time that it could tell."""

    at: Time
    differs: Line | None = None
    """What differs, in words; None where it agrees."""
    kind: Line | None = None
    file: Line | None = None
    """Where the source says otherwise."""
    line: Annotated[int, Field(ge=1, le=10**9)] | None = None


class Entry(_Strict):
    """Something declared: a service's listener, or an endpoint with its way."""

    service: Line | None = None
    listener: Line | None = None
    endpoint: Line | None = None
    way: Line | None = None
    seen: dict[Source, Observation]

    @property
    def key(self) -> DriftKey:
        """The name of what is declared."""
        if self.service is not None:
            return DriftKey("listener", self.service, self.listener or "")
        return DriftKey("endpoint", self.endpoint or "", self.way or "")


class UndeclaredItem(_Strict):
    """Something that a source shows and nobody declared."""

    at: Time
    source: Source
    kind: Line
    subject: Line
    message: Line
    file: Line
    line: Annotated[int, Field(ge=1, le=10**9)]


class SourceRead(_Strict):
    """When a kind of source was read last, and which files of it."""

    at: Time
    files: tuple[Line, ...] = ()


class HostVerification(_Strict):
    """All that is recorded of one host."""

    sources: dict[Source, SourceRead] = {}
    entries: tuple[Entry, ...] = ()
    undeclared: tuple[UndeclaredItem, ...] = ()


class RecordFile(_Strict):
    """A record as a file."""

    schema_version: Literal[1]
    hosts: dict[Line, HostVerification]


def read_record(data: bytes, name: str) -> RecordFile | Finding:
    """The record that a file holds, or why it holds none, with the place."""
    if len(data) > MAX_BYTES:
        return Finding(Location(name), "invalid-value", f"larger than {MAX_BYTES // 1_000_000} MB; record it again")
    try:
        text = data.decode("utf-8")
        document = json.loads(text)
        return RecordFile.model_validate(document)
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        return _broken(Location(name, line), "not UTF-8")
    except json.JSONDecodeError as error:
        return _broken(Location(name, error.lineno, error.colno), f"not valid JSON ({error.msg})")
    except ValidationError as error:
        details = error.errors(include_url=False, include_context=False, include_input=False)[0]
        return _broken(_location_of(text, details["loc"], name), f"`{_shown(details['loc'])}`: {details['msg']}")
    except (RecursionError, ValueError):
        return _broken(Location(name), "nested too deep, or with a number that is too long")


def _broken(location: Location, what: str) -> Finding:
    message = f"{what}; this is no record of `portdocs drift --record`: remove the file, and record again"
    return Finding(location, "invalid-value", message)


def _shown(loc: Iterable[int | str]) -> str:
    return printable(".".join(str(part) for part in loc)[:120])


def _location_of(text: str, loc: Iterable[int | str], name: str) -> Location:
    """Where a part of the JSON is, which is YAML too; the nearest thing around it where it is not there."""
    try:
        node: Any = yaml.compose(text, Loader=getattr(yaml, "CBaseLoader", yaml.BaseLoader))
    except (yaml.YAMLError, RecursionError):
        return Location(name)
    for part in loc:
        if isinstance(node, yaml.SequenceNode) and isinstance(part, int) and part < len(node.value):
            node = node.value[part]
        elif isinstance(node, yaml.MappingNode):
            node = next((value for key, value in node.value if key.value == part), None) or node
    return Location(name, node.start_mark.line + 1, node.start_mark.column + 1)


def verification(records: Mapping[str, bytes], hosts: Iterable[str], services: Iterable[str]) -> Verification:
    """The records of a registry's files. What of them names a host or service that is no more is a warning: it does no
    harm, and goes with the next record."""
    known_hosts, known_services = set(hosts), set(services)
    found: dict[str, HostVerification] = {}
    findings: list[Finding] = []
    for name, data in sorted(records.items()):
        record = read_record(data, name)
        if isinstance(record, Finding):
            findings.append(record)
            continue
        findings += _unknown(record, data, name, known_hosts, known_services)
        for host, one in record.hosts.items():
            if host in found:
                findings.append(_gone(data, name, host, f"`{host}` is in another record, too; keep one of the two"))
            elif host in known_hosts:
                found[host] = one
    entries = {(host, entry.key): entry for host, record in found.items() for entry in record.entries}
    return Verification(dict(sorted(found.items())), tuple(findings), entries)


def _unknown(record: RecordFile, data: bytes, name: str, hosts: set[str], services: set[str]) -> Iterator[Finding]:
    gone: dict[str, str] = {host: "host" for host in record.hosts if host not in hosts}
    for one in record.hosts.values():
        gone |= {e.service: "service" for e in one.entries if e.service is not None and e.service not in services}
    for id, kind in gone.items():
        message = f"no {kind} is called `{_shown([id])}`; record again, and it is left out"
        yield _gone(data, name, id, message)


def _gone(data: bytes, name: str, id: str, message: str) -> Finding:
    quoted = json.dumps(id, ensure_ascii=False).encode("utf-8", "replace")
    at = max(data.find(quoted), 0)
    column = len(data[data.rfind(b"\n", 0, at) + 1 : at].decode("utf-8", "replace")) + 1
    location = Location(name, data.count(b"\n", 0, at) + 1, column)
    return Finding(location, "unknown-reference", message, Severity.WARNING)
