"""Health checks that other machines can run: at URLs of endpoints, and at addresses that the network reaches."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from portdocs.registry import Endpoint, Host, Ports, Registry, Service
from portdocs.registry.addresses import addresses, in_brackets, with_port
from portdocs.registry.redaction import ADDRESSES
from portdocs.registry.urls import DEFAULT_PORTS, Url
from portdocs.topology.bindings import Binding, bindings_of
from portdocs.topology.exposure import Exposure, exposure
from portdocs.topology.routes import route

MAX_TARGETS_PER_RANGE = 16
"""Ports of a listener that each become a target; of a longer port range, only the first port does."""

HTTP, TCP = "http_2xx", "tcp_connect"
"""The kinds of checks, named as the modules of the blackbox exporter's example configuration."""


@dataclass(frozen=True, slots=True, order=True)
class HealthTarget:
    """A URL to request, or an address (host:port) to connect to."""

    service: str
    address: str
    module: str
    port: str
    host: str


def health_targets(registry: Registry, service: Service) -> Iterator[HealthTarget]:
    """The targets of a service; none for planned, retired and unreachable listeners."""
    if not service.is_running:
        return
    for endpoint in registry.endpoints_to(service):
        yield from _through(registry, service, endpoint)
    for binding in bindings_of(registry, service) if ADDRESSES not in registry.redacted else ():
        if binding.transport == "tcp" and exposure(registry, binding) is Exposure.NETWORK:
            yield from _direct(binding)


def _through(registry: Registry, service: Service, endpoint: Endpoint) -> Iterator[HealthTarget]:
    """The targets at an endpoint's URLs, for the first listener that it may lead to."""
    listener = next(iter(route(registry, endpoint).listeners), None)
    if listener is None or listener.health is None:
        return
    hosts = ",".join(host.id for host in registry.hosts_of(service))
    for url in endpoint.url:
        if at := _public(url, listener.health):
            yield HealthTarget(service.id, at[0], at[1], str(listener.port or listener.container_port or ""), hosts)


def _public(url: Url, health: str) -> tuple[str, str] | None:
    """The target at a URL and its module; None if it cannot be requested."""
    if "*" in url.host:
        return None
    if health.startswith("/") and url.scheme in ("http", "https"):
        path = url.path.partition("#")[0].partition("?")[0].rstrip("/")
        return f"{url.scheme}://{_at(url.host, url.port, url.scheme)}{path}{health}", HTTP
    # An http proxy accepts connections even if the service behind it is down.
    if health == "tcp" and url.scheme in ("tcp", "tls"):
        return _at(url.host, url.port), TCP
    return None


def _direct(binding: Binding) -> Iterator[HealthTarget]:
    health = binding.listener.health or ""
    for address in _reached_at(binding.host, binding.bind):
        for port in _checked(binding.ports):
            if health.startswith("/"):
                scheme = "https" if (binding.listener.protocol or "").lower() == "https" else "http"
                yield _target(binding, f"{scheme}://{_at(address, port, scheme)}{health}", HTTP, port)
            elif health == "tcp":
                yield _target(binding, _at(address, port), TCP, port)


def _target(binding: Binding, address: str, module: str, port: int) -> HealthTarget:
    return HealthTarget(binding.service.id, address, module, str(port), binding.host.id)


def _reached_at(host: Host, bind: str) -> list[str]:
    """The addresses at which others reach a bind: its own, or for a wildcard the host's first of each family."""
    covered = addresses(bind)
    if not covered.is_wildcard:
        # An address with a zone (fe80::1%eth0) has no meaning on another host (RFC 4007).
        return [address for address in (*(covered.ipv4 or ()), *(covered.ipv6 or ())) if "%" not in address]
    first = {":" in address: address for address in reversed(host.addresses)}
    return [
        first[is_ipv6]
        for is_ipv6, all in ((False, covered.ipv4), (True, covered.ipv6))
        if all is None and is_ipv6 in first
    ]


def _checked(ports: Ports) -> range:
    return range(ports.first, (ports.last if len(ports) <= MAX_TARGETS_PER_RANGE else ports.first) + 1)


def _at(host: str, port: int, scheme: str = "") -> str:
    """`host:port`, without the default port of the scheme."""
    return in_brackets(host) if DEFAULT_PORTS.get(scheme) == port else with_port(host, port)
