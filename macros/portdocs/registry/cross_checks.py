"""Errors that show only across all files: duplicate ids, unknown names, services without their host."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Final, NamedTuple

from portdocs.registry.findings import Finding, Location
from portdocs.registry.model import SECTIONS_BY_ID, DataFile, Entry, Host, Service
from portdocs.registry.openings import INTERNET
from portdocs.registry.registry import Registry
from portdocs.registry.source_map import Origin
from portdocs.registry.suggest import Suggestions


def duplicate_ids(files: Iterable[DataFile]) -> Iterator[Finding]:
    """One error for each id that two files declare, with both locations."""
    declared: dict[tuple[str, str], Entry] = {}
    for file in files:
        for section in SECTIONS_BY_ID:
            entries: Mapping[str, Entry] = getattr(file, section)
            for id, entry in entries.items():
                first = declared.setdefault((section, id), entry)
                if first is not entry:
                    message = f"`{id}` is already declared, expected once; remove or rename one of the two"
                    yield Finding(entry.location, "duplicate-id", message, related=(first.location,))


_NAMES: Final = (
    ("services", "suite", "suite"),
    ("services", "host", "host"),
    ("services", "depends_on", "service"),
    ("endpoints", "via", "service"),
    ("endpoints", "from_", "zone"),
    ("ranges", "suite", "suite"),
    ("ranges", "host", "host"),
    ("claims", "suites", "suite"),
    ("ignores", "host", "host"),
)
"""The fields that contain ids: a section of the registry, a field of its entries, and the kind of the ids."""


class Reference(NamedTuple):
    """An id that an entry contains, with the field to show."""

    entry: Entry
    kind: str
    name: str
    origin: Origin
    field: str
    item: int | None = None

    @property
    def location(self) -> Location:
        """The location of the id."""
        return self.origin.value_location(self.field, self.item)


def references(registry: Registry) -> Iterator[Reference]:
    """All ids that entries contain."""
    for section, field, kind in _NAMES:
        entries = getattr(registry, section)
        for entry in entries.values() if isinstance(entries, Mapping) else entries:
            value = getattr(entry, field)
            for index, name in enumerate((value,) if isinstance(value, str) else value or ()):
                yield Reference(entry, kind, name, entry.at, field.rstrip("_"), index)
    for endpoint in registry.endpoints:
        if endpoint.to:
            yield Reference(endpoint, "service", endpoint.to.service, endpoint.at, "to")
    for host in registry.hosts.values():
        if host.firewall:
            for index, opening in enumerate(host.firewall.open or ()):
                for zone in opening.zones:
                    yield Reference(host, "zone", zone, host.firewall.at, "open", index)


def unknown_references(registry: Registry) -> Iterator[Finding]:
    """One error for each id that no entry has, and for each service without a required host."""
    suggest = Suggestions()
    known = _known_ids(registry)
    for reference in references(registry):
        kind, name = reference.kind, reference.name
        if name not in known[kind]:
            message = f"unknown {kind} `{name}`; {suggest(name, kind, known[kind])}; correct it or declare it"
            yield Finding(reference.location, "unknown-reference", message)
    yield from _reserved_zone(registry)
    for service in registry.services.values():
        yield from _missing_host(service, registry)


def unusable_entries(registry: Registry) -> list[Entry]:
    """The entries with unknown ids, and all that refer to them, directly or not."""
    users: dict[tuple[str, str], list[Entry]] = {}
    for reference in references(registry):
        users.setdefault((reference.kind, reference.name), []).append(reference.entry)
    known = _known_ids(registry)
    waiting = [entry for (kind, name), entries in users.items() if name not in known[kind] for entry in entries]
    unusable: dict[int, Entry] = {}
    while waiting:
        entry = waiting.pop()
        if id(entry) not in unusable:
            unusable[id(entry)] = entry
            if isinstance(entry, Service | Host):
                waiting += users.get((type(entry).__name__.lower(), entry.id), ())
    return [*unusable.values()]


def _known_ids(registry: Registry) -> dict[str, Mapping[str, object]]:
    zones = {INTERNET: None, **registry.zones}
    return {"suite": registry.suites, "host": registry.hosts, "service": registry.services, "zone": zones}


def _reserved_zone(registry: Registry) -> Iterator[Finding]:
    if zone := registry.zones.get(INTERNET):
        message = f"`{INTERNET}` is reserved and means everyone; choose another id for your zone"
        yield Finding(zone.location, "invalid-value", message)


def _missing_host(service: Service, registry: Registry) -> Iterator[Finding]:
    if not service.host and not service.external and len(registry.hosts) > 1:
        names = ", ".join(sorted(registry.hosts)[:6])
        message = f"`host` is missing, and {len(registry.hosts)} hosts are declared ({names}); add `host: ...`"
        yield Finding(service.location, "invalid-value", message)
