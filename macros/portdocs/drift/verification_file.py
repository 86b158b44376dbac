"""Verification records for the site: what was verified, when and from which source, merged by host.

Records contain nothing from the sources but file names, lines, and the sockets and addresses in messages.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from typing import get_args

from portdocs.drift.result import Difference, Drift
from portdocs.registry import Registry
from portdocs.registry.verification import (
    DeclaredItem,
    DriftKey,
    HostVerification,
    Observation,
    RecordedOpening,
    RecordFile,
    Source,
    SourceRead,
    UndeclaredItem,
)
from portdocs.topology.verification_keys import declared_locations


def merged(old: RecordFile | None, registry: Registry, drift: Drift, at: str) -> RecordFile:
    """Merge a comparison at a moment (`2026-11-25T08:00:00Z`) into the record.

    A source that was read replaces its earlier observations; where it cannot tell this time, its last confirmation
    stays with its date. Entries that are no longer declared are removed, hosts too."""
    hosts = {id: one for id, one in (old.hosts if old else {}).items() if id in registry.hosts}
    hosts[drift.host] = _of_host(hosts.get(drift.host, HostVerification()), registry, drift, at)
    return RecordFile(schema_version=1, hosts=dict(sorted(hosts.items())))


def _of_host(old: HostVerification, registry: Registry, drift: Drift, at: str) -> HostVerification:
    read = _files(drift)
    known = declared_locations(registry)
    seen: dict[DriftKey, dict[Source, Observation]] = {}
    for entry in old.entries:
        key = entry.key
        remaining = {source: one for source, one in entry.seen.items() if one.differs is None or source not in read}
        if key in known and remaining:
            seen[key] = remaining
    for one in drift.verified:
        for source, holder in zip(_sources(one.by), one.holders, strict=True):
            seen.setdefault(one.key, {})[source] = Observation(at=at, held_by=holder)
    for difference in drift.drift:
        if difference.key:
            for source in _sources((difference.source,)):
                seen.setdefault(difference.key, {})[source] = _differing(difference, at)
    undeclared = [one for difference in drift.drift if not difference.key for one in _undeclared_item(difference, at)]
    ignored = [item for one in drift.ignored if one.location for item in _undeclared_item(one.difference, at)]
    return HostVerification(
        sources={**old.sources, **{source: SourceRead(at=at, files=files) for source, files in read.items()}},
        entries=tuple(_entry(key, seen[key]) for key in sorted(seen)),
        firewall=_openings(drift) if "firewall" in read else old.firewall,
        undeclared=_sorted([one for one in old.undeclared if one.source not in read] + undeclared),
        ignored=_sorted([one for one in old.ignored if one.source not in read] + ignored),
    )


def _sorted(items: Iterable[UndeclaredItem]) -> tuple[UndeclaredItem, ...]:
    return tuple(sorted(items, key=lambda one: (one.source, one.file, one.line, one.subject)))


def _openings(drift: Drift) -> tuple[RecordedOpening, ...] | None:
    if drift.openings is None:
        return None
    return tuple(
        RecordedOpening.model_validate({"ports": one.ports, "transport": one.transport, "zones": one.zones})
        for one in drift.openings
    )


def _files(drift: Drift) -> dict[Source, tuple[str, ...]]:
    found: dict[Source, list[str]] = {}
    for name, file in drift.sources:
        for source in _sources((name,)):
            found.setdefault(source, []).append(file)
    return {source: tuple(files[:MAX_FILES]) for source, files in found.items()}


MAX_FILES = 50
"""Files of one source that are listed by name."""
_NAMES: dict[str, Source] = {name: name for name in get_args(Source)}


def _sources(names: Iterable[str]) -> Iterator[Source]:
    return (_NAMES[name] for name in names if name in _NAMES)


def _differing(one: Difference, at: str) -> Observation:
    file, line = (one.observed.file, one.observed.line) if one.observed else (None, None)
    return Observation(at=at, differs=one.message, kind=one.kind, binds=one.binds or None, file=file, line=line)


def _undeclared_item(one: Difference, at: str) -> Iterator[UndeclaredItem]:
    location = one.observed or one.location
    for source in _sources((one.source,)):
        yield UndeclaredItem(
            at=at,
            source=source,
            kind=one.kind,
            subject=one.subject,
            message=one.message,
            file=location.file,
            line=location.line,
        )


def _entry(key: DriftKey, seen: Mapping[Source, Observation]) -> DeclaredItem:
    ordered = dict(sorted(seen.items()))
    if key.kind == "listener":
        return DeclaredItem(service=key.subject, listener=key.detail, seen=ordered)
    return DeclaredItem(endpoint=key.subject, way=key.detail, seen=ordered)


def text_of(record: RecordFile) -> str:
    """The JSON text, one entry per line so that versions can be compared."""
    hosts = ",\n".join(f"{_line(id)}: {_host(one)}" for id, one in record.hosts.items())
    return f'{{\n"schema_version": {record.schema_version},\n"hosts": {{\n{hosts}\n}}\n}}\n'


def _host(one: HostVerification) -> str:
    sources = _line({source: read.model_dump(mode="json") for source, read in sorted(one.sources.items())})
    lists = {"firewall": one.firewall, "entries": one.entries, "undeclared": one.undeclared}
    lists |= {"ignored": one.ignored} if one.ignored else {}
    parts = (f'"{name}": {_list(items)}' for name, items in lists.items() if items is not None)
    return "{\n  " + ",\n  ".join([f'"sources": {sources}', *parts]) + "\n}"


def _list(items: Iterable[DeclaredItem | UndeclaredItem | RecordedOpening]) -> str:
    lines = ",\n".join("    " + _line(item.model_dump(mode="json", exclude_none=True)) for item in items)
    return f"[\n{lines}\n  ]" if lines else "[]"


def _line(value: object) -> str:
    return json.dumps(value, ensure_ascii=False)
