"""The composite action: its scripts are run, and no input becomes part of a script."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
import yaml

from tests.plugin.minimal_site import minimal_site
from tests.site.project import ROOT, environment

ACTION: dict[str, Any] = yaml.safe_load((ROOT / ".github" / "actions" / "portdocs" / "action.yml").read_text())
STEPS = {step["name"]: step for step in ACTION["runs"]["steps"] if "run" in step}


def run(name: str, folder: Path, **inputs: str) -> subprocess.CompletedProcess[str]:
    """Run a step as GitHub does, with values of its `env`."""
    path = f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"
    variables = {"PATH": path, "GITHUB_OUTPUT": str(folder / "output.txt")} | inputs
    assert STEPS[name].get("env", {}).keys() <= inputs.keys()
    return subprocess.run(
        ["bash", "--noprofile", "--norc", "-e", "-o", "pipefail", "-c", STEPS[name]["run"]],
        cwd=folder, env=environment() | variables, capture_output=True, text=True, check=False,
    )  # fmt: skip


def test_inputs_reach_scripts_as_variables_only() -> None:
    for step in STEPS.values():
        assert "${{" not in step["run"]
        assert step["shell"] == "bash"
    for action in (step["uses"] for step in ACTION["runs"]["steps"] if "uses" in step):
        assert re.fullmatch(r"actions/(setup-python|cache)@[0-9a-f]{40}", action)


@pytest.mark.parametrize(("strict", "code"), [("false", 0), ("true", 1)])
def test_the_check_annotates_findings(tmp_path: Path, strict: str, code: int) -> None:
    data = "services: {api: {owner: Jo, listeners: [{port: 8000}]}}\n"  # an unknown bind is a warning
    minimal_site(tmp_path, "[macros, portdocs]", {"data/shop.yml": data})
    result = run("Check the data", tmp_path, STRICT=strict)
    assert result.returncode == code, result.stderr
    assert result.stdout.startswith("::warning file=data/shop.yml,line=1,")


def test_the_build_names_its_folder(tmp_path: Path) -> None:
    minimal_site(tmp_path, "[macros, portdocs]")
    result = run("Build the site", tmp_path, FOLDER=".", SITE="out")
    assert result.returncode == 0, result.stderr
    assert (tmp_path / "output.txt").read_text() == "site=./out\n"
    assert (tmp_path / "out" / "ports" / "index.html").is_file()


def test_a_version_is_one_argument(tmp_path: Path) -> None:
    result = run("Install portdocs", tmp_path, VERSION="; touch hacked", REQUIREMENTS="")
    assert result.returncode != 0
    assert not (tmp_path / "hacked").exists()
