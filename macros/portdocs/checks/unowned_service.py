"""A service has no owner, and neither has its suite.

Retired and external services do not need one.

## Why it matters

In an incident it is unclear whom to ask, and no one can decide about its ports.

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

from portdocs.checks._common import Problem, active_services
from portdocs.registry import Registry, Service, Severity, Suite

SEVERITY = Severity.WARNING
INSPECTS = ("services",)


def unowned_service(registry: Registry) -> Iterator[Problem]:
    """One problem for each service."""
    for service in active_services(registry):
        if not registry.owner_of(service):
            suite = registry.suite_of(service)
            related = (suite.location,) if suite else ()
            yield Problem(service.location, *_problem_and_fix(service, suite), (service,), related)


def _problem_and_fix(service: Service, suite: Suite | None) -> tuple[str, str]:
    if suite:
        problem = f"{service.title} has no owner, and neither has its suite {suite.title}"
        return problem, "add `owner` to one of them"
    return f"{service.title} has neither an owner nor a suite", "add `owner` or `suite`"
