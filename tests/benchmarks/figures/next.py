"""`portdocs next` compared with an empty Python program."""

from __future__ import annotations

import yaml

from tests.benchmarks.figure import About, Sample
from tests.benchmarks.processes import run
from tests.benchmarks.ratio import difference
from tests.benchmarks.rounds import Round
from tests.site.project import Project

FIGURE = About("portdocs next, more than python -c pass", "s", size=1000, target=0.35, more_targets={5000: 0.6}, runs=5)


def next(round: Round, size: int) -> Sample:
    """Seconds in addition to starting the interpreter."""
    project = round.workspace.project(size)
    base = run(["-c", "pass"], project.path)
    return difference(run(["-m", "portdocs", "next", "--range", _a_range(project)], project.path), base)


def _a_range(project: Project) -> str:
    first = min((project.path / "data").iterdir())
    return str(min(yaml.load(first.read_bytes(), Loader=yaml.CSafeLoader)["ranges"]))
