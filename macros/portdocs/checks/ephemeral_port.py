"""A service listens on a port that Linux uses for outgoing connections (32768-60999), outside all ranges.

A declared range means that the port was reserved on purpose (`net.ipv4.ip_local_reserved_ports`).

## Why it matters

An outgoing connection may use the port at the moment when the service starts. Then the start fails, once in a thousand
restarts, and the port is free again by the time someone looks.

## Fails

```yaml
services:
  api:
    listeners: [{port: 40000, bind: 127.0.0.1}]
```

## Passes

```yaml
services:
  api:
    listeners: [{port: 18000, bind: 127.0.0.1}]
```
"""

from __future__ import annotations

from collections.abc import Iterator

from portdocs.checks._common import Problem, field_location, host_listeners
from portdocs.checks._intervals import intersect, join_ports, reserved_ranges, subtract
from portdocs.registry import Ports, Registry, Service, Severity
from portdocs.registry.ports import union
from portdocs.topology.iana import EPHEMERAL

SEVERITY = Severity.WARNING
INSPECTS = ("ports",)


def ephemeral_port(registry: Registry) -> Iterator[Problem]:
    """One problem for each listener."""
    for service, listener, ports in host_listeners(registry):
        if ports.meets(EPHEMERAL):
            part = intersect(ports, EPHEMERAL)
            if unreserved := join_ports(union(_unreserved(registry, service, part))):
                what = f"{service.title} listens on {unreserved}, which Linux uses for outgoing connections"
                fix = "use a lower port, or reserve it with a range"
                yield Problem(field_location(listener, "port"), f"{what} ({EPHEMERAL})", fix, (service, listener))


def _unreserved(registry: Registry, service: Service, ports: Ports) -> Iterator[Ports]:
    """The ports that no range reserves on a host of the service."""
    for host in registry.hosts_of(service):
        yield from subtract(ports, [interval for _, interval in reserved_ranges(registry).overlapping(host, ports)])
