"""Errors that show only across all files: duplicate ids, unknown names, services without their host."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from portdocs.registry.fields import INTERNET
from portdocs.registry.findings import Finding, Location
from portdocs.registry.model import SECTIONS_BY_ID, DataFile, Entry, Firewall, Service
from portdocs.registry.registry import Registry
from portdocs.registry.suggest import did_you_mean


def duplicate_ids(files: Iterable[DataFile]) -> Iterator[Finding]:
    """One error for each id that two files declare, with both locations."""
    declared: dict[tuple[str, str], Location] = {}
    for file in files:
        for section in SECTIONS_BY_ID:
            entries: Mapping[str, Entry] = getattr(file, section)
            for id, entry in entries.items():
                first = declared.setdefault((section, id), entry.location)
                if first != entry.location:
                    message = f"`{id}` is already declared, expected it once; remove or rename one of the two"
                    yield Finding(entry.location, "duplicate-id", message, related=(first,))


def unknown_references(registry: Registry) -> Iterator[Finding]:
    """One error for each name that no entry has, and for each service without a required host."""
    yield from _reserved_zone(registry)
    for host in registry.hosts.values():
        yield from _unknown_zones_of_firewall(host.firewall, registry)
    for service in registry.services.values():
        yield from _unknown_names(service, "suite", "suite", registry.suites)
        yield from _unknown_names(service, "host", "host", registry.hosts)
        yield from _unknown_names(service, "depends_on", "service", registry.services)
        yield from _missing_host(service, registry)
    for endpoint in registry.endpoints:
        yield from _unknown_names(endpoint, "via", "service", registry.services)
        yield from _unknown_names(endpoint, "from_", "zone", {INTERNET: None, **registry.zones})
        if endpoint.to and endpoint.to.service not in registry.services:
            yield _unknown(endpoint.at.value_location("to"), "service", endpoint.to.service, registry.services)
    for range_ in registry.ranges.values():
        yield from _unknown_names(range_, "suite", "suite", registry.suites)
        yield from _unknown_names(range_, "host", "host", registry.hosts)
    for claim in registry.claims:
        yield from _unknown_names(claim, "suites", "suite", registry.suites)
    for ignore in registry.ignores:
        yield from _unknown_names(ignore, "host", "host", registry.hosts)


def _unknown_names(entry: Entry, field: str, kind: str, known: Mapping[str, object]) -> Iterator[Finding]:
    value = getattr(entry, field)
    for index, name in enumerate((value,) if isinstance(value, str) else value or ()):
        if name not in known:
            yield _unknown(entry.at.value_location(field.rstrip("_"), index), kind, name, known)


def _unknown(location: Location, kind: str, name: str, known: Mapping[str, object]) -> Finding:
    message = f"unknown {kind} `{name}`; {did_you_mean(name, known)}; correct it or declare it"
    return Finding(location, "unknown-reference", message)


def _unknown_zones_of_firewall(firewall: Firewall | None, registry: Registry) -> Iterator[Finding]:
    for index, opening in enumerate(firewall.open if firewall else ()):
        for zone in opening.zones:
            if zone not in registry.zones:
                location = firewall.at.value_location("open", index) if firewall else Location("")
                yield _unknown(location, "zone", zone, {INTERNET: None, **registry.zones})


def _reserved_zone(registry: Registry) -> Iterator[Finding]:
    if zone := registry.zones.get(INTERNET):
        message = f"`{INTERNET}` is not a zone of your own: it means everyone; choose another id"
        yield Finding(zone.location, "invalid-value", message)


def _missing_host(service: Service, registry: Registry) -> Iterator[Finding]:
    if not service.host and not service.external and len(registry.hosts) > 1:
        names = ", ".join(sorted(registry.hosts)[:6])
        message = f"`host` is missing, and {len(registry.hosts)} hosts are declared ({names}); add `host: ...`"
        yield Finding(service.location, "invalid-value", message)
