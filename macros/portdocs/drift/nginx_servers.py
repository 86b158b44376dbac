"""nginx servers rebuilt from their routes, and the choice between them (nginx.org, "Server names" and "How nginx
processes a request")."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
from typing import TypeAlias
from urllib.parse import unquote

from portdocs.drift.nginx_matching import (
    Chain,
    Locations,
    Undecided,
    chain_of,
    name_matches,
    name_specificity,
    pattern_matches,
)
from portdocs.scan import ObservedRoute

_Ports: TypeAlias = tuple[int, int]
_RANK = {"proxy": 0, "redirect": 1, "files": 2, "status": 3}


@dataclass(frozen=True, slots=True)
class ServerSocket:
    """One socket of a server."""

    transport: str
    address: str
    port: int | None
    tls: bool | str | None
    is_default: bool
    last: int | None = None
    """The last port of a range."""

    def has(self, port: int) -> bool:
        """True if it is on the port."""
        return self.port is not None and self.port <= port <= (self.last or self.port)


@dataclass(slots=True, eq=False)
class Server:
    """A server block: its names, sockets and distinct answers."""

    names: tuple[str, ...]
    listens: list[ServerSocket] = field(default_factory=list)
    answers: list[ObservedRoute] = field(default_factory=list)
    _by_chain: dict[Chain, list[ObservedRoute]] = field(default_factory=dict)
    _locations: Locations | None = None

    @property
    def is_stream(self) -> bool:
        """True if it forwards connections, not requests."""
        return any(one.action == "proxy" and one.location is None for one in self.answers)

    @property
    def has_no_server_name(self) -> bool:
        """True if it has no name that a request could ask for."""
        return all(name in ("", "_") for name in self.names)

    def patterns(self) -> Iterator[str]:
        """Its names that are regular expressions or variables."""
        return (name for name in self.names if name.startswith(("~", "$")))

    def has_pattern_for(self, host: str) -> bool | None:
        """True if one of its patterns matches a name; None if that cannot be decided."""
        found = [pattern_matches(pattern, host) for pattern in self.patterns()]
        return True if True in found else None if None in found else False

    def first(self, port: int) -> int | None:
        """The first port of the range that contains the port, else the port."""
        return next((one.port for one in self.listens if one.has(port)), port)

    def on(self, port: int, transport: str = "tcp") -> list[ServerSocket]:
        """Its sockets on a port."""
        return [one for one in self.listens if one.has(port) and one.transport == transport]

    def has_name(self, host: str) -> bool:
        """True if it answers for a name, which may be a wildcard."""
        return self.name_specificity(host) is not None

    def name_specificity(self, host: str) -> tuple[int, int] | None:
        """Rank of its best matching name: exact, then the longest `*.x`, then the longest `x.*`."""
        return max(
            (name_specificity(name, host) for name in map(str.lower, self.names) if name_matches(name, host)),
            default=None,
        )

    def answer(self, path: str, host: str = "") -> ObservedRoute | None:
        """The answer for a path: of the lines of its location the one that forwards the request.

        An `if` on the requested name comes first; an `if` on another name never matches."""
        if self._locations is None:
            for one in self.answers:
                self._by_chain.setdefault(chain_of(one), []).append(one)
            self._locations = Locations(self._by_chain)
        mine = (one for one in self._by_chain.get((), ()) if host and one.only_for == host)
        if first := next(mine, None):
            return first
        try:
            chain = self._locations.find(unquote(path))
        except Undecided:
            return replace(self.answers[0], action="proxy", targets=())
        found = next(
            (self._by_chain[chain[:n]] for n in range(len(chain), -1, -1) if chain[:n] in self._by_chain), None
        )
        if not found:
            return None
        if found[0].is_internal:  # not visible to clients
            return replace(found[0], action="status", targets=())
        found = [one for one in found if not host or one.only_for in ("", host)]
        if not found:
            return None
        return min(found, key=lambda one: _rank(one, host))

    def others(self) -> Iterator[ObservedRoute]:
        """Forwards for paths that a pattern or named location decides."""
        return (one for one in self.answers if one.action == "proxy" and prefix_of(one) is None)


def prefix_of(route: ObservedRoute) -> str | None:
    """The path prefix of a location, empty for the whole server; None for patterns, named and internal locations."""
    if route.location is None:
        return ""
    return None if route.is_internal else route.location.prefix


def _rank(one: ObservedRoute, host: str) -> float:
    if host and one.only_for == host:
        return -1
    return _RANK[one.action] + (1.5 if one.is_conditional else 0)


class Servers:
    """All servers of nginx in file order, indexed by port, name and path."""

    def __init__(self, routes: Iterable[ObservedRoute]) -> None:
        self.all = _group_by_server(routes)
        self._addresses: dict[_Ports, set[str]] = {}
        self._by_name: dict[tuple[_Ports, str], Server] = {}
        self._by_pattern: dict[_Ports, list[Server]] = {}
        self._defaults: dict[_Ports, list[Server]] = {}
        self._streams: dict[tuple[str, _Ports], Server] = {}
        self._by_path: dict[str, list[Server]] = {}
        self._default_by_path: dict[str, Server] = {}
        self._anywhere: dict[str, list[Server]] = {}
        self._patterned: list[Server] = []
        for server in self.all:
            self._add(server)
        self._ranges = [ports for ports in self._addresses if ports[0] != ports[1]]

    def _add(self, server: Server) -> None:
        names = [name.lower() for name in server.names]
        wild = any(name.startswith((".", "*")) or name.endswith(".*") or name == "_" for name in names)
        if not server.is_stream:
            for name in names:
                self._anywhere.setdefault(name, []).append(server)
            if wild:
                self._patterned.append(server)
        for one in server.listens:
            if one.port is None:
                self._by_path.setdefault(one.address, []).append(server)
                if one.is_default:
                    self._default_by_path[one.address] = server
                continue
            ports = (one.port, one.last or one.port)
            self._addresses.setdefault(ports, set()).add(one.address)
            if server.is_stream:
                self._streams.setdefault((one.transport, ports), server)
            elif one.transport == "tcp":
                for name in names:
                    # `.x` includes x; of two servers with one name the first wins.
                    self._by_name.setdefault((ports, name.removeprefix(".")), server)
                if (wild or any(server.patterns())) and server not in self._by_pattern.setdefault(ports, []):
                    self._by_pattern[ports].append(server)
                if one.is_default:
                    self._defaults.setdefault(ports, []).append(server)

    def _at(self, port: int) -> list[_Ports]:
        """The port and all ranges that contain it."""
        return [(port, port), *(ports for ports in self._ranges if ports[0] <= port <= ports[1])]

    @property
    def ports(self) -> set[int]:
        """The ports nginx listens on; of a range, the first."""
        return {first for first, _ in self._addresses}

    def addresses(self, port: int) -> set[str]:
        """The addresses nginx listens on at a port."""
        return {address for ports in self._at(port) for address in self._addresses.get(ports, ())}

    def named(self, host: str, port: int) -> Server | None:
        """The HTTP server whose name matches on a port."""
        for ports in self._at(port):
            if exact := self._by_name.get((ports, host)):
                return exact
        near = [(found, one) for one in self._patterned_on(port) if (found := one.name_specificity(host))]
        if near:
            return max(near, key=lambda one: one[0])[1]
        first = next((one for one in self._patterned_on(port) if one.has_pattern_for(host) is not False), None)
        return first if first and first.has_pattern_for(host) else None

    def is_undecided(self, host: str, port: int) -> bool:
        """True if a pattern on the port may match the name but cannot be evaluated."""
        return any(one.has_pattern_for(host) is None for one in self._patterned_on(port))

    def _patterned_on(self, port: int) -> list[Server]:
        return [one for ports in self._at(port) for one in self._by_pattern.get(ports, ())]

    def elsewhere(self, host: str) -> list[Server]:
        """The HTTP servers with a name, on any port."""
        return [*self._anywhere.get(host, ()), *(one for one in self._patterned if one.has_name(host))]

    def default(self, port: int) -> Server | None:
        """The HTTP server for all other names on a port."""
        marked = [one for ports in self._at(port) for one in self._defaults.get(ports, ())]
        return next((one for one in marked if one.has_no_server_name), next(iter(marked), None))

    def stream(self, port: int, transport: str) -> Server | None:
        """The stream or mail server on a port."""
        return next((one for ports in self._at(port) if (one := self._streams.get((transport, ports)))), None)

    def on_path(self, path: str, host: str) -> Server | None:
        """The server on a unix socket; the one with the name if there are several."""
        where = f"unix:{path}"
        found = self._by_path.get(where, [])
        return next((one for one in found if one.has_name(host)), self._default_by_path.get(where))


def _group_by_server(routes: Iterable[ObservedRoute]) -> list[Server]:
    found: dict[object, Server] = {}
    answers: set[object] = set()
    for one in routes:
        where = (one.server, one.server_names)
        server = found.setdefault(where, Server(one.server_names))
        listen = ServerSocket(
            one.transport, one.listen_address, one.listen_port, one.tls, one.is_default, one.listen_port_end
        )
        if listen not in server.listens:
            server.listens.append(listen)
        answer = (where, one.file, one.line, one.location, one.action, one.shown_targets)
        if one.is_reached and answer not in answers:
            answers.add(answer)
            server.answers.append(one)
    return list(found.values())
