"""Where a port is on the map: rows of equally many ports, each drawn from left to right over the whole width.

Across, places are percentages, so that the map is as wide as its page; down, they are pixels. `port-map.js` reckons the
same way when it zooms.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from portdocs.registry import Ports
from portdocs.registry.ports import HIGHEST

PER_ROW = 5000
"""How many ports stand in a row of the whole; people think in thousands, and 14 rows fit a screen."""
PITCH = 40
"""From one row to the next, in pixels: a line of text and a bar."""
BAR_TOP = 17
BAR = 18
HEIGHT = (HIGHEST // PER_ROW + 1) * PITCH


@dataclass(frozen=True, slots=True)
class Segment:
    """A part of one row, in percent of its width."""

    row: int
    left: float
    width: float


def rows() -> Iterator[Ports]:
    """The rows of the whole; port 0 does not exist, but every other row starts with a round number."""
    for first in range(0, HIGHEST + 1, PER_ROW):
        yield Ports(first, min(first + PER_ROW - 1, HIGHEST))


def segments(ports: Ports) -> Iterator[Segment]:
    """The parts of rows that a run of ports takes."""
    for row in range(ports.first // PER_ROW, ports.last // PER_ROW + 1):
        start = row * PER_ROW
        first, last = max(ports.first, start), min(ports.last, start + PER_ROW - 1)
        yield Segment(row, 100 * (first - start) / PER_ROW, 100 * (last - first + 1) / PER_ROW)
