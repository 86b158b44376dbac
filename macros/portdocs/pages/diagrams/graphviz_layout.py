"""Diagram → layout by Graphviz. It runs inside this process, and only once for diagrams of the same shape."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import replace
from functools import cache as cached
from math import hypot, isfinite
from pathlib import Path
from typing import Any

from portdocs.cache import read_json, write_json
from portdocs.pages.diagrams.geometry import MARGIN, Box, Layout, Point, Stroke
from portdocs.pages.diagrams.graphviz import FRAME_MARGIN, POINTS, Shape, dot_source, shape_of
from portdocs.pages.diagrams.model import Diagram
from portdocs.pages.diagrams.text_layout import HEADING_HEIGHT, cards

FORMAT = 1
"""Counted up whenever what is kept of Graphviz' answer changes."""


def graphviz_layout(diagram: Diagram, cache: Path | None = None) -> Layout:
    """Lay out a diagram from left to right; `cache` is a folder with earlier layouts, which may be deleted any time."""
    return replace(layout_of_shape(shape_of(diagram), cache), cards=cards(diagram))


def layout_of_shape(shape: Shape, cache: Path | None = None) -> Layout:
    """The layout of all diagrams with this shape, without their cards."""
    source = dot_source(shape)
    if cache is None:
        return _placed(shape, run_graphviz(source))
    key = layout_key(source)
    answer = read_json(cache, key)
    if answer is not None:
        try:
            return _placed(shape, answer)
        except (AttributeError, LookupError, TypeError, ValueError):
            pass  # The file was damaged: lay out again, and replace it.
    answer = run_graphviz(source)
    write_json(cache, key, answer)
    return _placed(shape, answer)


def run_graphviz(source: str) -> dict[str, Any]:
    """Lay out a source. Returns the names, positions and sizes in Graphviz' JSON."""
    import pygraphviz

    graph = pygraphviz.AGraph(string=source)
    try:
        answer = json.loads(graph.draw(format="json0", prog="dot"))
    finally:
        graph.close()
    return {
        "bb": answer["bb"],
        "objects": [_only(thing, "name", "pos", "bb", "width", "height") for thing in answer.get("objects", ())],
        "edges": [_only(edge, "comment", "pos") for edge in answer.get("edges", ()) if "comment" in edge],
    }


def _only(thing: Mapping[str, Any], *names: str) -> dict[str, Any]:
    return {name: thing[name] for name in names if name in thing}


def _placed(shape: Shape, answer: Mapping[str, Any]) -> Layout:
    """The answer in pixels, with y downwards.

    Raises AttributeError, LookupError, TypeError or ValueError where it does not fit the shape.
    """
    left, bottom, right, top = _numbers(answer["bb"])
    things = {thing["name"]: thing for thing in answer["objects"]}
    strokes: dict[int, list[Stroke]] = {}
    for edge in answer["edges"]:
        strokes.setdefault(int(edge["comment"]), []).append(_stroke(edge["pos"], left, top))
    frames = tuple(_frame(things[f"cluster_g{index}"], left, top) for index in range(len(shape.frames)))
    return Layout(
        right - left + 2 * MARGIN,
        top - bottom + 2 * MARGIN,
        (),
        tuple(_box(things[f"n{index}"], left, top) for index in range(len(shape.nodes))),
        frames,
        tuple((frame.x + FRAME_MARGIN, frame.y + FRAME_MARGIN - 2 + HEADING_HEIGHT / 2) for frame in frames),
        tuple(_box(things[f"e{i}"], left, top) if f"e{i}" in things else None for i in range(len(shape.edges))),
        tuple(tuple(strokes[index]) for index in range(len(shape.edges))),
    )


def _box(thing: Mapping[str, str], left: float, top: float) -> Box:
    x, y = _numbers(thing["pos"])
    width, height = float(thing["width"]) * POINTS, float(thing["height"]) * POINTS
    return Box(x - left - width / 2 + MARGIN, top - y - height / 2 + MARGIN, width, height)


def _frame(thing: Mapping[str, str], left: float, top: float) -> Box:
    x, y, right, upper = _numbers(thing["bb"])
    return Box(x - left + MARGIN, top - upper + MARGIN, right - x, upper - y)


def _stroke(text: str, left: float, top: float) -> Stroke:
    """`e,X,Y x,y x,y ...`: the tip of the arrowhead, where there is one, then the control points.

    With `s,` the curve starts at the tip: Graphviz reversed the edge to break a cycle.
    """
    parts = text.split()
    points = [_numbers(part.removeprefix("e,").removeprefix("s,")) for part in parts]
    moved = [(x - left + MARGIN, top - y + MARGIN) for x, y in points]
    if parts[0].startswith("e,"):
        return Stroke(smooth(moved[1:]), moved[0], is_curve=True)
    if parts[0].startswith("s,"):
        return Stroke(smooth(moved[:0:-1]), moved[0], is_curve=True)
    return Stroke(smooth(moved), None, is_curve=True)


def _numbers(text: str) -> list[float]:
    numbers = [float(number) for number in text.split(",")]
    if not all(map(isfinite, numbers)):
        raise ValueError(f"{text} is not a position")
    return numbers


def layout_key(source: str) -> str:
    """The name of a source's layout: another source, format or Graphviz has another one."""
    return hashlib.sha256(f"{FORMAT}\0{graphviz_version()}\0{source}".encode()).hexdigest()


@cached
def graphviz_version() -> str:
    """The version of Graphviz: another one may lay out the same diagram differently."""
    import pygraphviz

    return str(pygraphviz.__graphviz_version__)


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
