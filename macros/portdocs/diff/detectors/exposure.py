"""Exposure: sockets that the network or a zone can reach now and could not before, and the reverse."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from portdocs.checks import join_names
from portdocs.diff.change import Change, ChangeLevel
from portdocs.diff.compare import Comparison
from portdocs.diff.sockets import DeclaredSocket, format_binds, match_sockets
from portdocs.registry import Host, Registry, Service, Subject
from portdocs.topology.exposure import Exposure, Reach

_SAFE = (Exposure.LOOPBACK, Exposure.CONTAINER, Exposure.CLOSED, Exposure.ZONES, None)


@dataclass(frozen=True, slots=True, eq=False)
class _ExposedSocket:
    """A socket on one host, before and after; None if it did not exist."""

    service: Service
    old_service: Service | None
    host: Host
    old_host: Host | None
    old: DeclaredSocket | None
    new: DeclaredSocket

    @property
    def reach_before(self) -> Reach | None:
        if not (self.old and self.old_host and self.old_service and self.old_service.is_running):
            return None
        return self.old.reaches.get(self.old_host.id)

    @property
    def reach_after(self) -> Reach | None:
        return self.new.reaches.get(self.host.id) if self.service.is_running else None

    @property
    def before(self) -> Exposure | None:
        return self.reach_before.exposure if self.reach_before else None

    @property
    def after(self) -> Exposure | None:
        return self.reach_after.exposure if self.reach_after else None

    @property
    def zones_before(self) -> frozenset[str]:
        return frozenset(self.reach_before.zones if self.reach_before else ())

    @property
    def zones_after(self) -> frozenset[str]:
        return frozenset(self.reach_after.zones if self.reach_after else ())


def exposure(comparison: Comparison) -> Iterator[Change]:
    """Sockets that became reachable from the network, or stopped being so."""
    has_several_hosts = len(comparison.new.registry.hosts) > 1
    for found in _exposed_sockets(comparison):
        where = f" on {found.host.title}" if has_several_hosts else ""
        what = f"{found.service.title} on {found.new.key}"
        if change := _change(found, what, where):
            yield change
        yield from _zone_changes(comparison, found, what, where)


def _zone_changes(comparison: Comparison, found: _ExposedSocket, what: str, where: str) -> Iterator[Change]:
    """Zones that reach the socket now, or no longer do; not if the network does, which includes every zone."""
    if Exposure.NETWORK not in (found.before, found.after):
        if gained := _names(comparison.new.registry, found.zones_after - found.zones_before):
            message = f"{what} is newly reachable from {gained}{where}: {_why_open(found)}"
            yield _new_change(found, ChangeLevel.CHANGE, "newly-reachable", message)
        if lost := _names(comparison.old.registry, found.zones_before - found.zones_after):
            message = f"{what} is no longer reachable from {lost}{where}: {_why_closed(found)}"
            yield _new_change(found, ChangeLevel.IMPROVEMENT, "no-longer-reachable", message)


def _names(registry: Registry, zones: frozenset[str]) -> str:
    return join_names(registry.zones[id].title for id in sorted(zones))


def _exposed_sockets(comparison: Comparison) -> Iterator[_ExposedSocket]:
    for old, new in comparison.service_pairs:
        pairs, _, come = match_sockets(comparison.old.sockets[old.id], comparison.new.sockets[new.id])
        for old_host, host in comparison.host_pairs(old, new):
            yield from (_ExposedSocket(new, old, host, old_host, before, after) for before, after in pairs)
            yield from (_ExposedSocket(new, old, host, old_host, None, socket) for socket in come)
    for service in comparison.added(Service):
        for host in comparison.new.registry.hosts_of(service):
            for socket in comparison.new.sockets[service.id].values():
                yield _ExposedSocket(service, None, host, None, None, socket)


def _change(found: _ExposedSocket, what: str, where: str) -> Change | None:
    match found.before, found.after:
        case before, Exposure.NETWORK if before in _SAFE:
            message = f"{what} is newly reachable from the network{where}: {_why_open(found)}"
            return _new_change(found, ChangeLevel.DANGER, "newly-reachable", message)
        case Exposure.UNKNOWN, Exposure.NETWORK:
            message = f"{what} is now known to be reachable from the network{where}: {_bound(found)}"
            return _new_change(found, ChangeLevel.DANGER, "newly-reachable", message)
        case before, Exposure.UNKNOWN if before is not None and before is not Exposure.UNKNOWN:
            level = ChangeLevel.CHANGE if before is Exposure.NETWORK else ChangeLevel.DANGER
            message = f"{what} may be reachable from the network{where}: it is {_bound(found)}"
            return _new_change(found, level, "reach-unknown", message)
        case Exposure.UNKNOWN, Exposure.LOOPBACK | Exposure.CLOSED | Exposure.ZONES:
            message = f"{what} is now known to be closed to the network{where}: {_why_closed(found)}"
            return _new_change(found, ChangeLevel.IMPROVEMENT, "no-longer-reachable", message)
        case Exposure.NETWORK, after if after in _SAFE:
            message = f"{what} is no longer reachable from the network{where}: {_why_closed(found)}"
            return _new_change(found, ChangeLevel.IMPROVEMENT, "no-longer-reachable", message)
    return None


def _new_change(found: _ExposedSocket, level: ChangeLevel, kind: str, message: str) -> Change:
    old = found.old.bind_location if found.old else None
    return Change(level, kind, Subject("service", found.service.id), message, old, found.new.bind_location)


def _why_open(found: _ExposedSocket) -> str:
    if found.old_service is None:
        return f"the service is new and {_bound(found)}"
    if not found.old_service.is_running:
        return f"it was {found.old_service.status} and is {found.service.status}, {_bound(found)}"
    if found.old is None:
        return f"a new listener, {_bound(found)}"
    if found.old_host is None:
        return f"it also runs there, {_bound(found)}"
    return _rebound(found) or _moved(found) or _firewall(found)


def _why_closed(found: _ExposedSocket) -> str:
    if not found.service.is_running:
        return f"it is {found.service.status}"
    return _rebound(found) or _moved(found) or _firewall(found)


def _bound(found: _ExposedSocket) -> str:
    return f"bound to {format_binds(found.new.binds)}"


def _rebound(found: _ExposedSocket) -> str:
    if not found.old or found.old.binds == found.new.binds:
        return ""
    return f"{_bound(found)} instead of {format_binds(found.old.binds)}"


def _moved(found: _ExposedSocket) -> str:
    if found.old_host and found.old_host.id != found.host.id:
        return f"it runs on {found.host.title} instead of {found.old_host.title}"
    if found.old and found.old.key != found.new.key:
        return f"it listens on {found.new.key} instead of {found.old.key}"
    return ""


def _firewall(found: _ExposedSocket) -> str:
    firewall = found.host.firewall
    if firewall is None:
        return "no firewall closes it"
    name = firewall.name or f"the firewall of {found.host.title}"
    opens = found.after is Exposure.NETWORK or found.zones_after > found.zones_before
    return f"{name} {'opens it' if opens else 'closes it'}"
