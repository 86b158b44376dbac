"""`mkdocs serve` on a port that another program holds."""

from __future__ import annotations

import logging
import socket
from pathlib import Path

import pytest
from mkdocs.livereload import LiveReloadServer

from portdocs.plugin.serving import use_free_port


def test_a_busy_port_is_left_for_the_next_free_one(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.INFO)
    with socket.socket() as busy:
        busy.bind(("127.0.0.1", 0))
        busy.listen()
        port = busy.getsockname()[1]
        server = LiveReloadServer(lambda: None, "127.0.0.1", port, str(tmp_path))
        with pytest.raises(OSError, match="in use"):
            server.server_bind()
        server.server_close()
        server = LiveReloadServer(lambda: None, "127.0.0.1", port, str(tmp_path))
        use_free_port(server)
        server.server_bind()
        chosen = server.server_address[1]
        server.server_close()
    assert port < chosen < port + 50
    assert f"Port {port} is busy; the site is served on port {chosen}" in caplog.text
    assert server.url.startswith(f"http://127.0.0.1:{chosen}/")


def test_a_free_port_is_used(tmp_path: Path) -> None:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    server = LiveReloadServer(lambda: None, "127.0.0.1", port, str(tmp_path))
    use_free_port(server)
    assert server.server_address[1] == port
    server.server_close()
