"""Records of what scans saw, next to what the registry declares."""

from __future__ import annotations

import json
from typing import Any

import pytest

from portdocs.pages.cells import exposure_badges
from portdocs.pages.inline import Badge
from portdocs.registry import Registry, load_registry
from portdocs.topology.exposure import actual_reach
from portdocs.topology.observed_ports import observed_ports

DATA = """
zones: {lan: {name: Office LAN, addresses: 10.0.0.0/8}}
hosts: {h: {}}
services:
  api: {listeners: [{port: 8000, bind: 127.0.0.1}]}
  old: {status: retired, listeners: [{port: 9000, bind: 127.0.0.1}]}
"""


def registry_with(entries: list[dict[str, Any]], undeclared: list[dict[str, Any]] | None = None) -> Registry:
    """The registry with a record of its host."""
    record = {"schema_version": 1, "hosts": {"h": {"entries": entries, "undeclared": undeclared or []}}}
    loaded = load_registry({"data/x.yml": DATA.encode(), "data/verified/h.json": json.dumps(record).encode()})
    assert isinstance(loaded, Registry)
    assert loaded.verification.findings == ()
    return loaded


def api(**sources: dict[str, Any]) -> list[dict[str, Any]]:
    """The record of the listener of `api`."""
    return [{"service": "api", "listener": "tcp 127.0.0.1:8000", "seen": sources}]


def other_bind(at: str, *binds: str) -> dict[str, Any]:
    return {"at": f"2026-11-{at}T08:00:00Z", "kind": "bind-differs", "differs": "another", "binds": list(binds)}


@pytest.mark.parametrize(
    ("entries", "badges"),
    [
        ([], ["loopback"]),
        (api(sockets={"at": "2026-11-25T08:00:00Z"}), ["loopback"]),
        (api(sockets=other_bind("25", "0.0.0.0")), ["network", "declared loopback"]),
        (api(sockets=other_bind("25", "10.0.0.4")), ["Office LAN", "declared loopback"]),
        (api(sockets=other_bind("25", "127.0.0.2", "::1")), ["loopback"]),
        (api(sockets=other_bind("25", "0.0.0.0"), compose={"at": "2026-11-26T08:00:00Z"}), ["loopback"]),
    ],
)
def test_the_observed_exposure_comes_first_where_it_differs(entries: list[dict[str, Any]], badges: list[str]) -> None:
    registry = registry_with(entries)
    service, host = registry.services["api"], registry.hosts["h"]
    (listener,) = service.listeners or ()
    shown = [part.word for part in exposure_badges(registry, service, listener, host) if isinstance(part, Badge)]
    assert shown == badges
    reach = actual_reach(registry, service, listener, host)
    assert (["Office LAN"] if reach.zones else [str(reach.exposure)]) == badges[:1]


FIREWALL = """
zones: {lan: {name: Office LAN, addresses: 10.0.0.0/8}}
hosts: {h: {FIREWALL}}
services:
  api: {listeners: [{port: 8000, bind: 0.0.0.0}]}
  shop: {container: shop, listeners: [{port: 8000, transport: udp, bind: 0.0.0.0, container_port: 80}]}
"""


@pytest.mark.parametrize(
    ("declared", "recorded", "badges"),
    [
        ("", [], ["closed", "declared network"]),
        ("", [{"ports": "8000"}], ["network"]),
        ("", [{"ports": "8000", "transport": "udp"}], ["closed", "declared network"]),
        ("", [{"ports": "7000-9000", "zones": ["lan"]}], ["Office LAN", "declared network"]),
        ("", [{"ports": "8000", "zones": ["gone"]}], ["network"]),
        ("firewall: {open: [8000]}", [], ["closed", "declared network"]),
        ("firewall: {open: [22]}", [{"ports": "8000"}], ["network", "declared closed"]),
        ("firewall: {outside: true, open: [8000]}", [], ["network"]),
    ],
)
def test_an_observed_firewall_decides_the_exposure(
    declared: str, recorded: list[dict[str, Any]], badges: list[str]
) -> None:
    record = {"schema_version": 1, "hosts": {"h": {"firewall": recorded}}}
    data = FIREWALL.replace("FIREWALL", declared).encode()
    registry = load_registry({"data/x.yml": data, "data/verified/h.json": json.dumps(record).encode()})
    assert isinstance(registry, Registry)
    assert registry.verification.findings == ()

    def words(id: str) -> list[str]:
        service = registry.services[id]
        shown = exposure_badges(registry, service, (service.listeners or ())[0], registry.hosts["h"])
        return [part.word for part in shown if isinstance(part, Badge)]

    assert words("api") == badges
    assert words("shop") == ["network"]  # docker bypasses a firewall on the machine


def test_open_ports_that_no_active_service_declares() -> None:
    at = "2026-11-25T08:00:00Z"
    retired = {"at": at, "kind": "status-differs", "differs": "still there", "file": "ss.txt", "line": 3}
    undeclared = [
        {"at": at, "source": "sockets", "kind": kind, "subject": subject, "message": "m", "file": "ss.txt", "line": 1}
        for kind, subject in [
            ("undeclared-listener", "udp [::]:5000-5009"),
            ("undeclared-listener", "unix:/run/x.sock"),
            ("undeclared-listener", "tcp 80 in its container, on a port that docker picks"),
            ("undeclared-route", "https://x.org"),
        ]
    ]
    entries = [{"service": "old", "listener": "tcp 127.0.0.1:9000", "seen": {"sockets": retired}}]
    ports = observed_ports(registry_with(entries, undeclared))
    assert [(p.transport, p.bind, str(p.ports), p.message, p.day) for p in ports] == [
        ("udp", "::", "5000-5009", "m", "2026-11-25"),
        ("tcp", "127.0.0.1", "9000", "still there", "2026-11-25"),
    ]
