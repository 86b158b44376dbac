"""The sockets of this host. Without root most holders are hidden."""

from __future__ import annotations

import socket as sockets
from functools import cache

import psutil

from portdocs.registry.addresses import ANY
from portdocs.scan.observations import FileRead, Observation
from portdocs.scan.safe_files import Unreadable
from portdocs.scan.sockets.deduplicate import Deduplicator
from portdocs.scan.sockets.parse import Socket, address_of


def live() -> list[Observation]:
    """The listeners of this host. Raises Unreadable if the system requires root."""
    try:
        connections = psutil.net_connections(kind="inet")
    except (psutil.Error, OSError) as error:
        why = "it needs root on this system" if isinstance(error, psutil.AccessDenied) else str(error)
        raise Unreadable(f"open sockets cannot be read ({why}); use `sudo`, or give a listing") from None
    found = Deduplicator()
    for connection in sorted(connections, key=lambda one: (one.laddr, one.family, one.pid or 0)):
        tcp = connection.type == sockets.SOCK_STREAM
        waits = connection.status == psutil.CONN_LISTEN if tcp else not connection.raddr
        if not waits or not connection.laddr or not connection.laddr.port:
            continue
        # psutil does not distinguish dual-stack from IPv6-only sockets.
        address = ANY if connection.laddr.ip == "::" else address_of(connection.laddr.ip)
        names = tuple(name for name in (_name(connection.pid),) if name)
        if address:
            found.add(Socket("tcp" if tcp else "udp", address, connection.laddr.port, names, address == ANY), 1)
    return [FileRead("sockets", "live", ("tcp", "udp")), *found.listeners("live")]


@cache
def _name(pid: int | None) -> str | None:
    try:
        return psutil.Process(pid).name() if pid else None
    except psutil.Error:
        return None
