"""Details of the internal network that a public site shows: internal addresses, and ports that are not public."""

from __future__ import annotations

from collections.abc import Iterator
from ipaddress import ip_address
from itertools import chain

from portdocs.registry import Location, Registry
from portdocs.registry.addresses import ANY, UNKNOWN, literal_addresses, unmapped
from portdocs.topology.bindings import Binding, bindings_of
from portdocs.topology.exposure import Exposure, exposure, is_proxied


def internal_addresses(registry: Registry) -> Iterator[tuple[Location, str]]:
    """Each internal address with its location, sorted: of a host, a zone, a bind or a target."""
    found = chain(_of_hosts(registry), _of_listeners(registry), _of_endpoints(registry))
    return iter(sorted({(location, text) for location, text in found if is_internal(text)} | {*_of_zones(registry)}))


def unpublished_ports(registry: Registry) -> Iterator[tuple[Location, str]]:
    """Each port that the Internet does not reach, as `8000 of api`, with its location, sorted."""
    found: dict[Location, str] = {}
    for service in registry.services.values():
        for binding in bindings_of(registry, service):
            if exposure(registry, binding) is not Exposure.NETWORK:
                found[binding.listener.at.value_location("port")] = _described(registry, binding)
    return iter(sorted(found.items()))


def _described(registry: Registry, binding: Binding) -> str:
    proxied = ", behind a proxy" if is_proxied(registry, binding.service, binding.listener) else ""
    return f"{binding.ports} of {binding.service.title} ({exposure(registry, binding)}{proxied})"


def is_internal(address: str) -> bool:
    """True for an address that is not on the Internet, except for those that every machine has."""
    try:
        ip = unmapped(address)
    except ValueError:
        return False
    return not (ip.is_global or ip.is_loopback or ip.is_unspecified)


def _of_hosts(registry: Registry) -> Iterator[tuple[Location, str]]:
    for host in registry.hosts.values():
        for index, address in enumerate(host.addresses):
            yield host.at.value_location("addresses", index), address


def _of_zones(registry: Registry) -> Iterator[tuple[Location, str]]:
    for zone in registry.zones.values():
        for index, network in enumerate(zone.addresses):
            if is_internal(str(ip_address(network.network_address))):
                yield zone.at.value_location("addresses", index), str(network)


def _of_listeners(registry: Registry) -> Iterator[tuple[Location, str]]:
    for service in registry.services.values():
        for listener in service.listeners or ():
            for index, bind in enumerate(listener.bind):
                if bind not in (ANY, UNKNOWN):
                    yield listener.at.value_location("bind", index), bind


def _of_endpoints(registry: Registry) -> Iterator[tuple[Location, str]]:
    for endpoint in registry.endpoints:
        for index, url in enumerate(endpoint.url):
            yield from ((endpoint.at.value_location("url", index), one) for one in literal_addresses(url.host))
        if endpoint.target and endpoint.target.host:
            location = endpoint.at.value_location("target")
            yield from ((location, one) for one in literal_addresses(endpoint.target.host))
