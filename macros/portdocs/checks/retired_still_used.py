"""A retired service is still in use: an endpoint points to it or passes through it, or a service depends on it.

## Why it matters

A retired service listens on nothing. Either what still needs it is broken, or the service is not retired.

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

from portdocs.checks._common import Problem, field_location
from portdocs.registry import Endpoint, Location, Registry, Service, Severity
from portdocs.registry.model import Entry

SEVERITY = Severity.ERROR
INSPECTS = ("services", "endpoints")


def retired_still_used(registry: Registry) -> Iterator[Problem]:
    """One problem for each reference to a retired service."""
    for service in registry.services.values():
        if service.status == "retired":
            yield from (_problem(service, *use) for use in _uses(registry, service))


def _uses(registry: Registry, service: Service) -> Iterator[tuple[Entry, Location, str]]:
    for endpoint in filter(_is_active, registry.endpoints_to(service)):
        yield endpoint, endpoint.at.value_location("to"), f"{endpoint.url[0]} points to it"
    for endpoint in filter(_is_active, registry.endpoints_via(service)):
        location = endpoint.at.value_location("via", endpoint.via.index(service.id))
        yield endpoint, location, f"{endpoint.url[0]} passes through it"
    for other in registry.dependents_of(service):
        if other.status != "retired":
            location = other.at.value_location("depends_on", other.depends_on.index(service.id))
            yield other, location, f"{other.title} depends on it"


def _is_active(endpoint: Endpoint) -> bool:
    return endpoint.is_active


def _problem(service: Service, user: Entry, location: Location, use: str) -> Problem:
    since = f" since {service.retired_on}" if service.retired_on else ""
    return Problem(
        location,
        f"{service.title} is retired{since}, but {use}",
        "switch to another service, or correct its status",
        (service, user),
        related=(field_location(service, "status"),),
    )
