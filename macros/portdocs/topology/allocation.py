"""Allocate the lowest free ports, and explain why lower ones were skipped."""

from __future__ import annotations

import datetime
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import islice

from portdocs.registry.model import Host, Range
from portdocs.registry.ports import ALL_PORTS, HIGHEST, Ports
from portdocs.registry.registry import Registry
from portdocs.topology.port_usage import UsedPorts, free_ports, in_order, used_ports


@dataclass(frozen=True, slots=True)
class Skipped:
    """Consecutive ports that are not free, with the first reason."""

    ports: Ports
    reason: UsedPorts


@dataclass(frozen=True, slots=True)
class Allocation:
    """The free ports of a range, or from a port up."""

    range: Range | None
    host: Host | None
    """None if the ports are free on every host."""
    ports: tuple[int, ...]
    skipped: tuple[Skipped, ...]
    """The used ports below the last one allocated, or all of them if there are too few free ports."""


def allocate(
    registry: Registry,
    range_: Range | None,
    *,
    start: int = 1,
    host: Host | None,
    transport: str,
    count: int,
    today: datetime.date,
) -> Allocation:
    """The `count` lowest free ports from `start` up, of a range or of all ports that no range reserves.

    They are free on `host`; by default on the range's host, else on every host.
    """
    host = host or (registry.hosts[range_.host] if range_ and range_.host else None)
    used = used_ports(registry, host=host, transport=transport, today=today)
    if range_ is None:
        used = in_order([*used, *_reserved(registry, host, transport)])
    runs = sorted(range_.ports if range_ else (ALL_PORTS,))
    intervals = [Ports(max(start, run.first), run.last) for run in runs if run.last >= start]
    ports = tuple(islice(free_ports(intervals, used), count))
    last = ports[-1] if len(ports) == count else HIGHEST
    return Allocation(range_, host, ports, tuple(_skipped(intervals, used, last)))


def _reserved(registry: Registry, host: Host | None, transport: str) -> Iterator[UsedPorts]:
    """The ports of ranges, which are free only to those who name the range."""
    for range_ in registry.ranges.values():
        if host is None or range_.host in (None, host.id):
            for index, ports in enumerate(range_.ports):
                location = range_.at.value_location("ports", index)
                yield UsedPorts(ports, transport, f"reserved by the range {range_.title}, see --range", location)


def _skipped(intervals: Sequence[Ports], used: list[UsedPorts], last: int) -> Iterator[Skipped]:
    for interval in intervals:
        below = Ports(interval.first, min(interval.last, last)) if interval.first <= last else None
        reached = interval.first - 1
        for block in used:
            if below and block.ports.meets(below) and block.ports.last > reached:
                first, reached = max(block.ports.first, reached + 1), min(block.ports.last, below.last)
                if first <= reached:
                    yield Skipped(Ports(first, reached), block)
