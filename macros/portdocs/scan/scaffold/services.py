"""Services out of listeners: those that one program holds belong together, and a socket that several sources show is
one listener, named by the source that knows its holder best."""

from __future__ import annotations

from portdocs.registry import Registry, Service
from portdocs.registry.addresses import UNKNOWN, addresses
from portdocs.registry.ports import Ports
from portdocs.scan.result import ObservedListener, Scan
from portdocs.scan.scaffold.entries import DraftListener, DraftService, free_id
from portdocs.topology.bindings import Binding, bindings
from portdocs.topology.iana import EPHEMERAL

_ORDER = ("compose", "systemd", "nginx", "traefik", "caddy", "kubernetes", "cloudflared", "sockets")
"""Who knows the holder best: a process may be called `python` or `docker-proxy`."""


class Declared:
    """What the registry knows already."""

    def __init__(self, registry: Registry | None) -> None:
        self.services: dict[str, Service] = dict(registry.services) if registry else {}
        self.bindings: list[Binding] = list(bindings(registry)) if registry else []
        self.urls = {url.key for endpoint in registry.endpoints for url in endpoint.url} if registry else set()

    def holder(self, transport: str, address: str, port: int | None, socket: str | None = None) -> str | None:
        """The id of the service that declares a listener at this address."""
        if socket:
            return next((id for id, one in self.services.items() if _has_socket(one, socket)), None)
        if port is None:
            return None
        met = (one for one in self.bindings if one.transport == transport and port in one.ports)
        return next((one.service.id for one in met if addresses(one.bind).meets(addresses(address))), None)

    def inside(self, name: str | None, container_port: int | None) -> bool:
        """Whether a container's port without one on the host is declared."""
        services = [one for one in self.services.values() if name in (one.id, one.name, *one.container)]
        ports = [listener.container_port for service in services for listener in service.listeners or ()]
        return container_port is not None and any(port and container_port in port for port in ports)


def _has_socket(service: Service, path: str) -> bool:
    return any(listener.socket == path for listener in service.listeners or ())


class Drafts:
    """The services that are being put together."""

    def __init__(self, declared: Declared) -> None:
        self.declared = declared
        self.by_name: dict[str, DraftService] = {}

    @property
    def drafts(self) -> list[DraftService]:
        """All of them, by id."""
        return sorted(self.by_name.values(), key=lambda one: one.id)

    def named(self, name: str) -> DraftService:
        """The service of a name, a new one where there is none."""
        if name not in self.by_name:
            taken = {*self.declared.services, *(one.id for one in self.by_name.values())}
            same = free_id(name, ())
            extends = same if same in self.declared.services else None
            self.by_name[name] = DraftService(free_id(name, taken), extends=extends)
        return self.by_name[name]

    def at(self, transport: str, address: str, port: int | None, socket: str | None = None) -> DraftListener | None:
        """The listener that an address leads to."""
        listeners = (listener for one in self.by_name.values() for listener in one.listeners)
        return next((one for one in listeners if one.is_at(transport, address, port, socket)), None)

    def holder(self, transport: str, address: str, port: int | None, socket: str | None = None) -> str | None:
        """The id of the service behind an address, declared or drafted."""
        if id := self.declared.holder(transport, address, port, socket):
            return id
        for one in self.by_name.values():
            if any(listener.is_at(transport, address, port, socket) for listener in one.listeners):
                return one.id
        return None


def draft_services(scan: Scan, declared: Declared) -> Drafts:
    """The services that hold the listeners nobody declared."""
    drafts = Drafts(declared)
    # The certain ones first, so that a hint only fills what nothing else shows.
    for one in sorted(scan.listeners, key=lambda one: (_ORDER.index(one.source), not one.certain)):
        if not _is_noise(one) and not _is_declared(one, declared):
            _add(drafts, one)
    return drafts


def _is_declared(one: ObservedListener, declared: Declared) -> bool:
    if one.port is None and one.container_port:
        return declared.inside(one.name, one.container_port)
    return declared.holder(one.transport, one.address, one.port, _path(one)) is not None


def _is_noise(one: ObservedListener) -> bool:
    """Unconnected UDP on ports that the system hands out: these come and go with every look-up."""
    return one.source == "sockets" and one.transport == "udp" and one.port is not None and one.port in EPHEMERAL


def left_out(scan: Scan) -> int:
    """How many sockets are noise."""
    return sum(map(_is_noise, scan.listeners))


def _path(one: ObservedListener) -> str | None:
    return one.address.removeprefix("unix:") if one.transport == "unix" else None


def _add(drafts: Drafts, one: ObservedListener) -> None:
    path = _path(one)
    if path is not None and not path.startswith("/"):  # an abstract socket, for which the data has no field
        return
    known = drafts.at(one.transport, one.address if path is None else UNKNOWN, one.port, path)
    if known:
        if known.bind == UNKNOWN and one.source == "sockets":
            known.bind, known.certain = one.address, True
        return
    service = drafts.named(one.name or f"port-{one.port}")
    if one.source == "compose":
        service.container = one.name
    elif one.source == "systemd":
        service.unit = one.name
        service.name = None
    ports = Ports(one.port, one.port_end or one.port) if one.port else None
    bind = one.address if ports else UNKNOWN  # a port inside a container is bound there
    seen = f"{one.file}:{one.line}"
    listener = DraftListener(one.transport, bind, ports, _inside(one, ports), path, seen, one.certain)
    if ports or path or all(other.container_port != listener.container_port for other in service.listeners):
        service.listeners.append(listener)


def _inside(one: ObservedListener, ports: Ports | None) -> Ports | None:
    """The ports inside the container: as many as outside, unless docker picks one of those."""
    if one.container_port is None or not one.certain:
        return None
    return Ports(one.container_port, one.container_port + (len(ports) - 1 if ports else 0))
