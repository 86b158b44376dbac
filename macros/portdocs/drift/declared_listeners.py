"""The listeners that the registry declares on a host."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from portdocs.registry import Host, Listener, Location, Ports, Registry, Service
from portdocs.registry.addresses import UNKNOWN, AddressSet, union
from portdocs.registry.verification import DriftKey
from portdocs.topology.verification_keys import listener_key, socket_text, transports_of


@dataclass(frozen=True, slots=True, eq=False)
class DeclaredListener:
    """One listener of a service with one of its transports, and all of its binds."""

    service: Service
    listener: Listener
    transport: str
    ports: Ports | None
    """None for a unix socket and for a container-only port."""

    @property
    def path(self) -> str:
        """The path of a unix socket, else empty."""
        return self.listener.socket or ""

    @property
    def bind_is_known(self) -> bool:
        """True if the bind address is declared."""
        return UNKNOWN not in self.listener.bind

    @property
    def addresses(self) -> AddressSet:
        """All bound addresses; every address if the bind is unknown."""
        return union(self.listener.bind)

    @property
    def should_be_open(self) -> bool:
        """True if the service's status says the listener is open now."""
        return self.service.is_running

    @property
    def location(self) -> Location:
        """The listener's declaration."""
        return self.listener.location

    @property
    def bind_place(self) -> Location:
        """The declaration of its bind address."""
        return self.listener.at.value_location("bind")

    @property
    def socket(self) -> str:
        """`tcp 127.0.0.1:8000`, with all its binds."""
        return socket_text(self.listener, self.transport)

    @property
    def subject(self) -> str:
        """The name used in messages."""
        return f"{self.service.id} {self.socket}"

    @property
    def key(self) -> DriftKey:
        """The name used in verification records."""
        return listener_key(self.service, self.listener, self.transport)


def declared_on(registry: Registry, host: Host) -> tuple[DeclaredListener, ...]:
    """All listeners of a host, including those of planned and retired services."""
    return tuple(one for service in registry.services_on(host) for one in declared_by(service))


def declared_by(service: Service) -> Iterator[DeclaredListener]:
    """The listeners of a service."""
    for listener in service.listeners or ():
        for transport in transports_of(listener):
            yield DeclaredListener(service, listener, transport, listener.port)
