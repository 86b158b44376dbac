"""`portdocs show` compared with an empty Python program."""

from __future__ import annotations

from tests.benchmarks.figure import About, Sample
from tests.benchmarks.processes import run
from tests.benchmarks.ratio import difference
from tests.benchmarks.rounds import Round

FIGURE = About("portdocs show, more than python -c pass", "s", size=1000, target=0.35, more_targets={5000: 0.6}, runs=5)


def show(round: Round, size: int) -> Sample:
    """Seconds in addition to starting the interpreter."""
    folder = round.workspace.project(size).path
    base = run(["-c", "pass"], folder)
    return difference(run(["-m", "portdocs", "show", "443"], folder), base)
