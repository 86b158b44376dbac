"""What answers at the address that a proxy connects to."""

from __future__ import annotations

from ipaddress import ip_address

from portdocs.registry import Endpoint, Host, Listener, Registry, Service
from portdocs.registry.addresses import UNKNOWN, binds_meet, is_loopback
from portdocs.registry.urls import Target
from portdocs.topology.routes import Route, route

LOCALHOST = "localhost"


def leading_to(registry: Registry, service: Service, listener: Listener) -> tuple[Endpoint, ...]:
    """The endpoints that lead to a listener, through proxies or not."""
    return tuple(
        endpoint
        for endpoint in registry.endpoints_to(service)
        if any(one is listener for one in route(registry, endpoint).listeners)
    )


def address_of(target: Target) -> str | None:
    """The IP address that a target is written with; None for a name or a socket."""
    try:
        return str(ip_address(target.host))
    except ValueError:
        return None


def is_local(target: Target) -> bool:
    """Whether the target is the proxy's own machine."""
    address = address_of(target)
    return is_loopback(address) if address else target.host == LOCALHOST


def on_port(way: Route, target: Target) -> tuple[Listener, ...]:
    """The listeners of the way that have the target's port or socket, in the network that the proxy looks from."""
    return tuple(one for one in way.listeners if _has_port(way, target, one))


def has_boxed_proxy(way: Route) -> bool:
    """Whether the last proxy runs in a container, where names and loopback mean something else than on the host."""
    return bool(way.proxies and way.proxies[-1].container)


def _has_port(way: Route, target: Target, listener: Listener) -> bool:
    if target.path or not target.port:
        return listener.socket == target.path
    inner = listener.container_port or listener.port
    if way.service and target.host in way.service.container:
        return inner is not None and target.port in inner
    if is_local(target) and not has_boxed_proxy(way):
        return listener.port is not None and target.port in listener.port
    # A name or address of which nothing is known: the host, the container, or what stands before them.
    return any(ports is not None and target.port in ports for ports in (listener.port, inner))


def at_address(registry: Registry, way: Route, target: Target, listener: Listener) -> bool:
    """Whether the listener takes the target's address, as far as that can be known: where the proxy runs on the same
    host and the address is one of that host."""
    address = "127.0.0.1" if target.host == LOCALHOST else address_of(target)
    if not (address and listener.port and way.service and way.proxies) or has_boxed_proxy(way):
        return True
    hosts = shared_hosts(registry, way.proxies[-1], way.service)
    if not hosts or not (is_loopback(address) or any(address in host.addresses for host in hosts)):
        return True
    also = "::1" if target.host == LOCALHOST else address
    return any(bind == UNKNOWN or binds_meet(bind, address) or binds_meet(bind, also) for bind in listener.bind)


def shared_hosts(registry: Registry, proxy: Service, service: Service) -> tuple[Host, ...]:
    """The hosts on which both run."""
    own = registry.hosts_of(service)
    return tuple(host for host in registry.hosts_of(proxy) if any(host is one for one in own))
