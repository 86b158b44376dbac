"""Running containers: what inspect says, and the engine's socket."""

from __future__ import annotations

import json
import socketserver
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler
from pathlib import Path
from typing import Any

import pytest

from portdocs.drift.adoption import adopt
from portdocs.scan import read_sources
from portdocs.scan.containers.engine import inspect_all
from portdocs.scan.safe_files import Unreadable
from portdocs.scan.scaffold import yaml_of
from tests.data import write_data
from tests.scan.observed import listeners, scan


def container(name: str, ports: dict[str, Any], service: str = "", **more: Any) -> dict[str, Any]:
    """A container as inspect describes it."""
    labels = {"com.docker.compose.project": "shop", "com.docker.compose.service": service} if service else {}
    return {
        "Id": name,
        "Name": f"/{name}",
        "State": {"Running": True},
        "Config": {"Image": "example.org/web/nginx:1.2@sha256:0", "Labels": labels, "Env": ["PASSWORD=hunter2"]},
        "HostConfig": {"NetworkMode": "shop_default"},
        "NetworkSettings": {
            "Ports": ports,
            "Networks": {"shop_default": {"Aliases": ["web"], "IPAddress": "172.18.0.2"}},
        },
        **more,
    }


def at(host: str, port: str) -> dict[str, str]:
    return {"HostIp": host, "HostPort": port}


RUNNING = [
    container("shop-web-1", {"80/tcp": [at("0.0.0.0", "8080"), at("::", "8080")], "443/tcp": None}, "web"),
    container("cache", {"6379/tcp": [at("127.0.0.1", "6379")], "53/udp": [at("", "53")], "9/sctp": [at("", "9")]}),
]


def test_published_ports_of_running_containers(tmp_path: Path) -> None:
    stopped = container("old", {"1/tcp": [at("", "1")]}, State={"Running": False})
    found = scan("containers", tmp_path, {"x.json": json.dumps([*RUNNING, stopped])})
    assert sorted(listeners(found)) == [
        "x.json:1 tcp 0.0.0.0:8080 -> 80 web",
        "x.json:1 tcp 127.0.0.1:6379 -> 6379 cache",
        "x.json:1 tcp :::8080 -> 80 web",
        "x.json:1 udp *:53 -> 53 cache",
    ]
    assert "hunter2" not in str(found)


@pytest.mark.parametrize("text", ["", "{}", "{", "[1, null, {}]", '[{"Name": 1}]', "[" * 5000])
def test_anything_else_is_at_most_one_error(tmp_path: Path, text: str) -> None:
    found = scan("containers", tmp_path, {"x.json": text})
    assert len(found.errors) + len(found.files) == 1
    assert found.listeners == ()


COMPOSE = """\
services:
  web: {image: nginx, ports: ["8080:80"], depends_on: [cache]}
  cache: {container_name: cache, ports: ["127.0.0.1:6379:6379", "53:53/udp"]}
"""


def test_a_container_and_its_compose_service_are_one(tmp_path: Path) -> None:
    write_data(tmp_path, {"x.json": json.dumps(RUNNING), "compose.yml": COMPOSE})
    given = {"containers": [str(tmp_path / "x.json")], "compose": [str(tmp_path / "compose.yml")]}
    assert yaml_of(adopt(read_sources(given, tmp_path))) == (
        "services:\n"
        "  cache: # compose.yml:3\n"
        "    container: cache\n"
        "    compose: cache\n"
        "    listeners:\n"
        "      - {port: 6379, container_port: 6379, bind: 127.0.0.1} # compose.yml:3\n"
        '      - {port: 53, container_port: 53, transport: udp, bind: "*"} # compose.yml:3\n'
        "  web: # compose.yml:2\n"
        "    compose: web\n"
        "    depends_on: [cache]\n"
        "    listeners:\n"
        '      - {port: 8080, container_port: 80, bind: "*"} # compose.yml:2\n'
    )


def test_containers_alone_are_named_by_their_labels(tmp_path: Path) -> None:
    write_data(tmp_path, {"x.json": json.dumps(RUNNING)})
    text = yaml_of(adopt(read_sources({"containers": [str(tmp_path / "x.json")]}, tmp_path)))
    assert "    compose: shop/web\n" in text
    assert "    container: cache\n" in text


class _Engine(BaseHTTPRequestHandler):
    def do_GET(self) -> None:
        one = next((one for one in RUNNING if self.path == f"/containers/{one['Id']}/json"), None)
        body = RUNNING if self.path == "/containers/json" else one
        self.send_response(200 if body else 500)
        self.end_headers()
        self.wfile.write(json.dumps(body).encode())

    def address_string(self) -> str:
        return "unix"

    def log_message(self, format: str, *args: object) -> None:
        """Print nothing."""


@contextmanager
def engine(path: Path) -> Iterator[Path]:
    with socketserver.UnixStreamServer(str(path), _Engine) as server:
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        try:
            yield path
        finally:
            server.shutdown()
            thread.join()


def test_the_engine_is_asked_through_its_socket(tmp_path: Path) -> None:
    with engine(tmp_path / "s") as path:
        assert [one["Name"] for one in inspect_all([path])] == ["/shop-web-1", "/cache"]


def test_a_missing_or_dead_engine_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(Unreadable, match="no socket"):
        inspect_all([tmp_path / "gone"])
    with engine(tmp_path / "s") as path:
        pass
    with pytest.raises(Unreadable, match="cannot be read"):
        inspect_all([path])


def labelled(name: str, labels: dict[str, str], port: str = "", arguments: tuple[str, ...] = ()) -> dict[str, Any]:
    """A container of the compose project `shop` with more labels, and a port that it publishes."""
    ports = {f"{port}/tcp": [at("0.0.0.0", port)]} if port else {}
    one = container(f"shop-{name}-1", ports, name, Args=list(arguments))
    one["Config"]["Labels"] |= labels
    return one


TRAEFIK = [
    labelled("traefik", {}, "80", ("--entrypoints.web.address=:80", "--providers.docker")),
    labelled(
        "shop",
        {
            "traefik.http.routers.shop.rule": "Host(`shop.example.org`)",
            "traefik.http.services.shop.loadbalancer.server.port": "3000",
        },
    ),
    labelled("price", {"traefik.http.routers.p.rule": "Host(`$p.example.org`)"}),
]


def test_labels_of_traefik_on_running_containers_are_routes(tmp_path: Path) -> None:
    found = scan("containers", tmp_path, {"x.json": json.dumps(TRAEFIK)})
    routes = [(one.server_names, one.listen_port, one.shown_targets, one.file, one.line) for one in found.routes]
    assert routes == [
        (("$p.example.org",), 80, ("price",), "x.json", 1),
        (("shop.example.org",), 80, ("shop:3000",), "x.json", 1),
    ]


def test_labels_that_a_compose_file_shows_are_read_once(tmp_path: Path) -> None:
    compose = """
services:
  traefik: {command: ["--entrypoints.web.address=:80"], ports: ["80:80"]}
  shop:
    labels:
      - traefik.http.routers.shop.rule=Host(`shop.example.org`)
      - traefik.http.services.shop.loadbalancer.server.port=3000
"""
    write_data(tmp_path, {"x.json": json.dumps(TRAEFIK[:2]), "compose.yml": compose})
    given = {"containers": [str(tmp_path / "x.json")], "compose": [str(tmp_path / "compose.yml")]}
    found = read_sources(given, tmp_path)
    assert [(one.server_names, one.file) for one in found.routes] == [(("shop.example.org",), "compose.yml")]


def test_containers_with_labels_of_traefik_are_adopted(tmp_path: Path) -> None:
    write_data(tmp_path, {"x.json": json.dumps(TRAEFIK[:2])})
    found = read_sources({"containers": [str(tmp_path / "x.json")]}, tmp_path)
    text = yaml_of(adopt(found))
    assert "url: http://shop.example.org" in text


def test_variables_of_nginx_proxy_are_named_without_their_values(tmp_path: Path) -> None:
    one = container("web", {})
    one["Config"]["Env"] += ["VIRTUAL_HOST=secret.example.org"]
    found = scan("containers", tmp_path, {"x.json": json.dumps([one])})
    assert [each.text for each in found.unresolved] == ["VIRTUAL_HOST"]
    assert "secret" not in str(found)
