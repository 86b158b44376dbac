"""The number of layouts in a build without changes."""

from __future__ import annotations

from tests.benchmarks.counting import counted
from tests.benchmarks.figure import About, Sample
from tests.benchmarks.rounds import Round

FIGURE = About("Layouts of a build without changes", "layouts", size=100, target=0, runs=1)


def layouts_again(round: Round, size: int) -> Sample:
    """The number of calls of Graphviz."""
    round.build(size, "filled")
    return Sample(counted(round.workspace.project(size).path, "mkdocs", "build", "--strict")["layouts"])
