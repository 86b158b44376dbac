"""A cold strict build that lays out every drawing, against plain mkdocs building the same pages."""

from __future__ import annotations

from tests.benchmarks.figure import About, Sample
from tests.benchmarks.ratio import ratio
from tests.benchmarks.rounds import Round

FIGURE = About("Cold build, no layouts kept : plain mkdocs", "times", size=1000, target=1.5, also=(100,))


def build_empty(round: Round, size: int) -> Sample:
    """How many times as long as plain mkdocs takes."""
    base = round.plain_build(size)
    return ratio(round.build(size, "empty"), base)
