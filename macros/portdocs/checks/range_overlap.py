"""Two ranges reserve the same port of the same host.

A range without `host` holds on every host. A range that names a port twice overlaps itself.

## Why it matters

A reserved port is free for whoever reserved it. Where two have, both will take it.

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

Where one range is a part of another on purpose, accept it on either.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass

from portdocs.checks._problem import Problem
from portdocs.checks._runs import merged, shared, text
from portdocs.checks._sweep import Span, meetings
from portdocs.registry import Location, Ports, Range, Registry, Severity

SEVERITY = Severity.ERROR
ACCEPTABLE = True
INSPECTS = ("ranges",)


@dataclass(frozen=True, slots=True)
class _Run:
    range: Range
    ports: Ports
    location: Location


Pair = tuple[_Run, _Run]


def range_overlap(registry: Registry) -> Iterator[Problem]:
    """One problem for each pair of ranges, however many runs of theirs meet."""
    by_ranges: dict[tuple[str, str], list[Pair]] = defaultdict(list)
    for first, second in meetings(_spans(registry)):
        first, second = sorted((first, second), key=lambda run: (run.range.id, run.ports))
        by_ranges[first.range.id, second.range.id].append((first, second))
    for pairs in by_ranges.values():
        yield _problem(registry, pairs)


def _spans(registry: Registry) -> Iterator[Span[_Run]]:
    for range_ in registry.ranges.values():
        for index, ports in enumerate(range_.ports):
            yield Span(ports, range_.host, _Run(range_, ports, range_.at.value_location("ports", index)))


def _problem(registry: Registry, pairs: list[Pair]) -> Problem:
    first, second = pairs[0]
    earlier, later = sorted((first.location, second.location))
    ports = list(merged(shared(a.ports, b.ports) for a, b in pairs))
    what = f"both {first.range.title} and {second.range.title} reserve {text(ports)}"
    if first.range is second.range:
        what = f"{first.range.title} names {text(ports)} twice"
    return Problem(
        later,
        f"{what}{_where(registry, first.range, second.range)}, expected each port once; change one",
        (first.range,) if first.range is second.range else (first.range, second.range),
        related=(earlier,),
        ports=tuple(ports),
    )


def _where(registry: Registry, first: Range, second: Range) -> str:
    host = first.host or second.host
    return f" on {registry.hosts[host].title}" if host else ""
