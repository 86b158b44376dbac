"""nginx's servers, put together from their routes, and which of them answers a request (nginx.org, "Server names" and
"How nginx processes a request")."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
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


def servers_of(routes: Iterable[Route]) -> list[Server]:
    """The servers in the order of their places."""
    found: dict[object, Server] = {}
    for one in routes:
        server = found.setdefault((one.server, one.server_names), Server(one.server_names))
        listen = Listen(one.transport, one.listen_address, one.listen_port, one.tls, one.is_default)
        if listen not in server.listens:
            server.listens.append(listen)
        if all(
            (one.file, one.line, one.location) != (known.file, known.line, known.location) for known in server.answers
        ):
            server.answers.append(one)
    return [found[key] for key in found]


def named(servers: Sequence[Server], host: str, port: int) -> Server | None:
    """The server of http that answers for a name on a port, by its name."""
    there = [one for one in servers if not one.is_stream and one.on(port)]
    exact = [one for one in there if host in (name.lower() for name in one.names)]
    return next(iter(exact or [one for one in there if one.has_name(host)]), None)


def default(servers: Sequence[Server], port: int) -> Server | None:
    """The server of http that answers for all other names on a port."""
    there = [one for one in servers if not one.is_stream and one.on(port)]
    marked = [one for one in there if any(listen.is_default for listen in one.on(port))]
    nameless = [one for one in marked if one.is_nameless]
    return next(iter(nameless or marked), None)


def stream(servers: Sequence[Server], port: int, transport: str) -> Server | None:
    """The server of stream or mail on a port."""
    return next((one for one in servers if one.is_stream and one.on(port, transport)), None)
