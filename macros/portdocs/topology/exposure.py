"""The exposure of listeners, derived from the bind, the firewall of the host, its zones, and the container."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum

from portdocs.registry.addresses import ANY, UNKNOWN, is_loopback, unmapped
from portdocs.registry.model import Endpoint, Host, Listener, Service
from portdocs.registry.openings import Opening
from portdocs.registry.registry import Registry
from portdocs.topology.bindings import Binding
from portdocs.topology.observed_ports import observed_bind, observed_openings
from portdocs.topology.routes import route


class Exposure(StrEnum):
    """The networks that reach a listener; from the least to the most exposed."""

    LOOPBACK = "loopback"
    CONTAINER = "container"
    """Other containers only."""
    CLOSED = "closed"
    """The host's firewall does not open it."""
    ZONES = "zones"
    """Some zones, but not the Internet."""
    UNKNOWN = "unknown"
    NETWORK = "network"
    """The Internet too."""


_ORDER = list(Exposure)
_Zones = frozenset[str] | None
"""The ids of zones; None for everyone."""


@dataclass(frozen=True, slots=True)
class Reach:
    """The exposure of a listener, and the ids of the zones that reach it, sorted, if it is ZONES."""

    exposure: Exposure
    zones: tuple[str, ...] = ()


def exposure_label(registry: Registry, reach: Reach) -> str:
    """The exposure as a word, or the names of the zones: `network`, `Office LAN, Tailscale`."""
    return ", ".join(registry.zones[id].title for id in reach.zones) or str(reach.exposure)


def exposure(registry: Registry, binding: Binding) -> Exposure:
    """The exposure of one binding."""
    return reach(registry, binding).exposure


def reach(registry: Registry, binding: Binding, openings: Sequence[Opening] | None = None) -> Reach:
    """The exposure of one binding, with its zones; `openings` are those of a firewall instead of the declared ones."""
    if is_loopback(binding.bind):
        return Reach(Exposure.LOOPBACK)
    zones = _common(_opened_for(binding, openings), _zones_of_bind(registry, binding.bind))
    if zones is not None and not zones:
        return Reach(Exposure.CLOSED)
    if binding.bind == UNKNOWN:
        return Reach(Exposure.UNKNOWN)
    return Reach(Exposure.NETWORK) if zones is None else Reach(Exposure.ZONES, tuple(sorted(zones)))


def relies_on_firewall(registry: Registry, binding: Binding) -> bool:
    """True if only the declared firewall keeps the binding from being more exposed."""
    is_limited = exposure(registry, binding) in (Exposure.CLOSED, Exposure.ZONES)
    return is_limited and _opened_for(binding) is not None


def _opened_for(binding: Binding, observed: Sequence[Opening] | None = None) -> _Zones:
    """The zones for which the host's firewall opens any of the binding's ports; everyone without a firewall.

    A container's published port bypasses a firewall on the machine itself, because docker adds its own rules; only one
    outside the machine can close it.
    """
    firewall = binding.host.firewall
    is_outside = firewall is not None and firewall.outside
    known = observed if observed is not None and not is_outside else firewall.open if firewall else None
    if known is None or (is_published(binding.service, binding.listener) and not is_outside):
        return None
    openings = [opening for opening in known if opening.opens(binding.ports, binding.transport)]
    if any(not opening.zones for opening in openings):
        return None
    return frozenset(zone for opening in openings for zone in opening.zones)


def _zones_of_bind(registry: Registry, bind: str) -> _Zones:
    """The zones with the address in their networks; everyone for wildcards and for addresses in no zone."""
    if not registry.zones or bind in (ANY, UNKNOWN):
        return None
    address = unmapped(bind)
    zones = (id for id, zone in registry.zones.items() if any(address in network for network in zone.addresses))
    return frozenset(zones) or None


def _common(a: _Zones, b: _Zones) -> _Zones:
    if a is None:
        return b
    return a if b is None else a & b


def is_published(service: Service, listener: Listener) -> bool:
    """True if the host's port is published by a container."""
    return bool(listener.port and (listener.container_port or service.container_names))


def listener_exposure(registry: Registry, service: Service, listener: Listener, host: Host) -> Exposure:
    """The exposure of a listener on one host."""
    return listener_reach(registry, service, listener, host).exposure


def listener_reach(registry: Registry, service: Service, listener: Listener, host: Host) -> Reach:
    """The exposure of a listener on one host, with its zones: that of its most exposed binding."""
    if not listener.port:
        return Reach(Exposure.LOOPBACK if listener.socket else Exposure.CONTAINER)
    # Tables, diagrams, checks and exports need it. By identity: the fact keeps its listener alive.
    key = (_declared_reach, id(listener), host.id)
    return registry.fact(key, lambda: (listener, _declared_reach(registry, service, listener, host)))[1]


def _declared_reach(registry: Registry, service: Service, listener: Listener, host: Host) -> Reach:
    return worst_reach(
        reach(registry, Binding(service, listener, host, transport, bind, ports))
        for ports in filter(None, [listener.port])
        for transport in listener.transport
        for bind in listener.bind
    )


def observed_reach(registry: Registry, service: Service, listener: Listener, host: Host) -> Reach | None:
    """The exposure of a listener according to a record of its bind or of the firewall; None if none differs."""
    observed, openings = observed_bind(registry, service, listener, host), observed_openings(registry, host)
    if not listener.port or (observed is None and openings is None):
        return None
    found = worst_reach(
        reach(registry, Binding(service, listener, host, transport, bind, listener.port), openings)
        for transport in listener.transport
        for bind in (observed.binds if observed else listener.bind)
    )
    return found if observed or found != listener_reach(registry, service, listener, host) else None


def actual_reach(registry: Registry, service: Service, listener: Listener, host: Host) -> Reach:
    """The exposure as observed if a record shows another one, else as declared."""
    return observed_reach(registry, service, listener, host) or listener_reach(registry, service, listener, host)


def worst(exposures: Iterable[Exposure]) -> Exposure:
    """The most exposed one of several."""
    return max(exposures, key=_ORDER.index, default=Exposure.LOOPBACK)


def worst_reach(reaches: Iterable[Reach]) -> Reach:
    """The most exposed one of several, with the zones of all of them."""
    reaches = list(reaches)
    if len(reaches) == 1:
        return reaches[0]
    exposure = worst(one.exposure for one in reaches)
    zones = {zone for one in reaches for zone in one.zones} if exposure is Exposure.ZONES else ()
    return Reach(exposure, tuple(sorted(zones)))


def serves(reach: Reach, endpoint: Endpoint) -> bool:
    """False if a listener surely cannot be reached from any zone of an endpoint."""
    if reach.exposure is Exposure.ZONES:
        return not set(reach.zones).isdisjoint(endpoint.from_)
    return reach.exposure is not Exposure.CLOSED


def is_proxied(registry: Registry, service: Service, listener: Listener) -> bool:
    """True if an endpoint points to the listener through a proxy."""
    return any(
        endpoint.via and listener in route(registry, endpoint).listeners for endpoint in registry.endpoints_to(service)
    )
