"""Which ranges reserve a port of a host, asked for thousands of listeners."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import lru_cache
from itertools import accumulate

from portdocs.registry import Host, Ports, Range, Registry


@dataclass(frozen=True, slots=True)
class _Runs:
    """The runs of some ranges, sorted, with the highest port that any run up to each one reaches."""

    runs: list[tuple[Ports, Range]]
    firsts: list[int]
    highest: list[int]

    def meeting(self, ports: Ports) -> Iterator[tuple[Range, Ports]]:
        index = bisect_right(self.firsts, ports.last)
        while index and self.highest[index - 1] >= ports.first:
            index -= 1
            run, range_ = self.runs[index]
            if run.last >= ports.first:
                yield range_, run


@dataclass(frozen=True, slots=True)
class Reserved:
    """The ranges of a registry by host; a range without host holds on all of them."""

    ranges: tuple[Range, ...]
    _of_host: dict[str, _Runs] = field(default_factory=dict)

    def meeting(self, host: Host, ports: Ports) -> list[tuple[Range, Ports]]:
        """The ranges that hold any of the ports on the host, with the run that does, sorted by port."""
        if host.id not in self._of_host:
            self._of_host[host.id] = _sorted([one for one in self.ranges if one.host in (None, host.id)])
        return list(self._of_host[host.id].meeting(ports))[::-1]


@lru_cache(maxsize=2)
def reserved(registry: Registry) -> Reserved:
    """All ranges that the registry declares; several checks ask for the same."""
    return Reserved(tuple(registry.ranges.values()))


def _sorted(ranges: list[Range]) -> _Runs:
    # Ranges come by id, and sorting is stable.
    runs = sorted(((run, one) for one in ranges for run in one.ports), key=lambda pair: pair[0])
    return _Runs(runs, [run.first for run, _ in runs], list(accumulate((run.last for run, _ in runs), max)))
