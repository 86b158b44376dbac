"""`portdocs drift --show-unknown`: what no source can tell, with the reason."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from portdocs.reports import render
from tests.drift.suite import drift_of

PROFILE = "services: {a: {profiles: [debug], ports: ['80:80']}, b: {ports: ['81:81']}}\n"
TCP = "Netid State Recv-Q Send-Q Local Address:Port Peer Address:Port\ntcp LISTEN 0 9 *:81 *:*\n"
CASES = {
    "no listing": ("a: {listeners: [{port: 80}]}", {}, "no listing of open sockets was given (`--sockets`)"),
    "a listing of TCP": (
        "a: {listeners: [{port: 53, transport: udp}]}",
        {"ss.txt": TCP},
        "the listing does not cover udp; list the sockets of both transports as root",
    ),
    "an inactive profile": (
        "a: {compose: a, listeners: [{port: 80}]}",
        {"c.yml": PROFILE},
        "only an inactive profile starts it (c.yml:1)",
    ),
    "a container's own port": (
        "a: {listeners: [{container_port: 80}]}",
        {},
        "only a compose file that was read can show a port inside a container",
    ),
    "a unix socket": (
        "a: {listeners: [{socket: /run/a.sock}]}",
        {"ss.txt": TCP},
        "no source lists unix sockets, and no unit that was read opens it",
    ),
}


@pytest.mark.parametrize("name", CASES)
def test_the_reason(name: str, tmp_path: Path) -> None:
    service, files, reason = CASES[name]
    sources = {
        "compose": [one for one in files if one == "c.yml"],
        "sockets": [one for one in files if one == "ss.txt"],
    }
    data = f"services:\n  {service}\n  other: {{container: b, listeners: [{{port: 81}}]}}\n"
    found = drift_of(tmp_path, {"data/x.yml": data, **files}, sources)
    assert [one.reason for one in found.unknown if one.subject.startswith("a ")] == [reason]
    assert [one.kind for one in found.drift if one.subject.startswith("a ")] == []
    assert reason in render("drift", "text", found, show_ignored=False, show_unknown=True)
    document = json.loads(render("drift", "json", found, show_ignored=False, show_unknown=True))
    assert reason in [one["reason"] for one in document["unknown"]]
    assert "unknown" not in json.loads(render("drift", "json", found, show_ignored=False, show_unknown=False))


def test_an_inactive_profile_is_not_undeclared(tmp_path: Path) -> None:
    data = "services: {b: {compose: b, listeners: [{port: 81, container_port: 81, bind: '*'}]}}\n"
    assert drift_of(tmp_path, {"data/x.yml": data, "c.yml": PROFILE}, {"compose": ["c.yml"]}).drift == ()
