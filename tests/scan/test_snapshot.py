"""Snapshots: what was seen comes out as it went in, and a file that somebody changed is an error with its line."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from pathlib import Path

import pytest

from portdocs.scan import Scan, read_sources
from portdocs.scan.snapshot import snapshot_of, taken_at
from tests.cli.test_file_names import assert_harmless
from tests.command_line import portdocs
from tests.data import write_data
from tests.drift.suite import MACHINE, SOURCES

MOMENT = datetime(2026, 11, 25, 8, tzinfo=UTC)


def scanned(folder: Path) -> Scan:
    write_data(folder, MACHINE)
    return read_sources({name: [str(folder / path) for path in paths] for name, paths in SOURCES.items()}, folder)


def test_a_snapshot_round_trips(tmp_path: Path) -> None:
    scan = scanned(tmp_path)
    text = snapshot_of(scan, MOMENT)
    path = tmp_path / "host.json"
    path.write_text(text)
    assert read_sources({"snapshot": [str(path)]}, tmp_path) == scan
    assert taken_at([str(path)]) == MOMENT
    assert "hunter2" not in text


LISTENER: dict[str, object] = {
    "transport": "tcp", "address": "0.0.0.0", "port": 80, "port_end": None, "container_port": None, "name": "x",
    "source": "sockets", "file": "ss.txt", "line": 1,
}  # fmt: skip
ROUTE: dict[str, object] = {
    "server_names": ["x.org"], "listen_address": "0.0.0.0", "listen_port": 80, "transport": "tcp", "tls": False,
    "location": "/", "action": "proxy", "targets": ["127.0.0.1:80"], "file": "x", "line": 1,
}  # fmt: skip
WRONG: dict[str, str | dict[str, object]] = {
    "no JSON": "{",
    "a list": "[]",
    "deep": "[" * 100_000,
    "another version": {"schema_version": 9},
    "no moment": {"taken_at": "soon"},
    "a moment before computers": {"taken_at": "0001-01-01T00:00:00Z"},
    "a key more": {"more": 1},
    "an invalid port": {"listeners": [LISTENER | {"port": 70000}]},
    "a range backwards": {"listeners": [LISTENER | {"port_end": 79}]},
    "an invalid transport": {"listeners": [LISTENER | {"transport": "sctp"}]},
    "an invalid address": {"listeners": [LISTENER | {"address": "evil"}]},
    "an invalid source": {"listeners": [LISTENER | {"source": "evil"}]},
    "an invalid line": {"listeners": [LISTENER | {"line": "x"}]},
    "a location that is not text": {
        "routes": [ROUTE | {"location": {"modifier": "", "path": "/", "text": "\x1b[31m"}}]
    },
    "locations that are no text": {"routes": [ROUTE | {"within": [1]}]},
}


@pytest.mark.parametrize("name", WRONG)
def test_an_invalid_snapshot_is_one_error(name: str, tmp_path: Path) -> None:
    path = tmp_path / "x.json"
    wrong = WRONG[name]
    whole: dict[str, object] = {"schema_version": 1, "taken_at": "2026-11-25T08:00:00Z"}
    path.write_text(wrong if isinstance(wrong, str) else json.dumps(whole | wrong))
    found = read_sources({"snapshot": [str(path)]}, tmp_path)
    (error,) = found.errors
    assert (error.file, error.line, found.readable) == ("x.json", 1, False)
    assert "take" in error.message or "expected" in error.message
    assert taken_at([str(path)]) is None


def test_control_characters_are_removed(tmp_path: Path) -> None:
    path = tmp_path / "x.json"
    listener = LISTENER | {"name": "\x1b[31mred\u202e", "file": "a\nb"}
    path.write_text(json.dumps({"schema_version": 1, "taken_at": "2026-11-25T08:00:00Z", "listeners": [listener]}))
    (one,) = read_sources({"snapshot": [str(path)]}, tmp_path).listeners
    assert (one.name, one.file) == ("\ufffd[31mred\ufffd", "a\ufffdb")


def test_every_source_survives_a_snapshot(tmp_path: Path) -> None:
    files = {
        "ufw.txt": "Status: active\n\nTo  Action  From\n--  ------  ----\n22/tcp on eth0  LIMIT  10.0.0.0/8\n",
        "traefik.yml": "entryPoints: {web: {address: ':80'}}\n",
        "compose.yml": "services: {app: {labels: ['traefik.http.routers.r.rule=Host(`a.org`) && Path(`/a`)']}}\n",
        "Caddyfile": "{$NAME} {\n\treverse_proxy app:1\n}\nb.org {\n\trespond /a/* ok\n}\n",
        "x.yaml": "kind: Service\nmetadata: {name: app}\nspec: {ports: [{port: 80}]}\n",
        "config.yml": "metrics: 127.0.0.1:2000\ningress: [{path: ^/a$, service: 'http_status:404'}]\n",
    }
    write_data(tmp_path, files)
    names = ("firewall", "traefik", "compose", "caddy", "kubernetes", "cloudflared")
    scan = read_sources({name: [str(tmp_path / file)] for name, file in zip(names, files, strict=True)}, tmp_path)
    assert len(scan.openings) == 1
    assert {(one.source, one.location_name) for one in scan.routes} == {
        ("traefik", "= /a"), ("caddy", ""), ("caddy", "/a/"), ("cloudflared", "= /a"),
    }  # fmt: skip
    (tmp_path / "host.json").write_text(snapshot_of(scan, MOMENT))
    assert read_sources({"snapshot": [str(tmp_path / "host.json")]}, tmp_path / "elsewhere") == scan


OPENING: dict[str, object] = {
    "transport": "tcp", "ports": "22", "from_": "any", "interface": None, "action": "allow", "file": "ufw.txt",
    "line": 1,
}  # fmt: skip


@pytest.mark.parametrize("wrong", [{"ports": "evil"}, {"ports": "70000"}, {"from_": "evil"}, {"action": "open"}])
def test_an_opening_is_checked(tmp_path: Path, wrong: dict[str, object]) -> None:
    path = tmp_path / "x.json"
    whole = {"schema_version": 1, "taken_at": "2026-11-25T08:00:00Z", "openings": [OPENING | wrong]}
    path.write_text(json.dumps(whole))
    found = read_sources({"snapshot": [str(path)]}, tmp_path)
    assert (len(found.errors), found.openings) == (1, ())
    path.write_text(json.dumps(whole | {"openings": [OPENING]}))
    assert len(read_sources({"snapshot": [str(path)]}, tmp_path).openings) == 1


HOSTILE = ["\udcff\ud800", "\x1b[31m\x9b31m\u202e", "a\n::error::x", "x" * 100_000]
TEXTS: dict[str, dict[str, object]] = {
    "listeners": LISTENER,
    "routes": ROUTE,
    "openings": {
        "transport": "tcp", "ports": "80", "from_": "any", "to": "any", "interface": None, "action": "allow",
        "file": "x", "line": 1,
    },
    "unresolved": {"file": "x", "line": 1, "text": "x", "reason": "x"},
    "errors": {"file": "x", "line": 1, "message": "x"},
    "files": {"source": "nginx", "file": "x"},
}  # fmt: skip


@pytest.mark.parametrize("section", TEXTS)
@pytest.mark.parametrize("value", HOSTILE, ids=lambda value: ascii(value[:12]))
def test_hostile_text_controls_nothing(section: str, value: str, tmp_path: Path) -> None:
    write_data(tmp_path, {"data/a.yml": "services: {a: {listeners: [{port: 8000}]}}\n"})
    whole: dict[str, object] = {"schema_version": 1, "taken_at": "2026-11-25T08:00:00Z"}
    entry = TEXTS[section]
    changed = [
        *(entry | {key: [value] if isinstance(old, list) else value} for key, old in entry.items()),
        entry | {value[:50]: "x"},
    ]
    for number, one in enumerate(changed):
        (tmp_path / "x.json").write_text(json.dumps(whole | {section: [one]}))
        for call in (
            *(["scan", "--format", form] for form in ("text", "json", "snapshot")),
            ["scan", "--as-registry"],
            *(["drift", "--format", form] for form in ("text", "json", "github", "markdown")),
            ["drift", "--record", "data/verified/x.json"],
        ):
            result = portdocs(tmp_path, *call, "--snapshot", "x.json")
            assert_harmless(result.stdout + result.stderr, (number, call))
            assert len(result.stdout) < 50_000
        # What was recorded, if anything, is data that loads.
        assert portdocs(tmp_path, "check").returncode == 0
        for path in (tmp_path / "data" / "verified").glob("*"):
            path.unlink()
