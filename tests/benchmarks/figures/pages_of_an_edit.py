"""The pages that an edit of one service's YAML renders while serving: as many in a large registry as in a small one."""

from __future__ import annotations

from tests.benchmarks.figure import About, Sample
from tests.benchmarks.rounds import Round
from tests.benchmarks.serving import edit_of_data
from tests.site.rebuilding import rebuilt

FIGURE = About("Pages rendered for an edit", "pages", size=1000, target=12, more_targets={5000: 12}, runs=1)


def pages_of_an_edit(round: Round, size: int) -> Sample:
    """The number of pages, those that show every service included."""
    project = round.workspace.project(size)
    edit = edit_of_data(project)
    old = edit.path.read_text(encoding="utf-8")
    (done,) = rebuilt(project, [(f"data/{edit.path.name}", old, edit.text_with("Edited"))])
    edit.path.write_text(old, encoding="utf-8")
    return Sample(len(done["rendered"]))
