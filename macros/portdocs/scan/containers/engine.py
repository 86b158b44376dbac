"""The container engine of this host, through its socket (Docker Engine API, which podman provides too)."""

from __future__ import annotations

import http.client
import json
import os
import socket
from collections.abc import Iterable
from pathlib import Path
from typing import Any
from urllib.parse import quote

from portdocs.scan.safe_files import MAX_BYTES, Unreadable

TIMEOUT_SECONDS = 10


def sockets() -> tuple[Path, ...]:
    """The sockets of docker and podman, whether they exist or not."""
    if not hasattr(os, "getuid"):
        return ()  # Windows, where engines have named pipes
    runtime = Path(os.environ.get("XDG_RUNTIME_DIR") or f"/run/user/{os.getuid()}")
    return (
        Path("/run/docker.sock"),
        Path("/var/run/docker.sock"),
        Path("/run/podman/podman.sock"),
        (runtime / "podman" / "podman.sock"),
    )


class _UnixConnection(http.client.HTTPConnection):
    """HTTP over a unix socket."""

    def __init__(self, path: Path) -> None:
        super().__init__("localhost", timeout=TIMEOUT_SECONDS)
        self._path = path

    def connect(self) -> None:
        """Connect to the socket."""
        self.sock = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
        self.sock.settimeout(self.timeout)
        self.sock.connect(str(self._path))


def inspect_all(paths: Iterable[Path] | None = None) -> list[Any]:
    """All running containers, as `inspect` describes them. Raises Unreadable."""
    for path in paths or sockets():
        if path.is_socket():
            return [_get(path, f"/containers/{quote(str(one['Id']))}/json") for one in _get(path, "/containers/json")]
    raise Unreadable("no socket of docker or podman on this host; start the engine, or give the output of `inspect`")


def _get(path: Path, target: str) -> Any:
    connection = _UnixConnection(path)
    try:
        connection.request("GET", target)
        response = connection.getresponse()
        if response.status != http.client.OK:
            raise Unreadable(f"{path} answers {response.status}; give the output of `inspect`")
        return json.loads(response.read(MAX_BYTES * 10))
    except PermissionError:
        raise Unreadable(f"{path} cannot be opened; it needs root, or the group of the socket") from None
    except (OSError, ValueError, KeyError, TypeError, http.client.HTTPException) as error:
        raise Unreadable(f"{path} cannot be read ({type(error).__name__}); give the output of `inspect`") from None
    finally:
        connection.close()
