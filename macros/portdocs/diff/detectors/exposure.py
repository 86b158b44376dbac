"""Who can reach what: the changes that an attacker would read first."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from portdocs.diff.change import Change, ChangeLevel
from portdocs.diff.compare import Comparison
from portdocs.diff.sockets import DeclaredSocket, matched, shown_binds
from portdocs.registry import Host, Service
from portdocs.topology.exposure import Exposure

_SAFE = (Exposure.LOOPBACK, Exposure.CLOSED, None)
_RUNS = ("active", "deprecated")


@dataclass(frozen=True, slots=True, eq=False)
class _Reach:
    """One opening on one host, before and after; None where it was not there, or not yet."""

    service: Service
    was: Service | None
    host: Host
    came_from: Host | None
    old: DeclaredSocket | None
    new: DeclaredSocket

    @property
    def before(self) -> Exposure | None:
        if not (self.old and self.came_from and self.was and self.was.status in _RUNS):
            return None
        return self.old.exposures.get(self.came_from.id)

    @property
    def after(self) -> Exposure | None:
        return self.new.exposures.get(self.host.id) if self.service.status in _RUNS else None


def exposure(comparison: Comparison) -> Iterator[Change]:
    """Openings that the network reaches now and did not before, and the other way round."""
    several = len(comparison.new.registry.hosts) > 1
    for found in _reaches(comparison):
        where = f" on {found.host.title}" if several else ""
        if change := _change(found, f"{found.service.title} on {found.new.key}", where):
            yield change


def _reaches(comparison: Comparison) -> Iterator[_Reach]:
    for old, new in comparison.services:
        pairs, _, come = matched(comparison.old.openings[old.id], comparison.new.openings[new.id])
        for came_from, host in comparison.host_pairs(old, new):
            yield from (_Reach(new, old, host, came_from, before, after) for before, after in pairs)
            yield from (_Reach(new, old, host, came_from, None, opening) for opening in come)
    for id, service in comparison.added("services"):
        assert isinstance(service, Service)
        for host in comparison.new.registry.hosts_of(service):
            for opening in comparison.new.openings[id].values():
                yield _Reach(service, None, host, None, None, opening)


def _change(found: _Reach, what: str, where: str) -> Change | None:
    match found.before, found.after:
        case before, Exposure.NETWORK if before in _SAFE:
            message = f"{what} is newly reachable from the network{where}: {_why_open(found)}"
            return _made(found, ChangeLevel.DANGER, "newly-reachable", message)
        case Exposure.UNKNOWN, Exposure.NETWORK:
            message = f"{what} is known to be reachable from the network{where}: {_bound(found)}"
            return _made(found, ChangeLevel.DANGER, "newly-reachable", message)
        case before, Exposure.UNKNOWN if before is not None and before is not Exposure.UNKNOWN:
            level = ChangeLevel.CHANGE if before is Exposure.NETWORK else ChangeLevel.DANGER
            message = f"{what}: nobody knows any more whether the network reaches it{where}: {_bound(found)}"
            return _made(found, level, "reach-unknown", message)
        case Exposure.UNKNOWN, Exposure.LOOPBACK | Exposure.CLOSED:
            message = f"{what} is known to be closed to the network{where}: {_why_closed(found)}"
            return _made(found, ChangeLevel.BETTER, "no-longer-reachable", message)
        case Exposure.NETWORK, after if after in _SAFE:
            message = f"{what} is no longer reachable from the network{where}: {_why_closed(found)}"
            return _made(found, ChangeLevel.BETTER, "no-longer-reachable", message)
    return None


def _made(found: _Reach, level: ChangeLevel, kind: str, message: str) -> Change:
    old = found.old.bind_place if found.old else None
    return Change(level, kind, f"service:{found.service.id}", message, old, found.new.bind_place)


def _why_open(found: _Reach) -> str:
    if found.was is None:
        return f"the service is new and {_bound(found)}"
    if found.was.status not in _RUNS:
        return f"it was {found.was.status} and is {found.service.status}, {_bound(found)}"
    if found.old is None:
        return f"a new listener, {_bound(found)}"
    if found.came_from is None:
        return f"it runs there too, {_bound(found)}"
    return _rebound(found) or _moved(found) or _firewall(found)


def _why_closed(found: _Reach) -> str:
    if found.service.status not in _RUNS:
        return f"it is {found.service.status}"
    return _rebound(found) or _moved(found) or _firewall(found)


def _bound(found: _Reach) -> str:
    return f"bound to {shown_binds(found.new.binds)}"


def _rebound(found: _Reach) -> str:
    if not found.old or found.old.binds == found.new.binds:
        return ""
    return f"{_bound(found)} instead of {shown_binds(found.old.binds)}"


def _moved(found: _Reach) -> str:
    if found.came_from and found.came_from.id != found.host.id:
        return f"it runs on {found.host.title} instead of {found.came_from.title}"
    if found.old and found.old.key != found.new.key:
        return f"it listens on {found.new.key} instead of {found.old.key}"
    return ""


def _firewall(found: _Reach) -> str:
    firewall = found.host.firewall
    if firewall is None:
        return "no firewall closes it any more"
    name = firewall.name or f"the firewall of {found.host.title}"
    return f"{name} {'lets it through' if found.after is Exposure.NETWORK else 'closes it'}"
