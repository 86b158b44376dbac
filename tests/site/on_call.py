"""The registry of a team on call: ten hosts, a team for each suite, and a port that only a scan saw."""

from __future__ import annotations

import json
from typing import Any

HOSTS = 10
SUITES = 8
SERVICES = 40
KINDS = (
    ("Python uvicorn server", "http"),
    ("Node.js application", "http"),
    ("PostgreSQL server", "postgres"),
    ("Redis server", "redis"),
    ("Go binary", "http"),
)


def on_call_registry(services: int = SERVICES) -> dict[str, str]:
    """Data files with some services: Host 5 is 10.0.0.5, and Service 24 on it listens on 127.0.0.1:20020."""
    data = {
        "suites": {f"suite-{n}": _suite(n) for n in range(SUITES)},
        "hosts": {f"host-{n}": {"name": f"Host {n}", "addresses": f"10.0.0.{n}"} for n in range(1, HOSTS + 1)},
        "services": {f"service-{n}": _service(n) for n in range(services)} | dict(map(_proxy, range(1, HOSTS + 1))),
        "endpoints": [_endpoint(n) for n in range(services) if n // HOSTS % len(KINDS) < 2],
        "ranges": {f"range-{n}": _range(n) for n in range(SUITES)},
    }
    # JSON is YAML.
    return {"all.yml": json.dumps(data, indent=1), "verified/host-3.json": json.dumps(_record())}


def _suite(n: int) -> dict[str, Any]:
    return {"name": f"Suite {n}", "owner": f"Team {n}", "contact": f"#team-{n}"}


def _service(n: int) -> dict[str, Any]:
    process, protocol = KINDS[n // HOSTS % len(KINDS)]
    listener = {"name": "main", "port": 20000 + n // HOSTS * 10, "protocol": protocol, "bind": "127.0.0.1"}
    return {
        "name": f"Service {n}",
        "description": f"Does the work of number {n}",
        "suite": f"suite-{n % SUITES}",
        "host": f"host-{n % HOSTS + 1}",
        "runtime": {"Process": process, "Workers": str(n % 8 + 1)},
        "listeners": [listener],
        "unit": f"service-{n}.service",
        "files": [{"path": f"/etc/systemd/system/service-{n}.service", "purpose": "unit"}],
        "depends_on": [f"service-{n - 1}"] if n % 3 == 0 and n else [],
    }


def _proxy(n: int) -> tuple[str, dict[str, Any]]:
    listeners = [{"name": name, "port": port, "protocol": name} for name, port in (("http", 80), ("https", 443))]
    body = {"name": f"Nginx {n}", "suite": "suite-0", "host": f"host-{n}", "runtime": {"Process": "nginx"}}
    return f"nginx-{n}", {**body, "listeners": [{**one, "bind": "0.0.0.0"} for one in listeners]}


def _endpoint(n: int) -> dict[str, Any]:
    via = f"nginx-{n % HOSTS + 1}"
    return {"url": f"https://s{n}.example.com", "via": via, "to": f"service-{n}:main", "purpose": f"Access to {n}"}


def _range(n: int) -> dict[str, Any]:
    return {"name": f"Range {n}", "ports": f"{30000 + n * 100}-{30099 + n * 100}", "suite": f"suite-{n}"}


def _record() -> dict[str, Any]:
    undeclared = {
        "at": "2026-11-25T08:00:00Z",
        "source": "sockets",
        "kind": "undeclared-listener",
        "file": "ss.txt",
        "line": 4,
        "subject": "tcp 0.0.0.0:20999",
        "message": "tcp 0.0.0.0:20999, held by `python3`, is not declared",
    }
    return {"schema_version": 1, "hosts": {"host-3": {"undeclared": [undeclared]}}}
