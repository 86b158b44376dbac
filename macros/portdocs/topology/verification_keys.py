"""The keys under which comparisons and records know declarations. A changed declaration has another key, so it is not
verified yet."""

from __future__ import annotations

from portdocs.registry.findings import Location
from portdocs.registry.model import Endpoint, Listener, Service
from portdocs.registry.registry import Registry
from portdocs.registry.urls import Url
from portdocs.registry.verification import DriftKey
from portdocs.topology.bindings import shown_bind
from portdocs.topology.routes import route


def socket_text(listener: Listener, transport: str) -> str:
    """`tcp 127.0.0.1:8000` with all binds, `unix:/path`, or `tcp 8000 in its container`."""
    if listener.socket:
        return f"unix:{listener.socket}"
    if listener.port is None:
        return f"{transport} {listener.container_port} in its container"
    ports = listener.port
    return f"{transport} {' and '.join(shown_bind(bind, ports) for bind in dict.fromkeys(listener.bind))}"


def transports_of(listener: Listener) -> tuple[str, ...]:
    """The transports of a listener: each is verified on its own."""
    return ("unix",) if listener.socket else tuple(dict.fromkeys(listener.transport))


def listener_key(service: Service, listener: Listener, transport: str) -> DriftKey:
    """The key of a listener for one of its transports."""
    return DriftKey("listener", service.id, socket_text(listener, transport))


def endpoint_key(registry: Registry, endpoint: Endpoint, url: Url) -> DriftKey:
    """The key of a URL with its declared route."""
    end = endpoint.redirect or str(route(registry, endpoint).target or endpoint.to)
    return DriftKey("endpoint", str(url), " > ".join((*endpoint.via, end)))


def declared_locations(registry: Registry) -> dict[DriftKey, Location]:
    """The keys of all declarations that can be verified, each with the location of its listener or URL."""
    listeners = {
        listener_key(service, listener, transport): listener.location
        for service in registry.services.values()
        for listener in service.listeners or ()
        for transport in transports_of(listener)
    }
    endpoints = {
        endpoint_key(registry, endpoint, url): endpoint.at.value_location("url", index)
        for endpoint in registry.endpoints
        for index, url in enumerate(endpoint.url)
    }
    return listeners | endpoints
