"""The runs of a strip, with a break of the axis between two of them, and the position of ports in a run.

Positions are percentages, and the browser lays out the runs, so that a strip is as wide as its page.
"""

from __future__ import annotations

import math
from collections.abc import Iterable

from portdocs.registry import Ports

MAX_RUNS = 12
"""Runs of a strip; the axis of a host with more has fewer breaks."""
MARKS_PER_RUN = 120
"""Marks that can be distinguished in a run."""
_GAPS = (20, 100, 500, 2000, 10_000, 65_536)
"""Unused ports for which the axis breaks."""
_MAX_WIDTH = 30.0


def runs_of(used: Iterable[Ports]) -> list[Ports]:
    """The parts of the axis in which ports are used or reserved, in order."""
    ordered = sorted(used)
    candidates = (joined(ordered, gap) for gap in _GAPS)
    return next(runs for runs in candidates if len(runs) <= MAX_RUNS)


def joined(ordered: Iterable[Ports], gap: int = 1) -> list[Ports]:
    """Sorted ports as runs: two with at most `gap` from one to the next are one run."""
    runs: list[Ports] = []
    for ports in ordered:
        if runs and ports.first - runs[-1].last <= gap:
            runs[-1] = Ports(runs[-1].first, max(runs[-1].last, ports.last))
        else:
            runs.append(ports)
    return runs


def relative_width(run: Ports) -> float:
    """The width of a run compared with others: a long one is wider, but leaves space for the short ones."""
    return min(math.sqrt(len(run)) - 0.9, _MAX_WIDTH)


def bucket_size(run: Ports) -> int:
    """The number of neighbouring ports that share a mark, because marks of their own would be too narrow."""
    return math.ceil(len(run) / MARKS_PER_RUN)


def position(ports: Ports, run: Ports) -> tuple[float, float]:
    """The left edge and the width of ports in a run, in percent."""
    return 100 * (ports.first - run.first) / len(run), 100 * len(ports) / len(run)
