"""A service listens in a range that is reserved for another suite.

This includes services without a suite. A range without `host` applies to every host, and anyone may use a range without
`suite`. A port that is also in a range of the service's own suite is fine.

## Why it matters

The suite that reserved the port will want to use it.

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

To accept a finding, write it on the service, the listener or the range.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import islice

from portdocs.checks._common import Problem, field_location, host_listeners, on_hosts
from portdocs.checks._intervals import MAX_OVERLAPS, intersect, join_ports, reserved_ranges, subtract
from portdocs.registry import Host, Listener, Ports, Range, Registry, Service, Severity
from portdocs.registry.ports import union

SEVERITY = Severity.ERROR
INSPECTS = ("ports", "ranges")

Parts = list[tuple[Host, Ports]]
"""The ports of a listener in a range, by host."""


def range_trespass(registry: Registry) -> Iterator[Problem]:
    """One problem for each listener and range."""
    for service, listener, ports in host_listeners(registry):
        foreign: dict[str, Parts] = {}
        for host in registry.hosts_of(service):
            for range_, part in _foreign_ranges(registry, service, host, ports):
                foreign.setdefault(range_.id, []).append((host, part))
        for id, parts in foreign.items():
            yield _problem(registry, service, listener, registry.ranges[id], parts)


def _foreign_ranges(registry: Registry, service: Service, host: Host, ports: Ports) -> Iterator[tuple[Range, Ports]]:
    """The ranges of others with any of the ports on the host, and the ports that are in no range of the own suite."""
    ranges = reserved_ranges(registry).overlapping(host, ports)
    foreign = [(range_, run) for range_, run in ranges if range_.suite not in (None, service.suite)]
    if foreign:
        own = [run for range_, run in ranges if service.suite and range_.suite == service.suite]
        parts = ((range_, part) for range_, run in foreign for part in subtract(intersect(ports, run), own))
        yield from islice(parts, MAX_OVERLAPS)


def _problem(registry: Registry, service: Service, listener: Listener, range_: Range, parts: Parts) -> Problem:
    hosts = list({host.id: host for host, _ in parts}.values())
    suite = registry.suites[range_.suite] if range_.suite else None
    whose = suite.title if suite else "others"
    return Problem(
        field_location(listener, "port"),
        f"{service.title} listens on {join_ports(union(run for _, run in parts))}{on_hosts(registry, hosts)}, which"
        f" {range_.title} reserves for {whose}",
        "use another port, or reserve your own range",
        (service, listener, range_, *hosts),
        related=(field_location(range_, "ports"),),
    )
