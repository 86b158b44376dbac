"""Each command as a real process, which must do what the other tests see when they call it in theirs."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.command_line import portdocs_bytes, portdocs_process
from tests.data import write_data

DATA = """\
services:
  api: {name: Büro, owner: Jo, listeners: [{port: 8000, protocol: ssh, bind: 127.0.0.1}]}
ranges:
  shop: {ports: 8000-8003}
"""
FILES = {
    "data/a.yml": DATA,
    "old/a.yml": DATA.replace("8000,", "8001,"),
    "bad/a.yml": "services: {api: {listeners: [{port: 70000}]}}\n",
    "page.md": "| Service | Port |\n| --- | --- |\n| Büro | 8000 |\n",
    "ss.txt": "tcp LISTEN 0 128 127.0.0.1:8000 0.0.0.0:*\n",
}
CALLS = [
    "check",
    "check --data bad",
    "check --data missing",
    "diff old data",
    "diff old missing",
    "drift --sockets ss.txt",
    "drift --sockets missing",
    "export json",
    "export csv --data bad",
    "import page.md",
    "import missing.md",
    "init page.md",
    "next --range shop",
    "next --range shpo",
    "offline old site.zip",
    "preview pack",
    "publish ref",
    "rules port-conflict",
    "rules port-conflit",
    "scan --sockets ss.txt",
    "scan",
    "schema",
    "show 8000",
    "show büro",
    "show nothing-like-it",
    "--version",
    "shwo",
]


@pytest.mark.parametrize("call", CALLS)
def test_a_process_does_what_a_call_does(tmp_path: Path, call: str) -> None:
    write_data(tmp_path, FILES)
    process = portdocs_process(tmp_path, *call.split(), LC_ALL="C.UTF-8")
    called = portdocs_bytes(tmp_path, *call.split())
    assert (process.returncode, process.stdout, process.stderr) == (called.returncode, called.stdout, called.stderr)
    assert b"\x1b" not in process.stdout + process.stderr


def test_every_command_is_called() -> None:
    from tests.test_docs import COMMANDS

    assert {call.split()[0] for call in CALLS} >= set(COMMANDS)


@pytest.mark.parametrize(
    ("data", "expected"),
    [
        ("services: {api: {owner: Jo}}", "no findings"),
        (
            "services: {a: {listeners: [{port: 1}]}, b: {accept: {unowned-service: known}}}",
            "2 warnings, 1 accepted",
        ),
        ("services: {api: {listeners: [{port: 70000}]}}", "1 error"),
    ],
)
def test_someone_at_a_terminal_gets_a_summary_of_the_findings(tmp_path: Path, data: str, expected: str) -> None:
    pty = pytest.importorskip("pty", reason="terminals are tested on Unix only")
    write_data(tmp_path, {"data/a.yml": data})
    ours, theirs = pty.openpty()
    command = [sys.executable, "-m", "portdocs", "check"]
    subprocess.run(command, cwd=tmp_path, stderr=theirs, stdout=subprocess.DEVNULL, check=False)
    assert os.read(ours, 1000).decode() == f"{expected}\r\n"


@pytest.mark.parametrize("command", ["check", "show 8000"])
def test_a_character_that_the_output_cannot_encode_is_shown_by_its_number(tmp_path: Path, command: str) -> None:
    data = 'services: {api: {name: "Büro → 1", listeners: [{port: 8000}]}}\n'
    write_data(tmp_path, {"data/a.yml": data})
    process = portdocs_process(tmp_path, *command.split(), PYTHONIOENCODING="cp1252")
    assert "Büro \\u2192 1" in process.stdout.decode("cp1252")
    assert b"Traceback" not in process.stderr
