"""The size of the index of pages, which every page loads: at most 0.5 KB per service."""

from __future__ import annotations

from tests.benchmarks.figure import About, Sample
from tests.benchmarks.rounds import Round

FIGURE = About("Search index", "MB", size=2000, target=1.0, runs=1)


def search_index(round: Round, size: int) -> Sample:
    """Megabytes."""
    round.build(size, "empty")
    index = round.workspace.project(size).site / "search" / "search_index.json"
    return Sample(index.stat().st_size / 1e6)
