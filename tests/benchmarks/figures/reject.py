"""Loading data in which every service is wrong, compared with the minimum for reading YAML."""

from __future__ import annotations

import shutil
from pathlib import Path

from tests.benchmarks.figure import About, Sample
from tests.benchmarks.figures.check import READ
from tests.benchmarks.processes import run
from tests.benchmarks.ratio import ratio
from tests.benchmarks.rounds import Round

FIGURE = About("Rejecting invalid entries : reading the YAML", "times", size=5000, target=2.0)

_LOAD = """
import pathlib, sys
from portdocs.registry import load_registry
from portdocs.reports import render
result = load_registry(pathlib.Path("data"))
sys.stdout.write(render("findings", "text", result.findings))
"""


def reject(round: Round, size: int) -> Sample:
    """The ratio to the bare read."""
    valid = round.workspace.project(size).path
    invalid = valid.with_name(f"{valid.name}-invalid")
    if not invalid.exists():
        _break(valid / "data", invalid / "data")
    base = run(["-c", READ], invalid)
    return ratio(run(["-c", _LOAD], invalid), base)


def _break(valid: Path, invalid: Path) -> None:
    """Copy data, with a misspelt key in each service."""
    shutil.copytree(valid, invalid)
    for path in invalid.glob("*.yml"):
        text = path.read_text(encoding="utf-8")
        path.write_text(text.replace("    runtime:", "    runtmie:"), encoding="utf-8")
