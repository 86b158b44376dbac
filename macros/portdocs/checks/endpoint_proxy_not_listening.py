"""The service that a URL meets first does not listen on the URL's port.

That is the first one of `via`, or the target itself where there is no proxy. The URL's port is the one written in it,
else that of its scheme (443 for https). Services whose listeners are `unknown` are left alone, and so are external
ones that declare none.

## Why it matters

The URL cannot work: nothing accepts the connection. If something before it does (a load balancer, a router that
forwards the port), it belongs into `via`, as an external service if it is not yours.

## Fails

```yaml
services:
  nginx:
    listeners: [{port: 80, bind: "*"}]
  api:
    listeners: [{port: 8000, bind: 127.0.0.1}]
endpoints:
  - {url: https://api.example.org, via: nginx, to: api}
```

## Passes

```yaml
services:
  nginx:
    listeners: [{port: 80, bind: "*"}, {port: 443, bind: "*"}]
  api:
    listeners: [{port: 8000, bind: 127.0.0.1}]
endpoints:
  - {url: https://api.example.org, via: nginx, to: api}
```
"""

from __future__ import annotations

from collections.abc import Iterator

from portdocs.checks._problem import Problem, field_location
from portdocs.checks._words import join_names, shown
from portdocs.registry import Endpoint, Listener, Ports, Registry, Service, Severity
from portdocs.registry.urls import Url
from portdocs.topology.bindings import listening_is_known
from portdocs.topology.routes import Route, listens_on, route

SEVERITY = Severity.ERROR
INSPECTS = ("entries",)


def endpoint_proxy_not_listening(registry: Registry) -> Iterator[Problem]:
    """One problem for each URL."""
    for endpoint in registry.endpoints:
        way = route(registry, endpoint)
        entry = way.entry
        if entry is None or not listening_is_known(entry) or (way.is_direct and not way.listeners):
            continue
        listeners = way.listeners if way.is_direct else entry.listeners or ()
        for index, url in enumerate(endpoint.url):
            if not any(listens_on(listener, url) for listener in listeners):
                yield _problem(way, entry, listeners, index, url)


def _problem(way: Route, entry: Service, listeners: tuple[Listener, ...], index: int, url: Url) -> Problem:
    about = (way.endpoint, entry, *([way.service] if way.service and way.service is not entry else []))
    return Problem(
        way.endpoint.at.value_location("url", index),
        f"{entry.title} does not listen on {url.transport} port {url.port}, which {url} needs"
        f" ({_seen(listeners)}); declare the listener, or correct the URL or {_field(way.endpoint)}",
        about,
        related=(field_location(entry, "listeners"),),
        ports=(Ports.one(url.port),),
    )


def _seen(listeners: tuple[Listener, ...]) -> str:
    return f"only on {join_names(map(shown, listeners))}" if listeners else "it declares no listener"


def _field(endpoint: Endpoint) -> str:
    return "`via`" if endpoint.via else "`to`"
