"""Intervals of ports: set operations, overlaps, and the ranges that reserve a port, for thousands of listeners."""

from __future__ import annotations

import heapq
from bisect import bisect_right
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from itertools import accumulate, chain, islice
from typing import Generic, TypeVar

from portdocs.registry import Host, Ports, Range, Registry
from portdocs.registry.ports import union
from portdocs.registry.registry import derived

T = TypeVar("T")

MAX_OVERLAPS = 10
"""The number of overlaps reported for an item: a thousand listeners on one port are half a million pairs."""


def subtract(ports: Ports, intervals: Iterable[Ports]) -> Iterator[Ports]:
    """The parts of some ports that are in none of the intervals."""
    intervals = list(intervals)
    if any(interval.covers(ports) for interval in intervals):
        return
    first = ports.first
    for interval in union(intervals):
        if interval.first > ports.last or first > ports.last:
            break
        if interval.first > first:
            yield Ports(first, interval.first - 1)
        first = max(first, interval.last + 1)
    if first <= ports.last:
        yield Ports(first, ports.last)


def intersect(a: Ports, b: Ports) -> Ports:
    """The common part of two intervals that overlap."""
    return Ports(max(a.first, b.first), min(a.last, b.last))


def join_ports(intervals: Iterable[Ports]) -> str:
    """Intervals in a message: `8000-8009, 9000`."""
    return ", ".join(map(str, intervals))


@dataclass(frozen=True, slots=True)
class Interval(Generic[T]):
    """The ports that an item uses at one key (an address, a host), or everywhere (None)."""

    ports: Ports
    key: str | None
    item: T


_Active = dict[str | None, list[tuple[int, int, T]]]
"""By key, the intervals that contain the current port, as a heap of (last port, number, item)."""


def overlapping_pairs(intervals: Iterable[Interval[T]]) -> Iterator[tuple[T, T]]:
    """The pairs of items that share a port and a key; each item with at most MAX_OVERLAPS of those that start earlier.

    A sweep in order of the first port: it takes the time of the sort and of its output, never of all pairs.
    """
    active: _Active[T] = {}
    for number, interval in enumerate(sorted(intervals, key=lambda one: (one.ports.first, one.ports.last))):
        for other in islice(_overlapping(active, interval), MAX_OVERLAPS):
            yield other, interval.item
        heapq.heappush(active.setdefault(interval.key, []), (interval.ports.last, number, interval.item))


def _overlapping(active: _Active[T], interval: Interval[T]) -> Iterator[T]:
    keys = list(active) if interval.key is None else (interval.key, None)
    return chain.from_iterable(_still_active(active, key, interval.ports.first) for key in keys)


def _still_active(active: _Active[T], key: str | None, port: int) -> Iterator[T]:
    """The items at a key whose ports include `port`; removes those that ended before it."""
    heap = active.get(key, [])
    while heap and heap[0][0] < port:
        heapq.heappop(heap)
    if not heap:
        active.pop(key, None)
    return (item for _, _, item in heap)


@dataclass(frozen=True, slots=True)
class _SortedRanges:
    """The intervals of some ranges by first port, with the highest port of all intervals up to each one."""

    intervals: list[tuple[Ports, Range]]
    firsts: list[int]
    highest: list[int]

    def overlapping(self, ports: Ports) -> Iterator[tuple[Range, Ports]]:
        index = bisect_right(self.firsts, ports.last)
        while index and self.highest[index - 1] >= ports.first:
            index -= 1
            interval, range_ = self.intervals[index]
            if interval.last >= ports.first:
                yield range_, interval


@dataclass(frozen=True, slots=True)
class ReservedRanges:
    """The ranges of a registry by host; a range without a host applies to all of them."""

    ranges: tuple[Range, ...]
    _by_host: dict[str, _SortedRanges] = field(default_factory=dict, compare=False)

    def overlapping(self, host: Host, ports: Ports) -> list[tuple[Range, Ports]]:
        """The ranges that contain any of the ports on the host, with the interval that does, sorted by port."""
        if host.id not in self._by_host:
            self._by_host[host.id] = _sort([range_ for range_ in self.ranges if range_.host in (None, host.id)])
        return list(self._by_host[host.id].overlapping(ports))[::-1]


@derived
def reserved_ranges(registry: Registry) -> ReservedRanges:
    """All ranges of a registry."""
    return ReservedRanges(tuple(registry.ranges.values()))


def _sort(ranges: list[Range]) -> _SortedRanges:
    # Ranges are in the order of their ids, and sorting is stable.
    pairs = sorted(((ports, range_) for range_ in ranges for ports in range_.ports), key=lambda pair: pair[0])
    highest = accumulate((ports.last for ports, _ in pairs), max)
    return _SortedRanges(pairs, [ports.first for ports, _ in pairs], list(highest))
