"""Disk space per service: all files of the site, the theme's included, divided by the number of services."""

from __future__ import annotations

from tests.benchmarks.figure import About, Sample
from tests.benchmarks.rounds import Round

FIGURE = About("Site on disk, a service", "KB", size=5000, target=35, also=(1000,), runs=1)


def site_size(round: Round, size: int) -> Sample:
    """Kilobytes per service."""
    round.build(size, "empty")
    site = round.workspace.project(size).site
    return Sample(sum(path.stat().st_size for path in site.rglob("*") if path.is_file()) / 1e3 / size)
