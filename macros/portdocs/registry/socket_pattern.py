"""Patterns of sockets in `ignore`: `udp any:68`, `tcp 127.0.0.1:6010-6019`, `tcp [::1]:323`, `unix:/run/app.sock`."""

from __future__ import annotations

import re
from dataclasses import dataclass

from portdocs.registry.addresses import ANY, addresses, parse_bind, with_port
from portdocs.registry.ports import ALL_PORTS, Ports, parse_ports

_SYNTAX = re.compile(r"(tcp|udp)\s+(\S+):([0-9][0-9\s-]*|any)", re.IGNORECASE | re.ASCII)


@dataclass(frozen=True, slots=True)
class Pattern:
    """A transport, an address (or `any`) and ports, or the path of a unix socket."""

    transport: str
    address: str
    ports: Ports
    path: str = ""

    def __str__(self) -> str:
        if self.path:
            return f"unix:{self.path}"
        return f"{self.transport} {with_port(self.address, 'any' if self.ports == ALL_PORTS else self.ports)}"

    def matches(self, transport: str, address: str, ports: Ports) -> bool:
        """True if the pattern covers all addresses and ports of a socket."""
        if self.transport != transport or not self.ports.covers(ports):
            return False
        if self.address == "any":
            return True
        return addresses(address).is_within(addresses(self.address))


def parse_pattern(text: str) -> Pattern:
    """A pattern from text. Raises ValueError with the problem and its fix."""
    if text.startswith("unix:/"):
        return Pattern("unix", "", ALL_PORTS, text.removeprefix("unix:"))
    match = _SYNTAX.fullmatch(text.strip())
    if not match:
        raise ValueError(
            f"`{text[:60]}` is not a socket, expected transport, address and ports; write it like `udp any:32768-60999`"
        )
    address = match[2].lower()
    if address != "any":
        address = ANY if address == "*" else parse_bind(match[2])
    ports = ALL_PORTS if match[3].lower() == "any" else parse_ports(match[3].strip())
    return Pattern(match[1].lower(), address, ports)
