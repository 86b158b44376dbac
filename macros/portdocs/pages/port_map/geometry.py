"""The position of ports on the map, in rows of equal size over the whole width.

Horizontal positions are percentages, so that the map is as wide as its page; vertical ones are pixels. `port-map.js`
computes the same when it zooms.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from portdocs.registry import Ports
from portdocs.registry.ports import HIGHEST

PORTS_PER_ROW = 5000
"""Ports in a row of the complete map: a round number with which the 14 rows fit on a screen."""
ROW_HEIGHT = 40
"""In pixels: a line of text and a bar."""
BAR_TOP = 17
BAR_HEIGHT = 18
HEIGHT = (HIGHEST // PORTS_PER_ROW + 1) * ROW_HEIGHT


@dataclass(frozen=True, slots=True)
class Segment:
    """A part of one row, in percent of its width."""

    row: int
    left: float
    width: float


def rows() -> Iterator[Ports]:
    """The ports of each row of the complete map, from 0 so that every row starts with a round number."""
    for first in range(0, HIGHEST + 1, PORTS_PER_ROW):
        yield Ports(first, min(first + PORTS_PER_ROW - 1, HIGHEST))


def segments(ports: Ports) -> Iterator[Segment]:
    """The parts of rows that a range of ports covers."""
    for row in range(ports.first // PORTS_PER_ROW, ports.last // PORTS_PER_ROW + 1):
        start = row * PORTS_PER_ROW
        first, last = max(ports.first, start), min(ports.last, start + PORTS_PER_ROW - 1)
        yield Segment(row, 100 * (first - start) / PORTS_PER_ROW, 100 * (last - first + 1) / PORTS_PER_ROW)
