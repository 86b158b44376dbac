"""What a service opens, however it is written: one opening for each transport and port, with all of its binds.

Two listeners on one port, or one with two binds, are the same world.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import NamedTuple

from portdocs.registry import Listener, Location, Registry, Service
from portdocs.registry.addresses import UNKNOWN, sort_key
from portdocs.registry.ports import Ports
from portdocs.topology.bindings import Binding
from portdocs.topology.exposure import Exposure, exposure, worst


class Key(NamedTuple):
    """Where something listens: a port of the host, one inside a container, or a socket."""

    kind: str
    """`port`, `container` or `socket`."""
    transport: str
    ports: Ports | str
    """The path where it is a socket."""

    def __str__(self) -> str:
        if self.kind == "socket":
            return f"unix:{self.ports}"
        where = " in its container" if self.kind == "container" else ""
        return f"{self.ports}{'' if self.transport == 'tcp' else '/' + self.transport}{where}"


@dataclass(frozen=True, slots=True, eq=False)
class DeclaredSocket:
    """One thing that a service opens, with everything that is declared of it."""

    key: Key
    listeners: tuple[Listener, ...]
    binds: frozenset[str]
    exposures: Mapping[str, Exposure]
    """By the id of each host."""

    @property
    def location(self) -> Location:
        """Where it is declared first."""
        return self.listeners[0].at.value_location("port" if self.key.kind == "port" else _FIELD[self.key.kind])

    @property
    def bind_place(self) -> Location:
        """Where it says what it binds, else where it is declared."""
        at = self.listeners[0].at
        return at.value_location("bind") if "bind" in at.keys else self.location

    @property
    def name(self) -> str | None:
        """What its listener is called."""
        return next((listener.name for listener in self.listeners if listener.name), None)


_FIELD = {"container": "container_port", "socket": "socket"}


def openings(registry: Registry, service: Service) -> dict[Key, DeclaredSocket]:
    """What a service opens, by where. What is not known, and what a retired service opened, is nothing here."""
    found: dict[Key, list[Listener]] = {}
    if service.status != "retired":
        for listener in service.listeners or ():
            for key in _keys(listener):
                found.setdefault(key, []).append(listener)
    return {key: _opening(registry, service, key, listeners) for key, listeners in sorted(found.items(), key=_order)}


def _order(item: tuple[Key, object]) -> tuple[str, str]:
    key = item[0]
    ports = f"{key.ports.first:05}-{key.ports.last:05}" if isinstance(key.ports, Ports) else key.ports
    return (f"{key.kind == 'socket'}{ports}", key.transport)


def _keys(listener: Listener) -> Iterator[Key]:
    if listener.socket:
        yield Key("socket", "", listener.socket)
        return
    ports = listener.port or listener.container_port
    assert ports is not None  # the model refuses a listener without any
    for transport in dict.fromkeys(listener.transport):
        yield Key("port" if listener.port else "container", transport, ports)


def _opening(registry: Registry, service: Service, key: Key, listeners: list[Listener]) -> DeclaredSocket:
    binds = frozenset(bind for listener in listeners for bind in listener.bind) if key.kind == "port" else frozenset()
    exposures: dict[str, Exposure] = {}
    if isinstance(key.ports, Ports) and key.kind == "port":
        for host in registry.hosts_of(service):
            exposures[host.id] = worst(
                exposure(Binding(service, listener, host, key.transport, bind, key.ports))
                for listener in listeners
                for bind in listener.bind
            )
    return DeclaredSocket(key, tuple(listeners), binds, exposures)


def shown_binds(binds: Iterable[str]) -> str:
    """`127.0.0.1 and ::1`, or that it is not known."""
    listed = sorted(binds, key=sort_key)
    return "an address that is not known" if listed in ([], [UNKNOWN]) else " and ".join(listed)


def matched(
    old: Mapping[Key, DeclaredSocket], new: Mapping[Key, DeclaredSocket]
) -> tuple[list[tuple[DeclaredSocket, DeclaredSocket]], list[DeclaredSocket], list[DeclaredSocket]]:
    """Which opening became which, what is gone, and what is new.

    The same port is the same opening; else the same name, else ports in common, else the only one that is left.
    """
    pairs = [(opening, new[key]) for key, opening in old.items() if key in new]
    gone = [opening for key, opening in old.items() if key not in new]
    come = [opening for key, opening in new.items() if key not in old]
    for alike in (_same_name, _in_common):
        for opening in list(gone):
            fitting = [other for other in come if alike(opening, other)]
            if len(fitting) == 1:
                pairs.append((opening, fitting[0]))
                gone.remove(opening)
                come.remove(fitting[0])
    if len(gone) == len(come) == 1 and gone[0].key[:2] == come[0].key[:2]:
        return [*pairs, (gone[0], come[0])], [], []
    return pairs, gone, come


def _same_name(a: DeclaredSocket, b: DeclaredSocket) -> bool:
    return bool(a.name) and a.name == b.name and a.key.transport == b.key.transport


def _in_common(a: DeclaredSocket, b: DeclaredSocket) -> bool:
    both = (a.key.ports, b.key.ports)
    if a.key[:2] != b.key[:2] or not (isinstance(both[0], Ports) and isinstance(both[1], Ports)):
        return False
    return both[0].meets(both[1])
