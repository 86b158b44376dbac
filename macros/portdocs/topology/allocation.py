"""Allocate the lowest free ports of a range, and explain why lower ones were skipped."""

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
    """Consecutive ports that are not free, with the first reason."""

    ports: Ports
    reason: UsedPorts


@dataclass(frozen=True, slots=True)
class Allocation:
    """The result for a range."""

    range: Range
    host: Host | None
    """None if the ports are free on every host."""
    ports: tuple[int, ...]
    skipped: tuple[Skipped, ...]
    """The used ports below the last one allocated, or in the whole range if it has too few free ports."""


def allocate(
    registry: Registry, range_: Range, *, host: Host | None, transport: str, count: int, today: datetime.date
) -> Allocation:
    """The `count` lowest free ports of a range on a host; by default on the range's host, else on every host."""
    host = host or (registry.hosts[range_.host] if range_.host else None)
    used = used_ports(registry, host=host, transport=transport, today=today)
    ports = tuple(islice(free_ports(range_.ports, used), count))
    last = ports[-1] if len(ports) == count else max(interval.last for interval in range_.ports)
    return Allocation(range_, host, ports, tuple(_skipped(range_, used, last)))


def _skipped(range_: Range, used: list[UsedPorts], last: int) -> Iterator[Skipped]:
    for interval in sorted(range_.ports):
        below = Ports(interval.first, min(interval.last, last)) if interval.first <= last else None
        reached = interval.first - 1
        for block in used:
            if below and block.ports.meets(below) and block.ports.last > reached:
                first, reached = max(block.ports.first, reached + 1), min(block.ports.last, below.last)
                if first <= reached:
                    yield Skipped(Ports(first, reached), block)
