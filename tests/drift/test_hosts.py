"""`portdocs drift --snapshots`: many hosts at once, each with its snapshot, and one summary."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.command_line import portdocs
from tests.data import write_data

DATA = """\
hosts: {db: {name: Database}, idle: {}, web: {}}
services:
  api: {host: web, listeners: [{port: 8000, bind: 127.0.0.1}]}
  postgres: {host: db, listeners: [{port: 5432, bind: 127.0.0.1}]}
"""
TAKEN = {"SOURCE_DATE_EPOCH": "1795680000"}  # 2026-11-26
LATER = {"SOURCE_DATE_EPOCH": "1796371200"}  # 2026-12-04


def listening(port: int, address: str = "127.0.0.1") -> str:
    return f"tcp LISTEN 0 128 {address}:{port} 0.0.0.0:*\n"


@pytest.fixture
def project(tmp_path: Path) -> Path:
    """Data with three hosts, and snapshots of two that agree with it."""
    write_data(tmp_path, {"data/x.yml": DATA})
    snapshot(tmp_path, "web", listening(8000))
    snapshot(tmp_path, "db", listening(5432))
    return tmp_path


def snapshot(project: Path, host: str, sockets: str) -> None:
    write_data(project, {"ss.txt": sockets})
    taken = portdocs(project, "scan", "--sockets", "ss.txt", "--format", "snapshot", **TAKEN).stdout
    write_data(project, {f"data/snapshots/{host}.json": taken})


def drift(project: Path, *arguments: str) -> tuple[int, str, str]:
    result = portdocs(project, "drift", "--snapshots", "data/snapshots", *arguments, **LATER)
    return result.returncode, result.stdout, result.stderr


def test_hosts_that_agree(project: Path) -> None:
    counts = "0 verified, 1 open with unknown holder, 0 differ"
    assert drift(project) == (0, f"db: {counts}\nweb: {counts}\n2 hosts as declared\n", "")


def test_one_host_that_differs(project: Path) -> None:
    snapshot(project, "web", listening(8000, "0.0.0.0"))
    code, printed, _ = drift(project)
    assert code == 1
    assert printed.splitlines()[1].endswith("[bind-differs]")
    assert printed.splitlines()[-1] == "1 of 2 hosts differs or could not be read"
    assert "title=bind-differs" in drift(project, "--format", "github")[1]
    document = json.loads(drift(project, "--format", "json")[1])
    assert list(document) == ["hosts", "not_compared"]
    assert list(document["hosts"]) == ["db", "web"]
    web = document["hosts"]["web"]
    assert list(web) == ["snapshot", "taken_at", "verified", "drift", "ignored", "unresolved", "errors"]
    assert (web["snapshot"], web["taken_at"]) == ("data/snapshots/web.json", "2026-11-26T08:00:00Z")
    assert [one["kind"] for one in web["drift"]] == ["bind-differs"]
    markdown = drift(project, "--format", "markdown")[1]
    assert markdown.startswith("## 1 of 2 hosts differs or could not be read\n")
    assert "| web | 0 | 1 | 0 | 2026-11-26 |" in markdown


@pytest.mark.parametrize(
    ("host", "content", "message"),
    [
        ("wbe", None, "data/snapshots/wbe.json:1: error: unknown host `wbe`; did you mean `web`?; rename the snapshot"),
        ("idle", "no snapshot", "data/snapshots/idle.json:1: error: not valid JSON"),
    ],
)
def test_a_snapshot_that_belongs_to_no_host_or_cannot_be_read(
    project: Path, host: str, content: str | None, message: str
) -> None:
    snapshot(project, host, listening(1))
    if content:
        write_data(project, {f"data/snapshots/{host}.json": content})
    code, printed, errors = drift(project)
    assert (code, message in errors) == (1, True)
    assert printed.endswith("1 of 3 hosts differs or could not be read\n")


def test_a_host_without_a_snapshot_is_named(project: Path) -> None:
    (project / "data" / "snapshots" / "db.json").unlink()
    assert drift(project)[1].endswith("1 host as declared; no snapshot of db\n")
    assert json.loads(drift(project, "--format", "json")[1])["not_compared"] == ["db"]


def test_outdated_snapshots_are_errors(project: Path) -> None:
    assert drift(project, "--max-age", "8")[0] == 0
    code, _, errors = drift(project, "--max-age", "7")
    assert (code, errors.count("taken 8 days ago, expected at most 7")) == (1, 2)


def test_the_results_are_recorded_for_the_site(project: Path) -> None:
    assert drift(project, "--record", "data/verified")[0] == 0
    records = {path.name: json.loads(path.read_text()) for path in (project / "data" / "verified").iterdir()}
    assert {name: list(record["hosts"]) for name, record in records.items()} == {"db.json": ["db"], "web.json": ["web"]}
    assert records["web.json"]["hosts"]["web"]["sources"]["sockets"]["at"] == "2026-11-26T08:00:00Z"
    assert portdocs(project, "check").returncode == 0
    write_data(project, {"data/verified/db.json": "{"})
    assert drift(project, "--record", "data/verified")[0] == 2


def test_a_summary_that_can_be_sent_somewhere(project: Path) -> None:
    undeclared = (f'{listening(port).strip()} users:(("<!x> & y",pid=1,fd=1))\n' for port in range(9000, 9030))
    snapshot(project, "web", listening(8000) + "".join(undeclared))
    code, _, _ = drift(project, "--summary", "out.json", "--summary", "out.md")
    assert code == 1
    summary = json.loads((project / "out.json").read_text())
    assert list(summary) == ["text", "clean", "hosts"]
    assert summary["hosts"]["web"] == {"verified": 1, "drift": 30, "errors": 0}
    lines = summary["text"].splitlines()
    assert (lines[0], len(lines), lines[-1]) == ("1 of 2 hosts differs or could not be read", 22, "and 10 more")
    assert "held by `&lt;!x&gt; &amp; y`" in lines[1]
    assert (project / "out.md").read_text() == drift(project, "--format", "markdown")[1]


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (("--snapshots", "gone"), "gone cannot be read (No such file or directory), expected a folder of snapshots"),
        (("--snapshots", "data"), "no snapshot in data; write one with `portdocs scan --here --format snapshot"),
        (("--snapshots", "data/snapshots", "--host", "web"), "--snapshots compares all hosts; leave out --host"),
        (("--snapshots", "data/snapshots", "--sockets", "ss.txt"), "--snapshots compares all hosts; leave out --host"),
        (("--snapshots", "data/snapshots", "--summary", "-"), "`-` is not possible here, expected a path"),
        (("--snapshots", "data/snapshots", "--record", "data/snapshots"), "is an input; name another output"),
        (("--sockets", "ss.txt", "--host", "web", "--summary", "x.md"), "--summary and --max-age need --snapshots"),
        (("--host", "web"), "no source given; name at least one"),
    ],
)
def test_usage_errors(project: Path, arguments: tuple[str, ...], message: str) -> None:
    result = portdocs(project, "drift", *arguments)
    assert (result.returncode, message in result.stderr) == (2, True)


def test_nothing_readable_at_all(project: Path) -> None:
    for path in (project / "data" / "snapshots").iterdir():
        path.write_text("{")
    assert drift(project)[0] == 2
