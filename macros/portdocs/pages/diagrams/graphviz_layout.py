"""Diagram → layout by Graphviz. It runs inside this process, and only once for diagrams of the same shape."""

from __future__ import annotations

import json
from collections.abc import Mapping
from math import isfinite
from pathlib import Path
from typing import Any

from portdocs.pages.diagrams import layout_cache
from portdocs.pages.diagrams.curves import smooth
from portdocs.pages.diagrams.geometry import MARGIN, Box, Layout, Stroke
from portdocs.pages.diagrams.graphviz import POINTS, dot_source
from portdocs.pages.diagrams.model import Diagram
from portdocs.pages.diagrams.text_layout import HEADING_HEIGHT, cards


def graphviz_layout(diagram: Diagram, cache: Path | None = None) -> Layout:
    """Lay out a diagram from left to right; `cache` is a folder with earlier layouts, which may be deleted any time."""
    source = dot_source(diagram)
    if cache is None:
        return _placed(diagram, run_graphviz(source))
    key = layout_cache.key(source)
    answer = layout_cache.read_json(cache, key)
    if answer is not None:
        try:
            return _placed(diagram, answer)
        except (AttributeError, LookupError, TypeError, ValueError):
            pass  # The file was damaged: lay out again, and replace it.
    answer = run_graphviz(source)
    layout_cache.write_json(cache, key, answer)
    return _placed(diagram, answer)


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


def _placed(diagram: Diagram, answer: Mapping[str, Any]) -> Layout:
    """The answer in pixels, with y downwards.

    Raises AttributeError, LookupError, TypeError or ValueError where it does not fit the diagram.
    """
    left, bottom, right, top = _numbers(answer["bb"])
    things = {thing["name"]: thing for thing in answer["objects"]}
    strokes: dict[int, list[Stroke]] = {}
    for edge in answer["edges"]:
        strokes.setdefault(int(edge["comment"]), []).append(_stroke(edge["pos"], left, top))
    frames = tuple(_frame(things[f"cluster_g{index}"], left, top) for index in range(len(diagram.groups)))
    return Layout(
        right - left + 2 * MARGIN,
        top - bottom + 2 * MARGIN,
        cards(diagram),
        tuple(_box(things[f"n{index}"], left, top) for index in range(len(diagram.nodes))),
        frames,
        tuple((frame.x + 14, frame.y + 12 + HEADING_HEIGHT / 2) for frame in frames),
        tuple(_box(things[f"e{i}"], left, top) if f"e{i}" in things else None for i in range(len(diagram.edges))),
        tuple(tuple(strokes[index]) for index in range(len(diagram.edges))),
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
