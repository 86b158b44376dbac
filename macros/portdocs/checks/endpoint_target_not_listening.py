"""The target of an endpoint is a port, socket or name on which its service does not listen.

The listener is the one that the endpoint names: `to: service:name`, `to: service:port`, or the port of `target`. The
meaning of that port depends on the rest of `target`:

- With the name of the service's container, it is the port inside the container (`container_port`).
- With a loopback address, it is a port of the host.
- With any other name or address, either is accepted.

If proxy and service share a host, the listener must bind the target's address. The check ignores services with
`unknown` listeners, and external services without any.

## Why it matters

The proxy responds with 502: the URL is documented, but does not work.

## Fails

```yaml
services:
  nginx:
    listeners: [{port: 443, bind: "*"}]
  api:
    listeners: [{port: 8000, bind: 127.0.0.1}]
endpoints:
  - {url: https://api.example.org, via: nginx, to: api, target: 127.0.0.1:8080}
```

## Passes

```yaml
services:
  nginx:
    listeners: [{port: 443, bind: "*"}]
  api:
    listeners: [{port: 8000, bind: 127.0.0.1}]
endpoints:
  - {url: https://api.example.org, via: nginx, to: api, target: 127.0.0.1:8000}
```
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TypeAlias

from portdocs.checks._common import Problem, active_endpoints, describe, field_location, join_names
from portdocs.checks._proxies import listeners_on_port, listens_at
from portdocs.registry import Endpoint, Listener, Location, Registry, Service, Severity
from portdocs.registry.addresses import literal_addresses
from portdocs.registry.suggest import did_you_mean
from portdocs.registry.urls import Target
from portdocs.topology.bindings import listening_is_known
from portdocs.topology.routes import Route, route

SEVERITY = Severity.ERROR
INSPECTS = ("targets",)


_Mistake: TypeAlias = "tuple[Location, str, str]"
"""The location, the problem and the fix."""


def endpoint_target_not_listening(registry: Registry) -> Iterator[Problem]:
    """At most one problem for each endpoint."""
    owners = {name: service for service in registry.services.values() for name in service.container_names}
    for endpoint in active_endpoints(registry):
        if endpoint.to and listening_is_known(service := registry.services[endpoint.to.service]):
            path = route(registry, endpoint)
            if mistake := next(_mistakes(registry, path, service, owners), None):
                related = (field_location(service, "listeners"),)
                yield Problem(*mistake, (endpoint, service, *path.proxies[-1:]), related)


def _mistakes(registry: Registry, path: Route, service: Service, owners: dict[str, Service]) -> Iterator[_Mistake]:
    """Everything that is wrong, most basic first."""
    if not service.listeners:
        yield _no_listener(path.endpoint, service)
    elif not path.listeners and path.endpoint.to and path.endpoint.to.listener:
        yield _no_such_listener(path.endpoint, service, path.endpoint.to.listener)
    yield from _wrong_target(registry, path, service, owners)
    yield from _wrong_transport(path, service)


def _no_listener(endpoint: Endpoint, service: Service) -> _Mistake:
    problem = f"the endpoint points to {service.title}, which declares no listener, expected one"
    return field_location(endpoint, "to"), problem, "declare it, or write `listeners: unknown`"


def _no_such_listener(endpoint: Endpoint, service: Service, wanted: str) -> _Mistake:
    listeners = service.listeners or ()
    names = [listener.name or listener.address for listener in listeners]
    problem = f"{service.title} has no listener `{wanted}`; {did_you_mean(wanted, names)}"
    return field_location(endpoint, "to"), problem, "correct it or declare the listener"


def _wrong_target(registry: Registry, path: Route, service: Service, owners: dict[str, Service]) -> Iterator[_Mistake]:
    target = path.endpoint.target
    if target is None:
        return
    location = field_location(path.endpoint, "target")
    if other := _other_owner(registry, target, service, owners):
        yield location, f"the target is {target}, which is {other}, not {service.title}", "correct `target` or `to`"
    elif not (listeners := listeners_on_port(path, target)):
        listening = join_names(map(describe, path.listeners or service.listeners or ()))
        yield location, f"the target is {target}, but {service.title} listens on {listening}", "correct one of the two"
    elif not any(listens_at(registry, path, target, listener) for listener in listeners):
        only = join_names(map(describe, listeners))
        problem = f"the target is {target}, but {service.title} listens on {only} only"
        yield location, problem, "correct the target or the bind"


def _other_owner(registry: Registry, target: Target, service: Service, owners: dict[str, Service]) -> str | None:
    """A description of the target if it cannot be the service: another container, or a host without the service."""
    owner = owners.get(target.host)
    if owner and owner is not service and target.host not in service.container_names:
        return f"the container of {owner.title}"
    if service.external:
        return None
    own = {host.id for host in registry.hosts_of(service)}
    addresses = literal_addresses(target.host)
    hosts = [host for host in registry.hosts.values() if not set(addresses).isdisjoint(host.addresses)]
    return f"an address of {hosts[0].title}" if hosts and own.isdisjoint(host.id for host in hosts) else None


def _wrong_transport(path: Route, service: Service) -> Iterator[_Mistake]:
    """URLs with a transport that no listener has; a unix socket has none."""
    listeners: tuple[Listener, ...] = path.listeners or service.listeners or ()
    transports = {transport for listener in listeners for transport in listener.transport}
    for index, url in enumerate(path.endpoint.url):
        if url.transport not in transports and not any(listener.socket for listener in listeners):
            problem = (
                f"{url} needs {url.transport}, but {service.title} listens on {join_names(sorted(transports))} only"
            )
            yield path.endpoint.at.value_location("url", index), problem, "correct the URL or the transport"
