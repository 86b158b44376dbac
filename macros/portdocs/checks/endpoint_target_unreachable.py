"""The last proxy of an endpoint cannot reach the service from its host.

This is the case if the service binds only loopback (or a unix socket) on another host, if `target` is a loopback
address and the service runs elsewhere, or if the service has a port only inside its container network and the proxy is
not in a container. Each host of the proxy is checked. External proxies are ignored, because it is unknown where they
run.

## Why it matters

The proxy responds with 502, although the service works on its own machine.

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

from portdocs.checks._common import Problem, active_endpoints, describe, field_location, join_names, on_hosts
from portdocs.checks._proxies import listeners_on_port
from portdocs.registry import Host, Listener, Registry, Service, Severity
from portdocs.registry.addresses import is_loopback, is_own_machine, literal_addresses
from portdocs.topology.bindings import is_active
from portdocs.topology.routes import Route, route

SEVERITY = Severity.ERROR
INSPECTS = ("targets", "binds")


def endpoint_target_unreachable(registry: Registry) -> Iterator[Problem]:
    """One problem for each endpoint whose last proxy has a host that reaches no listener."""
    for endpoint in active_endpoints(registry):
        if endpoint.via and endpoint.to:
            path = route(registry, endpoint)
            target = endpoint.target
            # If nothing listens on the target's port, another check says so.
            listeners = listeners_on_port(path, target) if target else path.listeners
            if listeners and path.service and is_active(path.proxies[-1]) and is_active(path.service):
                yield from _problems(registry, path, path.service, listeners)


def _problems(registry: Registry, path: Route, service: Service, listeners: tuple[Listener, ...]) -> Iterator[Problem]:
    proxy = path.proxies[-1]
    hosts = [
        host
        for host in registry.hosts_of(proxy)
        if not any(_reaches(registry, path, host, listener) for listener in listeners)
    ]
    if not hosts:
        return
    cause, fix = _explain(registry, path, service, listeners[0])
    yield Problem(
        field_location(path.endpoint, "target", "to"),
        f"{proxy.title}{on_hosts(registry, hosts)} cannot reach {service.title}: {cause}",
        fix,
        (path.endpoint, service, proxy),
        related=(
            field_location(listeners[0], "bind", "socket", "port", "container_port"),
            field_location(proxy, "host"),
        ),
    )


def _reaches(registry: Registry, path: Route, host: Host, listener: Listener) -> bool:
    """False if a proxy on the host surely does not reach the listener."""
    assert path.service is not None
    target, proxy = path.endpoint.target, path.proxies[-1]
    is_here = any(host is candidate for candidate in registry.hosts_of(path.service))
    if listener.socket or (target and is_own_machine(target.host)):
        return is_here
    if not listener.port:
        return proxy.is_container or bool(target and literal_addresses(target.host))
    if target and target.host in path.service.container_names and proxy.is_container:
        return True
    return is_here or not all(is_loopback(bind) for bind in listener.bind)


def _explain(registry: Registry, path: Route, service: Service, listener: Listener) -> tuple[str, str]:
    """The cause, and what to do about it."""
    where = join_names(host.title for host in registry.hosts_of(service))
    if listener.socket:
        return f"a unix socket is reached on its own host only ({where})", "move one of the two, or listen on a port"
    target = path.endpoint.target
    if target and is_own_machine(target.host):
        return (
            f"{target} is the proxy's own machine, and {service.title} runs on {where}",
            "correct `target`",
        )
    if not listener.port:
        name = f"{describe(listener)} can be reached only from other containers"
        return name, "publish it with `port`, or add `container` or `compose` to the proxy"
    return f"it listens on {describe(listener)} of {where} only", "bind an address that the proxy reaches"
