"""It is not known on which address a service listens.

So it is where `bind` is left out or `unknown`, and where a service's listeners are `unknown` altogether. Unix sockets
and ports that only a container has need no bind.

## Why it matters

A port on 127.0.0.1 and a port on every interface are two different things. As long as nobody knows which of them it is,
conflicts are guesses, exposure is unknown, and no claim about the port can be verified. `ss -lntu` on the host tells.

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

from portdocs.checks._live import host_listeners, live_services
from portdocs.checks._problem import Problem, field_location
from portdocs.registry import Registry, Severity
from portdocs.registry.addresses import UNKNOWN

SEVERITY = Severity.WARNING
INSPECTS = ("ports",)


def unknown_bind(registry: Registry) -> Iterator[Problem]:
    """One problem for each listener, or for a service of which no listener is known."""
    for service, listener, ports in host_listeners(registry):
        if UNKNOWN in listener.bind:
            what = f"on which address {service.title} listens (port {ports}), expected `bind`"
            location = field_location(listener, "bind", "port", index=listener.bind.index(UNKNOWN))
            yield Problem(location, f"it is not known {what}; look with `ss -lntu` and write it", (service, listener))
    for service in live_services(registry):
        if service.listeners is None:
            what = f"where {service.title} listens, expected `listeners`"
            location = field_location(service, "listeners")
            yield Problem(location, f"it is not known {what}; look with `ss -lntup` and write them", (service,))
