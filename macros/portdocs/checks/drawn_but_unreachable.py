"""A service is in its suite's diagram, but nothing uses it.

The check reports an active service if all of this is true:

- It speaks http or https, or an unknown protocol.
- It binds loopback or an unknown address.
- No endpoint leads to it or passes through it, and no service depends on it.
- Other services of its suite have endpoints.

Services without listeners, or with `unknown` ones, are ignored.

## Why it matters

Readers of the diagram assume that it is in use. Either its endpoint is missing from the registry, or it is not needed.

## Fails

```yaml
suites:
  shop: {owner: Shop Team}
services:
  nginx:
    listeners: [{port: 443, bind: "*"}]
  web:
    suite: shop
    listeners: [{port: 8000, protocol: http, bind: 127.0.0.1}]
  bot:
    suite: shop
    listeners: [{port: 8001, protocol: http, bind: 127.0.0.1}]
endpoints:
  - {url: https://shop.example.org, via: nginx, to: web}
```

## Passes

```yaml
suites:
  shop: {owner: Shop Team}
services:
  nginx:
    listeners: [{port: 443, bind: "*"}]
  web:
    suite: shop
    listeners: [{port: 8000, protocol: http, bind: 127.0.0.1}]
  bot:
    suite: shop
    listeners: [{port: 8001, protocol: http, bind: 127.0.0.1}]
endpoints:
  - {url: https://shop.example.org, via: nginx, to: web}
  - {url: https://bot.example.org, via: nginx, to: bot}
```
"""

from __future__ import annotations

from collections.abc import Iterator

from portdocs.checks._common import Problem, active_services, describe, join_names
from portdocs.registry import Listener, Registry, Service, Severity
from portdocs.registry.addresses import UNKNOWN, is_loopback

SEVERITY = Severity.WARNING
INSPECTS = ("services", "ports")


def drawn_but_unreachable(registry: Registry) -> Iterator[Problem]:
    """One problem for each service."""
    public = {registry.services[endpoint.to.service].suite for endpoint in registry.endpoints if endpoint.to}
    for service in active_services(registry):
        listeners = service.listeners if service.suite in public and service.status == "active" else None
        if service.suite and listeners and _may_serve_pages(listeners) and not _is_used(registry, service):
            yield _problem(service, listeners)


def _may_serve_pages(listeners: tuple[Listener, ...]) -> bool:
    """True if it may serve pages, and as far as known only its own machine reaches it."""
    speaks = any(listener.speaks_http or listener.protocol is None for listener in listeners)
    return speaks and all(bind == UNKNOWN or is_loopback(bind) for listener in listeners for bind in listener.bind)


def _is_used(registry: Registry, service: Service) -> bool:
    dependents = (user for user in registry.dependents_of(service) if user.status != "retired" and user is not service)
    return bool(registry.endpoints_to(service) or registry.is_proxy(service) or next(dependents, None))


def _problem(service: Service, listeners: tuple[Listener, ...]) -> Problem:
    where = join_names(describe(listener) for listener in listeners)
    if any(bind == UNKNOWN and listener.port for listener in listeners for bind in listener.bind):
        where += ", unknown bind"
    return Problem(
        service.location,
        f"{service.title} ({where}) has no endpoint and no dependents, although its suite has endpoints",
        "declare its endpoint or what depends on it, or correct its status",
        (service,),
    )
