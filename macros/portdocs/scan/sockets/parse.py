"""A line of a listing: what it says of one socket, in whatever way its tool writes addresses and ports."""

from __future__ import annotations

import ipaddress
from dataclasses import dataclass

from portdocs.registry.addresses import ANY
from portdocs.registry.ports import parse_port
from portdocs.scan.safe_files import clean
from portdocs.scan.sockets.iana import port_of


@dataclass(frozen=True, slots=True)
class Socket:
    """An open socket that waits for others."""

    transport: str
    address: str
    port: int
    names: tuple[str, ...] = ()
    may_be_ipv6_only: bool = False
    """Whether its asterisk may stand for `::` alone."""
    user: str = ""
    """Whose process it is, where the listing shows only what its own user may see."""


@dataclass(frozen=True, slots=True)
class Unclear:
    """A socket whose address or port cannot be told."""

    text: str
    reason: str
    about: str = ""
    """What may be listening because of it: `tcp`, or `tcp 53`."""


def socket(
    transport: str, local: str, separator: str = ":", names: tuple[str, ...] = (), wildcard: str = ANY
) -> Socket | Unclear | None:
    """The socket of a local address such as `[::]:80` or `*.22`; None where it has no port yet.

    `wildcard` is what the tool means by an asterisk.
    """
    host, _, port = local.rpartition(separator)
    if port in ("*", "0"):
        return None
    text = f"{transport} {clean(local, 80)}"
    number = _port(port)
    if number is None:
        return Unclear(text, f"`{clean(port, 40)}` is not one port in IANA's table; run the tool with -n", transport)
    address = wildcard if host == "*" else address_of(host)
    if address is None:
        reason = f"`{clean(host, 80)}` is a name, and may be any address; run the tool with -n"
        return Unclear(text, reason, f"{transport} {number}")
    return Socket(transport, address, number, names)


def _port(text: str) -> int | None:
    try:
        return parse_port(text)
    except ValueError:
        return port_of(text)


def address_of(text: str) -> str | None:
    """The address without brackets and interface; an IPv4 address mapped into IPv6 is the IPv4 address."""
    bare = text.replace("[", "").replace("]", "").split("%", 1)[0]
    try:
        ip = ipaddress.ip_address(bare)
    except ValueError:
        return None
    return str(ip.ipv4_mapped) if isinstance(ip, ipaddress.IPv6Address) and ip.ipv4_mapped else str(ip)
