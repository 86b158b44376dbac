"""The workflows: what they may do, what they run, and that all of it exists."""

from __future__ import annotations

import re
import shlex
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml

from macros.publishing.commands import commands
from tests.site.project import ROOT

FOLDER = ROOT / ".github" / "workflows"
FILES = sorted(FOLDER.glob("*.yml"))
WRITES = {
    "publish.yml": {"contents": "write"},
    "publish-preview.yml": {"actions": "read", "contents": "write", "pull-requests": "write"},
}
"""The rights of jobs, where they are more than reading the repository."""


def read(name: str) -> dict[Any, Any]:
    workflow: dict[Any, Any] = yaml.safe_load((FOLDER / name).read_text(encoding="utf-8"))
    return workflow


def jobs(name: str) -> Iterator[dict[str, Any]]:
    yield from read(name)["jobs"].values()


def steps(name: str) -> Iterator[dict[str, Any]]:
    for job in jobs(name):
        yield from job["steps"]


NAMES = [path.name for path in FILES]


@pytest.mark.parametrize("name", NAMES)
def test_every_action_is_pinned_and_says_its_version(name: str) -> None:
    lines = [line for line in (FOLDER / name).read_text().splitlines() if "uses:" in line]
    for line in lines:
        assert re.fullmatch(r" *- uses: [\w-]+/[\w-]+@[0-9a-f]{40} # v\d+\.\d+\.\d+", line), line


@pytest.mark.parametrize("name", NAMES)
def test_nobody_has_more_rights_than_the_work_needs(name: str) -> None:
    assert read(name)["permissions"] == {}
    for job in jobs(name):
        assert job["permissions"] in (WRITES.get(name, {"contents": "read"}), {})


@pytest.mark.parametrize("name", NAMES)
def test_no_text_of_an_event_becomes_a_command(name: str) -> None:
    assert [step["run"] for step in steps(name) if "${{" in step.get("run", "")] == []


@pytest.mark.parametrize("name", NAMES)
def test_no_token_is_left_in_a_checkout(name: str) -> None:
    checkouts = [step for step in steps(name) if step.get("uses", "").startswith("actions/checkout@")]
    assert all(step["with"]["persist-credentials"] is False for step in checkouts)


def test_a_build_of_a_pull_request_has_no_secret() -> None:
    text = (FOLDER / "preview.yml").read_text()
    assert "secrets." not in text
    assert "github.token" not in text
    assert set(read("preview.yml")[True]) == {"pull_request"}


def test_what_may_write_checks_out_nothing_of_a_pull_request() -> None:
    assert set(read("publish-preview.yml")[True]) == {"workflow_run"}
    for step in steps("publish-preview.yml"):
        assert not {"ref", "repository"} & set(step.get("with", {}))
        assert "download-artifact" not in step.get("uses", "")


def test_what_publishes_runs_after_what_builds() -> None:
    trigger = read("publish-preview.yml")[True]["workflow_run"]
    assert trigger == {"workflows": [read("preview.yml")["name"]], "types": ["completed"]}


@pytest.mark.parametrize("name", NAMES)
def test_what_is_run_is_there(name: str) -> None:
    """Targets of make and commands of the package; each of these has tests of its own that run it."""
    targets = set(re.findall(r"^([a-z]+):", (ROOT / "Makefile").read_text(), re.MULTILINE))
    for step in steps(name):
        if "run" not in step:
            continue
        program, *arguments = shlex.split(step["run"])
        if program == "make":
            assert {argument for argument in arguments if "=" not in argument} <= targets
        elif program != "true":
            assert (program, *arguments[:2]) == (".venv/bin/python", "-m", "macros.publishing")
            command = commands.commands[arguments[2]]
            known = {option for parameter in command.params for option in parameter.opts}
            assert {argument for argument in arguments[3:] if argument.startswith("-")} <= known


def test_zizmor_finds_nothing() -> None:
    command = [
        str(Path(sys.executable).parent / "zizmor"),
        "--offline",
        "--persona=pedantic",
        "--no-progress",
        str(FOLDER),
    ]
    result = subprocess.run(command, capture_output=True, text=True, check=False)
    assert result.returncode == 0, result.stdout
