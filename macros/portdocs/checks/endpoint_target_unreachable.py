"""The last proxy of an endpoint cannot reach the service from where it runs.

That is so where the service binds loopback (or a unix socket) on another host than the proxy, where `target` is the
proxy's own machine and the service runs elsewhere, and where the service is reached by name only, inside its container
network, while the proxy is a process of the host. A proxy that has a container can reach such names. With several
hosts, each of the proxy's hosts is looked at. External proxies are left alone: nobody knows where they run.

## Why it matters

The proxy answers 502, although the service is up and says so on its own machine.

## Fails

```yaml
hosts:
  edge: {addresses: [10.0.0.1]}
  app: {addresses: [10.0.0.2]}
services:
  nginx:
    host: edge
    listeners: [{port: 443, bind: "*"}]
  api:
    host: app
    listeners: [{port: 8000, bind: 127.0.0.1}]
endpoints:
  - {url: https://api.example.org, via: nginx, to: api}
```

## Passes

```yaml
hosts:
  edge: {addresses: [10.0.0.1]}
  app: {addresses: [10.0.0.2]}
services:
  nginx:
    host: edge
    listeners: [{port: 443, bind: "*"}]
  api:
    host: app
    listeners: [{port: 8000, bind: 10.0.0.2}]
endpoints:
  - {url: https://api.example.org, via: nginx, to: api}
```
"""

from __future__ import annotations

from collections.abc import Iterator

from portdocs.checks._problem import Problem, field_location
from portdocs.checks._proxies import address_of, is_local, on_port
from portdocs.checks._words import join_names, on, shown
from portdocs.registry import Host, Listener, Registry, Service, Severity
from portdocs.registry.addresses import is_loopback
from portdocs.registry.urls import Target
from portdocs.topology.bindings import is_live
from portdocs.topology.routes import Route, route

SEVERITY = Severity.ERROR
INSPECTS = ("targets", "binds")


def endpoint_target_unreachable(registry: Registry) -> Iterator[Problem]:
    """One problem for each endpoint whose last proxy has a host from which no listener can be reached."""
    for endpoint in registry.endpoints:
        if endpoint.via and endpoint.to:
            way = route(registry, endpoint)
            target = endpoint.target
            # Where nothing listens on the target's port, there is nothing to reach; another check says so.
            listeners = on_port(way, target) if target else way.listeners
            if listeners and way.service and is_live(way.proxies[-1]) and is_live(way.service):
                yield from _problems(registry, way, way.service, listeners)


def _problems(registry: Registry, way: Route, service: Service, listeners: tuple[Listener, ...]) -> Iterator[Problem]:
    proxy = way.proxies[-1]
    from_where = [h for h in registry.hosts_of(proxy) if not any(_reaches(registry, way, h, one) for one in listeners)]
    if not from_where:
        return
    seen, remedy = _why(registry, way, service, listeners[0])
    yield Problem(
        field_location(way.endpoint, "target", "to"),
        f"{proxy.title}{on(registry, from_where)} cannot reach {service.title}: {seen}; {remedy}",
        (way.endpoint, service, proxy),
        related=(
            field_location(listeners[0], "bind", "socket", "port", "container_port"),
            field_location(proxy, "host"),
        ),
    )


def _reaches(registry: Registry, way: Route, host: Host, listener: Listener) -> bool:
    """Whether a proxy on the host reaches the listener; where something is not known, it may."""
    assert way.service is not None
    target, proxy = way.endpoint.target, way.proxies[-1]
    is_here = any(host is one for one in registry.hosts_of(way.service))
    if listener.socket or (target and is_local(target)):
        return is_here
    if not listener.port:
        return bool(proxy.container) or bool(target and address_of(target))
    if target and target.host in way.service.container and proxy.container:
        return True
    return is_here or not all(is_loopback(bind) for bind in listener.bind)


def _why(registry: Registry, way: Route, service: Service, listener: Listener) -> tuple[str, str]:
    """What stands in the way, and what to do about it."""
    where = join_names(host.title for host in registry.hosts_of(service))
    if listener.socket:
        return f"a unix socket is reached on its own host only ({where})", "move one of the two, or listen on a port"
    if _is_own_machine(way.endpoint.target):
        return (
            f"{way.endpoint.target} is the proxy's own machine, and {service.title} runs on {where}",
            "correct `target`",
        )
    if not listener.port:
        name = f"{shown(listener)} is reached by name only, inside the network of its container"
        return name, "publish it with `port`, or write the `container` of the proxy"
    return f"it listens on {shown(listener)} of {where} only", "bind an address that the proxy reaches"


def _is_own_machine(target: Target | None) -> bool:
    return target is not None and is_local(target)
