"""The ports that the firewall of a host opens: `443`, `8000-8009/tcp`, for everyone or for some zones."""

from __future__ import annotations

from dataclasses import dataclass

from portdocs.registry.ports import Ports, parse_ports

INTERNET = "internet"
"""The zone that every registry has: requests from anywhere."""


@dataclass(frozen=True, slots=True)
class Opening:
    """Ports that a firewall opens, for one transport or for both."""

    ports: Ports
    transport: str | None = None
    zones: tuple[str, ...] = ()
    """The ids of the zones for which it opens them; empty for everyone."""

    def opens(self, ports: Ports, transport: str) -> bool:
        """True if it opens any of the ports."""
        return self.ports.meets(ports) and self.transport in (None, transport)

    def covers(self, ports: Ports, transport: str | None) -> bool:
        """True if it opens all of the ports, for one transport or, without it, for any."""
        return self.ports.covers(ports) and (transport is None or self.transport in (None, transport))

    def __str__(self) -> str:
        ports = f"{self.ports}/{self.transport}" if self.transport else str(self.ports)
        return f"{ports} from {' and '.join(self.zones)}" if self.zones else ports


def parse_opening(text: str) -> Opening:
    """An opening from text, for everyone: `443`, `8000-8009/tcp`. Raises ValueError with the problem and its fix."""
    ports, slash, transport = text.partition("/")
    if slash and transport not in ("tcp", "udp"):
        raise ValueError(f"`{text[:40]}` is not an opening, expected a port or a range, optionally with /tcp or /udp")
    return Opening(parse_ports(ports), transport or None)
