"""At least nine of ten ports of a range are in use.

A port is in use if a listener uses it on the range's host, or on any host if the range names none. The ports of retired
services do not count. A range of one port is a reservation and meant to be full.

## Why it matters

The next service will use a port outside the range, or in the range of another suite.

## Fails

```yaml
services:
  workers:
    listeners: [{port: 8000-8008, bind: 127.0.0.1}]
ranges:
  workers: {ports: 8000-8009}
```

## Passes

```yaml
services:
  workers:
    listeners: [{port: 8000-8008, bind: 127.0.0.1}]
ranges:
  workers: {ports: 8000-8019}
```
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator

from portdocs.checks._common import Problem, field_location, host_listeners
from portdocs.checks._intervals import intersect, reserved_ranges
from portdocs.registry import Ports, Registry, Severity
from portdocs.registry.ports import union

SEVERITY = Severity.WARNING
INSPECTS = ("ranges", "ports")

NEARLY_FULL = 0.9


def range_nearly_full(registry: Registry) -> Iterator[Problem]:
    """One problem for each range."""
    in_use = _ports_in_use(registry)
    for range_ in registry.ranges.values():
        size = _count(range_.ports)
        used = _count(in_use[range_.id])
        if size > 1 and used >= NEARLY_FULL * size:
            yield Problem(
                field_location(range_, "ports"),
                f"{used} of the {size} ports of {range_.title} are in use",
                "reserve more, or retire what is not needed",
                (range_,),
            )


def _ports_in_use(registry: Registry) -> dict[str, list[Ports]]:
    """The intervals that listeners use, by range."""
    ranges = reserved_ranges(registry)
    in_use: dict[str, list[Ports]] = defaultdict(list)
    for service, _, ports in host_listeners(registry):
        for host in registry.hosts_of(service):
            for range_, interval in ranges.overlapping(host, ports):
                in_use[range_.id].append(intersect(ports, interval))
    return in_use


def _count(intervals: Iterable[Ports]) -> int:
    return sum(map(len, union(intervals)))
