"""One entry under `ports`, in the short and the long syntax."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from portdocs.registry.addresses import ANY
from portdocs.registry.ports import Ports
from portdocs.scan.compose.yaml import Mapping, Scalar, Value
from portdocs.scan.values import parse_address, parse_ports

Expand = Callable[[str], str]
MAX_RANDOM = 100


class OtherProtocol(Exception):
    """A protocol other than tcp and udp that docker can publish."""


@dataclass(frozen=True, slots=True)
class PublishedPort:
    """A port or port range that the host publishes for a container."""

    transport: str
    address: str
    host: Ports | None
    """None if docker picks a free port."""
    container: Ports
    certain: bool
    """False if docker picks one host port from a range."""


def parse_entry(entry: Value, expand: Expand) -> PublishedPort:
    """Parse an entry. Raises ValueError if docker would reject it, OtherProtocol, and whatever `expand` raises."""
    if isinstance(entry, Scalar):
        return parse_short(expand(entry.text))
    if isinstance(entry, Mapping):
        return parse_long({key: expand(value.text) for key, value in _scalars(entry)})
    raise ValueError("a list where a port is expected")


def _scalars(entry: Mapping) -> list[tuple[str, Scalar]]:
    known = ("target", "published", "host_ip", "protocol")
    return [(key, value) for key, value in entry.values.items() if key in known and isinstance(value, Scalar)]


def parse_short(text: str) -> PublishedPort:
    """`[[ADDRESS:]HOST:]CONTAINER[/PROTOCOL]`; the address may be IPv6, with or without brackets."""
    ports, _, protocol = text.strip().partition("/")
    rest, _, container = ports.rpartition(":")
    address, _, host = rest.rpartition(":")
    return _published(address, host, container, protocol)


def parse_long(values: dict[str, str]) -> PublishedPort:
    """`{target, published, host_ip, protocol}`."""
    if "target" not in values:
        raise ValueError("no `target`, expected the port of the container")
    return _published(
        values.get("host_ip", ""), values.get("published", ""), values["target"], values.get("protocol", "")
    )


def _published(address: str, host: str, container: str, protocol: str) -> PublishedPort:
    transport = protocol.lower() or "tcp"
    if transport == "sctp":
        raise OtherProtocol
    if transport not in ("tcp", "udp"):
        raise ValueError("a protocol other than tcp and udp")
    inside = parse_ports(container)
    outside = parse_ports(host) if host not in ("", "0") else None
    if outside and len(outside) != len(inside) and len(inside) > 1:
        raise ValueError(f"{len(outside)} ports for {len(inside)} of the container, expected as many")
    if outside is None and len(inside) > MAX_RANDOM:
        raise ValueError(f"more than {MAX_RANDOM} ports without one on the host")
    # Without an address docker listens on all IPv4 and IPv6 addresses.
    bind = parse_address(address) if address else ANY
    return PublishedPort(transport, bind, outside, inside, outside is None or len(outside) == len(inside))
