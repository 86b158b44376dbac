"""A service listens on every address, although a proxy on the same host stands before it.

Looked at is the last proxy of an endpoint, since that is who connects. Proxies may listen on every address even behind
another proxy, and so may a listener that is a public endpoint of its own. A bind that is not known is not complained
of here.

## Why it matters

The proxy terminates TLS, checks passwords and writes the log. Who asks the port itself gets past all of it. A firewall
may close the port today; a bind of 127.0.0.1 does not depend on it.

## Fails

```yaml
services:
  nginx:
    listeners: [{port: 443, bind: "*"}]
  api:
    listeners: [{port: 8000, bind: 0.0.0.0}]
endpoints:
  - {url: https://api.example.org, via: nginx, to: api}
```

## Passes

```yaml
services:
  nginx:
    listeners: [{port: 443, bind: "*"}]
  api:
    listeners: [{port: 8000, bind: 127.0.0.1}]
endpoints:
  - {url: https://api.example.org, via: nginx, to: api}
```

Where it must stay, say why: `accept: {wildcard-behind-proxy: "the cloud firewall closes 8000"}`.
"""

from __future__ import annotations

from collections.abc import Iterator

from portdocs.checks._live import host_listeners
from portdocs.checks._problem import Problem, field_location
from portdocs.checks._proxies import leading_to, shared_hosts
from portdocs.checks._words import join_names, on
from portdocs.registry import Endpoint, Listener, Ports, Registry, Service, Severity
from portdocs.registry.addresses import UNKNOWN, addresses
from portdocs.topology.bindings import shown_bind

SEVERITY = Severity.WARNING
INSPECTS = ("binds", "targets")


def wildcard_behind_proxy(registry: Registry) -> Iterator[Problem]:
    """One problem for each listener."""
    for service, listener, ports in host_listeners(registry):
        wild = [i for i, bind in enumerate(listener.bind) if bind != UNKNOWN and addresses(bind).is_wildcard]
        if wild and not registry.is_proxy(service):
            endpoints = leading_to(registry, service, listener)
            behind = [one for one in endpoints if one.via and shared_hosts(registry, _last(registry, one), service)]
            if behind and all(endpoint.via for endpoint in endpoints):
                yield _problem(registry, service, listener, ports, wild, behind)


def _last(registry: Registry, endpoint: Endpoint) -> Service:
    return registry.services[endpoint.via[-1]]


def _problem(
    registry: Registry, service: Service, listener: Listener, ports: Ports, wild: list[int], behind: list[Endpoint]
) -> Problem:
    proxies = {endpoint.via[-1]: _last(registry, endpoint) for endpoint in behind}
    hosts = {host.id: host for proxy in proxies.values() for host in shared_hosts(registry, proxy, service)}
    where = join_names(shown_bind(listener.bind[index], ports) for index in wild)
    fronts = join_names(proxy.title for proxy in proxies.values())
    return Problem(
        field_location(listener, "bind", index=wild[0]),
        f"{service.title} listens on {where}, all interfaces, although {fronts} fronts it"
        f"{on(registry, list(hosts.values()))}: it can be reached past the proxy; bind 127.0.0.1",
        (service, listener, *hosts.values()),
        related=(field_location(behind[0], "via"),),
    )
