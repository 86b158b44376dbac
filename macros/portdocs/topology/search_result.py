"""The result of a search: everything that matches a query."""

from __future__ import annotations

from dataclasses import dataclass

from portdocs.registry.addresses import UNKNOWN
from portdocs.registry.model import Claim, Endpoint, Host, Listener, Range, Service, Suite, Zone
from portdocs.topology.bindings import Binding
from portdocs.topology.observed_ports import ObservedPort
from portdocs.topology.port_usage import UsedPorts


@dataclass(frozen=True, slots=True)
class PortQuery:
    """A port, optionally on one address and for one transport."""

    port: int
    bind: str | None = None
    transport: str | None = None


@dataclass(frozen=True, slots=True)
class SearchResult:
    """Everything that matches a query. `port` is set if the query is a port, used or free."""

    port: PortQuery | None = None
    bindings: tuple[Binding, ...] = ()
    elsewhere: tuple[tuple[Service, Listener], ...] = ()
    """Listeners with the port that use no port of a host: external, or inside a container."""
    cooldowns: tuple[UsedPorts, ...] = ()
    """Retired services whose port is held."""
    unknown: tuple[Service, ...] = ()
    """Services with unknown listeners, which may use the port."""
    endpoints: tuple[Endpoint, ...] = ()
    services: tuple[Service, ...] = ()
    ranges: tuple[Range, ...] = ()
    claims: tuple[Claim, ...] = ()
    """Claims about the port: it may be in use even if no service declares it."""
    observed: tuple[ObservedPort, ...] = ()
    """Records of the port as open, although no active service declares it."""
    other_addresses: tuple[Binding, ...] = ()
    """Bindings of the port on other addresses than the one in the query."""
    conflicting: tuple[Binding, ...] = ()
    """Those of them that may conflict with it nevertheless: `0.0.0.0` and `::`."""
    hosts: tuple[Host, ...] = ()
    suites: tuple[Suite, ...] = ()
    zones: tuple[Zone, ...] = ()
    is_complete: bool = True
    """False if entries that do not load may match too."""

    @property
    def is_free(self) -> bool:
        """True if the query is a port, all data loads, and nothing uses or may use it."""
        uses = self.bindings or self.claims or self.cooldowns or self.observed or self.unknown
        return self.port is not None and self.is_complete and not uses

    @property
    def is_certain(self) -> bool:
        """False if only listeners with an unknown bind may use the address."""
        bind = self.port.bind if self.port else None
        return bind in (None, UNKNOWN) or not self.bindings or any(b.bind != UNKNOWN for b in self.bindings)

    @property
    def is_empty(self) -> bool:
        """True if nothing matches; a free port is a match."""
        entries = (self.endpoints, self.services, self.hosts, self.suites, self.ranges, self.zones)
        return self.port is None and not any(entries)
