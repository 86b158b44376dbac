"""nginx's servers, put together from their routes, and which of them answers a request (nginx.org, "Server names" and
"How nginx processes a request")."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from macros.sources import Route

_RANK = {"proxy": 0, "redirect": 1, "files": 2, "status": 3}


@dataclass(frozen=True, slots=True)
class Listen:
    """One socket of a server."""

    transport: str
    address: str
    port: int | None
    tls: bool | str
    is_default: bool


@dataclass(slots=True)
class Server:
    """A server block: its names, its sockets, and what its lines answer, each once."""

    names: tuple[str, ...]
    listens: list[Listen] = field(default_factory=list)
    answers: list[Route] = field(default_factory=list)

    @property
    def is_stream(self) -> bool:
        """Whether it hands on connections and not requests."""
        return any(one.action == "proxy" and one.location is None for one in self.answers)

    @property
    def is_nameless(self) -> bool:
        """Whether it has no name that a request could ask for."""
        return all(name in ("", "_") for name in self.names)

    @property
    def has_patterns(self) -> bool:
        """Whether one of its names is a regular expression, which may be any."""
        return any(name.startswith("~") for name in self.names)

    def on(self, port: int, transport: str = "tcp") -> list[Listen]:
        """Its sockets on a port."""
        return [one for one in self.listens if one.port == port and one.transport == transport]

    def has_name(self, host: str) -> bool:
        """Whether it answers for a name, which may be a wildcard itself."""
        return any(_matches(name.lower(), host) for name in self.names)

    def answer(self, path: str) -> Route | None:
        """What it does with a path, as far as prefixes decide: the longest location, and of its lines the one that
        hands the request on."""
        found: dict[str, list[Route]] = {}
        for one in self.answers:
            prefix = prefix_of(one)
            if prefix is not None and _is_below(path or "/", prefix):
                found.setdefault(prefix, []).append(one)
        if not found:
            return None
        return min(found[max(found, key=len)], key=lambda one: _RANK[one.action])

    def others(self) -> Iterator[Route]:
        """What it hands on for paths that a pattern or another location decides."""
        return (one for one in self.answers if one.action == "proxy" and prefix_of(one) is None)


def prefix_of(route: Route) -> str | None:
    """The path that a location begins with, empty for the whole server; None for patterns and named locations."""
    if route.location is None:
        return ""
    words = route.location.split(None, 1)
    path = words[-1] if words and words[0] in ("=", "^~") else route.location
    return path if path.startswith("/") else None


def _is_below(path: str, prefix: str) -> bool:
    return path.startswith(prefix) or path == prefix.rstrip("/")


def _matches(name: str, host: str) -> bool:
    if name == host or (host == "*" and name in ("_", "*")):
        return True
    if name.startswith("."):
        return host in (name[1:], "*" + name) or host.endswith(name)
    if name.startswith("*."):
        return host.endswith(name[1:]) and host != name[1:]
    return name.endswith(".*") and host.rpartition(".")[0] == name[:-2]


class Servers:
    """All servers of an nginx in the order of their places, found by port, name and path."""

    def __init__(self, routes: Iterable[Route]) -> None:
        self.all = _put_together(routes)
        self.addresses: dict[int, set[str]] = {}
        """What nginx listens on, by port."""
        self._by_name: dict[tuple[int, str], Server] = {}
        self._by_pattern: dict[int, list[Server]] = {}
        self._defaults: dict[int, list[Server]] = {}
        self._streams: dict[tuple[str, int], Server] = {}
        self._by_path: dict[str, list[Server]] = {}
        self._anywhere: dict[str, list[Server]] = {}
        self._patterned: list[Server] = []
        for server in self.all:
            self._add(server)

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
                continue
            self.addresses.setdefault(one.port, set()).add(one.address)
            if server.is_stream:
                self._streams.setdefault((one.transport, one.port), server)
            elif one.transport == "tcp":
                for name in names:
                    self._by_name.setdefault((one.port, name), server)
                if wild and server not in self._by_pattern.setdefault(one.port, []):
                    self._by_pattern[one.port].append(server)
                if one.is_default:
                    self._defaults.setdefault(one.port, []).append(server)

    def named(self, host: str, port: int) -> Server | None:
        """The server of http that answers for a name on a port, by its name."""
        if exact := self._by_name.get((port, host)):
            return exact
        return next((one for one in self._by_pattern.get(port, ()) if one.has_name(host)), None)

    def elsewhere(self, host: str) -> list[Server]:
        """The servers of http with a name, on whatever port."""
        return [*self._anywhere.get(host, ()), *(one for one in self._patterned if one.has_name(host))]

    def default(self, port: int) -> Server | None:
        """The server of http that answers for all other names on a port."""
        marked = self._defaults.get(port, [])
        return next((one for one in marked if one.is_nameless), next(iter(marked), None))

    def stream(self, port: int, transport: str) -> Server | None:
        """The server of stream or mail on a port."""
        return self._streams.get((transport, port))

    def on_path(self, path: str, host: str) -> Server | None:
        """The server on a unix socket; of several the one that has the name."""
        found = self._by_path.get(f"unix:{path}", [])
        return next((one for one in found if one.has_name(host)), next(iter(found), None))

    def may_have(self, port: int) -> bool:
        """Whether a server on a port has a pattern for a name, which may be any."""
        return any(one.has_patterns and one.on(port) for one in self.all)


def _put_together(routes: Iterable[Route]) -> list[Server]:
    found: dict[object, Server] = {}
    answers: set[object] = set()
    for one in routes:
        where = (one.server, one.server_names)
        server = found.setdefault(where, Server(one.server_names))
        listen = Listen(one.transport, one.listen_address, one.listen_port, one.tls, one.is_default)
        if listen not in server.listens:
            server.listens.append(listen)
        answer = (where, one.file, one.line, one.location, one.action, one.targets)
        if answer not in answers:
            answers.add(answer)
            server.answers.append(one)
    return list(found.values())
