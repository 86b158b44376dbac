"""The firewall in front of an endpoint closes the port of its URL.

The firewall is that of the host of the first service in the route; if there are several hosts, all of them must close
the port. A port that a container publishes bypasses a firewall on the machine itself, so only one that is `outside`
counts. Requests for a private address do not pass a firewall that is `outside`, and those for loopback pass none.

## Why it matters

The URL is documented, but does not work; or the firewall in the registry is not the real one.

## Fails

```yaml
hosts:
  vm: {firewall: {outside: true, open: [22, 443]}}
services:
  grafana:
    listeners: [{port: 3000, bind: 0.0.0.0}]
endpoints:
  - {url: "http://grafana.example.org:3000", to: grafana}
```

## Passes

```yaml
hosts:
  vm: {firewall: {outside: true, open: [22, 443, 3000]}}
services:
  grafana:
    listeners: [{port: 3000, bind: 0.0.0.0}]
endpoints:
  - {url: "http://grafana.example.org:3000", to: grafana}
```
"""

from __future__ import annotations

from collections.abc import Iterator
from ipaddress import ip_address

from portdocs.checks._common import Problem, active_endpoints, field_location, join_names
from portdocs.registry import Endpoint, Host, Ports, Registry, Service, Severity
from portdocs.registry.addresses import literal_addresses
from portdocs.registry.urls import Url
from portdocs.topology.bindings import Binding
from portdocs.topology.exposure import reach, serves
from portdocs.topology.routes import Route, listens_on, route

SEVERITY = Severity.ERROR
INSPECTS = ("entries", "firewalls")


def endpoint_closed(registry: Registry) -> Iterator[Problem]:
    """One problem for each URL whose port is closed on every host of its first service."""
    for endpoint in active_endpoints(registry):
        path = route(registry, endpoint)
        if path.entry is None or path.entry.status == "retired":
            continue
        hosts = registry.hosts_of(path.entry)
        if not any(host.firewall for host in hosts):
            continue
        for index, url in enumerate(endpoint.url):
            if hosts and all(_closes(registry, endpoint, host, path.entry, url) for host in hosts):
                yield _problem(registry, path, path.entry, hosts, index, url)


def _closes(registry: Registry, endpoint: Endpoint, host: Host, entry: Service, url: Url) -> bool:
    if host.firewall is None or _is_inside(url, outside=host.firewall.outside):
        return False
    # If nothing listens on the port, another check says so.
    listeners = [listener for listener in entry.listeners or () if listens_on(listener, url)]
    bindings = (
        Binding(entry, listener, host, url.transport, bind, Ports.one(url.port))
        for listener in listeners
        for bind in listener.bind
    )
    reaches = [reach(registry, binding) for binding in bindings]
    return bool(reaches) and not any(serves(found, endpoint) for found in reaches)


def _is_inside(url: Url, *, outside: bool) -> bool:
    """True if requests for the URL do not pass the firewall."""
    addresses = map(ip_address, literal_addresses(url.host))
    return any(address.is_loopback or (outside and address.is_private) for address in addresses)


def _problem(registry: Registry, path: Route, entry: Service, hosts: tuple[Host, ...], index: int, url: Url) -> Problem:
    firewalls = [(host, host.firewall) for host in hosts if host.firewall]
    names = join_names(firewall.name or f"the firewall of {host.title}" for host, firewall in firewalls)
    about = (path.endpoint, entry, *([path.service] if path.service and path.service is not entry else []))
    return Problem(
        path.endpoint.at.value_location("url", index),
        f"{url.transport} port {url.port}, which {url} needs, is closed by {names}"
        f"{_for_zones(registry, path.endpoint)}",
        f"add {url.port} to `open`, or correct the URL",
        (*about, *hosts),
        related=tuple(field_location(firewall, "open") for _, firewall in firewalls),
        ports=(Ports.one(url.port),),
    )


def _for_zones(registry: Registry, endpoint: Endpoint) -> str:
    """` for Tailscale`; nothing for the Internet."""
    if endpoint.is_public:
        return ""
    return f" for {join_names(registry.zones[id].title for id in endpoint.from_)}"
