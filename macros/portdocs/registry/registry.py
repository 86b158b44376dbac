"""Everything declared in `data/`, loaded and validated, with look-ups."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable, Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property, wraps
from typing import Any, TypeVar, cast

from portdocs.registry.findings import Location
from portdocs.registry.model import (
    CheckSetting,
    Claim,
    DataFile,
    Endpoint,
    Host,
    Ignore,
    KnownFinding,
    Range,
    Service,
    Suite,
    Zone,
)
from portdocs.registry.source_map import Origin, SourceMap
from portdocs.registry.verification import NEVER_VERIFIED, Verification

E = TypeVar("E")
K = TypeVar("K")
T = TypeVar("T")

ONLY_HOST = "host"
"""The id of the implied host of a registry that declares none."""


@dataclass(frozen=True, eq=False)
class Registry:
    """All entries, each kind in an order that does not depend on files or on the order of keys.

    Compared by identity, so that derived facts can be cached by registry.
    """

    suites: Mapping[str, Suite]
    hosts: Mapping[str, Host]
    services: Mapping[str, Service]
    endpoints: tuple[Endpoint, ...]
    ranges: Mapping[str, Range]
    claims: tuple[Claim, ...]
    ignores: tuple[Ignore, ...]
    verification: Verification = NEVER_VERIFIED
    zones: Mapping[str, Zone] = field(default_factory=dict)
    is_complete: bool = True
    """False if entries are missing because they do not load."""
    checks: Mapping[str, CheckSetting] = field(default_factory=dict)
    baseline: tuple[KnownFinding, ...] = ()
    redacted: frozenset[str] = frozenset()
    """The kinds of facts that a public site leaves out (see `redaction`)."""
    _facts: dict[Hashable, Any] = field(default_factory=dict, init=False, repr=False)

    def derived(self, function: Callable[[Registry], T]) -> T:
        """The result of a function of the whole registry, which is called once."""
        return self.fact(function, lambda: function(self))

    def fact(self, key: Hashable, derive: Callable[[], T]) -> T:
        """A fact about a part of the registry by any key, which is derived once."""
        if key not in self._facts:
            self._facts[key] = derive()
        return cast("T", self._facts[key])

    def of_entry(self, function: Callable[..., T], entry: object, *args: Hashable) -> T:
        """The result of a function of the registry and one of its entries.

        While serving, it is called again only after a change of what it read (`tracking.py`), so it returns a value.
        """
        return function(self, entry, *args)

    @property
    def declares_hosts(self) -> bool:
        """False if the only host is implied."""
        return self.derived(_declares_hosts)

    def with_verification(self, verification: Verification) -> Registry:
        """The same registry with other records."""
        return replace(self, verification=verification)

    def hosts_of(self, service: Service) -> tuple[Host, ...]:
        """The hosts that a service runs on: the only host if it names none, no host if it is external."""
        if service.external:
            return ()
        if len(service.host) == 1:  # the usual case; this is the most frequent call of all
            return (self.hosts[service.host[0]],)
        if service.host:
            return tuple(self.hosts[id] for id in dict.fromkeys(service.host))
        return tuple(self.hosts.values())[:1]

    def suite_of(self, service: Service) -> Suite | None:
        """The suite that a service belongs to."""
        return self.suites[service.suite] if service.suite else None

    def owner_of(self, service: Service) -> str | None:
        """The owner of a service, else of its suite."""
        suite = self.suite_of(service)
        return service.owner or (suite.owner if suite else None)

    def endpoints_to(self, service: Service) -> tuple[Endpoint, ...]:
        """The endpoints whose `to` is the service."""
        return self._endpoints_to.get(service.id, ())

    def endpoints_via(self, service: Service) -> tuple[Endpoint, ...]:
        """The endpoints with the service in `via`."""
        return self._endpoints_via.get(service.id, ())

    def dependents_of(self, service: Service) -> tuple[Service, ...]:
        """The services with this one in `depends_on`."""
        return self._dependents.get(service.id, ())

    def services_on(self, host: Host) -> tuple[Service, ...]:
        """The services that run on a host."""
        return self._services_on.get(host.id, ())

    def services_in(self, suite: Suite) -> tuple[Service, ...]:
        """The services of a suite."""
        return self._services_in.get(suite.id, ())

    def is_proxy(self, service: Service) -> bool:
        """True if an endpoint has the service in `via`."""
        return service.id in self._endpoints_via

    @cached_property
    def _endpoints_to(self) -> dict[str, tuple[Endpoint, ...]]:
        return grouped((e.to.service, e) for e in self.endpoints if e.to)

    @cached_property
    def _endpoints_via(self) -> dict[str, tuple[Endpoint, ...]]:
        return grouped((id, e) for e in self.endpoints for id in dict.fromkeys(e.via))

    @cached_property
    def _dependents(self) -> dict[str, tuple[Service, ...]]:
        return grouped((id, s) for s in self.services.values() for id in dict.fromkeys(s.depends_on))

    @cached_property
    def _services_on(self) -> dict[str, tuple[Service, ...]]:
        return grouped((host.id, s) for s in self.services.values() for host in self.hosts_of(s))

    @cached_property
    def _services_in(self) -> dict[str, tuple[Service, ...]]:
        return grouped((s.suite, s) for s in self.services.values() if s.suite)


def derived(function: Callable[[Registry], T]) -> Callable[[Registry], T]:
    """Decorate a function of the whole registry: it is called once for each registry."""

    @wraps(function)
    def once(registry: Registry) -> T:
        return registry.derived(function)

    return once


def _declares_hosts(registry: Registry) -> bool:
    return any(host.at.key_position for host in registry.hosts.values())


def endpoint_order(endpoint: Endpoint) -> tuple[list[tuple[str, str, int, str]], Location]:
    """A sort key: by URL, then by location."""
    return ([url.key for url in endpoint.url], endpoint.location)


def implied_host(file: str) -> Host:
    """The host of a registry that declares none."""
    return Host.model_validate(SourceMap(Origin(file, 0, 0, key=ONLY_HOST), {"name": "This host"}))


def assemble(files: Iterable[DataFile]) -> Registry:
    """The registry of all files. The first of two entries with one id wins; `duplicate_ids` reports the other."""
    files = list(files)
    hosts = _merged(file.hosts for file in files)
    services = _merged(file.services for file in files)
    if not hosts and any(not service.external for service in services.values()):
        hosts = {ONLY_HOST: implied_host(min(service.location for service in services.values()).file)}
    return Registry(
        suites=_merged(file.suites for file in files),
        hosts=hosts,
        services=services,
        endpoints=tuple(sorted((e for f in files for e in f.endpoints), key=endpoint_order)),
        ranges=_merged(file.ranges for file in files),
        claims=tuple(sorted((c for f in files for c in f.claims), key=lambda c: c.location)),
        zones=_merged(file.zones for file in files),
        ignores=tuple(sorted((i for f in files for i in f.ignore), key=lambda i: i.location)),
        checks=_merged(file.checks for file in files),
        baseline=tuple(sorted((known for f in files for known in f.baseline), key=lambda known: known.location)),
    )


def _merged(sections: Iterable[Mapping[str, E]]) -> dict[str, E]:
    merged: dict[str, E] = {}
    for section in sections:
        for id, entry in section.items():
            merged.setdefault(id, entry)
    return dict(sorted(merged.items()))


def grouped(pairs: Iterable[tuple[K, E]]) -> dict[K, tuple[E, ...]]:
    """The entries of each key, in their given order."""
    groups: dict[K, list[E]] = {}
    for key, entry in pairs:
        groups.setdefault(key, []).append(entry)
    return {key: tuple(group) for key, group in groups.items()}
