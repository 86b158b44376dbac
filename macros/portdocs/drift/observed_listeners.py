"""Observed listeners: their ports and names, and an index by port, so that a large host stays fast."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from itertools import pairwise

from portdocs.registry import Ports
from portdocs.scan import ObservedListener
from portdocs.topology.bindings import shown_bind

MAX_WORDS = 5
"""Words of a list in a message before it is cut."""


def socket_of(seen: ObservedListener) -> str:
    """`tcp 0.0.0.0:443`, `unix:/path`, or a container port that docker publishes on a random port."""
    if seen.transport == "unix":
        return seen.address
    ports = seen.ports
    if ports is None:
        return f"{seen.transport} {seen.container_port} in its container, on a port that docker picks"
    return f"{seen.transport} {shown_bind(seen.address, ports)}"


def few(words: Sequence[str], between: str) -> str:
    """Join words, cutting long lists to some items and a count."""
    rest = [f"{len(words) - MAX_WORDS} more"] if len(words) > MAX_WORDS else []
    return between.join([*words[:MAX_WORDS], *rest])


class ListenerIndex:
    """Observed listeners indexed by transport and port."""

    def __init__(self, found: Iterable[ObservedListener]) -> None:
        self._single: dict[str, list[tuple[int, int, ObservedListener]]] = {}
        self._runs: dict[str, list[ObservedListener]] = {}
        for number, one in enumerate(found):
            if one.port and one.port_end:
                self._runs.setdefault(one.transport, []).append(one)
            elif one.port:
                self._single.setdefault(one.transport, []).append((one.port, number, one))
        for entries in self._single.values():
            entries.sort(key=lambda entry: entry[:2])

    def on(self, transport: str, ports: Ports) -> list[ObservedListener]:
        """All listeners on any of the ports."""
        entries = self._single.get(transport, [])
        found = []
        at = bisect_left(entries, ports.first, key=lambda entry: entry[0])
        while at < len(entries) and entries[at][0] <= ports.last:
            found.append(entries[at][2])
            at += 1
        return found + [one for one in self._runs.get(transport, []) if _ports(one).meets(ports)]


def segments(ports: Ports, seen: Iterable[ObservedListener]) -> Iterator[Ports]:
    """Split ports into runs on which the same listeners are observed."""
    starts = {ports.first}
    for each in seen:
        run = _ports(each)
        starts |= {start for start in (run.first, run.last + 1) if start in ports}
    ordered = [*sorted(starts), ports.last + 1]
    for first, after in pairwise(ordered):
        yield Ports(first, after - 1)


def cut(seen: ObservedListener, first: int, end: int | None) -> ObservedListener:
    """The part of a range of ports from `first` to `end`; of one port without `end`."""
    inside = seen.container_port
    if inside is not None and seen.port is not None and seen.certain:
        inside += first - seen.port
    return replace(seen, port=first, port_end=end, container_port=inside)


def without(ports: Ports, taken: Iterable[Ports]) -> Iterator[Ports]:
    """The runs of ports that are not taken."""
    first = ports.first
    for run in sorted(taken):
        if run.first > first and first <= ports.last:
            yield Ports(first, min(run.first - 1, ports.last))
        first = max(first, run.last + 1)
    if first <= ports.last:
        yield Ports(first, ports.last)


def same_path(one: str, other: str) -> bool:
    """True if two socket paths are the same; /var/run is /run (file-hierarchy(7))."""
    return one == other or one.replace("/var/run/", "/run/", 1) == other.replace("/var/run/", "/run/", 1)


def _ports(seen: ObservedListener) -> Ports:
    assert seen.ports is not None
    return seen.ports
