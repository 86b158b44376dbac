"""Support for `mkdocs serve` besides building."""

from __future__ import annotations

import os
import socket
from http.server import HTTPServer
from pathlib import Path
from urllib.parse import urlsplit

from mkdocs.livereload import LiveReloadServer
from watchdog.observers.polling import PollingObserverVFS

from portdocs.plugin.log import log

MAX_PORTS = 50
"""Ports to try, starting with the one that was asked for."""
POLLING_SECONDS = 0.1
"""mkdocs waits 0.5 seconds, which is most of the time from saving a page until it is shown."""
SETTLING_SECONDS = 0.05
"""Files that are saved one after another become one rebuild; mkdocs waits twice as long for the next one."""
REQUEST_QUEUE_SIZE = 128
"""Browsers request more files at once than the five connections that Python queues."""


def prepare(server: LiveReloadServer, data: Path) -> None:
    """Watch the data, and take the next port if the one asked for is busy."""
    use_free_port(server)
    keep_watching(server)
    server.watch(str(data))
    server.build_delay = SETTLING_SECONDS
    server.request_queue_size = REQUEST_QUEUE_SIZE


def keep_watching(server: LiveReloadServer) -> None:
    """Watch folders that are missing, and those that were moved or deleted, which mkdocs stops watching for good."""
    paths = [*server._watched_paths]  # mkdocs has no other list of them
    for path in paths:
        server.unwatch(path)
    observer = PollingObserverVFS(_stat, os.scandir, polling_interval=POLLING_SECONDS)
    server.observer = observer  # type: ignore[assignment] # mkdocs declares its own kind of polling observer
    for path in paths:
        server.watch(path)


def _stat(path: str) -> os.stat_result:
    """The status of a path; of an empty file if it is missing."""
    try:
        return Path(path).stat()
    except (FileNotFoundError, NotADirectoryError):
        return Path(os.devnull).stat()


def use_free_port(server: HTTPServer) -> None:
    """Move a server that is not bound yet to the next free port, and say so."""
    host, first = str(server.server_address[0]), int(server.server_address[1])
    ports = range(first, min(first + MAX_PORTS, 65536))
    port = next((port for port in ports if _is_free(server.address_family, host, port)), first)
    if port != first:
        server.server_address = (host, port)
        address = urlsplit(getattr(server, "url", ""))
        if address.netloc:
            shown = address._replace(netloc=address.netloc.replace(f":{first}", f":{port}"))
            server.url = shown.geturl()  # type: ignore[attr-defined] # mkdocs' server has it, HTTPServer does not
        log.info(f"Port {first} is in use; the site is served on port {port}")


def _is_free(family: int, host: str, port: int) -> bool:
    try:
        with socket.socket(family) as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)  # as the server does
            probe.bind((host, port))
    except OSError:
        return False
    return True
