"""A service is drawn among those of its suite, and nothing leads to it.

It is active, speaks http or https (or its protocol is not known), binds loopback or an address that is not known, no
endpoint leads to it, it is no proxy, and no service depends on it, while other services of the suite have endpoints.
A service that declares no listener, or `unknown` ones, is left alone.

## Why it matters

Readers of the diagram believe that it is in use. Either its endpoint is missing from the registry, or it runs for
nobody.

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

from portdocs.checks._live import live_services
from portdocs.checks._problem import Problem
from portdocs.checks._words import join_names, shown
from portdocs.registry import Listener, Registry, Service, Severity
from portdocs.registry.addresses import UNKNOWN, is_loopback

SEVERITY = Severity.WARNING
INSPECTS = ("services", "ports")


def drawn_but_unreachable(registry: Registry) -> Iterator[Problem]:
    """One problem for each service."""
    public = {registry.services[endpoint.to.service].suite for endpoint in registry.endpoints if endpoint.to}
    for service in live_services(registry):
        listeners = service.listeners if service.suite in public and service.status == "active" else None
        if service.suite and listeners and _is_for_people(listeners) and not _is_used(registry, service):
            yield _problem(service, listeners)


def _is_for_people(listeners: tuple[Listener, ...]) -> bool:
    """Whether it may serve pages, and can be reached from its own machine only, as far as is known."""
    speaks = any(listener.speaks_http or listener.protocol is None for listener in listeners)
    return speaks and all(bind == UNKNOWN or is_loopback(bind) for listener in listeners for bind in listener.bind)


def _is_used(registry: Registry, service: Service) -> bool:
    dependents = (one for one in registry.dependents_of(service) if one.status != "retired" and one is not service)
    return bool(registry.endpoints_to(service) or registry.is_proxy(service) or next(dependents, None))


def _problem(service: Service, listeners: tuple[Listener, ...]) -> Problem:
    where = join_names(shown(listener) for listener in listeners)
    if any(bind == UNKNOWN and listener.port for listener in listeners for bind in listener.bind):
        where += ", bind not known"
    return Problem(
        service.location,
        f"no endpoint leads to {service.title} ({where}), nothing depends on it, and its suite"
        " has endpoints; declare the endpoint or what depends on it, or correct its status",
        (service,),
    )
