"""Addresses of sites, of binds and of the admin endpoint (caddyserver.com, "Addresses" and "Network addresses")."""

from __future__ import annotations

import re
from dataclasses import dataclass

from portdocs.registry.addresses import ANY, canonical_host
from portdocs.scan.observations import Tls
from portdocs.scan.safe_files import clean
from portdocs.scan.unknown_values import is_known
from portdocs.scan.values import parse_address, parse_port

_ADDRESS = re.compile(r"(?:(https?)://)?(\[[^\]]*\]|[^:/]*)(?::([^/]*))?(/.*)?")


@dataclass(frozen=True, slots=True)
class Ports:
    """The ports that Caddy uses for sites without one; None if the file does not contain them."""

    http: int | None = 80
    https: int | None = 443
    http_text: str = "80"
    https_text: str = "443"


@dataclass(frozen=True, slots=True)
class Address:
    """The address of a site."""

    host: str
    """Empty for all names."""
    port: int | None
    tls: Tls
    path: str
    is_known: bool = True
    """False if its name is a variable without a value."""


def parse_site(text: str, ports: Ports, has_tls: bool) -> Address:
    """An address of a site; `has_tls` if the site has a `tls` directive. Raises ValueError."""
    match = _ADDRESS.fullmatch(text)
    if match is None:
        raise ValueError(f"`{clean(text, 60)}` is not the address of a site")
    scheme, host, port_text, path = match[1] or "", match[2], match[3], match[4] or ""
    known_host = is_known(host)
    if not known_host and port_text is None:  # the variable may contain a port, and a scheme
        tls: Tls = True if scheme == "https" else False if scheme == "http" else None
        return Address("", None, tls, "", is_known=False)
    port = _port(scheme, port_text, ports)
    tls = _tls(scheme, host, port, port_text, ports, has_tls)
    host = host.strip("[]") if known_host else ""
    return Address(clean(host), port, tls, path if is_known(path) else "", is_known=known_host)


def _port(scheme: str, text: str | None, ports: Ports) -> int | None:
    if text is None:
        return ports.http if scheme == "http" else ports.https
    return parse_port(text) if is_known(text) else None


def _tls(scheme: str, host: str, port: int | None, port_text: str | None, ports: Ports, has_tls: bool) -> Tls:
    if scheme:
        return scheme == "https"
    if port is None and port_text not in (None, ports.http_text, ports.https_text):
        return True if has_tls else None
    if port_text == ports.http_text or (port is not None and port == ports.http):
        return False
    return bool(host) or has_tls or port_text == ports.https_text or (port is not None and port == ports.https)


def parse_network(text: str) -> str:
    """The bind of `127.0.0.1`, `tcp4/0.0.0.0`, `[::1]`, `unix//run/x.sock`; `localhost` is 127.0.0.1.

    Raises ValueError.
    """
    network, slash, rest = text.partition("/")
    if network.startswith("unix") and slash:
        return "unix:" + rest.split("|")[0]
    if slash and network not in ("tcp", "tcp4", "tcp6"):
        raise ValueError(f"`{clean(text, 60)}` is not an address of this machine")
    host = rest if slash else text
    if host in ("", "*"):
        return {"tcp4": "0.0.0.0", "tcp6": "::"}.get(network if slash else "", ANY)
    return parse_address(canonical_host(host))


def parse_listen(text: str) -> tuple[str, int | None]:
    """The bind and port of `localhost:2019`, `:2019`, `unix//run/x.sock`. Raises ValueError."""
    if text.startswith("unix"):
        return parse_network(text), None
    address, colon, port = text.rpartition(":")
    if not colon or "/" in port:
        raise ValueError(f"`{clean(text, 60)}` has no port")
    return parse_network(address), parse_port(port)
