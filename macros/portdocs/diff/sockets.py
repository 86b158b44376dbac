"""The sockets that a service opens, independent of how they are declared: one for each transport and port, with all
its binds.

Two listeners on one port and one listener with two binds are the same.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import NamedTuple

from portdocs.registry import Listener, Location, Registry, Service
from portdocs.registry.addresses import UNKNOWN, sort_key
from portdocs.registry.ports import Ports
from portdocs.topology.bindings import Binding
from portdocs.topology.exposure import Reach, reach, worst_reach


class SocketKey(NamedTuple):
    """The identity of a socket: a port of the host, a port inside a container, or the path of a Unix socket."""

    kind: str
    """`port`, `container` or `socket`."""
    transport: str
    ports: Ports | str
    """The path for a Unix socket."""

    def __str__(self) -> str:
        if self.kind == "socket":
            return f"unix:{self.ports}"
        where = " in its container" if self.kind == "container" else ""
        return f"{self.ports}{'' if self.transport == 'tcp' else '/' + self.transport}{where}"


@dataclass(frozen=True, slots=True, eq=False)
class DeclaredSocket:
    """A socket with everything that is declared about it."""

    key: SocketKey
    listeners: tuple[Listener, ...]
    binds: frozenset[str]
    reaches: Mapping[str, Reach]
    """By host id."""

    @property
    def location(self) -> Location:
        """The location of its first declaration."""
        return self.listeners[0].at.value_location("port" if self.key.kind == "port" else _FIELD[self.key.kind])

    @property
    def bind_location(self) -> Location:
        """The location of its bind, or of its declaration if no bind is declared."""
        at = self.listeners[0].at
        return at.value_location("bind") if "bind" in at.keys else self.location

    @property
    def name(self) -> str | None:
        """The first name among its listeners."""
        return next((listener.name for listener in self.listeners if listener.name), None)


_FIELD = {"container": "container_port", "socket": "socket"}


def declared_sockets(registry: Registry, service: Service) -> dict[SocketKey, DeclaredSocket]:
    """The sockets of a service, sorted; none if it is retired or if its listeners are unknown."""
    listeners: dict[SocketKey, list[Listener]] = {}
    if service.status != "retired":
        for listener in service.listeners or ():
            for key in _keys(listener):
                listeners.setdefault(key, []).append(listener)
    return {key: _socket(registry, service, key, found) for key, found in sorted(listeners.items(), key=_sort_key)}


def _sort_key(item: tuple[SocketKey, object]) -> tuple[str, str]:
    key = item[0]
    ports = f"{key.ports.first:05}-{key.ports.last:05}" if isinstance(key.ports, Ports) else key.ports
    return (f"{key.kind == 'socket'}{ports}", key.transport)


def _keys(listener: Listener) -> Iterator[SocketKey]:
    if listener.socket:
        yield SocketKey("socket", "", listener.socket)
        return
    ports = listener.port or listener.container_port
    assert ports is not None  # the model rejects a listener without any of them
    for transport in dict.fromkeys(listener.transport):
        yield SocketKey("port" if listener.port else "container", transport, ports)


def _socket(registry: Registry, service: Service, key: SocketKey, listeners: list[Listener]) -> DeclaredSocket:
    binds = frozenset(bind for listener in listeners for bind in listener.bind) if key.kind == "port" else frozenset()
    reaches: dict[str, Reach] = {}
    if isinstance(key.ports, Ports) and key.kind == "port":
        for host in registry.hosts_of(service):
            reaches[host.id] = worst_reach(
                reach(registry, Binding(service, listener, host, key.transport, bind, key.ports))
                for listener in listeners
                for bind in listener.bind
            )
    return DeclaredSocket(key, tuple(listeners), binds, reaches)


def format_binds(binds: Iterable[str]) -> str:
    """The binds as a phrase: `127.0.0.1 and ::1`, or `an unknown address`."""
    listed = sorted(binds, key=sort_key)
    return "an unknown address" if listed in ([], [UNKNOWN]) else " and ".join(listed)


def match_sockets(
    old: Mapping[SocketKey, DeclaredSocket], new: Mapping[SocketKey, DeclaredSocket]
) -> tuple[list[tuple[DeclaredSocket, DeclaredSocket]], list[DeclaredSocket], list[DeclaredSocket]]:
    """The pairs of sockets that are the same before and after, the removed ones, and the added ones.

    Sockets with the same port match; then those with the same name, with overlapping ports, and a single remaining one
    on each side.
    """
    pairs = [(socket, new[key]) for key, socket in old.items() if key in new]
    removed = [socket for key, socket in old.items() if key not in new]
    added = [socket for key, socket in new.items() if key not in old]
    for are_same in (_same_name, _overlap):
        for socket in list(removed):
            candidates = [other for other in added if are_same(socket, other)]
            if len(candidates) == 1:
                pairs.append((socket, candidates[0]))
                removed.remove(socket)
                added.remove(candidates[0])
    if len(removed) == len(added) == 1 and removed[0].key[:2] == added[0].key[:2]:
        return [*pairs, (removed[0], added[0])], [], []
    return pairs, removed, added


def _same_name(a: DeclaredSocket, b: DeclaredSocket) -> bool:
    return bool(a.name) and a.name == b.name and a.key.transport == b.key.transport


def _overlap(a: DeclaredSocket, b: DeclaredSocket) -> bool:
    ports = (a.key.ports, b.key.ports)
    if a.key[:2] != b.key[:2] or not (isinstance(ports[0], Ports) and isinstance(ports[1], Ports)):
        return False
    return ports[0].meets(ports[1])
