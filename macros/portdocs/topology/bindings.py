"""The bindings of the registry's listeners: one for each host, bind and transport."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from portdocs.registry.addresses import UNKNOWN, addresses, with_port
from portdocs.registry.model import Host, Listener, Service
from portdocs.registry.ports import Ports
from portdocs.registry.registry import Registry


@dataclass(frozen=True, slots=True, eq=False)
class Binding:
    """A (host, transport, bind, ports) that a service opens; the unit that can conflict with another one."""

    service: Service
    listener: Listener
    host: Host
    transport: str
    bind: str
    ports: Ports

    def meets(self, other: Binding) -> bool:
        """True if bind(2) would refuse the second one; an unknown bind overlaps everything."""
        return (
            self.transport == other.transport
            and self.host.id == other.host.id
            and self.ports.meets(other.ports)
            and addresses(self.bind).meets(addresses(other.bind))
        )

    def __str__(self) -> str:
        return f"{self.transport} {shown_bind(self.bind, self.ports)}"


def shown_bind(bind: str, ports: Ports) -> str:
    """`127.0.0.1:8000`, `[::1]:8000`, or only the port if the bind is unknown."""
    return str(ports) if bind == UNKNOWN else with_port(bind, ports)


def is_active(service: Service) -> bool:
    """True for a service that runs or is planned: neither retired nor external."""
    return service.status != "retired" and not service.external


def listening_is_known(service: Service) -> bool:
    """False for a service with `listeners: unknown`, an external one without any, and a retired one."""
    if service.status == "retired" or service.listeners is None:
        return False
    return bool(service.listeners) or not service.external


def bindings(registry: Registry) -> Iterator[Binding]:
    """All bindings of the registry. Planned services count as active. Retired and external services have none, and
    neither have unix sockets and ports inside a container."""
    for service in registry.services.values():
        yield from bindings_of(registry, service)


def bindings_of(registry: Registry, service: Service) -> Iterator[Binding]:
    """The bindings of one service."""
    if not is_active(service):
        return
    for listener in service.listeners or ():
        if listener.port:
            for host in registry.hosts_of(service):
                for transport in dict.fromkeys(listener.transport):
                    for bind in dict.fromkeys(listener.bind):
                        yield Binding(service, listener, host, transport, bind, listener.port)
