"""No health check for a listener that speaks http or https.

Proxies are ignored, since they respond for others, and so are listeners with another or an unknown protocol.

## Why it matters

Without it there is nothing to monitor, and nothing to try first in an incident. `portdocs export prometheus` creates
its probes from it.

## Fails

```yaml
services:
  api:
    listeners: [{port: 8000, protocol: http, bind: 127.0.0.1}]
```

## Passes

```yaml
services:
  api:
    listeners: [{port: 8000, protocol: http, bind: 127.0.0.1, health: /health}]
```
"""

from __future__ import annotations

from collections.abc import Iterator

from portdocs.checks._common import Problem, active_listeners, describe, field_location
from portdocs.registry import Registry, Severity

SEVERITY = Severity.WARNING
INSPECTS = ("ports",)


def missing_health(registry: Registry) -> Iterator[Problem]:
    """One problem for each listener."""
    for service, listener in active_listeners(registry):
        if listener.speaks_http and not listener.health and not registry.is_proxy(service):
            yield Problem(
                field_location(listener, "port", "container_port", "socket"),
                f"{service.title} speaks {listener.protocol} on {describe(listener)}, without a health check",
                "add `health: /path`, or `health: tcp`",
                (service, listener),
            )
