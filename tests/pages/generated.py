"""Registries of any size: hubs, in which proxies lead to everything, and meshes, in which services depend on others."""

from __future__ import annotations

from portdocs.registry import Registry
from tests.data import registry_of


def hub(services: int, proxies: int = 1, suites: int = 1, hosts: int = 1) -> Registry:
    """So many services behind proxies on the first host; no endpoint leads to every ninth service."""
    lines = ["suites:", *(f"  team-{n}: {{name: Team {n}}}" for n in range(suites)), "hosts:"]
    lines += [f"  host-{n}: {{name: Host {n}, addresses: [10.0.{n // 200}.{n % 200 + 1}]}}" for n in range(hosts)]
    lines += ["services:"]
    for n in range(proxies):
        listener = f"{{port: {443 + n}, protocol: https, bind: 0.0.0.0}}"
        lines.append(f"  proxy-{n}: {{name: Proxy {n}, host: host-0, icon: nginx, listeners: [{listener}]}}")
    for n in range(services):
        listener = f"{{port: {8000 + n}, bind: 127.0.0.1, protocol: http}}"
        place = f"host: host-{n % hosts}, suite: team-{n % suites}"
        lines.append(f"  s{n}: {{name: Service number {n}, {place}, listeners: [{listener}]}}")
    lines += ["endpoints:"]
    reached = (n for n in range(services) if n % 9 != 8)
    lines += [f"  - {{url: https://s{n}.example.org, via: proxy-{n % proxies}, to: s{n}}}" for n in reached]
    return registry_of("\n".join(lines))


def mesh(services: int, dependencies: int) -> Registry:
    """So many services, each of which depends on some of the others."""
    lines = ["services:"]
    for n in range(services):
        others = sorted({f"s{(n * 5 + k * 7 + 1) % services}" for k in range(dependencies)} - {f"s{n}"})
        listener = f"{{port: {8000 + n}, bind: 127.0.0.1}}"
        lines.append(f"  s{n}: {{name: Node {n}, depends_on: [{', '.join(others)}], listeners: [{listener}]}}")
    return registry_of("\n".join(lines))
