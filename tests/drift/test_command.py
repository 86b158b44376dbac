"""The command line of drift: formats and exit codes."""

from __future__ import annotations

import json
import shutil
import socket
import subprocess
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from portdocs.cli import portdocs
from tests.data import write_data
from tests.drift.suite import changed, files

ALL = ("--nginx", "nginx", "--systemd", "units", "--compose", "compose.yml", "--sockets", "ss.txt")
LIE = ("ss.txt", "0.0.0.0:17354 ", "127.0.0.1:17354 ")


def run(*arguments: str) -> Result:
    return CliRunner().invoke(portdocs, ["drift", *arguments])


@pytest.fixture
def machine(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    write_data(tmp_path, files())
    monkeypatch.chdir(tmp_path)
    return tmp_path


def test_a_clean_machine(machine: Path) -> None:
    result = run(*ALL)
    assert (result.exit_code, result.stdout) == (
        0,
        "host: 6 verified, 1 open with unknown holder, 0 differ, 2 ignored\n",
    )


def test_ignored_ones_are_shown_with_their_reason(machine: Path) -> None:
    lines = run(*ALL, "--show-ignored").stdout.splitlines()
    assert lines[0] == (
        "ss.txt:2:1: ignored: udp 127.0.0.53:53: the local stub resolver of systemd-resolved (ignored by default)"
    )
    assert len(lines) == 3


def test_text_shows_both_locations(machine: Path) -> None:
    write_data(machine, changed(*LIE))
    result = run(*ALL)
    assert result.exit_code == 1
    assert result.stdout.splitlines()[0] == (
        "data/creator-suite.yml:34:57: differs: `creator-suite-api` is declared on tcp 0.0.0.0:17354, but listens on "
        "127.0.0.1:17354; correct one of the two (see ss.txt:6:1) [bind-differs]"
    )


def test_json_has_the_shape_that_programs_read(machine: Path) -> None:
    write_data(machine, changed(*LIE))
    document = json.loads(run(*ALL, "--format", "json").stdout)
    assert list(document) == ["verified", "drift", "ignored", "unresolved", "errors"]
    (found,) = document["drift"]
    assert list(found) == ["kind", "subject", "message", "declared", "observed"]
    assert found["declared"] == {"file": "data/creator-suite.yml", "line": 34, "column": 57}
    assert found["observed"] == {"file": "ss.txt", "line": 6, "column": 1}
    assert document["verified"][0] == {
        "subject": "creator-suite-frontend tcp *:16532",
        "place": {"file": "data/creator-suite.yml", "line": 19, "column": 9},
        "by": ["sockets"],
        "held_by": None,
    }


def test_annotations_point_to_the_data(machine: Path) -> None:
    write_data(machine, changed(*LIE))
    first, last = run(*ALL, "--format", "github").stdout.splitlines()
    assert first.startswith("::error file=data/creator-suite.yml,line=34,col=57,title=bind-differs::")
    assert last == "::notice title=drift::host: 5 verified, 1 open with unknown holder, 1 differs, 2 ignored"


def test_markdown_escapes_foreign_markup(machine: Path) -> None:
    name = '"<b>|[x](http://evil.example)`"'
    write_data(
        machine,
        changed("ss.txt", "0.0.0.0:41234      0.0.0.0:*", f"0.0.0.0:1234 0.0.0.0:* users:(({name},pid=1,fd=2))"),
    )
    text = run(*ALL, "--format", "markdown").stdout
    assert "undeclared&#45;listener" in text
    assert not any(one in text.replace("<code>", "").replace("</code>", "") for one in ("<b", "[x]", "`"))


def test_annotations_show_what_is_ignored_and_unknown_if_asked(machine: Path) -> None:
    lines = run(*ALL, "--format", "github", "--show-ignored").stdout.splitlines()
    assert lines[0] == (
        "::notice file=ss.txt,line=2,col=1,title=undeclared-listener::"
        "udp 127.0.0.53:53 (ignored: the local stub resolver of systemd-resolved)"
    )
    lines = run(*ALL[:2], "--format", "github", "--show-unknown").stdout.splitlines()
    assert sum(",title=unknown::" in line for line in lines) == len(lines) - 1 > 0


def test_markdown_shows_what_is_ignored_and_unknown_if_asked(machine: Path) -> None:
    text = run(*ALL[:2], "--format", "markdown", "--show-ignored", "--show-unknown").stdout
    assert "Ignored:" not in text
    assert "\nNot covered by these sources:\n\n| Declaration | Reason | Declared |\n" in text
    text = run(*ALL, "--format", "markdown", "--show-ignored", "--show-unknown").stdout
    assert "\nIgnored:\n\n| Difference | Reason | Until | Observed |\n" in text
    assert "<code>ss&#46;txt&#58;2</code>" in text
    assert "Not covered" not in text


def test_a_source_with_an_error_is_exit_code_1(machine: Path) -> None:
    (machine / "compose.yml").write_text("services: [")
    result = run(*ALL)
    assert result.exit_code == 1
    assert "compose.yml:2: error:" in result.stderr


def test_unreadable_sources_and_usage_errors_exit_with_2(machine: Path) -> None:
    assert run("--nginx", "missing").exit_code == 2
    assert run().exit_code == 2
    assert run("--sockets", "ss.txt", "--format", "xml").exit_code == 2


def test_an_unknown_host(machine: Path) -> None:
    result = run("--sockets", "ss.txt", "--host", "hsot")
    assert result.exit_code == 1
    assert "unknown host `hsot`; did you mean `host`?" in result.stderr


def test_one_of_several_hosts_must_be_named(machine: Path) -> None:
    (machine / "data" / "more.yml").write_text("hosts: {a: {}, b: {}}")
    for path in ("creator-suite.yml", "nginx.yml"):
        (machine / "data" / path).unlink()
    result = run("--sockets", "ss.txt")
    assert result.exit_code == 2
    assert "2 hosts are declared" in result.stderr


def test_this_machine(machine: Path) -> None:
    """A socket that the test opens is verified through the system itself."""
    with socket.socket() as listening:
        listening.bind(("127.0.0.1", 0))
        listening.listen()
        port = listening.getsockname()[1]
        for path in ("creator-suite.yml", "nginx.yml"):
            (machine / "data" / path).unlink()
        (machine / "data" / "x.yml").write_text(f"services: {{a: {{listeners: [{{port: {port}, bind: 127.0.0.1}}]}}}}")
        document = json.loads(run("--sockets", "live", "--format", "json").stdout)
        assert [one["subject"] for one in document["verified"]] == [f"a tcp 127.0.0.1:{port}"]
        if shutil.which("ss"):
            listing = subprocess.run(["ss", "-tulpnH"], capture_output=True, check=True).stdout
            found = CliRunner().invoke(portdocs, ["drift", "--sockets", "-", "--format", "json"], input=listing)
            assert [one["subject"] for one in json.loads(found.stdout)["verified"]] == [f"a tcp 127.0.0.1:{port}"]
