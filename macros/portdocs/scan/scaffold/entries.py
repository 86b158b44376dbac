"""Entries of the registry before they are written."""

from __future__ import annotations

import re
from collections.abc import Container
from dataclasses import dataclass, field

from portdocs.registry.addresses import UNKNOWN, addresses
from portdocs.registry.ports import Ports


@dataclass(slots=True)
class DraftListener:
    """A listener and where it was seen."""

    transport: str
    bind: str
    port: Ports | None
    container_port: Ports | None
    socket: str | None
    seen: str
    certain: bool = True

    def is_at(self, transport: str, address: str, port: int | None, socket: str | None = None) -> bool:
        """Whether it is what an address and port lead to."""
        if socket or self.socket:
            return self.socket == socket
        if not self.port or port is None or self.transport != transport or port not in self.port:
            return False
        return addresses(self.bind).meets(addresses(address))


@dataclass(slots=True)
class DraftService:
    """A service that nobody declared yet."""

    id: str
    name: str | None = None
    unit: str | None = None
    container: str | None = None
    external: bool = False
    listeners: list[DraftListener] = field(default_factory=list)
    extends: str | None = None
    """The id of a declared service that seems to be the same."""


@dataclass(frozen=True, slots=True)
class DraftEndpoint:
    """A public URL that nobody declared yet."""

    url: str
    via: str
    to: str | None
    target: str | None
    redirect: str | None
    seen: str


@dataclass(frozen=True, slots=True)
class Draft:
    """What the data lacks."""

    services: list[DraftService]
    endpoints: list[DraftEndpoint]
    left_out: int
    needs_host: bool
    """Whether the data has several hosts, so that each service must name its own."""


def free_id(text: str, taken: Container[str]) -> str:
    """An id for a name: unlike all that are taken."""
    plain = re.sub(r"[^a-z0-9]+", "-", text.lower()).strip("-")[:50].strip("-") or "service"
    number, id = 1, plain
    while id in taken:
        number += 1
        id = f"{plain}-{number}"
    return id


__all__ = ["UNKNOWN", "Draft", "DraftEndpoint", "DraftListener", "DraftService", "free_id"]
