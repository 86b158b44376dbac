"""`portdocs import` as people call it: what goes where, exit codes, and files that cannot be read."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.command_line import portdocs
from tests.data import write_data

PAGE = "# Ports\n\n| Service | Port |\n|---|---|\n| api | 8000 |\n| web | 3000 |\n"


def test_all_understood(tmp_path: Path) -> None:
    write_data(tmp_path, {"PORTS.md": PAGE})
    result = portdocs(tmp_path, "import", "PORTS.md")
    assert (result.returncode, result.stderr) == (0, "2 services, 0 ranges, 0 endpoints; 0 lines not understood\n")
    assert "  api: # from PORTS.md:5\n    name: api\n    listeners:\n      - {port: 8000}\n" in result.stdout


def test_what_is_left_out_is_reported_and_exits_with_1(tmp_path: Path) -> None:
    write_data(tmp_path, {"PORTS.md": PAGE + "\nSomething on 4444 too.\n\n## Free ports\n\n- 5555, 5556\n"})
    result = portdocs(tmp_path, "import", "PORTS.md")
    assert result.returncode == 1
    assert result.stderr.splitlines() == [
        "PORTS.md:8: not imported: lines under `Ports` (1 row, confidence 0.20: prose): "
        '4444 (line 8); to import it, add to the plan: take "Ports" "lines" 1: name=1 port=2 notes=3',
        "PORTS.md:12: not imported: list under `Free ports` (1 row, confidence 0.01: under `Free ports`): "
        '5555, 5556 (line 12); to import it, add to the plan: take "Free ports" "list" 1: name=1 port=2 notes=3',
        "2 services, 0 ranges, 0 endpoints; 2 lines not understood",
    ]


def test_check_reads_the_output(tmp_path: Path) -> None:
    write_data(tmp_path, {"PORTS.md": PAGE})
    assert portdocs(tmp_path, "import", "PORTS.md", "--output", "x.yml").returncode == 0
    write_data(tmp_path, {"data/x.yml": (tmp_path / "x.yml").read_text()})
    assert portdocs(tmp_path, "check").returncode == 0


def test_an_existing_file_needs_force(tmp_path: Path) -> None:
    write_data(tmp_path, {"PORTS.md": PAGE, "x.yml": "mine"})
    refused = portdocs(tmp_path, "import", "PORTS.md", "--output", "x.yml")
    assert refused.returncode == 2
    assert "--force" in refused.stderr
    assert (tmp_path / "x.yml").read_text() == "mine"
    assert portdocs(tmp_path, "import", "PORTS.md", "--output", "x.yml", "--force").returncode == 0
    first = (tmp_path / "x.yml").read_bytes()
    assert portdocs(tmp_path, "import", "PORTS.md", "--output", "x.yml", "--force").returncode == 0
    assert (tmp_path / "x.yml").read_bytes() == first


def test_host_and_suite_say_what_the_page_does_not(tmp_path: Path) -> None:
    write_data(tmp_path, {"PORTS.md": PAGE + "\n## db01 (10.0.0.6)\n\n- postgres: 5432\n"})
    result = portdocs(tmp_path, "import", "PORTS.md", "--host", "Web server", "--suite", "The Shop")
    assert result.returncode == 0, result.stderr
    assert "  the-shop:\n    name: The Shop\n" in result.stdout
    assert "  web-server:\n    name: Web server\n" in result.stdout
    assert result.stdout.count("host: web-server") == 2
    assert result.stdout.count("host: db01") == 1
    assert result.stdout.count("suite: the-shop") == 3


def test_dry_run_writes_nothing_and_shows_the_page_with_what_it_becomes(tmp_path: Path) -> None:
    write_data(tmp_path, {"PORTS.md": PAGE + "\n- Queue: 5672\n\nSince 2025-01-31 on 4444.\n"})
    result = portdocs(tmp_path, "import", "PORTS.md", "--output", "x.yml", "--dry-run")
    assert not (tmp_path / "x.yml").exists()
    lines = [line.split(" | ", 1) for line in result.stdout.splitlines()]
    assert [
        (line[0].split(maxsplit=1)[1].strip(), line[1]) for line in lines if len(line) > 1 and len(line[0].split()) > 1
    ] == [
        ("service api", "| api | 8000 |"),
        ("service web", "| web | 3000 |"),
        ("service Queue", "- Queue: 5672"),
        ("skipped: prose; date: 2025-01-31", "Since 2025-01-31 on 4444."),
    ]


@pytest.mark.parametrize(
    ("name", "data", "said"),
    [
        ("gone.md", None, "gone.md:1: error: no such file; correct the path"),
        ("binary.md", b"# Ports\n\n\x89PNG\0\x00", "binary.md:3: error: a NUL byte: this is not text"),
        (
            "latin.md",
            b"# Ports\n\n- Gr\xf6\xdfe: 8000\n",
            "latin.md:3: error: byte 0xF6 in column 5 is not UTF-8",
        ),
        ("half.md", "# P".encode("utf-16") + b"x", "half.md:1: error: byte"),
    ],
)
def test_a_page_that_cannot_be_read_exits_with_2(tmp_path: Path, name: str, data: bytes | None, said: str) -> None:
    if data is not None:
        (tmp_path / name).write_bytes(data)
    result = portdocs(tmp_path, "import", name)
    assert (result.returncode, result.stdout) == (2, "")
    assert result.stderr.startswith(said)


def test_one_of_several_that_cannot_be_read_exits_with_1(tmp_path: Path) -> None:
    write_data(tmp_path, {"PORTS.md": PAGE})
    result = portdocs(tmp_path, "import", "gone.md", "PORTS.md")
    assert result.returncode == 1
    assert "name: api" in result.stdout
    assert "gone.md:1: error" in result.stderr


def test_a_folder_is_no_page(tmp_path: Path) -> None:
    result = portdocs(tmp_path, "import", ".")
    assert result.returncode == 2
    assert "it is a folder" in result.stderr


@pytest.mark.parametrize("page", ["", "\n\n", "# Notes\n\nNothing here.\n"])
def test_a_page_without_ports_exits_with_1_and_writes_no_file(tmp_path: Path, page: str) -> None:
    write_data(tmp_path, {"PORTS.md": page})
    result = portdocs(tmp_path, "import", "PORTS.md", "--output", "x.yml")
    assert result.returncode == 1
    assert not (tmp_path / "x.yml").exists()
    assert "nothing was found" in result.stderr


WINDOWS = [PAGE.replace("\n", "\r\n").encode(), b"\xef\xbb\xbf" + PAGE.encode(), PAGE.encode("utf-16")]


@pytest.mark.parametrize("encoded", WINDOWS, ids=["line ends", "mark", "UTF-16"])
def test_line_ends_and_marks_of_windows(tmp_path: Path, encoded: bytes) -> None:
    (tmp_path / "PORTS.md").write_bytes(encoded)
    result = portdocs(tmp_path, "import", "PORTS.md")
    assert result.returncode == 0
    assert "\r" not in result.stdout
    assert "# from PORTS.md:6" in result.stdout
