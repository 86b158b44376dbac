"""The firewall before an endpoint closes the port of its URL.

The firewall is that of the host on which the first service of the way runs; with several hosts, all of them must close
the port. A port that a container publishes goes past a firewall on the machine itself, so there only one that stands
`outside` counts. URLs of a private address do not come from outside, and those of the machine itself pass no firewall.

## Why it matters

The URL is documented, and nobody can open it; or the firewall's list in the registry is not the real one.

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

from portdocs.checks._problem import Problem, field_location
from portdocs.checks._words import join_names
from portdocs.registry import Host, Listener, Ports, Registry, Service, Severity
from portdocs.registry.urls import Url
from portdocs.topology.bindings import Binding
from portdocs.topology.exposure import Exposure, exposure, worst
from portdocs.topology.routes import Route, listens_on, route

SEVERITY = Severity.ERROR
INSPECTS = ("entries", "firewalls")


def endpoint_closed(registry: Registry) -> Iterator[Problem]:
    """One problem for each URL whose port every host of its first service closes."""
    for endpoint in registry.endpoints:
        way = route(registry, endpoint)
        if way.entry is None or way.entry.status == "retired":
            continue
        hosts = registry.hosts_of(way.entry)
        if not any(host.firewall for host in hosts):
            continue
        for index, url in enumerate(endpoint.url):
            if hosts and all(_closes(host, way.entry, url) for host in hosts):
                yield _problem(way, way.entry, hosts, index, url)


def _closes(host: Host, entry: Service, url: Url) -> bool:
    if host.firewall is None or _is_inside(url, outside=host.firewall.outside):
        return False
    # Where nothing listens on the port, nothing is closed; another check says so.
    listening = [listener for listener in entry.listeners or () if listens_on(listener, url)]
    return worst(_exposure(host, entry, one, url, bind) for one in listening for bind in one.bind) is Exposure.CLOSED


def _exposure(host: Host, entry: Service, listener: Listener, url: Url, bind: str) -> Exposure:
    return exposure(Binding(entry, listener, host, url.transport, bind, Ports.one(url.port)))


def _is_inside(url: Url, *, outside: bool) -> bool:
    """Whether requests for the URL do not pass the firewall."""
    try:
        address = ip_address(url.host)
    except ValueError:
        return url.host == "localhost"
    return address.is_loopback or (outside and address.is_private)


def _problem(way: Route, entry: Service, hosts: tuple[Host, ...], index: int, url: Url) -> Problem:
    firewalls = [(host, host.firewall) for host in hosts if host.firewall]
    names = join_names(firewall.name or f"the firewall of {host.title}" for host, firewall in firewalls)
    about = (way.endpoint, entry, *([way.service] if way.service and way.service is not entry else []))
    return Problem(
        way.endpoint.at.value_location("url", index),
        f"{url.transport} port {url.port}, which {url} needs, is closed by {names};"
        f" add {url.port} to `open`, or correct the URL",
        (*about, *hosts),
        related=tuple(field_location(firewall, "open") for _, firewall in firewalls),
        ports=(Ports.one(url.port),),
    )
