"""Read the records of what was verified, and say what is wrong with them."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from pydantic import ValidationError

from portdocs.registry.findings import Finding, Location, Severity
from portdocs.registry.verification import HostVerification, RecordFile, Verification
from portdocs.registry.yaml_writer import comment_text

MAX_RECORD_BYTES = 20_000_000


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
