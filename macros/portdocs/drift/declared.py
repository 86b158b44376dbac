"""What the registry says that a host has open."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from portdocs.registry import Host, Listener, Location, Ports, Registry, Service
from portdocs.registry.addresses import UNKNOWN, AddressSet, addresses
from portdocs.registry.drift_key import DriftKey
from portdocs.topology.verification_keys import listener_key, socket_text, transports_of


@dataclass(frozen=True, slots=True, eq=False)
class DeclaredListener:
    """One listener of a service with one of its transports, and all of its binds."""

    service: Service
    listener: Listener
    transport: str
    ports: Ports | None
    """None for a unix socket, and for a port that only the container has."""

    @property
    def path(self) -> str:
        """Of a unix socket."""
        return self.listener.socket or ""

    @property
    def bind_is_known(self) -> bool:
        """Whether the data says which addresses it takes."""
        return UNKNOWN not in self.listener.bind

    @property
    def addresses(self) -> AddressSet:
        """All addresses that it takes; any where that is not known."""
        return union(self.listener.bind)

    @property
    def should_be_open(self) -> bool:
        """Whether it should be open now."""
        return self.service.status in ("active", "deprecated")

    @property
    def location(self) -> Location:
        """Where it is declared."""
        return self.listener.location

    @property
    def bind_place(self) -> Location:
        """Where its bind is declared."""
        return self.listener.at.value_location("bind")

    @property
    def socket(self) -> str:
        """`tcp 127.0.0.1:8000`, with all its binds."""
        return socket_text(self.listener, self.transport)

    @property
    def subject(self) -> str:
        """What a person calls it."""
        return f"{self.service.id} {self.socket}"

    @property
    def key(self) -> DriftKey:
        """What a record calls it."""
        return listener_key(self.service, self.listener, self.transport)


def union(binds: tuple[str, ...]) -> AddressSet:
    """The addresses of several binds together."""
    sets = [addresses(bind) for bind in binds]
    return AddressSet(_all([one.ipv4 for one in sets]), _all([one.ipv6 for one in sets]))


def _all(families: list[frozenset[str] | None]) -> frozenset[str] | None:
    together: set[str] = set()
    for family in families:
        if family is None:
            return None
        together |= family
    return frozenset(together)


def declared_on(registry: Registry, host: Host) -> tuple[DeclaredListener, ...]:
    """All listeners of a host, also of planned and retired services."""
    return tuple(one for service in registry.services_on(host) for one in declared_by(service))


def declared_by(service: Service) -> Iterator[DeclaredListener]:
    """The listeners of a service."""
    for listener in service.listeners or ():
        for transport in transports_of(listener):
            yield DeclaredListener(service, listener, transport, listener.port)
