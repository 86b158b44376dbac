"""A cold strict build of five times as many services: nothing may be quadratic."""

from __future__ import annotations

from tests.benchmarks.figure import About, Sample
from tests.benchmarks.ratio import ratio
from tests.benchmarks.rounds import Round

FIGURE = About("Cold build : a fifth of the services", "times", size=5000, target=5.2, runs=1)


def build_growth(round: Round, size: int) -> Sample:
    """The ratio to the build of a fifth of the services."""
    base = round.build(size // 5, "empty")
    return ratio(round.build(size, "empty"), base)
