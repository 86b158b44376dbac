"""The lowest free ports of a range, and why each lower one was passed over."""

from __future__ import annotations

import datetime
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice

from portdocs.registry.model import Host, Range
from portdocs.registry.ports import Ports
from portdocs.registry.registry import Registry
from portdocs.topology.port_usage import UsedPorts, free_ports, used_ports


@dataclass(frozen=True, slots=True)
class Skipped:
    """Ports of the range that are not free, with the first reason for each run of them."""

    ports: Ports
    because: UsedPorts


@dataclass(frozen=True, slots=True)
class Allocation:
    """What a range has to give."""

    range: Range
    host: Host | None
    """None where the port is free on every host."""
    ports: tuple[int, ...]
    skipped: tuple[Skipped, ...]
    """What lies below the last offered port, or in the whole range where it has fewer than were asked for."""


def allocate(
    registry: Registry, range_: Range, *, host: Host | None, transport: str, count: int, today: datetime.date
) -> Allocation:
    """The `count` lowest free ports of a range on a host, or on every host where none is named."""
    where = host or (registry.hosts[range_.host] if range_.host else None)
    occupied = used_ports(registry, host=where, transport=transport, today=today)
    ports = tuple(islice(free_ports(range_.ports, occupied), count))
    last = ports[-1] if len(ports) == count else max(run.last for run in range_.ports)
    return Allocation(range_, where, ports, tuple(_skipped(range_, occupied, last)))


def _skipped(range_: Range, occupied: list[UsedPorts], last: int) -> Iterator[Skipped]:
    for run in sorted(range_.ports):
        below = Ports(run.first, min(run.last, last)) if run.first <= last else None
        reached = run.first - 1
        for block in occupied:
            if below and block.ports.meets(below) and block.ports.last > reached:
                first, reached = max(block.ports.first, reached + 1), min(block.ports.last, below.last)
                if first <= reached:
                    yield Skipped(Ports(first, reached), block)
