"""A service can be reached around its proxy: it listens on every address of a host that it shares with the proxy.

Only the last proxy of an endpoint counts, since it is the one that connects. Proxies may listen on every address even
behind another proxy, and so may a listener that is a public endpoint itself. Unknown binds are not reported here.

## Why it matters

The proxy terminates TLS, checks passwords and writes the log. A direct request to the port bypasses all of it. A
firewall may close the port today; a bind of 127.0.0.1 does not depend on one.

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

If this is intended, accept it: `accept: {wildcard-behind-proxy: "the cloud firewall closes 8000"}`.
"""

from __future__ import annotations

from collections.abc import Iterator

from portdocs.checks._common import Problem, field_location, host_listeners, join_names, on_hosts
from portdocs.checks._proxies import endpoints_to_listener, shared_hosts
from portdocs.registry import Endpoint, Listener, Ports, Registry, Service, Severity
from portdocs.registry.addresses import UNKNOWN, addresses
from portdocs.topology.bindings import shown_bind

SEVERITY = Severity.WARNING
INSPECTS = ("binds", "targets")


def wildcard_behind_proxy(registry: Registry) -> Iterator[Problem]:
    """One problem for each listener."""
    for service, listener, ports in host_listeners(registry):
        wildcards = [i for i, bind in enumerate(listener.bind) if bind != UNKNOWN and addresses(bind).is_wildcard]
        if wildcards and not registry.is_proxy(service):
            endpoints = endpoints_to_listener(registry, service, listener)
            behind = [e for e in endpoints if e.via and shared_hosts(registry, _last_proxy(registry, e), service)]
            if behind and all(endpoint.via for endpoint in endpoints):
                yield _problem(registry, service, listener, ports, wildcards, behind)


def _last_proxy(registry: Registry, endpoint: Endpoint) -> Service:
    return registry.services[endpoint.via[-1]]


def _problem(
    registry: Registry, service: Service, listener: Listener, ports: Ports, wildcards: list[int], behind: list[Endpoint]
) -> Problem:
    proxies = {endpoint.via[-1]: _last_proxy(registry, endpoint) for endpoint in behind}
    hosts = {host.id: host for proxy in proxies.values() for host in shared_hosts(registry, proxy, service)}
    where = join_names(shown_bind(listener.bind[index], ports) for index in wildcards)
    names = join_names(proxy.title for proxy in proxies.values())
    return Problem(
        field_location(listener, "bind", index=wildcards[0]),
        f"{service.title} listens on {where}, all interfaces, although {names} is its proxy"
        f"{on_hosts(registry, list(hosts.values()))}: it can be reached around the proxy",
        "bind 127.0.0.1",
        (service, listener, *hosts.values()),
        related=(field_location(behind[0], "via"),),
    )
