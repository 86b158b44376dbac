"""`make serve`: a page of prose from saving to the browser, compared with a cold build."""

from __future__ import annotations

from tests.benchmarks.figure import About, Sample
from tests.benchmarks.rounds import Round
from tests.benchmarks.serving import edit_of_prose, seconds_to_show

FIGURE = About("Prose saved until shown : cold build", "times", size=1000, target=0.05, runs=1)


def serve_prose(round: Round, size: int) -> Sample:
    """The ratio to a cold build on one processor: an edit uses no other one."""
    base = round.build(size, "filled").cpu
    project = round.workspace.project(size)
    ours = seconds_to_show(project, edit_of_prose(project))
    return Sample(ours / base, {"ours": ours, "base": base})
