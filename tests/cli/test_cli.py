"""The command line as a process."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.command_line import portdocs
from tests.data import write_data

BAD = "services:\n  api: {listeners: [{port: 70000}]}\n"
GOOD = "services:\n  api: {owner: Jo, listeners: [{port: 8000, protocol: ssh, bind: 127.0.0.1}]}\n"


def test_check_prints_findings_and_exits_with_1(tmp_path: Path) -> None:
    write_data(tmp_path, {"data/a.yml": BAD, "data/b.yml": "x: 1\n"})
    result = portdocs(tmp_path, "check")
    assert result.returncode == 1
    assert [line.split(" error: ")[0] for line in result.stdout.splitlines()] == ["data/a.yml:2:28:", "data/b.yml:1:1:"]
    assert result.stderr == ""


def test_check_prints_nothing_for_valid_data(tmp_path: Path) -> None:
    write_data(tmp_path, {"data/a.yml": GOOD})
    result = portdocs(tmp_path, "check")
    assert (result.returncode, result.stdout, result.stderr) == (0, "", "")


@pytest.mark.parametrize("files", [{}, {"data/readme.txt": "x"}])
def test_check_exits_with_2_without_data(tmp_path: Path, files: dict[str, str]) -> None:
    write_data(tmp_path, files)
    result = portdocs(tmp_path, "check")
    assert result.returncode == 2
    assert result.stdout.startswith("data:1:1: error: ")


def test_data_in_another_folder(tmp_path: Path) -> None:
    write_data(tmp_path, {"there/a.yml": BAD})
    assert portdocs(tmp_path, "check", "--data", "there").stdout.startswith("there/a.yml:2:28: error: ")


@pytest.mark.parametrize(
    ("mkdocs_yml", "read"),
    [
        ("plugins: [search, {portdocs: {data_dir: there}}]", "there/a.yml"),
        ("plugins: {portdocs: {data_dir: there}}", "there/a.yml"),
        ("plugins: [{portdocs: {data_dir: !ENV [X, there]}}]", "data/b.yml"),
        ("plugins: [portdocs]\ntheme: !!python/name:os.system", "data/b.yml"),
        ("plugins: [", "data/b.yml"),
        ("plugins: [{portdocs: {data_dir: [1]}}]", "data/b.yml"),
    ],
)
def test_the_default_folder_is_the_data_dir_of_mkdocs_yml(tmp_path: Path, mkdocs_yml: str, read: str) -> None:
    write_data(tmp_path, {"there/a.yml": BAD, "data/b.yml": BAD, "mkdocs.yml": mkdocs_yml})
    result = portdocs(tmp_path, "check")
    assert (result.returncode, result.stdout.split(":")[0], result.stderr) == (1, read, "")
    (tmp_path / "mkdocs.yml").rename(tmp_path / "mkdocs.yaml")
    assert portdocs(tmp_path, "check").stdout.startswith(f"{read}:")


def test_json(tmp_path: Path) -> None:
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
        (["chekc"], "unknown command `chekc`; did you mean `check`?"),
        (["check", "--fromat", "json"], "No such option"),
        (["check", "--format", "xml"], "'xml' is not one of"),
    ],
)
def test_usage_errors_exit_with_2(tmp_path: Path, arguments: list[str], message: str) -> None:
    result = portdocs(tmp_path, *arguments)
    assert result.returncode == 2
    assert message in result.stderr
    assert "Traceback" not in result.stderr


def test_no_colours_in_a_pipe(tmp_path: Path) -> None:
    write_data(tmp_path, {"data/a.yml": BAD})
    assert "\x1b" not in portdocs(tmp_path, "check").stdout
