"""The peak memory of a build."""

from __future__ import annotations

from tests.benchmarks.figure import About, Sample
from tests.benchmarks.rounds import Round

FIGURE = About("Peak memory of a build", "MB", size=5000, target=500, also=(1000,), runs=1)


def peak_memory(round: Round, size: int) -> Sample:
    """The peak resident set size, in megabytes."""
    return Sample(round.build(size, "empty").peak / 1e6)
