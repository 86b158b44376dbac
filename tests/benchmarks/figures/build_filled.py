"""A cold strict build with a filled layout cache, compared with plain mkdocs building the same pages."""

from __future__ import annotations

from tests.benchmarks.figure import About, Sample
from tests.benchmarks.ratio import clock_ratio
from tests.benchmarks.rounds import Round

FIGURE = About("Cold build, cached layouts : plain mkdocs", "times", size=1000, target=0.55, also=(100,))


def build_filled(round: Round, size: int) -> Sample:
    """The ratio to plain mkdocs."""
    base = round.plain_build(size)
    return clock_ratio(round.build(size, "filled"), base)
