"""Ports that a recorded scan saw open, but that the registry does not declare as used."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from portdocs.registry.findings import Location, at_line
from portdocs.registry.model import Host, Listener, Service
from portdocs.registry.openings import Opening
from portdocs.registry.ports import Ports
from portdocs.registry.registry import Registry, derived
from portdocs.registry.socket_pattern import parse_pattern
from portdocs.registry.verification import day_of
from portdocs.topology.bindings import Binding
from portdocs.topology.verification_keys import listener_key, transports_of


@dataclass(frozen=True, slots=True)
class ObservedPort:
    """An open port in the record of a host."""

    host: Host
    transport: str
    bind: str
    ports: Ports
    message: str
    """The observation, with the holder if it is known."""
    source: str
    at: str
    """The time of the scan: `2026-11-25T08:00:00Z`."""
    location: Location
    """The location in the source."""

    @property
    def day(self) -> str:
        """The day of the scan."""
        return day_of(self.at)

    @property
    def note(self) -> str:
        """The observation as a note on the port."""
        where = at_line(self.location.file, self.location.line)
        return f"seen open on {self.host.title} on {self.day}: {self.message} ({where})"


@derived
def observed_ports(registry: Registry) -> tuple[ObservedPort, ...]:
    """The open ports in all records that no active service declares, sorted by host and port."""
    found = [
        port
        for host in registry.hosts.values()
        for port in (*_undeclared(registry, host), *_open_although_retired(registry, host))
    ]
    return tuple(sorted(found, key=lambda port: (port.host.id, port.ports, port.transport, port.location)))


def _undeclared(registry: Registry, host: Host) -> Iterator[ObservedPort]:
    record = registry.verification.hosts.get(host.id)
    for item in (*record.undeclared, *record.ignored) if record else ():
        if item.kind != "undeclared-listener" or item.subject.startswith("unix:"):
            continue
        try:
            socket = parse_pattern(item.subject)
        except ValueError:
            continue  # a container port that docker publishes on a random port
        location = Location(item.file, item.line)
        yield ObservedPort(
            host, socket.transport, socket.address, socket.ports, item.message, item.source, item.at, location
        )


def _open_although_retired(registry: Registry, host: Host) -> Iterator[ObservedPort]:
    """The listeners of retired services that a scan saw open."""
    for service in registry.services_on(host):
        for listener in (service.listeners or ()) if service.status == "retired" else ():
            for transport in transports_of(listener) if listener.port else ():
                seen = registry.verification.seen(host.id, listener_key(service, listener, transport))
                for source, observation in seen.items():
                    if observation.kind == "status-differs" and listener.port:
                        location = Location(observation.file or source, observation.line or 1)
                        message = observation.differs or "open"
                        bind = listener.bind[0]
                        yield ObservedPort(
                            host, transport, bind, listener.port, message, source, observation.at, location
                        )


@dataclass(frozen=True, slots=True)
class ObservedBind:
    """The addresses on which a scan saw a declared listener, if they differ from the declared ones."""

    binds: tuple[str, ...]
    source: str
    at: str

    @property
    def day(self) -> str:
        """The day of the scan."""
        return day_of(self.at)


def observed_bind(registry: Registry, service: Service, listener: Listener, host: Host) -> ObservedBind | None:
    """The latest observation of another bind; None if no record shows one, or if a later scan confirmed the bind."""
    if host.id not in registry.verification.hosts:
        return None
    seen = [
        (observation.at, source, observation)
        for transport in transports_of(listener)
        for source, observation in registry.verification.seen(
            host.id, listener_key(service, listener, transport)
        ).items()
    ]
    at, source, latest = max(seen, key=lambda one: one[:2], default=("", "", None))
    return ObservedBind(latest.binds, source, at) if latest and latest.kind == "bind-differs" and latest.binds else None


def observed_openings(registry: Registry, host: Host) -> tuple[Opening, ...] | None:
    """The openings of a host's firewall that a scan saw; None if no record shows them, or if they name zones that are
    no longer declared."""
    return _observed_openings(registry).get(host.id)


@derived
def _observed_openings(registry: Registry) -> dict[str, tuple[Opening, ...]]:
    return {
        id: tuple(Opening(one.ports, one.transport, one.zones) for one in record.firewall)
        for id, record in registry.verification.hosts.items()
        if record.firewall is not None and all(zone in registry.zones for one in record.firewall for zone in one.zones)
    }


def difference_notes(registry: Registry, binding: Binding) -> Iterator[str]:
    """The differences between a record and the declaration of a binding."""
    if binding.host.id in registry.verification.hosts:
        key = listener_key(binding.service, binding.listener, binding.transport)
        for source, seen in registry.verification.seen(binding.host.id, key).items():
            if seen.differs:
                yield f"{source} on {day_of(seen.at)}, on {binding.host.title}: {seen.differs}"
