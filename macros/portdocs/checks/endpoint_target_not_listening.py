"""An endpoint leads to a port, socket or name where its service does not listen.

The listener is looked up as the endpoint names it: `to: service:name`, `to: service:port`, or by the port of `target`.
A target that is the name of the service's container is a port inside the container (`container_port`), one on the
proxy's own machine is a port of the host; of other names and addresses nothing is known, and either will do. Where
proxy and service share the host, the address must be one that the listener binds. Services whose listeners are
`unknown` are left alone, and so are external ones that declare none.

## Why it matters

The proxy answers 502: the URL is documented, and dead.

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

from portdocs.checks._problem import Problem, field_location
from portdocs.checks._proxies import address_of, at_address, on_port
from portdocs.checks._words import join_names, shown
from portdocs.registry import Endpoint, Listener, Location, Registry, Service, Severity
from portdocs.registry.suggest import did_you_mean
from portdocs.registry.urls import Target
from portdocs.topology.bindings import listening_is_known
from portdocs.topology.routes import Route, route

SEVERITY = Severity.ERROR
INSPECTS = ("targets",)


def endpoint_target_not_listening(registry: Registry) -> Iterator[Problem]:
    """At most one problem for each endpoint."""
    owners = {name: service for service in registry.services.values() for name in service.container}
    for endpoint in registry.endpoints:
        if endpoint.to and listening_is_known(service := registry.services[endpoint.to.service]):
            way = route(registry, endpoint)
            found = next(_complaints(registry, way, service, owners), None)
            if found:
                location, message = found
                related = (field_location(service, "listeners"),)
                yield Problem(location, message, (endpoint, service, *way.proxies[-1:]), related)


def _complaints(
    registry: Registry, way: Route, service: Service, owners: dict[str, Service]
) -> Iterator[tuple[Location, str]]:
    """What is wrong, the most basic thing first."""
    if not service.listeners:
        yield _no_listener(way.endpoint, service)
    elif not way.listeners and way.endpoint.to and way.endpoint.to.listener:
        yield _no_such_listener(way.endpoint, service, way.endpoint.to.listener)
    yield from _wrong_target(registry, way, service, owners)
    yield from _wrong_transport(way, service)


def _no_listener(endpoint: Endpoint, service: Service) -> tuple[Location, str]:
    return field_location(endpoint, "to"), (
        f"the endpoint leads to {service.title}, which declares no listener, expected one;"
        " declare it, or write `listeners: unknown`"
    )


def _no_such_listener(endpoint: Endpoint, service: Service, wanted: str) -> tuple[Location, str]:
    listeners = service.listeners or ()
    names = [listener.name or listener.address for listener in listeners]
    return field_location(endpoint, "to"), (
        f"{service.title} has no listener `{wanted}`; {did_you_mean(wanted, names)}; correct it or declare the listener"
    )


def _wrong_target(
    registry: Registry, way: Route, service: Service, owners: dict[str, Service]
) -> Iterator[tuple[Location, str]]:
    target = way.endpoint.target
    if target is None:
        return
    location = field_location(way.endpoint, "target")
    if elsewhere := _whose_else(registry, target, service, owners):
        yield location, f"the target is {target}, which is {elsewhere}, not {service.title}; correct `target` or `to`"
    elif not (listeners := on_port(way, target)):
        all_of = join_names(shown(listener) for listener in way.listeners or service.listeners or ())
        yield location, f"the target is {target}, but {service.title} listens on {all_of}; correct one of the two"
    elif not any(at_address(registry, way, target, listener) for listener in listeners):
        bound = join_names(shown(listener) for listener in listeners)
        yield (
            location,
            (f"the target is {target}, but {service.title} listens on {bound} only; correct the target or the bind"),
        )


def _whose_else(registry: Registry, target: Target, service: Service, owners: dict[str, Service]) -> str | None:
    """What the target is, where it is surely not the service: another one's container, or a host it does not run on."""
    owner = owners.get(target.host)
    if owner and owner is not service and target.host not in service.container:
        return f"the container of {owner.title}"
    if service.external or (address := address_of(target)) is None:
        return None
    own = registry.hosts_of(service)
    hosts = [host for host in registry.hosts.values() if address in host.addresses]
    if hosts and not any(host is one for host in hosts for one in own):
        return f"an address of {hosts[0].title}"
    return None


def _wrong_transport(way: Route, service: Service) -> Iterator[tuple[Location, str]]:
    """URLs whose transport no listener speaks; a unix socket has none."""
    listeners: tuple[Listener, ...] = way.listeners or service.listeners or ()
    spoken = {transport for listener in listeners for transport in listener.transport}
    for index, url in enumerate(way.endpoint.url):
        if url.transport not in spoken and not any(listener.socket for listener in listeners):
            yield (
                way.endpoint.at.value_location("url", index),
                (
                    f"{url} needs {url.transport}, but {service.title} listens on {join_names(sorted(spoken))} only;"
                    " correct the URL or the transport"
                ),
            )
