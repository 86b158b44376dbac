"""Entry points: the ports that Traefik listens on (doc.traefik.io, "EntryPoints")."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from portdocs.registry.addresses import ANY
from portdocs.registry.urls import split_authority
from portdocs.scan.compose.yaml import Scalar, Value
from portdocs.scan.observations import Observation, ObservedListener, ObservedRoute, SourceError, Transport, Unresolved
from portdocs.scan.settings_tree import child, entries, is_on, line_of, scalar
from portdocs.scan.unknown_values import is_known, shown
from portdocs.scan.values import parse_address, parse_port


@dataclass(frozen=True, slots=True)
class EntryPoint:
    """A port that Traefik listens on."""

    name: str
    address: str
    port: int | None
    """None if the file does not contain it."""
    transport: Transport
    tls: bool
    """True if its HTTP routers have TLS unless they say otherwise."""
    is_default: bool
    """True if a router without entry points uses it."""
    redirect: tuple[str, Scalar] | None
    """The scheme, and the entry point or port that all its requests are redirected to."""
    file: str
    line: int
    has_http3: bool = False


def entry_points(tree: Value, file: str) -> Iterator[EntryPoint | Observation]:
    """The entry points of a static configuration, and errors and unresolved addresses."""
    for name, settings in entries(tree, "entryPoints").items():
        address = scalar(settings, "address")
        if address is None:
            continue
        if not is_known(address.text):
            yield Unresolved(file, address.line, shown(address.text), "it contains a variable without a value")
            yield _entry_point(name, "unknown", None, "tcp", settings, file)
            continue
        try:
            bind, port, transport = parse_entry_address(address.text)
        except ValueError as error:
            yield SourceError(file, address.line, f"{error}; correct the address of this entry point")
        else:
            yield _entry_point(name, bind, port, transport, settings, file)


def _entry_point(
    name: str, bind: str, port: int | None, transport: Transport, settings: Value, file: str
) -> EntryPoint:
    # Traefik 1 has `redirect` and `tls` right below the entry point.
    to = scalar(settings, "http", "redirections", "entryPoint", "to") or scalar(settings, "redirect", "entryPoint")
    scheme = scalar(settings, "http", "redirections", "entryPoint", "scheme")
    address = scalar(settings, "address")
    return EntryPoint(
        name, bind, port, transport,
        bool(is_on(settings, "http", "tls") or is_on(settings, "tls")), bool(is_on(settings, "asDefault")),
        (scheme.text if scheme else "https", to) if to else None, file,
        address.line if address else line_of(settings),
        child(settings, "http3") is not None and is_on(settings, "http3") is not False,
    )  # fmt: skip


def parse_entry_address(text: str) -> tuple[str, int, Transport]:
    """`:80`, `127.0.0.1:8080`, `[::1]:53/udp`, without an address IPv4 and IPv6. Raises ValueError."""
    where, _, protocol = text.strip().partition("/")
    transport: Transport = "udp" if protocol.lower() == "udp" else "tcp"
    if protocol.lower() not in ("", "tcp", "udp"):
        raise ValueError("a protocol other than tcp and udp")
    host, port = split_authority(where)
    if port is None:
        raise ValueError("an address without a port")
    return parse_address(host) if host and host != "*" else ANY, parse_port(port), transport


def listeners(found: EntryPoint) -> Iterator[ObservedListener]:
    """The sockets of an entry point; HTTP/3 uses the same port of UDP."""
    if found.port is None:
        return
    transports: tuple[Transport, ...] = (found.transport, "udp") if found.has_http3 else (found.transport,)
    for transport in transports:
        yield ObservedListener(
            transport, found.address, found.port, None, None, "traefik", "traefik", found.file, found.line,
            entry_point=found.name if transport == found.transport else "", has_tls=found.tls,
        )  # fmt: skip


def redirect_route(found: EntryPoint, known: dict[str, EntryPoint], proxy: str) -> ObservedRoute | None:
    """The redirect of all requests of an entry point; None if it has none."""
    if found.redirect is None:
        return None
    scheme, to = found.redirect
    target = known.get(to.text)
    port = str(target.port or "") if target else to.text.lstrip(":")
    usual = port in ("", {"https": "443", "http": "80"}.get(scheme)) or not port.isdigit()
    url = f"{scheme}://$host{'' if usual else ':' + port}$request_uri"
    return ObservedRoute(
        (), found.address, found.port, found.transport, found.tls, None, "redirect", (), found.file, to.line,
        server=(found.file, to.line), is_default=True, source="traefik", proxy=proxy, redirect=url,
    )  # fmt: skip
