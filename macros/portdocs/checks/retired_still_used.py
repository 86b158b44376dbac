"""A retired service is still named: an endpoint leads to it or through it, or a service depends on it.

## Why it matters

A retired service listens on nothing. What still needs it is broken, or the service is not retired.

## Fails

```yaml
services:
  old-db:
    status: retired
    retired_on: 2026-01-31
    listeners: [{port: 5432, bind: 127.0.0.1}]
  api:
    listeners: [{port: 8000, bind: 127.0.0.1}]
    depends_on: [old-db]
```

## Passes

```yaml
services:
  old-db:
    status: retired
    retired_on: 2026-01-31
    listeners: [{port: 5432, bind: 127.0.0.1}]
  new-db:
    listeners: [{port: 5433, bind: 127.0.0.1}]
  api:
    listeners: [{port: 8000, bind: 127.0.0.1}]
    depends_on: [new-db]
```
"""

from __future__ import annotations

from collections.abc import Iterator

from portdocs.checks._problem import Problem, written_at
from portdocs.registry import Place, Registry, Service, Severity
from portdocs.registry.model import Entry

SEVERITY = Severity.ERROR
LOOKS_AT = ("services", "endpoints")


def retired_still_used(registry: Registry) -> Iterator[Problem]:
    """One problem for each place that names a retired service."""
    for service in registry.services.values():
        if service.status == "retired":
            yield from (_problem(service, *use) for use in _uses(registry, service))


def _uses(registry: Registry, service: Service) -> Iterator[tuple[Entry, Place, str]]:
    for endpoint in registry.endpoints_to(service):
        yield endpoint, endpoint.at.value_place("to"), f"{endpoint.url[0]} leads to it"
    for endpoint in registry.endpoints_via(service):
        place = endpoint.at.value_place("via", endpoint.via.index(service.id))
        yield endpoint, place, f"{endpoint.url[0]} passes through it"
    for other in registry.dependents_of(service):
        if other.status != "retired":
            place = other.at.value_place("depends_on", other.depends_on.index(service.id))
            yield other, place, f"{other.title} depends on it"


def _problem(service: Service, user: Entry, place: Place, use: str) -> Problem:
    since = f" since {service.retired_on}" if service.retired_on else ""
    return Problem(
        place,
        f"{service.title} is retired{since}, but {use}; name another service, or correct its status",
        (service, user),
        related=(written_at(service, "status"),),
    )
