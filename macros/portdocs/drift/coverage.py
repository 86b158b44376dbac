"""Coverage of each source: drift never reports as missing what a source cannot show."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import cached_property
from pathlib import PurePosixPath

from portdocs.drift.declared_listeners import DeclaredListener
from portdocs.drift.ownership import is_container, is_unit
from portdocs.registry import Host, Registry, Service
from portdocs.registry.addresses import UNKNOWN
from portdocs.scan import FileRead, ObservedListener, ObservedRoute, Scan, Unresolved
from portdocs.topology.proxies import is_called, proxy_of

SOURCES = ("containers", "compose", "systemd", "nginx", "traefik", "caddy", "cloudflared", "kubernetes", "sockets")
"""Most reliable about the holder of a socket first."""


@dataclass(frozen=True)
class Coverage:
    """The sources that were read, and which parts of the host they show completely."""

    registry: Registry
    host: Host
    scan: Scan

    @property
    def proxy_source(self) -> str:
        """The source whose routes are compared."""
        return "nginx"

    @property
    def proxy_title(self) -> str:
        """The proxy's name for messages."""
        return "nginx"

    @cached_property
    def routes(self) -> tuple[ObservedRoute, ...]:
        """The routes of the proxy."""
        return tuple(one for one in self.scan.routes if one.source == "nginx")

    @cached_property
    def proxy(self) -> Service | None:
        """The service that runs nginx."""
        return proxy_of(self.registry, self.host, "nginx")

    @cached_property
    def has_proxy(self) -> bool:
        """True if any nginx file was read."""
        return any(one.source == "nginx" for one in self.scan.files)

    @cached_property
    def proxy_is_complete(self) -> bool:
        """True if the whole configuration was read, from nginx.conf down."""
        return any("nginx" in one.sees for one in self._read("nginx"))

    @cached_property
    def has_all_routes(self) -> bool:
        """True if every declared route must appear in the files: the whole configuration, or all files declared for the
        service. Undeclared files may still add listeners."""
        if self.proxy_is_complete:
            return True
        return self.has_proxy and self.proxy is not None and _has_all_files(self.proxy, self.scan)

    def runs_proxy(self, service: Service) -> bool | None:
        """True if the service runs this proxy, False if a unit of another program runs it, None if unknown."""
        if self.proxy is None or (service is not self.proxy and not service.unit):
            return None
        return service is self.proxy or is_called(service, "nginx")

    def outside(self, port: int, transport: str = "tcp") -> int | None:
        """The host port that leads to a port of the proxy; None if its container does not publish that port."""
        if self.proxy is None or not self.proxy.is_container or self.proxy.listeners is None:
            return port
        for listener in self.proxy.listeners:
            if transport not in listener.transport:
                continue
            if listener.port and listener.container_port and port in listener.container_port:
                return listener.port.first + port - listener.container_port.first
            if listener.port and not listener.container_port and port in listener.port:
                return port
        return None

    def listeners(self, source: str) -> tuple[ObservedListener, ...]:
        """The certain listeners of a source, with ports and addresses of the host."""
        found = tuple(
            one
            for one in self.scan.listeners
            if one.source == source and one.certain and one.is_active and not one.by_name_only
        )
        if source == self.proxy_source and self.proxy and self.proxy.is_container:
            return tuple(outside for one in found if (outside := self._published(one)))
        return found

    def _published(self, seen: ObservedListener) -> ObservedListener | None:
        """The published side of a socket inside a container; the proxy does not know its address."""
        port = self.outside(seen.port, seen.transport) if seen.port else None
        return replace(seen, address=UNKNOWN, port=port, port_end=None) if port else None

    def covers(self, source: str, one: DeclaredListener) -> bool:
        """True if the source would show this listener if it were open."""
        if source == "sockets":
            return self._sees_socket(one)
        if source == self.proxy_source:
            return self.proxy_is_complete and one.service is self.proxy
        if source == "systemd":
            units = [unit for unit in one.service.unit if unit.endswith(".socket")]
            return bool(units) and len(units) == len(one.service.unit) and all(map(self._sees_unit, units))
        if source not in ("containers", "compose"):
            return False
        return any(self._sees_container(source, name) for name in one.service.container_names) and one.ports is not None

    def _sees_socket(self, one: DeclaredListener) -> bool:
        if one.ports is None or not any(one.transport in read.sees for read in self._read("sockets")):
            return False
        # A line with an unreadable port may be any port; most of a UDP range opens only on demand.
        if any(_may_be(unclear, one) for unclear in self.scan.unresolved):
            return False
        return one.transport == "tcp" or len(one.ports) == 1

    def _sees_unit(self, unit: str) -> bool:
        return any(unit in read.sees for read in self._read("systemd")) and not any(
            is_unit(unit, (unclear.about,)) for unclear in self.scan.unresolved
        )

    def _sees_container(self, source: str, container: str) -> bool:
        for read in self._read(source):
            if is_container(container, read.sees):
                return not any(unclear.about in read.sees for unclear in self.scan.unresolved)
        return False

    def _read(self, source: str) -> Iterator[FileRead]:
        return (one for one in self.scan.files if one.source == source)


def _may_be(unclear: Unresolved, one: DeclaredListener) -> bool:
    transport, _, port = unclear.about.partition(" ")
    return transport == one.transport and (not port or (one.ports is not None and int(port) in one.ports))


def _has_all_files(nginx: Service, scan: Scan) -> bool:
    """True if every file declared for the service was read. Copied files keep their names; a single one may be
    renamed."""
    declared = [PurePosixPath(one.path).name for one in nginx.files]
    if not declared or "nginx.conf" in declared or any(_is_of(one.file, scan) for one in scan.errors):
        return False
    if any(one.text.startswith("include ") and _is_of(one.file, scan) for one in scan.unresolved):
        return False
    read = [PurePosixPath(one.file).name for one in scan.files if one.source == "nginx"]
    return set(declared) <= set(read) or len(declared) == len(read) == 1


def _is_of(file: str, scan: Scan) -> bool:
    return any(one.source == "nginx" and one.file == file for one in scan.files)
