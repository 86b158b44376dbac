"""A service has no owner, neither its own nor its suite's.

Retired and external services need none.

## Why it matters

When it fails at night, nobody knows whom to ask; when its port is wanted, nobody can give it away.

## Fails

```yaml
services:
  api:
    listeners: [{port: 8000, bind: 127.0.0.1}]
```

## Passes

```yaml
suites:
  shop: {owner: Shop Team}
services:
  api:
    suite: shop
    listeners: [{port: 8000, bind: 127.0.0.1}]
```
"""

from __future__ import annotations

from collections.abc import Iterator

from portdocs.checks._live import live_services
from portdocs.checks._problem import Problem
from portdocs.registry import Registry, Service, Severity, Suite

SEVERITY = Severity.WARNING
INSPECTS = ("services",)


def unowned_service(registry: Registry) -> Iterator[Problem]:
    """One problem for each service."""
    for service in live_services(registry):
        if not registry.owner_of(service):
            suite = registry.suite_of(service)
            related = (suite.location,) if suite else ()
            yield Problem(service.location, _message(service, suite), (service,), related)


def _message(service: Service, suite: Suite | None) -> str:
    if suite:
        return f"{service.title} has no owner, and its suite {suite.title} has none; add `owner` to one of them"
    return f"{service.title} has no owner and no suite that has one; add `owner` or `suite`"
