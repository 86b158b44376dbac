"""A service of a suite that reserves ports listens outside of its ranges.

Only suites that have a range on the host are looked at. Proxies are excepted (they listen on 80 and 443), and ranges
that belong to no suite are open to all. A port in another suite's range is `range-trespass`.

## Why it matters

A port outside of the ranges is reserved for nobody: the next service may take it as well.

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

from portdocs.checks._live import host_listeners
from portdocs.checks._problem import Problem, field_location
from portdocs.checks._reserved import reserved
from portdocs.checks._runs import merged, outside, text
from portdocs.checks._words import join_names, on
from portdocs.registry import Host, Listener, Ports, Range, Registry, Service, Severity

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
        if ranges and not registry.is_proxy(service) and (left := _left(registry, service, ports, ranges)):
            yield _problem(registry, service, listener, left, ranges)


def _left(registry: Registry, service: Service, ports: Ports, ranges: list[Range]) -> dict[str, list[Ports]]:
    """By host on which the suite has a range, the ports that no range holds."""
    where = {range_.host for range_ in ranges}
    hosts = [host for host in registry.hosts_of(service) if None in where or host.id in where]
    held = {host.id: (run for _, run in reserved(registry).meeting(host, ports)) for host in hosts}
    return {id: parts for id, runs in held.items() if (parts := list(outside(ports, runs)))}


def _problem(
    registry: Registry, service: Service, listener: Listener, left: dict[str, list[Ports]], ranges: list[Range]
) -> Problem:
    hosts: list[Host] = [registry.hosts[id] for id in left]
    here = [range_ for range_ in ranges if range_.host is None or range_.host in left]
    expected = join_names((f"{range_.title} ({text(range_.ports)})" for range_ in here), last="or")
    suite = registry.suite_of(service)
    return Problem(
        field_location(listener, "port"),
        f"{service.title} listens on {text(merged(part for parts in left.values() for part in parts))}"
        f"{on(registry, hosts)}, outside the ranges of {suite.title if suite else 'its suite'};"
        f" take a port of {expected}, or reserve this one",
        (service, listener, *hosts),
        related=(field_location(here[0], "ports"),),
    )
