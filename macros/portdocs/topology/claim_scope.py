"""What a claim speaks of: hosts, services, listeners, endpoints and ranges."""

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
    """A claim that names ports speaks of whatever takes them on the hosts of its suites (on every host without
    suites); one that names only suites of all that belongs to them; one that names neither of everything."""

    claim: Claim
    hosts: tuple[Host, ...]
    services: tuple[Service, ...]
    listeners: tuple[tuple[Service, Listener], ...]
    """Of services that are neither retired nor external."""
    endpoints: tuple[Endpoint, ...]
    ranges: tuple[Range, ...]


def scope_of(registry: Registry, claim: Claim) -> Scope:
    """What one claim speaks of."""
    return _of_ports(registry, claim) if claim.ports else _of_suites(registry, claim)


def hosts_of_claim(registry: Registry, claim: Claim) -> frozenset[str]:
    """The ids of the hosts of a claim's suites; all hosts where it names none, or where none of them has a host."""
    services = (one for one in registry.services.values() if one.suite in claim.suites)
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
        tuple(one for one in registry.ranges.values() if belongs(one.suite)),
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
        tuple(endpoint for endpoint in registry.endpoints if _meets(registry, endpoint, claim, listeners)),
        tuple(range_ for range_ in ranges if any(_holds(claim, ports) for ports in range_.ports)),
    )


def _listening(registry: Registry, claim: Claim, hosts: frozenset[str]) -> Iterator[tuple[Service, Listener]]:
    """What listens on the claim's ports of some hosts."""
    for service in registry.services.values():
        if is_active(service) and any(host.id in hosts for host in registry.hosts_of(service)):
            yield from ((service, one) for one in service.listeners or () if one.port and _holds(claim, one.port))


def _hosts(registry: Registry, claim: Claim) -> tuple[Host, ...]:
    ids = hosts_of_claim(registry, claim)
    return tuple(host for host in registry.hosts.values() if host.id in ids)


def _holds(claim: Claim, ports: Ports) -> bool:
    return any(port in ports for port in claim.ports)


def _meets(
    registry: Registry, endpoint: Endpoint, claim: Claim, listeners: tuple[tuple[Service, Listener], ...]
) -> bool:
    """Whether the endpoint leads to one of the listeners, or comes in through one of them on a claimed port."""
    way = route(registry, endpoint)
    return any(
        any(listener is one for one in way.listeners)
        or (service is way.entry and any(url.port in claim.ports and listens_on(listener, url) for url in endpoint.url))
        for service, listener in listeners
    )
