"""The route of an endpoint: its proxies, then the service, the listener, and the address that the last proxy uses."""

from __future__ import annotations

from dataclasses import dataclass

from portdocs.registry.addresses import local_address
from portdocs.registry.model import Endpoint, Listener, Service
from portdocs.registry.registry import Registry
from portdocs.registry.urls import Target, Url


@dataclass(frozen=True, slots=True, eq=False)
class Route:
    """An endpoint resolved against the registry."""

    endpoint: Endpoint
    proxies: tuple[Service, ...]
    """Outermost first; empty if the target itself is public, or for a redirect without a proxy."""
    service: Service | None
    """The target; None for a redirect."""
    listeners: tuple[Listener, ...]
    """The listeners that may be the target, most likely first."""
    target: Target | None
    """The address that the last proxy connects to: as declared, else derived; None for a redirect, without a proxy, or
    if it cannot be derived."""

    @property
    def is_direct(self) -> bool:
        """True if there is no proxy."""
        return not self.proxies

    @property
    def entry(self) -> Service | None:
        """The service that accepts the request first."""
        return self.proxies[0] if self.proxies else self.service


def route(registry: Registry, endpoint: Endpoint) -> Route:
    """The route of an endpoint."""
    # All checks and tables need them. By identity: the route keeps its endpoint alive.
    return registry.fact((_resolved, id(endpoint)), lambda: _resolved(registry, endpoint))


def _resolved(registry: Registry, endpoint: Endpoint) -> Route:
    proxies = tuple(registry.services[id] for id in endpoint.via)
    if endpoint.to is None:
        return Route(endpoint, proxies, None, (), None)
    service = registry.services[endpoint.to.service]
    listeners = meant_listeners(endpoint, service)
    target = endpoint.target or (_derived(registry, proxies[-1], service, listeners) if proxies else None)
    return Route(endpoint, proxies, service, listeners, target)


def meant_listeners(endpoint: Endpoint, service: Service) -> tuple[Listener, ...]:
    """The listeners of the service that may be the target of an endpoint, most likely first.

    Those in `service:name` or `service:port`; else those with the port or socket of `target`; else, without a proxy,
    those on the URL's port; else those that speak http if the URL does; else all.
    """
    listeners = service.listeners or ()
    wanted = endpoint.to.listener if endpoint.to else None
    if wanted is not None:
        named = tuple(listener for listener in listeners if listener.name == wanted)
        return named or tuple(listener for listener in listeners if _has_port(listener, wanted))
    if endpoint.target:
        return tuple(listener for listener in listeners if _matches(listener, endpoint.target))
    if not endpoint.via and (
        public := tuple(one for one in listeners if any(listens_on(one, u) for u in endpoint.url))
    ):
        return public
    if endpoint.url[0].scheme in ("http", "https", "ws", "wss"):
        http = tuple(listener for listener in listeners if listener.speaks_http)
        return http or tuple(listeners)
    return tuple(listener for listener in listeners if endpoint.url[0].transport in listener.transport)


def listens_on(listener: Listener, url: Url) -> bool:
    """True if the listener uses the URL's port and transport on its host."""
    return listener.port is not None and url.port in listener.port and url.transport in listener.transport


def _has_port(listener: Listener, wanted: str) -> bool:
    if not (wanted.isascii() and wanted.isdigit()):
        return False
    port = int(wanted[:6])
    return any(ports is not None and port in ports for ports in (listener.port, listener.container_port))


def _matches(listener: Listener, target: Target) -> bool:
    if target.path:
        return listener.socket == target.path
    return target.port is not None and _has_port(listener, str(target.port))


def _derived(registry: Registry, proxy: Service, service: Service, listeners: tuple[Listener, ...]) -> Target | None:
    """By name between containers; else the local address on the proxy's own host, and the host's address elsewhere."""
    if not listeners or service.external:
        return None
    listener = listeners[0]
    if listener.socket:
        return Target("", None, listener.socket)
    hosts = registry.hosts_of(service)
    is_shared = not {host.id for host in hosts}.isdisjoint(host.id for host in registry.hosts_of(proxy))
    if listener.container_port and (not listener.port or (is_shared and proxy.is_container)):
        # Containers reach each other by name.
        names = service.container_names
        return Target(names[0], listener.container_port.first) if names else None
    if not listener.port:
        return None
    if is_shared:
        return Target(local_address(listener.bind), listener.port.first)
    address = next((address for host in hosts for address in host.addresses), None)
    return Target(address, listener.port.first) if address else None
