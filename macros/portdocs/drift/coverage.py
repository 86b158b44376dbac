"""What each source can see of a host: what it cannot see, nobody calls missing."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import cached_property
from pathlib import PurePosixPath

from portdocs.drift.declared import DeclaredListener
from portdocs.drift.ownership import is_container, is_unit, named_nginx, nginx_of
from portdocs.registry import Host, Registry, Service
from portdocs.registry.addresses import UNKNOWN
from portdocs.scan import FileRead, ObservedListener, Scan, Unresolved

SOURCES = ("compose", "systemd", "nginx", "sockets")
"""Those first that know best who holds a socket."""


@dataclass(frozen=True)
class Coverage:
    """What was read, and of what it shows everything."""

    registry: Registry
    host: Host
    scan: Scan

    @cached_property
    def nginx(self) -> Service | None:
        """The service that nginx's configuration belongs to."""
        return nginx_of(self.registry, self.host)

    @cached_property
    def has_nginx(self) -> bool:
        """Whether any of nginx's files was read."""
        return any(one.source == "nginx" for one in self.scan.files)

    @cached_property
    def nginx_is_whole(self) -> bool:
        """Whether all of nginx's configuration was read: the tree from its nginx.conf."""
        return any("nginx" in one.sees for one in self.scan.files)

    @cached_property
    def has_all_routes(self) -> bool:
        """Whether all routes that the data may speak of were read: the whole tree, or the files that the data says the
        service has. Other files may still make it listen on more."""
        if self.nginx_is_whole:
            return True
        return self.has_nginx and self.nginx is not None and _has_all_files(self.nginx, self.scan)

    def is_nginx(self, service: Service) -> bool | None:
        """Whether a service is what nginx's configuration is of; surely not where a unit of another program runs it."""
        if self.nginx is None or (service is not self.nginx and not service.unit):
            return None
        return service is self.nginx or named_nginx(service)

    def outside(self, port: int) -> int | None:
        """The port of the host behind which nginx listens on a port; None where its container does not publish it."""
        if self.nginx is None or not self.nginx.container:
            return port
        for listener in self.nginx.listeners or ():
            if listener.port and listener.container_port and port in listener.container_port:
                return listener.port.first + port - listener.container_port.first
            if listener.port and not listener.container_port and port in listener.port:
                return port
        return None

    def listeners(self, source: str) -> tuple[ObservedListener, ...]:
        """What a source surely shows, at the ports and addresses of the host."""
        found = tuple(one for one in self.scan.listeners if one.source == source and one.certain)
        if source == "nginx" and self.nginx and self.nginx.container:
            return tuple(outside for one in found if (outside := self._published(one)))
        return found

    def _published(self, seen: ObservedListener) -> ObservedListener | None:
        """What the host has of a socket inside a container, on addresses that nginx does not know."""
        port = self.outside(seen.port) if seen.port else None
        return replace(seen, address=UNKNOWN, port=port, port_end=None) if port else None

    def sees(self, source: str, one: DeclaredListener) -> bool:
        """Whether the source would show this listener if it were there."""
        if source == "sockets":
            return self._sees_socket(one)
        if source == "nginx":
            return self.nginx_is_whole and one.service is self.nginx
        if source == "systemd":
            units = [unit for unit in one.service.unit if unit.endswith(".socket")]
            return bool(units) and len(units) == len(one.service.unit) and all(map(self._sees_unit, units))
        return any(map(self._sees_container, one.service.container)) and one.ports is not None

    def _sees_socket(self, one: DeclaredListener) -> bool:
        if one.ports is None or not any(one.transport in read.sees for read in self._read("sockets")):
            return False
        # A line whose port cannot be told may be any; on demand a range of UDP is mostly closed.
        if any(_may_be(unclear, one) for unclear in self.scan.unresolved):
            return False
        return one.transport == "tcp" or len(one.ports) == 1

    def _sees_unit(self, unit: str) -> bool:
        return any(unit in read.sees for read in self._read("systemd")) and not any(
            is_unit(unit, (unclear.about,)) for unclear in self.scan.unresolved
        )

    def _sees_container(self, container: str) -> bool:
        for read in self._read("compose"):
            if is_container(container, read.sees):
                return not any(unclear.about in read.sees for unclear in self.scan.unresolved)
        return False

    def _read(self, source: str) -> Iterator[FileRead]:
        return (one for one in self.scan.files if one.source == source)


def _may_be(unclear: Unresolved, one: DeclaredListener) -> bool:
    transport, _, port = unclear.about.partition(" ")
    return transport == one.transport and (not port or (one.ports is not None and int(port) in one.ports))


def _has_all_files(nginx: Service, scan: Scan) -> bool:
    """Whether every file that the service has is among those read; one that was copied keeps at least its name, and a
    single one may have been renamed."""
    declared = [PurePosixPath(one.path).name for one in nginx.files]
    if not declared or "nginx.conf" in declared or any(_is_of(one.file, scan) for one in scan.errors):
        return False
    if any(one.text.startswith("include ") and _is_of(one.file, scan) for one in scan.unresolved):
        return False
    read = [PurePosixPath(one.file).name for one in scan.files if one.source == "nginx"]
    return set(declared) <= set(read) or len(declared) == len(read) == 1


def _is_of(file: str, scan: Scan) -> bool:
    return any(one.source == "nginx" and one.file == file for one in scan.files)
