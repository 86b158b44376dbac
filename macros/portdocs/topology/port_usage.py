"""Used and free ports."""

from __future__ import annotations

import datetime
import heapq
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace

from portdocs.registry.findings import Location
from portdocs.registry.model import Host, Listener, Range, Service
from portdocs.registry.ports import Ports
from portdocs.registry.registry import Registry, derived
from portdocs.topology.bindings import bindings_of, is_active
from portdocs.topology.observed_ports import observed_ports

COOLDOWN = datetime.timedelta(days=90)
"""The time before the ports of a retired service are free, so that its clients do not reach another service."""


@dataclass(frozen=True, slots=True)
class UsedPorts:
    """Ports that are not free, and the reason."""

    ports: Ports
    transport: str
    reason: str
    location: Location
    service: Service | None = None
    """The service that uses them; None for ports that only a claim names or a scan saw."""
    in_cooldown: bool = False
    """True for the ports of a retired service."""
    until: datetime.date | None = None
    """The day on which ports in cooldown become free, if it is known."""

    @property
    def in_use(self) -> bool:
        """True if a service uses them now."""
        return self.service is not None and not self.in_cooldown

    def has_expired(self, today: datetime.date | None) -> bool:
        """True if the cooldown of the ports is over."""
        return self.in_cooldown and today is not None and (self.until is None or self.until <= today)


def used_ports(
    registry: Registry, *, host: Host | None = None, transport: str | None = None, today: datetime.date | None = None
) -> list[UsedPorts]:
    """All used ports, on one host or on all, for one transport or both, sorted by port.

    Without `today`, no cooldown is over.
    """
    by_host = _by_host(registry)
    blocks = by_host.get(host.id, ()) if host else heapq.merge(*by_host.values(), key=_order)
    return [block for block in blocks if transport in (None, block.transport) and not block.has_expired(today)]


class _ByHost(Mapping[str, tuple[UsedPorts, ...]]):
    """The used ports of each host, sorted; derived only for requested hosts."""

    def __init__(self, registry: Registry) -> None:
        self._registry = registry
        self._known: dict[str, tuple[UsedPorts, ...]] = {}

    def __getitem__(self, id: str) -> tuple[UsedPorts, ...]:
        if id not in self._known:
            self._known[id] = tuple(sorted(_used_on(self._registry, self._registry.hosts[id]), key=_order))
        return self._known[id]

    def __iter__(self) -> Iterator[str]:
        return iter(self._registry.hosts)

    def __len__(self) -> int:
        return len(self._registry.hosts)


_by_host = derived(_ByHost)


def _used_on(registry: Registry, host: Host) -> Iterator[UsedPorts]:
    services = registry.services_on(host)
    for binding in (binding for service in services for binding in bindings_of(registry, service)):
        if binding.host.id == host.id:
            reason = f"{binding.service.title} listens there ({binding} on {host.title})"
            yield _used(binding.service, binding.listener, binding.transport, reason)
    yield from (block for service in services if service.status == "retired" for block in _ports_of_retired(service))
    for port in observed_ports(registry):
        if port.host.id == host.id:
            reason = f"a scan on {port.day} saw it open on {host.title}: {port.message}"
            yield UsedPorts(port.ports, port.transport, reason, port.location)
    yield from _claimed(registry)


def _claimed(registry: Registry) -> Iterator[UsedPorts]:
    """The ports in claims, which are in use even if no service declares them."""
    for claim in registry.claims:
        for index, port in enumerate(claim.ports):
            reason = f"a claim names it ({claim.statement})"
            for transport in ("tcp", "udp"):
                yield UsedPorts(Ports.one(port), transport, reason, claim.at.value_location("ports", index))


def cooldowns(registry: Registry, today: datetime.date | None = None) -> list[UsedPorts]:
    """The ports of retired services on all hosts whose cooldown is not over, sorted by port."""
    return sorted((block for _, block in _cooldowns(registry) if not block.has_expired(today)), key=_order)


def _cooldowns(registry: Registry) -> Iterator[tuple[Host, UsedPorts]]:
    for service in registry.services.values():
        if service.status == "retired":
            for block in _ports_of_retired(service):
                yield from ((host, block) for host in registry.hosts_of(service))


def _ports_of_retired(service: Service) -> Iterator[UsedPorts]:
    # A date near the last possible one must not overflow.
    until = min(service.retired_on, datetime.date.max - COOLDOWN) + COOLDOWN if service.retired_on else None
    reason = f"{service.title} was retired and its port is held" + (f" until {until}" if until else "")
    for listener in service.listeners or ():
        if listener.port:
            for transport in listener.transport:
                yield replace(_used(service, listener, transport, reason), in_cooldown=True, until=until)


def _used(service: Service, listener: Listener, transport: str, reason: str) -> UsedPorts:
    assert listener.port
    return UsedPorts(listener.port, transport, reason, listener.at.value_location("port"), service)


def listens_on_unknown_ports(service: Service) -> bool:
    """True if a service may use any port of its hosts: it is active, and its listeners are unknown."""
    return service.listeners is None and is_active(service)


def possible_users(registry: Registry, host: Host | None = None) -> tuple[Service, ...]:
    """The services on a host, or on any, that may use any of its ports: no port there is surely free."""
    services = registry.services_on(host) if host else registry.services.values()
    return tuple(service for service in services if listens_on_unknown_ports(service))


def in_order(used: Iterable[UsedPorts]) -> list[UsedPorts]:
    """Used ports sorted by port, then by service and location."""
    return sorted(used, key=_order)


def _order(block: UsedPorts) -> tuple[Ports, str, Location]:
    return (block.ports, block.service.id if block.service else "", block.location)


def free_ports(intervals: Iterable[Ports], used: Iterable[UsedPorts]) -> Iterator[int]:
    """The free ports of some intervals, lowest first; `used` is sorted, as from `used_ports`."""
    used = list(used)
    for interval in sorted(intervals):
        port = interval.first
        for block in used:
            yield from range(port, min(block.ports.first, interval.last + 1))
            port = max(port, block.ports.last + 1)
            if port > interval.last:
                break
        yield from range(port, interval.last + 1)


def count_used(range_: Range, used: Iterable[UsedPorts]) -> int:
    """The number of ports of a range that are in use."""
    return len(_ports_in(range_, (block for block in used if block.in_use)))


def count_unknown(range_: Range, used: Iterable[UsedPorts]) -> int:
    """The number of ports of a range that are neither free nor known to belong to a service: only a claim names them,
    or a scan saw them open."""
    used = list(used)
    unknown = _ports_in(range_, (block for block in used if block.service is None))
    return len(unknown - _ports_in(range_, (block for block in used if block.service)))


def _ports_in(range_: Range, used: Iterable[UsedPorts]) -> set[int]:
    return {port for block in used for interval in range_.ports for port in _common(interval, block.ports)}


def _common(a: Ports, b: Ports) -> range:
    return range(max(a.first, b.first), min(a.last, b.last) + 1)
