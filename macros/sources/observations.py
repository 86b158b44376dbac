"""What a scan found in reality: listeners and routes, what it could not resolve, and what it could not read."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, Literal, TypeAlias

Transport: TypeAlias = Literal["tcp", "udp", "unix"]
Tls: TypeAlias = Literal[True, False, "passthrough"]
Action: TypeAlias = Literal["proxy", "redirect", "files", "status"]


@dataclass(frozen=True, slots=True)
class Listener:
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


@dataclass(frozen=True, slots=True)
class Route:
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


@dataclass(frozen=True, slots=True)
class Unresolved:
    """Something that names a port, address or host which only the running program knows."""

    file: str
    line: int
    text: str
    reason: str


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


Observation: TypeAlias = Listener | Route | Unresolved | SourceError | FileRead


@dataclass(frozen=True, slots=True)
class Scan:
    """All observations, each kind by place and none twice."""

    listeners: tuple[Listener, ...] = ()
    routes: tuple[Route, ...] = ()
    unresolved: tuple[Unresolved, ...] = ()
    errors: tuple[SourceError, ...] = ()
    files: tuple[FileRead, ...] = ()

    @property
    def readable(self) -> bool:
        """Whether anything could be read at all."""
        return bool(self.files)


def scan_of(observations: Iterable[Observation]) -> Scan:
    """A scan of observations in any order. A socket that several lines of a source open is one listener, at the
    first of these places."""
    kinds: dict[type, dict[Any, Any]] = {kind: {} for kind in (Listener, Route, Unresolved, SourceError, FileRead)}
    for observation in observations:
        kinds[type(observation)].setdefault(observation)
    listeners, *others = (tuple(sorted(found, key=_order)) for found in kinds.values())
    return Scan(_each_socket_once(listeners), *others)


def merged(scans: Iterable[Scan]) -> Scan:
    """One scan of several."""
    return scan_of(
        observation
        for scan in scans
        for kind in (scan.listeners, scan.routes, scan.unresolved, scan.errors, scan.files)
        for observation in kind
    )


def _order(observation: Any) -> tuple[Any, ...]:
    return (observation.file, getattr(observation, "line", 0), str(_values(observation)))


def _values(observation: Any) -> tuple[Any, ...]:
    return tuple([getattr(observation, name) for name in observation.__slots__])


def _each_socket_once(listeners: Iterable[Listener]) -> tuple[Listener, ...]:
    first: dict[Any, Listener] = {}
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
        "routes": scan.routes,
        "unresolved": scan.unresolved,
        "errors": scan.errors,
    }
    return {
        name: [dict(zip(item.__slots__, _values(item), strict=True)) for item in found] for name, found in kinds.items()
    }
