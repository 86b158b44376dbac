"""`portdocs scan` as people and scripts call it."""

from __future__ import annotations

import json
import os
from pathlib import Path
from textwrap import dedent

import pytest

from portdocs.scan import read_sources, sources
from portdocs.scan.scaffold import draft, yaml_of
from tests.command_line import portdocs
from tests.data import registry_of, write_data

SITE = """\
server {
    listen 80;
    server_name video.example.org;
    return 301 https://$host$request_uri;
}
server {
    listen 443 ssl;
    server_name video.example.org;
    location / { proxy_pass http://127.0.0.1:16532; }
    location /api/ { proxy_pass http://app:8000; }
    location ~ \\.png$ { proxy_pass http://127.0.0.1:16533; }
}
server { listen 443 ssl; server_name old.example.org; return 301 https://video.example.org; }
"""
SS = """\
tcp LISTEN 0 511 0.0.0.0:443 0.0.0.0:* users:(("nginx",pid=11,fd=6))
tcp LISTEN 0 511 0.0.0.0:80 0.0.0.0:* users:(("nginx",pid=11,fd=6))
tcp LISTEN 0 511 127.0.0.1:16532 0.0.0.0:* users:(("node",pid=12,fd=6))
tcp LISTEN 0 511 0.0.0.0:9000 0.0.0.0:* users:(("docker-proxy",pid=13,fd=6))
tcp LISTEN 0 511 127.0.0.1:17354 0.0.0.0:* users:(("python",pid=14,fd=6))
udp UNCONN 0 0 0.0.0.0:40000 0.0.0.0:* users:(("resolver",pid=15,fd=6))
"""
COMPOSE = "services:\n  app:\n    environment: {PASSWORD: hunter2}\n    ports: ['9000:8000']\n"
UNIT = "[Service]\nEnvironment=PASSWORD=hunter2\nExecStart=/bin/uvicorn --port 17354\n"
FILES = {"site": SITE, "ss.txt": SS, "compose.yml": COMPOSE, "api.service": UNIT}
ALL = ["--nginx", "site", "--sockets", "ss.txt", "--compose", "compose.yml", "--systemd", "api.service"]


def test_json_has_the_documented_shape(tmp_path: Path) -> None:
    write_data(tmp_path, {**FILES, "bad": "server {"})
    result = portdocs(
        tmp_path, "scan", "--nginx", "site", "--nginx", "bad", "--compose", "compose.yml", "--format", "json"
    )
    found = json.loads(result.stdout)
    assert (result.returncode, result.stderr) == (1, "")
    assert list(found) == ["listeners", "routes", "openings", "unresolved", "errors"]
    assert found["listeners"][0] == {
        "transport": "tcp",
        "address": "*",
        "port": 9000,
        "port_end": None,
        "container_port": 8000,
        "name": "app",
        "source": "compose",
        "file": "compose.yml",
        "line": 4,
        "certain": True,
    }
    assert found["routes"][1] == {
        "server_names": ["video.example.org"],
        "listen_address": "0.0.0.0",
        "listen_port": 443,
        "transport": "tcp",
        "tls": True,
        "location": "/",
        "action": "proxy",
        "targets": ["127.0.0.1:16532"],
        "file": "site",
        "line": 9,
    }
    assert list(found["unresolved"][0]) == ["file", "line", "text", "reason"] if found["unresolved"] else True
    assert [(error["file"], error["line"]) for error in found["errors"]] == [("bad", 1)]


def test_text_has_one_line_per_observation(tmp_path: Path) -> None:
    write_data(tmp_path, FILES)
    result = portdocs(tmp_path, "scan", *ALL[:6])
    lines = [" ".join(line.split()) for line in result.stdout.splitlines()]
    assert "compose.yml:4 listener tcp *:9000 app -> 8000 in the container" in lines
    assert "site:9 route tcp 0.0.0.0:443 tls video.example.org / proxy 127.0.0.1:16532" in lines
    assert (result.returncode, len(lines)) == (0, 1 + 2 + 6 + 5)


def test_errors_and_unresolved_items_go_to_stderr(tmp_path: Path) -> None:
    write_data(tmp_path, {"site": "server { location / { proxy_pass http://$x; } }\n", "bad": "}\n"})
    result = portdocs(tmp_path, "scan", "--nginx", "site", "--nginx", "bad")
    assert result.returncode == 1
    unclear, error = result.stderr.splitlines()
    assert unclear.startswith("site:1: unresolved: proxy_pass http://$x: ")
    assert error.startswith("bad:1: error: ")


@pytest.mark.parametrize("name", sources())
def test_nothing_readable_exits_with_2(tmp_path: Path, name: str) -> None:
    os.mkfifo(tmp_path / "fifo")
    (tmp_path / "locked").write_text("x")
    (tmp_path / "locked").chmod(0)
    given = ["fifo", "gone", "."] + ([] if os.access(tmp_path / "locked", os.R_OK) else ["locked"])  # root reads all
    arguments = [argument for path in given for argument in (f"--{name}", path)]
    result = portdocs(tmp_path, "scan", *arguments)
    assert (result.returncode, len(result.stderr.splitlines())) == (2, len(given))
    assert "Traceback" not in result.stderr


def test_a_missing_source_is_a_usage_error(tmp_path: Path) -> None:
    result = portdocs(tmp_path, "scan")
    assert result.returncode == 2
    assert "name at least one: --" + ", --".join(sources()) in result.stderr


DRAFT = """\
# Left out: 1 UDP sockets on ports that the system hands out.
services:
  api-service:
    # owner: who answers for it?
    unit: "api.service"
    listeners:
      - {port: 17354, bind: "127.0.0.1"} # api.service:3
  app:
    # owner: who answers for it?
    container: "app"
    listeners:
      - {port: 9000, container_port: 8000, bind: "*"} # compose.yml:4
  nginx:
    # owner: who answers for it?
    listeners:
      - {port: 80, bind: "0.0.0.0"} # site:2
      - {port: 443, bind: "0.0.0.0"} # site:7
  node:
    # owner: who answers for it?
    listeners:
      - {port: 16532, bind: "127.0.0.1"} # ss.txt:3
endpoints:
  - url: "https://old.example.org" # site:13
    via: nginx
    redirect: "https://video.example.org"
  - url: "https://video.example.org" # site:9
    via: nginx
    to: node
    target: "127.0.0.1:16532"
  - url: "https://video.example.org/api/" # site:10
    via: nginx
    to: app
    target: "app:8000"
"""


def test_as_registry_joins_services_and_the_routes_that_lead_to_them(tmp_path: Path) -> None:
    write_data(tmp_path, FILES)
    result = portdocs(tmp_path, "scan", *ALL, "--as-registry")
    assert result.stdout == DRAFT
    assert "hunter2" not in result.stdout + result.stderr
    registry = registry_of(result.stdout)
    assert [endpoint.to.service for endpoint in registry.endpoints if endpoint.to] == ["node", "app"]


def test_as_registry_leaves_out_what_is_declared(tmp_path: Path) -> None:
    data = """\
    services:
      proxy: {listeners: [{port: 80}, {port: 443}]}
      node: {listeners: [{port: 16532, bind: 127.0.0.1}]}
      app: {container: app, listeners: [{port: 9000, container_port: 8000}]}
    endpoints:
      - {url: https://VIDEO.example.org/, via: proxy, to: node}
    """
    write_data(tmp_path, {**FILES, "data/x.yml": dedent(data)})
    result = portdocs(tmp_path, "scan", *ALL[:6], "--as-registry")
    found = yaml_of(draft(read_sources({"compose": [str(tmp_path / "compose.yml")]}), registry_of(data)))
    assert found == "# Nothing was seen that is not declared already.\nservices: {}\n"
    assert "video.example.org/api/" in result.stdout
    assert "via: proxy" in result.stdout
    assert "16532" not in result.stdout


def test_everything_declared_is_still_a_file_that_loads(tmp_path: Path) -> None:
    result = portdocs(tmp_path, "scan", "--sockets", "-", "--as-registry")
    assert result.returncode == 1  # an empty listing
    registry_of(result.stdout)


def test_only_a_proxy_knows_the_service(tmp_path: Path) -> None:
    write_data(tmp_path, {"site": SITE + "server { listen 81; server_name x.example.org; "
                          "location / { proxy_pass http://far.example.net; } }\n"})  # fmt: skip
    result = portdocs(tmp_path, "scan", "--nginx", "site", "--as-registry")
    registry = registry_of(result.stdout)
    assert set(registry.services) == {"nginx", "video", "app", "far-example-net"}
    assert registry.services["far-example-net"].external
    assert [listener.port.first for listener in registry.services["video"].listeners or () if listener.port] == [16532]


HOSTILE = [
    'tcp LISTEN 0 1 127.0.0.1:1 0.0.0.0:* users:(("a: {{ x }} # <b> \\" \\n",pid=1,fd=1))\n',
    'tcp LISTEN 0 1 127.0.0.1:1 0.0.0.0:* users:(("\u061c\u202e\ufeff",pid=1,fd=1))\n',
    'tcp LISTEN 0 1 127.0.0.1:1 0.0.0.0:* users:(("null",1,1))\ntcp LISTEN 0 1 127.0.0.1:2 *:* users:(("123",1,1))\n',
    'tcp LISTEN 0 1 127.0.0.1:1 0.0.0.0:* users:(("-a",1,1))\ntcp LISTEN 0 1 127.0.0.1:2 *:* users:(("a",1,1))\n',
    'tcp LISTEN 0 1 127.0.0.1:1 0.0.0.0:* users:(("' + "x" * 500 + '",pid=1,fd=1))\n',
]


@pytest.mark.parametrize("text", HOSTILE)
def test_as_registry_of_hostile_names_loads(tmp_path: Path, text: str) -> None:
    write_data(tmp_path, {"ss\u202e": text})
    registry_of(yaml_of(draft(read_sources({"sockets": [str(tmp_path / "ss\u202e")]}), None)))
