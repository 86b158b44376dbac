"""Services from observations: one for each holder, and one listener for each socket, whoever shows it."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterator

from portdocs.registry.addresses import UNKNOWN, addresses
from portdocs.registry.ids import Ids
from portdocs.registry.ports import Ports
from portdocs.scan.observations import ObservedListener, ObservedService
from portdocs.scan.result import Scan
from portdocs.scan.scaffold.entries import DraftListener, DraftService
from portdocs.scan.systemd.unit_files import unit_stem
from portdocs.topology.iana import EPHEMERAL

_RELIABLE = ("compose", "containers", "kubernetes", "systemd", "nginx", "caddy", "traefik", "cloudflared")
"""The sources that know a holder, most reliable first; a listing only knows a process."""
_NAMED = ("kubernetes", "cloudflared")
"""Sources whose listeners have holders of their own, next to the proxy."""
_FORWARDERS = ("docker-proxy", "rootlessport", "systemd")
"""Processes that hold the sockets of others."""


class Services:
    """All services of a scan, by holder, name and socket."""

    def __init__(self, scan: Scan) -> None:
        self._by_key: dict[object, DraftService] = {}
        self._ids = Ids()
        self.proxies: dict[str, DraftService] = {}
        """The service of each source with routes."""
        for one in scan.services:
            self._define(one)
        for one in scan.services:
            self._connect(one)

    @property
    def all(self) -> list[DraftService]:
        """All services by id."""
        return sorted(self._by_key.values(), key=lambda one: one.id)

    def get(self, key: object, name: str, seen: str) -> DraftService:
        """The service with a key; a new one if there is none."""
        if key not in self._by_key:
            id = self._ids.new(name)
            self._by_key[key] = DraftService(id, seen, {name})
        return self._by_key[key]

    def named(self, name: str) -> DraftService | None:
        """The service that a name or fixed address on a container network means."""
        return next((one for one in self._by_key.values() if name in one.names), None)

    def at(self, transport: str, address: str, port: int | None) -> tuple[DraftService, DraftListener] | None:
        """The listener that an address of this host leads to."""
        found = ((one, each) for one in self._by_key.values() for each in one.listeners)
        return next(((one, each) for one, each in found if each.is_at(transport, address, port)), None)

    def on_socket(self, path: str) -> DraftService | None:
        """The service that listens on a unix socket."""
        return next((one for one in self._by_key.values() if any(each.socket == path for each in one.listeners)), None)

    def _define(self, seen: ObservedService) -> None:
        if seen.source == "containers" and (known := self._running(seen)):
            known.names |= {seen.name, seen.container, *seen.aliases}
            return
        service = self.get(_compose_key(seen.file, seen.name), seen.name, seen.at.short)
        service.compose = f"{seen.project}/{seen.name}" if seen.project else seen.name
        if not re.fullmatch(r"([a-z0-9][a-z0-9_-]*/)?[A-Za-z0-9._-]+", service.compose):
            service.compose = ""
        # The name of a container that compose started is docker's to give.
        service.container = seen.container if seen.source == "compose" or not seen.project else ""
        service.compose = "" if seen.source == "containers" and not seen.project else service.compose
        service.names |= {seen.name, *seen.aliases, *filter(None, [seen.container])}
        service.is_container = not seen.has_host_network
        service.has_unknown_listeners = seen.has_host_network
        service.is_planned = not seen.is_active
        for port in seen.container_ports:
            service.listeners.append(_container_only("tcp", port, service.seen))

    def _running(self, seen: ObservedService) -> DraftService | None:
        """The compose service of a running container."""
        own = {f"{seen.project}/{seen.name}", seen.name} if seen.project else {seen.container}
        return next((one for one in self._by_key.values() if own & {one.compose, one.container} - {""}), None)

    def _connect(self, seen: ObservedService) -> None:
        service = self._by_key.get(_compose_key(seen.file, seen.name))
        if service is None:
            return
        for name in seen.depends_on:
            other = self._by_key.get(_compose_key(seen.file, name))
            if other and other is not service and other.id not in service.depends_on:
                service.depends_on.append(other.id)


def _compose_key(file: str, name: str) -> object:
    return "compose", posixpath.dirname(file), name


def _container_only(transport: str, port: int, seen: str) -> DraftListener:
    return DraftListener(transport, None, Ports.one(port), None, seen)


def is_noise(one: ObservedListener) -> bool:
    """True for unconnected UDP on ephemeral ports, which any lookup opens."""
    return one.source == "sockets" and one.transport == "udp" and one.port is not None and one.port in EPHEMERAL


def add_listeners(services: Services, scan: Scan) -> None:
    """Add all observed listeners: those of reliable sources first, then hints, then listings, which know processes."""
    order = sorted(scan.listeners, key=lambda one: _rank(one) + (0 if one.certain else len(_RELIABLE)))
    for seen in order:
        if not is_noise(seen) and not seen.is_abstract:
            _add(services, seen, scan)


def _rank(one: ObservedListener) -> int:
    return _RELIABLE.index(one.source) if one.source in _RELIABLE else 2 * len(_RELIABLE)


def _add(services: Services, seen: ObservedListener, scan: Scan) -> None:
    if (
        seen.source in services.proxies
        and seen.source not in _NAMED
        and _is_published(services.proxies[seen.source], seen)
    ):
        return
    is_reliable = seen.certain and seen.source in _RELIABLE
    known = [] if is_reliable else list(_overlapping(services, seen))
    for listener in known:
        _confirm(listener, seen)
    if known or (not seen.certain and _is_closed(seen, scan)):
        return
    service = _holder(services, seen)
    listener = _listener(seen)
    if service.has_assumed_ports and seen.source in services.proxies and listener.port:
        listener.container_port, listener.binds = listener.port, {}
        listener.comment = "assumed: published on the same port"
    if seen.source == "kubernetes" and service.is_container and listener.container_port is None:
        listener.container_port = listener.port  # the gateway runs in the cluster, where names lead to services
    same = next((one for one in service.listeners if _is_same(one, listener)), None)
    if same is None:
        service.listeners.append(listener)
    elif not same.comment:
        _confirm(same, seen)


def _is_published(proxy: DraftService, seen: ObservedListener) -> bool:
    """True if a proxy in a container listens on a port inside it, which is not a socket of the host."""
    if not proxy.is_container or proxy.has_assumed_ports or seen.transport == "unix" or seen.port is None:
        return False
    for port in range(seen.port, (seen.port_end or seen.port) + 1):
        if not proxy.inside(port) and len(proxy.listeners) < 1000:
            proxy.listeners.append(_container_only(seen.transport, port, seen.at.short))
    return True


def _overlapping(services: Services, seen: ObservedListener) -> Iterator[DraftListener]:
    if seen.transport == "unix":
        path = seen.path
        yield from (each for one in services.all for each in one.listeners if each.socket == path)
    elif seen.port:
        ports = Ports(seen.port, seen.port_end or seen.port)
        for one in services.all:
            for each in one.listeners:
                if each.port and each.transport == seen.transport and each.port.meets(ports):
                    binds = each.bind or [UNKNOWN]
                    if any(addresses(bind).meets(addresses(seen.address)) for bind in binds):
                        yield each


def _confirm(listener: DraftListener, seen: ObservedListener) -> None:
    if seen.address != UNKNOWN and not listener.socket and (seen.certain or listener.is_hint):
        listener.binds.setdefault(seen.source, []).append(seen.address)
    if seen.certain and listener.is_hint:
        listener.is_hint = False


def _is_closed(hint: ObservedListener, scan: Scan) -> bool:
    """True if a complete listing does not show the socket that a hint names."""
    if not any(hint.transport in read.sees for read in scan.files if read.source == "sockets"):
        return False
    place = (hint.transport, hint.port)
    return not any((one.transport, one.port) == place for one in scan.listeners if one.source == "sockets")


def _holder(services: Services, seen: ObservedListener) -> DraftService:
    where = seen.at.short
    if seen.source in services.proxies and seen.source not in _NAMED:
        return services.proxies[seen.source]
    if seen.source == "containers" and (running := services.named(seen.aliases[0] if seen.aliases else "")):
        return running
    if seen.source == "compose" and seen.name:
        return services.get(_compose_key(seen.file, seen.name), seen.name, where)
    if seen.source == "systemd" and seen.name:
        stem = unit_stem(seen.name)
        service = services.get(("unit", stem), stem, where)
        service.unit += [one for one in (seen.name, *seen.aliases) if one not in service.unit]
        return service
    if seen.name and seen.name not in _FORWARDERS:
        return services.get((seen.source, seen.name), seen.name, where)
    return services.get(("port", seen.transport, seen.port), f"port-{seen.port}", where)


def _listener(seen: ObservedListener) -> DraftListener:
    where = seen.at.short
    if seen.transport == "unix":
        return DraftListener("unix", None, None, seen.path, where, is_hint=not seen.certain)
    if seen.source == "compose" and not seen.certain and seen.container_port:  # docker picks one port of a range
        listener = _container_only(seen.transport, seen.container_port, where)
        listener.comment = f"docker picks a port from {seen.port} to {seen.port_end}"
        return listener
    ports = Ports(seen.port, seen.port_end or seen.port) if seen.port else None
    inside = None
    if seen.container_port and (seen.certain or seen.source == "compose"):
        inside = Ports(seen.container_port, seen.container_port + (len(ports) - 1 if ports else 0))
    binds = {seen.source: [seen.address]} if ports and seen.address != UNKNOWN else {}
    is_random = ports is None and not seen.by_name_only
    return DraftListener(seen.transport, ports, inside, None, where, binds, not seen.certain, is_random)


def _is_same(one: DraftListener, other: DraftListener) -> bool:
    """True for the same port of one service; a published port replaces the one inside that it leads to."""
    if (one.transport, one.port, one.socket) == (other.transport, other.port, other.socket):
        return one.container_port == other.container_port or not other.container_port
    is_inside = one.port is None and not one.is_random and not one.socket
    if is_inside and one.transport == other.transport and one.container_port == other.container_port:
        one.port, one.seen = other.port, other.seen
        return True
    return False
