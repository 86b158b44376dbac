"""A cold strict build whose drawings are laid out already, against plain mkdocs building the same pages."""

from __future__ import annotations

from tests.benchmarks.figure import About, Sample
from tests.benchmarks.ratio import ratio
from tests.benchmarks.rounds import Round

FIGURE = About("Cold build, layouts kept : plain mkdocs", "times", size=1000, target=1.2, also=(100,))


def build_filled(round: Round, size: int) -> Sample:
    """How many times as long as plain mkdocs takes."""
    base = round.plain_build(size)
    return ratio(round.build(size, "filled"), base)
