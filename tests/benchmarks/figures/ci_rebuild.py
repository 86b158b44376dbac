"""A build with the cache of the one before it, as in CI, with one service changed, compared with a cold build."""

from __future__ import annotations

from tests.benchmarks.figure import About, Sample
from tests.benchmarks.ratio import ratio
from tests.benchmarks.rounds import Round, cold_build
from tests.benchmarks.serving import edit_of_data

FIGURE = About("Rebuild in CI, one service changed : cold build", "times", size=5000, target=0.33, runs=1)


def ci_rebuild(round: Round, size: int) -> Sample:
    """The ratio to a cold build, which fills the cache."""
    base = round.build(size, "filled")
    project = round.workspace.project(size)
    edit = edit_of_data(project)
    old = edit.path.read_text(encoding="utf-8")
    edit.path.write_text(edit.text_with("Edited"), encoding="utf-8")
    try:
        return ratio(cold_build(project, "--strict"), base)
    finally:
        edit.path.write_text(old, encoding="utf-8")
