"""A service listens on a port that Linux hands out to outgoing connections (32768-60999), in no declared range.

A declared range says that the port was set aside on purpose (`net.ipv4.ip_local_reserved_ports`).

## Why it matters

Any outgoing connection may hold the port when the service starts: then it fails, once in a thousand restarts, and by
the time someone looks the port is free again.

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

from portdocs.checks._live import host_listeners
from portdocs.checks._problem import Problem, field_location
from portdocs.checks._reserved import reserved
from portdocs.checks._runs import merged, outside, shared, text
from portdocs.registry import Ports, Registry, Severity

SEVERITY = Severity.WARNING
INSPECTS = ("ports",)

EPHEMERAL = Ports(32768, 60999)
"""The default of `net.ipv4.ip_local_port_range` (Linux, Documentation/networking/ip-sysctl.rst)."""


def ephemeral_port(registry: Registry) -> Iterator[Problem]:
    """One problem for each listener."""
    for service, listener, ports in host_listeners(registry):
        if ports.meets(EPHEMERAL):
            part = shared(ports, EPHEMERAL)
            held = [[run for _, run in reserved(registry).meeting(h, part)] for h in registry.hosts_of(service)]
            if left := [run for runs in held for run in outside(part, runs)]:
                what = f"{service.title} listens on {text(merged(left))}, which Linux gives to outgoing connections"
                message = f"{what} ({EPHEMERAL}); take a lower port, or reserve it with a range"
                yield Problem(field_location(listener, "port"), message, (service, listener))
