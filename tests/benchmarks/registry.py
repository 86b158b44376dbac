"""The workload: a registry of any number of services, deterministic."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import yaml

from tests.site.project import ROOT

SHARED = ROOT.parent / "shared" / "bench" / "make_registry.py"
SUITE = 25
"""Services per suite; a host has two suites and an nginx."""

_PROTOCOLS = ("http", "postgres", "http", "redis", "http")


def write_registry(size: int, folder: Path) -> None:
    """Write a registry with the generator next to the checkout if there is one, else with the one below."""
    if not SHARED.is_file():
        write_own(size, folder)
        return
    # It is a separate program that does not import this project.
    subprocess.run([sys.executable, str(SHARED), str(size), str(folder)], check=True)


def write_own(size: int, folder: Path) -> None:
    """Write one file per suite."""
    folder.mkdir(parents=True, exist_ok=True)
    for suite, first in enumerate(range(0, size, SUITE)):
        text = yaml.safe_dump(_document(suite, range(first, min(first + SUITE, size))), sort_keys=False)
        (folder / f"team-{suite:04}.yml").write_text(text, encoding="utf-8")


def _document(suite: int, numbers: range) -> dict[str, Any]:
    """A suite with its services, endpoints and range of ports; the first suite of a host declares the host."""
    host, half = divmod(suite, 2)
    document: dict[str, Any] = {
        "suites": {f"team-{suite}": {"name": f"Team {suite}", "owner": f"People {suite % 13}"}},
        "services": {f"worker-{number}": _service(number, suite) for number in numbers},
        "ranges": {f"ports-{suite}": _range(suite)},
        "endpoints": list(_endpoints(numbers, host)),
    }
    if half == 0:
        document["hosts"] = {f"machine-{host}": {"addresses": [f"10.1.{host // 200}.{host % 200 + 1}"]}}
        document["services"][f"proxy-{host}"] = _proxy(host, suite)
    return document


def _first_port(suite: int) -> int:
    return 20_000 + suite % 2 * 2_000


def _service(number: int, suite: int) -> dict[str, Any]:
    service = {
        "name": f"Worker {number}",
        "description": f"Takes the work of number {number}",
        "suite": f"team-{suite}",
        "host": f"machine-{suite // 2}",
        "status": "active",
        "runtime": {"Process": f"worker {number % 7}", "Threads": str(number % 4 + 1)},
        "listeners": list(_listeners(number, _first_port(suite) + number % SUITE * 2)),
        "unit": f"worker-{number}.service",
        "files": [{"path": f"/etc/systemd/system/worker-{number}.service", "purpose": "unit"}],
    }
    # The first service of a suite has no dependency: its neighbour belongs to another team.
    return service | ({"depends_on": [f"worker-{number - 1}"]} if number % 3 == 0 and number % SUITE else {})


def _listeners(number: int, port: int) -> Iterator[dict[str, Any]]:
    protocol = _PROTOCOLS[number % len(_PROTOCOLS)]
    health = {"health": "/health"} if protocol == "http" else {}
    yield {"name": "main", "port": port, "protocol": protocol, "bind": "127.0.0.1", **health}
    if number % 10 == 1:
        yield {"name": "metrics", "port": port + 1, "protocol": "http", "bind": "127.0.0.1", "health": "/metrics"}


def _proxy(host: int, suite: int) -> dict[str, Any]:
    ports = {"http": 80, "https": 443}
    return {
        "name": f"Proxy {host}",
        "suite": f"team-{suite}",
        "host": f"machine-{host}",
        "status": "active",
        "runtime": {"Process": "nginx"},
        "listeners": [{"name": name, "port": ports[name], "protocol": name, "bind": "0.0.0.0"} for name in ports],
    }


def _range(suite: int) -> dict[str, Any]:
    first = _first_port(suite)
    return {
        "name": f"Team {suite}",
        "ports": f"{first}-{first + 99}",
        "purpose": f"workers of team {suite}",
        "suite": f"team-{suite}",
        "host": f"machine-{suite // 2}",
    }


def _endpoints(numbers: range, host: int) -> Iterator[dict[str, Any]]:
    """Four of ten services, all of them http, have an endpoint."""
    for number in numbers:
        if number % 10 in (0, 2, 4, 7):
            url = f"https://w{number}.example.org"
            yield {"url": url, "via": f"proxy-{host}", "to": f"worker-{number}:main", "purpose": f"Work {number}"}
