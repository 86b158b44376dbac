"""What a scan found in reality: listeners and routes, what it could not resolve, and what it could not read."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field, fields
from typing import Any, Literal, TypeAlias

Transport: TypeAlias = Literal["tcp", "udp", "unix"]
Tls: TypeAlias = Literal[True, False, "passthrough"]
Action: TypeAlias = Literal["proxy", "redirect", "files", "status"]

_INNER = {"inner": True}
"""Marks what a comparison needs to know and a scan does not print."""


@dataclass(frozen=True, slots=True)
class ObservedListener:
    """A socket that a program opens, or one that a container publishes."""

    transport: Transport
    address: str
    """A canonical bind as the registry has it (`*`, `0.0.0.0`, `::`, one address, `unknown`), or `unix:/path`."""
    port: int | None
    """None for a unix socket, and where a container's port is published on a random one."""
    port_end: int | None
    """The last port of a range."""
    container_port: int | None
    """The port inside the container; the first one of a range."""
    name: str | None
    """Who holds it: `nginx`, the unit, the compose service, or the process where the listing says so."""
    source: str
    file: str
    line: int
    certain: bool = True
    """False for a hint: a port read out of a command line or an environment."""
    aliases: tuple[str, ...] = field(default=(), metadata=_INNER)
    """Other names of the holder: of a container, or of the unit that a socket starts."""
    may_be_ipv6_only: bool = field(default=False, metadata=_INNER)
    """Whether `*` may stand for `::` alone, since the listing writes both alike."""


@dataclass(frozen=True, slots=True)
class ObservedRoute:
    """What a proxy does with the requests that reach one of its listeners."""

    server_names: tuple[str, ...]
    listen_address: str
    listen_port: int | None
    """The first port where the proxy listens on a range; None on a unix socket."""
    transport: Transport
    tls: Tls
    location: str | None
    """As written, with its modifier; None where the whole server does it, and in stream and mail."""
    action: Action
    targets: tuple[str, ...]
    """host:port or unix:/path of each server; the URL of a redirect. Empty where they are not known (see
    `unresolved`), and where there are none."""
    file: str
    line: int
    server: tuple[str, int] = field(default=("", 0), metadata=_INNER)
    """Where the server that it belongs to begins."""
    is_default: bool = field(default=False, metadata=_INNER)
    """Whether its server answers on this socket for the names that no server has."""
    listen_port_end: int | None = field(default=None, metadata=_INNER)
    """The last port where the proxy listens on a range."""
    within: tuple[str, ...] = field(default=(), metadata=_INNER)
    """The locations around its location, outermost first."""
    is_internal: bool = field(default=False, metadata=_INNER)
    """Whether no client's request reaches its location, only what other locations hand on."""
    is_conditional: bool = field(default=False, metadata=_INNER)
    """Whether only some requests meet it: a line in an `if`."""
    is_reached: bool = field(default=True, metadata=_INNER)
    """False for a line that nginx never comes to, since another answers before it."""
    is_said: bool = field(default=True, metadata=_INNER)
    """False for what follows from a location in which no line says it; a scan does not print it."""
    only_for: str = field(default="", metadata=_INNER)
    """The one name that it is for: a line in an `if ($host = name)`."""


@dataclass(frozen=True, slots=True)
class Unresolved:
    """Something that names a port, address or host which only the running program knows."""

    file: str
    line: int
    text: str
    reason: str
    about: str = field(default="", metadata=_INNER)
    """Who may have more listeners because of it: a unit, a container; of a listing `tcp`, or `tcp 53`."""


@dataclass(frozen=True, slots=True)
class SourceError:
    """A file, or a part of it, that could not be read."""

    file: str
    line: int
    message: str

    def __str__(self) -> str:
        return f"{self.file}:{self.line}: error: {self.message}"


@dataclass(frozen=True, slots=True)
class FileRead:
    """A file that could be read, whatever it said; `source` is the module that read it."""

    source: str
    file: str
    sees: tuple[str, ...] = ()
    """Of what it shows everything: `tcp` and `udp` of a listing, `nginx` of a whole configuration, the units, and the
    services of a compose file. Of all else it may show a part."""


Observation: TypeAlias = ObservedListener | ObservedRoute | Unresolved | SourceError | FileRead


@dataclass(frozen=True, slots=True)
class Scan:
    """All observations, each kind by place and none twice."""

    listeners: tuple[ObservedListener, ...] = ()
    routes: tuple[ObservedRoute, ...] = ()
    unresolved: tuple[Unresolved, ...] = ()
    errors: tuple[SourceError, ...] = ()
    files: tuple[FileRead, ...] = ()

    @property
    def said_routes(self) -> tuple[ObservedRoute, ...]:
        """One route for each line that names one, as a scan prints them."""
        return tuple(route for route in self.routes if route.is_said)

    @property
    def readable(self) -> bool:
        """Whether anything could be read at all."""
        return bool(self.files)


def build_scan(observations: Iterable[Observation]) -> Scan:
    """A scan of observations in any order. A socket that several lines of a source open is one listener, at the
    first of these places."""
    kinds: dict[type, dict[Any, Any]] = {
        kind: {} for kind in (ObservedListener, ObservedRoute, Unresolved, SourceError, FileRead)
    }
    for observation in observations:
        kinds[type(observation)].setdefault(observation)
    listeners, *others = (tuple(sorted(found, key=_order)) for found in kinds.values())
    return Scan(_each_socket_once(listeners), *others)


def merged(scans: Iterable[Scan]) -> Scan:
    """One scan of several."""
    return build_scan(
        observation
        for scan in scans
        for kind in (scan.listeners, scan.routes, scan.unresolved, scan.errors, scan.files)
        for observation in kind
    )


def _order(observation: Any) -> tuple[Any, ...]:
    return (observation.file, getattr(observation, "line", 0), str(_values(observation)))


def _values(observation: Any) -> tuple[Any, ...]:
    return tuple([getattr(observation, name) for name in observation.__slots__])


def _each_socket_once(listeners: Iterable[ObservedListener]) -> tuple[ObservedListener, ...]:
    first: dict[Any, ObservedListener] = {}
    for listener in listeners:
        # Each line of a compose file that leaves the port to docker gets a port of its own.
        where = (listener.file, listener.line) if listener.port is None and listener.container_port else None
        socket = (listener.transport, listener.address, listener.port, listener.port_end, listener.container_port)
        holder = (listener.name, listener.source, listener.certain)
        first.setdefault((where, socket, holder), listener)
    return tuple(first.values())


def as_json(scan: Scan) -> dict[str, list[dict[str, Any]]]:
    """`{"listeners", "routes", "unresolved", "errors"}`, each a list of objects with the fields' names as keys."""
    kinds: dict[str, Iterable[Any]] = {
        "listeners": scan.listeners,
        "routes": scan.said_routes,
        "unresolved": scan.unresolved,
        "errors": scan.errors,
    }
    return {
        name: [{one.name: getattr(item, one.name) for one in fields(item) if not one.metadata} for item in found]
        for name, found in kinds.items()
    }
