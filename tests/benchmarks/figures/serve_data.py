"""`make serve`: one service's YAML from saving to the browser, compared with a cold build."""

from __future__ import annotations

from tests.benchmarks.figure import About, Sample
from tests.benchmarks.rounds import Round
from tests.benchmarks.serving import edit_of_data, seconds_to_show

FIGURE = About("Data saved until shown : cold build", "times", size=1000, target=0.1, runs=1)


def serve_data(round: Round, size: int) -> Sample:
    """The ratio to a cold build on one processor: an edit uses no other one."""
    base = round.build(size, "filled").cpu
    project = round.workspace.project(size)
    ours = seconds_to_show(project, edit_of_data(project))
    return Sample(ours / base, {"ours": ours, "base": base})
