"""A listener speaks http or https, and how to see whether it is well is not written down.

Proxies are excepted: they answer for others. Listeners of another or of no known protocol need no `health`.

## Why it matters

Without it a monitor cannot ask, and whoever is called at night does not know what to ask. The probes of
`portdocs export prometheus` are made of it.

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

from portdocs.checks._live import live_listeners
from portdocs.checks._problem import Problem, field_location
from portdocs.checks._words import shown
from portdocs.registry import Registry, Severity

SEVERITY = Severity.WARNING
INSPECTS = ("ports",)


def missing_health(registry: Registry) -> Iterator[Problem]:
    """One problem for each listener."""
    for service, listener in live_listeners(registry):
        if listener.speaks_http and not listener.health and not registry.is_proxy(service):
            yield Problem(
                field_location(listener, "port", "container_port", "socket"),
                f"{service.title} speaks {listener.protocol} on {shown(listener)}, without a declared health check;"
                " add `health: /path`, or `health: tcp`",
                (service, listener),
            )
