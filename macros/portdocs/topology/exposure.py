"""The exposure of listeners, derived from the bind, the firewall of the host, and the container."""

from __future__ import annotations

from collections.abc import Iterable
from enum import StrEnum

from portdocs.registry.addresses import UNKNOWN, is_loopback
from portdocs.registry.model import Firewall, Host, Listener, Service
from portdocs.registry.registry import Registry
from portdocs.topology.bindings import Binding
from portdocs.topology.routes import route


class Exposure(StrEnum):
    """The networks that reach a listener; from the least to the most exposed."""

    LOOPBACK = "loopback"
    CLOSED = "closed"
    UNKNOWN = "unknown"
    NETWORK = "network"


_ORDER = list(Exposure)


def exposure(binding: Binding) -> Exposure:
    """The exposure of one binding."""
    if is_loopback(binding.bind):
        return Exposure.LOOPBACK
    if is_closed(binding):
        return Exposure.CLOSED
    return Exposure.UNKNOWN if binding.bind == UNKNOWN else Exposure.NETWORK


def is_closed(binding: Binding) -> bool:
    """True if the host's firewall opens none of the binding's ports.

    A container's published port bypasses a firewall on the machine itself, because docker adds its own rules; only one
    outside the machine can close it.
    """
    firewall = binding.host.firewall
    if firewall is None or (is_published(binding.service, binding.listener) and not firewall.outside):
        return False
    return not opens(firewall, binding)


def opens(firewall: Firewall, binding: Binding) -> bool:
    """True if a firewall opens any of a binding's ports."""
    return any(opening.opens(binding.ports, binding.transport) for opening in firewall.open)


def is_published(service: Service, listener: Listener) -> bool:
    """True if the host's port is published by a container."""
    return bool(listener.port and (listener.container_port or service.container_names))


def listener_exposure(registry: Registry, service: Service, listener: Listener, host: Host) -> Exposure:
    """The exposure of a listener on one host: that of its most exposed binding. Unix sockets and ports inside a
    container can only be reached on the machine."""
    if not listener.port:
        return Exposure.LOOPBACK
    return worst(
        exposure(Binding(service, listener, host, transport, bind, listener.port))
        for transport in listener.transport
        for bind in listener.bind
    )


def worst(exposures: Iterable[Exposure]) -> Exposure:
    """The most exposed one of several."""
    return max(exposures, key=_ORDER.index, default=Exposure.LOOPBACK)


def is_proxied(registry: Registry, service: Service, listener: Listener) -> bool:
    """True if an endpoint points to the listener through a proxy."""
    return any(
        endpoint.via and listener in route(registry, endpoint).listeners for endpoint in registry.endpoints_to(service)
    )
