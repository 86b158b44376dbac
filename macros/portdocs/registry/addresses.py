"""Binds as sets of addresses, and which of them overlap: the rules of bind(2) (see ip(7), ipv6(7), IPV6_V6ONLY).

A bind is one of: `*` (IPv4 and IPv6), `0.0.0.0` (all IPv4), `::` (all IPv6), one address, or `unknown`.
"""

from __future__ import annotations

import ipaddress
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache

UNKNOWN = "unknown"
ANY = "*"
LOCALHOST = "localhost"
_LOOPBACK = ("127.0.0.1", "::1")
HOST_OF_CONTAINERS = ("host.docker.internal", "host.containers.internal", "gateway.docker.internal", "172.17.0.1")
"""Names by which a container reaches its host."""
_ZONE = re.compile(r"[A-Za-z0-9._-]{1,15}")


@dataclass(frozen=True, slots=True)
class AddressSet:
    """The addresses that a bind takes; None means all addresses of a family, an empty set none of them."""

    ipv4: frozenset[str] | None
    ipv6: frozenset[str] | None

    def meets(self, other: AddressSet) -> bool:
        """True if the two sets share an address."""
        return _meet(self.ipv4, other.ipv4) or _meet(self.ipv6, other.ipv6)

    def is_within(self, other: AddressSet) -> bool:
        """True if the other set has all of its addresses."""
        return _is_within(self.ipv4, other.ipv4) and _is_within(self.ipv6, other.ipv6)

    @property
    def is_wildcard(self) -> bool:
        """True if it takes every address of a family."""
        return self.ipv4 is None or self.ipv6 is None


_NONE: frozenset[str] = frozenset()


def _meet(a: frozenset[str] | None, b: frozenset[str] | None) -> bool:
    if a is None:
        return b is None or bool(b)
    return bool(a) if b is None else not a.isdisjoint(b)


def _is_within(inner: frozenset[str] | None, outer: frozenset[str] | None) -> bool:
    return outer is None or (inner is not None and inner <= outer)


def parse_ip(text: str) -> ipaddress.IPv4Address | ipaddress.IPv6Address:
    """An IP address whose zone, if any, is the name of an interface. Raises ValueError.

    `ipaddress` accepts any text after `%`; names of interfaces have at most 15 characters (netdevice(7), IFNAMSIZ).
    """
    ip = ipaddress.ip_address(text)
    if isinstance(ip, ipaddress.IPv6Address) and ip.scope_id is not None and not _ZONE.fullmatch(ip.scope_id):
        raise ValueError("an invalid zone, expected the name of an interface such as eth0")
    return ip


# Most data repeats a few addresses.
@lru_cache(maxsize=4096)
def parse_bind(text: str) -> str:
    """A bind in its canonical spelling. Raises ValueError with the problem and its fix."""
    if text in (ANY, UNKNOWN):
        return text
    bare = text[1:-1] if text.startswith("[") and text.endswith("]") else text
    try:
        ip = parse_ip(bare)
    except ValueError:
        raise ValueError(f"`{text[:60]}` is not an address, expected one such as 127.0.0.1{_hint(text)}") from None
    # Python 3.13 spells it like this; 3.11 would write ::ffff:7f00:1.
    return f"::ffff:{ip.ipv4_mapped}" if isinstance(ip, ipaddress.IPv6Address) and ip.ipv4_mapped else str(ip)


def parse_address(text: str) -> str:
    """One IP address in its canonical spelling. Raises ValueError."""
    if text in (ANY, UNKNOWN):
        raise ValueError(f"`{text}` is not an address, expected one such as 10.0.0.4; remove it")
    return parse_bind(text)


def _hint(text: str) -> str:
    if text.lower() == "localhost":
        return "; write 127.0.0.1, or [127.0.0.1, '::1'] for both"
    if text.lower() in ("any", "all", "0", "+"):
        return '; write "*" for every address, 0.0.0.0 for every IPv4 one'
    if text.count(":") == 1:
        return "; write the address in `bind` and the port in `port`"
    if "/" in text:
        return "; write the address of the interface, not its network"
    return ', 0.0.0.0, "::", "*" or `unknown`'


@lru_cache(maxsize=4096)
def addresses(bind: str) -> AddressSet:
    """The addresses that a canonical bind takes; `unknown` counts as all of them, since it may be any."""
    if bind in (ANY, UNKNOWN):
        return AddressSet(None, None)
    ip = unmapped(bind)
    if ip.version == 4:
        return AddressSet(None if ip.is_unspecified else frozenset({str(ip)}), _NONE)
    return AddressSet(_NONE, None if ip.is_unspecified else frozenset({str(ip)}))


def union(binds: Iterable[str]) -> AddressSet:
    """The addresses that several binds take together."""
    sets = [addresses(bind) for bind in binds]
    return AddressSet(_all([one.ipv4 for one in sets]), _all([one.ipv6 for one in sets]))


def _all(families: list[frozenset[str] | None]) -> frozenset[str] | None:
    known = [family for family in families if family is not None]
    return _NONE.union(*known) if len(known) == len(families) else None


def binds_meet(a: str, b: str) -> bool:
    """True if two sockets with these binds cannot share a port. `unknown` overlaps everything."""
    return addresses(a).meets(addresses(b))


def may_conflict(a: str, b: str) -> bool:
    """True for `0.0.0.0` and `::`, which share a port only where the second socket sets IPV6_V6ONLY."""
    return {a, b} == {"0.0.0.0", "::"}


@lru_cache(maxsize=4096)
def is_loopback(bind: str) -> bool:
    """True if only the machine itself reaches the bind: 127.0.0.0/8 (also mapped into IPv6) or ::1."""
    return bind not in (ANY, UNKNOWN) and unmapped(bind).is_loopback


def literal_addresses(host: str) -> tuple[str, ...]:
    """The addresses that a host is written as, in canonical spelling: both loopback addresses for `localhost`, none for
    any other name."""
    if host.lower() == LOCALHOST:
        return _LOOPBACK
    try:
        return (parse_address(host),)
    except ValueError:
        return ()


def canonical_host(text: str) -> str:
    """127.0.0.1 for `localhost`, any other text unchanged: one spelling to compare addresses by."""
    return _LOOPBACK[0] if text == LOCALHOST else text


def in_brackets(host: str) -> str:
    """A host as a URL has it: an IPv6 address in brackets (RFC 3986, section 3.2.2)."""
    return f"[{host}]" if ":" in host else host


def with_port(host: str, port: object) -> str:
    """`127.0.0.1:8000`, or `[::1]:8000` for an IPv6 address."""
    return f"{in_brackets(host)}:{port}"


def is_own_machine(host: str) -> bool:
    """True for `localhost` and loopback addresses: each machine reaches only itself there."""
    return any(map(is_loopback, literal_addresses(host)))


def local_address(binds: Sequence[str]) -> str:
    """The address where a process on the same machine reaches a socket: 127.0.0.1 or ::1 if it listens there."""
    for wanted in _LOOPBACK:
        if any(addresses(bind).meets(addresses(wanted)) for bind in binds):
            return wanted
    return next(filter(is_loopback, binds), binds[0])


def unmapped(address: str) -> ipaddress.IPv4Address | ipaddress.IPv6Address:
    """The address; the IPv4 address of one that is mapped into IPv6 (RFC 4291, section 2.5.5.2)."""
    ip = ipaddress.ip_address(address)
    return (ip.ipv4_mapped or ip) if isinstance(ip, ipaddress.IPv6Address) else ip


@lru_cache(maxsize=4096)
def sort_key(bind: str) -> tuple[int, int, str]:
    """A sort key for binds: unknown and `*`, then addresses by number, IPv4 first."""
    if bind in (ANY, UNKNOWN):
        return (0, 0, bind)
    ip = ipaddress.ip_address(bind)
    return (ip.version, int(ip), bind)
