"""The connections that a firewall rule matches."""

from __future__ import annotations

import ipaddress
from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass, fields
from functools import lru_cache
from typing import Literal, TypeAlias, TypeVar

from portdocs.registry.ports import Ports

MAX_PAIRS = 20_000
"""Comparisons to narrow one rule by another; sets of addresses can be long."""

Network: TypeAlias = ipaddress.IPv4Network | ipaddress.IPv6Network
T = TypeVar("T")


class TooMany(Exception):
    """There are more combinations than in any real rule."""


@dataclass(frozen=True, slots=True)
class Match:
    """A set of connections. In each field, None means all, and an empty collection none."""

    transports: frozenset[str] | None = None
    ports: tuple[Ports, ...] | None = None
    sources: tuple[str, ...] | None = None
    """Networks and addresses, as written."""
    interfaces: tuple[str, ...] | None = None
    to: tuple[str, ...] | None = None
    """Addresses of the machine."""

    @property
    def is_everything(self) -> bool:
        """True if it matches every connection."""
        return all(getattr(self, one.name) is None for one in fields(self))

    @property
    def is_nothing(self) -> bool:
        """True if it matches no connection."""
        return any(getattr(self, one.name) is not None and not getattr(self, one.name) for one in fields(self))

    def pairs(self, other: Match) -> int:
        """The number of comparisons needed to narrow it by another match."""
        names = ("ports", "sources", "interfaces", "to")
        return sum(len(getattr(self, one) or ()) * len(getattr(other, one) or ()) for one in names)

    def narrow(self, other: Match) -> Match | None:
        """The connections that match both; None if there are none. Raises TooMany."""
        both = Match(
            _transports(self.transports, other.transports),
            _common(self.ports, other.ports, _common_ports),
            _common(self.sources, other.sources, _narrower),
            _common(self.interfaces, other.interfaces, _common_interface),
            _common(self.to, other.to, _narrower),
        )
        return None if both.is_nothing else both


def _transports(one: frozenset[str] | None, other: frozenset[str] | None) -> frozenset[str] | None:
    if one is None or other is None:
        return other if one is None else one
    return one & other


def _common(
    one: tuple[T, ...] | None, other: tuple[T, ...] | None, common: Callable[[T, T], T | None]
) -> tuple[T, ...] | None:
    if one is None or other is None:
        return other if one is None else one
    if len(one) * len(other) > MAX_PAIRS:
        raise TooMany
    found = (common(a, b) for a in one for b in other)
    return tuple(dict.fromkeys(both for both in found if both is not None))


def _common_ports(one: Ports, other: Ports) -> Ports | None:
    return Ports(max(one.first, other.first), min(one.last, other.last)) if one.meets(other) else None


def _common_interface(one: str, other: str) -> str | None:
    """The narrower of `eth0` and `eth*`."""
    for name, pattern in ((one, other), (other, one)):
        if name == pattern or (pattern.endswith("*") and name.startswith(pattern[:-1])):
            return name
    return None


def _narrower(one: str, other: str) -> str | None:
    """The one of two networks that is inside the other."""
    if is_within(one, other):
        return one
    return other if is_within(other, one) else None


def is_within(inner: str, outer: str) -> bool:
    """True if a network is inside another; `any` contains all. Both as for `network_of`."""
    if outer == "any" or inner == outer:
        return True
    if inner == "any":
        return False
    small, large = network_of(inner), network_of(outer)
    if isinstance(small, ipaddress.IPv4Network):
        return isinstance(large, ipaddress.IPv4Network) and small.subnet_of(large)
    return isinstance(large, ipaddress.IPv6Network) and small.subnet_of(large)


@lru_cache(maxsize=4096)
def network_of(text: str) -> Network:
    """A network, or an address as a network of one. Raises ValueError."""
    return ipaddress.ip_network(text, strict=False)


def network_text(text: str) -> str:
    """A network as written; `any` for all addresses of a family. Raises ValueError for anything else."""
    return "any" if network_of(text).prefixlen == 0 else text


def networks_between(first: str, last: str) -> tuple[str, ...]:
    """The networks of a range of addresses. Raises ValueError."""
    one, other = ipaddress.ip_address(first), ipaddress.ip_address(last)
    if isinstance(one, ipaddress.IPv4Address) and isinstance(other, ipaddress.IPv4Address):
        return tuple(map(str, ipaddress.summarize_address_range(one, other)))
    if isinstance(one, ipaddress.IPv6Address) and isinstance(other, ipaddress.IPv6Address):
        return tuple(map(str, ipaddress.summarize_address_range(one, other)))
    raise ValueError(f"{first} and {last} are of two families")


def of_sources(networks: Iterable[str]) -> Match:
    """Connections from some networks; from all if one of them is `any`."""
    found = tuple(dict.fromkeys(networks))
    return Match() if "any" in found else Match(sources=found)


def of_destinations(networks: Iterable[str]) -> Match:
    """Connections to some addresses of the machine; those to the loopback interface are not incoming."""
    found = tuple(dict.fromkeys(one for one in networks if not is_loopback_network(one)))
    return Match() if "any" in found else Match(to=found)


def is_loopback_network(text: str) -> bool:
    """True for 127.0.0.0/8 and ::1, and networks inside them."""
    return text != "any" and network_of(text).is_loopback


def of_interfaces(names: Iterable[str]) -> Match:
    """Connections over some interfaces; those over `lo` are not incoming."""
    return Match(interfaces=tuple(dict.fromkeys(name for name in names if name != "lo")))


def of_transports(names: Collection[str]) -> Match:
    """Connections of some protocols; only TCP and UDP have ports."""
    known = {"6": "tcp", "17": "udp"}
    return Match(transports=frozenset(known.get(name, name) for name in names) & {"tcp", "udp"})


def as_transport(text: str) -> Literal["tcp", "udp", "any"]:
    """`tcp`, `udp`, or `any` for everything else."""
    return "tcp" if text == "tcp" else "udp" if text == "udp" else "any"
