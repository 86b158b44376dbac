"""The command line as people and scripts call it."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

from tests.data import write_data

BAD = "services:\n  api: {listeners: [{port: 70000}]}\n"
GOOD = "services:\n  api: {owner: Jo, listeners: [{port: 8000, protocol: ssh, bind: 127.0.0.1}]}\n"


def portdocs(folder: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "portdocs", *arguments],
        cwd=folder,
        env={"PYTHONPATH": str(Path(__file__).resolve().parents[1])},
        capture_output=True,
        text=True,
        check=False,
    )


def test_check_prints_problems_to_stdout_and_exits_with_1(tmp_path: Path) -> None:
    write_data(tmp_path, {"data/a.yml": BAD, "data/b.yml": "x: 1\n"})
    result = portdocs(tmp_path, "check")
    assert result.returncode == 1
    assert [line.split(" error: ")[0] for line in result.stdout.splitlines()] == ["data/a.yml:2:28:", "data/b.yml:1:1:"]
    assert result.stderr == ""


def test_check_is_silent_where_all_is_well(tmp_path: Path) -> None:
    write_data(tmp_path, {"data/a.yml": GOOD})
    result = portdocs(tmp_path, "check")
    assert (result.returncode, result.stdout, result.stderr) == (0, "", "")


@pytest.mark.parametrize("files", [{}, {"data/readme.txt": "x"}])
def test_check_exits_with_2_where_there_is_nothing_to_read(tmp_path: Path, files: dict[str, str]) -> None:
    write_data(tmp_path, files)
    result = portdocs(tmp_path, "check")
    assert result.returncode == 2
    assert result.stdout.startswith("data:1:1: error: ")


def test_data_elsewhere(tmp_path: Path) -> None:
    write_data(tmp_path, {"there/a.yml": BAD})
    assert portdocs(tmp_path, "check", "--data", "there").stdout.startswith("there/a.yml:2:28: error: ")


def test_json_is_what_programs_expect(tmp_path: Path) -> None:
    write_data(tmp_path, {"data/a.yml": BAD})
    (finding,) = json.loads(portdocs(tmp_path, "check", "--format", "json").stdout)
    assert finding == {
        "check": "invalid-value",
        "severity": "error",
        "message": "port 70000 does not exist, expected 1 to 65535; write the port that is opened",
        "file": "data/a.yml",
        "line": 2,
        "column": 28,
        "related": [],
    }


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["chekc"], "no command is called `chekc`; did you mean `check`?"),
        (["check", "--fromat", "json"], "No such option"),
        (["check", "--format", "xml"], "'xml' is not one of"),
    ],
)
def test_wrong_use_exits_with_2(tmp_path: Path, arguments: list[str], message: str) -> None:
    result = portdocs(tmp_path, *arguments)
    assert result.returncode == 2
    assert message in result.stderr
    assert "Traceback" not in result.stderr


def test_a_pipe_gets_no_colour(tmp_path: Path) -> None:
    write_data(tmp_path, {"data/a.yml": BAD})
    assert "\x1b" not in portdocs(tmp_path, "check").stdout
