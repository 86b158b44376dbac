"""A cold strict build with an empty layout cache, compared with plain mkdocs building the same pages."""

from __future__ import annotations

from tests.benchmarks.figure import About, Sample
from tests.benchmarks.ratio import clock_ratio
from tests.benchmarks.rounds import Round

FIGURE = About("Cold build, no cached layouts : plain mkdocs", "times", size=1000, target=1.5, also=(100,))


def build_empty(round: Round, size: int) -> Sample:
    """The ratio to plain mkdocs."""
    base = round.plain_build(size)
    return clock_ratio(round.build(size, "empty"), base)
