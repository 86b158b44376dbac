"""Addresses and ports in the notation of the tool that lists them.

Port names are resolved with IANA's registry (RFC 6335), reversed; a name that it assigns to several ports (`http-alt`
is 591, 8008 and 8080) is ambiguous and not used."""

from __future__ import annotations

import ipaddress
from collections import defaultdict
from dataclasses import dataclass
from functools import cache

from portdocs.registry.addresses import ANY
from portdocs.scan.safe_files import clean
from portdocs.scan.values import parse_port
from portdocs.topology.iana import NAMES


@dataclass(frozen=True, slots=True)
class Socket:
    """A listening socket."""

    transport: str
    address: str
    port: int
    names: tuple[str, ...] = ()
    may_be_ipv6_only: bool = False
    """True if its asterisk may mean `::` alone."""
    user: str = ""
    """The owner of the process, if the listing shows only sockets of its own user."""


@dataclass(frozen=True, slots=True)
class UnclearSocket:
    """A socket whose address or port cannot be read."""

    text: str
    reason: str
    about: str = ""
    """Listeners that it may hide: `tcp`, or `tcp 53`."""


def socket(
    transport: str, local: str, separator: str = ":", names: tuple[str, ...] = (), wildcard: str = ANY
) -> Socket | UnclearSocket | None:
    """The socket of a local address such as `[::]:80` or `*.22`; None if it has no port.

    `wildcard` is the tool's meaning of an asterisk.
    """
    host, _, port = local.rpartition(separator)
    if port in ("*", "0"):
        return None
    text = f"{transport} {clean(local, 80)}"
    number = _port(port)
    if number is None:
        return UnclearSocket(
            text, f"`{clean(port, 40)}` is not one port in IANA's table; run the tool with -n", transport
        )
    address = wildcard if host == "*" else address_of(host)
    if address is None:
        reason = f"`{clean(host, 80)}` is a name, and may be any address; run the tool with -n"
        return UnclearSocket(text, reason, f"{transport} {number}")
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


# Further IANA names that listings print; the table in `topology/iana.py` has one name per port.
_MORE: dict[str, int] = {
    "afs3-callback": 7001, "auth": 113, "avt-profile-1": 5004, "blackjack": 1025, "bootpc": 68, "bootps": 67,
    "cap": 1026, "cisco-sccp": 2000, "copycat": 9093, "distinct": 9999, "exec": 512, "fmpro-internal": 5003,
    "fs-agent": 8042, "ftps": 990, "gds-db": 3050, "hbci": 3000, "http-mgmt": 280, "imap2": 143, "intu-ec-client": 8021,
    "ipsec-msft": 4500, "irdmi2": 7999, "ldp": 646, "login": 513, "mcreport": 8003, "microsoft-ds": 445, "msnp": 1863,
    "mxi": 8005, "mysqlx": 33060, "netbios-ssn": 139, "opsession-prxy": 3307, "pcsync-http": 8444, "pichat": 9009,
    "qotd": 17, "rfe": 5002, "rndc": 953, "rtsps": 322, "sd": 9876, "search-agent": 1234, "sentinelsrm": 1947,
    "shell": 514, "sip-tls": 5061, "snpp": 444, "systat": 11, "teradataordbms": 8002, "trivnet1": 8200,
    "us-cli": 8082, "us-srv": 8083, "vcom-tunnel": 8001, "who": 513, "ws-discovery": 3702, "www": 80,
    "www-http": 80, "x11-1": 6001, "xmltec-xmlmail": 9091, "sieve": 4190, "managesieve": 4190, "kpasswd": 464,
    "http-alt": 591, "urd": 465, "smtps": 465, "ipps": 631,
}  # fmt: skip


def port_of(name: str) -> int | None:
    """The port of a name; None if unknown or ambiguous."""
    ports = _ports_by_name().get(name.lower(), set())
    return next(iter(ports)) if len(ports) == 1 else None


@cache
def _ports_by_name() -> dict[str, set[int]]:
    found: dict[str, set[int]] = defaultdict(set)
    for port, name in NAMES.items():
        found[name.lower()].add(port)
    for name, port in _MORE.items():
        found[name.lower()].add(port)
    return dict(found)
