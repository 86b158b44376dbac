"""The first service of an endpoint does not listen on the URL's port.

This is the first service in `via`, or the target if there is no proxy. The port is the one in the URL, else the default
of its scheme (443 for https). The check ignores services with `unknown` listeners, and external services without any.

## Why it matters

The URL cannot work: nothing accepts the connection. If something in front of it does (a load balancer, a router that
forwards the port), add it to `via`, as an external service if it is not yours.

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

from portdocs.checks._common import Problem, active_endpoints, describe, field_location, join_names
from portdocs.registry import Endpoint, Listener, Ports, Registry, Service, Severity
from portdocs.registry.urls import Url
from portdocs.topology.bindings import listening_is_known
from portdocs.topology.routes import Route, listens_on, route

SEVERITY = Severity.ERROR
INSPECTS = ("entries",)


def endpoint_proxy_not_listening(registry: Registry) -> Iterator[Problem]:
    """One problem for each URL."""
    for endpoint in active_endpoints(registry):
        path = route(registry, endpoint)
        entry = path.entry
        if entry is None or not listening_is_known(entry) or (path.is_direct and not path.listeners):
            continue
        listeners = path.listeners if path.is_direct else entry.listeners or ()
        for index, url in enumerate(endpoint.url):
            if not any(listens_on(listener, url) for listener in listeners):
                yield _problem(path, entry, listeners, index, url)


def _problem(path: Route, entry: Service, listeners: tuple[Listener, ...], index: int, url: Url) -> Problem:
    about = (path.endpoint, entry, *([path.service] if path.service and path.service is not entry else []))
    return Problem(
        path.endpoint.at.value_location("url", index),
        f"{entry.title} does not listen on {url.transport} port {url.port}, which {url} needs ({_summary(listeners)})",
        f"declare the listener, or correct the URL or {_field(path.endpoint)}",
        about,
        related=(field_location(entry, "listeners"),),
        ports=(Ports.one(url.port),),
    )


def _summary(listeners: tuple[Listener, ...]) -> str:
    return f"only on {join_names(map(describe, listeners))}" if listeners else "it declares no listener"


def _field(endpoint: Endpoint) -> str:
    return "`via`" if endpoint.via else "`to`"
