"""Orthogonal lines between placed nodes: along the gaps between rows and the corridor at the left of each container,
so that no line runs through a node."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

from portdocs.pages.diagrams.geometry import Box, Point, Stroke

TIP = 7.0
"""The length of an arrowhead."""


@dataclass(eq=False)
class Spot:
    """A container once it is placed."""

    box: Box
    corridor: float
    """The x of the corridor that lines go up and down in."""
    parent: Spot | None = None
    row: int = 0
    """Its row in its parent."""
    gaps: list[float] = field(default_factory=list)
    """The y of the gap above each row, and of the one below the last."""


@dataclass(frozen=True)
class Place:
    """A node once it is placed."""

    box: Box
    spot: Spot
    row: int
    column: int = 0


def route(source: Place, target: Place, lane: float = 0.0) -> Stroke:
    """The line from one node to another; `lane` moves it within gaps and corridors, so that lines lie side by side."""
    if side := _straight(source, target):
        return side
    points = _around(source, target.spot, target.row, lane)
    x = target.box.x + target.box.width / 2 + lane
    return _stroke([*points, (x, points[-1][1]), (x, target.box.y)])


def route_into(source: Place, target: Spot, lane: float = 0.0) -> Stroke:
    """The line from a node to the upper edge of a container."""
    if target.parent is None:
        raise ValueError("the whole diagram is not a target")
    points = _around(source, target.parent, target.row, lane)
    x = target.corridor + lane
    return _stroke([*points, (x, points[-1][1]), (x, target.box.y)])


def _straight(source: Place, target: Place) -> Stroke | None:
    """A straight line to the next node in the same row."""
    a, b = source.box, target.box
    if (source.spot, source.row, source.column + 1) != (target.spot, target.row, target.column):
        return None
    y = min(a.y + a.height / 2, b.y + b.height / 2)
    return Stroke(((a.right, y), (b.x - TIP, y)), (b.x, y))


def _around(source: Place, spot: Spot, row: int, lane: float) -> list[Point]:
    """From a node to the gap above a row of a container: up to the container that holds both, then down."""
    climb, descent = _chain(source.spot), _chain(spot)
    shared = next(one for one in climb if any(one is other for other in descent))
    down = _row_within(descent, shared, row) > _row_within(climb, shared, source.row)
    x = source.box.x + source.box.width / 2 + lane
    gap = source.row + (1 if down else 0)
    points = [(x, source.box.bottom if down else source.box.y)]
    for one in _until(climb, shared):
        points += _turn(one, gap, points[-1][0], lane)
        gap = one.row + (1 if down else 0)
    inner = [*reversed(list(_until(descent, shared)))]
    rows = [*(one.row for one in inner), row]
    points += _across(shared, gap, rows[0], points[-1][0], lane)
    for one, next_row in zip(inner, rows[1:], strict=True):
        points += [(one.corridor + lane, points[-1][1]), (one.corridor + lane, one.gaps[next_row] + lane)]
    return points


def _chain(spot: Spot | None) -> list[Spot]:
    chain = []
    while spot is not None:
        chain.append(spot)
        spot = spot.parent
    return chain


def _row_within(chain: list[Spot], shared: Spot, row: int) -> int:
    """The row of the shared container that holds the end of a chain."""
    for one in chain:
        if one is shared:
            return row
        row = one.row
    raise ValueError("not in the container")


def _until(chain: list[Spot], shared: Spot) -> Iterator[Spot]:
    for one in chain:
        if one is shared:
            return
        yield one


def _turn(spot: Spot, gap: int, x: float, lane: float) -> list[Point]:
    """Along a gap to the corridor of a container."""
    y = spot.gaps[gap] + lane
    return [(x, y), (spot.corridor + lane, y)]


def _across(spot: Spot, start: int, end: int, x: float, lane: float) -> list[Point]:
    """From one gap of a container to another."""
    y, goal = spot.gaps[start] + lane, spot.gaps[end] + lane
    if start == end:
        return [(x, y)]
    return [(x, y), (spot.corridor + lane, y), (spot.corridor + lane, goal)]


def _stroke(points: list[Point]) -> Stroke:
    """The points without those on a straight line between others; the head ends at the last of them."""
    kept: list[Point] = []
    for point in points:
        if kept and point == kept[-1]:
            continue
        while len(kept) > 1 and _is_between(kept[-2], kept[-1], point):
            kept.pop()
        kept.append(point)
    x, y = kept[-1]
    return Stroke((*kept[:-1], (x, y - TIP)), (x, y))


def _is_between(a: Point, b: Point, c: Point) -> bool:
    return (a[0] == b[0] == c[0]) or (a[1] == b[1] == c[1])
