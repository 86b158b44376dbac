"""Who can reach a listener, derived from its bind, its host's firewall and its container."""

from __future__ import annotations

from collections.abc import Iterable
from enum import StrEnum

from portdocs.registry.addresses import UNKNOWN, is_loopback
from portdocs.registry.model import Firewall, Host, Listener, Service
from portdocs.registry.registry import Registry
from portdocs.topology.bindings import Binding
from portdocs.topology.routes import route


class Exposure(StrEnum):
    """From where a listener can be reached; the order is from safest to most open."""

    LOOPBACK = "loopback"
    CLOSED = "closed"
    UNKNOWN = "unknown"
    NETWORK = "network"


_ORDER = list(Exposure)


def exposure(binding: Binding) -> Exposure:
    """Who can reach one binding."""
    if is_loopback(binding.bind):
        return Exposure.LOOPBACK
    if is_closed(binding):
        return Exposure.CLOSED
    return Exposure.UNKNOWN if binding.bind == UNKNOWN else Exposure.NETWORK


def is_closed(binding: Binding) -> bool:
    """Whether the host's firewall lets none of the binding's ports through.

    A container's published port goes past a firewall on the machine itself (docker writes its own rules), so only one
    that stands outside can close it.
    """
    firewall = binding.host.firewall
    if firewall is None or (is_published(binding.service, binding.listener) and not firewall.outside):
        return False
    return not opens(firewall, binding)


def opens(firewall: Firewall, binding: Binding) -> bool:
    """Whether a firewall lets any of a binding's ports through."""
    return any(
        opening.ports.meets(binding.ports) and opening.transport in (None, binding.transport)
        for opening in firewall.open
    )


def is_published(service: Service, listener: Listener) -> bool:
    """Whether the host's port leads into a container."""
    return bool(listener.port and (listener.container_port or service.container))


def listener_exposure(registry: Registry, service: Service, listener: Listener, host: Host) -> Exposure:
    """Who can reach a listener on one host: the most open of its bindings. A unix socket, and a port that only the
    container has, are reached on the machine alone."""
    if not listener.port:
        return Exposure.LOOPBACK
    return worst(
        exposure(Binding(service, listener, host, transport, bind, listener.port))
        for transport in listener.transport
        for bind in listener.bind
    )


def worst(exposures: Iterable[Exposure]) -> Exposure:
    """The most open of several."""
    return max(exposures, key=_ORDER.index, default=Exposure.LOOPBACK)


def is_proxied(registry: Registry, service: Service, listener: Listener) -> bool:
    """Whether an endpoint leads to the listener through a proxy."""
    return any(
        endpoint.via and listener in route(registry, endpoint).listeners for endpoint in registry.endpoints_to(service)
    )
