"""What a service takes of the disk: the files of the whole site, the theme's included, by services."""

from __future__ import annotations

from tests.benchmarks.figure import About, Sample
from tests.benchmarks.rounds import Round

FIGURE = About("Site on disk, a service", "KB", size=5000, target=45, also=(1000,), runs=1)


def site_size(round: Round, size: int) -> Sample:
    """Thousands of bytes for each service."""
    round.build(size, "empty")
    site = round.workspace.project(size).site
    return Sample(sum(path.stat().st_size for path in site.rglob("*") if path.is_file()) / 1e3 / size)
