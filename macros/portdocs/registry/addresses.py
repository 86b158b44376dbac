"""Which addresses a bind takes, and when two binds meet: what bind(2) does (see ip(7), ipv6(7), IPV6_V6ONLY).

A bind is one of: `*` (IPv4 and IPv6), `0.0.0.0` (all IPv4), `::` (all IPv6), one address, or `unknown`.
"""

from __future__ import annotations

import ipaddress
from dataclasses import dataclass
from functools import lru_cache

UNKNOWN = "unknown"
ANY = "*"


@dataclass(frozen=True, slots=True)
class AddressSet:
    """The addresses that a bind takes; None stands for all of a family, an empty set for none of it."""

    ipv4: frozenset[str] | None
    ipv6: frozenset[str] | None

    def meets(self, other: AddressSet) -> bool:
        """Whether the two sets share an address."""
        return _meet(self.ipv4, other.ipv4) or _meet(self.ipv6, other.ipv6)

    @property
    def is_wildcard(self) -> bool:
        """Whether it takes every address of a family."""
        return self.ipv4 is None or self.ipv6 is None


_NONE: frozenset[str] = frozenset()


def _meet(a: frozenset[str] | None, b: frozenset[str] | None) -> bool:
    if a is None:
        return b is None or bool(b)
    return bool(a) if b is None else not a.isdisjoint(b)


# A few addresses are all that most data names.
@lru_cache(maxsize=4096)
def parse_bind(text: str) -> str:
    """A bind in its canonical spelling. Raises ValueError with what is wrong and what to write."""
    if text in (ANY, UNKNOWN):
        return text
    bare = text[1:-1] if text.startswith("[") and text.endswith("]") else text
    try:
        ip = ipaddress.ip_address(bare)
    except ValueError:
        raise ValueError(f"`{text[:60]}` is not an address, expected one such as 127.0.0.1{_hint(text)}") from None
    # As Python 3.13 and later spell it; 3.11 says ::ffff:7f00:1 of the same address.
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
        return "; a network cannot be bound, write the address of the interface"
    return ', 0.0.0.0, "::", "*" or `unknown`'


@lru_cache(maxsize=4096)
def addresses(bind: str) -> AddressSet:
    """The addresses that a canonical bind takes; `unknown` counts as all of them, since it may be any."""
    if bind in (ANY, UNKNOWN):
        return AddressSet(None, None)
    ip = ipaddress.ip_address(bind)
    if isinstance(ip, ipaddress.IPv6Address) and ip.ipv4_mapped:
        ip = ip.ipv4_mapped
    if ip.version == 4:
        return AddressSet(None if ip.is_unspecified else frozenset({str(ip)}), _NONE)
    return AddressSet(_NONE, None if ip.is_unspecified else frozenset({str(ip)}))


def binds_meet(a: str, b: str) -> bool:
    """Whether two sockets with these binds cannot stand side by side on one port. `unknown` meets everything."""
    return addresses(a).meets(addresses(b))


@lru_cache(maxsize=4096)
def is_loopback(bind: str) -> bool:
    """Whether only the machine itself can reach the bind (127.0.0.0/8, ::1, and the first mapped into IPv6)."""
    if bind in (ANY, UNKNOWN):
        return False
    ip = ipaddress.ip_address(bind)
    if isinstance(ip, ipaddress.IPv6Address) and ip.ipv4_mapped:
        ip = ip.ipv4_mapped
    return ip.is_loopback


@lru_cache(maxsize=4096)
def sort_key(bind: str) -> tuple[int, int, str]:
    """Orders binds as people expect: unknown, wildcards, then addresses by number, IPv4 first."""
    if bind in (ANY, UNKNOWN):
        return (0, 0, bind)
    ip = ipaddress.ip_address(bind)
    return (ip.version, int(ip), bind)
