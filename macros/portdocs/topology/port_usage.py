"""Which ports of a range are taken, and the lowest free ones."""

from __future__ import annotations

import datetime
import heapq
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from functools import lru_cache

from portdocs.registry.findings import Location
from portdocs.registry.model import Host, Listener, Range, Service
from portdocs.registry.ports import Ports
from portdocs.registry.registry import Registry
from portdocs.topology.bindings import bindings

COOLDOWN = datetime.timedelta(days=90)
"""How long a retired service's ports stay unused, so that old clients do not meet a new service."""


@dataclass(frozen=True, slots=True)
class UsedPorts:
    """Why a port is not free."""

    ports: Ports
    transport: str
    reason: str
    location: Location
    service: Service | None = None
    """Who has them; None for ports that only a claim names."""
    rests: bool = False
    """Whether they were a retired service's."""
    until: datetime.date | None = None
    """The day on which ports that rest are free again, where it is known."""

    @property
    def in_use(self) -> bool:
        """Whether a service of the registry has them now."""
        return self.service is not None and not self.rests

    def is_over(self, today: datetime.date | None) -> bool:
        """Whether ports that rested do so no longer on a day."""
        return self.rests and today is not None and (self.until is None or self.until <= today)


def used_ports(
    registry: Registry, *, host: Host | None = None, transport: str | None = None, today: datetime.date | None = None
) -> list[UsedPorts]:
    """Everything that takes ports, on one host or on all, for one transport or both, sorted by port.

    Without `today` every retired service's ports rest: what does not know the date must not give them away.
    """
    everything = _by_host(registry)
    blocks = everything.get(host.id, ()) if host else heapq.merge(*everything.values(), key=_order)
    return [block for block in blocks if transport in (None, block.transport) and not block.is_over(today)]


@lru_cache(maxsize=4)
def _by_host(registry: Registry) -> dict[str, tuple[UsedPorts, ...]]:
    """What takes ports on each host, sorted by port; worked out once, as many tables ask."""
    found: dict[str, list[UsedPorts]] = {id: [] for id in registry.hosts}
    for binding in bindings(registry):
        reason = f"{binding.service.title} listens there ({binding} on {binding.host.title})"
        found[binding.host.id].append(_taken(binding.service, binding.listener, binding.transport, reason))
    for host, block in _resting(registry):
        found[host.id].append(block)
    for blocks in found.values():
        blocks += _claimed(registry)
    return {id: tuple(sorted(blocks, key=_order)) for id, blocks in found.items()}


def _claimed(registry: Registry) -> Iterator[UsedPorts]:
    """Ports that a claim speaks of: somebody uses them, even where no service declares it."""
    for claim in registry.claims:
        for index, port in enumerate(claim.ports):
            reason = f"a claim names it ({claim.statement})"
            for transport in ("tcp", "udp"):
                yield UsedPorts(Ports.one(port), transport, reason, claim.at.value_location("ports", index))


def resting(registry: Registry, today: datetime.date | None = None) -> list[UsedPorts]:
    """The ports of retired services that are not given away yet, on all hosts, sorted by port."""
    return sorted((block for _, block in _resting(registry) if not block.is_over(today)), key=_order)


def _resting(registry: Registry) -> Iterator[tuple[Host, UsedPorts]]:
    for service in registry.services.values():
        if service.status == "retired":
            for block in _left_by(service):
                yield from ((host, block) for host in registry.hosts_of(service))


def _left_by(service: Service) -> Iterator[UsedPorts]:
    # Who has no better date writes the last one that there is.
    until = min(service.retired_on, datetime.date.max - COOLDOWN) + COOLDOWN if service.retired_on else None
    reason = f"{service.title} was retired and its port rests" + (f" until {until}" if until else "")
    for listener in service.listeners or ():
        if listener.port:
            for transport in listener.transport:
                yield replace(_taken(service, listener, transport, reason), rests=True, until=until)


def _taken(service: Service, listener: Listener, transport: str, reason: str) -> UsedPorts:
    assert listener.port
    return UsedPorts(listener.port, transport, reason, listener.at.value_location("port"), service)


def _order(block: UsedPorts) -> tuple[Ports, str, Location]:
    return (block.ports, block.service.id if block.service else "", block.location)


def free_ports(ranges: Iterable[Ports], occupied: Iterable[UsedPorts]) -> Iterator[int]:
    """The free ports of some runs, lowest first; `occupied` is sorted by port, as `used_ports` gives it."""
    occupied = list(occupied)
    for run in sorted(ranges):
        port = run.first
        for block in occupied:
            yield from range(port, min(block.ports.first, run.last + 1))
            port = max(port, block.ports.last + 1)
            if port > run.last:
                break
        yield from range(port, run.last + 1)


def use(range_: Range, occupied: Iterable[UsedPorts]) -> int:
    """How many ports of a range are in use."""
    return len({p for t in occupied if t.in_use for run in range_.ports for p in _shared(run, t.ports)})


def _shared(a: Ports, b: Ports) -> range:
    return range(max(a.first, b.first), min(a.last, b.last) + 1)
