"""The services that run the proxies whose configuration was read: a container that a source defines, else the host."""

from __future__ import annotations

import posixpath
from collections.abc import Callable, Iterable

from portdocs.registry.addresses import is_own_machine, literal_addresses
from portdocs.registry.ports import Ports
from portdocs.scan.kubernetes.routes import is_ingress
from portdocs.scan.observations import ObservedService
from portdocs.scan.result import Scan
from portdocs.scan.scaffold.entries import DraftListener, DraftService
from portdocs.scan.scaffold.services import Services
from portdocs.topology.proxies import names_proxy

_ICONS = ("nginx", "traefik", "caddy")


def find_proxies(services: Services, scan: Scan) -> None:
    """Find the service of each source that has routes or listeners of a proxy."""
    for source in sorted({one.source for one in scan.routes} | {one.source for one in scan.listeners} & {"nginx"}):
        service = _far_end(services, source, scan) or _container(services, source, scan)
        if service is None:
            service = services.get((source, source), source, "")
            service.is_container = service.has_assumed_ports = _reaches_containers(services, source, scan)
        service.icon = source if source in _ICONS and service.id != source else ""
        services.proxies[source] = service


def _far_end(services: Services, source: str, scan: Scan) -> DraftService | None:
    """The proxy that is not a program on this host: Cloudflare in front of a tunnel, the gateway of a cluster."""
    if source == "cloudflared":
        service = services.get(("external", "cloudflare"), "cloudflare", "")
        service.is_external = True
        service.listeners = service.listeners or [DraftListener("tcp", Ports.one(443), None, None, "")]
    elif source == "kubernetes":
        gateways = {one.proxy for one in scan.routes if one.source == source and one.proxy}
        name = next(iter(gateways)) if len(gateways) == 1 else "gateway"
        service = services.get((source, name), name, "")
        if any(map(is_ingress, scan.routes)):  # its controller, whose ports no manifest has to contain
            service.has_unknown_listeners, service.container = True, name
    else:
        return None
    service.is_container = source == "kubernetes" or _reaches_containers(services, source, scan)
    return service


def _container(services: Services, source: str, scan: Scan) -> DraftService | None:
    """The container that runs a proxy, by the strongest evidence that only one container has."""
    candidates = [
        one for one in scan.services if one.is_active and (one.has_host_network or not _is_on_host(source, scan))
    ]
    routes = [one for one in scan.routes if one.source == source]
    named = {one.proxy for one in routes if one.proxy}
    files = {one.file for one in scan.files if one.source == source}
    ports = {one.port for one in scan.listeners if one.source == source and one.port}
    tests: tuple[Callable[[ObservedService], bool], ...] = (
        lambda one: one.name in named or one.container in named,
        lambda one: any(_contains(path, file, one.file) for path in one.paths for file in files),
        lambda one: _runs(source, (one.image,)),
        lambda one: _runs(source, (one.name, one.container)),
        lambda one: _publishes(one, ports, scan),
    )
    for test in tests:
        found = [one for one in candidates if test(one)]
        if len(found) == 1:
            return services.named(found[0].container or found[0].name)
    return None


def _is_on_host(source: str, scan: Scan) -> bool:
    """True if a listing shows the proxy's own process at one of its ports: docker-proxy holds those of a container."""
    ports = {one.port for one in scan.listeners if one.source == source}
    return any(one.source == "sockets" and one.name == source and one.port in ports for one in scan.listeners)


def _reaches_containers(services: Services, source: str, scan: Scan) -> bool:
    """True if a target is a name that only a container network resolves, and nothing shows the proxy on the host."""
    if _is_on_host(source, scan):
        return False
    passes = (route for route in scan.routes if route.source == source and route.action == "proxy")
    hosts = {one.host for route in passes for one in route.targets if one.host}
    if any(is_own_machine(host) for host in hosts):
        return False
    return any(services.named(host) or _is_bare_name(host) for host in hosts)


def _is_bare_name(host: str) -> bool:
    return "." not in host and ":" not in host and not literal_addresses(host)


def _contains(path: str, file: str, compose_file: str) -> bool:
    """True if a mounted or built path is or contains a file, unless it contains the whole project."""
    folder = posixpath.dirname(compose_file)
    is_project = path in (folder, ".", "..") or f"{folder}/".startswith(f"{path}/")
    return path == file or (not is_project and file.startswith(f"{path}/"))


def _runs(source: str, names: Iterable[str]) -> bool:
    return any(names_proxy(source, name) for name in names)


def _publishes(one: ObservedService, ports: set[int], scan: Scan) -> bool:
    """True if a container publishes a port of the proxy on that port of the host, where a second one has no place."""
    return any(
        each.source == "compose" and each.name == one.name and each.port in ports and each.container_port in ports
        for each in scan.listeners
    )
