"""The page that lists every port, in a browser with an empty cache."""

from __future__ import annotations

from statistics import median

from tests.benchmarks.browsing import served_files, tab
from tests.benchmarks.figure import About, Sample
from tests.benchmarks.rounds import Round

FIGURE = About("Registry page until usable", "s", size=2000, target=1.0, runs=1)

LOADS = 5
STARTED = 1000
"""Milliseconds for the browser to start."""

# The page has loaded and was painted, and its scripts have released the main thread.
_USABLE = "() => new Promise(done => requestAnimationFrame(() => setTimeout(() => done(performance.now()), 0)))"


def registry_page(round: Round, size: int) -> Sample:
    """Seconds from the request until the page reacts to clicks; the median of several loads."""
    round.build(size, "empty")
    with served_files(round.workspace.project(size).site) as address:
        return Sample(median(_load(f"{address}ports/") for _ in range(LOADS)) / 1000)


def _load(url: str) -> float:
    with tab() as page:
        # A browser that has just started still paints its own windows, which is not part of the page.
        page.wait_for_timeout(STARTED)
        page.goto(url, wait_until="load")
        return float(page.evaluate(_USABLE))
