"""The workflows: their permissions, and the commands that they run."""

from __future__ import annotations

import os
import re
import shlex
import shutil
import subprocess
import sys
import sysconfig
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml

from tests.site.project import ROOT

FOLDER = ROOT / ".github" / "workflows"
FILES = sorted(FOLDER.glob("*.yml"))
WRITES = {
    "publish.yml": {"contents": "write"},
    "publish-preview.yml": {"actions": "read", "contents": "write", "pull-requests": "write"},
}
"""The permissions of jobs that need more than reading the repository."""


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
def test_every_action_is_pinned_with_its_version(name: str) -> None:
    lines = [line for line in (FOLDER / name).read_text().splitlines() if "uses:" in line]
    for line in lines:
        assert re.fullmatch(r" *(- )?uses: [\w-]+/[\w-]+@[0-9a-f]{40} # v\d+\.\d+\.\d+", line), line


@pytest.mark.parametrize("name", NAMES)
def test_permissions_are_minimal(name: str) -> None:
    assert read(name)["permissions"] == {}
    for job in jobs(name):
        assert job["permissions"] in (WRITES.get(name, {"contents": "read"}), {})


@pytest.mark.parametrize("name", NAMES)
def test_no_expression_becomes_part_of_a_command(name: str) -> None:
    assert [step["run"] for step in steps(name) if "${{" in step.get("run", "")] == []


@pytest.mark.parametrize("name", NAMES)
def test_no_token_stays_in_a_checkout(name: str) -> None:
    checkouts = [step for step in steps(name) if step.get("uses", "").startswith("actions/checkout@")]
    assert all(step["with"]["persist-credentials"] is False for step in checkouts)


def test_a_build_of_a_pull_request_has_no_secret() -> None:
    text = (FOLDER / "preview.yml").read_text()
    assert "secrets." not in text
    assert "github.token" not in text
    assert set(read("preview.yml")[True]) == {"pull_request"}


def test_jobs_with_write_access_check_out_nothing_of_a_pull_request() -> None:
    assert set(read("publish-preview.yml")[True]) == {"workflow_run"}
    for step in steps("publish-preview.yml"):
        assert not {"ref", "repository"} & set(step.get("with", {}))
        assert "download-artifact" not in step.get("uses", "")


def test_publishing_runs_after_building() -> None:
    trigger = read("publish-preview.yml")[True]["workflow_run"]
    assert trigger == {"workflows": [read("preview.yml")["name"]], "types": ["completed"]}


RUN_BY = {
    "make test": "every run of the tests outside an editor",
    "make test ARGS=--thorough": "make test",
    "make build": "test_build.py builds as it does, with the same strictness",
    "true": "nothing to run",
    "make packages": "test_packages_are_installed_and_the_drift_step_runs",
    "make compatibility": "the tests of other generators, which need it",
    'make drift ARGS="--format github --summary drift.md"': "test_packages_are_installed_and_the_drift_step_runs",
    'cat drift.md >> "$GITHUB_STEP_SUMMARY"': "nothing of ours",
    ".venv/bin/portdocs preview pack site build/preview": "test_previews.py",
    ".venv/bin/portdocs preview unbuilt build/preview": "test_previews.py",
    ".venv/bin/portdocs preview guard": "test_previews.py",
    ".venv/bin/portdocs preview publish": "test_previews.py",
    ".venv/bin/portdocs publish ref --push": "test_versions.py",
}
"""The commands of the workflows, each with its test."""


@pytest.mark.parametrize("name", NAMES)
def test_every_step_is_tested(name: str) -> None:
    assert {step["run"] for step in steps(name) if "run" in step} <= RUN_BY.keys()


@pytest.fixture(scope="module")
def fresh(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A checkout without .venv and with an empty lock; it uses the packages of the environment that runs the tests."""
    folder = tmp_path_factory.mktemp("fresh")
    for name in ("Makefile", "pyproject.toml", "README.md"):
        shutil.copy(ROOT / name, folder)
    for name in (".ci", "macros", "data"):
        shutil.copytree(ROOT / name, folder / name, ignore=shutil.ignore_patterns("__pycache__"))
    (folder / "requirements.lock").write_text("# nothing\n")
    (folder / "python").write_text(PYTHON_WITHOUT_PIP)
    (folder / "python").chmod(0o755)
    ran = shell("make packages", folder)
    assert ran.returncode == 0, ran.stderr
    return folder


PYTHON_WITHOUT_PIP = f"""#!/bin/sh
if [ "$1 $2" = "-m venv" ]; then shift 2; set -- -m venv --without-pip "$@"; fi
exec {shlex.quote(sys.executable)} "$@"
"""
"""A Python whose environments have no pip: installing it takes most of the time, and theirs is that of PYTHONPATH."""


def shell(script: str, folder: Path, **variables: str) -> subprocess.CompletedProcess[str]:
    """Run a step as GitHub does (see its documentation of `jobs.<id>.steps[*].shell`)."""
    lent = {"PYTHON": str(folder / "python"), "PYTHONPATH": sysconfig.get_path("purelib")}
    path = f"{folder / '.venv' / 'bin'}{os.pathsep}{os.environ['PATH']}"
    return subprocess.run(
        ["bash", "--noprofile", "--norc", "-e", "-o", "pipefail", "-c", script],
        cwd=folder,
        env=os.environ | lent | {"PATH": path} | variables,
        capture_output=True,
        text=True,
        check=False,
        stdin=subprocess.DEVNULL,
    )


def test_packages_are_installed_and_the_drift_step_runs(fresh: Path) -> None:
    assert (fresh / ".venv" / "packages.stamp").exists()
    result = shell(".venv/bin/portdocs --help && .venv/bin/portdocs publish --help", fresh)
    assert result.returncode == 0, result.stderr
    compared = next(step["run"] for step in steps("drift.yml") if "run" in step)
    result = shell(compared, fresh)
    assert (result.returncode, "No snapshot is committed" in result.stdout) == (0, True)
    (fresh / "data" / "snapshots").mkdir()
    (fresh / "data" / "snapshots" / "elsewhere.json").write_text("no snapshot")
    result = shell(compared, fresh)
    assert result.returncode != 0
    assert "elsewhere" in result.stdout + result.stderr
    assert "Traceback" not in result.stderr


def test_zizmor_finds_nothing() -> None:
    command = [
        str(Path(sys.executable).parent / "zizmor"),
        "--offline",
        "--persona=auditor",
        "--no-progress",
        str(FOLDER.parent),
    ]
    result = subprocess.run(command, capture_output=True, text=True, check=False)
    assert result.returncode == 0, result.stdout


def test_every_ignore_of_zizmor_has_a_reason() -> None:
    for path in FILES:
        for line in path.read_text().splitlines():
            if "zizmor: ignore" in line:
                assert re.search(r"# zizmor: ignore\[[\w-]+\] \w+ \w+ \w+", line), f"{path.name}: {line}"


def test_every_tool_that_is_installed_is_pinned() -> None:
    commands = [line for line in (ROOT / "Makefile").read_text().splitlines() if "pip install" in line]
    assert commands
    for command in commands:
        assert "--require-hashes" in command or "--no-deps --no-build-isolation --editable ." in command, command
    assert re.search(r"^uv==[0-9.]+ ", (ROOT / ".ci" / "lock-tool.txt").read_text(), re.MULTILINE)


def test_the_security_page_names_every_workflow() -> None:
    page = (ROOT / ".github" / "SECURITY.md").read_text()
    for name in NAMES:
        assert re.search(rf"^\| [^|]*\b{read(name)['name']}\b", page, re.MULTILINE), name
