"""Resources shared by the workers of a run: folders that the first worker creates, and servers for them."""

from __future__ import annotations

import contextlib
import fcntl
import os
import shutil
import socket
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any


def made_once(folder: Path, make: Callable[[Path], object]) -> Path:
    """Return a folder after one process has made it; processes that ask meanwhile wait.

    The folder must not change afterwards. If creating it fails, the next process that asks tries again.
    """
    done = folder.with_name(f"{folder.name}.done")
    with folder.with_name(f"{folder.name}.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not done.exists():
            shutil.rmtree(folder, ignore_errors=True)
            folder.mkdir()
            make(folder)
            done.touch()
    return folder


def free_port() -> int:
    """A free port below those that systems assign to other programs, so that it stays free until a server opens it."""
    for port in range(20_000 + os.getpid() % 10_000, 32_000):
        with socket.socket() as probe, contextlib.suppress(OSError):
            probe.bind(("127.0.0.1", port))
            return port
    raise AssertionError("no free port")


class QuietHandler(SimpleHTTPRequestHandler):
    """Serves files without logging requests."""

    protocol_version = "HTTP/1.1"  # a connection per page, and not per file

    def log_message(self, format: str, *args: object) -> None:
        """Log nothing."""


class PatientServer(ThreadingHTTPServer):
    """Accepts as many connections at once as a browser opens."""

    request_queue_size = 128

    def handle_error(self, request: Any, client_address: Any) -> None:
        """Log nothing if a page is closed while it is still served."""
        if not isinstance(sys.exception(), ConnectionError):
            super().handle_error(request, client_address)


@contextmanager
def served(folder: Path) -> Iterator[str]:
    """The address at which a folder is served, even if it does not exist yet."""
    server = PatientServer(("127.0.0.1", 0), partial(QuietHandler, directory=str(folder)))
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}/"
    server.shutdown()
    server.server_close()
    thread.join()


@contextmanager
def served_as(site: Path, address: str, folder: Path) -> Iterator[str]:
    """The address at which a copy of a site is served; it replaces the address that the site was built for."""
    with served(folder) as url:
        shutil.copytree(site, folder, copy_function=os.link)
        for path in folder.rglob("*"):
            if path.suffix in (".html", ".xml") and address in (text := path.read_text(encoding="utf-8")):
                path.unlink()  # a link to the file of the site, which stays as it is
                path.write_text(text.replace(address, url), encoding="utf-8")
        yield url
