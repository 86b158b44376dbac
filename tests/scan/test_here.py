"""`--here`: the sources of a machine are found, and what is left out is said."""

from __future__ import annotations

import os
import socket
from pathlib import Path

import pytest

from portdocs.scan.here import find_sources
from tests.command_line import portdocs as run
from tests.data import write_data

MACHINE = {
    "etc/nginx/nginx.conf": "events {}\nhttp { server { listen 80; } }\n",
    "etc/caddy/Caddyfile": "example.org { reverse_proxy 127.0.0.1:1 }\n",
    "etc/systemd/system/app.service": "[Service]\nExecStart=/bin/app --port 8000\n",
    "lib/systemd/system/web.socket": "[Socket]\nListenStream=81\n",
    "lib/systemd/system/off.socket": "[Socket]\nListenStream=82\n",
    "opt/shop/compose.yaml": "services: {}\n",
    "opt/shop/docker-compose.yml": "services: {}\n",
    "home/jo/blog/docker-compose.yml": "services: {}\n",
    "here/compose.yml": "services: {}\n",
    "here/compose.override.yml": "services: {}\n",
}


def test_everything_in_the_usual_places_is_found(tmp_path: Path) -> None:
    write_data(tmp_path, MACHINE)
    wants = tmp_path / "etc/systemd/system/sockets.target.wants"
    wants.mkdir()
    (wants / "web.socket").symlink_to(tmp_path / "lib/systemd/system/web.socket")
    found = find_sources(tmp_path, tmp_path / "here")
    given = {name: [Path(one).relative_to(tmp_path).as_posix() for one in paths] for name, paths in found.given.items()}
    assert given == {
        "nginx": ["etc/nginx/nginx.conf"],
        "caddy": ["etc/caddy/Caddyfile"],
        "systemd": ["etc/systemd/system/app.service", "lib/systemd/system/web.socket"],
        "compose": [
            "here/compose.yml",
            "here/compose.override.yml",
            "opt/shop/compose.yaml",
            "home/jo/blog/docker-compose.yml",
        ],
    }
    assert [line.split(":")[0] for line in found.skipped] == ["firewall"]


@pytest.mark.skipif(os.geteuid() == 0, reason="root reads everything")
def test_unreadable_files_are_skipped_with_the_reason(tmp_path: Path) -> None:
    write_data(tmp_path, MACHINE)
    (tmp_path / "etc/nginx/nginx.conf").chmod(0)
    found = find_sources(tmp_path, tmp_path / "here")
    assert "nginx" not in found.given
    assert any("nginx.conf: not readable; run as root" in line for line in found.skipped)


def test_from_an_empty_folder_to_checked_data(tmp_path: Path) -> None:
    """On this machine, with its real sockets: scan, check, and drift of what was written."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        port = server.getsockname()[1]
        first = run(tmp_path, "scan", "--here", "--as-registry", "--output", "data/found.yml")
        assert first.returncode in (0, 1)  # a file of this machine may be broken
        assert f"port: {port}, bind: 127.0.0.1" in (tmp_path / "data/found.yml").read_text()
        assert "here: sockets: live" in first.stderr
    assert run(tmp_path, "check").returncode == 0
