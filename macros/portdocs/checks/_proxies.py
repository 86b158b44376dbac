"""The listeners that a proxy reaches at the address that it connects to."""

from __future__ import annotations

from portdocs.registry import Endpoint, Host, Listener, Registry, Service
from portdocs.registry.addresses import UNKNOWN, binds_meet, is_loopback, is_own_machine, literal_addresses
from portdocs.registry.urls import Target
from portdocs.topology.routes import Route, route


def endpoints_to_listener(registry: Registry, service: Service, listener: Listener) -> tuple[Endpoint, ...]:
    """The endpoints whose target is a listener, with or without proxies; not those that are retired."""
    return tuple(
        endpoint
        for endpoint in registry.endpoints_to(service)
        if endpoint.status != "retired"
        and any(candidate is listener for candidate in route(registry, endpoint).listeners)
    )


def listeners_on_port(path: Route, target: Target) -> tuple[Listener, ...]:
    """The listeners of the route that have the target's port or socket, as the proxy sees it."""
    return tuple(listener for listener in path.listeners if _has_port(path, target, listener))


def proxy_runs_in_container(path: Route) -> bool:
    """True if names and loopback addresses mean something else to the last proxy than on its host."""
    return bool(path.proxies and path.proxies[-1].is_container)


def _has_port(path: Route, target: Target, listener: Listener) -> bool:
    if target.path or not target.port:
        return listener.socket == target.path
    inner = listener.container_port or listener.port
    if path.service and target.host in path.service.container_names:
        return inner is not None and target.port in inner
    if is_own_machine(target.host) and not proxy_runs_in_container(path):
        return listener.port is not None and target.port in listener.port
    # Any other name or address may be the host, the container, or something in front of them.
    return any(ports is not None and target.port in ports for ports in (listener.port, inner))


def listens_at(registry: Registry, path: Route, target: Target, listener: Listener) -> bool:
    """False if the listener surely does not bind the target's address: proxy and service share a host, and the address
    belongs to it."""
    addresses = literal_addresses(target.host)
    if not (addresses and listener.port and path.service and path.proxies) or proxy_runs_in_container(path):
        return True
    hosts = shared_hosts(registry, path.proxies[-1], path.service)
    if not hosts or not (is_loopback(addresses[0]) or any(addresses[0] in host.addresses for host in hosts)):
        return True
    return any(bind == UNKNOWN or binds_meet(bind, address) for bind in listener.bind for address in addresses)


def shared_hosts(registry: Registry, proxy: Service, service: Service) -> tuple[Host, ...]:
    """The hosts on which both run."""
    own = registry.hosts_of(service)
    return tuple(host for host in registry.hosts_of(proxy) if any(host is candidate for candidate in own))
