"""The services behind the targets of a proxy (see `ObservedRoute.targets`)."""

from __future__ import annotations

from portdocs.registry.addresses import HOST_OF_CONTAINERS, is_own_machine, literal_addresses
from portdocs.registry.ports import Ports
from portdocs.registry.urls import Target, Url
from portdocs.scan.scaffold.entries import DraftListener, DraftService
from portdocs.scan.scaffold.services import Services


def service_of(
    services: Services, proxy: DraftService, target: Target, url: Url, own_names: set[str], seen: str
) -> DraftService | None:
    """The service that a target means; a new one if no source shows it, None if it is unknown."""
    if target.is_container:
        service = services.named(target.host)
        if service and not service.listeners:
            service.has_unknown_listeners = True
        return service
    if target.path:
        return services.on_socket(target.path) or _new_socket(services, target.path, seen)
    assert target.port is not None
    transport, host = url.transport, target.host.lower().rstrip(".")
    if service := services.named(host):
        _listen_inside(service, transport, target.port, seen)
        return service
    if host in own_names:
        return proxy
    if host in HOST_OF_CONTAINERS:
        return _on_host(services, target, ("127.0.0.1", host), url, seen)
    if literals := literal_addresses(host):
        return _at_address(services, proxy, target, literals, url, seen)
    if "." in host or not proxy.is_container:
        return _external(services, target, transport, seen)
    service = services.get(("name", host), host, seen)
    service.is_container = True
    _listen_inside(service, transport, target.port, seen)
    return service


def _new_socket(services: Services, path: str, seen: str) -> DraftService:
    name = path.rpartition("/")[2].removesuffix(".sock")
    service = services.get(("socket", path), name, seen)
    service.listeners.append(DraftListener("unix", None, None, path, seen))
    return service


def _listen_inside(service: DraftService, transport: str, port: int, seen: str) -> None:
    """Note a port that a proxy reaches inside a container, or on an external service."""
    if service.has_unknown_listeners or service.inside(port):
        return
    if service.is_external:
        _listen(service, transport, port, seen)
    elif service.outside(port, transport) is None:
        service.listeners.append(DraftListener(transport, None, Ports.one(port), None, seen))


def _listen(service: DraftService, transport: str, port: int, seen: str) -> None:
    if not any(one.port and port in one.port and one.transport == transport for one in service.listeners):
        service.listeners.append(DraftListener(transport, Ports.one(port), None, None, seen))


def _at_address(
    services: Services, proxy: DraftService, target: Target, literals: tuple[str, ...], url: Url, seen: str
) -> DraftService | None:
    is_loopback = is_own_machine(target.host)
    if is_loopback and proxy.is_container:  # the loopback of the container
        return proxy if target.port and proxy.inside(target.port) else None
    if is_loopback:
        return _on_host(services, target, literals, url, seen)
    at = filter(None, (services.at(url.transport, one, target.port) for one in literals))
    # A wildcard may be of another machine.
    found = next((service for service, listener in at if set(literals) & set(listener.bind)), None)
    return found or _external(services, target, url.transport, seen)


def _on_host(services: Services, target: Target, addresses: tuple[str, ...], url: Url, seen: str) -> DraftService:
    """The service on a port of the host; a new one is named after the URL."""
    for address in addresses:
        for literal in literal_addresses(address):
            if found := services.at(url.transport, literal, target.port):
                return found[0]
    label = url.host.split(".")[0].strip("*")
    name = label if label and not literal_addresses(url.host) else f"port-{target.port}"
    service = services.get(("port", url.transport, target.port), name, seen)
    assert target.port is not None
    _listen(service, url.transport, target.port, seen)
    return service


def _external(services: Services, target: Target, transport: str, seen: str) -> DraftService:
    service = services.get(("external", target.host), target.host, seen)
    service.is_external = True
    assert target.port is not None
    _listen(service, transport, target.port, seen)
    return service
