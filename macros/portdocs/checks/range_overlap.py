"""Two ranges reserve the same port of the same host.

A range without `host` applies to every host. A range that lists a port twice overlaps itself.

## Why it matters

A reserved port is free for its owner. If it has two owners, both will use it.

## Fails

```yaml
ranges:
  web: {ports: 8000-8099, purpose: frontends}
  api: {ports: 8050-8149, purpose: backends}
```

## Passes

```yaml
ranges:
  web: {ports: 8000-8099, purpose: frontends}
  api: {ports: 8100-8199, purpose: backends}
```

If one range is part of another on purpose, accept the finding on either of them.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass

from portdocs.checks._common import Problem
from portdocs.checks._intervals import Interval, intersect, join_ports, overlapping_pairs
from portdocs.registry import Location, Ports, Range, Registry, Severity
from portdocs.registry.ports import union

SEVERITY = Severity.ERROR
INSPECTS = ("ranges",)


@dataclass(frozen=True, slots=True)
class _Part:
    range: Range
    ports: Ports
    location: Location


Pair = tuple[_Part, _Part]


def range_overlap(registry: Registry) -> Iterator[Problem]:
    """One problem for each pair of ranges, however many ports they share."""
    by_ranges: dict[tuple[str, str], list[Pair]] = defaultdict(list)
    for first, second in overlapping_pairs(_intervals(registry)):
        first, second = sorted((first, second), key=lambda part: (part.range.id, part.ports))
        by_ranges[first.range.id, second.range.id].append((first, second))
    for pairs in by_ranges.values():
        yield _problem(registry, pairs)


def _intervals(registry: Registry) -> Iterator[Interval[_Part]]:
    for range_ in registry.ranges.values():
        for index, ports in enumerate(range_.ports):
            yield Interval(ports, range_.host, _Part(range_, ports, range_.at.value_location("ports", index)))


def _problem(registry: Registry, pairs: list[Pair]) -> Problem:
    first, second = pairs[0]
    earlier, later = sorted((first.location, second.location))
    ports = union(intersect(a.ports, b.ports) for a, b in pairs)
    what = f"both {first.range.title} and {second.range.title} reserve {join_ports(ports)}"
    if first.range is second.range:
        what = f"{first.range.title} lists {join_ports(ports)} twice"
    return Problem(
        later,
        f"{what}{_where(registry, first.range, second.range)}, expected each port once",
        "change one",
        (first.range,) if first.range is second.range else (first.range, second.range),
        related=(earlier,),
        ports=tuple(ports),
    )


def _where(registry: Registry, first: Range, second: Range) -> str:
    host = first.host or second.host
    return f" on {registry.hosts[host].title}" if host else ""
