"""The `listen` directive of http, stream and mail (the core module of each in nginx.org/en/docs)."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from portdocs.registry.addresses import ANY, UNKNOWN
from portdocs.registry.ports import Ports
from portdocs.scan.nginx.parse import Directive
from portdocs.scan.observations import ObservedListener, Transport
from portdocs.scan.safe_files import clean
from portdocs.scan.values import parse_address, parse_ports

_FLAGS = {"default_server", "default", "deferred", "bind", "reuseport", "ssl", "http2", "spdy", "http3", "quic", "udp"}
_FLAGS |= {"proxy_protocol", "multipath"}
_SETTINGS = {"setfib", "fastopen", "backlog", "rcvbuf", "sndbuf", "accept_filter", "ipv6only", "so_keepalive"}


@dataclass(frozen=True, slots=True)
class Listen:
    """One socket of a server."""

    transport: Transport
    address: str
    ports: Ports | None
    ssl: bool
    file: str
    line: int
    is_default: bool = False

    @property
    def socket(self) -> object:
        """Identity of the socket, equal for all lines that open it."""
        return (self.transport, self.address, self.ports)

    @property
    def listener(self) -> ObservedListener:
        """The observation for a scan."""
        first = self.ports.first if self.ports else None
        last = self.ports.last if self.ports and len(self.ports) > 1 else None
        return ObservedListener(self.transport, self.address, first, last, None, "nginx", "nginx", self.file, self.line)


def default_listen(server: Directive) -> Listen:
    """The default of an HTTP server without `listen`: `*:80`, IPv4 only."""
    return Listen("tcp", "0.0.0.0", Ports.one(80), False, server.file, server.line)


def as_one(listens: Sequence[Listen]) -> Iterator[Listen]:
    """Apply `ipv6only=off` of one line to all lines of the same socket."""
    dual = {(one.transport, one.ports) for one in listens if one.address == ANY}
    for one in listens:
        yield replace(one, address=ANY) if one.address == "::" and (one.transport, one.ports) in dual else one


def parse_listen(directive: Directive, context: str = "http") -> Listen:
    """Parse a `listen` directive. Raises ValueError if nginx would reject it.

    A host name is an `unknown` address: nginx resolves it at start."""
    where, *params = directive.args
    for param in params:
        if param not in _FLAGS and param.partition("=")[0] not in _SETTINGS:
            raise ValueError(f"`listen` has no parameter `{clean(param, 40)}`; is a semicolon missing before it?")
    location = (directive.file, directive.line)
    encrypted = "ssl" in params or "quic" in params
    is_default = bool({"default_server", "default"} & set(params))
    if where.startswith("unix:"):
        return Listen("unix", clean(where), None, encrypted, *location, is_default)
    address, ports = _address_and_ports(where, context)
    if address == "::" and "ipv6only=off" in params:
        address = ANY
    transport: Transport = "udp" if {"udp", "quic"} & set(params) else "tcp"
    return Listen(transport, address, ports, encrypted, *location, is_default)


def _address_and_ports(text: str, context: str) -> tuple[str, Ports]:
    if text.isascii() and text.replace("-", "").isdigit():
        return "0.0.0.0", _ports(text)
    if text.startswith("["):
        host, _, port = text[1:].partition("]")
    else:
        host, colon, port = text.partition(":")
        port = colon + port
    if not port and context != "http":
        raise ValueError(f"`listen {clean(text, 80)}` has no port, which {context} has no default for; write it")
    return _address(host), _ports(port.removeprefix(":")) if port else Ports.one(80)


def _ports(text: str) -> Ports:
    return parse_ports(re.sub(r"(?<![0-9])0+(?=[0-9])", "", text))  # nginx does not mind zeros in front


def _address(host: str) -> str:
    if host == "*":
        return "0.0.0.0"
    try:
        return parse_address(host)
    except ValueError:
        if not re.fullmatch(r"[\w.-]+", host):
            raise ValueError("not an address or a name in front of the port; correct it") from None
        return UNKNOWN
