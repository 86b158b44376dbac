"""What can only be seen over all files: ids declared twice, names that nobody has, services without their host."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import TypeVar

from portdocs.registry.findings import Finding, Location
from portdocs.registry.model import DataFile, Entry
from portdocs.registry.registry import Registry
from portdocs.registry.suggest import did_you_mean

E = TypeVar("E", bound=Entry)


def duplicates(files: Iterable[DataFile]) -> Iterator[Finding]:
    """Ids that two files declare; both places are shown."""
    seen: dict[tuple[str, str], Location] = {}
    for file in files:
        for section in ("suites", "hosts", "services", "ranges"):
            entries: Mapping[str, Entry] = getattr(file, section)
            for id, entry in entries.items():
                first = seen.setdefault((section, id), entry.location)
                if first != entry.location:
                    message = f"`{id}` is already declared, expected it once; remove or rename one of the two"
                    yield Finding(entry.location, "duplicate-id", message, related=(first,))


def unknown_references(registry: Registry) -> Iterator[Finding]:
    """Names in the data that no entry has."""
    for service in registry.services.values():
        yield from _known(service, "suite", registry.suites)
        yield from _known(service, "host", registry.hosts)
        yield from _known(service, "depends_on", registry.services)
        yield from _has_host(service.location, service.host or service.external, registry)
    for endpoint in registry.endpoints:
        yield from _known(endpoint, "via", registry.services)
        if endpoint.to and endpoint.to.service not in registry.services:
            yield _unknown(endpoint.at.value_location("to"), "service", endpoint.to.service, registry.services)
    for range_ in registry.ranges.values():
        yield from _known(range_, "suite", registry.suites)
        yield from _known(range_, "host", registry.hosts)
    for claim in registry.claims:
        yield from _known(claim, "suites", registry.suites)
    for ignore in registry.ignores:
        yield from _known(ignore, "host", registry.hosts)


_KINDS = {"suite": "suite", "suites": "suite", "host": "host", "depends_on": "service", "via": "service"}


def _known(entry: Entry, field: str, known: Mapping[str, Entry]) -> Iterator[Finding]:
    value = getattr(entry, field)
    names = (value,) if isinstance(value, str) else value or ()
    for index, name in enumerate(names):
        if name not in known:
            yield _unknown(entry.at.value_location(field, index), _KINDS[field], name, known)


def _unknown(location: Location, kind: str, name: str, known: Mapping[str, Entry]) -> Finding:
    hint = did_you_mean(name, known)
    return Finding(location, "unknown-reference", f"no {kind} is called `{name}`; {hint}; correct it or declare it")


def _has_host(location: Location, has_one: object, registry: Registry) -> Iterator[Finding]:
    if not has_one and len(registry.hosts) > 1:
        names = ", ".join(sorted(registry.hosts)[:6])
        message = f"`host` is missing, and {len(registry.hosts)} hosts are declared ({names}); add `host: ...`"
        yield Finding(location, "invalid-value", message)
