"""Nine of ten ports of a range are taken, or more.

A port counts as taken where a listener takes it on the range's host, on any host if the range names none. The ports of
retired services, which rest, do not count. A range of one port is a reservation and is meant to be full.

## Why it matters

The next service will take a port outside of the range, or somebody else's.

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
from collections.abc import Iterator

from portdocs.checks._live import host_listeners
from portdocs.checks._problem import Problem, field_location
from portdocs.checks._reserved import reserved
from portdocs.checks._runs import merged, shared
from portdocs.registry import Ports, Registry, Severity

SEVERITY = Severity.WARNING
INSPECTS = ("ranges", "ports")

NEARLY = 0.9


def range_nearly_full(registry: Registry) -> Iterator[Problem]:
    """One problem for each range."""
    taken = _taken(registry)
    for range_ in registry.ranges.values():
        size = _count(range_.ports)
        used = _count(taken[range_.id])
        if size > 1 and used >= NEARLY * size:
            yield Problem(
                field_location(range_, "ports"),
                f"{used} of the {size} ports of {range_.title} are taken; reserve more, or retire what is not in use",
                (range_,),
            )


def _taken(registry: Registry) -> dict[str, list[Ports]]:
    """By range, the runs of its ports that listeners take."""
    ranges_of = reserved(registry)
    taken: dict[str, list[Ports]] = defaultdict(list)
    for service, _, ports in host_listeners(registry):
        for host in registry.hosts_of(service):
            for range_, run in ranges_of.meeting(host, ports):
                taken[range_.id].append(shared(ports, run))
    return taken


def _count(runs: tuple[Ports, ...] | list[Ports]) -> int:
    return sum(map(len, merged(runs)))
