"""The observations of a scan: listeners, routes, openings, containers, unresolved items and errors."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal, TypeAlias

from portdocs.registry.findings import Location, at_line
from portdocs.registry.ports import ALL_PORTS, Ports
from portdocs.registry.urls import Target
from portdocs.scan.path_match import PathMatch

Transport: TypeAlias = Literal["tcp", "udp", "unix"]
Tls: TypeAlias = Literal[True, False, "passthrough"] | None
"""None if another file decides it."""
Action: TypeAlias = Literal["proxy", "redirect", "files", "status"]
Verdict: TypeAlias = Literal["allow", "deny", "reject", "limit"]

_INTERNAL = {"inner": True}
"""Marks fields that drift needs and that a scan does not print."""


class _InFile:
    """The location of an observation."""

    __slots__ = ()
    file: str
    line: int

    @property
    def at(self) -> Location:
        """The file and line."""
        return Location(self.file, self.line)


@dataclass(frozen=True, slots=True)
class ObservedListener(_InFile):
    """A socket that a program opens, or one that a container publishes."""

    transport: Transport
    address: str
    """A canonical bind (`*`, `0.0.0.0`, `::`, one address, `unknown`), or `unix:/path`."""
    port: int | None
    """None for a unix socket, and for a container port published on a random port."""
    port_end: int | None
    """The last port of a range."""
    container_port: int | None
    """The port inside the container; of a range, the first."""
    name: str | None
    """The holder: `nginx`, the unit, the compose service, or the process if the listing names it."""
    source: str
    file: str
    line: int
    certain: bool = True
    """False for a hint: a port in a command line or environment."""
    aliases: tuple[str, ...] = field(default=(), metadata=_INTERNAL)
    """Other names of the holder: the container's name, or the unit that a socket starts."""
    is_active: bool = field(default=True, metadata=_INTERNAL)
    """False if only an inactive profile opens it."""
    may_be_ipv6_only: bool = field(default=False, metadata=_INTERNAL)
    """True if `*` may mean `::` alone, since the listing prints both alike."""
    by_name_only: bool = field(default=False, metadata=_INTERNAL)
    """True for a port of a cluster's own network, which no address of the host has; a scan does not print it."""
    entry_point: str = field(default="", metadata=_INTERNAL)
    """Of Traefik: the name of the entry point."""
    has_tls: bool = field(default=False, metadata=_INTERNAL)
    """Of Traefik: True if the entry point's HTTP routers have TLS."""
    health: str | None = field(default=None, metadata=_INTERNAL)
    """A path or `tcp`, if the file contains a health check."""

    @property
    def ports(self) -> Ports | None:
        """The ports of the host."""
        return Ports(self.port, self.port_end or self.port) if self.port else None

    @property
    def path(self) -> str:
        """The path of a unix socket, else empty."""
        return self.address.removeprefix("unix:") if self.transport == "unix" else ""

    @property
    def is_abstract(self) -> bool:
        """True for a unix socket without a path, which cannot be declared; see unix(7)."""
        return self.transport == "unix" and not self.address.startswith("unix:/")


@dataclass(frozen=True, slots=True)
class ObservedRoute(_InFile):
    """A proxy's handling of requests that reach one of its listeners."""

    server_names: tuple[str, ...]
    listen_address: str
    listen_port: int | None
    """The port; of a range, the first; None for a unix socket, and if another file decides it."""
    transport: Transport
    tls: Tls
    location: PathMatch | None
    """None for a whole server, and in stream and mail."""
    action: Action
    targets: tuple[Target, ...]
    """The servers that a proxy connects to. Empty if there is none or it is unknown (see `unresolved`)."""
    file: str
    line: int
    server: tuple[str, int] = field(default=("", 0), metadata=_INTERNAL)
    """File and line of its server block."""
    redirect: str = field(default="", metadata=_INTERNAL)
    """The URL of a redirect, with nginx's variables for what depends on the request."""
    is_default: bool = field(default=False, metadata=_INTERNAL)
    """True if its server answers on this socket for unknown names."""
    listen_port_end: int | None = field(default=None, metadata=_INTERNAL)
    """The last port of a range."""
    within: tuple[PathMatch, ...] = field(default=(), metadata=_INTERNAL)
    """The enclosing locations, outermost first."""
    is_internal: bool = field(default=False, metadata=_INTERNAL)
    """True if only internal redirects reach its location."""
    is_conditional: bool = field(default=False, metadata=_INTERNAL)
    """True for a line in an `if`, which applies to some requests only."""
    is_reached: bool = field(default=True, metadata=_INTERNAL)
    """False for a line that nginx never reaches, since another one answers first."""
    is_said: bool = field(default=True, metadata=_INTERNAL)
    """False for the implied answer of a location without an explicit one; a scan does not print it."""
    only_for: str = field(default="", metadata=_INTERNAL)
    """The host name of an enclosing `if ($host = name)`."""
    source: str = field(default="nginx", metadata=_INTERNAL)
    proxy: str = field(default="", metadata=_INTERNAL)
    """The container of the proxy, if the file names it."""
    names_unknown: bool = field(default=False, metadata=_INTERNAL)
    """True if the names are not in the file: `server_names` is empty although it is not the default."""
    is_stream: bool = field(default=False, metadata=_INTERNAL)
    """True for a route of connections rather than requests, outside nginx."""
    entry_point: str = field(default="", metadata=_INTERNAL)
    """Of Traefik: the name of an entry point that this file does not define, or `*` for all."""

    @property
    def shown_targets(self) -> tuple[str, ...]:
        """host:port or unix:/path of each server, or the URL of a redirect."""
        return (self.redirect,) if self.redirect else tuple(map(str, self.targets))

    @property
    def location_name(self) -> str:
        """The location in messages and `ignore`: as nginx writes it; empty for a whole server."""
        if self.location is None or self.source == "nginx":
            return str(self.location or "")
        return f"{self.location.modifier} {self.location.path}".lstrip()


@dataclass(frozen=True, slots=True)
class Opening(_InFile):
    """A rule of a firewall for traffic to the machine itself."""

    transport: Literal["tcp", "udp", "any"]
    ports: Ports
    from_: str
    """`any`, or an address or network."""
    interface: str | None
    action: Verdict
    file: str
    line: int
    to: str = field(default="any", metadata=_INTERNAL)
    """The destination address."""
    order: int = field(default=0, metadata=_INTERNAL)
    """Its position: the first rule that matches decides."""

    @property
    def lets_in(self) -> bool:
        """True if it lets connections in, with or without a limit."""
        return self.action in ("allow", "limit")

    @property
    def closes_everything(self) -> bool:
        """True if it denies everyone every port."""
        return not self.lets_in and self.ports == ALL_PORTS and self.from_ == "any"

    @property
    def is_for_everyone(self) -> bool:
        """True if it applies to connections from anywhere, on every interface."""
        return self.from_ == "any" and self.interface is None

    @property
    def shown_ports(self) -> str:
        """`443`, `8000-8009` or `any`."""
        return "any" if self.ports == ALL_PORTS else str(self.ports)


@dataclass(frozen=True, slots=True)
class ObservedService(_InFile):
    """A container that a source defines, with or without listeners; a scan does not print it."""

    name: str
    source: str
    file: str
    line: int
    project: str = ""
    container: str = ""
    """The container's name, if the source sets it."""
    image: str = ""
    """The last part of the image's name, such as `nginx`."""
    aliases: tuple[str, ...] = ()
    """Other names and fixed addresses by which containers reach it."""
    container_ports: tuple[int, ...] = ()
    """Ports inside the container that it exposes without publishing them."""
    depends_on: tuple[str, ...] = ()
    paths: tuple[str, ...] = ()
    """Paths of the host that it mounts or is built from."""
    is_active: bool = True
    """False if only an inactive profile starts it."""
    has_host_network: bool = False


@dataclass(frozen=True, slots=True)
class Unresolved:
    """A port, address or host that only the running program knows."""

    file: str
    line: int
    text: str
    reason: str
    about: str = field(default="", metadata=_INTERNAL)
    """The unit or container that may have more listeners because of it; for a listing `tcp` or `tcp 53`."""


@dataclass(frozen=True, slots=True)
class SourceError(_InFile):
    """A file, or part of one, that could not be read."""

    file: str
    line: int
    message: str

    def __str__(self) -> str:
        return f"{at_line(self.file, self.line)}: error: {self.message}"


@dataclass(frozen=True, slots=True)
class FileRead:
    """A file that was read; `source` is the module that read it."""

    source: str
    file: str
    sees: tuple[str, ...] = ()
    """Subjects that it covers completely: `tcp` and `udp` of a listing, `nginx` for a whole configuration, units, and
    services of a compose file. Of a firewall, its default: `incoming deny`."""

    @property
    def incoming(self) -> str:
        """The default of a firewall: `allow`, `deny` or `reject`; empty if the file does not say it."""
        return next((one.removeprefix("incoming ") for one in self.sees if one.startswith("incoming ")), "")


Observation = ObservedListener | ObservedRoute | Opening | Unresolved | ObservedService | SourceError | FileRead
