"""Support for `mkdocs serve` besides building."""

from __future__ import annotations

import socket
from http.server import HTTPServer
from urllib.parse import urlsplit

from portdocs.plugin.build import log

MAX_PORTS = 50
"""Ports to try, starting with the one that was asked for."""


def use_free_port(server: HTTPServer) -> None:
    """Move a server that is not bound yet to the next free port, and say so."""
    host, first = str(server.server_address[0]), int(server.server_address[1])
    ports = range(first, min(first + MAX_PORTS, 65536))
    port = next((port for port in ports if _is_free(server.address_family, host, port)), first)
    if port != first:
        server.server_address = (host, port)
        address = urlsplit(getattr(server, "url", ""))
        if address.netloc:
            server.url = address._replace(netloc=address.netloc.replace(f":{first}", f":{port}")).geturl()  # type: ignore[attr-defined]
        log.info(f"Port {first} is busy; the site is served on port {port}")


def _is_free(family: int, host: str, port: int) -> bool:
    try:
        with socket.socket(family) as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)  # as the server does
            probe.bind((host, port))
    except OSError:
        return False
    return True
