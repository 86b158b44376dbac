"""Verification files: merged by host and source, free of removed declarations, and robust against edits."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from portdocs.cli import portdocs
from portdocs.drift import compare
from portdocs.drift.verification_file import merged, text_of
from portdocs.registry import Finding, LoadErrors, Registry, Severity, load_registry
from portdocs.registry.verification import DriftKey, RecordFile
from portdocs.registry.verification_reader import read_record
from portdocs.scan import read_sources
from portdocs.topology.observed_ports import observed_ports
from tests.data import registry_of, write_data
from tests.drift.suite import SOURCES, changed, drift_of, files

FIRST, SECOND = "2026-11-01T08:00:00Z", "2026-11-25T08:00:00Z"
API = DriftKey("listener", "creator-suite-api", "tcp 0.0.0.0:17354")
NGINX_443 = DriftKey("listener", "nginx", "tcp 443")
VIDEO = DriftKey("endpoint", "https://video.destinpq.com", "nginx > 127.0.0.1:16532")


def registry_in(folder: Path) -> Registry:
    registry = load_registry(folder / "data", folder)
    assert not isinstance(registry, LoadErrors), "\n".join(map(str, registry.findings))
    return registry


def recorded(
    folder: Path, sources: dict[str, list[str]], at: str, old: RecordFile | None = None, **more: tuple[str, str, str]
) -> RecordFile:
    """The record of a comparison; `lie` changes one of the files first."""
    all_files = changed(*more["lie"]) if more else files()
    found = drift_of(folder, all_files, sources)
    return merged(old, registry_in(folder), found, at)


def seen(record: RecordFile, key: DriftKey) -> dict[str, tuple[str, str | None]]:
    """By source: when, and the kind of what differs."""
    (entry,) = [one for one in record.hosts["host"].entries if one.key == key]
    return {source: (one.at, one.kind) for source, one in entry.seen.items()}


def test_each_source_keeps_its_own_date(tmp_path: Path) -> None:
    first = recorded(tmp_path, SOURCES, FIRST)
    assert seen(first, NGINX_443) == {"nginx": (FIRST, None), "sockets": (FIRST, None)}
    second = recorded(tmp_path, {"sockets": ["ss.txt"]}, SECOND, first)
    assert seen(second, NGINX_443) == {"nginx": (FIRST, None), "sockets": (SECOND, None)}
    assert seen(second, VIDEO) == {"nginx": (FIRST, None)}
    sources = {source: read.at for source, read in second.hosts["host"].sources.items()}
    assert sources == {"compose": FIRST, "nginx": FIRST, "sockets": SECOND, "systemd": FIRST}


def test_a_difference_goes_when_its_source_agrees_again(tmp_path: Path) -> None:
    sockets = {"sockets": ["ss.txt"]}
    lie = ("ss.txt", "0.0.0.0:17354 ", "127.0.0.1:17354 ")
    first = recorded(tmp_path, sockets, FIRST, lie=lie)
    assert seen(first, API) == {"sockets": (FIRST, "bind-differs")}
    assert seen(recorded(tmp_path, {"nginx": ["nginx"]}, SECOND, first), API) == {"sockets": (FIRST, "bind-differs")}
    assert seen(recorded(tmp_path, sockets, SECOND, first), API) == {"sockets": (SECOND, None)}


def test_a_fixed_hint_is_forgotten(tmp_path: Path) -> None:
    lie = ("units/creator-suite-api.service", "--port 17354", "--port 17355")
    first = recorded(tmp_path, SOURCES, FIRST, lie=lie)
    assert seen(first, API) == {"systemd": (FIRST, "undeclared-listener")}
    assert seen(recorded(tmp_path, SOURCES, SECOND, first), API) == {"sockets": (SECOND, None)}


def test_undeclared_items_are_recorded_until_they_disappear(tmp_path: Path) -> None:
    lie = ("ss.txt", "udp   UNCONN 0      0            0.0.0.0:41234", "tcp LISTEN 0 9 0.0.0.0:6379")
    first = recorded(tmp_path, SOURCES, FIRST, lie=lie)
    assert [one.subject for one in first.hosts["host"].undeclared] == ["tcp 0.0.0.0:6379"]
    assert recorded(tmp_path, SOURCES, SECOND, first).hosts["host"].undeclared == ()


def test_ports_that_an_ignore_entry_covers_are_recorded_as_open(tmp_path: Path) -> None:
    write_data(tmp_path, {"ss.txt": "tcp LISTEN 0 9 0.0.0.0:6379 0.0.0.0:*\n"})
    data = "services: {}\nhosts: {host: {}}\nignore: [{listener: 'tcp any:6379', reason: a cache of the vendor}]\n"
    registry = registry_of(data)
    found = compare(registry, registry.hosts["host"], read_sources({"sockets": [str(tmp_path / "ss.txt")]}, tmp_path))
    record = merged(None, registry, found, FIRST)
    host = record.hosts["host"]
    assert ([one.subject for one in host.ignored], host.undeclared) == (["tcp 0.0.0.0:6379"], ())
    loaded = load_registry({"data/x.yml": data.encode(), "data/verified/host.json": text_of(record).encode()})
    assert isinstance(loaded, Registry)
    assert loaded.verification.findings == ()
    assert [str(port.ports) for port in observed_ports(loaded)] == ["6379"]
    later = merged(record, registry, compare(registry, registry.hosts["host"], read_sources({}, tmp_path)), SECOND)
    assert later.hosts["host"].ignored == host.ignored


def test_a_declaration_that_changed_is_not_verified(tmp_path: Path) -> None:
    first = recorded(tmp_path, SOURCES, FIRST)
    lie = ("data/creator-suite.yml", "port: 17354, protocol: http", "port: 17354, protocol: http, transport: udp")
    second = recorded(tmp_path, {"nginx": ["nginx"]}, SECOND, first, lie=lie)
    assert API not in [one.key for one in second.hosts["host"].entries]


def test_a_record_round_trips_without_secrets(tmp_path: Path) -> None:
    record = recorded(tmp_path, SOURCES, FIRST)
    text = text_of(record)
    assert read_record(text.encode(), "x.json") == record
    assert "hunter2" not in text
    assert json.loads(text)["schema_version"] == 1
    assert text == text_of(recorded(tmp_path, SOURCES, FIRST, record)), "the same again is the same bytes"


BROKEN = {
    "": (1, 1),
    "{": (1, 2),
    '{"schema_version": 1,\n "hosts": }': (2, 11),
    "[]": (1, 1),
    '{"schema_version": 2, "hosts": {}}': (1, 20),
    '{"schema_version": 1,\n"hosts": {"host": {\n"entries": [{"seen": {"nginx": {"at": "now"}}}]}}}': (3, 39),
    '{"schema_version": 1, "hosts": {"host": {"entries": [{"seen": {"telepathy": {}}}]}}}': (1, 77),
    '{"schema_version": 1, "hosts": {"host": {"sources": {"nginx": {"at": "2026-13-45T00:00:00Z"}}}}}': (1, 70),
    '{"schema_version": 1, "hosts": {}, "more": 1}': (1, 44),
    "[" * 100_000: (1, 1),
    '{"schema_version": ' + "9" * 5000 + "}": (1, 1),
    "\ud800": (1, 1),
}  # fmt: skip


@pytest.mark.parametrize("text", BROKEN, ids=lambda text: text[:30] or "empty")
def test_a_broken_record_is_one_error_with_its_location(text: str, tmp_path: Path) -> None:
    write_data(tmp_path, files())
    path = tmp_path / "data" / "verified" / "host.json"
    path.parent.mkdir()
    path.write_bytes(text.encode("utf-8", "surrogatepass"))
    registry = registry_in(tmp_path)
    (finding,) = registry.verification.findings
    assert (finding.check, finding.severity) == ("invalid-value", Severity.ERROR)
    assert (finding.location.file, finding.location.line, finding.location.column) == (
        "data/verified/host.json",
        *BROKEN[text],
    )
    assert "record again" in finding.message
    assert registry.verification.hosts == {}


def test_unknown_ids_are_warnings_with_their_location(tmp_path: Path) -> None:
    record = text_of(recorded(tmp_path, SOURCES, FIRST))
    gone = record.replace("creator-suite-bot", "old-bot").replace('"host": {\n', '"old-host": {},\n"host": {\n')
    write_data(tmp_path, {"data/verified/a.json": gone, "data/verified/b.json": record})
    findings = registry_in(tmp_path).verification.findings
    line = gone[: gone.index('"old-bot"')].count("\n") + 1
    assert [(str(one.location).rpartition(":")[0], one.severity, one.check) for one in findings] == [
        ("data/verified/a.json:4", Severity.WARNING, "unknown-reference"),
        (f"data/verified/a.json:{line}", Severity.WARNING, "unknown-reference"),
        ("data/verified/b.json:4", Severity.WARNING, "unknown-reference"),
    ]
    assert "unknown service `old-bot`" in findings[1].message
    assert "another record" in findings[2].message


def run(folder: Path, monkeypatch: pytest.MonkeyPatch, *arguments: str) -> Result:
    monkeypatch.chdir(folder)
    return CliRunner().invoke(portdocs, ["drift", *arguments])


def test_the_command_writes_it(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    write_data(tmp_path, files())
    path = tmp_path / "data" / "verified" / "host.json"
    arguments = ("--sockets", "ss.txt", "--record", "data/verified/host.json", "--at", "2026-11-25T09:00:00+01:00")
    result = run(tmp_path, monkeypatch, *arguments)
    assert result.exit_code == 0
    assert (
        result.stdout
        == "host: 3 verified, 2 open with unknown holder, 0 differ, 2 ignored, 2 not covered by these sources\n"
    )
    record = read_record(path.read_bytes(), "x")
    assert not isinstance(record, Finding)
    assert record.hosts["host"].sources["sockets"].at == SECOND
    assert run(tmp_path, monkeypatch, *arguments).exit_code == 0
    assert registry_in(tmp_path).verification.hosts["host"] == record.hosts["host"]


def test_the_command_does_not_overwrite_other_files(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    write_data(tmp_path, files() | {"notes.json": '{"mine": true}'})
    result = run(tmp_path, monkeypatch, "--sockets", "ss.txt", "--record", "notes.json")
    assert result.exit_code == 2
    assert "notes.json:1:" in result.stderr
    assert "not a record" in result.stderr
    assert (tmp_path / "notes.json").read_text() == '{"mine": true}'


def test_nothing_is_recorded_where_nothing_was_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    write_data(tmp_path, files())
    result = run(tmp_path, monkeypatch, "--sockets", "missing.txt", "--record", "r.json")
    assert (result.exit_code, (tmp_path / "r.json").exists()) == (2, False)


@pytest.mark.parametrize("moment", ["yesterday", "2026-11-25T25:00:00Z", ""])
def test_an_invalid_time(moment: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    write_data(tmp_path, files())
    result = run(tmp_path, monkeypatch, "--sockets", "ss.txt", "--at", moment)
    assert result.exit_code == 2
    assert "invalid time" in result.stderr


def test_eight_hosts_recorded_at_once_are_all_in_the_record(tmp_path: Path) -> None:
    hosts = [f"h{n}" for n in range(8)]
    write_data(tmp_path, {"data/a.yml": f"hosts: {{{', '.join(f'{host}: {{}}' for host in hosts)}}}\n"})
    write_data(tmp_path, {"ss.txt": "tcp LISTEN 0 128 127.0.0.1:8000 0.0.0.0:*\n"})
    command = [sys.executable, "-m", "portdocs", "drift", "--sockets", "ss.txt", "--record", "r/record.json", "--host"]
    running = [subprocess.Popen([*command, host], cwd=tmp_path, stdout=subprocess.DEVNULL) for host in hosts]
    assert {process.wait() for process in running} <= {0, 1}
    assert sorted(json.loads((tmp_path / "r" / "record.json").read_text())["hosts"]) == hosts
    assert [path.name for path in (tmp_path / "r").iterdir()] == ["record.json"]
