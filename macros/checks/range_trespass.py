"""A service listens in a range that is reserved for another suite.

Services without a suite trespass too: the range is not theirs. A range without `host` holds on every host, a range
without `suite` is open to all, and a port that a range of the service's own suite holds as well is no trespass.

## Why it matters

The suite that reserved the port will use it, and find it taken.

## Fails

```yaml
suites:
  shop: {owner: Shop Team}
  blog: {owner: Blog Team}
services:
  shop-api:
    suite: shop
    listeners: [{port: 8100, bind: 127.0.0.1}]
ranges:
  shop: {ports: 8000-8099, suite: shop}
  blog: {ports: 8100-8199, suite: blog}
```

## Passes

```yaml
suites:
  shop: {owner: Shop Team}
  blog: {owner: Blog Team}
services:
  shop-api:
    suite: shop
    listeners: [{port: 8000, bind: 127.0.0.1}]
ranges:
  shop: {ports: 8000-8099, suite: shop}
  blog: {ports: 8100-8199, suite: blog}
```

Accept it on the service, the listener or the range.
"""

from __future__ import annotations

from collections.abc import Iterator

from macros.checks._live import host_listeners
from macros.checks._problem import Problem, written_at
from macros.checks._reserved import reserved
from macros.checks._runs import merged, outside, shared, text
from macros.checks._words import on
from macros.registry import Host, Listener, Ports, Range, Registry, Service, Severity

SEVERITY = Severity.ERROR
ACCEPTABLE = True
LOOKS_AT = ("ports", "ranges")


def range_trespass(registry: Registry) -> Iterator[Problem]:
    """One problem for each listener and range."""
    ranges_of = reserved(registry)
    for service, listener, ports in host_listeners(registry):
        foreign: dict[str, list[tuple[Host, Ports]]] = {}
        for host in registry.hosts_of(service):
            held = ranges_of.meeting(host, ports)
            own = [run for range_, run in held if range_.suite == service.suite]
            for range_, run in held:
                if range_.suite not in (None, service.suite):
                    foreign.setdefault(range_.id, []).extend((host, part) for part in outside(shared(ports, run), own))
        for id, parts in foreign.items():
            if parts:
                yield _problem(registry, service, listener, registry.ranges[id], parts)


def _problem(
    registry: Registry, service: Service, listener: Listener, range_: Range, parts: list[tuple[Host, Ports]]
) -> Problem:
    hosts = list({host.id: host for host, _ in parts}.values())
    suite = registry.suites[range_.suite] if range_.suite else None
    whose = suite.title if suite else "others"
    return Problem(
        written_at(listener, "port"),
        f"{service.title} listens on {text(merged(run for _, run in parts))}{on(registry, hosts)}, which {range_.title}"
        f" reserves for {whose}; take another port, or a range of your own",
        (service, listener, range_, *hosts),
        related=(written_at(range_, "ports"),),
    )
