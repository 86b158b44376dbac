"""What a build with nothing changed since the last one lays out."""

from __future__ import annotations

from tests.benchmarks.counting import counted
from tests.benchmarks.figure import About, Sample
from tests.benchmarks.rounds import Round

FIGURE = About("Drawings laid out again, nothing changed", "layouts", size=100, target=0, runs=1)


def layouts_again(round: Round, size: int) -> Sample:
    """How often Graphviz was called."""
    round.build(size, "filled")
    return Sample(counted(round.workspace.project(size).path, "mkdocs", "build", "--strict")["layouts"])
