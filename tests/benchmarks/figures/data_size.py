"""The size of the registry as JSON for programs."""

from __future__ import annotations

from tests.benchmarks.figure import About, Sample
from tests.benchmarks.rounds import Round
from tests.benchmarks.skipped import Skipped

FIGURE = About("Registry as JSON", "MB", size=2000, runs=1)


def data_size(round: Round, size: int) -> Sample:
    """Megabytes. Raises Skipped if the site has none."""
    round.build(size, "empty")
    data = round.workspace.project(size).site / "api" / "ports.json"
    if not data.exists():
        raise Skipped("the site has no api/ports.json")
    return Sample(data.stat().st_size / 1e6)
