"""Bézier curves as Graphviz gives them, made rounder: its pieces meet at an angle where they go around something."""

from __future__ import annotations

from collections.abc import Sequence
from math import hypot

from portdocs.pages.diagrams.geometry import Point


def smooth(points: Sequence[Point]) -> tuple[Point, ...]:
    """The same curve (a point, then three more for each piece) without corners where two pieces meet."""
    rounder = list(points)
    for joint in range(3, len(points) - 1, 3):
        rounder[joint - 1], rounder[joint + 1] = _aligned(*points[joint - 1 : joint + 2])
    return tuple(rounder)


def _aligned(before: Point, joint: Point, after: Point) -> tuple[Point, Point]:
    """The handles on either side of a joint, as far from it as they were and on one line through it."""
    (in_x, in_y), arriving = _direction(before, joint)
    (out_x, out_y), leaving = _direction(joint, after)
    along_x, along_y = in_x + out_x, in_y + out_y
    length = hypot(along_x, along_y)
    if not (arriving and leaving and length > 0.01):
        return before, after
    x, y = along_x / length, along_y / length
    return (joint[0] - x * arriving, joint[1] - y * arriving), (joint[0] + x * leaving, joint[1] + y * leaving)


def _direction(start: Point, end: Point) -> tuple[Point, float]:
    x, y = end[0] - start[0], end[1] - start[1]
    length = hypot(x, y)
    return ((x / length, y / length) if length else (0.0, 0.0)), length
