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
from itertools import islice

from portdocs.checks._live import host_listeners
from portdocs.checks._problem import Problem, field_location
from portdocs.checks._reserved import reserved
from portdocs.checks._runs import merged, outside, shared, text
from portdocs.checks._sweep import MOST
from portdocs.checks._words import on
from portdocs.registry import Host, Listener, Ports, Range, Registry, Service, Severity

SEVERITY = Severity.ERROR
ACCEPTABLE = True
INSPECTS = ("ports", "ranges")

Parts = list[tuple[Host, Ports]]
"""What of a listener's ports lies in a range, by host."""


def range_trespass(registry: Registry) -> Iterator[Problem]:
    """One problem for each listener and range."""
    for service, listener, ports in host_listeners(registry):
        foreign: dict[str, Parts] = {}
        for host in registry.hosts_of(service):
            for range_, part in _trespassed(registry, service, host, ports):
                foreign.setdefault(range_.id, []).append((host, part))
        for id, parts in foreign.items():
            yield _problem(registry, service, listener, registry.ranges[id], parts)


def _trespassed(registry: Registry, service: Service, host: Host, ports: Ports) -> Iterator[tuple[Range, Ports]]:
    """The ranges of others that hold any of the ports on the host, and what they hold that no own range does."""
    held = reserved(registry).meeting(host, ports)
    foreign = [(range_, run) for range_, run in held if range_.suite not in (None, service.suite)]
    if foreign:
        own = [run for range_, run in held if service.suite and range_.suite == service.suite]
        found = ((range_, part) for range_, run in foreign for part in outside(shared(ports, run), own))
        yield from islice(found, MOST)


def _problem(registry: Registry, service: Service, listener: Listener, range_: Range, parts: Parts) -> Problem:
    hosts = list({host.id: host for host, _ in parts}.values())
    suite = registry.suites[range_.suite] if range_.suite else None
    whose = suite.title if suite else "others"
    return Problem(
        field_location(listener, "port"),
        f"{service.title} listens on {text(merged(run for _, run in parts))}{on(registry, hosts)}, which {range_.title}"
        f" reserves for {whose}; take another port, or a range of your own",
        (service, listener, range_, *hosts),
        related=(field_location(range_, "ports"),),
    )
