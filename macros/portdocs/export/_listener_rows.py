"""Every listener, with one row for each host, transport and bind."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from portdocs.registry import Host, Listener, Location, Ports, Registry, Service
from portdocs.topology.bindings import Binding, is_active
from portdocs.topology.exposure import is_proxied, listener_exposure, reach
from portdocs.topology.routes import route

UNIX = "unix"
"""The transport of a unix socket."""


@dataclass(frozen=True, slots=True, eq=False)
class Row:
    """A listener on one host, with one transport and one bind."""

    service: Service
    listener: Listener
    host: Host | None
    """None for an external service, which has no declared host."""
    transport: str
    bind: str
    ports: Ports | None
    """The ports of the host; None for a unix socket and for a port inside a container."""
    exposure: str | None
    """The ids of the zones if only these reach it; None for a retired or external service."""
    proxied: bool
    urls: tuple[str, ...]
    """The endpoints that may lead to this listener."""

    @property
    def location(self) -> Location:
        """The location that declares the port."""
        field = "socket" if self.listener.socket else "port" if self.ports else "container_port"
        return self.listener.at.value_location(field)


def rows_of(registry: Registry, service: Service) -> Iterator[Row]:
    """The rows of a service, in the order of the data."""
    for listener in service.listeners or ():
        yield from _rows_of(registry, service, listener)


def _rows_of(registry: Registry, service: Service, listener: Listener) -> Iterator[Row]:
    proxied, urls = is_proxied(registry, service, listener), _urls(registry, service, listener)
    for host in registry.hosts_of(service) or (None,):
        for transport in dict.fromkeys(listener.transport) if not listener.socket else (UNIX,):
            for bind in dict.fromkeys(listener.bind) if listener.port else ("",):
                level = _exposure(registry, service, listener, host, transport, bind)
                yield Row(service, listener, host, transport, bind, listener.port, level, proxied, urls)


def _exposure(
    registry: Registry, service: Service, listener: Listener, host: Host | None, transport: str, bind: str
) -> str | None:
    if host is None or not is_active(service):
        return None
    if not listener.port:
        return str(listener_exposure(registry, service, listener, host))
    found = reach(registry, Binding(service, listener, host, transport, bind, listener.port))
    return " ".join(found.zones) or str(found.exposure)


def _urls(registry: Registry, service: Service, listener: Listener) -> tuple[str, ...]:
    return tuple(
        url.text
        for endpoint in registry.endpoints_to(service)
        if any(listener is one for one in route(registry, endpoint).listeners)
        for url in endpoint.url
    )
