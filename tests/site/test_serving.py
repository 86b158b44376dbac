"""`mkdocs serve` on a port that another program holds, and with folders that come and go."""

from __future__ import annotations

import logging
import shutil
import socket
from collections.abc import Callable
from pathlib import Path

import pytest
from mkdocs.livereload import LiveReloadServer

from portdocs.plugin.serving import keep_watching, use_free_port
from tests.shared import free_port


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
    assert f"Port {port} is in use; the site is served on port {chosen}" in caplog.text
    assert server.url.startswith(f"http://127.0.0.1:{chosen}/")


def test_a_free_port_is_used(tmp_path: Path) -> None:
    port = free_port()
    server = LiveReloadServer(lambda: None, "127.0.0.1", port, str(tmp_path))
    use_free_port(server)
    assert server.server_address[1] == port
    server.server_close()


def fill(data: Path) -> None:
    data.unlink(missing_ok=True)
    data.mkdir()
    (data / "x.yml").write_text("a")


STEPS: dict[str, Callable[[Path, Path], object]] = {
    "made": lambda data, _: fill(data),
    "moved away": lambda data, elsewhere: data.rename(elsewhere),
    "moved back": lambda data, elsewhere: elsewhere.rename(data),
    "edited": lambda data, _: (data / "x.yml").write_text("longer"),
    "deleted": lambda data, _: shutil.rmtree(data),
    "replaced by a file": lambda data, _: data.write_text("x"),
    "a folder again": lambda data, _: fill(data),
}


@pytest.mark.parametrize("order", ["watched before", "watched after"])
def test_a_folder_that_is_missing_or_moved_is_still_watched(tmp_path: Path, order: str) -> None:
    data = tmp_path / "data"
    server = LiveReloadServer(lambda: None, "127.0.0.1", 0, str(tmp_path))
    if order == "watched before":
        server.watch(str(data))
    keep_watching(server)
    if order == "watched after":
        server.watch(str(data))
    (emitter,) = server.observer.emitters
    emitter.on_thread_start()
    for name, step in STEPS.items():
        server._want_rebuild = False
        step(data, tmp_path / "elsewhere")
        emitter.queue_events(0)
        while not server.observer.event_queue.empty():
            server.observer.dispatch_events(server.observer.event_queue)
        assert server._want_rebuild, name
    server.server_close()
