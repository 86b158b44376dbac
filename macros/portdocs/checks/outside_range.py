"""A service listens outside the ranges that its suite has reserved.

The check covers suites with a range on the host. It ignores proxies, which listen on 80 and 443. Anyone may use a range
without a suite. A port in the range of another suite is `range-trespass`.

## Why it matters

A port outside the ranges is not reserved: the next service may use it as well.

## Fails

```yaml
suites:
  shop: {owner: Shop Team}
services:
  shop-api:
    suite: shop
    listeners: [{port: 9000, bind: 127.0.0.1}]
ranges:
  shop: {ports: 8000-8099, suite: shop}
```

## Passes

```yaml
suites:
  shop: {owner: Shop Team}
services:
  shop-api:
    suite: shop
    listeners: [{port: 8000, bind: 127.0.0.1}]
ranges:
  shop: {ports: 8000-8099, suite: shop}
```
"""

from __future__ import annotations

from collections.abc import Iterator

from portdocs.checks._common import Problem, field_location, host_listeners, join_names, on_hosts
from portdocs.checks._intervals import join_ports, reserved_ranges, subtract
from portdocs.registry import Host, Listener, Ports, Range, Registry, Service, Severity
from portdocs.registry.ports import union

SEVERITY = Severity.WARNING
INSPECTS = ("ports", "ranges")


def outside_range(registry: Registry) -> Iterator[Problem]:
    """One problem for each listener."""
    of_suites: dict[str, list[Range]] = {}
    for range_ in registry.ranges.values():
        if range_.suite:
            of_suites.setdefault(range_.suite, []).append(range_)
    for service, listener, ports in host_listeners(registry):
        ranges = of_suites.get(service.suite or "")
        if ranges and not registry.is_proxy(service) and (unreserved := _unreserved(registry, service, ports, ranges)):
            yield _problem(registry, service, listener, unreserved, ranges)


def _unreserved(registry: Registry, service: Service, ports: Ports, ranges: list[Range]) -> dict[str, list[Ports]]:
    """The ports that no range contains, by host on which the suite has a range."""
    where = {range_.host for range_ in ranges}
    hosts = [host for host in registry.hosts_of(service) if None in where or host.id in where]
    reserved = {host.id: (run for _, run in reserved_ranges(registry).overlapping(host, ports)) for host in hosts}
    return {id: parts for id, runs in reserved.items() if (parts := list(subtract(ports, runs)))}


def _problem(
    registry: Registry, service: Service, listener: Listener, unreserved: dict[str, list[Ports]], ranges: list[Range]
) -> Problem:
    hosts: list[Host] = [registry.hosts[id] for id in unreserved]
    here = [range_ for range_ in ranges if range_.host is None or range_.host in unreserved]
    expected = join_names((f"{range_.title} ({join_ports(range_.ports)})" for range_ in here), last="or")
    suite = registry.suite_of(service)
    return Problem(
        field_location(listener, "port"),
        f"{service.title} listens on {join_ports(union(part for parts in unreserved.values() for part in parts))}"
        f"{on_hosts(registry, hosts)}, outside the ranges of {suite.title if suite else 'its suite'}",
        f"use a port of {expected}, or reserve this one",
        (service, listener, *hosts),
        related=(field_location(here[0], "ports"),),
    )
