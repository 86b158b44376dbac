"""The scope of a claim: its hosts, services, listeners, endpoints and ranges."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from portdocs.registry.model import Claim, Endpoint, Host, Listener, Range, Service
from portdocs.registry.ports import Ports
from portdocs.registry.registry import Registry
from portdocs.topology.bindings import is_active
from portdocs.topology.routes import listens_on, route


@dataclass(frozen=True, slots=True, eq=False)
class Scope:
    """Everything that a claim is about.

    With ports: whatever uses them on the hosts of its suites, or on all hosts if it names no suites. With suites only:
    everything in them. With neither: the whole registry.
    """

    claim: Claim
    hosts: tuple[Host, ...]
    services: tuple[Service, ...]
    listeners: tuple[tuple[Service, Listener], ...]
    """The listeners of active services."""
    endpoints: tuple[Endpoint, ...]
    ranges: tuple[Range, ...]


def scope_of(registry: Registry, claim: Claim) -> Scope:
    """The scope of a claim."""
    return _of_ports(registry, claim) if claim.ports else _of_suites(registry, claim)


def hosts_of_claim(registry: Registry, claim: Claim) -> frozenset[str]:
    """The ids of the hosts of a claim's suites; all hosts if it names none, or if they have no hosts."""
    services = (service for service in registry.services.values() if service.suite in claim.suites)
    hosts = frozenset(host.id for service in services for host in registry.hosts_of(service))
    return hosts or frozenset(registry.hosts)


def _of_suites(registry: Registry, claim: Claim) -> Scope:
    def belongs(suite: str | None) -> bool:
        return not claim.suites or suite in claim.suites

    services = tuple(service for service in registry.services.values() if belongs(service.suite))
    return Scope(
        claim,
        _hosts(registry, claim),
        services,
        tuple(
            (service, listener) for service in services if is_active(service) for listener in service.listeners or ()
        ),
        tuple(e for e in registry.endpoints if belongs(registry.services[e.to.service].suite if e.to else None)),
        tuple(range_ for range_ in registry.ranges.values() if belongs(range_.suite)),
    )


def _of_ports(registry: Registry, claim: Claim) -> Scope:
    hosts = hosts_of_claim(registry, claim)
    ranges = (range_ for range_ in registry.ranges.values() if range_.host is None or range_.host in hosts)
    listeners = tuple(_listening(registry, claim, hosts))
    return Scope(
        claim,
        _hosts(registry, claim),
        tuple({service.id: service for service, _ in listeners}.values()),
        listeners,
        tuple(endpoint for endpoint in registry.endpoints if _concerns(registry, endpoint, claim, listeners)),
        tuple(range_ for range_ in ranges if any(_names(claim, ports) for ports in range_.ports)),
    )


def _listening(registry: Registry, claim: Claim, hosts: frozenset[str]) -> Iterator[tuple[Service, Listener]]:
    """The active listeners on the claim's ports of some hosts."""
    for service in registry.services.values():
        if is_active(service) and any(host.id in hosts for host in registry.hosts_of(service)):
            listeners = service.listeners or ()
            yield from ((service, listener) for listener in listeners if listener.port and _names(claim, listener.port))


def _hosts(registry: Registry, claim: Claim) -> tuple[Host, ...]:
    ids = hosts_of_claim(registry, claim)
    return tuple(host for host in registry.hosts.values() if host.id in ids)


def _names(claim: Claim, ports: Ports) -> bool:
    return any(port in ports for port in claim.ports)


def _concerns(
    registry: Registry, endpoint: Endpoint, claim: Claim, listeners: tuple[tuple[Service, Listener], ...]
) -> bool:
    """True if the endpoint points to one of the listeners, or arrives at one of them on a port of the claim."""
    path = route(registry, endpoint)
    return any(
        any(listener is target for target in path.listeners)
        or (
            service is path.entry and any(url.port in claim.ports and listens_on(listener, url) for url in endpoint.url)
        )
        for service, listener in listeners
    )
