"""Unknown bind address.

`bind` is left out or `unknown`, or all listeners of a service are `unknown`. Unix sockets and ports inside a container
need no bind.

## Why it matters

A port on 127.0.0.1 is private, but a port on every interface is not. While the bind is unknown, conflicts are guesses,
exposure is unknown, and no claim about the port can be verified. `ss -lntu` on the host shows the address.

## Fails

```yaml
services:
  bot:
    listeners: [{port: 8000}]
```

## Passes

```yaml
services:
  bot:
    listeners: [{port: 8000, bind: 127.0.0.1}]
```
"""

from __future__ import annotations

from collections.abc import Iterator

from portdocs.checks._common import Problem, active_services, field_location, host_listeners
from portdocs.registry import Registry, Severity
from portdocs.registry.addresses import UNKNOWN

SEVERITY = Severity.WARNING
INSPECTS = ("ports",)


def unknown_bind(registry: Registry) -> Iterator[Problem]:
    """One problem for each listener, or for a service with unknown listeners."""
    for service, listener, ports in host_listeners(registry):
        if UNKNOWN in listener.bind:
            location = field_location(listener, "bind", "port", index=listener.bind.index(UNKNOWN))
            problem = f"unknown bind address of {service.title} (port {ports})"
            yield Problem(location, problem, "look it up with `ss -lntu` and add `bind`", (service, listener))
    for service in active_services(registry):
        if service.listeners is None:
            problem = f"unknown listeners of {service.title}"
            fix = "look them up with `ss -lntup` and add `listeners`"
            yield Problem(field_location(service, "listeners"), problem, fix, (service,))
