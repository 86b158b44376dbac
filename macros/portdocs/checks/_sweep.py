"""Finds what shares ports by sorting, in the time of the sort and of what is found: never by trying all pairs."""

from __future__ import annotations

import heapq
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import chain, islice
from typing import Generic, TypeVar

from portdocs.registry import Ports

T = TypeVar("T")

MOST = 10
"""With how many others an item is reported: a thousand listeners on one port are half a million pairs, of which these
already say it all."""


@dataclass(frozen=True, slots=True)
class Span(Generic[T]):
    """A run of ports that an item takes somewhere: at one key (an address, a host), or at None, which is everywhere."""

    ports: Ports
    key: str | None
    item: T


_Active = dict[str | None, list[tuple[int, int, T]]]
"""By key, the spans that the sweep is inside of, as a heap: last port, number, item."""


def meetings(spans: Iterable[Span[T]]) -> Iterator[tuple[T, T]]:
    """The pairs of items that share a port and a key, each with at most MOST of those that start before it."""
    active: _Active[T] = {}
    for number, span in enumerate(sorted(spans, key=lambda span: (span.ports.first, span.ports.last))):
        for other in islice(_met(active, span), MOST):
            yield other, span.item
        heapq.heappush(active.setdefault(span.key, []), (span.ports.last, number, span.item))


def _met(active: _Active[T], span: Span[T]) -> Iterator[T]:
    keys = list(active) if span.key is None else (span.key, None)
    return chain.from_iterable(_still_open(active, key, span.ports.first) for key in keys)


def _still_open(active: _Active[T], key: str | None, port: int) -> Iterator[T]:
    """The items at a key whose ports reach as far as `port`; the others are dropped for good."""
    heap = active.get(key, [])
    while heap and heap[0][0] < port:
        heapq.heappop(heap)
    if not heap:
        active.pop(key, None)
    return (item for _, _, item in heap)
