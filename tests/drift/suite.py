"""The data of this repository, and the configuration of a machine that matches it."""

from __future__ import annotations

import datetime
from collections.abc import Mapping
from pathlib import Path

from portdocs.drift import Drift, compare
from portdocs.registry import LoadErrors, load_registry
from portdocs.scan import read_sources
from tests.data import write_data

DATA = Path(__file__).resolve().parents[2] / "data"
TODAY = datetime.date(2026, 11, 25)

NGINX_CONF = """\
events {}
http {
    server {
        listen 80 default_server;
        listen [::]:80 default_server;
        server_name _;
        return 301 https://$host$request_uri;
    }
    include sites/*;
}
"""
SITE = """\
upstream creator-api {
    server 127.0.0.1:17354;
}
server {
    listen 443 ssl;
    listen [::]:443 ssl;
    server_name video.destinpq.com;
    location / {
        proxy_pass http://127.0.0.1:16532;
    }
    location /ws/ {
        proxy_pass http://localhost:16532;
    }
}
server {
    listen 443 ssl;
    listen [::]:443 ssl;
    server_name video-api.destinpq.com;
    location / {
        proxy_pass http://creator-api;
    }
}
"""
FRONTEND_UNIT = """\
[Service]
Environment=NODE_ENV=production PORT=16532 API_TOKEN=hunter2
ExecStart=/usr/bin/node /srv/frontend/server.js
"""
API_UNIT = """\
[Service]
ExecStart=/srv/api/bin/uvicorn api.main:app --host 0.0.0.0 --port 17354 --workers 4
"""
COMPOSE = """\
services:
  bot:
    image: bot
    container_name: creator-suite-bot
    ports:
      - "18938:8000"
"""
SOCKETS = """\
Netid State  Recv-Q Send-Q Local Address:Port  Peer Address:Port Process
udp   UNCONN 0      0      127.0.0.53%lo:53         0.0.0.0:*     users:(("systemd-resolve",pid=401,fd=13))
udp   UNCONN 0      0            0.0.0.0:41234      0.0.0.0:*
tcp   LISTEN 0      511          0.0.0.0:80         0.0.0.0:*     users:(("nginx",pid=811,fd=6))
tcp   LISTEN 0      511          0.0.0.0:443        0.0.0.0:*     users:(("nginx",pid=811,fd=7))
tcp   LISTEN 0      2048         0.0.0.0:17354      0.0.0.0:*     users:(("uvicorn",pid=911,fd=3))
tcp   LISTEN 0      511                *:16532            *:*     users:(("node",pid=912,fd=20))
tcp   LISTEN 0      4096         0.0.0.0:18938      0.0.0.0:*     users:(("docker-proxy",pid=913,fd=4))
tcp   LISTEN 0      4096            [::]:18938         [::]:*     users:(("docker-proxy",pid=914,fd=4))
tcp   LISTEN 0      511             [::]:80            [::]:*     users:(("nginx",pid=811,fd=8))
tcp   LISTEN 0      511             [::]:443           [::]:*     users:(("nginx",pid=811,fd=9))
"""

MACHINE = {
    "nginx/nginx.conf": NGINX_CONF,
    "nginx/sites/creator-suite": SITE,
    "units/creator-suite-frontend.service": FRONTEND_UNIT,
    "units/creator-suite-api.service": API_UNIT,
    "compose.yml": COMPOSE,
    "ss.txt": SOCKETS,
}
SOURCES = {
    "nginx": ["nginx"],
    "systemd": ["units"],
    "compose": ["compose.yml"],
    "sockets": ["ss.txt"],
}


def files() -> dict[str, str]:
    """The data and the machine's files, by path."""
    data = {f"data/{path.name}": path.read_text(encoding="utf-8") for path in sorted(DATA.glob("*.yml"))}
    return data | MACHINE


def changed(path: str, old: str, new: str, more: Mapping[str, tuple[str, str]] | None = None) -> dict[str, str]:
    """The files with one text replaced, which must be there exactly once; `more` has further files."""
    all_files = files()
    for name, (before, after) in {path: (old, new), **(more or {})}.items():
        assert all_files[name].count(before) == 1, f"{before!r} is {all_files[name].count(before)} times in {name}"
        all_files[name] = all_files[name].replace(before, after)
    return all_files


def drift_of(
    folder: Path, all_files: Mapping[str, str], sources: Mapping[str, list[str]], host: str | None = None
) -> Drift:
    """The comparison of files that are written into a folder."""
    write_data(folder, all_files)
    registry = load_registry(folder / "data", folder)
    assert not isinstance(registry, LoadErrors), "\n".join(map(str, registry.findings))
    given = {name: [str(folder / path) for path in paths] for name, paths in sources.items()}
    where = registry.hosts[host] if host else next(iter(registry.hosts.values()))
    return compare(registry, where, read_sources(given, folder), TODAY)


def line_of(text: str, words: str) -> int:
    """The line that the words are on."""
    found = [number for number, line in enumerate(text.splitlines(), 1) if words in line]
    assert len(found) == 1, f"{words!r} is on {found}"
    return found[0]
