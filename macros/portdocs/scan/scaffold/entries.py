"""A registry in the making: services, endpoints and ignores, each with where it was observed."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

from portdocs.registry.addresses import ANY, addresses, union
from portdocs.registry.ports import Ports
from portdocs.registry.urls import Target, Url


@dataclass(slots=True)
class DraftListener:
    """A listener: one transport and port, and the binds that each source shows."""

    transport: str
    port: Ports | None
    container_port: Ports | None
    socket: str | None
    seen: str
    binds: dict[str, list[str]] = field(default_factory=dict)
    """By source, without `unknown`."""
    is_hint: bool = False
    is_random: bool = False
    """True for a container port that docker publishes on a port of its choice."""
    comment: str = ""
    accept: dict[str, str] = field(default_factory=dict)

    @property
    def bind(self) -> list[str]:
        """The binds to declare: empty if unknown, or if the sources contradict each other."""
        found = [_merged(binds) for binds in self.binds.values() if binds]
        # A compose file means every address that docker has, which need not include IPv6.
        if any(one != [ANY] for one in found) and _merged(self.binds.get("compose", [])) == [ANY]:
            found.remove([ANY])
        return found[0] if found and all(union(one) == union(found[0]) for one in found) else []

    def is_at(self, transport: str, address: str, port: int | None) -> bool:
        """True if connecting to the address may reach it on the host."""
        if not self.port or port is None or self.transport != transport or port not in self.port:
            return False
        return not self.bind or any(addresses(bind).meets(addresses(address)) for bind in self.bind)


def _merged(binds: Iterable[str]) -> list[str]:
    """Binds without those that another one includes; all of IPv4 and of IPv6 are `*`."""
    found = sorted(set(binds))
    if ANY in found or {"0.0.0.0", "::"} <= set(found):
        return [ANY]
    return [
        one
        for one in found
        if not any(wild != one and addresses(wild).meets(addresses(one)) for wild in {"0.0.0.0", "::"} & set(found))
    ]


@dataclass(slots=True)
class DraftService:
    """A service that is not declared yet, or one that represents a declared service."""

    id: str
    seen: str = ""
    names: set[str] = field(default_factory=set)
    """Names and addresses by which containers and proxies reach it."""
    unit: list[str] = field(default_factory=list)
    container: str = ""
    compose: str = ""
    icon: str = ""
    is_planned: bool = False
    is_external: bool = False
    is_container: bool = False
    has_assumed_ports: bool = False
    """True for a container whose published ports no source shows."""
    has_unknown_listeners: bool = False
    listeners: list[DraftListener] = field(default_factory=list)
    depends_on: list[str] = field(default_factory=list)
    comment: str = ""
    declared: str = ""
    """The id of the declared service that it is."""

    def inside(self, port: int) -> DraftListener | None:
        """The listener on a port inside its container."""
        found = (one for one in self.listeners if one.container_port and port in one.container_port)
        return next(found, None)

    def outside(self, port: int, transport: str = "tcp") -> int | None:
        """The host port that leads to a port of the program; None if it is not published."""
        for one in (each for each in self.listeners if each.transport == transport):
            if one.port and one.container_port and port in one.container_port:
                return one.port.first + port - one.container_port.first
            if one.port and not one.container_port and port in one.port:
                return port
        return None


@dataclass(slots=True)
class DraftEndpoint:
    """A URL that is not declared yet."""

    url: Url
    via: list[DraftService]
    to: DraftService | None
    target: Target | None
    redirect: str | None
    seen: str


@dataclass(frozen=True, slots=True)
class DraftOpening:
    """Ports that a firewall lets in."""

    ports: Ports
    transport: str | None
    zone: str | None
    """The id of the zone that it is for; None for everyone."""
    seen: str

    @property
    def text(self) -> str:
        """The ports with their transport: `22/tcp`."""
        return f"{self.ports}/{self.transport}" if self.transport else str(self.ports)


@dataclass(slots=True)
class DraftFirewall:
    """The firewall of the host, and the zones that its rules name."""

    seen: str
    open: list[DraftOpening] = field(default_factory=list)
    zones: dict[str, tuple[str | None, str]] = field(default_factory=dict)
    """By id: the network, None for an interface, and the text that the rules have."""


@dataclass(frozen=True, slots=True)
class DraftIgnore:
    """A listener or route that cannot be declared, with the reason."""

    reason: str
    listener: str | None = None
    route: str | None = None


@dataclass(frozen=True, slots=True)
class Patch:
    """Keys that a declared service or listener lacks, or the firewall of a host."""

    service: str
    """The id of the declared service; empty for a host."""
    listener: int | None
    """The index of the listener; None for the service itself."""
    key: str
    value: object
    seen: str
    host: str = ""
    """The id of the declared host, for its firewall."""


@dataclass(slots=True)
class Draft:
    """The entries that the data lacks."""

    services: list[DraftService] = field(default_factory=list)
    endpoints: list[DraftEndpoint] = field(default_factory=list)
    ignores: list[DraftIgnore] = field(default_factory=list)
    patches: list[Patch] = field(default_factory=list)
    firewall: DraftFirewall | None = None
    left_out: int = 0
    """UDP sockets on ephemeral ports."""
    host: str | None = None
    """The host of all services, if the data declares several."""

    @property
    def is_empty(self) -> bool:
        """True if there is nothing to write."""
        return not (self.services or self.endpoints or self.ignores or self.firewall)
