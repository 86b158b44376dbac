"""`make serve`: a page of prose from saving to the browser, compared with `mkdocs serve` on the plain pages."""

from __future__ import annotations

from tests.benchmarks.figure import About, Sample
from tests.benchmarks.rounds import Round
from tests.benchmarks.serving import edit_of_prose, seconds_to_show

FIGURE = About("Prose saved until shown : plain mkdocs", "times", size=1000, target=1.0, runs=1)


def serve_prose(round: Round, size: int) -> Sample:
    """The ratio to plain mkdocs."""
    plain = round.workspace.plain(size)
    base = seconds_to_show(plain, edit_of_prose(plain))
    round.build(size, "filled")
    project = round.workspace.project(size)
    ours = seconds_to_show(project, edit_of_prose(project))
    return Sample(ours / base, {"ours": ours, "base": base})
