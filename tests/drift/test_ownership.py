"""Verification covers the socket and its holder: who holds it, as far as the sources know."""

from __future__ import annotations

from pathlib import Path
from textwrap import dedent

import pytest

from tests.drift.suite import drift_of

SS = "Netid State Recv-Q Send-Q Local Address:Port Peer Address:Port Process\n"
COMPOSE = """\
services:
  db: {ports: ["5432:5432"]}
  web: {container_name: shop-web, ports: ["80:8000"]}
"""


def listing(socket: str, process: str) -> str:
    return f'{SS}tcp LISTEN 0 9 {socket} *:* users:(("{process}",pid=1,fd=1))\n'


# data, files, and of the first listener: who holds it, or the kind of the difference
CASES: dict[str, tuple[str, dict[str, str], str | None]] = {
    "a compose service by its key": ("a: {compose: db, listeners: [{port: 5432}]}", {"c.yml": COMPOSE}, "db"),
    "with a project": ("a: {compose: shop/db, listeners: [{port: 5432}]}", {"c.yml": COMPOSE}, "db"),
    "a container by its name": ("a: {container: shop-web, listeners: [{port: 80}]}", {"c.yml": COMPOSE}, "web"),
    "a compose service of the same id": ("db: {listeners: [{port: 5432}]}", {"c.yml": COMPOSE}, "db"),
    "no key ties it to the container": ("a: {listeners: [{port: 5432}]}", {"c.yml": COMPOSE}, None),
    "another container is declared": (
        "a: {container: other, listeners: [{port: 5432}]}",
        {"c.yml": COMPOSE},
        "holder-differs",
    ),
    "another service has the container": (
        "a: {listeners: [{port: 5432}]}\n  b: {compose: db}",
        {"c.yml": COMPOSE},
        "holder-differs",
    ),
    "a process of the same name": ("redis: {listeners: [{port: 1}]}", {"s.txt": listing("*:1", "redis")}, "redis"),
    "a process of its unit": (
        "a: {unit: redis.service, listeners: [{port: 1}]}",
        {"s.txt": listing("*:1", "redis")},
        "redis",
    ),
    "a process of its runtime": (
        "a: {runtime: {Process: Node.js node}, listeners: [{port: 1}]}",
        {"s.txt": listing("*:1", "node")},
        "node",
    ),
    "a process of two runtimes": (
        "a: {runtime: {Process: node}, listeners: [{port: 1}]}\n  b: {runtime: {Process: node}}",
        {"s.txt": listing("*:1", "node")},
        None,
    ),
    "some process": ("a: {listeners: [{port: 1}]}", {"s.txt": listing("*:1", "python3")}, None),
    "the process of docker": (
        "a: {container: a, listeners: [{port: 1}]}",
        {"s.txt": listing("*:1", "docker-proxy")},
        None,
    ),
    "the container, and the process of docker": (
        "a: {compose: db, listeners: [{port: 5432}]}",
        {"c.yml": COMPOSE, "s.txt": listing("*:5432", "docker-proxy")},
        "db",
    ),
    "a socket unit": (
        "a: {unit: x.socket, listeners: [{port: 9}]}",
        {"units/x.socket": "[Socket]\nListenStream=9\n"},
        "x.socket",
    ),
    "nginx": ("nginx: {listeners: [{port: 80}]}", {"site": "server { listen 80; }\n"}, "nginx"),
}


@pytest.mark.parametrize("name", CASES)
def test_the_holder_of_a_socket(name: str, tmp_path: Path) -> None:
    data, files, expected = CASES[name]
    sources = {
        "compose": [one for one in files if one.endswith(".yml")],
        "sockets": [one for one in files if one.endswith(".txt")],
        "systemd": [one for one in files if one.startswith("units/")],
        "nginx": [one for one in files if one == "site"],
    }
    found = drift_of(tmp_path, {"data/x.yml": dedent(f"services:\n  {data}\n"), **files}, sources)
    first = next(iter(data.split(":")))
    mine = [one for one in found.verified if one.subject.startswith(f"{first} ")]
    if expected == "holder-differs":
        assert mine == []
        assert [one.kind for one in found.drift if one.subject.startswith(f"{first} ")] == ["holder-differs"]
    else:
        assert [one.held_by for one in mine] == [expected]
